"""What every answer is made from, and the few questions that all of them ask."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import assert_never

from bot import compose
from bot.answer.limits import SignUpLimits
from bot.answer.shelf import Shelf
from bot.commands import Caller
from bot.compose import Finding, Voice, local_day
from bot.errors import NotAllowed, NotFound
from bot.model import Paper, PaperKey, Person, Rules, Schedule, Subscription, SummaryMode, Topic
from bot.ports import Clock, Links, Lookup, Mail, Meter, NoMeter, Oracle, Source, Summarizer, Writer
from bot.search import SearchIndex
from bot.storage.store import Store

Check = Callable[[Caller], Awaitable[Sequence[Finding]]]
"""Something more for the doctor to look at, such as a platform's permissions."""

MODEL_HINT = "Whoever runs Paperboy can set one up, under [llm] in its configuration; docs/llm.md says how."
"""Where a model is asked for and there is none."""


@dataclass(frozen=True, slots=True)
class Post:
    """What it takes to write to strangers: a way to do so, links that they can press, and how often is often enough."""

    mail: Mail
    links: Links
    limits: SignUpLimits = field(default_factory=SignUpLimits)


@dataclass(frozen=True, slots=True)
class Desk:
    """What an answer is made from.

    ``sources`` are those that are enabled; ``rules`` and ``schedule`` are a new subscription's defaults;
    ``checks`` are asked by the doctor after its own; ``lookup`` finds papers that were never collected; ``mail`` is
    there where digests are sent by mail, ``feeds`` where those of a channel can be read as a feed; ``oracle`` and
    ``writer`` where there is a model.
    """

    store: Store
    index: SearchIndex
    clock: Clock
    summarizers: Mapping[SummaryMode, Summarizer]
    sources: Sequence[Source]
    voice: Voice
    rules: Rules
    schedule: Schedule
    checks: Sequence[Check] = ()
    lookup: Lookup | None = None
    mail: Post | None = None
    feeds: Links | None = None
    oracle: Oracle | None = None
    writer: Writer | None = None
    shelf: Shelf = field(default_factory=Shelf)
    meter: Meter = NoMeter()  # noqa: RUF009 - it has no state

    def on(self, platform: str) -> "Desk":
        """As it answers people on ``platform``."""
        return replace(self, voice=self.voice.on(platform))

    def now(self) -> datetime:
        """The time, aware, in UTC."""
        return self.clock.now()

    def today(self, caller: Caller) -> date:
        """The reader's own calendar day."""
        return local_day(self.now(), caller.zone)

    def newest_today(self) -> date:
        """The latest of the sources' own calendar days."""
        now = self.now()
        return max((source.today(now) for source in self.sources), default=now.date())

    def paper(self, key: PaperKey) -> Paper:
        """A stored paper, by any of its keys.

        Raises:
            NotFound: it was never collected.
        """
        paper = self.store.papers.get(key)
        if paper is None:
            raise NotFound(f"No paper {key} is stored here.", f"Look for it by its title: {self.typed('search')}.")
        return paper

    def subscription(self, caller: Caller) -> Subscription:
        """This channel's subscription.

        Raises:
            NotFound: it has none.
        """
        subscription = self.store.subscriptions.get(caller.destination)
        if subscription is None:
            hint = f"For five papers each working morning: {self.typed('subscribe')}."
            raise NotFound(f"There is no subscription for {caller.channel_name} yet.", hint)
        return subscription

    def topics(self, caller: Caller) -> tuple[Topic, ...]:
        """What this channel asks for; nothing where it has no subscription."""
        subscription = self.store.subscriptions.get(caller.destination)
        return subscription.rules.include if subscription else ()

    def require_manager(self, caller: Caller) -> None:
        """The caller may change this channel's subscription: the platform and the subscription itself let them.

        Raises:
            NotAllowed: they may not; says who may.
        """
        subscription = self.store.subscriptions.get(caller.destination)
        if not caller.can_manage:
            who = self.voice.who_manages(caller.destination.platform)
        elif subscription and not trusted(subscription, caller):
            who = compose.TRUSTED[subscription.rules.managers]
        else:
            return
        raise NotAllowed(
            f"You may not change the subscription of {caller.channel_name}.",
            f"Ask one of those who may: {who}. Everyone may read, search and preview.",
        )

    def typed(self, text: str) -> str:
        """A command as it is typed here, within running text."""
        return self.voice.command(text).text


def trusted(subscription: Subscription, caller: Caller) -> bool:
    """Whether the subscription's own rule lets the caller change it."""
    match subscription.rules.managers:
        case "everyone":
            return True
        case "maker":
            return caller.is_admin or caller.user_id == subscription.created_by
        case "admins":
            return caller.is_admin
        case _:
            assert_never(subscription.rules.managers)


def person(caller: Caller) -> Person:
    """The caller as the owner of a reading list."""
    place = caller.destination
    return Person(place.platform, place.workspace, caller.user_id)
