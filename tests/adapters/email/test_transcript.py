"""The session in ``docs/email.md`` is what Paperboy sends and shows."""

from pathlib import Path

from tests.adapters.email.transcript import END, PAGE, START, play


async def test_the_page_shows_what_is_sent(tmp_path: Path):
    """After a change on purpose: ``python -m tests.adapters.email.transcript``; read the diff."""
    written = PAGE.read_text(encoding="utf-8").partition(START)[2].partition(END)[0]
    assert written.strip() == (await play(tmp_path)).strip()
