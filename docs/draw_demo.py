# ruff: noqa: INP001 - a script to run by hand, part of no package
"""Draws ``docs/demo.svg``: what ``make demo`` shows in a terminal 80 columns wide, from the sample.

Run it in the repository, after the digest's looks have changed: ``.venv/bin/python docs/draw_demo.py``
"""

import os
import pty
import subprocess
import sys
import tempfile
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import DIMMED_MONOKAI
from rich.text import Text

SVG = Path(__file__).with_name("demo.svg")
WIDTH = 80
NO_NETWORK = "http://127.0.0.1:9"
"""Nobody answers there, so that every drawing is of the sample."""

FRAME = """\
<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg" role="img" aria-label="A digest in a terminal">
<style>
.{unique_id}-matrix {{ font: {char_height}px "DejaVu Sans Mono", Menlo, Consolas, monospace; \
line-height: {line_height}px; }}
.{unique_id}-title {{ font: 16px sans-serif; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal"><rect width="{terminal_width}" height="{terminal_height}"/></clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""
"""Rich's frame, without the fonts that it would load from elsewhere."""


def main() -> None:
    """Play the demo in a terminal of our own, and draw what it showed."""
    console = Console(record=True, width=WIDTH, file=StringIO(), force_terminal=True, color_system="truecolor")
    console.print(Text("$ paperboy demo\n", style="dim"))
    for line in played().splitlines():
        console.print(Text.from_ansi(line), soft_wrap=True)
    SVG.write_text(console.export_svg(title="Paperboy", theme=DIMMED_MONOKAI, code_format=FRAME, unique_id="p"))


def played() -> str:
    """What the demo writes to a terminal."""
    leader, follower = pty.openpty()
    environ = os.environ | {
        "COLUMNS": str(WIDTH),
        "TERM": "xterm-256color",
        "PAPERBOY_SOURCES__HUGGINGFACE__BASE_URL": NO_NETWORK,
    }
    with tempfile.TemporaryDirectory() as folder, os.fdopen(leader, "rb", 0) as out:
        command = [sys.executable, "-m", "bot", "demo", "--folder", folder]
        with subprocess.Popen(command, env=environ, stdout=follower, stderr=subprocess.DEVNULL):  # noqa: S603 - ours
            os.close(follower)
            return b"".join(iter(lambda: _read(out.fileno()), b"")).decode()


def _read(terminal: int) -> bytes:
    """What comes next; nothing at the end, which a terminal tells by an error."""
    try:
        return os.read(terminal, 4096)
    except OSError:
        return b""


if __name__ == "__main__":
    main()
