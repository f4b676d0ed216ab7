"""Commands that bring papers in: ``collect`` and ``import``."""

from collections.abc import Coroutine, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.output import Json, connected, opened, progress, say, show_json
from bot.model import Recorded, Sighting

if TYPE_CHECKING:
    from bot.bootstrap import App
    from bot.collect import DayReport
    from bot.search.following import Follower
    from bot.sources.file import Problem

MOST_PROBLEMS_SHOWN = 20
PER_CENT = 100


def collect(
    context: typer.Context,
    week: Annotated[str | None, typer.Option(help="Another week of Hugging Face's, such as 2026-W10.")] = None,
    month: Annotated[str | None, typer.Option(help="Another month of Hugging Face's, such as 2026-03.")] = None,
    trending: Annotated[bool, typer.Option("--trending", help="What Hugging Face's page shows first.")] = False,
    json: Json = False,
) -> None:
    """Fetch the newest days from every source that is switched on, or older papers of Hugging Face's.

    A source that fails is reported and stops no other one. The exit code is 1 when every source failed.
    """
    with opened(context) as app:
        wanted = _wanted(app, week, month, trending=trending)
        if wanted:
            recorded = connected(app, _fetched(app, wanted))
            say(f"huggingface: {len(set(recorded.keys))} papers, {recorded.new} new")
            return
        reports = connected(app, app.collect.round(_silent if json else _told))
        if json:
            show_json(reports)
        if reports and all(report.day.problem for report in reports):
            raise typer.Exit(1)


def _wanted(
    app: "App", week: str | None, month: str | None, *, trending: bool
) -> "Coroutine[None, None, Sequence[Sighting]] | None":
    if week:
        return app.supply.huggingface.week(week)
    if month:
        return app.supply.huggingface.month(month)
    return app.supply.huggingface.trending() if trending else None


async def _fetched(app: "App", wanted: "Coroutine[None, None, Sequence[Sighting]]") -> Recorded:
    """Store a list that was asked for; its papers can be searched afterwards."""
    import asyncio

    recorded = await asyncio.to_thread(app.store.papers.record, await wanted)
    await asyncio.to_thread(app.catch_up)
    return recorded


def _silent(_: "DayReport") -> None:
    """A script reads the data, not the lines."""


def _told(report: "DayReport") -> None:
    say(day_line(report))


def day_line(report: "DayReport") -> str:
    """One source's day in one line: "huggingface 2026-03-03: fresh, 41 papers, 12 new"."""
    day = report.day
    line = f"{day.source} {day.day}: {day.state}, {day.papers} papers, {report.new} new"
    return f"{line}. {day.problem}" if day.problem else line


def import_files(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="JSONL or JSON, also .gz, .xz or .bz2.", metavar="FILE...")],
) -> None:
    """Import papers from files: JSONL of papers, raw Hugging Face responses, or an archive of daily responses.

    A line that cannot be read is reported with its number and skipped; the rest is imported. What was imported
    stays, also when the import is interrupted: run it again, nothing is stored twice.
    """
    from bot.search.following import Follower

    with opened(context) as app:
        with Follower(app.catch_up) as follower:
            problems = sum(_import(app, path, follower) for path in files)
        say("Updating the search index")
        index(app)
        if problems:
            raise typer.Exit(1)


def index(app: "App") -> None:
    """Bring the search index up to date, with a progress bar."""
    with progress("Indexing", PER_CENT) as done:
        app.catch_up(lambda indexed, total: done(PER_CENT * indexed // max(total, 1)))


def _import(app: "App", path: Path, follower: "Follower") -> int:
    """Import one file, indexed as far as ``follower`` gets meanwhile; returns how many lines could not be read."""
    records = new = problems = 0
    with progress(path.name, path.stat().st_size if path.exists() else None) as done:
        for chunk in app.supply.read_file(path):
            recorded = app.store.papers.record(chunk.sightings)
            follower.stored(len(chunk.sightings))
            records += len(chunk.sightings)
            new += recorded.new
            _report(path, chunk.problems, problems)
            problems += len(chunk.problems)
            done(chunk.bytes_read)
    if problems > MOST_PROBLEMS_SHOWN:
        say(f"{path.name}: {problems - MOST_PROBLEMS_SHOWN} more could not be read")
    counts = (
        f"{records:,} records read",
        f"{new:,} papers new",
        f"{records - new:,} known already",
        f"{problems:,} skipped",
    )
    say(f"{path.name}: {', '.join(counts)}")
    return problems


def _report(path: Path, problems: "Sequence[Problem]", before: int) -> None:
    for problem in problems[: max(0, MOST_PROBLEMS_SHOWN - before)]:
        say(f"{path.name}, line {problem.line}: {problem.message}")
