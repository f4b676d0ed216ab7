"""``paperboy demo``: a real digest in this terminal, whatever the network says."""

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.output import say
from bot.model import Subscription

if TYPE_CHECKING:
    from bot.bootstrap import App
    from bot.config import Settings

CONFIG = """\
# Made by `paperboy demo`; the demo keeps everything in this folder. Delete the folder to begin again.
# Every key that can stand here: config.example.toml

[sources]
enabled = [{sources}]
"""


DECIDED = ("PAPERBOY_DATABASE__", "PAPERBOY_SEARCH__", "PAPERBOY_SOURCES__ENABLED")
"""What the environment says of these is for the real installation, which the demo never touches."""


def play(folder: Path) -> None:
    """Collect from Hugging Face, or else from the sample, into ``folder``; print a digest and what to try next."""
    folder.mkdir(parents=True, exist_ok=True)
    asyncio.run(_play(folder))


async def _play(folder: Path) -> None:
    source = "huggingface"
    say("Asking Hugging Face for the newest papers (five seconds at most).")
    app = _app(folder, source)
    problem = await _collect(app)
    if problem:
        app.close()
        source = "sample"
        say(f"No papers from Hugging Face: {problem}")
        say("Showing the sample instead: real papers of April 2026, with descriptions written for this sample.")
        app = _app(folder, source)
        await _collect(app)
    try:
        await _show(app)
    finally:
        app.close()
    _next_steps(folder)


def _app(folder: Path, source: str) -> "App":
    from bot.bootstrap import App
    from bot.sources.http import BRIEF

    return App(_settings(folder, source), limits=BRIEF)


def _settings(folder: Path, source: str) -> "Settings":
    """The demo's own configuration, written down so that the next commands find it."""
    from bot.config import load

    file = folder / "config.toml"
    file.write_text(CONFIG.format(sources=f'"{source}"'), encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(DECIDED)}
    return load(file, kept)


async def _collect(app: "App") -> str | None:
    """Fetch once; returns why nothing arrived, in one sentence, or ``None`` when there are papers to show."""
    try:
        reports = await app.collect.round()
    finally:
        await app.disconnect()
    if app.store.papers.count():
        return None
    problems: Sequence[str] = [report.day.problem for report in reports if report.day.problem]
    return problems[0] if problems else "it has announced none on these days."


async def _show(app: "App") -> None:
    """The digest that this terminal's channel would get right now, with the settings of a new subscription."""
    from bot import compose, schedule, selection
    from bot.bootstrap import CHAT_PREFIX

    now, when = app.clock.now(), app.settings.defaults.schedule()
    subscription = Subscription(
        id=0,
        destination=app.caller.destination,
        name="this terminal",
        schedule=when,
        rules=app.settings.defaults.rules(),
        created_by=app.caller.user_id,
        created_at=now,
        next_due_at=schedule.next_occurrence(when, now),
    )
    digest = await asyncio.to_thread(selection.choose, app.store, subscription, now, now, app.sources)
    entries = await selection.dress(app.store, digest.picks, app.summarizers, subscription.rules.summary)
    say("")
    app.console.show(compose.digest(subscription, digest, entries, now, app.voice(CHAT_PREFIX)))


def _next_steps(folder: Path) -> None:
    """What a newcomer can do with these papers, as commands to copy."""
    paperboy = (
        f".venv/bin/paperboy --config {folder}/config.toml" if Path(".venv/bin/paperboy").exists() else "paperboy"
    )
    say("Try next:")
    for command, what in (
        ("chat", "a channel in this terminal: subscribe, search, save, and posts when they are due"),
        ("search reinforcement learning", "search everything collected"),
        ("today", "all papers of the newest day"),
        ("--help", "everything else"),
    ):
        say(f"  {paperboy} {command:<30} {what}")
