"""What people do with mails: sign up, confirm, change, end. Pages for people, and one click for their mail programs.

Nobody has an account: a link's token says whose digest it is. Nothing happens when a link is followed, since programs
follow links too; only when a button is pressed, or when a mail program posts as RFC 8058 says.
"""

from collections.abc import Awaitable, Callable, Mapping
from uuid import uuid4

import structlog
from aiohttp import web
from aiohttp.http import HttpProcessingError

from adapters.email.links import Way
from adapters.email.settings import LONGEST, SEVERAL, Filled, Reading, read
from adapters.email.views import Shown, Views
from adapters.email.visitors import FORWARDED, visitor
from adapters.email.wiring import CONFIRM, PLATFORM, SETTINGS, SIGN_UP, TOKEN, UNSUBSCRIBE, Options
from adapters.shared.pages import respond
from bot.commands import Caller, Changes, Command, Edit, Email, Pause, Resume, Settings, Subscribe, Unsubscribe
from bot.document import Document, Form, Paragraph
from bot.model import Destination
from bot.ports import Handler, Language, Links, Purpose, SignUp

log = structlog.get_logger(__name__)

ONE_CLICK = ("List-Unsubscribe", "One-Click")
MOST_FIELDS = 200
_WRONG, _MISSING, _BROKEN, _NOT_NOW = 400, 404, 500, 503
_NOT_READ = "What was sent cannot be read."
_NO_LINK = Document(
    "This link does not work",
    (Paragraph(("It is not whole, or too old. A link to confirm with is good for 24 hours.",)),),
)
_NONE_HERE = Document("This address gets no papers", (Paragraph(("It may sign up again.",)),))
_ENDED = Document("No more papers", (Paragraph(("This address gets no more of these mails.",)),))
_NOT_ENDED = Document("Something broke on our side", (Paragraph(("You still get papers. Try again in a minute.",)),))

Answerer = Callable[[web.Request], Awaitable[web.Response]]


