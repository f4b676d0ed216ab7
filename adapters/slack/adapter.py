"""Slack as an ``Adapter``: posts with the delivery's key in the message's metadata, and asks for it there."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import structlog
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from adapters.shared.once import Once
from adapters.shared.work import Sleep, Work
from adapters.slack import render
from adapters.slack.callers import Callers
from adapters.slack.doctor import Doctor
from adapters.slack.errors import NOT_SENT, as_send_error, for_find, known
from adapters.slack.listeners import Listeners
from adapters.slack.reception import Reception
from adapters.slack.replies import Replies
from adapters.slack.socket import PATIENCE, PING_SECONDS, Socket
from adapters.slack.tallies import Tallies
from adapters.slack.teams import QUIET, TIMEOUT, OneToken, Teams, Tokens
from adapters.slack.wiring import PLATFORM, Options
from bot.commands import Caller
from bot.document import Document, Finding
from bot.errors import OutcomeUnknown, Rejected, RetryLater, SendError
from bot.model import Destination, Pace, Person, Receipt
from bot.ports import Clock, Handler, Language, Places

log = structlog.get_logger(__name__)

ONE_WORKSPACE = Pace(overall=(5, 1.0), per_destination=(1, 1.0))
"""Slack takes one message a second in a channel, and "several hundred" a minute in a workspace: 300 are several."""
MANY_WORKSPACES = Pace(overall=None, per_destination=(1, 1.0))
"""Where there are many, the limit of one is no reason to keep the others waiting: it is told by a 429."""
PAGE = 200
"""Messages that are asked for at once."""
MOST_PAGES = 10


@dataclass(frozen=True, slots=True)
class Timing:
    """How long things take, in seconds: a request at the most, between two pings, without a connection at the most.

    Without a ``pace`` it is that of one workspace, or of many.
    """

    pace: Pace | None = None
    timeout: float = TIMEOUT
    ping: float = PING_SECONDS
    patience: float = PATIENCE
    sleep: Sleep = asyncio.sleep


USUAL = Timing()


class SlackAdapter:
    """One installation in Slack, in one workspace or in many."""

    def __init__(
        self,
        options: Options,
        language: Language,
        places: Places,
        clock: Clock,
        tokens: Tokens | None = None,
        timing: Timing = USUAL,
    ) -> None:
        self._options = options
        self._language = language
        self._places = places
        self._clock = clock
        self._timing = timing
        self._teams = Teams(options, tokens or OneToken(options.bot_token), clock, timing.timeout)
        self._socket = Socket(self._teams, options, ping=timing.ping, patience=timing.patience)
        self._app: AsyncApp | None = None

    @property
    def platform(self) -> str:
        """The word in ``Destination.platform``."""
        return PLATFORM

    @property
    def pace(self) -> Pace:
        """How fast Slack lets us post."""
        usual = MANY_WORKSPACES if self._options.mode == "oauth" else ONE_WORKSPACE
        return self._timing.pace or usual

    @property
    def app(self) -> AsyncApp | None:
        """Bolt, while it runs: for the HTTP server, which hands it requests."""
        return self._app

    @property
    def teams(self) -> Teams:
        """The workspaces."""
        return self._teams

    # Connect

    async def run(self, handle: Handler) -> None:
        """Connect, and answer until cancelled.

        Raises:
            Exception: Slack refuses a token, or cannot be reached for long; whoever runs this starts it again later.
        """
        work = Work(known)
        tallies = Tallies(self._teams, self._places, self._language, work, self._timing.sleep)
        self._app = self._bolt(handle, tallies, work)
        try:
            match self._options.mode:
                case "socket":
                    await self._socket.run(self._app)
                case "http":  # who we are is asked now, so that no command has to wait for it
                    await self._teams.whose(self._options.bot_token)
                    await self._listening()
                case "oauth":
                    await self._listening()
        finally:
            self._app = None
            await work.end()
            await self.disconnect()

    async def _listening(self) -> None:
        log.info("slack_listens", mode=self._options.mode)
        await asyncio.Event().wait()

    async def disconnect(self) -> None:
        """Give the connections back; the next request opens new ones."""
        await self._teams.close()

    def _bolt(self, handle: Handler, tallies: Tallies, work: Work) -> AsyncApp:
        """The real Bolt app, with our own idea of who is who."""

        async def authorize(team_id: str | None, enterprise_id: str | None) -> AuthorizeResult | None:
            return await self._teams.authorize(team_id, enterprise_id)

        app = AsyncApp(
            name="paperboy",
            logger=QUIET,
            signing_secret=self._options.signing_secret,
            client=self._teams.client_with(None),
            process_before_response=True,  # our listeners return at once; else Bolt polls for their acknowledgement
            authorize=authorize,  # type: ignore[arg-type] # Bolt takes None, and refuses the request
        )
        Listeners(self._reception(handle, tallies, work)).register(app)
        return app

    def _reception(self, handle: Handler, tallies: Tallies, work: Work) -> Reception:
        return Reception(
            handle=handle,
            options=self._options,
            language=self._language,
            teams=self._teams,
            callers=Callers(self._teams, self._options, self._clock),
            replies=Replies(self._teams, self._language),
            tallies=tallies,
            places=self._places,
            once=Once(self._clock),
            clock=self._clock,
            work=work,
        )

    # Post

    def fits(self, document: Document) -> bool:
        """Whether it is one message without losing anything."""
        return render.fits(document, self._language.encode)

    async def send(self, to: Destination, document: Document, *, key: str, under: Receipt | None = None) -> Receipt:
        """Post once, marked with ``key``, in the thread of ``under``; the SDK never sends it again.

        Raises:
            SendError: see ``adapters.slack.errors``.
        """
        payload = render.message(document, self._language.encode, key=key)
        thread = under.message_id if under else None
        answer = await self._asked(
            to.workspace, lambda client: client.chat_postMessage(channel=to.channel, thread_ts=thread, **payload)
        )
        return Receipt(str(answer["ts"]), self._clock.now())

    async def find(self, to: Destination, key: str, since: datetime, *, under: Receipt | None = None) -> Receipt | None:
        """The message with ``key`` in its metadata, in the channel or in the thread of ``under``.

        Raises:
            SendError: Slack did not tell; ``CannotTell`` where the app may not read there.
        """
        client = await self._client(to.workspace)
        bot = await self._teams.bot(to.workspace)
        try:
            async for message in _messages(client, to.channel, since, under):
                if _key(message, bot.bot_id) == key:
                    at = datetime.fromtimestamp(float(message["ts"]), UTC)
                    return Receipt(str(message["ts"]), at)
        except SendError:
            raise
        except Exception as error:
            raise for_find(error, self._options.command) from error
        return None

    async def tell(self, person: Person, document: Document) -> None:
        """A message from the app to one person.

        Raises:
            SendError: they cannot be reached.
        """
        payload = render.message(document, self._language.encode)
        await self._asked(person.workspace, lambda client: client.chat_postMessage(channel=person.user_id, **payload))

    async def check(self, caller: Caller) -> Sequence[Finding]:
        """For the doctor."""
        return await Doctor(self._teams, self._options)(caller)

    async def _asked(self, team: str, request: Callable[[AsyncWebClient], Awaitable[Any]]) -> Any:  # noqa: ANN401 - the SDK's response
        client = await self._client(team)
        try:
            return await request(client)
        except Exception as error:
            raise as_send_error(error, self._options.command) from error

    async def _client(self, team: str) -> AsyncWebClient:
        """Speaks for us in ``team``. Whatever goes wrong here, nothing has been posted yet."""
        try:
            return await self._teams.client(team)
        except SendError:
            raise
        except Exception as error:
            known = as_send_error(error, self._options.command)
            if isinstance(known, OutcomeUnknown | Rejected):
                raise RetryLater(known.code, NOT_SENT) from error
            raise known from error


async def _messages(
    client: AsyncWebClient, channel: str, since: datetime, under: Receipt | None
) -> AsyncIterator[dict[str, Any]]:
    """Newest first in a channel, oldest first in a thread."""
    asked: dict[str, Any] = {
        "channel": channel,
        "oldest": f"{since.timestamp():.6f}",
        "inclusive": True,
        "limit": PAGE,
        "include_all_metadata": True,
    }
    for _ in range(MOST_PAGES):
        if under:
            page = await client.conversations_replies(ts=under.message_id, **asked)
        else:
            page = await client.conversations_history(**asked)
        for message in page.get("messages") or ():
            yield message
        asked["cursor"] = (page.get("response_metadata") or {}).get("next_cursor")
        if not asked["cursor"]:
            return
    raise OutcomeUnknown("too_many_messages")


def _key(message: dict[str, Any], bot_id: str) -> str | None:
    """The delivery's key of a message, if it is our own: any app may write the same metadata."""
    metadata = message.get("metadata") or {}
    if message.get("bot_id") != bot_id or metadata.get("event_type") != render.DELIVERY:
        return None
    key = (metadata.get("event_payload") or {}).get("key")
    return str(key) if key else None
