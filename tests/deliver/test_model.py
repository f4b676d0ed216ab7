"""A model of delivery: whatever happens in whatever order, at most one post for each part, and every end has a name.

Processes come and die (at any call of the ledger or of the platform), the platform fails in all its ways, the clock
goes on and jumps, people subscribe, pause and resume. The platform's own list of messages is the judge.
"""

import asyncio
import atexit
import shutil
import tempfile
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any, get_args

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import event
from sqlalchemy.engine.interfaces import DBAPIConnection
from structlog.testing import capture_logs as quiet

from bot.deliver import LEASE
from bot.errors import DestinationGone, OutcomeUnknown, Rejected, RetryLater, SendError
from bot.model import DeliveryState, Destination, Layout, PaperKey, Pause, Rules
from bot.schedule import next_occurrence
from bot.storage.ledger import Ledger
from bot.storage.store import Store
from tests.deliver.scene import DAILY, NINE, Scene

layouts: st.SearchStrategy[Layout] = st.sampled_from(get_args(Layout))
PLACES = [Destination("console", "local", name) for name in ("a", "b", "c")]
SEND_FAULTS: list[tuple[SendError | TimeoutError, bool]] = [
    (RetryLater("busy", timedelta(minutes=1)), False),
    (DestinationGone("gone", "Invite me."), False),
    (Rejected("invalid"), False),
    (OutcomeUnknown("http_503"), False),
    (OutcomeUnknown("http_503"), True),
    (TimeoutError(), True),
]
FIND_FAULTS: list[SendError] = [OutcomeUnknown("http_503"), RetryLater("busy", timedelta(minutes=5))]
NAMED = {DeliveryState.SENT, DeliveryState.SKIPPED, DeliveryState.FAILED, DeliveryState.UNKNOWN}
AWHILE = 30


@cache
def template() -> Path:
    """A migrated database to copy."""
    path = Path(tempfile.mkdtemp(prefix="pb")) / "paperboy.db"
    Store.open(f"sqlite:///{path}").close()
    atexit.register(shutil.rmtree, path.parent)
    return path


class Killed(BaseException):
    """The process is no more."""


class MortalLedger(Ledger):
    """Of one process; it dies before or after its ``steps_left``-th call."""

    steps_left = 10**9
    before = True

    def __getattribute__(self, name: str) -> Any:
        found = object.__getattribute__(self, name)
        return self._dying(found) if callable(found) and not name.startswith("_") else found

    def _dying(self, method: Any) -> Any:
        def call(*given: Any, **named: Any) -> Any:
            self.steps_left -= 1
            if self.steps_left < 0 or (self.steps_left == 0 and self.before):
                raise Killed
            result = method(*given, **named)
            if self.steps_left == 0:
                raise Killed
            return result

        return call


def hurry(connection: DBAPIConnection, _: object) -> None:
    """Nobody pulls the plug here."""
    connection.cursor().execute("PRAGMA synchronous = OFF")


