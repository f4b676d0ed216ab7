"""A channel's subscription in words: set up, shown, changed, paused, ended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.commands import Changes, Command, Help, Pause, Preview, Resume, Status, Subscribe
from bot.compose.cards import actions
from bot.compose.words import (
    NAME_LIMIT,
    SUMMARY_WORDS,
    Voice,
    listed,
    names_words,
    plural,
    schedule_words,
    title_of,
    topics_words,
)
from bot.document import Block, Bullets, Document, Form, Line, Paragraph, Strong, Time
from bot.model import Layout, Managers, Rules, Schedule, Subscription
from bot.text import compact, shorten

REASON_LIMIT = 200
TRUSTED: Mapping[Managers, str] = {
    "everyone": "everyone who may on this platform",
    "maker": "whoever set it up, and admins",
    "admins": "admins of this workspace",
}
"""Who may change a subscription by its own rule."""
LAYOUTS: Mapping[Layout, str] = {
    "message": "all papers in one message",
    "thread": "one message with the titles, each paper in its thread",
    "papers": "each paper in a message of its own",
}
CALLS = "Calls"
UNSAID = frozenset({"Layout", CALLS, "Who may change it"})
"""Settings that are told only where they are not as usual, or were just changed."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How many of the ``papers`` of the last days the topics match now, so that a person sees what they ask for."""

    matching: int
    papers: int


def subscribed(subscription: Subscription, fit: Fit, voice: Voice) -> Document:
    """The subscription is set up."""
    return _document(f"{_name(subscription)} is subscribed", subscription, fit, voice)


def changed(old: Subscription, new: Subscription, fit: Fit, voice: Voice) -> Document:
    """The subscription is changed: first what is different, then all of it."""
    names = differences(old, new)
    title = f"Changed for {_name(new)}: {listed(names)}" if names else f"Nothing to change for {_name(new)}"
    return _document(title, new, fit, voice, differ=names)


def shown(subscription: Subscription, fit: Fit, voice: Voice) -> Document:
    """The subscription as it is."""
    return _document(f"Settings of {_name(subscription)}", subscription, fit, voice, private=True)


def form(subscription: Subscription, fit: Fit, sources: Sequence[str], voice: Voice) -> Document:
    """The settings to be filled in; one that is not stored yet (its id is 0) is set up with them."""
    exists = bool(subscription.id)
    title = f"Settings of {_name(subscription)}" if exists else f"Subscribe {_name(subscription)}"
    choices = tuple((name, voice.source(name)) for name in sources)
    block = Form(as_changes(subscription), subscription.name, choices, exists, fit_words(subscription.rules, fit))
    return Document(title_of(title), (*_body(subscription, fit, voice), block), private=True)


