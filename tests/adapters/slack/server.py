"""A Slack of one's own, on the loopback: ``async with SlackServer(clock) as slack``."""

import asyncio
import contextlib
import itertools
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Protocol, Self, TypeVar

from aiohttp import web

from tests.adapters.slack import web_api, web_files
from tests.adapters.slack.call import Call
from tests.adapters.slack.faults import Fault, SlackError
from tests.adapters.slack.hooks import Hook, serve_hook
from tests.adapters.slack.http_events import HttpApp, authorize
from tests.adapters.slack.sockets import Sockets
from tests.adapters.slack.team import Team
from tests.adapters.slack.workspace import BOT_SCOPES, Grant
from tests.loopback import serve

PATIENCE = 20.0
GLANCE = 0.05
TRIGGER_SECONDS = 3
Found = TypeVar("Found")


class Clock(Protocol):
    """As in ``bot.ports``."""

    def now(self) -> datetime: ...


@dataclass(frozen=True)
class Code:
    """What an installation hands back to the app, good for one exchange."""

    team: str
    user: str
    scopes: tuple[str, ...]
    redirect_uri: str


@dataclass
class Trigger:
    """A trigger_id: whose act it was, when, and whether it was used."""

    user: str
    at: datetime
    used: bool = False


class SlackServer:
    """Slack with one app, installed in any number of workspaces.

    ``calls`` are all calls of the Web API, in order. ``app``: where requests go in HTTP mode; None: Socket Mode.
    ``shortcuts`` are those of the manifest: the words in the menu, and the callback_id.
    ``rotates``: tokens of new installations expire and come with a refresh token.
    """

    def __init__(self, clock: Clock, *, rotates: bool = False) -> None:
        self.clock = clock
        self.rotates = rotates
        self.app_token = "xapp-1-A1-local"
        self.client_id, self.client_secret, self.signing_secret = "1.1", "client-secret", "signing-secret"
        self.workspaces: dict[str, Team] = {}
        self.calls: list[Call] = []
        self.codes: dict[str, Code] = {}
        self.hooks: dict[str, Hook] = {}
        self.unfurl_ids: dict[str, tuple[str, str]] = {}
        self.gates: dict[str, asyncio.Event] = {}
        self.app: HttpApp | None = None
        self.installing: str = ""
        self.shortcuts: dict[str, str] = {}
        self.sockets = Sockets(self)
        self.closing = asyncio.Event()
        self.url = ""
        self._faults: dict[str, deque[Fault]] = {}
        self._grants: dict[str, Grant] = {}
        self._triggers: dict[str, Trigger] = {}
        self._ids = itertools.count(1)
        self._last = 0
        self._change = asyncio.Event()
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self, port: int = 0) -> None:
        """Listen; on the same port as before when started anew after ``stop``."""
        self.closing = asyncio.Event()
        listening = web.Application(client_max_size=8 * 1024**2)
        listening.add_routes(
            [
                web.route("*", "/api/{method}", partial(web_api.serve, self)),
                web.get("/link/", self.sockets.serve),
                web.post("/hooks/{hook}", partial(serve_hook, self)),
                web.post("/upload/{team}/{file}", partial(web_files.receive, self)),
                web.get("/oauth/v2/authorize", partial(authorize, self)),
            ]
        )
        self._runner = web.AppRunner(listening, shutdown_timeout=1)
        self.url = await serve(self._runner, port or self.port)

    async def stop(self) -> None:
        """Refuse connections from now on; what stands in Slack stays."""
        self.closing.set()
        for gate in self.gates.values():
            gate.set()
        await self.sockets.close()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2]) if self.url else 0

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/"

    @property
    def authorize_url(self) -> str:
        return f"{self.url}/oauth/v2/authorize"

    # Workspaces and tokens

    def add_workspace(
        self, team: str = "T1", name: str = "Acme", *, scopes: Sequence[str] = BOT_SCOPES, installed: bool = True
    ) -> Team:
        """A new workspace; with the app in it, unless it is still to be installed."""
        added = self.workspaces[team] = Team(self, team, name)
        if installed:
            self.grant(team, tuple(scopes))
        return added

    def workspace(self, team: str = "T1") -> Team:
        return self.workspaces[team]

    def grant(self, team: str, scopes: tuple[str, ...]) -> Grant:
        """A new bot token of that workspace."""
        number = self.new_id("")
        if self.rotates:
            expires = self.clock.now().timestamp() + 12 * 3600
            grant = Grant(f"xoxe.xoxb-{team}-{number}", team, scopes, f"xoxe-{team}-{number}", expires)
        else:
            grant = Grant(f"xoxb-{team}-{number}", team, scopes)
        self._grants[grant.token] = grant
        return grant

    def grants(self, team: str) -> list[Grant]:
        return [each for each in self._grants.values() if each.team == team and not each.revoked]

    def bearer(self, token: str) -> Grant:
        """Who has that token, else Slack's refusal."""
        if not token:
            raise SlackError("not_authed")
        grant = self._grants.get(token)
        if grant is None:
            raise SlackError("invalid_auth")
        if grant.revoked:
            raise SlackError("token_revoked")
        if grant.expires_at is not None and grant.expires_at <= self.clock.now().timestamp():
            raise SlackError("token_expired")
        return grant

    def refreshed(self, refresh_token: str) -> Grant | None:
        return next((g for g in self._grants.values() if g.refresh_token == refresh_token and not g.revoked), None)

    def revoke_all(self, team: str) -> None:
        for grant in self.grants(team):
            grant.revoked = True
        self.changed()

    # Time, ids, changes

    def ts(self) -> str:
        """A time stamp that no message has, later than all before."""
        self._last = max(self._last + 1, int(self.clock.now().timestamp() * 1_000_000))
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"

    def new_id(self, prefix: str) -> str:
        return f"{prefix}{next(self._ids):06d}"

    def changed(self) -> None:
        """Wake whoever waits in ``until``."""
        self._change.set()
        self._change = asyncio.Event()

    async def until(self, condition: Callable[[], Found], what: str = "") -> Found:
        """What ``condition`` gives once it is true; the test fails after 20 s.

        Looked at after each change here, and now and then, as it may be about what lies in the app.
        """
        try:
            async with asyncio.timeout(PATIENCE):
                while not (found := condition()):
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(self._change.wait(), GLANCE)
        except TimeoutError:
            recent = ", ".join(each.method for each in self.calls[-12:])
            raise AssertionError(
                f"waited {PATIENCE:.0f} s in vain for {what or condition}; last calls: {recent}"
            ) from None
        return found

    # What goes wrong

    def fail(self, method: str, *faults: Fault) -> None:
        """The next calls of ``method`` meet these, one each."""
        self._faults.setdefault(method, deque()).extend(faults)

    def next_fault(self, method: str) -> Fault:
        queue = self._faults.get(method)
        return queue.popleft() if queue else Fault.none()

    def hold(self, method: str) -> asyncio.Event:
        """Calls of ``method`` wait, once noted, until the event is set."""
        self.gates[method] = asyncio.Event()
        return self.gates[method]

    def calls_of(self, method: str) -> list[Call]:
        return [each for each in self.calls if each.method == method]

    # Triggers

    def trigger(self, user: str) -> str:
        number = f"{self.new_id('')}.1.{self.new_id('')}"
        self._triggers[number] = Trigger(user, self.clock.now())
        return number

    def exchange(self, number: str) -> str:
        """Whose trigger it is; for the first time, and within three seconds."""
        trigger = self._triggers.get(number)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if (self.clock.now() - trigger.at).total_seconds() > TRIGGER_SECONDS:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger.user
