from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.arxiv_feeds import EASTERN, Announcements, parse_announcements, parse_found, submission_window
from tests.builders import NOW
from tests.sources.arxiv_answers import REFUSAL, entry, feed, item, page

TUESDAY = date(2026, 3, 3)


def announcements(*items: str, **changes: str) -> Announcements:
    return parse_announcements(feed(*items, **changes).encode(), NOW)


def test_a_new_paper_is_an_announcement_of_the_day_of_the_feed():
    told = announcements(item("2603.00001v1", extra="<arxiv:DOI>10.1000/x</arxiv:DOI>"))
    (seen,) = told.sightings
    assert (told.day, told.items, told.problems) == (TUESDAY, 1, ())
    assert (seen.source, seen.source_id, seen.day, seen.seen_at) == ("arxiv", "2603.00001", TUESDAY, NOW)
    assert (seen.signal, seen.rank) == (None, None)
    paper = seen.paper
    assert (paper.key, paper.arxiv_id, paper.version, paper.doi) == ("arxiv:2603.00001", "2603.00001", 1, "10.1000/x")
    assert (paper.title, paper.abstract) == ("A Study", "We study it.")
    assert (paper.authors, paper.categories) == (("Ada Lovelace", "Alan Turing"), ("cs.CL", "cs.LG"))


@pytest.mark.parametrize(
    ("kind", "day"), [("new", TUESDAY), ("cross", TUESDAY), ("replace", None), ("replace-cross", None), ("odd", None)]
)
def test_only_new_papers_and_cross_lists_are_announcements(kind: str, day: date | None):
    assert announcements(item("2501.00001v3", kind)).sightings[0].day == day


def test_without_the_element_the_description_tells_the_kind():
    bare = item(kind="replace").replace("<arxiv:announce_type>replace</arxiv:announce_type>", "")
    assert announcements(bare).sightings[0].day is None


@pytest.mark.parametrize(("identifier", "day"), [("2603.00001v1", TUESDAY), ("2603.00001v2", None)])
def test_without_any_kind_the_version_tells_it(identifier: str, day: date | None):
    bare = (
        item(identifier).replace("<arxiv:announce_type>new</arxiv:announce_type>", "").replace("Announce Type: new", "")
    )
    assert announcements(bare).sightings[0].day == day


def test_a_paper_of_two_categories_counts_once_and_as_an_announcement():
    told = announcements(item(kind="replace"), item(kind="cross"), item(kind="replace"))
    assert [seen.day for seen in told.sightings] == [TUESDAY]


def test_comparisons_and_markup_in_an_abstract_survive():
    (seen,) = announcements(item(title="R&D of a<b", abstract="If a<b & c>d then <b>all</b> is well.")).sightings
    assert seen.paper.title == "R&D of a<b"
    assert seen.paper.abstract == "If a<b & c>d then <b>all</b> is well."


def test_an_item_without_an_id_is_reported_and_costs_nothing_else():
    told = announcements(item("nonsense"), item())
    assert len(told.sightings) == 1
    assert told.problems == ("Item 1 of the feed names no paper and was left out.",)


def test_the_link_helps_where_the_guid_is_missing():
    bare = item("2603.00001v1").replace('<guid isPermaLink="false">oai:arXiv.org:2603.00001v1</guid>', "")
    assert announcements(bare).sightings[0].source_id == "2603.00001"


@pytest.mark.parametrize(
    "published",
    ["Tue, 03 Mar 2026 00:00:00 -0500", "Tue, 03 Mar 2026 00:00:00 -0400", "Tue, 03 Mar 2026 05:00:11 +0000", ""],
)
def test_the_day_is_that_of_new_york_however_it_is_written(published: str):
    assert announcements(item(), published=published).sightings[0].day == TUESDAY


def test_an_empty_feed_has_a_day_and_no_papers():
    assert announcements(published="Sat, 07 Mar 2026 00:00:00 -0500") == Announcements(date(2026, 3, 7), 0, ())


def test_a_found_paper_has_facts_and_no_day():
    (seen,) = parse_found(page([entry(extra="<arxiv:doi>10.1000/x</arxiv:doi>")]).encode(), NOW).sightings
    assert (seen.day, seen.source_id, seen.paper.version, seen.paper.doi) == (None, "2603.00001", 2, "10.1000/x")
    assert seen.paper.abstract == "We study it."
    assert seen.paper.authors == ("Ada Lovelace", "Alan Turing")
    assert seen.paper.categories == ("cs.CL", "cs.LG")
    assert seen.paper.published_at == datetime(2026, 2, 27, 18, tzinfo=UTC)


def test_old_ids_are_found_too():
    (seen,) = parse_found(page([entry("quant-ph/0201082v1")]).encode(), NOW).sightings
    assert (seen.paper.key, seen.paper.arxiv_id) == ("arxiv:quant-ph/0201082", "quant-ph/0201082")


def test_an_unknown_id_is_an_empty_page():
    found = parse_found(page([]).encode(), NOW)
    assert (found.sightings, found.total, found.error) == ((), 0, None)


def test_a_refusal_is_no_paper():
    found = parse_found(REFUSAL.encode(), NOW)
    assert (found.sightings, found.error) == ((), "incorrect id format for x")


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (date(2026, 3, 2), "2026-02-26 14:00", "2026-02-27 14:00"),
        (date(2026, 3, 3), "2026-02-27 14:00", "2026-03-02 14:00"),
        (date(2026, 3, 4), "2026-03-02 14:00", "2026-03-03 14:00"),
        (date(2026, 3, 6), "2026-03-04 14:00", "2026-03-05 14:00"),
    ],
)
def test_a_days_papers_were_submitted_before_the_deadline_of_its_evening(day: date, first: str, last: str):
    shown = [f"{instant.astimezone(EASTERN):%Y-%m-%d %H:%M}" for instant in submission_window(day)]
    assert shown == [first, last]


@given(st.dates(date(2015, 1, 5), date(2040, 1, 1)).filter(lambda day: day.weekday() < 5))
def test_every_submission_belongs_to_exactly_one_working_day(day: date):
    following = day + timedelta(days=3 if day.weekday() == 4 else 1)
    assert submission_window(day)[1] == submission_window(following)[0]


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: feed(item(title=text, abstract=text)).encode()))
def test_no_bytes_are_an_exception(body: bytes):
    assert parse_announcements(body, NOW).sightings is not None
    assert parse_found(body, NOW).sightings is not None
