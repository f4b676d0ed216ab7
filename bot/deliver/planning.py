"""Chooses the digests of everything that is due, and freezes them into the ledger, many at a time."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot import compose, schedule, selection
from bot.compose import Voice
from bot.deliver.office import Office, log
from bot.deliver.outlet import Outlet
from bot.deliver.parts import apart, sizes, threaded
from bot.document import Document
from bot.errors import StorageError
from bot.model import DayState, Delivery, DeliveryState, Digest, PaperKey, Subscription, Summary, SummaryMode
from bot.schedule import Due
from bot.selection import Readings
from bot.storage.ledger import Plan, delivery_key

BATCH = 50
Timed = tuple[Subscription, Due]
MISSED = "Paperboy was not running then, and the catch-up window is over."


@dataclass(frozen=True, slots=True)
class Choice:
    """What to do about one due subscription; no ``digest`` for one that lies too far back."""

    subscription: Subscription
    due: Due
    digest: Digest | None


class Planner:
    """Plans for the platforms of this process; what is due on others waits for a process that has them."""

    def __init__(self, office: Office, outlets: Mapping[str, Outlet]) -> None:
        self._office = office
        self._outlets = outlets

    async def plan_due(self) -> None:
        """Plan every subscription whose time has come, unless a source's list is still waited for."""
        now, last = self._office.now(), None
        planning = _Round(self._office, self._outlets, now)
        while batch := await self._office.in_thread(self._due, now, last):
            await planning.plan(batch)
            last = batch[-1]

    async def plan_now(self, subscription: Subscription) -> Delivery | None:
        """A post beside the schedule; ``None`` when another process is planning this subscription."""
        now = self._office.now()
        due = Due(now, post=True, next_due=subscription.next_due_at)
        planned = await _Round(self._office, self._outlets, now).plan_as([(subscription, due)])
        return planned[0] if planned else None

    def _due(self, now: datetime, last: Subscription | None) -> list[Subscription]:
        platforms = [platform for platform, outlet in self._outlets.items() if not outlet.stopping]
        return self._office.ledger.due(now, BATCH, platforms=platforms, after=last)


