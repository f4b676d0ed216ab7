"""The scheduled post: the picks of one occurrence, or why there are none."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.compose.cards import BUDGET, Entry, card, digest_buttons, sized, weight
from bot.compose.sources import quiet_words, troubled, warnings
from bot.compose.words import (
    NAME_LIMIT,
    TITLE_LIMIT,
    Voice,
    day_words,
    flat,
    line,
    local_day,
    month_words,
    names_words,
    title_of,
    web,
)
from bot.document import Block, Bullets, Document, Facts, Heading, Line, Link, PaperCard, Paragraph, Time
from bot.model import DayState, Digest, Layout, NearMiss, Subscription
from bot.text import compact, shorten
from bot.topics import matches

MISSES_SHOWN = 5
LINK_WEIGHT = 45
"""Where a title leads to, which some platforms count as characters of the message."""
LEAST_TITLE = 40


def digest(
    subscription: Subscription,
    chosen: Digest,
    entries: Sequence[Entry],
    occurrence: datetime,
    voice: Voice,
    part: tuple[int, int] = (1, 1),
    *,
    budget: int = BUDGET,
) -> Document:
    """The post of ``occurrence``: what was chosen from what, a card for each pick, and what a reader must know.

    Sized to be one message of ``budget`` characters: summaries shorten first. Where that is not enough, ``entries`` are
    those of one ``part``, as in (2, 3): the first tells what was chosen from what, the last what a reader must know.
    Without picks it is ``nothing_new``, which calls nobody.
    """
    number, of = part
    if not entries and of == 1:
        return nothing_new(subscription, chosen, occurrence, voice)
    day = local_day(occurrence, subscription.schedule.zone)
    shown = len(entries) if of == 1 else len(chosen.picks)
    head: tuple[Block, ...] = (_facts(subscription, chosen, shown, voice),) if number == 1 else ()
    tail = _notes(subscription, chosen, voice, day) if number == of else ()
    told = _told(subscription, day)
    cards = tuple(_card(subscription, entry, day, told) for entry in entries)
    blocks = (*head, *sized(cards, (*head, *tail), budget), *tail)
    return Document(digest_title(subscription, occurrence, part), blocks, notify=_called(subscription, part))


def digest_head(
    subscription: Subscription, chosen: Digest, entries: Sequence[Entry], occurrence: datetime, voice: Voice
) -> Document:
    """The digest in one message, its papers by their titles; each has a message in the thread, in the same order."""
    day = local_day(occurrence, subscription.schedule.zone)
    facts, notes = _facts(subscription, chosen, len(chosen.picks), voice), _notes(subscription, chosen, voice, day)
    room = BUDGET - sum(map(weight, (facts, *notes)))
    limit = max(LEAST_TITLE, min(TITLE_LIMIT, room // max(len(entries), 1) - LINK_WEIGHT))
    titles = Bullets(tuple(_linked(entry, limit) for entry in entries))
    return Document(
        digest_title(subscription, occurrence),
        (facts, titles, *notes),
        notify=_called(subscription),
        topics=tuple(dict.fromkeys(topic for entry in entries for topic in _matched(subscription, entry))),
    )


def _linked(entry: Entry, limit: int) -> Line:
    title, url = title_of(entry.paper.title, limit), web(entry.paper.abstract_url)
    return (Link(title, url) if url else title,)


def digest_reply(subscription: Subscription, entry: Entry, occurrence: datetime) -> Document:
    """One paper in the thread of its digest; the title is the paper's, since it is what a notification says."""
    day = local_day(occurrence, subscription.schedule.zone)
    shown = _card(subscription, entry, day, _told(subscription, day))
    return Document(title_of(entry.paper.title), sized((shown,), ()))


