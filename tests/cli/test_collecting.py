import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import pytest

from tests.cli.conftest import Outcome, Paperboy
from tests.sources.replay_server import ReplayServer, Reply, json_reply, status

DAY = "2026-03-03T00:00:00.000Z"
PAPERS = [
    {"paper": {"id": f"2603.0000{n}", "title": f"Turnip {n}", "upvotes": n, "submittedOnDailyAt": DAY}} for n in (1, 2)
]

Online = Callable[..., Outcome]


@pytest.fixture
def online(paperboy: Paperboy, monkeypatch: pytest.MonkeyPatch) -> Online:
    """A command line that reaches a Hugging Face which answers with ``reply``."""
    monkeypatch.setenv("PAPERBOY_SOURCES__ENABLED", "huggingface")
    monkeypatch.setenv("PAPERBOY_SOURCES__ATTEMPTS", "1")

    async def served(reply: Reply, arguments: Sequence[str]) -> Outcome:
        async with ReplayServer() as server:
            server.on("/api/daily_papers", reply)
            server.on("/api/papers/2603.00001", json_reply(PAPERS[0]["paper"]))
            monkeypatch.setenv("PAPERBOY_SOURCES__HUGGINGFACE__BASE_URL", server.url)
            return await asyncio.to_thread(paperboy, *arguments)

    def run(reply: Reply, *arguments: str) -> Outcome:
        return asyncio.run(served(reply, arguments))

    return run


@pytest.mark.parametrize("wanted", [("--week", "2026-W10"), ("--month", "2026-03"), ("--trending",)])
def test_older_papers_can_be_fetched(online: Online, paperboy: Paperboy, wanted: tuple[str, ...]):
    outcome = online(json_reply(PAPERS), "collect", *wanted)

    assert outcome.code == 0, outcome.err
    assert "2 papers, 2 new" in outcome.err
    assert "Turnip 2" in paperboy("search", "turnip").out


def test_a_source_that_is_down_is_one_clear_line_for_each_day(online: Online):
    outcome = online(status(503), "collect")

    assert outcome.code == 1
    lines = outcome.err.splitlines()
    assert lines
    assert all(line.startswith("huggingface ") and "503 Service Unavailable" in line for line in lines)


def test_a_list_that_cannot_be_had_is_one_clear_line(online: Online):
    outcome = online(status(503), "collect", "--week", "2026-W10")

    assert outcome.code == 1
    assert "503 Service Unavailable" in outcome.err
    assert "Traceback" not in outcome.err


def test_collecting_tells_what_came(online: Online):
    outcome = online(json_reply([]), "collect", "--json")

    assert outcome.code == 0
    days = outcome.data()
    assert isinstance(days, list)
    today = datetime.now(UTC).date().isoformat()
    assert {"source", "day", "state", "papers"} <= set(days[0]["day"])
    assert days[0]["day"]["day"] == today


def test_a_paper_that_was_never_collected_is_looked_up(online: Online):
    outcome = online(status(503), "show", "2603.00001")

    assert outcome.code == 0
    assert "Turnip 1" in outcome.out