class Deliveries(RuleBasedStateMachine):
    """Two papers fit into a message, five are in a digest: three parts; in a thread its head and five; apart, five."""

    @initialize(blind=st.booleans(), merges=st.booleans())
    def begin(self, blind: bool, merges: bool) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="pb"))
        shutil.copy(template(), self.folder / "paperboy.db")
        self.store = Store.open(f"sqlite:///{self.folder / 'paperboy.db'}")
        self.store._database.engine.dispose()
        event.listen(self.store._database.engine, "connect", hurry)
        self.scene = Scene(self.store, cards=2)
        self.scene.platform.blind = blind
        self.scene.platform.merges = merges
        self.scene.clock.time = NINE
        self.numbers = iter(range(1, 10_000))
        self.subscribed: set[Destination] = set()
        self.announce()

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.settle_everything()
            self.store.close()
            shutil.rmtree(self.folder)

    # What people do

    @rule(to=st.sampled_from(PLACES), count=st.sampled_from([1, 5]), layout=layouts)
    def subscribe(self, to: Destination, count: int, layout: Layout) -> None:
        if to not in self.subscribed:
            self.subscribed.add(to)
            now = self.scene.clock.now()
            self.store.subscriptions.add(to, "#x", DAILY, Rules(count=count, layout=layout), "U1", now, now)

    @rule(to=st.sampled_from(PLACES), layout=layouts)
    def change(self, to: Destination, layout: Layout) -> None:
        found = self.store.subscriptions.get(to)
        if found:
            rules = replace(found.rules, layout=layout)
            self.store.subscriptions.change(found.id, found.schedule, rules, found.next_due_at)

    @rule()
    def the_latest_message_is_deleted(self) -> None:
        self.scene.platform.deleted.add(str(len(self.scene.platform.posts)))

    @rule(to=st.sampled_from(PLACES))
    def pause(self, to: Destination) -> None:
        found = self.store.subscriptions.get(to)
        if found:
            self.store.subscriptions.pause(found.id, Pause("holidays"))

    @rule(to=st.sampled_from(PLACES))
    def resume(self, to: Destination) -> None:
        found = self.store.subscriptions.get(to)
        if found:
            self.store.subscriptions.resume(found.id, next_occurrence(DAILY, self.scene.clock.now()))

    # What the world does

    @rule(fault=st.sampled_from(SEND_FAULTS))
    def the_platform_fails(self, fault: tuple[SendError, bool]) -> None:
        self.scene.platform.failures.append(fault)

    @rule(fault=st.sampled_from(FIND_FAULTS))
    def the_platform_does_not_tell(self, fault: SendError) -> None:
        self.scene.platform.find_failures.append(fault)

    @rule(by=st.sampled_from([timedelta(minutes=1), LEASE, timedelta(hours=1), timedelta(hours=9)]))
    def time_passes(self, by: timedelta) -> None:
        self.scene.clock.time += by

    @rule()
    def a_day_later(self) -> None:
        self.scene.clock.time += timedelta(days=1)
        self.announce()

    @rule(back=st.sampled_from([timedelta(minutes=5), timedelta(hours=2), timedelta(days=1)]))
    def the_clock_goes_back(self, back: timedelta) -> None:
        self.scene.clock.time -= back

    # What processes do

    @rule()
    def all_goes_on(self) -> None:
        self.run("well")

    @rule(steps=st.integers(0, 16), before=st.booleans())
    def a_process_dies(self, steps: int, before: bool) -> None:
        ledger = MortalLedger(self.store._database)
        ledger.steps_left, ledger.before = steps, before
        with_ledger, self.store.ledger = self.store.ledger, ledger
        try:
            with suppress(Killed):
                self.run("dying")
        finally:
            self.store.ledger = with_ledger

    @rule(stored=st.booleans())
    def a_process_dies_while_it_sends(self, stored: bool) -> None:
        async def die() -> None:
            raise Killed

        hooks = self.scene.platform.after if stored else self.scene.platform.before
        hooks.append(die)
        with suppress(Killed):
            self.run("sending")
        hooks.clear()

    def run(self, owner: str) -> None:
        """A process starts, does all there is to do, and ends."""

        async def process() -> None:
            deliver = self.scene.process(owner)
            await deliver.reconcile()
            await deliver.tick()

        with quiet():
            asyncio.run(process())

    # What must always be so

    @invariant()
    def nothing_came_twice(self) -> None:
        if hasattr(self, "scene"):
            posts = Counter((post.to, post.key) for post in self.scene.platform.posts)
            assert not [key for key, times in posts.items() if times > 1]

    @invariant()
    def each_message_of_a_thread_stands_under_its_head(self) -> None:
        if hasattr(self, "scene"):
            ids = {post.key: str(number) for number, post in enumerate(self.scene.platform.posts, start=1)}
            under = {post.key: post.under for post in self.scene.platform.posts}
            rows = [row for row in self.scene.rows if row.head]
            expected = {part.key: ids.get(row.key + "-1") for row in rows for part in row.parts[1:]}
            assert {key: head for key, head in under.items() if head or key in expected} == {
                key: head for key, head in expected.items() if key in under
            }

    @invariant()
    def only_what_stands_there_was_seen(self) -> None:
        if hasattr(self, "scene"):
            for to in PLACES:
                assert self.store.ledger.seen(to) <= self.standing(to)

    @invariant()
    def each_paper_came_once_unless_nobody_knows(self) -> None:
        """Only what was never confirmed may be picked again."""
        if hasattr(self, "scene"):
            for to in PLACES:
                parts = [part for row in self.store.ledger.recent(99, to) for part in row.parts]
                confirmed = self.papers(to, {part.key for part in parts if part.receipt})
                assert not [key for key, times in confirmed.items() if times > 1]

    def settle_everything(self) -> None:
        """Time goes on without faults: each due occurrence comes to a named end, or waits for a person."""
        self.scene.platform.failures.clear()
        self.scene.platform.find_failures.clear()
        latest = max([NINE, self.scene.clock.time, *(row.updated_at for row in self.scene.rows if row.updated_at)])
        self.scene.clock.time = latest
        for _ in range(AWHILE):
            self.scene.clock.time += timedelta(hours=1)
            self.run("last")
        assert {row.state for row in self.scene.rows} <= NAMED
        held = [row for row in self.scene.rows if row.state is DeliveryState.UNKNOWN]
        assert self.scene.platform.blind or all("could not be asked" in row.detail for row in held)
        assert not self.store.ledger.due(self.scene.clock.now() - timedelta(hours=4), 9)
        self.nothing_came_twice()

    def standing(self, to: Destination) -> set[PaperKey]:
        return set(self.papers(to, {post.key for post in self.scene.platform.posts}))

    def papers(self, to: Destination, keys: set[str]) -> Counter[PaperKey]:
        rows = self.store.ledger.recent(99, to)
        return Counter(
            pick.key for row in rows for part in row.parts if part.key in keys for pick in row.picks_of(part)
        )

    def announce(self) -> None:
        self.scene.announce(*(next(self.numbers) for _ in range(6)))


TestDeliveries = Deliveries.TestCase
TestDeliveries.settings = settings(max_examples=20, stateful_step_count=25, deadline=None)
