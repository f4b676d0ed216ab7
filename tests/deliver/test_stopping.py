"""SIGTERM: nothing begins any more, what is on its way ends well, and what was claimed and not begun is given back."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

from bot.deliver import Deliver
from bot.errors import Throttled
from bot.model import DeliveryState, Destination, Pace
from tests.deliver.scene import NINE, Scene

OTHER = Destination("console", "local", "other")


async def planned(scene: Scene) -> None:
    scene.announce(1)
    scene.subscribe()
    scene.subscribe(OTHER)
    scene.clock.time = NINE
    await scene.deliver.plan()


async def test_what_is_being_sent_is_sent_and_recorded_and_nothing_is_claimed_any_more(scene: Scene):
    on_its_way, go_on = asyncio.Event(), asyncio.Event()

    async def slow() -> None:
        on_its_way.set()
        await go_on.wait()

    scene.announce(1)
    scene.subscribe()
    scene.platform.before = [slow]
    scene.clock.time = NINE
    await scene.deliver.plan()
    sending = asyncio.create_task(scene.deliver.send())
    await on_its_way.wait()

    scene.deliver.stop()
    scene.subscribe(OTHER)
    go_on.set()
    await sending
    await scene.deliver.tick()
    await scene.deliver.reconcile()

    assert scene.states == [DeliveryState.SENT]


async def test_who_waits_for_a_turn_gives_its_claim_back(scene: Scene):
    scene.platform.pace = Pace(overall=(1, 3600.0))
    scene.deliver = patient = scene.process("patient")
    await planned(scene)
    sending = asyncio.create_task(patient.send())
    await until(lambda: scene.posted)

    patient.stop()
    await sending

    assert sorted(scene.states) == [DeliveryState.PLANNED, DeliveryState.SENT]
    await going_on(scene)


async def test_when_the_platform_tells_everybody_to_wait_everybody_does(scene: Scene):
    scene.announce(1)
    scene.subscribe()
    scene.platform.failures = [(Throttled("global", timedelta(hours=1), everywhere=True), False)]
    await scene.at_nine()
    scene.subscribe(OTHER)
    await scene.deliver.plan()

    sending = asyncio.create_task(scene.deliver.send())
    await until(lambda: DeliveryState.CLAIMED in scene.states)
    scene.deliver.stop()
    await sending

    assert (scene.posted, set(scene.states)) == ([], {DeliveryState.PLANNED})


async def until(condition: Callable[[], object]) -> None:
    while not condition():  # noqa: ASYNC110 - what is waited for happens in a database, which has no event
        await asyncio.sleep(0)


async def going_on(scene: Scene) -> None:
    """Another process finds all that is left."""
    scene.platform.pace = Pace()
    other: Deliver = scene.process("other")
    await other.tick()
    assert set(scene.states) == {DeliveryState.SENT}
