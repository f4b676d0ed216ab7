"""How things stand: the state of a channel and of the sources, what the doctor found, and help."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import assert_never

from bot.commands import Command, Doctor, Preview, Resume, Saved, Settings, Subscribe, Today
from bot.compose.cards import actions
from bot.compose.findings import resending, what_to_do
from bot.compose.settings import capital_name
from bot.compose.sources import source_words
from bot.compose.words import NAME_LIMIT, Voice, day_words, line, plural, schedule_words, title_of
from bot.document import Block, Bullets, Document, Finding, Heading, Line, Link, Paragraph, Strong, Time
from bot.model import Delivery, DeliveryState, SourceDay, Subscription
from bot.text import shorten

DETAIL_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Situation:
    """How a channel stands: its subscription, its last deliveries (newest first), the sources' days, what is stored.

    ``newest`` is the newest day that has papers; ``today`` and ``zone`` are the reader's; ``mails``: people can have a
    digest by mail, ``asks``: they can ask a model; ``feed`` is where this channel's digests are one.
    """

    channel: str
    today: date
    zone: str
    subscription: Subscription | None = None
    recent: Sequence[Delivery] = ()
    days: Sequence[SourceDay] = ()
    papers: int = 0
    newest: date | None = None
    mails: bool = False
    asks: bool = False
    feed: str = ""


def status(now: Situation, voice: Voice) -> Document:
    """What happened last here, what happens next, and how the sources are."""
    earlier = tuple(delivery_words(row, now.zone) for row in now.recent[1:])
    blocks: list[Block] = [Bullets(two_lines(now, voice))]
    if earlier:
        blocks += [Heading("Before that"), Bullets(earlier)]
    days = tuple(source_words(day, voice, now.zone, now.today) for day in now.days)
    blocks += [Heading("Sources"), Bullets(days or (("No source is enabled.",),)), Paragraph(_stored(now))]
    if now.feed:
        blocks.append(Paragraph(("The digests posted here, for a feed reader: ", Link("Atom feed", now.feed), ".")))
    return Document(title_of(f"Status of {_channel(now)}"), (*blocks, *_next_steps(now)), private=True)


def two_lines(now: Situation, voice: Voice) -> tuple[Line, Line]:
    """A channel's status: what happened last, and what happens next."""
    last = delivery_words(now.recent[0], now.zone) if now.recent else ("Nothing was posted here yet.",)
    if now.subscription is None:
        return last, (f"{capital_name(now.channel)} has no subscription yet; for one: ", voice.command("subscribe"))
    return last, _next(now.subscription, now.zone, voice)


def _next(subscription: Subscription, zone: str, voice: Voice) -> Line:
    if subscription.pause is None:
        when = schedule_words(subscription.schedule)
        return ("Next post: ", Time(subscription.next_due_at, zone), f" ({when}).")
    if subscription.pause.until:
        return ("Paused until ", Time(subscription.pause.until, zone), "; to resume now: ", voice.command("resume"))
    reason = _short(subscription.pause.reason)
    return (f"Paused: {reason}; to resume: " if reason else "Paused; to resume: ", voice.command("resume"))


def delivery_words(row: Delivery, zone: str) -> Line:
    """What became of one occurrence."""
    when = Time(row.occurrence, zone)
    detail = f": {_short(row.detail)}." if row.detail else "."
    match row.state:
        case DeliveryState.SENT:
            return ("Posted ", plural(len(row.digest.picks), "paper"), ", due ", when, ".")
        case DeliveryState.SKIPPED:
            return ("Posted nothing, due ", when, detail)
        case DeliveryState.FAILED:
            sent = ("; whoever runs Paperboy can send it all the same: ", resending(row), ".")
            return (Strong("Could not be posted"), ", due ", when, _so_far(row), detail.removesuffix("."), *sent)
        case DeliveryState.UNKNOWN:
            return (
                Strong("Nobody knows"),
                " whether it was posted, due ",
                when,
                _so_far(row),
                f"{detail} ",
                *what_to_do(row),
            )
        case DeliveryState.PLANNED if row.retry_at:
            return ("Waiting to try again ", Time(row.retry_at, zone), ", due ", when, _so_far(row), detail)
        case DeliveryState.PLANNED | DeliveryState.CLAIMED:
            return ("Being posted, due ", when, ".")
        case _:
            assert_never(row.state)


