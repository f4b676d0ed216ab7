"""Secrets in the configuration, and things going wrong: nothing that is written anywhere holds one of them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

TOKEN = "hf_abcdefgh"
HIDDEN = "p%40ss%2Fword"
NOWHERE = "127.0.0.1:1"
URLS = [
    f"postgresql://paperboy:{HIDDEN}@{NOWHERE}/paperboy",
    f"postgresql://paperboy@{NOWHERE}/paperboy?password={HIDDEN}",
    f"postgresql://paperboy:{HIDDEN}@{NOWHERE}/paperboy?no_such_option={HIDDEN}",
    f"postgresql://paperboy:{HIDDEN}@[no-host]:x/paperboy",
    f"postgresql://paperboy:{HIDDEN}@{NOWHERE}:{HIDDEN}/paperboy",
]


def told(folder: Path, *arguments: str, **environ: str) -> tuple[int, str]:
    """Everything that a real process writes, and how it ended."""
    done = subprocess.run(  # noqa: S603 - our own command line
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env=os.environ | {f"PAPERBOY_{name}": value for name, value in environ.items()},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("url", URLS)
def test_a_database_that_cannot_be_reached_keeps_its_password(tmp_path: Path, url: str):
    code, text = told(tmp_path, "doctor", DATABASE__URL=url, LOG__LEVEL="debug")

    assert code != 0
    assert text
    assert HIDDEN not in text
    assert "p@ss/word" not in text


def test_a_source_that_cannot_be_reached_keeps_its_token(tmp_path: Path):
    address = f"http://{NOWHERE}/{TOKEN}"  # even where a person put it into an address
    environ = {"SOURCES__HUGGINGFACE__TOKEN": TOKEN, "SOURCES__HUGGINGFACE__BASE_URL": address}
    code, text = told(tmp_path, "collect", **environ, SOURCES__ATTEMPTS="1", LOG__LEVEL="debug", LOG__FORMAT="json")

    assert code == 1
    assert "source_failed" in text
    assert TOKEN not in text
