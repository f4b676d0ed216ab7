import json
import logging
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pytest
import structlog

from bot.__main__ import main

NOBODY = "http://127.0.0.1:9"
"""Refuses every connection."""


@dataclass(frozen=True)
class Outcome:
    """What a person sees of one command."""

    code: int
    out: str
    err: str

    def data(self) -> object:
        return json.loads(self.out)


Paperboy = Callable[..., Outcome]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory; the sample is the only source, and nobody else can be reached."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PAPERBOY_SOURCES__ENABLED", "sample")
    monkeypatch.setenv("PAPERBOY_SOURCES__ATTEMPTS", "1")
    monkeypatch.setenv("PAPERBOY_SOURCES__HUGGINGFACE__BASE_URL", NOBODY)
    monkeypatch.setenv("PAPERBOY_SOURCES__ARXIV__API_URL", NOBODY)
    monkeypatch.setenv("PAPERBOY_SOURCES__ARXIV__RSS_URL", NOBODY)
    monkeypatch.setenv("PAPERBOY_DEFAULTS__ZONE", "Europe/Berlin")
    monkeypatch.setenv("COLUMNS", "100")
    return tmp_path


@pytest.fixture(autouse=True)
def _quiet_logging() -> Iterator[None]:
    """A command sets logging up for a whole process; here it must not outlive its test."""
    handlers, before = logging.root.handlers[:], structlog.get_config()
    yield
    logging.root.handlers[:] = handlers
    structlog.configure(**before)


@pytest.fixture
def paperboy(home: Path, monkeypatch: pytest.MonkeyPatch) -> Paperboy:
    """Runs a command line as a person would, in this process."""
    del home

    def run(*arguments: str, typed: str = "") -> Outcome:
        out, err = StringIO(), StringIO()
        with monkeypatch.context() as patch:
            patch.setattr(sys, "argv", ["paperboy", *arguments])
            patch.setattr(sys, "stdin", StringIO(typed))
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            try:
                main()
                code = 0
            except SystemExit as end:
                code = end.code if isinstance(end.code, int) else 1
        return Outcome(code, out.getvalue(), err.getvalue())

    return run
