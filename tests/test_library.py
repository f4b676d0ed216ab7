"""What readers of the web face are given: what is stored, read as pages."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.compose import Voice
from bot.deliver import Deliver
from bot.document import Document, PaperCard
from bot.errors import RetryLater, StorageError, UserError
from bot.library import PER_PAGE, Library
from bot.model import Delivery, Destination, Rules, Schedule, Subscription, Summary
from bot.model.library import DayPapers
from bot.storage.store import Store
from bot.suggestions import Suggestions
from tests.answer.room import Room
from tests.builders import HERE, NOW, TODAY, a_paper
from tests.fakes import FakeAdapter, FakeSummarizer

YESTERDAY, LAST_WEEK = TODAY - timedelta(days=1), TODAY - timedelta(days=7)
KEY = "arxiv:2603.00001"
INBOX = Destination("email", "me@example.org", "me@example.org")
DAILY = Schedule(weekdays=frozenset(range(7)))


class Reading(Room):
    """A room whose papers are read as pages, and whose digests are posted on platforms that lose nothing."""

    def __init__(self, store: Store, folder: Path) -> None:
        super().__init__(store, folder)
        suggestions = Suggestions(store, self.index, self.clock, lambda: [self.source], self.desk.shelf)
        self.library = Library(self.desk, suggestions)
        self.platforms = {name: FakeAdapter(self.clock, name, cards=2) for name in ("console", "email")}
        summarizers = {"extractive": FakeSummarizer()}
        self.deliver = Deliver(store, self.platforms, [self.source], summarizers, self.clock, Voice(), "one")

    def subscribe(self, to: Destination = HERE, **rules: object) -> Subscription:
        return self.store.subscriptions.add(to, "#ml", DAILY, replace(Rules(), **rules), "U1", NOW, NOW)

    async def post(self) -> Delivery:
        """What is due is posted; the row of it."""
        await self.deliver.tick()
        return self.store.ledger.recent(1)[0]


@pytest.fixture
def room(store: Store, tmp_path: Path) -> Iterator[Reading]:
    made = Reading(store, tmp_path)
    yield made
    made.index.close()


def keys(page: DayPapers) -> list[str]:
    return [line.paper.key.removeprefix("arxiv:2603.") for line in page.papers]


def cards(document: Document) -> list[PaperCard]:
    return [block for block in document.blocks if isinstance(block, PaperCard)]


async def test_a_day_has_its_papers_by_trending_score_with_summaries_that_say_where_they_come_from(room: Reading):
    room.announce("2603.00001", votes=3)
    room.announce("2603.00002", votes=30)

    page = await room.library.day(TODAY)

    assert keys(page) == ["00002", "00001"]
    assert (page.first, page.last, page.total, page.pages) == (TODAY, TODAY, 2, 1)
    assert all(line.summary and line.summary.provenance for line in page.papers)
    assert [line.paper.votes for line in page.papers] == [30, 3]


async def test_new_is_what_the_newest_day_announced_for_the_first_time(room: Reading):
    room.announce("2603.00001", "2603.00002", day=YESTERDAY)
    room.announce("2603.00002", "2603.00003")

    lines = {line.paper.key[-1]: line.new for line in (await room.library.period(YESTERDAY, TODAY)).papers}

    assert lines == {"1": False, "2": False, "3": True}
    assert await room.library.newest() == TODAY


async def test_a_day_leads_to_the_nearest_days_that_have_papers(room: Reading):
    for day in (LAST_WEEK, YESTERDAY, TODAY):
        room.announce(f"2603.{day.day:05}", day=day)

    page = await room.library.day(YESTERDAY)
    assert (page.earlier, page.later) == (LAST_WEEK, TODAY)
    empty = await room.library.day(LAST_WEEK + timedelta(days=2))
    assert (empty.papers, empty.total, empty.pages, empty.earlier, empty.later) == ((), 0, 1, LAST_WEEK, YESTERDAY)
    assert (await room.library.day(TODAY)).later is None
    assert (await room.library.day(LAST_WEEK)).earlier is None
    assert (await room.library.day(date.min)).papers == ()
    assert (await room.library.day(date.max)).later is None


async def test_a_long_list_has_pages_that_hold_each_paper_once(room: Reading):
    room.announce(*(f"2603.{number:05}" for number in range(1, PER_PAGE + 3)))

    pages = [await room.library.day(TODAY, number) for number in (1, 2, 3)]

    assert [len(page.papers) for page in pages] == [PER_PAGE, 2, 0]
    assert {page.pages for page in pages} == {2}
    assert len({key for page in pages for key in keys(page)}) == PER_PAGE + 2


async def test_a_search_finds_papers_with_the_words_around(room: Reading):
    room.announce(a_paper("2603.00001", title="Ladders of Noise"), a_paper("2603.00002", title="Sparse Attention"))

    found = await room.library.search("ladders")
    assert [line.paper.key for line in found.papers] == [KEY]
    assert (found.total, found.page, found.pages, found.how) == (1, 1, 1, "all")
    assert found.papers[0].snippet
    assert (await room.library.search("laders")).corrected == "ladders"
    assert (await room.library.search("noise", since=TODAY + timedelta(days=1))).total == 0
    assert [title for title, _ in await room.library.suggest("lad")] == ["Ladders of Noise"]


async def test_a_paper_has_its_page_by_any_of_its_keys(room: Reading):
    whole = a_paper("2603.00001", doi="10.1000/x", ai_summary="It is short.", ai_summary_model="a model")
    room.announce(whole, a_paper("2603.00002"))
    room.desk.summarizers["huggingface"] = Ready()  # type: ignore[index] # the room's own dictionary

    page = await room.library.paper("doi:10.1000/x")

    assert page
    assert page.paper.key == KEY
    assert page.bibtex.startswith("@misc{")
    assert page.new
    assert [signal.votes for signal in page.signals] == [10]
    assert [paper.key[-1] for paper in page.similar] == ["2"]
    assert page.summary == Summary("It is short.", "a model")
    assert await room.library.paper("arxiv:2603.99999") is None


class Ready:
    name = "ready"

    async def summarize(self, paper: object) -> Summary:
        del paper
        return Summary("It is short.", "a model")


async def test_while_the_index_is_rebuilt_a_paper_can_be_read_and_a_search_says_when(room: Reading):
    room.announce("2603.00001")
    room.index.close()
    manifest = next(room.index_folder.glob("*.json"))
    manifest.write_text("{}", encoding="utf-8")

    page = await room.library.paper(KEY)
    assert page
    assert page.similar == ()
    with pytest.raises(UserError, match="minute"):
        await room.library.search("study")


async def test_when_the_database_cannot_be_read_readers_are_told_and_no_more(
    room: Reading, monkeypatch: pytest.MonkeyPatch
):
    def broken(until: date) -> date:
        raise StorageError(f"postgresql://secret-host {until}")

    monkeypatch.setattr(room.store.papers, "newest_day", broken)
    with pytest.raises(UserError) as told:
        await room.library.day(TODAY)
    assert "secret-host" not in str(told.value)


async def test_the_revision_changes_with_every_paper(room: Reading):
    before = await room.library.revision()
    room.announce("2603.00001")
    assert await room.library.revision() > before


async def test_a_digest_is_whole_however_many_messages_it_took(room: Reading):
    room.announce(*(f"2603.0000{number}" for number in range(1, 6)))
    room.subscribe(mention="1234")
    row = await room.post()
    assert len(row.parts) > 1

    document = await room.library.digest(row.key)

    assert document
    assert document.title == "Papers for #ml · Tue 3 Mar"
    assert [card.number for card in cards(document)] == [1, 2, 3, 4, 5]
    assert {card.key for card in cards(document)} == {pick.key for pick in row.digest.picks}
    assert document.notify == ""
    assert await room.library.digest("a" * 22) is None


async def test_only_what_stands_in_the_channel_is_shown(room: Reading):
    room.announce("2603.00001", "2603.00002", "2603.00003")
    room.subscribe(count=3)
    later = RetryLater("busy", timedelta(minutes=5))
    room.platforms["console"].failures = [(later, False)]
    row = await room.post()
    assert await room.library.digest(row.key) is None
    assert await room.library.digests(HERE) == []

    room.clock.advance(minutes=5)
    room.platforms["console"].failures = [(None, True), (later, False)]
    await room.deliver.tick()
    document = await room.library.digest(row.key)
    assert document
    assert len(cards(document)) == 2


async def test_a_digest_outlives_its_subscription(room: Reading):
    room.announce("2603.00001")
    subscription = room.subscribe()
    row = await room.post()
    room.store.subscriptions.remove(subscription.id)

    document = await room.library.digest(row.key)
    assert document
    assert document.title == "Papers for this channel · Tue 3 Mar"


async def test_the_digests_of_a_channel_are_listed_newest_first_and_of_no_other(room: Reading):
    room.announce("2603.00001")
    room.subscribe()
    await room.post()
    room.clock.advance(days=1, hours=2)
    room.announce("2603.00002", day=TODAY + timedelta(days=1))
    await room.post()

    first, second = await room.library.digests(HERE)

    assert [first.title, second.title] == ["Papers for #ml · Wed 4 Mar", "Papers for #ml · Tue 3 Mar"]
    assert second.papers == (KEY,)
    assert first.posted_at > second.posted_at
    assert await room.library.digests(Destination("console", "local", "other")) == []


async def test_what_somebody_gets_by_mail_is_on_no_page(room: Reading):
    room.announce("2603.00001")
    room.subscribe(INBOX)
    row = await room.post()
    assert row.confirmed

    assert await room.library.digest(row.key) is None
    assert await room.library.digests(INBOX) == []
