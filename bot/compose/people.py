"""What a person keeps for themselves: the reading list, votes, and how all of it is forgotten."""

from collections.abc import Sequence
from datetime import date

from bot.commands import Command, ExportFormat, ForgetMe, Save, Show, Similar, Unsave, Vote
from bot.compose.cards import Entry, actions, buttons
from bot.compose.papers import Listing, Page, listing
from bot.compose.words import Voice, listed, plural, title_of
from bot.document import Button, Document, Line, Paragraph, Verbatim
from bot.model import Paper
from bot.text import compact, shorten

FORMAT_WORDS = {"bibtex": "BibTeX", "ris": "RIS", "json": "CSL-JSON"}
EXPORTS: tuple[ExportFormat, ...] = ("bibtex", "ris", "json")


def saved(entries: Sequence[Entry], page: Page, voice: Voice, today: date) -> Document:
    """A page of the caller's reading list, the last saved first."""
    example = voice.command("save 2405.15738")
    exports = voice.command("saved export bibtex")
    about = Listing(
        title="Your reading list",
        facts=("last saved first",),
        after=(("To take it with you: ", exports, ", or ris, or json."),) if entries else (),
        empty=("Your reading list is empty. Save a paper with its button, or with ", example, "."),
        private=True,
    )
    return listing(about, entries, page, today, _saved_buttons)


def _saved_buttons(paper: Paper) -> tuple[Button, ...]:
    return buttons(
        ("Details", Show(paper.key)), ("Remove from my list", Unsave(paper.key)), ("More like this", Similar(paper.key))
    )


def export(text: str, kind: ExportFormat, count: int, voice: Voice) -> Document:
    """The caller's reading list to copy; whole, however long."""
    title = f"Your reading list: {plural(count, 'paper')} as {FORMAT_WORDS[kind]}"
    if not count:
        empty = ("There is nothing to export. Save a paper with its button, or with ", voice.command("save 2405.15738"))
        return Document("Your reading list is empty", (Paragraph(empty),), private=True)
    return Document(title, (Verbatim(text),), private=True)


def kept(paper: Paper, *, new: bool, count: int, voice: Voice) -> Document:
    """A paper is on the caller's reading list now, or was before."""
    start = "Saved" if new else "Already on your list"
    words = (f"{plural(count, 'paper')} on your reading list: ", voice.command("saved"))
    return _private(f"{start}: “{shorten(paper.title, 100)}”", words, ("Remove from my list", Unsave(paper.key)))


def dropped(paper: Paper, *, was_there: bool, count: int, voice: Voice) -> Document:
    """A paper is off the caller's reading list now, or was never on it."""
    title = shorten(paper.title, 100)
    start = f"Removed: “{title}”" if was_there else f"Not on your list: “{title}”"
    words = (f"{plural(count, 'paper')} on your reading list: ", voice.command("saved"))
    return _private(start, words, ("Save", Save(paper.key)))


def voted(paper: Paper, value: int, here: tuple[int, int], channel: str) -> Document:
    """The caller's vote counts now; with this channel's votes in all."""
    up, down = here
    said = {1: "Useful", -1: "Not useful"}.get(value, "Vote taken back")
    tally = f"{shorten(channel, 60)}: {compact(up)} useful, {compact(down)} not useful."
    title = f"{said}: “{shorten(paper.title, 100)}”"
    return _private(title, (tally,), ("Take my vote back", Vote(paper.key, 0))) if value else _private(title, (tally,))


def _private(title: str, words: Line, *choices: tuple[str, Command]) -> Document:
    return Document(title_of(title), (Paragraph(words), *actions(*choices)), private=True)


def ask_forget(saved_count: int, voice: Voice) -> Document:
    """What would be deleted; asks once."""
    export_first = voice.command("saved export bibtex")
    return Document(
        "Delete what is stored about you?",
        (
            Paragraph((f"This deletes your reading list ({plural(saved_count, 'paper')}) and your votes, for good.",)),
            Paragraph(("Subscriptions of channels go on. To keep your list, export it first: ", export_first)),
            Paragraph(("To delete: ", voice.command("forget-me confirm"))),
            *actions(("Delete it all", ForgetMe(confirmed=True))),
        ),
        private=True,
    )


def forgotten(saved_count: int, votes: int, subscriptions: int) -> Document:
    """It is deleted."""
    gone = [plural(saved_count, "saved paper"), plural(votes, "vote")]
    if subscriptions:
        gone.append(f"your name on {plural(subscriptions, 'subscription')}")
    words = f"Deleted: {listed(gone)}. Nothing else was stored about you."
    return Document("You are forgotten", (Paragraph((words,)),), private=True)