def _so_far(row: Delivery) -> str:
    """How much of a post of several messages stands there."""
    return f", after {row.confirmed} of {len(row.parts)} messages" if row.confirmed else ""


def _short(detail: str) -> str:
    return shorten(" ".join(detail.split()), DETAIL_LIMIT).rstrip(".")


def _stored(now: Situation) -> Line:
    newest = f"; the newest day is {day_words(now.newest, now.today)}" if now.newest else ""
    return (f"{plural(now.papers, 'paper')} stored{newest}.",)


def _next_steps(now: Situation) -> tuple[Block, ...]:
    if now.subscription is None:
        return actions(("Subscribe", Subscribe()), ("Today", Today()), ("Doctor", Doctor()))
    steps: list[tuple[str, Command]] = [("Preview", Preview()), ("Settings", Settings()), ("Doctor", Doctor())]
    return actions(*([("Resume", Resume())] if now.subscription.pause else []), *steps)


def _channel(now: Situation) -> str:
    return shorten(" ".join(now.channel.split()), NAME_LIMIT) or "this channel"


def doctor(findings: Sequence[Finding], channel: str) -> Document:
    """Everything that was checked: first the problems, each with what to do, then what is well."""
    problems = tuple(
        line(Strong("Problem:"), " ", finding.what, " " if finding.action else None, *finding.action)
        for finding in findings
        if not finding.ok
    )
    well = tuple(("ok: ", finding.what) for finding in findings if finding.ok)
    blocks: list[Block] = [Bullets(problems)] if problems else []
    blocks += [Bullets(well)] if well else []
    name = shorten(" ".join(channel.split()), NAME_LIMIT) or "this channel"
    title = f"{plural(len(problems), 'problem')} found for {name}" if problems else f"All is well for {name}"
    return Document(title_of(title), tuple(blocks), private=True)


KEEP = "Keep"
READ = "Read"
_ASK = (("ask 2405.15738 which data it uses", "a model's answer, from the abstract alone"),)
_BY_MAIL = (("email me@example.org", "a digest like this channel's, in your own mailbox"),)
EXAMPLES: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        READ,
        (
            ("today", "the newest papers; also yesterday, date 2026-03-03, week, month"),
            ("top 7d", "the most voted of a week; top here: by this channel's own votes"),
            ("search diffusion language models", "everything collected; also author:Hinton since:2w sort:votes"),
            ("show 2405.15738", "one paper in full, by id or link; also similar, cite, why"),
        ),
    ),
    (KEEP, (("save 2405.15738", "your reading list: saved, saved export bibtex"),)),
    (
        "Subscribe this channel",
        (
            ("subscribe", "five papers each working morning"),
            ('subscribe diffusion, "language models", -survey at 9:30', "about your topics, at your time"),
            ("preview", "what the next post would be, and what it leaves out"),
            ("settings count:7 min:10", "change anything; also pause 3d, resume, unsubscribe"),
        ),
    ),
    (
        "When something is odd",
        (
            ("status", "what was posted, what is next, how the sources are"),
            ("doctor", "checks everything and says what to do"),
            ("forget-me", "deletes what is stored about you"),
        ),
    ),
)


def helped(now: Situation, voice: Voice) -> Document:
    """This channel's status in two lines, then the commands, each by an example."""
    blocks: list[Block] = [Bullets(two_lines(now, voice))]
    for heading, examples in EXAMPLES:
        more = (_ASK if now.asks and heading == READ else ()) + (_BY_MAIL if now.mails and heading == KEEP else ())
        shown = [*examples, *more]
        rows = tuple((voice.command(typed), f": {words}") for typed, words in shown)
        blocks += [Heading(heading), Bullets(rows)]
    first: tuple[str, Command] = ("Settings", Settings()) if now.subscription else ("Subscribe", Subscribe())
    blocks += actions(("Today", Today()), first, ("My reading list", Saved()))
    return Document(title_of(f"Paperboy in {_channel(now)}"), tuple(blocks), private=True)
