import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import make_mocked_request
from structlog.testing import capture_logs

from bot.web import Server, health
from bot.web.health import Health, Page, is_local


class Part:
    """Something that Paperboy needs; well, until a test says otherwise."""

    def __init__(self, problem: str | None = None) -> None:
        self.problem = problem

    async def check(self) -> str | None:
        return self.problem


async def hangs() -> str | None:
    await asyncio.Event().wait()
    return None


async def breaks() -> str | None:
    raise RuntimeError


@asynccontextmanager
async def asked(served: Health) -> AsyncIterator[ClientSession]:
    """A client of a real server on a free port."""
    async with (
        Server("127.0.0.1", 0, served.routes()).serving() as port,
        ClientSession(f"http://127.0.0.1:{port}") as client,
    ):
        yield client


METRICS = Page(lambda: b"paperboy_database_up 1.0\n", "text/plain; version=0.0.4; charset=utf-8")
BEHIND_A_PROXY = {"X-Forwarded-For": "203.0.113.7"}


async def test_whoever_lives_is_healthy_whatever_is_wrong():
    async with asked(Health("1.2.3", {"database": Part("It is gone.").check})) as client:
        answer = await client.get("/health")

        assert answer.status == 200
        assert await answer.json() == {"alive": True, "version": "1.2.3"}


async def test_ready_is_who_lacks_nothing():
    async with asked(Health("1.2.3", {"database": Part().check})) as client:
        answer = await client.get("/ready")

        assert answer.status == 200
        assert await answer.json() == {"ready": True, "version": "1.2.3", "problems": {}}


async def test_every_reason_not_to_be_ready_is_told():
    checks = {"database": Part("It is gone.").check, "deliveries": Part("None since.").check, "disk": Part().check}
    async with asked(Health("1", checks)) as client:
        answer = await client.get("/ready")

        assert answer.status == 503
        assert (await answer.json())["problems"] == {"database": "It is gone.", "deliveries": "None since."}


async def test_what_is_mended_is_ready_again():
    part = Part("It is gone.")
    async with asked(Health("1", {"database": part.check})) as client:
        assert (await client.get("/ready")).status == 503
        part.problem = None
        assert (await client.get("/ready")).status == 200


async def test_a_change_is_logged_once():
    part = Part("It is gone.")
    with capture_logs() as lines:
        async with asked(Health("1", {"database": part.check})) as client:
            for problem in ("It is gone.", "It is gone.", None, None):
                part.problem = problem
                await client.get("/ready")

    assert [(line["event"], line.get("database")) for line in lines if line["event"] != "web_listens"] == [
        ("not_ready", "It is gone."),
        ("ready", None),
    ]


async def test_a_check_that_hangs_or_breaks_is_a_problem_itself(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(health, "CHECK_SECONDS", 0.01)
    with capture_logs():
        problems = await Health("1", {"hangs": hangs, "breaks": breaks, "well": Part().check}).problems()

    assert set(problems) == {"hangs", "breaks"}
    assert "no answer" in problems["hangs"]


async def test_prometheus_reads_the_metrics():
    async with asked(Health("1", {}, METRICS)) as client:
        answer = await client.get("/metrics")

        assert answer.headers["Content-Type"] == METRICS.content_type
        assert await answer.text() == "paperboy_database_up 1.0\n"


async def test_without_metrics_there_is_no_page():
    async with asked(Health("1", {})) as client:
        assert (await client.get("/metrics")).status == 404


async def test_metrics_are_for_this_machine_unless_others_are_allowed():
    async with asked(Health("1", {}, METRICS)) as client:
        assert (await client.get("/metrics", headers=BEHIND_A_PROXY)).status == 403
    async with asked(Health("1", {}, Page(METRICS.make, METRICS.content_type, "all"))) as client:
        assert (await client.get("/metrics", headers=BEHIND_A_PROXY)).status == 200


async def test_reasons_are_for_this_machine():
    async with asked(Health("1", {"database": Part("The host db7 is gone.").check})) as client:
        answer = await client.get("/ready", headers=BEHIND_A_PROXY)

        assert answer.status == 503
        assert "db7" not in await answer.text()
        assert "database" in await answer.text()


@pytest.mark.parametrize(
    ("peer", "local"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("192.168.0.7", False),
        ("2001:db8::1", False),
        ("::ffff:192.168.0.7", False),
        (None, False),
        ("@socket", False),
    ],
)
def test_this_machine_is_told_from_others(peer: str | None, local: bool):
    assert is_local(asking_from(peer)) is local


def asking_from(peer: str | None) -> web.Request:
    """A request as the server would see it, from an address that a test cannot have."""
    return make_mocked_request("GET", "/metrics").clone(remote=peer or "")
