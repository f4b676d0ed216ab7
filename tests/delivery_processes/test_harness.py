"""The harness itself: it would notice."""

from datetime import timedelta

import pytest

from bot.model import Delivery, DeliveryState, Rules
from tests.builders import a_delivery, a_subscription
from tests.stress.fake_platform import Window
from tests.stress.tally import FAILED, HELD, LOST, POSTED, TWICE, fate_of

SUBSCRIPTION = a_subscription(rules=Rules(count=2))
SENT = a_delivery(state=DeliveryState.SENT)
FIRST, SECOND = {"key": "k1", "cards": ["a"]}, {"key": "k2", "cards": ["b"]}


@pytest.mark.parametrize(
    ("row", "messages", "fate"),
    [
        (SENT, [FIRST, SECOND], POSTED),
        (SENT, [FIRST, SECOND, SECOND], TWICE),
        (SENT, [FIRST, {"key": "k2", "cards": ["a", "b"]}], TWICE),
        (SENT, [FIRST], LOST),
        (None, [], LOST),
        (a_delivery(state=DeliveryState.CLAIMED), [FIRST, SECOND], LOST),
        (a_delivery(state=DeliveryState.UNKNOWN), [FIRST], HELD),
        (a_delivery(state=DeliveryState.UNKNOWN), [FIRST, FIRST], TWICE),
        (a_delivery(state=DeliveryState.FAILED), [], FAILED),
    ],
)
def test_each_end_has_its_name(row: Delivery | None, messages: list[dict[str, object]], fate: str):
    assert fate_of(SUBSCRIPTION, row, messages) == fate


def test_the_platform_counts_over_any_span_of_its_limit():
    window, limit, now = Window(), (2, 1.0), 10.0
    for offset in (0.0, 0.4):
        assert window.wait(limit, now + offset) == 0
        window.count(now + offset)

    assert window.wait(limit, now + 0.5) == pytest.approx(0.5)
    assert window.wait(limit, now + timedelta(seconds=1).total_seconds()) == 0