def digest_paper(
    subscription: Subscription,
    chosen: Digest,
    entry: Entry,
    occurrence: datetime,
    voice: Voice,
    part: tuple[int, int] = (1, 1),
) -> Document:
    """One paper in a message of its own, called after the paper, since that is what a notification says.

    There is no head: its place in the digest stands in small print, with the first also what was chosen from what; what
    a reader must know stands below the last.
    """
    number, of = part
    day = local_day(occurrence, subscription.schedule.zone)
    place: tuple[Line, ...] = ((f"paper {number} of {of}",),) if of > 1 else ()
    facts = _facts(subscription, chosen, len(chosen.picks), voice).items if number == 1 else ()
    head: tuple[Block, ...] = (Facts((*place, *facts)),) if place or facts else ()
    tail = _notes(subscription, chosen, voice, day) if number == of else ()
    shown = _card(subscription, replace(entry, number=None), day, None)
    blocks = (*head, *sized((shown,), (*head, *tail)), *tail)
    return Document(title_of(entry.paper.title), blocks, notify=_called(subscription, part))


def _card(subscription: Subscription, entry: Entry, day: date, told: date | None) -> PaperCard:
    shown = card(entry, digest_buttons(entry.paper), day, told)
    return replace(shown, topics=_matched(subscription, entry))


def _matched(subscription: Subscription, entry: Entry) -> tuple[str, ...]:
    """All of the channel's topics that a paper matches; its reasons name those that decided."""
    return tuple(topic.value for topic in matches(entry.paper, subscription.rules.include))


def _called(subscription: Subscription, part: tuple[int, int] = (1, 1)) -> str:
    """Once for each digest, however many messages it takes."""
    return subscription.rules.mention if part[0] == 1 else ""


def _told(subscription: Subscription, day: date) -> date | None:
    """The day that the digest's own title says."""
    return day if subscription.schedule.cadence == "daily" else None


def on_the_web(document: Document, url: str) -> Document:
    """``document``, which also says where the whole digest can be read as a page."""
    link: Line = (Link("on the web", url),)
    first, *rest = document.blocks
    if isinstance(first, Facts):
        return replace(document, blocks=(Facts((*first.items, link)), *rest))
    return replace(document, blocks=(first, *rest, Facts((link,))))


def digest_title(subscription: Subscription, occurrence: datetime, part: tuple[int, int] = (1, 1)) -> str:
    """As in "Papers for #ml-reading · Tue 3 Mar"; a roll-up names its week or month, a part ends in "· 2 of 3"."""
    number, of = part
    return title_of(f"{_title(subscription, occurrence)}{f' · {number} of {of}' if of > 1 else ''}")


def _title(subscription: Subscription, occurrence: datetime) -> str:
    day = local_day(occurrence, subscription.schedule.zone)
    name = shorten(" ".join(subscription.name.split()), NAME_LIMIT) or "this channel"
    match subscription.schedule.cadence:
        case "daily":
            return f"Papers for {name} · {day_words(day, day)}"
        case "weekly":
            return f"Papers of the week for {name} · {day_words(day, day)}"
        case "monthly":
            return f"Papers of {month_words(day.replace(day=1) - timedelta(days=1))} for {name}"


def _facts(subscription: Subscription, chosen: Digest, shown: int, voice: Voice) -> Facts:
    names = names_words(_sources(subscription, chosen), voice)
    posted = f"{compact(chosen.already_posted)} already posted" if chosen.already_posted else ""
    items = (f"{shown} of {compact(chosen.considered)} new", posted, names)
    return Facts(tuple((item,) for item in items if item))


def _sources(subscription: Subscription, chosen: Digest) -> tuple[str, ...]:
    return tuple(day.source for day in chosen.source_days) or subscription.rules.sources


def _notes(subscription: Subscription, chosen: Digest, voice: Voice, today: date) -> tuple[Block, ...]:
    return tuple(Paragraph(words) for words in warnings(chosen.source_days, voice, subscription.schedule.zone, today))


