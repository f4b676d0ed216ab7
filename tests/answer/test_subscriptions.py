from datetime import UTC, datetime, time, timedelta

import pytest

from bot.commands import Changes, Command, Pause, Resume, Settings, Subscribe, Unsubscribe
from bot.model import Destination, Subscription, Topic
from tests.answer.room import Room, offered
from tests.builders import ELSEWHERE, HERE, NOW, a_paper
from tests.fakes import FakeSummarizer

MANY = tuple(Topic("text", f"topic {number}") for number in range(41))
DIFFUSION = Topic("text", "diffusion")
NINE_IN_BERLIN = datetime(2026, 3, 4, 8, 0, tzinfo=UTC)
"""It is eight in UTC, so nine in Berlin has come: the next is tomorrow's."""


def stored(room: Room, where: Destination = HERE) -> Subscription:
    subscription = room.store.subscriptions.get(where)
    assert subscription
    return subscription


async def test_a_channel_is_subscribed_with_the_installations_defaults(room: Room):
    document = await room.ask(Subscribe())
    assert document.title == "#ml-reading is subscribed"
    assert stored(room).schedule.zone == "Europe/Berlin"
    assert stored(room).rules.count == 5
    assert stored(room).next_due_at == NINE_IN_BERLIN
    assert stored(room).created_by == "U1"


async def test_a_subscription_takes_the_zone_of_whoever_sets_it_up_unless_they_name_one(room: Room):
    await room.ask(Subscribe(), zone="America/New_York")
    assert stored(room).schedule.zone == "America/New_York"
    await room.ask(Subscribe(Changes(zone="Asia/Tokyo")), destination=ELSEWHERE, zone="America/New_York")
    assert stored(room, ELSEWHERE).schedule.zone == "Asia/Tokyo"


async def test_to_subscribe_with_topics_tells_how_many_papers_they_match_now(room: Room):
    room.announce(a_paper("2603.00001", title="Diffusion"), "2603.00002", "2603.00003")
    text = await room.read(Subscribe(Changes(include=(DIFFUSION,))))
    assert "These settings match 1 of 3 papers of the last 3 days." in text


async def test_to_subscribe_again_changes_what_is_asked_and_nothing_else(room: Room):
    await room.ask(Subscribe(Changes(include=(DIFFUSION,))))
    document = await room.ask(Subscribe(Changes(count=7)))
    assert document.title == "Changed for #ml-reading: papers"
    assert (stored(room).rules.count, stored(room).rules.include) == (7, (DIFFUSION,))
    assert (await room.ask(Subscribe())).title == "Settings of #ml-reading"


async def test_every_setting_can_be_changed(room: Room):
    await room.ask(Subscribe())
    changes = Changes(
        include=(DIFFUSION,),
        exclude=(Topic("text", "survey"),),
        sources=("huggingface",),
        count=3,
        min_votes=4,
        window_days=5,
        per_topic=1,
        summary="abstract",
        when_nothing="say",
        at=time(17, 30),
        zone="Asia/Tokyo",
        cadence="weekly",
        weekdays=frozenset({4}),
        catch_up_days=1,
        patience_hours=2,
    )
    await room.ask(Settings(changes))
    new, rules = stored(room).schedule, stored(room).rules
    assert (rules.include, rules.exclude, rules.sources) == (changes.include, changes.exclude, changes.sources)
    assert (rules.count, rules.min_votes, rules.window_days, rules.per_topic) == (3, 4, 5, 1)
    assert (rules.summary, rules.when_nothing) == ("abstract", "say")
    assert (new.at, new.zone, new.cadence, new.weekdays) == (time(17, 30), "Asia/Tokyo", "weekly", frozenset({4}))
    assert (new.catch_up, new.patience) == (timedelta(days=1), timedelta(hours=2))
    assert stored(room).next_due_at == datetime(2026, 3, 6, 8, 30, tzinfo=UTC)


async def test_what_is_due_stays_due_when_only_the_topics_change(room: Room):
    await room.ask(Subscribe())
    room.clock.advance(days=2)
    await room.ask(Settings(Changes(include=(DIFFUSION,), patience_hours=1)))
    assert stored(room).next_due_at == NINE_IN_BERLIN
    await room.ask(Settings(Changes(at=time(10, 0))))
    assert stored(room).next_due_at == datetime(2026, 3, 5, 9, 0, tzinfo=UTC)


async def test_topics_that_match_nothing_are_told_at_once(room: Room):
    room.announce("2603.00001")
    text = await room.read(Subscribe(Changes(include=(Topic("text", "turnips"),))))
    assert "These settings match 0 of 1 paper" in text
    assert "Broader topics match more" in text


