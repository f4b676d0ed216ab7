"""The session in ``docs/discord.md`` is what Paperboy sends."""

from pathlib import Path

from tests.adapters.discord_session.transcript import END, PAGE, START, play


async def test_the_page_shows_what_is_sent(tmp_path: Path):
    """After a change on purpose: ``python -m tests.adapters.discord_session.transcript``; read the diff."""
    written = PAGE.read_text(encoding="utf-8").partition(START)[2].partition(END)[0]
    assert written.strip() == (await play(tmp_path)).strip()