class EmailWeb:
    """The routes; what people ask is answered by ``handle``, like a command."""

    def __init__(self, options: Options, language: Language, links: Links, handle: Handler) -> None:
        self._language = language
        self._links = links
        self._handle = handle
        self._views = Views(options)

    def routes(self) -> list[web.RouteDef]:
        """For the web server. The files that pages load are ``adapters.shared.pages.static_routes``."""
        return [
            web.get(SIGN_UP, self._guarded(self._sign_up)),
            web.post(SIGN_UP, self._guarded(self._signed_up)),
            web.get(CONFIRM, self._guarded(self._confirm)),
            web.post(CONFIRM, self._guarded(self._confirmed)),
            web.get(SETTINGS, self._guarded(self._settings)),
            web.post(SETTINGS, self._guarded(self._changed)),
            web.get(UNSUBSCRIBE, self._guarded(self._unsubscribe)),
            web.post(UNSUBSCRIBE, self._guarded(self._unsubscribed)),
        ]

    # Sign up

    async def _sign_up(self, request: web.Request) -> web.Response:
        return await self._form_for(_stranger(request))

    async def _signed_up(self, request: web.Request) -> web.Response:
        """The same answer for every address, whether or not it gets papers already."""
        stranger, given = _stranger(request), await _given(request)
        reading = read(given, self._language)
        if reading.wrong:
            return await self._form_for(stranger, given, reading.wrong)
        answer = await self._handle(Email(given.one.get("address", ""), reading.changes), stranger)
        if answer.trouble is None:
            return respond(self._views.said(answer))
        return await self._form_for(stranger, given, _about(answer, given), answer)

    async def _form_for(
        self,
        stranger: Caller,
        given: Filled | None = None,
        wrong: Mapping[str, str] | None = None,
        answer: Document | None = None,
    ) -> web.Response:
        form = _form(await self._handle(Edit(), stranger))
        if form is None:
            return self._not_now()
        trouble = answer if answer and not wrong else None
        page = self._views.sign_up(Shown(form, given, wrong or {}, trouble))
        return respond(page, _WRONG if wrong or trouble else 200)

    # Confirm

    async def _confirm(self, request: web.Request) -> web.Response:
        sign_up = self._signing_up(request)
        if sign_up is None:
            return self._no_link()
        told = (f"{sign_up.address} will get research papers.", "Every mail has a link that ends it.")
        action = self._views.path(CONFIRM, request.query[TOKEN])
        return respond(self._views.button("Papers by mail", told, "Send me papers", action, "confirm"))

    async def _confirmed(self, request: web.Request) -> web.Response:
        sign_up, given = self._signing_up(request), await _given(request)
        if sign_up is None:
            return self._no_link()
        if "confirm" not in given.one:
            return await self._confirm(request)
        answer = await self._handle(Subscribe(sign_up.changes), _owner(sign_up.address))
        ways = (Way("Change what comes, and when", self._links.of("settings", sign_up.address)),)
        return respond(self._views.said(answer, ways), 200 if answer.trouble is None else _WRONG)

    def _signing_up(self, request: web.Request) -> SignUp | None:
        return self._links.read_confirming(request.query.get(TOKEN, ""))

    # Settings

    async def _settings(self, request: web.Request) -> web.Response:
        address = self._address("settings", request)
        return await self._settings_of(address, request.query[TOKEN]) if address else self._no_link()

    async def _changed(self, request: web.Request) -> web.Response:
        address, given = self._address("settings", request), await _given(request)
        if address is None:
            return self._no_link()
        command, reading = self._wanted(given)
        if reading.wrong or command is None:
            return await self._settings_of(address, request.query[TOKEN], given, reading.wrong)
        answer = await self._handle(command, _owner(address))
        if answer.trouble is None:
            return await self._settings_of(address, request.query[TOKEN], answer=answer)
        return await self._settings_of(address, request.query[TOKEN], given, _about(answer, given), answer)

    def _wanted(self, given: Filled) -> tuple[Command | None, Reading]:
        """What the form that was sent asks for."""
        match given.one.get("do"):
            case "save":
                reading = read(given, self._language)
                return Settings(reading.changes), reading
            case "pause":
                days = given.one.get("days", "")
                known = int(days) if days in {"7", "14", "30"} else None
                return (Pause(known) if known else None), Reading(Changes(), {})
            case "resume":
                return Resume(), Reading(Changes(), {})
            case _:
                return None, Reading(Changes(), {})

    async def _settings_of(
        self,
        address: str,
        token: str,
        given: Filled | None = None,
        wrong: Mapping[str, str] | None = None,
        answer: Document | None = None,
    ) -> web.Response:
        """As they are, or as they were filled in where something in them is ``wrong``; and the ``answer`` to that."""
        current = await self._handle(Edit(), _owner(address))
        form = _form(current)
        if form is None:
            return self._not_now()
        if not form.exists:
            return respond(self._views.said(_NONE_HERE, (self._to_sign_up(),)), _MISSING)
        failed = answer is not None and answer.trouble is not None
        trouble = answer if failed and not wrong else None
        shown = Shown(form, given if wrong else None, wrong or {}, trouble)
        page = self._views.settings(address, token, current, shown, None if failed else answer)
        return respond(page, _WRONG if wrong or failed else 200)

    # Unsubscribe

    async def _unsubscribe(self, request: web.Request) -> web.Response:
        address = self._ending(request)
        if address is None:
            return self._no_link()
        action = self._views.path(UNSUBSCRIBE, request.query[TOKEN])
        told = (f"{address} will get no more papers from here.",)
        return respond(self._views.button("No more papers?", told, "Unsubscribe", action, "end"))

    async def _unsubscribed(self, request: web.Request) -> web.Response:
        """Asked for by a person, or by their mail program (RFC 8058), which wants no page; as often as they like."""
        address, given = self._ending(request), await _given(request)
        if address is None:
            return self._no_link()
        name, value = ONE_CLICK
        by_program = given.one.get(name) == value
        if not by_program and "end" not in given.one:
            return await self._unsubscribe(request)
        await self._handle(Unsubscribe(), _owner(address))
        form = _form(await self._handle(Edit(), _owner(address)))
        if form is None or form.exists:
            return respond(self._views.said(_NOT_ENDED), _NOT_NOW, {"Retry-After": "60"})
        return (
            web.Response(text="Unsubscribed.\n")
            if by_program
            else respond(self._views.said(_ENDED, (self._to_sign_up(),)))
        )

    def _ending(self, request: web.Request) -> str | None:
        """Whose; the page of settings has a button for it too, and knows its own link only."""
        return self._address("unsubscribe", request) or self._address("settings", request)

    # Everything

    def _address(self, purpose: Purpose, request: web.Request) -> str | None:
        return self._links.read(purpose, request.query.get(TOKEN, ""))

    def _to_sign_up(self) -> Way:
        return Way("Sign up", self._views.path(SIGN_UP))

    def _no_link(self) -> web.Response:
        return respond(self._views.said(_NO_LINK, (self._to_sign_up(),)), _WRONG)

    def _not_now(self) -> web.Response:
        told = Document("This cannot be shown now", (Paragraph(("Try again in a minute.",)),))
        return respond(self._views.said(told), _NOT_NOW, {"Retry-After": "60"})

    def _guarded(self, answerer: Answerer) -> Answerer:
        """What breaks is told without a word about our insides; the log names no address, since that holds a token."""

        async def answered(request: web.Request) -> web.Response:
            try:
                return await answerer(request)
            except web.HTTPException:
                raise
            except Exception:
                incident = uuid4().hex[:8]
                log.exception("email_page_failed", incident=incident, page=answerer.__name__)
                hint = f"Try again. If it happens again, tell whoever runs Paperboy this number: {incident}."
                told = Document("Something broke on our side", (Paragraph((hint,)),))
                return respond(self._views.said(told), _BROKEN)

        return answered