@pytest.mark.parametrize(
    ("changes", "title", "hint"),
    [
        (Changes(zone="Berlin"), "There is no time zone Berlin.", "Europe/Berlin"),
        (Changes(sources=("twitter",)), "There is no source twitter here.", "Enabled here: huggingface."),
        (Changes(weekdays=frozenset()), "A schedule needs at least one weekday.", "weekdays"),
        (Changes(min_votes=-1), "-1 is out of range for min votes.", "from 0 to 10000"),
        (Changes(count=99), "99 is out of range for count.", "from 1 to 20"),
        (Changes(include=MANY), "That is more than 40 topics.", "A category such as cs.CL"),
        (Changes(exclude=MANY), "That is more than 40 topics.", "A category such as cs.CL"),
    ],
)
async def test_what_cannot_be_is_refused_with_what_can(room: Room, changes: Changes, title: str, hint: str):
    document = await room.ask(Subscribe(changes))
    assert (document.title, document.private) == (title, True)
    assert hint in await room.read(Subscribe(changes))
    assert room.store.subscriptions.get(HERE) is None


@pytest.mark.parametrize(
    "command",
    [Subscribe(), Settings(Changes(count=3)), Unsubscribe(), Pause(), Resume()],
    ids=lambda c: type(c).__name__,
)
async def test_who_may_not_manage_the_channel_is_told_who_may(room: Room, command: Command):
    await room.ask(Subscribe(Changes(count=4)))
    before = stored(room)
    document = await room.ask(command, can_manage=False)
    assert document.title == "You may not change the subscription of #ml-reading."
    assert document.private
    assert "the one who runs it" in await room.read(command, can_manage=False)
    assert stored(room) == before


async def test_everyone_may_look_at_the_settings(room: Room):
    assert "has no subscription yet" in await room.read(Settings(), can_manage=False)
    await room.ask(Subscribe())
    assert (await room.ask(Settings(), can_manage=False)).title == "Settings of #ml-reading"


@pytest.mark.parametrize("command", [Settings(Changes(count=3)), Unsubscribe(), Pause(), Resume()])
async def test_without_a_subscription_there_is_nothing_to_manage(room: Room, command: Command):
    text = await room.read(command)
    assert "There is no subscription for #ml-reading yet." in text
    assert "/papers subscribe" in text


async def test_a_subscription_ends(room: Room):
    await room.ask(Subscribe())
    assert (await room.ask(Unsubscribe())).title == "#ml-reading gets no more papers"
    assert room.store.subscriptions.get(HERE) is None


async def test_a_pause_of_days_ends_by_itself_and_posts_nothing_that_fell_into_it(room: Room):
    await room.ask(Subscribe())
    await room.ask(Pause(days=3))
    paused = stored(room)
    assert paused.pause
    assert paused.pause.until == NOW + timedelta(days=3)
    assert paused.next_due_at == datetime(2026, 3, 9, 8, 0, tzinfo=UTC)


async def test_a_pause_without_an_end_lasts_until_someone_resumes(room: Room):
    await room.ask(Subscribe())
    document = await room.ask(Pause())
    assert stored(room).pause
    room.clock.advance(days=10)
    resumed = await room.ask(offered(document)["Resume"])
    assert resumed.title == "#ml-reading posts again"
    assert stored(room).pause is None
    assert stored(room).next_due_at == datetime(2026, 3, 16, 8, 0, tzinfo=UTC)
    assert (await room.ask(Resume())).title == "#ml-reading was not paused"


async def test_a_channel_of_the_same_name_in_another_workspace_is_another(room: Room):
    await room.ask(Subscribe())
    elsewhere = Destination("console", "another", HERE.channel)
    assert "has no subscription yet" in await room.read(Settings(), destination=elsewhere)
    await room.ask(Subscribe(Changes(count=9)), destination=elsewhere)
    assert stored(room).rules.count == 5


async def test_summaries_by_a_model_are_refused_where_there_is_none_and_it_says_who_can_help(room: Room):
    told = await room.read(Subscribe(Changes(summary="model")))
    assert "No model is set up here that could write summaries." in told
    assert "[llm]" in told
    assert room.store.subscriptions.all() == []


async def test_a_channel_whose_model_is_gone_can_still_be_changed(room: Room):
    room.desk.summarizers["model"] = FakeSummarizer()  # type: ignore[index] # the room's own dictionary
    await room.ask(Subscribe(Changes(summary="model")))
    del room.desk.summarizers["model"]  # type: ignore[attr-defined]
    await room.ask(Settings(Changes(summary="model", count=3)))
    (kept,) = room.store.subscriptions.all()
    assert (kept.rules.summary, kept.rules.count) == ("model", 3)
