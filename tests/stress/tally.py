"""What became of each delivery, judged by the platform's messages first and the ledger second."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.model import Delivery, DeliveryState, Subscription

Fate = str
POSTED, LOST, TWICE, HELD, FAILED = "posted", "lost", "twice", "held", "failed"


@dataclass
class Tally:
    """Counts over a run: deliveries by fate, kills by step, what the platform saw, what went wrong."""

    fates: Counter[Fate] = field(default_factory=Counter)
    kills: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    by_process: Counter[int] = field(default_factory=Counter)
    messages: int = 0
    lives: int = 0
    told: int = 0

    @property
    def deliveries(self) -> int:
        return self.fates.total()

    def judge(self, subscription: Subscription, row: Delivery | None, messages: Sequence[Mapping[str, Any]]) -> None:
        """Add one delivery: what its channel holds, and what its row says."""
        fate = fate_of(subscription, row, messages)
        self.fates[fate] += 1
        self.messages += len(messages)
        if fate in {LOST, TWICE}:
            keys = [(message["key"], message["cards"]) for message in messages]
            self.wrong.append(f"{fate}: {subscription.destination}, messages {keys}, {row}")


def fate_of(subscription: Subscription, row: Delivery | None, messages: Sequence[Mapping[str, Any]]) -> Fate:
    """Twice, if any paper or any key stands twice in the channel, whatever the ledger says.

    Posted, if every paper stands there and the row says sent; held and failed are rows that say so, which a person
    sees. All else is lost: no row, a row that never ended, or one that says sent where papers are missing.
    """
    papers = Counter(paper for message in messages for paper in message["cards"])
    if repeated(papers) or repeated(message["key"] for message in messages):
        return TWICE
    complete = len(papers) == subscription.rules.count
    match row.state if row else None:
        case DeliveryState.SENT if complete:
            return POSTED
        case DeliveryState.UNKNOWN:
            return HELD
        case DeliveryState.FAILED:
            return FAILED
        case _:
            return LOST


def repeated(things: Iterable[str]) -> bool:
    return any(count > 1 for count in Counter(things).values())