class _Round:
    """Plans at one moment; what many digests are made from is read once."""

    def __init__(self, office: Office, outlets: Mapping[str, Outlet], now: datetime) -> None:
        self._office = office
        self._outlets = outlets
        self._now = now
        self._readings = Readings(office.store, now, office.sources)
        self._summaries: defaultdict[SummaryMode, dict[PaperKey, Summary]] = defaultdict(dict)

    async def plan(self, batch: Sequence[Subscription]) -> None:
        """Plan those whose time has come."""
        await self.plan_as(await self._office.in_thread(self._whose_time_has_come, batch))

    async def plan_as(self, dues: Sequence[Timed]) -> list[Delivery]:
        """Choose, split and write; what was written."""
        choices = await self._office.in_thread(self._choose, dues)
        await self._summarize(choices)
        planned = await self._office.in_thread(self._write, choices)
        for delivery in planned:
            log.debug("planned", key=delivery.key, state=delivery.state, parts=len(delivery.parts))
            if delivery.state is DeliveryState.SKIPPED:
                self._office.meter.delivered(delivery.destination.platform, delivery.state)
        return planned

    def _whose_time_has_come(self, batch: Iterable[Subscription]) -> list[Timed]:
        dues: list[Timed] = []
        for subscription in batch:
            try:
                due = schedule.missed(subscription.schedule, subscription.next_due_at, self._now)
                if due and not self._waits(subscription, due):
                    dues.append((subscription, due))
            except StorageError:
                raise
            except Exception:  # noqa: BLE001 - logged; a broken one keeps back nobody else
                log.exception("plan_failed", subscription=subscription.id)
        return dues

    def _waits(self, subscription: Subscription, due: Due) -> bool:
        """Whether a source's list is still expected and the subscription's patience lasts."""
        if self._now - due.occurrence >= subscription.schedule.patience:
            return False
        days = self._readings.source_days(subscription.rules)
        return any(day.state is DayState.WAITING for day in days)

    def _choose(self, dues: Sequence[Timed]) -> list[Choice]:
        """All at once; where one of them breaks, each for itself, so that it keeps back nobody else."""
        try:
            return self._chosen(dues)
        except StorageError:
            raise
        except Exception:  # noqa: BLE001 - likewise
            log.exception("plan_failed", subscriptions=[subscription.id for subscription, _ in dues])
            return [choice for each in dues if len(dues) > 1 for choice in self._choose([each])]

    def _chosen(self, dues: Sequence[Timed]) -> list[Choice]:
        missed = [Choice(subscription, due, None) for subscription, due in dues if not due.post]
        posted = [(subscription, due) for subscription, due in dues if due.post]
        digests = self._readings.choose_all([(subscription, due.occurrence) for subscription, due in posted])
        return missed + [Choice(*each, digest) for each, digest in zip(posted, digests, strict=True)]

    async def _summarize(self, choices: Sequence[Choice]) -> None:
        """Summaries of all picks that have none yet: how long they are decides what fits into a message."""
        wanted: defaultdict[SummaryMode, set[PaperKey]] = defaultdict(set)
        for choice in choices:
            if choice.digest:
                self._begin_writing(choice.subscription, choice.digest)
                wanted[choice.subscription.rules.summary] |= {pick.key for pick in choice.digest.picks}
        for mode, keys in wanted.items():
            new = [self._readings.papers[key] for key in sorted(keys - self._summaries[mode].keys())]
            self._summaries[mode] |= await selection.summarize(self._office.store, self._office.summarizers, new, mode)

    def _begin_writing(self, subscription: Subscription, digest: Digest) -> None:
        """Have a model write what was not written ahead: it may be in time, and else is there for the next channel."""
        if self._office.writer and subscription.rules.summary == "model":
            papers = [self._readings.papers[pick.key] for pick in digest.picks]
            self._office.writer.begin(papers, subscription.destination)

    def _write(self, choices: Sequence[Choice]) -> list[Delivery]:
        return self._office.ledger.plan_all([self._plan(choice) for choice in choices], self._now)

    def _plan(self, choice: Choice) -> Plan:
        subscription, due = choice.subscription, choice.due
        latest = due.occurrence + max(subscription.schedule.catch_up, schedule.PUNCTUAL)
        deadline = min(latest, due.next_due) if due.next_due > self._now else latest
        plan = Plan(subscription, due.occurrence, due.next_due, deadline, choice.digest or Digest())
        if choice.digest is None:
            return replace(plan, skip=MISSED)
        if not choice.digest.picks and subscription.rules.when_nothing == "silent":
            return replace(plan, skip=compose.skip_reason(choice.digest, self._voice(subscription)))
        return replace(plan, sizes=self._sizes(choice, choice.digest))

    def _voice(self, subscription: Subscription) -> Voice:
        return self._office.voice.on(subscription.destination.platform)

    def _sizes(self, choice: Choice, digest: Digest) -> tuple[int, ...]:
        """Into how many messages it goes, as papers and summaries are now."""
        match choice.subscription.rules.layout:
            case "thread":
                return threaded(len(digest.picks))
            case "papers":
                return apart(len(digest.picks))
            case "message":
                return self._fitting(choice, digest)

    def _fitting(self, choice: Choice, digest: Digest) -> tuple[int, ...]:
        """As few messages as it fits into."""
        subscription, outlet = choice.subscription, self._outlets[choice.subscription.destination.platform]
        summaries = self._summaries[subscription.rules.summary]
        entries = selection.entries(self._readings.papers, digest.picks, summaries)

        def linked(document: Document) -> Document:
            key = delivery_key(subscription.destination, subscription.id, choice.due.occurrence)
            return self._office.on_the_web(document, subscription.destination, key)

        def fits(run: slice, part: tuple[int, int]) -> bool:
            voice, occurrence = self._voice(subscription), choice.due.occurrence
            document = compose.digest(subscription, digest, entries[run], occurrence, voice, part)
            return outlet.fits(linked(document) if part[0] == 1 else document)

        return sizes(len(digest.picks), fits)
