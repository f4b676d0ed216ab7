import re
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

import bot
from bot.model import SAMPLE_LABEL, Sighting
from bot.ports import Source
from bot.sources.sample import Sample
from tests.builders import NOW

LONG_AFTER = datetime(2030, 1, 1, tzinfo=UTC)
LAST_DAY = date(2026, 4, 30)


@pytest.fixture
def sample() -> Source:
    return Sample()


async def everything(sample: Source) -> list[Sighting]:
    return [sighting for day in sample.days(LONG_AFTER, 3) for sighting in await sample.fetch(day)]


async def test_some_forty_papers_over_ten_working_days(sample: Source):
    days = sample.days(LONG_AFTER, 3)
    assert len(days) == 10
    assert all(day.weekday() < 5 for day in days)
    assert all([await sample.fetch(day) for day in days])
    assert 40 <= len({sighting.paper.key for sighting in await everything(sample)}) <= 50


async def test_every_description_says_that_it_is_sample_text(sample: Source):
    for sighting in await everything(sample):
        assert sighting.paper.abstract.startswith(SAMPLE_LABEL)
        assert len(sighting.paper.abstract) > 200
        assert sighting.paper.ai_summary is None


async def test_every_paper_has_a_title_authors_an_arxiv_id_keywords_and_votes(sample: Source):
    for sighting in await everything(sample):
        paper = sighting.paper
        assert paper.key == f"arxiv:{paper.arxiv_id}"
        assert re.fullmatch(r"\d{4}\.\d{5}", paper.arxiv_id or "")
        assert paper.title == " ".join(paper.title.split())
        assert all(paper.authors)
        assert all(paper.keywords)
        assert sighting.signal is not None
        assert sighting.signal.votes is not None


async def test_links_are_web_addresses(sample: Source):
    links = [url for s in await everything(sample) for url in (s.paper.code_url, s.paper.project_url) if url]
    assert len(links) > 20
    assert all(url.startswith("https://") for url in links)


async def test_counters_were_read_on_the_day_and_votes_never_fell(sample: Source):
    series: dict[str, list[Sighting]] = {}
    for sighting in await everything(sample):
        assert sighting.seen_at.date() == sighting.day
        assert sighting.signal is not None
        assert sighting.signal.at == sighting.seen_at
        series.setdefault(sighting.source_id, []).append(sighting)
    assert sum(len(readings) > 1 for readings in series.values()) > 20
    for readings in series.values():
        assert all(earlier.seen_at < later.seen_at for earlier, later in pairwise(readings))
        votes = [reading.signal.votes or 0 for reading in readings if reading.signal]
        assert votes == sorted(votes)


async def test_ranks_count_from_one_and_follow_the_votes(sample: Source):
    last_reading = {sighting.rank: sighting for sighting in await sample.fetch(LAST_DAY)}
    assert sorted(rank or 0 for rank in last_reading) == list(range(1, len(last_reading) + 1))
    votes = [last_reading[rank].signal.votes or 0 for rank in range(1, len(last_reading) + 1)]
    assert votes == sorted(votes, reverse=True)


def test_today_is_the_newest_sample_day_however_late_it_is(sample: Source):
    assert sample.today(LONG_AFTER) == LAST_DAY
    assert sample.days(LONG_AFTER, 1)[0] == LAST_DAY


def test_on_a_weekend_today_is_the_friday_before(sample: Source):
    assert sample.today(datetime(2026, 4, 25, 12, tzinfo=UTC)) == date(2026, 4, 24)


def test_before_its_time_the_sample_still_has_a_first_day(sample: Source):
    assert sample.today(NOW) == date(2026, 4, 17)
    assert sample.days(NOW, 3) == [date(2026, 4, 17)]


async def test_other_days_are_neither_expected_nor_filled(sample: Source):
    day_after = LAST_DAY + timedelta(days=1)
    assert sample.expects(LAST_DAY)
    assert not sample.expects(day_after)
    assert await sample.fetch(day_after) == ()


def test_the_data_lies_inside_the_package_so_that_a_wheel_holds_it():
    assert (Path(bot.__file__).parent / "sources" / "sample.jsonl").is_file()
