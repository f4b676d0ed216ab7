"""A person's own page: how things stand, the channels they set up, their reading list, and what is kept about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.commands import Command, Edit, ForgetMe, Pause, Resume, Saved, Show, Today, Unsave
from bot.compose.cards import Entry, actions, buttons, card
from bot.compose.operate import delivery_words
from bot.compose.sources import source_words
from bot.compose.words import Voice, plural, schedule_words
from bot.document import Actions, Block, Bullets, Button, Divider, Document, Heading, Line, Paragraph, Strong, Time
from bot.model import Delivery, SourceDay, Subscription

MOST_CHANNELS = 15
"""Of those that somebody set up: a page that nobody reads to its end helps nobody."""
MOST_SAVED = 5


@dataclass(frozen=True, slots=True)
class Belongings:
    """What is a person's: subscriptions that they set up, each with its last delivery; the newest that they saved."""

    channels: Sequence[tuple[Subscription, Delivery | None]]
    saved: Sequence[Entry]
    saved_count: int


def home(own: Belongings, days: Sequence[SourceDay], voice: Voice, zone: str, today: date) -> Document:
    """The page; every button on it that is about a channel names that channel."""
    blocks: tuple[Block, ...] = (
        Paragraph(_health(own, zone)),
        *actions(("Today", Today()), ("My reading list", Saved())),
        Heading("Channels that you set up"),
        *_channels(own, voice, zone),
        Divider(),
        Heading("Your reading list"),
        *_saved(own, voice, today),
        Divider(),
        Heading("Sources"),
        Bullets(tuple(source_words(day, voice, zone, today) for day in days) or (("No source is enabled.",),)),
        Divider(),
        Heading("Privacy"),
        Paragraph(_PRIVACY),
        *actions(("Delete what is stored about me", ForgetMe())),
    )
    return Document("Paperboy", blocks, private=True)


_PRIVACY: Line = (
    "Of you, Paperboy keeps your reading list, your votes, and your name on subscriptions that you set up.",
    " It reads no messages. Nobody else sees your list.",
)


def _health(own: Belongings, zone: str) -> Line:
    """The last digest and the next one, over the channels of this person."""
    if not own.channels:
        return ("You have set up no channel yet. In a channel, one command does it.",)
    rows = [row for _, row in own.channels if row]
    last = max(rows, key=lambda row: row.occurrence, default=None)
    awake = [subscription for subscription, _ in own.channels if subscription.pause is None]
    after = min(awake, key=lambda subscription: subscription.next_due_at, default=None)
    said: Line = ("Last digest ", Time(last.occurrence, zone), ". ") if last else ("No digest was due yet. ",)
    upcoming: Line = ("All are paused.",)
    if after:
        upcoming = ("Next ", Time(after.next_due_at, zone), f" in {after.name}.")
    return (*said, *upcoming)


def _channels(own: Belongings, voice: Voice, zone: str) -> tuple[Block, ...]:
    if not own.channels:
        begin = Paragraph(("For five papers each working morning, type in a channel: ", voice.command("subscribe")))
        return (begin, *actions(("Set up a channel", Edit())))
    shown = own.channels[:MOST_CHANNELS]
    rest = len(own.channels) - len(shown)
    more = (Paragraph((f"And {plural(rest, 'more channel')}.",)),) if rest else ()
    each = (block for subscription, row in shown for block in _channel(subscription, row, zone))
    return (*each, *more, *actions(("Set up another channel", Edit())))


def _channel(subscription: Subscription, row: Delivery | None, zone: str) -> tuple[Block, ...]:
    name = Strong(subscription.name)
    if subscription.pause:
        state: Line = (f": paused ({subscription.pause.reason.rstrip('.')}). ",)
    else:
        when = schedule_words(subscription.schedule)
        state = (": next ", Time(subscription.next_due_at, subscription.schedule.zone), f" ({when}). ")
    last = delivery_words(row, zone) if row else ("Nothing was posted there yet.",)
    toggle: tuple[str, Command] = ("Resume", Resume()) if subscription.pause else ("Pause", Pause())
    choices = buttons(("Edit", Edit()), toggle)
    channel = subscription.destination.channel
    return (
        Paragraph((name, *state, *last)),
        Actions(tuple(Button(choice.label, choice.command, channel) for choice in choices)),
    )


def _saved(own: Belongings, voice: Voice, today: date) -> tuple[Block, ...]:
    if not own.saved:
        empty: Line = ("It is empty. Save a paper with its button, or with ", voice.command("save 2405.15738"), ".")
        return (Paragraph(empty),)
    cards = (
        card(entry, buttons(("Details", Show(entry.paper.key)), ("Remove", Unsave(entry.paper.key))), today)
        for entry in own.saved[:MOST_SAVED]
    )
    exports = actions(
        (f"All {own.saved_count}" if own.saved_count > MOST_SAVED else "The whole list", Saved()),
        ("Export BibTeX", Saved("bibtex")),
        ("Export RIS", Saved("ris")),
    )
    return (*cards, *exports)
