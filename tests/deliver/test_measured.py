from collections import Counter
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta

from bot.errors import Rejected, Throttled
from bot.model import DeliveryState, Destination
from bot.ports import NoMeter
from tests.deliver.scene import Scene


class Counting(NoMeter):
    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()

    def delivered(self, platform: str, state: DeliveryState) -> None:
        self.counts[f"{platform} {state}"] += 1

    def throttled(self, platform: str) -> None:
        self.counts[f"{platform} 429"] += 1

    def sending(self, platform: str) -> AbstractContextManager[object]:
        self.counts[f"{platform} sends"] += 1
        return nullcontext()


async def test_every_transition_every_send_and_every_429_is_counted(scene: Scene):
    meter = Counting()
    scene.deliver = scene.process("one", meter=meter)
    scene.announce(1)
    scene.subscribe()
    scene.subscribe(Destination("console", "local", "b"), min_votes=999)
    scene.platform.failures = [(Throttled("429", timedelta(minutes=1)), False), (Rejected("invalid"), False)]
    await scene.at_nine()
    await scene.later(minutes=2)

    assert meter.counts == {
        "console skipped": 1,
        "console sends": 2,
        "console 429": 1,
        "console planned": 1,
        "console failed": 1,
    }
