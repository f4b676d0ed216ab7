from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from structlog.testing import capture_logs

from bot.answer import Answer
from bot.commands import Caller, Changes, Doctor, Help, Pause, Status, Subscribe, Today
from bot.compose import Finding, Voice
from bot.document import Code
from bot.model import DayState, DeliveryState, Destination, Digest, SourceDay
from bot.storage.store import Store
from tests.answer.room import Room
from tests.builders import HERE, NOW, TODAY, a_caller
from tests.compose.plain import plain
from tests.fakes import FakeSource

FRESH = SourceDay("huggingface", TODAY, DayState.FRESH, NOW, papers=1)


def settle(room: Room, state: DeliveryState, detail: str = "") -> None:
    """The next occurrence ends like this."""
    subscription = room.store.subscriptions.get(HERE)
    assert subscription
    due = subscription.next_due_at
    row = room.store.ledger.plan(
        subscription, occurrence=due, next_due_at=due + timedelta(days=1), digest=Digest(), now=NOW
    )
    assert row
    assert room.store.ledger.claim(row.id, "me", NOW, timedelta(minutes=2))
    assert room.store.ledger.finish(row.id, "me", state, NOW, detail=detail)


async def healthy(room: Room) -> None:
    room.announce("2603.00001")
    room.store.sources.record_day(FRESH)
    await room.ask(Subscribe())


async def test_help_tells_this_channels_status_then_the_commands(room: Room):
    before = await room.read(Help())
    assert "#ml-reading has no subscription yet; for one: `/papers subscribe`" in before
    await room.ask(Subscribe())
    after = await room.read(Help())
    assert "Next post: <2026-03-04 08:00Z Europe/Berlin datetime>" in after
    assert "`/papers search diffusion language models`" in after


async def test_status_tells_what_happened_what_comes_and_how_the_sources_are(room: Room):
    await healthy(room)
    settle(room, DeliveryState.SKIPPED, "No new paper was announced.")
    text = await room.read(Status())
    assert "Posted nothing, due <2026-03-04 08:00Z Europe/Berlin datetime>: No new paper was announced." in text
    assert "Next post: <2026-03-05 08:00Z" in text
    assert "Hugging Face Daily has 1 paper of Tue 3 Mar." in text
    assert "1 paper stored; the newest day is Tue 3 Mar." in text


async def test_status_is_of_this_channel_alone(room: Room):
    await healthy(room)
    settle(room, DeliveryState.FAILED, "secret detail")
    elsewhere = Destination("console", "another", HERE.channel)
    assert "secret detail" not in await room.read(Status(), destination=elsewhere)


async def test_the_doctor_finds_nothing_where_all_is_well(room: Room):
    await healthy(room)
    assert (await room.ask(Doctor())).title == "All is well for #ml-reading"


async def test_the_doctor_of_an_empty_installation_says_what_to_start(room: Room):
    text = await room.read(Doctor())
    assert "*Problem:* The database holds no paper. Collect some: `paperboy collect`." in text
    assert "*Problem:* Hugging Face Daily was never read. Start `paperboy run`" in text
    assert "*Problem:* This channel has no subscription. For one: `/papers subscribe`" in text
    assert "ok: The clock says 2026-03-03 08:00 UTC." in text


async def test_the_doctor_sees_that_nothing_runs(room: Room):
    await healthy(room)
    room.clock.advance(days=2)
    text = await room.read(Doctor())
    assert "Hugging Face Daily was last read 2 days ago." in text
    assert "A post has been overdue for 1 day. Nothing posts it. Start `paperboy run`" in text


async def test_the_doctor_sees_a_source_that_fails_and_a_list_that_is_late(room: Room):
    await healthy(room)
    failed = SourceDay("huggingface", TODAY, DayState.FAILED, NOW, problem="it answered 503", failing_since=NOW)
    room.store.sources.record_day(failed)
    assert "Hugging Face Daily could not be read since 2026-03-03 08:00 UTC: it answered 503." in await room.read(
        Doctor()
    )
    room.store.sources.record_day(SourceDay("huggingface", TODAY, DayState.STALLED, NOW))
    assert "its list of Tue 3 Mar 2026 is overdue" in await room.read(Doctor())


async def test_the_doctor_sees_an_index_that_is_behind(room: Room):
    await healthy(room)
    room.store.papers.record([])
    room.index.close()
    other = Room(room.store, Path(room.index_folder.parent) / "other")
    assert "The search index is missing or damaged." in await other.read(Doctor())


async def test_the_doctor_sees_a_clock_that_went_back(room: Room):
    await healthy(room)
    room.clock.advance(hours=-3)
    assert "Something was recorded 3 hours in the future." in await room.read(Doctor())


async def test_the_doctor_sees_a_pause_and_a_failed_post(room: Room):
    await healthy(room)
    settle(room, DeliveryState.FAILED, "channel_not_found. Invite the bot again.")
    await room.ask(Pause())
    text = await room.read(Doctor())
    assert "The subscription is paused: someone here asked for it. To resume: `/papers resume`" in text
    assert "failed: channel_not_found. Invite the bot again." in text


async def test_the_doctor_asks_the_checks_of_others_and_survives_one_that_breaks(store: Store, tmp_path: Path):
    async def membership(caller: Caller) -> list[Finding]:
        return [Finding(ok=False, what=f"I am not in {caller.channel_name}.", action=("Type ", Code("/invite")))]

    async def broken(caller: Caller) -> list[Finding]:
        raise RuntimeError(caller.user_id)

    with capture_logs() as logs:
        text = await Room(store, tmp_path, checks=(broken, membership)).read(Doctor())
    assert "*Problem:* I am not in #ml-reading. Type `/invite`" in text
    assert "One of the checks broke." in text
    assert [entry["event"] for entry in logs] == ["check_failed"]


class BrokenSource(FakeSource):
    """Fails where nobody expects it."""

    def today(self, now: datetime) -> date:
        raise RuntimeError(now)


async def test_what_nobody_foresaw_is_logged_and_answered_under_one_id(room: Room):
    answer = Answer(replace(room.desk, sources=[BrokenSource()]))
    with capture_logs() as logs:
        document = await answer(Today(), a_caller())
    (entry,) = (line for line in logs if line["event"] == "answer_failed")
    assert document.private
    assert entry["incident"] in plain(document)
    assert entry["command"] == "Today"


async def test_a_reader_in_an_unknown_zone_is_answered(room: Room):
    room.announce("2603.00001")
    assert (await room.ask(Today(), zone="Nowhere/Land")).title == "Papers of Tue 3 Mar 2026"
    await room.ask(Subscribe(Changes()), zone="Nowhere/Land")
    subscription = room.store.subscriptions.get(HERE)
    assert subscription
    assert subscription.schedule.zone == "Europe/Berlin"


async def test_a_platform_has_its_own_word_before_commands(room: Room):
    room.answer = Answer(replace(room.desk, voice=Voice(prefixes={"console": "/reading", "elsewhere": "/other"})))
    text = await room.read(Help())
    assert "`/reading subscribe`" in text
    assert "/papers" not in text
