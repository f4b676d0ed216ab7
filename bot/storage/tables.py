"""The only rows of the database. They live inside ``bot.storage``; everything else sees the records of ``bot.model``.

A change here needs a migration in ``migrations/versions`` (a test compares the two).
"""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, MetaData, Table, Text, text
from sqlmodel import Field, SQLModel

from bot.storage.columns import Strings, UtcTime

Json = dict[str, Any]
"""A versioned JSON object; ``bot.storage.frozen`` reads and writes it."""

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_CLUSTERED = {"sqlite_with_rowid": False}
"""SQLite then keeps the rows in the primary key itself: half the pages to write."""


class _Row(SQLModel):
    model_config = {"defer_build": True}  # rows are never validated: building validators costs each start
    metadata: ClassVar[MetaData] = METADATA


def _paper_id() -> Any:  # noqa: ANN401 - Field() is typed so that it fits any attribute
    """Part of the primary key; goes when its paper goes."""
    return Field(sa_column_args=[ForeignKey("papers.id", ondelete="CASCADE")], primary_key=True)


class PaperRow(_Row, table=True):
    """One work. The columns carry the names of ``bot.model.Paper``'s fields.

    ``weights`` says for each fact how much its value weighs against another one (``bot.storage.merging``);
    ``revision`` is this paper's place in the order of all committed changes.
    """

    __tablename__ = "papers"
    __table_args__ = (
        # PostgreSQL's own condition stands in the migration only: named here, it loads that dialect at each start
        Index("ix_papers_bare", "id", sqlite_where=text("abstract = ''")),
    )

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    key: str = Field(unique=True)
    title: str = Field(sa_type=Text)
    abstract: str = Field(sa_type=Text)
    authors: tuple[str, ...] = Field(sa_type=Strings)
    organisation: str | None
    categories: tuple[str, ...] = Field(sa_type=Strings)
    keywords: tuple[str, ...] = Field(sa_type=Strings)
    arxiv_id: str | None
    version: int | None
    doi: str | None
    url: str | None
    code_url: str | None
    project_url: str | None
    published_at: datetime | None = Field(sa_type=UtcTime)
    ai_summary: str | None = Field(sa_type=Text)
    ai_summary_model: str | None
    announced_on: date | None
    sources: tuple[str, ...] = Field(sa_type=Strings)
    votes: int | None = Field(sa_type=BigInteger)
    comments: int | None = Field(sa_type=BigInteger)
    stars: int | None = Field(sa_type=BigInteger)
    weights: dict[str, float] = Field(sa_type=JSON)
    revision: int = Field(sa_type=BigInteger, index=True)


class IdentityRow(_Row, table=True):
    """Everything a paper is known by; ``vanished`` is the revision at which it stopped being the paper's key."""

    __tablename__ = "identities"
    __table_args__ = (_CLUSTERED,)

    identity: str = Field(primary_key=True)
    paper_id: int = Field(sa_column_args=[ForeignKey("papers.id", ondelete="CASCADE")], index=True)
    vanished: int | None = Field(sa_type=BigInteger, index=True)


class ListingRow(_Row, table=True):
    """A source announced a paper on one of its days."""

    __tablename__ = "listings"
    __table_args__ = (Index("ix_listings_day_source", "day", "source"), _CLUSTERED)

    paper_id: int = _paper_id()
    source: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    rank: int | None
    first_seen_at: datetime = Field(sa_type=UtcTime)
    listed_at: datetime | None = Field(sa_type=UtcTime)
    followers: int | None = Field(sa_type=BigInteger)


class SignalRow(_Row, table=True):
    """What a source's counters showed at a time; never overwritten."""

    __tablename__ = "signals"
    __table_args__ = (_CLUSTERED,)

    paper_id: int = _paper_id()
    source: str = Field(primary_key=True)
    at: datetime = Field(sa_type=UtcTime, primary_key=True)
    votes: int | None = Field(sa_type=BigInteger)
    comments: int | None = Field(sa_type=BigInteger)
    stars: int | None = Field(sa_type=BigInteger)


class SummaryRow(_Row, table=True):
    """A cached summary of a paper; ``name`` is the summarizer's."""

    __tablename__ = "summaries"

    paper_id: int = _paper_id()
    name: str = Field(primary_key=True)
    text: str = Field(sa_type=Text)
    provenance: str


class CounterRow(_Row, table=True):
    """A number that only grows, and the lock that its writers queue for."""

    __tablename__ = "counters"

    name: str = Field(primary_key=True)
    value: int = Field(sa_type=BigInteger)


class GateRow(_Row, table=True):
    """When the next one may pass, over all processes."""

    __tablename__ = "gates"

    name: str = Field(primary_key=True)
    next_at: datetime = Field(sa_type=UtcTime)


class SourceDayRow(_Row, table=True):
    """The state of one source's day."""

    __tablename__ = "source_days"

    source: str = Field(primary_key=True)
    day: date = Field(primary_key=True, index=True)
    state: str
    checked_at: datetime = Field(sa_type=UtcTime)
    papers: int
    problem: str | None = Field(sa_type=Text)
    failing_since: datetime | None = Field(sa_type=UtcTime)


class SavedRow(_Row, table=True):
    """A paper on a person's reading list."""

    __tablename__ = "saved"
    __table_args__ = (Index("ix_saved_paper_id", "paper_id"),)

    platform: str = Field(primary_key=True)
    workspace: str = Field(primary_key=True)
    user_id: str = Field(primary_key=True)
    paper_id: int = _paper_id()
    at: datetime = Field(sa_type=UtcTime)


