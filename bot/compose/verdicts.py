"""Why a paper was, or was not, in a channel's digest."""

from collections.abc import Collection, Sequence

from bot.commands import Save, Show
from bot.compose.cards import actions
from bot.compose.words import NAME_LIMIT, TITLE_LIMIT, Voice, byline, day_words, title_of, web
from bot.document import Document, Line, PaperCard, Paragraph, Time
from bot.model import Delivery, DeliveryState, Paper, PaperKey
from bot.text import shorten


def why(work: Paper, channel: str, reasons: Sequence[Line], voice: Voice) -> Document:
    """What became of a paper in a channel; ``reasons`` are the sentences below, what is certain first."""
    head = PaperCard(work.key, title_of(work.title, TITLE_LIMIT), web(work.abstract_url), byline=byline(work.authors))
    change = Paragraph(("What this channel asks for: ", voice.command("settings")))
    buttons = actions(("Details", Show(work.key)), ("Save", Save(work.key)))
    title = title_of(f"Why in {shorten(channel, NAME_LIMIT) or 'this channel'}, or why not")
    return Document(title, (head, *map(Paragraph, reasons), change, *buttons), private=True)


def was_posted(row: Delivery, keys: Collection[PaperKey], zone: str) -> Line:
    """It was in the post ``row``; ``keys`` are those that it is or was known by."""
    reasons = next((pick.reasons for pick in row.digest.picks if pick.key in keys), ())
    because = f" Because: {', '.join(reasons)}." if reasons else ""
    return ("It was posted here with the digest of ", Time(row.occurrence, zone), f".{because}")


def was_left_out(row: Delivery, keys: Collection[PaperKey], zone: str) -> Line | None:
    """The reason that the post ``row`` recorded for leaving it out, or for not arriving with it; ``None``: neither."""
    when = Time(row.occurrence, zone)
    miss = next((miss for miss in row.digest.near_misses if miss.key in keys), None)
    if miss:
        return ("The last post, due ", when, f", left it out: it {miss.reason}.")
    if row.state is not DeliveryState.SENT and any(pick.key in keys for pick in row.digest.picks):
        return ("It was picked for the post due ", when, ", which has not been confirmed.")
    return None


def comes_next(reasons: Sequence[str], place: int) -> Line:
    """The next post would hold it."""
    because = f", because: {', '.join(reasons)}" if reasons else ""
    return (f"As things stand, it is number {place} of the next post{because}.",)


def stays_out(reason: str) -> Line:
    """The next post would not hold it."""
    return (f"As things stand, the next post leaves it out: it {reason}.",)


def announced(work: Paper, voice: Voice) -> Line:
    """When it became new, and by whom."""
    if work.announced_on is None:
        return ("No source has announced it: it was imported or looked up.",)
    names = ", ".join(map(voice.source, work.sources))
    return (f"It was announced on {day_words(work.announced_on)}{f' by {names}' if names else ''}.",)
