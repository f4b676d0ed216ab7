import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli.encoding import nearest


@pytest.mark.parametrize(
    ("text", "shown"),
    [("▲ 41 · naïve Gödel…", "^ 41 - naive Godel..."), ("“n²”", '"n2"'), ("論文 👍", "?? ?"), ("plain", "plain")],
)
def test_the_nearest_that_ascii_has_is_shown(text: str, shown: str):
    assert nearest(text) == shown


def test_a_terminal_that_knows_only_ascii_is_no_error(home: Path):
    for command in (["collect"], ["today"]):
        environ = {**os.environ, "PYTHONIOENCODING": "ascii"}
        done = subprocess.run(  # noqa: S603 - our own command line
            [sys.executable, "-m", "bot", *command], cwd=home, env=environ, capture_output=True, check=False
        )
        assert (done.returncode, b"Traceback" in done.stderr) == (0, False)
    assert b" votes - " in done.stdout