def nothing_new(subscription: Subscription, chosen: Digest, occurrence: datetime, voice: Voice) -> Document:
    """The post when nothing was picked: which kind of nothing, and what would change it."""
    name = shorten(" ".join(subscription.name.split()), NAME_LIMIT) or "this channel"
    title = f"No new paper fits {name}" if chosen.considered else f"Nothing new for {name}"
    day = local_day(occurrence, subscription.schedule.zone)
    blocks: list[Block] = [Paragraph((_nothing(chosen, voice, day),))]
    blocks += _notes(subscription, chosen, voice, day)
    if chosen.near_misses:
        blocks += near_misses(chosen.near_misses)
        blocks.append(Paragraph(("To change what is picked: ", voice.command("settings"))))
    return Document(title_of(f"{title} · {day_words(day, day)}"), tuple(blocks))


def skip_reason(chosen: Digest, voice: Voice, occurrence_day: date | None = None) -> str:
    """Why nothing was picked, in one or two plain sentences: the ledger's word on a skipped occurrence."""
    words = (flat(words) for words in warnings(chosen.source_days, voice, "UTC", occurrence_day))
    return " ".join((_nothing(chosen, voice, occurrence_day), *words))


def _nothing(chosen: Digest, voice: Voice, today: date | None) -> str:
    """The kind of nothing: none fits, all posted, a quiet day, or no list yet."""
    if chosen.considered:
        return _none_fits(chosen.considered, chosen.left_out)
    if chosen.already_posted:
        posted = chosen.already_posted
        return (
            "The one paper of these days was posted here before."
            if posted == 1
            else (f"All {compact(posted)} papers of these days were posted here before.")
        )
    if any(day.state is not DayState.QUIET for day in troubled(chosen.source_days)):
        return "No new paper has arrived."
    return quiet_words(chosen.source_days, voice, today) or "No new paper was announced."


def _none_fits(considered: int, left_out: Mapping[str, int]) -> str:
    start = f"{compact(considered)} new, none fits this channel's settings"
    reasons = sorted(left_out.items(), key=lambda item: (-item[1], item[0]))
    details = ", ".join(f"{compact(count)} {reason}" for reason, count in reasons if count)
    return f"{start}: {details}." if details else f"{start}."


def near_misses(misses: Sequence[NearMiss]) -> tuple[Block, ...]:
    """The best of what was left out, each with its one reason."""
    items = tuple(line(f"{title_of(miss.title, 100)}: {miss.reason}") for miss in misses[:MISSES_SHOWN])
    return (Heading("Left out"), Bullets(items)) if items else ()


def preview(document: Document, subscription: Subscription, chosen: Digest, voice: Voice) -> Document:
    """``document`` exactly as the next post would be now, to one person, then the near misses and why.

    A ``subscription`` that is not stored (its id is 0) shows what the defaults would post.
    """
    shown = any(isinstance(block, Heading) for block in document.blocks)
    misses = () if shown else near_misses(chosen.near_misses)
    return replace(
        document,
        private=True,
        notify="",
        blocks=(_preview_note(subscription, chosen, voice), *document.blocks, *misses),
    )


def _preview_note(subscription: Subscription, chosen: Digest, voice: Voice) -> Paragraph:
    if not subscription.id:
        return Paragraph(
            ("Nothing is posted here yet; this is what a plain subscription would: ", voice.command("subscribe"))
        )
    if subscription.pause:
        return Paragraph(("A preview, as of now; it is not posted while paused: ", voice.command("resume")))
    when = Time(subscription.next_due_at, subscription.schedule.zone)
    if not chosen.picks and subscription.rules.when_nothing == "silent":
        return Paragraph(("A preview, as of now. On ", when, " nothing would be posted."))
    apart = _APART[subscription.rules.layout] if chosen.picks else ""
    return Paragraph(("A preview, as of now; it is posted ", when, f"{apart}."))


_APART: Mapping[Layout, str] = {
    "message": "",
    "thread": ", each paper in a message of its thread",
    "papers": ", each paper in a message of its own",
}
