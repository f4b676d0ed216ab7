"""What only real processes show: a kill in the middle, and two of them on one database."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.storage.store import Store

PAPERS = 3000


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return os.environ | {
        "PAPERBOY_DATABASE__URL": f"sqlite:///{tmp_path / 'paperboy.db'}",
        "PAPERBOY_SOURCES__ENABLED": "sample",
    }


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    file = tmp_path / "papers.jsonl"
    lines = (
        json.dumps({"id": f"2601.{number:05}", "title": f"Study {number}", "abstract": "We study kangaroos."})
        for number in range(PAPERS)
    )
    file.write_text("\n".join(lines))
    return file


def start(environment: dict[str, str], *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "bot", *arguments]
    return subprocess.Popen(  # noqa: S603 - our own command line
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def finished(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, err = process.communicate()
    return process.returncode, out, err


def stored(tmp_path: Path) -> int:
    with Store.open(f"sqlite:///{tmp_path / 'paperboy.db'}") as store:
        return store.papers.count()


def test_an_import_that_is_killed_keeps_what_it_stored_and_can_be_run_again(
    tmp_path: Path, papers: Path, environment: dict[str, str]
):
    stored(tmp_path)  # the database is there before the import begins
    importing = start(environment, "import", str(papers))
    with Store.open(f"sqlite:///{tmp_path / 'paperboy.db'}") as store:
        while (before := store.papers.count()) == 0 and importing.poll() is None:
            pass
    importing.send_signal(signal.SIGKILL)
    finished(importing)

    assert stored(tmp_path) >= before > 0

    code, _, err = finished(start(environment, "import", str(papers)))
    assert code == 0, err
    assert stored(tmp_path) == PAPERS
    code, out, _ = finished(start(environment, "search", "kangaroos", "--json"))
    assert (code, json.loads(out)["total"]) == (0, PAPERS)


def test_a_running_paperboy_and_a_reader_do_not_disturb_each_other(environment: dict[str, str]):
    assert finished(start(environment, "collect"))[0] == 0
    running = start(environment, "run")
    try:
        for _ in range(3):
            code, out, err = finished(start(environment, "today"))
            assert (code, err) == (0, "")
            assert "1. " in out
        assert running.poll() is None
    finally:
        running.send_signal(signal.SIGTERM)
    code, _, err = finished(running)
    assert code == 0, err
    assert "error" not in err.lower()


def test_a_service_says_that_it_runs_and_that_it_ended(environment: dict[str, str]):
    running = start(environment, "run")
    assert running.stderr is not None
    assert json.loads(running.stderr.readline())["event"] == "started"

    running.send_signal(signal.SIGTERM)
    _, said = running.communicate(timeout=30)
    assert running.returncode == 0
    assert json.loads(said.splitlines()[-1])["event"] == "stopped"
