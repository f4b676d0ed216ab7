import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Paper, Sighting
from bot.sources.file_records import Unreadable, read_record
from tests.builders import NOW


def sighting(**record: object) -> Sighting:
    (one,) = read_record({"title": "A title"} | record, NOW).sightings
    return one


def paper(**record: object) -> Paper:
    return sighting(**record).paper


def test_a_full_record_keeps_all_its_facts():
    seen = sighting(
        id="2405.15738v2",
        title="ConvLLaVA: Hierarchical\n  Backbones",
        abstract="An abstract.",
        authors="Chunjiang Ge, Sijie Cheng",
        categories="cs.AI,cs.CV",
        primary="cs.CV",
        created="2024-05-24",
        doi="10.1000/X.1",
        keywords=["vision", "vision"],
        organization="Tsinghua",
        code_url="https://example.org/code",
        votes=42,
        stars=7,
        comments="17 pages",
    )
    assert seen.paper == Paper(
        key="arxiv:2405.15738",
        title="ConvLLaVA: Hierarchical Backbones",
        abstract="An abstract.",
        authors=("Chunjiang Ge", "Sijie Cheng"),
        organisation="Tsinghua",
        categories=("cs.CV", "cs.AI"),
        keywords=("vision",),
        arxiv_id="2405.15738",
        version=2,
        doi="10.1000/X.1",
        code_url="https://example.org/code",
        published_at=datetime(2024, 5, 24, tzinfo=UTC),
    )
    assert (seen.source, seen.source_id, seen.seen_at) == ("file", "2405.15738", NOW)
    assert seen.signal is not None
    assert (seen.signal.votes, seen.signal.comments, seen.signal.stars) == (42, None, 7)


def test_a_paper_of_a_file_is_no_news_unless_the_file_says_so():
    assert sighting(created="2026-03-02", date="2026-03-02").day is None
    announced = sighting(announced="2026-03-02")
    assert announced.day == date(2026, 3, 2)
    assert announced.seen_at == datetime(2026, 3, 2, 23, 59, 59, tzinfo=UTC)


def test_without_an_id_the_title_is_the_key_in_whatever_spelling():
    one, other = paper(title="PanGu-λ:  A Study"), paper(title="Pangu-λ — a study")
    assert one.key == other.key
    assert one.key.startswith("file:title-")
    assert one.key != paper(title="PanGu-β: A Study").key


@pytest.mark.parametrize(
    ("record", "key"),
    [
        ({"id": 1701.07161}, "arxiv:1701.07161"),
        ({"id": "903.0859"}, "arxiv:0903.0859"),
        ({"id": "x", "arxiv_id": "2405.15738"}, "arxiv:2405.15738"),
        ({"doi": "10.48550/arXiv.2405.15738"}, "arxiv:2405.15738"),
        ({"doi": "https://doi.org/10.1000/ABC 10.1000/def"}, "doi:10.1000/abc"),
        ({"id": "doi:10.1000/abc"}, "doi:10.1000/abc"),
        ({"id": "S2-17"}, "file:S2-17"),
        ({"id": 17}, "file:17"),
        ({"doi": None, "id": "S2-17"}, "file:S2-17"),
    ],
)
def test_the_key_is_the_arxiv_id_else_the_doi_else_the_own_id(record: dict[str, object], key: str):
    assert paper(**record).key == key


@pytest.mark.parametrize(
    "authors",
    [
        "Ada Lovelace, Alan Turing",
        ["Ada Lovelace", {"name": "Alan Turing"}, "", {}],
        ["Ada Lovelace (X)", "Alan Turing"],
    ],
)
def test_authors_are_one_text_or_a_list(authors: object):
    assert paper(authors=authors).authors == ("Ada Lovelace", "Alan Turing")


def test_categories_may_be_parted_by_blanks_or_be_a_list():
    assert paper(categories="hep-ph cs.LG").categories == ("hep-ph", "cs.LG")
    assert paper(categories=["cs.CL"], primary="cs.LG").categories == ("cs.LG", "cs.CL")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://x.org", "https://x.org/a b", "x.org", ""])
def test_only_web_addresses_are_kept(url: str):
    assert paper(url=url).url is None


@pytest.mark.parametrize("created", ["", "soon", "2026-13-01", 17, None])
def test_a_date_that_is_none_costs_only_itself(created: object):
    assert paper(created=created).published_at is None


@pytest.mark.parametrize("votes", [-1, 2**40, True, "17", 1.5, None])
def test_a_counter_that_is_none_is_not_told_rather_than_zero(votes: object):
    assert sighting(votes=votes).signal is None


def test_control_characters_and_lone_surrogates_reach_no_database():
    clean = paper(id="S2\x00-\ud80017", authors=["Ada\x1b[31m \ud800Lovelace"])
    for text in (clean.key, *clean.authors):
        assert "\x00" not in text
        assert "\x1b" not in text
        assert text.encode("utf-8")


def test_a_paper_of_hugging_face_in_full_is_told_by_its_votes():
    detail = {"id": "2603.00001", "title": "T", "upvotes": 3, "submittedOnDailyAt": "2026-03-02T00:00:00.000Z"}
    (seen,) = read_record(detail, NOW).sightings
    assert (seen.source, seen.day, seen.paper.key) == ("huggingface", date(2026, 3, 2), "arxiv:2603.00001")


def test_votes_without_an_id_are_those_of_a_paper_record():
    seen = sighting(upvotes=3)
    assert seen.source == "file"
    assert seen.signal is not None
    assert seen.signal.votes == 3


def test_a_line_that_is_a_list_is_read_entry_by_entry():
    read = read_record([{"title": "One"}, 5, {"title": "Two"}], NOW)
    assert [one.paper.title for one in read.sightings] == ["One", "Two"]
    assert read.problems == ["Entry 2: A record must be an object, this is a number."]


SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner))
NAMES = st.sampled_from(
    ["id", "title", "abstract", "authors", "categories", "primary", "created", "doi", "announced", "votes"]
) | st.sampled_from(["keywords", "paper", "upvotes", "response", "date", "url", "arxiv_id", "comments"])


@given(st.dictionaries(NAMES, VALUES, max_size=8) | VALUES)
def test_any_json_is_papers_or_a_sentence(record: object):
    read, told = None, ""
    try:
        read = read_record(json.loads(json.dumps(record)), NOW)
    except Unreadable as unreadable:
        told = str(unreadable)
    assert read or told.endswith(".")
    for one in read.sightings if read else ():
        assert one.paper.title
        assert len(one.paper.key) <= 64
        assert one.seen_at <= NOW
