import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.cli.demo import play
from tests.cli.conftest import Paperboy
from tests.sources.replay_server import ReplayServer, Reply, json_reply, never


@pytest.fixture
def online(paperboy: Paperboy, monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """The environment of a real installation, which the demo must not touch."""
    del paperboy
    monkeypatch.delenv("PAPERBOY_SOURCES__ENABLED")
    monkeypatch.setenv("PAPERBOY_DATABASE__URL", "sqlite:///real.db")
    return monkeypatch


def test_without_a_network_the_demo_shows_the_sample_and_says_so(
    paperboy: Paperboy, online: pytest.MonkeyPatch, home: Path
):
    del online

    outcome = paperboy("demo")

    assert outcome.code == 0
    assert "No papers from Hugging Face" in outcome.err
    assert "Showing the sample instead" in outcome.err
    assert "5 of" in outcome.out
    assert "paperboy --config .demo/config.toml chat\n" in outcome.err
    assert (home / ".demo" / "config.toml").exists()
    assert not (home / "real.db").exists()


def test_a_second_demo_without_a_network_shows_the_sample_again(paperboy: Paperboy, online: pytest.MonkeyPatch):
    del online
    first = paperboy("demo")

    assert paperboy("demo").out == first.out


def test_the_demos_papers_can_be_used_further(paperboy: Paperboy, online: pytest.MonkeyPatch):
    paperboy("demo")
    online.delenv("PAPERBOY_DATABASE__URL")

    assert "1. " in paperboy("--config", ".demo/config.toml", "search", "agents").out


async def _served(reply: Reply, online: pytest.MonkeyPatch, folder: Path, patience: timedelta) -> None:
    """The demo brings an event loop of its own, hence the thread."""
    async with ReplayServer() as server:
        server.on("/api/daily_papers", reply)
        online.setenv("PAPERBOY_SOURCES__HUGGINGFACE__BASE_URL", server.url)
        await asyncio.to_thread(play, folder, patience)


async def test_a_source_that_never_answers_is_given_up(
    online: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    await _served(never(), online, tmp_path / "demo", timedelta(seconds=0.2))

    said = capsys.readouterr()
    assert "does not answer in time" in said.err
    assert "the sample" in said.out


async def test_with_a_network_the_demo_shows_todays_papers(
    online: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    today = datetime.now(UTC).isoformat()
    entry = {"paper": {"id": "2611.00001", "title": "Paper of Today", "summary": "We study.", "upvotes": 3}}

    await _served(json_reply([entry | {"publishedAt": today}]), online, tmp_path / "demo", timedelta(seconds=30))

    said = capsys.readouterr()
    assert "Paper of Today" in said.out
    assert "sample" not in said.err
