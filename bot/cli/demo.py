"""``paperboy demo``: a real digest in this terminal, whatever the network says."""

import asyncio
import os
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.output import say
from bot.model import Subscription

if TYPE_CHECKING:
    from bot.bootstrap import App
    from bot.collect import DayReport
    from bot.config import Settings

CONFIG = """\
# Made by `paperboy demo`; the demo keeps everything in this folder. Delete the folder to begin again.
# Every key that can stand here: config.example.toml

[sources]
enabled = [{sources}]
"""

DECIDED = ("PAPERBOY_DATABASE__", "PAPERBOY_SEARCH__", "PAPERBOY_SOURCES__ENABLED")
"""What the environment says of these is for the real installation, which the demo never touches."""


PATIENCE = timedelta(seconds=5)
"""A newcomer who has no network should not wait longer for the sample."""


def play(folder: Path, patience: timedelta = PATIENCE) -> None:
    """Collect from Hugging Face, or else from the sample, into ``folder``; print a digest and what to try next."""
    folder.mkdir(parents=True, exist_ok=True)
    asyncio.run(_play(folder, patience))


async def _play(folder: Path, patience: timedelta) -> None:
    say(f"Asking Hugging Face for the newest papers ({patience.total_seconds():g} seconds at most).")
    app = _app(folder, "huggingface")
    problem = await _collect(app, patience)
    if problem:
        app.close()
        say(f"No papers from Hugging Face: {problem}")
        say("Showing the sample instead: real papers of April 2026, with descriptions written for this sample.")
        app = _app(folder, "sample")
        await _collect(app, None)
    try:
        await _show(app)
    finally:
        app.close()
    _next_steps(folder)


def _app(folder: Path, source: str) -> "App":
    from bot.bootstrap import App
    from bot.sources.http import BRIEF

    app = App(_settings(folder, source), limits=BRIEF)
    app.log("error")
    return app


def _settings(folder: Path, source: str) -> "Settings":
    """The demo's own configuration, written down so that the next commands find it."""
    from bot.config import load

    file = folder / "config.toml"
    file.write_text(CONFIG.format(sources=f'"{source}"'), encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(DECIDED)}
    return load(file, kept)


async def _collect(app: "App", patience: timedelta | None) -> str | None:
    """Fetch once, as long as ``patience`` lasts; returns why nothing arrived, in one sentence, or ``None``.

    What has arrived when the patience ends is kept and shown.
    """
    reports: list[DayReport] = []
    problem = "it has announced none on these days."
    try:
        async with asyncio.timeout(patience.total_seconds() if patience else None):
            await app.collect.round(reports.append)
    except TimeoutError:
        problem = "it does not answer in time."
    finally:
        await app.disconnect()
    if any(report.day.papers and not report.day.problem for report in reports):
        await asyncio.to_thread(app.catch_up)
        return None
    return next((report.day.problem for report in reports if report.day.problem), problem)


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
    installed = Path(".venv/bin/paperboy")
    paperboy = f"{installed if installed.exists() else 'paperboy'} --config {folder}/config.toml"
    say("Try next:")
    for command, what in (
        ("chat", "a channel in this terminal: subscribe, search, save, and posts when they are due"),
        ("search reinforcement learning", "search everything collected"),
        ("today", "all papers of the newest day"),
        ("--help", "everything else"),
    ):
        say(f"  {paperboy} {command}\n      {what}")
