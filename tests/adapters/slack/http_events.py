"""HTTP mode: signed requests to the app, and the pages of an installation."""

import hashlib
import hmac
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

import aiohttp
from aiohttp import web

if TYPE_CHECKING:
    from tests.adapters.slack.server import SlackServer


@dataclass(frozen=True)
class Page:
    """What came back: of a request to the app, or in a browser."""

    status: int
    text: str
    url: str = ""
    location: str = ""
    cookie: str = ""

    def json(self) -> dict[str, Any]:
        return json.loads(self.text) if self.text.startswith("{") else {"text": self.text} if self.text else {}


@dataclass(frozen=True)
class Signed:
    """A request as it goes over the wire; sending it again is a replay."""

    path: str
    body: str
    headers: dict[str, str]


class HttpApp:
    """The app behind ``url``. ``now`` is the time that signatures carry; the checks of the SDK use the real one."""

    def __init__(
        self,
        slack: "SlackServer",
        url: str,
        *,
        path: str = "/slack/events",
        now: Callable[[], float] = time.time,
    ) -> None:
        self.slack = slack
        self.url = url.rstrip("/")
        self.commands_path = self.interactions_path = self.events_path = path
        self.requests: list[Signed] = []
        self._now = now

    def signed(
        self,
        path: str,
        *,
        form: dict[str, str] | None = None,
        body: dict[str, Any] | None = None,
        secret: str | None = None,
        late: float = 0,
        retry: int = 0,
    ) -> Signed:
        """A request with its signature: by another ``secret``, ``late`` seconds old, or as the ``retry``-th repeat."""
        text = urlencode(form) if form is not None else json.dumps(body)
        stamp = str(int(self._now() - late))
        key = (secret or self.slack.signing_secret).encode()
        digest = hmac.new(key, f"v0:{stamp}:{text}".encode(), hashlib.sha256).hexdigest()
        kind = "application/x-www-form-urlencoded" if form is not None else "application/json"
        headers = {"Content-Type": kind, "X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}
        if retry:
            headers |= {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": "http_timeout"}
        return Signed(path, text, headers)

    async def send(self, request: Signed) -> Page:
        """The answer to a request, whatever its status."""
        self.requests.append(request)
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=20)) as session,
            session.post(self.url + request.path, data=request.body.encode(), headers=request.headers) as response,
        ):
            return Page(response.status, await response.text())

    async def post(
        self, path: str, *, form: dict[str, str] | None = None, body: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """What the app answers; an answer other than 200 fails the test."""
        page = await self.send(self.signed(path, form=form, body=body))
        assert page.status == 200, f"the app answered {page.status}: {page.text}"
        return page.json()

    async def verifies_url(self) -> Page:
        """What Slack asks when the URL is entered: the challenge has to come back."""
        body = {"type": "url_verification", "token": "verification", "challenge": "are-you-there"}
        return await self.send(self.signed(self.events_path, body=body))

    async def resend(self, request: Signed | None = None, *, retry: int = 1) -> Page:
        """A request once more, the last if none is named, marked and signed anew as Slack does."""
        again = request or self.requests[-1]
        if again.headers["Content-Type"] == "application/json":
            return await self.send(self.signed(again.path, body=json.loads(again.body), retry=retry))
        form = {name: values[0] for name, values in parse_qs(again.body, keep_blank_values=True).items()}
        return await self.send(self.signed(again.path, form=form, retry=retry))

    async def replay(self, request: Signed | None = None) -> Page:
        """A request once more, to the byte, as an eavesdropper would send it."""
        return await self.send(request or self.requests[-1])


async def authorize(slack: "SlackServer", request: web.Request) -> web.Response:
    """The page on which an admin agrees: here at once, for the workspace ``slack.installing``; "" is a refusal."""
    from tests.adapters.slack.server import Code  # noqa: PLC0415 - the server imports this module

    asked = request.query
    if asked.get("client_id") != slack.client_id:
        return web.Response(status=400, text="invalid_client_id")
    back = asked.get("redirect_uri", "")
    if not slack.installing:
        raise web.HTTPFound(f"{back}?{urlencode({'error': 'access_denied', 'state': asked.get('state', '')})}")
    team = slack.workspaces[slack.installing]
    scopes = tuple(each for each in asked.get("scope", "").split(",") if each)
    number = slack.new_id("code")
    slack.codes[number] = Code(team.id, next(iter(team.users)), scopes, back)
    raise web.HTTPFound(f"{back}?{urlencode({'code': number, 'state': asked.get('state', '')})}")


async def installs(slack: "SlackServer", install_url: str, team: str, *, state: str | None = None) -> Page:
    """Walk through an installation in a browser; the last page. ``team`` "": the admin says no.

    The browser takes slack.com for this server and any redirect for the app's own address, as if names and TLS were
    in order; cookies are kept, ``Secure`` or not. ``state`` forges the state that comes back.
    """
    slack.installing = team
    first = await _get(install_url)
    target = first.location or _link(first.text)
    asked = await _get(f"{slack.authorize_url}?{urlsplit(target).query}")
    if asked.status != 302:
        return asked
    app, back = urlsplit(install_url), urlsplit(asked.location)
    query = back.query if state is None else re.sub(r"state=[^&]*", f"state={state}", back.query)
    return await _get(f"{app.scheme}://{app.netloc}{back.path}?{query}", cookie=first.cookie)


def _link(page: str) -> str:
    found = re.search(r'href="([^"]*/oauth/v2/authorize[^"]*)"', page)
    assert found, f"no way to authorize on the page: {page}"
    return unescape(found[1])


async def _get(url: str, *, cookie: str = "") -> Page:
    headers = {"Cookie": cookie} if cookie else {}
    async with (
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=20)) as session,
        session.get(url, headers=headers, allow_redirects=False) as response,
    ):
        given = response.headers.get("Set-Cookie", "").partition(";")[0]
        return Page(response.status, await response.text(), url, response.headers.get("Location", ""), given)
