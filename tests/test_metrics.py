from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.metrics import Metrics
from bot.model import DayState, DeliveryState, Digest, Rules, Schedule, SourceDay
from bot.search import SearchIndex
from bot.storage.database import Database
from bot.storage.store import Store
from tests.builders import HERE, NOW, TODAY, a_paper, a_sighting
from tests.fakes import FakeClock

HOUR = timedelta(hours=1)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[SearchIndex]:
    index = SearchIndex(tmp_path / "index")
    yield index
    index.close()


@pytest.fixture
def metrics(store: Store, index: SearchIndex) -> Metrics:
    return Metrics(store, index, FakeClock(), "1.2.3")


def read(metrics: Metrics) -> dict[str, float]:
    """The page as Prometheus reads it: ``name{label}`` and its value."""
    families = text_string_to_metric_families(metrics.page().decode())
    return {
        sample.name + "".join(f"{{{value}}}" for _, value in sorted(sample.labels.items())): sample.value
        for family in families
        for sample in family.samples
    }


def test_deliveries_are_counted_by_platform_and_state(metrics: Metrics):
    metrics.delivered("slack", DeliveryState.SENT)
    metrics.delivered("slack", DeliveryState.SENT)
    metrics.delivered("discord", DeliveryState.FAILED)

    page = read(metrics)

    assert page["paperboy_deliveries_total{slack}{sent}"] == 2
    assert page["paperboy_deliveries_total{discord}{failed}"] == 1


def test_refusals_and_rounds_are_counted(metrics: Metrics):
    metrics.throttled("discord")
    metrics.collected("partial")

    page = read(metrics)

    assert page["paperboy_platform_throttled_total{discord}"] == 1
    assert page["paperboy_collect_rounds_total{partial}"] == 1


def test_sends_and_searches_are_measured_also_when_they_fail(metrics: Metrics):
    with metrics.searching():
        pass
    with pytest.raises(TimeoutError), metrics.sending("slack"):
        raise TimeoutError

    page = read(metrics)

    assert page["paperboy_search_seconds_count"] == 1
    assert page["paperboy_send_seconds_count{slack}"] == 1


def test_two_in_one_process_share_nothing(store: Store, index: SearchIndex):
    one, other = (Metrics(store, index, FakeClock(), "1") for _ in range(2))
    one.throttled("slack")

    assert "paperboy_platform_throttled_total{slack}" not in read(other)


def test_what_is_due_shows_its_lag(store: Store, metrics: Metrics):
    assert read(metrics)["paperboy_due_lag_seconds"] == 0

    store.subscriptions.add(HERE, "#reading", Schedule(), Rules(), "U1", NOW - HOUR, NOW)

    page = read(metrics)
    assert page["paperboy_due_subscriptions"] == 1
    assert page["paperboy_due_lag_seconds"] == 3600


def test_open_deliveries_show_their_number_and_age(store: Store, metrics: Metrics):
    subscription = store.subscriptions.add(HERE, "#reading", Schedule(), Rules(), "U1", NOW - HOUR, NOW)
    store.ledger.plan(subscription, occurrence=NOW - HOUR, next_due_at=NOW + HOUR, digest=Digest(), now=NOW)

    page = read(metrics)

    assert page["paperboy_open_deliveries{planned}"] == 1
    assert page["paperboy_open_delivery_age_seconds{planned}"] == 3600
    assert page["paperboy_open_deliveries{unknown}"] == 0


def test_each_source_is_in_exactly_one_state(store: Store, metrics: Metrics):
    store.sources.record_day(SourceDay("arxiv", TODAY, DayState.FRESH, NOW - HOUR, papers=41))

    page = read(metrics)

    assert [state for state in DayState if page[f"paperboy_source_state{{arxiv}}{{{state}}}"]] == [DayState.FRESH]
    assert page["paperboy_source_papers{arxiv}"] == 41
    assert page["paperboy_source_checked_age_seconds{arxiv}"] == 3600


def test_the_index_shows_how_far_it_is_behind(store: Store, index: SearchIndex, metrics: Metrics):
    store.papers.record([a_sighting(a_paper())])
    behind = read(metrics)["paperboy_search_index_lag_revisions"]
    index.catch_up(store.papers)

    assert behind > 0
    assert read(metrics)["paperboy_search_index_lag_revisions"] == 0


def test_the_version_is_told(metrics: Metrics):
    assert read(metrics)["paperboy_info{1.2.3}"] == 1


def test_without_a_database_the_rest_is_told_all_the_same(index: SearchIndex):
    store = Store(Database("postgresql://paperboy:hidden@127.0.0.1:1/paperboy"))
    metrics = Metrics(store, index, FakeClock(), "1")
    metrics.throttled("slack")

    page = read(metrics)

    assert page["paperboy_database_up"] == 0
    assert page["paperboy_platform_throttled_total{slack}"] == 1
    assert "hidden" not in metrics.page().decode()
    store.close()


def test_what_a_model_was_asked_and_what_it_cost_are_counted(metrics: Metrics):
    metrics.asked("discarded")
    metrics.spent(500, 40, 250_000)

    page = read(metrics)

    assert page["paperboy_model_asked_total{discarded}"] == 1
    assert (page["paperboy_model_tokens_total{in}"], page["paperboy_model_tokens_total{out}"]) == (500, 40)
    assert page["paperboy_model_cost_total"] == 0.25