async def _given(request: web.Request) -> Filled:
    """The fields of a form that was sent.

    Raises:
        HTTPBadRequest: nobody can read it.
    """
    try:
        sent = await request.post()
    except (ValueError, LookupError, HttpProcessingError) as error:
        raise web.HTTPBadRequest(text=f"{_NOT_READ}\n") from error
    texts = [value for value in sent.values() if isinstance(value, str)]
    if len(sent) > MOST_FIELDS or any(len(text) > LONGEST for text in texts):
        raise web.HTTPBadRequest(text=f"{_NOT_READ}\n")
    one = {name: value for name, value in sent.items() if isinstance(value, str) and name not in SEVERAL}
    several = {name: [str(each) for each in sent.getall(name) if each] for name in SEVERAL if name in sent}
    return Filled(one, several)


def _stranger(request: web.Request) -> Caller:
    """Somebody of whom no more is known than where they ask from; what is theirs is nobody's yet."""
    who = visitor(request.remote, request.headers.get(FORWARDED))
    return Caller(who, Destination(PLATFORM, "", ""), can_manage=True, channel_name="your digest")


def _owner(address: str) -> Caller:
    """Whoever reads the mailbox."""
    place = Destination(PLATFORM, address, address)
    return Caller(address, place, can_manage=True, channel_name=address, is_admin=True)


def _form(document: Document) -> Form | None:
    return next((block for block in document.blocks if isinstance(block, Form)), None)


def _about(answer: Document, given: Filled) -> Mapping[str, str]:
    """The field that a problem is about, and the problem as a sentence; nothing where it is about no field."""
    name = answer.trouble or ""
    if name not in given.one and name not in given.several:
        return {}
    words = [span for block in answer.blocks if isinstance(block, Paragraph) for span in block.spans]
    return {name: " ".join((answer.title, *(word for word in words if isinstance(word, str))))}
