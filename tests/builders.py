"""Records with sensible defaults, so that a test names only what it is about."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.commands import Caller
from bot.model import (
    Announcement,
    Candidate,
    Delivery,
    DeliveryState,
    Destination,
    Digest,
    Paper,
    Rules,
    Schedule,
    Sighting,
    Signal,
    Subscription,
    paper_key,
)

NOW = datetime(2026, 3, 3, 8, 0, tzinfo=UTC)
"""A Tuesday morning."""
TODAY = NOW.date()
HERE = Destination("console", "local", "ml-reading")
ELSEWHERE = Destination("console", "local", "random")


def a_paper(arxiv_id: str = "2603.00001", **changes: Any) -> Paper:
    base = Paper(
        key=paper_key("huggingface", arxiv_id, arxiv_id=arxiv_id),
        title=f"A Study of {arxiv_id}",
        abstract="Much is known about this. We propose a method that does better. It is faster, too.",
        authors=("Ada Lovelace", "Alan Turing"),
        arxiv_id=arxiv_id,
    )
    return replace(base, **changes)


def a_signal(votes: int | None = 10, at: datetime = NOW, **changes: Any) -> Signal:
    return replace(Signal(source="huggingface", at=at, votes=votes), **changes)


def a_sighting(paper: Paper | None = None, day: date | None = TODAY, **changes: Any) -> Sighting:
    paper = paper or a_paper()
    base = Sighting(
        source="huggingface",
        source_id=paper.arxiv_id or paper.key,
        paper=paper,
        seen_at=NOW,
        day=day,
        signal=a_signal(),
    )
    return replace(base, **changes)


def a_candidate(paper: Paper | None = None, *, votes: int = 10, age_days: int = 0, **changes: Any) -> Candidate:
    day = TODAY - timedelta(days=age_days)
    base = Candidate(
        paper=paper or a_paper(),
        announced_on=day,
        announcements=(Announcement("huggingface", day),),
        signals=(a_signal(votes),),
    )
    return replace(base, **changes)


def a_subscription(**changes: Any) -> Subscription:
    base = Subscription(
        id=1,
        destination=HERE,
        name="#ml-reading",
        schedule=Schedule(),
        rules=Rules(),
        created_by="U1",
        created_at=NOW,
        next_due_at=datetime(2026, 3, 3, 9, 0, tzinfo=UTC),
    )
    return replace(base, **changes)


def a_caller(**changes: Any) -> Caller:
    return replace(Caller(user_id="U1", destination=HERE, can_manage=True, channel_name="#ml-reading"), **changes)


def a_delivery(**changes: Any) -> Delivery:
    base = Delivery(
        id=1,
        subscription_id=1,
        destination=HERE,
        occurrence=NOW,
        state=DeliveryState.CLAIMED,
        key="abc",
        digest=Digest(),
        attempts=1,
    )
    return replace(base, **changes)
