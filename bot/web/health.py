"""What a supervisor and Prometheus ask: ``/health``, ``/ready``, ``/metrics``.

Who asks from another machine, or through a proxy, gets no detail: reasons name hosts and paths.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from typing import Literal

import structlog
from aiohttp import web

log = structlog.get_logger(__name__)

Check = Callable[[], Awaitable[str | None]]
"""Looks at one thing that Paperboy needs; the problem in one sentence, or ``None``."""

CHECK_SECONDS = 5.0
"""A check that takes longer is a problem itself; supervisors give up soon after."""
_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-IP")


@dataclass(frozen=True, slots=True)
class Page:
    """The page that Prometheus reads, made in a thread, and who may read it."""

    make: Callable[[], bytes]
    content_type: str
    readers: Literal["loopback", "all"] = "loopback"


class Health:
    """Answers for one process. ``checks`` by name; all of them must be well for it to be ready."""

    def __init__(self, version: str, checks: Mapping[str, Check], metrics: Page | None = None) -> None:
        self._version = version
        self._checks = checks
        self._metrics = metrics
        self._told: Mapping[str, str] = {}

    def routes(self) -> list[web.RouteDef]:
        """For ``Server``."""
        routes = [web.get("/health", self._health), web.get("/ready", self._ready)]
        return [*routes, web.get("/metrics", self._page)] if self._metrics else routes

    async def problems(self) -> dict[str, str]:
        """What keeps this process from its work, by check, in one sentence each; nothing when it is ready."""
        found = await asyncio.gather(*(_checked(name, check) for name, check in self._checks.items()))
        return {name: problem for name, problem in zip(self._checks, found, strict=True) if problem}

    async def _health(self, _: web.Request) -> web.Response:
        return web.json_response({"alive": True, "version": self._version})

    async def _ready(self, request: web.Request) -> web.Response:
        problems = await self.problems()
        self._tell(problems)
        shown = problems if is_local(request) else dict.fromkeys(problems, "The reason is in Paperboy's log.")
        about = {"ready": not problems, "version": self._version, "problems": shown}
        return web.json_response(about, status=503 if problems else 200)

    async def _page(self, request: web.Request) -> web.Response:
        metrics = self._metrics
        if not metrics or (metrics.readers == "loopback" and not is_local(request)):
            return web.Response(status=403, text='Only for this machine. Allow others with [web] metrics = "all".\n')
        page = await asyncio.to_thread(metrics.make)
        return web.Response(body=page, headers={"Content-Type": metrics.content_type})

    def _tell(self, problems: Mapping[str, str]) -> None:
        """A line in the log when something changed, not for each question."""
        if problems.keys() != self._told.keys():
            if problems:
                log.warning("not_ready", **problems)
            else:
                log.info("ready")
        self._told = problems


async def _checked(name: str, check: Check) -> str | None:
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            return await check()
    except TimeoutError:
        return f"There was no answer within {CHECK_SECONDS:.0f} s."
    except Exception:
        log.exception("readiness_check_failed", check=name)
        return "The check itself broke; the log says how."


def is_local(request: web.Request) -> bool:
    """Whether a program on this machine asks, itself and not for somebody behind a proxy."""
    if any(name in request.headers for name in _FORWARDED):
        return False
    try:
        address = ip_address(request.remote or "")
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (mapped or address).is_loopback