def as_changes(subscription: Subscription) -> Changes:
    """Every setting, as the change that would make it so."""
    rules, schedule = subscription.rules, subscription.schedule
    return Changes(
        include=rules.include,
        exclude=rules.exclude,
        sources=rules.sources,
        count=rules.count,
        min_votes=rules.min_votes,
        window_days=rules.window_days,
        per_topic=rules.per_topic,
        summary=rules.summary,
        when_nothing=rules.when_nothing,
        at=schedule.at,
        zone=schedule.zone,
        cadence=schedule.cadence,
        weekdays=schedule.weekdays,
        catch_up_days=schedule.catch_up.days,
        patience_hours=int(schedule.patience.total_seconds() // 3600),
        layout=rules.layout,
        managers=rules.managers,
        mention=rules.mention,
    )


def not_subscribed(channel: str, voice: Voice) -> Document:
    """There is no subscription; how to make one."""
    return Document(
        title_of(f"{capital_name(channel)} has no subscription yet"),
        (
            Paragraph(("For five papers each working morning: ", voice.command("subscribe"))),
            Paragraph(
                ("About your own topics: ", voice.command('subscribe diffusion, "language models", -survey at 9:30'))
            ),
        ),
        private=True,
    )


def unsubscribed(subscription: Subscription, voice: Voice) -> Document:
    """The subscription is ended."""
    again = ("What was posted before is remembered, so nothing repeats after ", voice.command("subscribe"), ".")
    return Document(title_of(f"{_name(subscription)} gets no more papers"), (Paragraph(again),))


def paused(subscription: Subscription, until: datetime | None, voice: Voice) -> Document:
    """Nothing is posted, until a time or until someone resumes."""
    zone = subscription.schedule.zone
    when: Line = ("It stays so until someone resumes it.",)
    if until:
        when = ("The pause ends ", Time(until, zone), "; the next post is ", Time(subscription.next_due_at, zone), ".")
    resume = Paragraph(("To resume now: ", voice.command("resume")))
    return Document(
        title_of(f"{_name(subscription)} is paused"), (Paragraph(when), resume, *actions(("Resume", Resume())))
    )


def resumed(subscription: Subscription, *, was_paused: bool) -> Document:
    """Posts go on, with the next time."""
    state = "posts again" if was_paused else "was not paused"
    when = Paragraph(("Next post: ", Time(subscription.next_due_at, subscription.schedule.zone), "."))
    return Document(title_of(f"{_name(subscription)} {state}"), (when, *actions(("Preview", Preview()))))


def stopped(subscription: Subscription, reason: str, voice: Voice) -> Document:
    """To whoever set it up: nothing can be posted to the channel any more, and the one thing to do."""
    name = _name(subscription)
    why = f"Nothing can be posted there: {shorten(' '.join(reason.split()).rstrip('.'), REASON_LIMIT)}."
    then: Line = ("The subscription is paused. When that is mended: ", voice.command("resume"), f" in {name}.")
    blocks = (Paragraph((why,)), Paragraph(then))
    return Document(title_of(f"Posts to {name} have stopped"), blocks, private=True)


def can_go_on(subscription: Subscription, voice: Voice) -> Document:
    """To whoever set it up: the channel can be posted to again, and how to go on."""
    then: Line = ("Its subscription is still paused. To go on: ", voice.command("resume"), " there.")
    return Document(title_of(f"{_name(subscription)} is open again"), (Paragraph(then),), private=True)


def welcome(voice: Voice) -> Document:
    """To whoever brought Paperboy to a channel that has no subscription: what it does, and how to begin."""
    line: Line = (
        "I post new research papers. To choose topics and a time for this channel: ",
        voice.command("subscribe"),
        "; all that I can do: ",
        voice.command("help"),
        ".",
    )
    return Document("Hello", (Paragraph(line), *actions(("Subscribe", Subscribe()), ("Help", Help()))), private=True)


def differences(old: Subscription, new: Subscription) -> list[str]:
    """The names of the settings that differ, as a person calls them."""
    before, after = _rows(old.schedule, old.rules, Voice()), _rows(new.schedule, new.rules, Voice())
    named = [name for (name, was), (_, now) in zip(before, after, strict=True) if was != now]
    if CALLS not in named and old.rules.mention != new.rules.mention:
        named.append(CALLS)  # another role, which is a role as well
    return [name.lower() for name in named]


def _document(
    title: str,
    subscription: Subscription,
    fit: Fit,
    voice: Voice,
    *,
    private: bool = False,
    differ: Sequence[str] = (),
) -> Document:
    blocks = (*_body(subscription, fit, voice, differ), *_choices(subscription))
    return Document(title_of(title), blocks, private=private)


def _body(subscription: Subscription, fit: Fit, voice: Voice, differ: Sequence[str] = ()) -> tuple[Block, ...]:
    rows = tuple((Strong(f"{name}:"), f" {words}") for name, words in _told(subscription, voice, differ))
    return (
        Paragraph(_next(subscription)),
        Bullets(rows),
        *_fit(subscription.rules, fit, voice),
        Paragraph(("To change any of it: ", voice.command("settings count:7 min:10 at 9:30 weekdays"))),
    )


def _choices(subscription: Subscription) -> tuple[Block, ...]:
    toggle: tuple[str, Command] = ("Resume", Resume()) if subscription.pause else ("Pause", Pause())
    return actions(("Preview", Preview()), toggle, ("Status", Status()))


def _next(subscription: Subscription) -> Line:
    zone = subscription.schedule.zone
    if subscription.pause and subscription.pause.until:
        return ("Paused until ", Time(subscription.pause.until, zone), ".")
    if subscription.pause:
        return (f"Paused: {subscription.pause.reason.rstrip('.')}.",)
    return ("Next post: ", Time(subscription.next_due_at, zone), ".")


def _told(subscription: Subscription, voice: Voice, differ: Sequence[str]) -> list[tuple[str, str]]:
    """The settings in words; what hardly anybody changes only where it was changed."""
    usual = _rows(Schedule(), Rules(), voice)
    rows = _rows(subscription.schedule, subscription.rules, voice)
    return [row for row in rows if row[0] not in UNSAID or row not in usual or row[0].lower() in differ]


def _rows(schedule: Schedule, rules: Rules, voice: Voice) -> tuple[tuple[str, str], ...]:
    """Each setting with its words, always all of them and in the same order."""
    least = f" with at least {plural(rules.min_votes, 'vote')}" if rules.min_votes else ""
    cap = f"at most {rules.per_topic} for one topic" if rules.per_topic else "no limit"
    nothing = "say so" if rules.when_nothing == "say" else "post nothing, and record why"
    return (
        ("Time", schedule_words(schedule)),
        ("Papers", f"{rules.count} at most{least}, of the last {plural(rules.window_days, 'day')}"),
        ("Sources", names_words(rules.sources, voice) or "all that are enabled"),
        ("Topics", topics_words(rules.include) or "everything"),
        ("Left out", topics_words(rules.exclude) or "nothing"),
        ("Per topic", cap),
        ("Summary", SUMMARY_WORDS[rules.summary]),
        ("When nothing is new", nothing),
        ("After downtime", f"what was missed is posted once, within {_days(schedule)}"),
        ("A late source", f"is waited for, up to {plural(int(schedule.patience.total_seconds() // 3600), 'hour')}"),
        ("Layout", LAYOUTS[rules.layout]),
        (CALLS, "a role, with each post of papers" if rules.mention else "nobody"),
        ("Who may change it", TRUSTED[rules.managers]),
    )


def _days(schedule: Schedule) -> str:
    return plural(schedule.catch_up.days, "day")


def _fit(rules: Rules, fit: Fit, voice: Voice) -> tuple[Block, ...]:
    if not fit.papers:
        return (
            Paragraph(
                ("Nothing has been collected for these days yet. How the sources are: ", voice.command("status"))
            ),
        )
    words = f"These settings {fit_words(rules, fit)}."
    if fit.matching:
        return (Paragraph((words,)),)
    advice: Line = ("Broader topics match more: ", voice.command('settings "language models", agents'))
    if rules.min_votes and not rules.include:
        advice = ("Fewer votes let more in: ", voice.command("settings min:0"))
    return (Paragraph((f"{words} ", *advice)),)


def fit_words(rules: Rules, fit: Fit) -> str:
    """As in "match 9 of 63 papers of the last 3 days"."""
    days = plural(rules.window_days, "day")
    return f"match {compact(fit.matching)} of {plural(fit.papers, 'paper')} of the last {days}"


def _name(subscription: Subscription) -> str:
    return capital_name(subscription.name)


def capital_name(name: str) -> str:
    """A channel's name at the beginning of a title; "This channel" where the platform told none."""
    short = shorten(" ".join(name.split()), NAME_LIMIT) or "this channel"
    return short[:1].upper() + short[1:] if short == "this channel" else short
