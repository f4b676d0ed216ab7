"""What Prometheus reads: counters and times of this process, and how the database stands at the moment it asks.

Import this module only where metrics are wanted: it brings Prometheus' client. ``docs/operations.md`` says what to make
of each metric.
"""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

import structlog
from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.registry import Collector

from bot.errors import StorageError
from bot.model import DayState, DeliveryState
from bot.model.spending import MICROS
from bot.ports import Clock, ModelOutcome, RoundOutcome
from bot.search import SearchIndex
from bot.storage.store import Store
from bot.storage.watch import Vitals

log = structlog.get_logger(__name__)

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
SEND_BUCKETS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
"""In seconds; a send is given up after 30."""
SEARCH_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5)


class Metrics:
    """A ``ports.Meter`` with a registry of its own: two in one process share nothing."""

    def __init__(self, store: Store, index: SearchIndex, clock: Clock, version: str) -> None:
        self._registry = CollectorRegistry()
        self._deliveries = Counter(
            "paperboy_deliveries",
            "Deliveries that came into a state, through this process.",
            ["platform", "state"],
            registry=self._registry,
        )
        self._throttled = Counter(
            "paperboy_platform_throttled",
            "Answers of a platform that we post too fast (429).",
            ["platform"],
            registry=self._registry,
        )
        self._rounds = Counter(
            "paperboy_collect_rounds",
            "Rounds over all sources; partial: some of them failed.",
            ["outcome"],
            registry=self._registry,
        )
        self._asked = Counter(
            "paperboy_model_asked", "What asking a model came to.", ["outcome"], registry=self._registry
        )
        self._tokens = Counter(
            "paperboy_model_tokens", "Tokens that a model read and wrote.", ["direction"], registry=self._registry
        )
        self._money = Counter(
            "paperboy_model_cost", "What that cost, in the currency of [llm].", registry=self._registry
        )
        self._sends = Histogram(
            "paperboy_send_seconds",
            "How long a platform took to answer a send.",
            ["platform"],
            buckets=SEND_BUCKETS,
            registry=self._registry,
        )
        self._searches = Histogram(
            "paperboy_search_seconds", "How long a search took.", buckets=SEARCH_BUCKETS, registry=self._registry
        )
        ProcessCollector(registry=self._registry)
        self._registry.register(_Standing(store, index, clock, version))

    def delivered(self, platform: str, state: DeliveryState) -> None:
        """Count a delivery that came into ``state``."""
        self._deliveries.labels(platform, state.value).inc()

    def throttled(self, platform: str) -> None:
        """Count a 429."""
        self._throttled.labels(platform).inc()

    def collected(self, outcome: RoundOutcome) -> None:
        """Count a round of collecting."""
        self._rounds.labels(outcome).inc()

    def asked(self, outcome: ModelOutcome) -> None:
        """Count what asking a model came to."""
        self._asked.labels(outcome).inc()

    def spent(self, tokens_in: int, tokens_out: int, micros: int) -> None:
        """Count what a model cost."""
        self._tokens.labels("in").inc(tokens_in)
        self._tokens.labels("out").inc(tokens_out)
        self._money.inc(micros / MICROS)

    def sending(self, platform: str) -> AbstractContextManager[object]:
        """Measure a send."""
        return self._sends.labels(platform).time()

    def searching(self) -> AbstractContextManager[object]:
        """Measure a search."""
        return self._searches.time()

    def page(self) -> bytes:
        """Everything in Prometheus' text format, ``CONTENT_TYPE``. Asks the database: call it through a thread."""
        return generate_latest(self._registry)


class _Standing(Collector):
    """How the database and the index stand now. Without a database the rest is told all the same."""

    def __init__(self, store: Store, index: SearchIndex, clock: Clock, version: str) -> None:
        self._store = store
        self._index = index
        self._clock = clock
        self._version = version

    def collect(self) -> Iterator[Metric]:
        """The gauges; called by the registry for each page."""
        yield InfoMetricFamily("paperboy", "This Paperboy.", {"version": self._version})
        now = self._clock.now()
        try:
            gauges = [*_gauges(self._store.watch.vitals(now), now), self._index_lag()]
        except StorageError as error:
            log.warning("metrics_without_database", problem=str(error))
            gauges = []
        yield _gauge("paperboy_database_up", "Whether the database answers.", int(bool(gauges)))
        yield from gauges

    def _index_lag(self) -> Metric:
        behind = self._store.papers.revision() - (self._index.revision() or 0)
        return _gauge(
            "paperboy_search_index_lag_revisions", "Committed changes of papers that searches do not see yet.", behind
        )


def _gauges(vitals: Vitals, now: datetime) -> Iterator[Metric]:
    lag = _age(vitals.oldest_due, now)
    yield _gauge("paperboy_due_subscriptions", "Subscriptions that are due and not planned yet.", vitals.due)
    yield _gauge("paperboy_due_lag_seconds", "For how long the oldest of them has been due.", lag)
    opened = vitals.deliveries.items()
    yield _family(
        "paperboy_open_deliveries",
        "Deliveries that are not at their end.",
        ["state"],
        (([state.value], each.number) for state, each in opened),
    )
    yield _family(
        "paperboy_open_delivery_age_seconds",
        "How long ago the oldest of them should have been posted.",
        ["state"],
        (([state.value], _age(each.oldest, now)) for state, each in opened),
    )
    days = vitals.source_days
    yield _family(
        "paperboy_source_state",
        "1 for the state of each source's newest day.",
        ["source", "state"],
        (([day.source, state.value], int(day.state is state)) for day in days for state in DayState),
    )
    yield _family(
        "paperboy_source_papers",
        "Papers of each source's newest day.",
        ["source"],
        (([day.source], day.papers) for day in days),
    )
    yield _family(
        "paperboy_source_checked_age_seconds",
        "How long ago each source was asked.",
        ["source"],
        (([day.source], _age(day.checked_at, now)) for day in days),
    )


def _gauge(name: str, what: str, value: float) -> Metric:
    return GaugeMetricFamily(name, what, value=value)


def _family(name: str, what: str, labels: list[str], values: Iterable[tuple[list[str], float]]) -> Metric:
    family = GaugeMetricFamily(name, what, labels=labels)
    for of, value in values:
        family.add_metric(of, value)
    return family


def _age(since: datetime | None, now: datetime) -> float:
    """In seconds; 0 for nothing, and for what a clock that was set back puts into the future."""
    return max(now - since, timedelta()).total_seconds() if since else 0.0