class VoteRow(_Row, table=True):
    """A person's vote on a paper in a channel: 1 or -1."""

    __tablename__ = "votes"
    __table_args__ = (
        CheckConstraint("value IN (-1, 1)", name="value"),
        Index("ix_votes_paper_id", "paper_id"),
    )

    platform: str = Field(primary_key=True)
    workspace: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    user_id: str = Field(primary_key=True)
    paper_id: int = _paper_id()
    value: int
    at: datetime = Field(sa_type=UtcTime)


class SubscriptionRow(_Row, table=True):
    """One destination and what it asks for. An id is never given twice: the ledger outlives the subscription."""

    __tablename__ = "subscriptions"
    __table_args__ = (
        Index("uq_subscriptions_destination", "platform", "workspace", "channel", unique=True),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    platform: str
    workspace: str
    channel: str
    name: str
    schedule: Json = Field(sa_type=JSON)
    rules: Json = Field(sa_type=JSON)
    created_by: str
    created_at: datetime = Field(sa_type=UtcTime)
    next_due_at: datetime = Field(sa_type=UtcTime, index=True)
    pause_reason: str | None = Field(default=None, sa_type=Text)
    pause_until: datetime | None = Field(default=None, sa_type=UtcTime)


class DeliveryRow(_Row, table=True):
    """The ledger: one row for each (subscription, occurrence); stays when the subscription goes."""

    __tablename__ = "deliveries"
    __table_args__ = (
        Index("uq_deliveries_occurrence", "subscription_id", "occurrence", unique=True),
        Index("ix_deliveries_state_occurrence", "state", "occurrence"),
        Index("ix_deliveries_state_deadline", "state", "platform", "deadline", "id"),
        Index("ix_deliveries_destination", "platform", "workspace", "channel", "id"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    subscription_id: int
    platform: str
    workspace: str
    channel: str
    occurrence: datetime = Field(sa_type=UtcTime)
    state: str
    key: str = Field(unique=True)
    digest: Json = Field(sa_type=JSON)
    attempts: int
    detail: str = Field(sa_type=Text)
    owner: str | None
    lease_until: datetime | None = Field(sa_type=UtcTime)
    retry_at: datetime | None = Field(sa_type=UtcTime)
    updated_at: datetime = Field(sa_type=UtcTime)
    deadline: datetime = Field(sa_type=UtcTime)
    tried_at: datetime | None = Field(sa_type=UtcTime)


class PartRow(_Row, table=True):
    """One message of a delivery; ``picks`` is how many of the digest's it holds."""

    __tablename__ = "parts"
    __table_args__ = (_CLUSTERED,)

    delivery_id: int = Field(sa_column_args=[ForeignKey("deliveries.id", ondelete="CASCADE")], primary_key=True)
    number: int = Field(primary_key=True)
    key: str = Field(unique=True)
    picks: int
    receipt_id: str | None
    receipt_at: datetime | None = Field(sa_type=UtcTime)


class SeenRow(_Row, table=True):
    """A paper that the platform has confirmed to stand in a channel, and by which delivery."""

    __tablename__ = "seen"
    __table_args__ = (Index("ix_seen_paper_id", "paper_id"),)

    platform: str = Field(primary_key=True)
    workspace: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    paper_id: int = _paper_id()
    delivery_id: int = Field(foreign_key="deliveries.id", index=True)


class InstallationRow(_Row, table=True):
    """A workspace that added Paperboy; both tokens are sealed."""

    __tablename__ = "installations"

    platform: str = Field(primary_key=True)
    workspace: str = Field(primary_key=True)
    name: str
    token: str = Field(sa_type=Text)
    refresh_token: str | None = Field(sa_type=Text)
    expires_at: datetime | None = Field(sa_type=UtcTime)
    bot_id: str
    bot_user_id: str
    scopes: tuple[str, ...] = Field(sa_type=Strings)
    installed_by: str
    installed_at: datetime = Field(sa_type=UtcTime)


class OAuthStateRow(_Row, table=True):
    """Somebody is about to add Paperboy; of the word that they were given, its digest."""

    __tablename__ = "oauth_states"

    digest: str = Field(primary_key=True)
    expires_at: datetime = Field(sa_type=UtcTime, index=True)


class SpendingRow(_Row, table=True):
    """What a workspace spent on models on one day (UTC); ``held`` is reserved for calls that are under way."""

    __tablename__ = "spending"

    platform: str = Field(primary_key=True)
    workspace: str = Field(primary_key=True)
    day: date = Field(primary_key=True, index=True)
    calls: int = Field(sa_type=BigInteger)
    tokens_in: int = Field(sa_type=BigInteger)
    tokens_out: int = Field(sa_type=BigInteger)
    micros: int = Field(sa_type=BigInteger)
    held_tokens: int = Field(sa_type=BigInteger)
    held_micros: int = Field(sa_type=BigInteger)


def _table(row: type[SQLModel]) -> Table:
    return METADATA.tables[str(row.__tablename__)]


papers = _table(PaperRow)
identities = _table(IdentityRow)
listings = _table(ListingRow)
signals = _table(SignalRow)
summaries = _table(SummaryRow)
counters = _table(CounterRow)
gates = _table(GateRow)
source_days = _table(SourceDayRow)
saved = _table(SavedRow)
votes = _table(VoteRow)
subscriptions = _table(SubscriptionRow)
deliveries = _table(DeliveryRow)
parts = _table(PartRow)
seen = _table(SeenRow)
installations = _table(InstallationRow)
oauth_states = _table(OAuthStateRow)
spending = _table(SpendingRow)
