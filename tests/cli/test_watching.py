"""A real process, asked over HTTP while it runs."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread

import pytest

from tests.cli.conftest import Paperboy

HIDDEN = "hf_abcdefgh"
WAIT = 60.0
MOST_QUESTIONS = 20_000


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number: int = free.getsockname()[1]
        return number


class Running:
    """``paperboy run``, whose log lines come one by one."""

    def __init__(self, folder: Path, port: int) -> None:
        environ = os.environ | {
            "PAPERBOY_DATABASE__URL": f"sqlite:///{folder / 'paperboy.db'}",
            "PAPERBOY_SOURCES__ENABLED": "sample",
            "PAPERBOY_SOURCES__HUGGINGFACE__TOKEN": HIDDEN,
            "PAPERBOY_WEB__LISTEN": f"127.0.0.1:{port}",
        }
        command = [sys.executable, "-m", "bot", "run"]
        self.process = subprocess.Popen(command, env=environ, stderr=subprocess.PIPE, text=True)  # noqa: S603 - our own command line
        self._lines: SimpleQueue[str] = SimpleQueue()
        self._reader = Thread(target=self._read)
        self._reader.start()
        self.port = port

    def _read(self) -> None:
        for line in self.process.stderr or ():
            self._lines.put(line)

    def until(self, event: str) -> None:
        """Wait for a log line."""
        try:
            while json.loads(self._lines.get(timeout=WAIT))["event"] != event:
                pass
        except Empty:
            pytest.fail(f"{event} was not logged")

    def get(self, path: str) -> tuple[int, str]:
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=WAIT)) as connection:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(WAIT)
        self._reader.join()
        return code


@pytest.fixture
def running(tmp_path: Path, port: int) -> Iterator[Running]:
    running = Running(tmp_path, port)
    yield running
    if running.process.poll() is None:
        running.process.kill()
        running.process.wait()
    running._reader.join()
    if running.process.stderr:
        running.process.stderr.close()


def becomes(wanted: Callable[[], bool]) -> None:
    """Ask again and again, as often as it takes on a slow machine."""
    for _ in range(MOST_QUESTIONS):
        if wanted():
            return
    pytest.fail("It did not become so")


def test_a_running_paperboy_is_alive_ready_and_measured(running: Running):
    running.until("web_listens")
    becomes(lambda: running.get("/ready")[0] == 200)
    becomes(lambda: 'paperboy_collect_rounds_total{outcome="ok"} 1.0' in running.get("/metrics")[1])

    status, text = running.get("/health")
    page = running.get("/metrics")[1]

    assert (status, json.loads(text)["alive"]) == (200, True)
    assert 'paperboy_source_state{source="sample",state="fresh"} 1.0' in page
    assert "paperboy_database_up 1.0" in page
    assert "paperboy_search_index_lag_revisions 0.0" in page
    assert HIDDEN not in page
    assert running.stop() == 0


def test_health_asks_the_running_one(running: Running, paperboy: Paperboy, port: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PAPERBOY_WEB__LISTEN", f"127.0.0.1:{port}")
    running.until("web_listens")
    becomes(lambda: running.get("/ready")[0] == 200)

    assert paperboy("health").code == 0

    running.stop()
    outcome = paperboy("health")
    assert outcome.code == 1
    assert "paperboy run" in outcome.err


def test_health_needs_an_address_to_ask(paperboy: Paperboy):
    outcome = paperboy("health")

    assert outcome.code == 1
    assert "[web] listen" in outcome.err
