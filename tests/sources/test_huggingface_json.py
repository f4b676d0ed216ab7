import copy
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import SourceChanged
from bot.model import Sighting, Signal
from bot.sources.huggingface_json import MAX_COUNT, identifiers, parse_day, parse_list, parse_paper
from tests.builders import NOW
from tests.sources.huggingface_answers import a_list, an_entry

DAY = date(2026, 3, 3)


def the_one(entry: object) -> Sighting:
    parsed = parse_day([entry], DAY, NOW)
    assert parsed.problems == ()
    (sighting,) = parsed.sightings
    return sighting


def test_a_full_entry_is_read_in_full():
    sighting = the_one(an_entry())
    paper = sighting.paper
    assert (sighting.source, sighting.source_id, sighting.day, sighting.rank) == ("huggingface", "2603.00001", DAY, 1)
    assert sighting.signal == Signal("huggingface", NOW, votes=41, comments=6, stars=1200)
    assert (paper.key, paper.arxiv_id, paper.version) == ("arxiv:2603.00001", "2603.00001", None)
    assert paper.title == "Weaving Numbers: An Engine that Computes"
    assert paper.abstract == "We show an engine. It computes."
    assert paper.authors == ("Ada Lovelace", "Alan Turing")
    assert paper.organisation == "Analytical Society"
    assert paper.keywords == ("engines", "computation")
    assert (paper.code_url, paper.project_url) == ("https://github.com/ada/engine", "https://engine.example.org/")
    assert (paper.ai_summary, paper.ai_summary_model) == ("An engine that computes is shown.", "some/model-7b")


def test_who_put_it_on_the_list_and_when_are_told_or_left_open():
    entry = an_entry(submittedOnDailyAt="2026-03-03T01:15:00.000Z")
    sighting = the_one(entry)
    assert (sighting.listed_at, sighting.followers) == (datetime(2026, 3, 3, 1, 15, tzinfo=UTC), 60)
    for unreadable in (None, [], "grace", {"followerCount": "many"}, {"followerCount": -1}, {"followerCount": True}):
        untold = the_one({**entry, "submittedBy": unreadable, "paper": {"id": "2603.00001", "submittedOnDailyAt": 7}})
        assert (untold.listed_at, untold.followers) == (None, None)


def test_the_publication_date_is_the_papers_own_and_not_the_shifted_one_beside_it():
    assert the_one(an_entry()).paper.published_at == datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    shifted_only = an_entry()
    del shifted_only["paper"]["publishedAt"]
    assert the_one(shifted_only).paper.published_at is None


def test_no_votes_are_not_unknown_votes():
    assert the_one(an_entry(votes=0)).signal == Signal("huggingface", NOW, votes=0, comments=6, stars=1200)


def test_counters_that_nobody_told_make_no_signal():
    bare = {"paper": {"id": "2603.00001"}}
    sighting = the_one(bare)
    assert sighting.signal is None
    assert (sighting.paper.title, sighting.paper.abstract, sighting.paper.authors) == ("arXiv:2603.00001", "", ())


def test_the_submitters_organisation_is_not_the_papers():
    entry = an_entry()
    del entry["paper"]["organization"]
    assert the_one(entry).paper.organisation is None


def test_what_only_the_outer_level_tells_is_taken_from_there():
    entry = an_entry(title=None, summary=" ")
    entry["organization"] = {"name": "analytical"}
    del entry["paper"]["organization"]
    paper = the_one(entry).paper
    assert paper.title == "Weaving Numbers: An Engine that Computes"
    assert paper.abstract == "We show an engine. It computes."
    assert paper.organisation == "analytical"


def test_a_version_belongs_to_the_paper_and_not_to_its_key():
    paper = the_one(an_entry("2603.00001v3")).paper
    assert (paper.key, paper.arxiv_id, paper.version) == ("arxiv:2603.00001", "2603.00001", 3)


def test_an_id_that_is_not_arxivs_is_the_sources_own():
    paper = the_one(an_entry("some-report")).paper
    assert (paper.key, paper.arxiv_id) == ("huggingface:some-report", None)
    assert paper.url == "https://huggingface.co/papers/some-report"


def test_ranks_follow_the_list_and_a_repeated_paper_counts_once():
    parsed = parse_day([*a_list(2), *a_list(3)], DAY, NOW)
    assert [(sighting.source_id, sighting.rank) for sighting in parsed.sightings] == [
        ("2603.00001", 1),
        ("2603.00002", 2),
        ("2603.00003", 3),
    ]


@pytest.mark.parametrize("nonsense", [None, 7, "text", [], {}, {"paper": None}, {"paper": {"id": None}}, {"id": " "}])
def test_an_entry_without_an_id_is_reported_and_the_rest_is_kept(nonsense: object):
    parsed = parse_day([an_entry("2603.00001"), nonsense, an_entry("2603.00002")], DAY, NOW)
    assert [sighting.source_id for sighting in parsed.sightings] == ["2603.00001", "2603.00002"]
    assert parsed.problems == ("Entry 2 names no paper and was left out.",)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [({}, "an object"), (None, "null"), ("later", "a text"), (True, "true or false"), (3.5, "a number")],
)
def test_an_answer_that_is_no_list_says_what_it_is(answer: object, kind: str):
    with pytest.raises(SourceChanged, match=f"The answer is {kind} where a list of papers was expected"):
        parse_day(answer, DAY, NOW)


def test_the_sources_own_word_for_its_error_is_passed_on_in_one_line():
    with pytest.raises(SourceChanged) as raised:
        parse_day({"error": "Invalid\nfilter"}, DAY, NOW)
    assert raised.value.message.endswith('("Invalid filter").')


def test_a_list_over_days_gives_each_paper_its_own_day_and_no_rank():
    (sighting,) = parse_list([an_entry()], NOW).sightings
    assert (sighting.day, sighting.rank) == (DAY, None)
    (undated,) = parse_list([an_entry(submittedOnDailyAt="soon")], NOW).sightings
    assert undated.day is None


def test_a_paper_looked_up_by_id_announces_nothing():
    sighting = parse_paper(an_entry()["paper"], NOW)
    assert sighting is not None
    assert (sighting.day, sighting.rank) == (None, None)
    assert sighting.signal == Signal("huggingface", NOW, votes=41, comments=None, stars=1200)
    assert parse_paper({"error": "Paper not found"}, NOW) is None


@pytest.mark.parametrize("count", [True, -1, MAX_COUNT + 1, "41", 41.5, float("nan"), None, [41]])
def test_a_counter_that_is_none_is_not_told(count: object):
    signal = the_one(an_entry(upvotes=count)).signal
    assert signal is not None
    assert signal.votes is None


@pytest.mark.parametrize(
    ("told", "url"),
    [
        ("https://github.com/\nada/engine", "https://github.com/ada/engine"),
        ("javascript:alert(1)", None),
        ("github.com/ada", None),
        ("https://e.org/<script>", None),
        ("https://e.org/" + "x" * 2_000, None),
        (7, None),
    ],
)
def test_only_a_web_address_is_a_link(told: object, url: str | None):
    assert the_one(an_entry(githubRepo=told)).paper.code_url == url


@pytest.mark.parametrize(
    "told", ["yesterday", "", 7, None, "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-13-01"]
)
def test_a_date_that_is_none_is_unknown(told: object):
    assert the_one(an_entry(publishedAt=told)).paper.published_at is None


def test_a_time_without_a_zone_is_utc():
    assert the_one(an_entry(publishedAt="2026-03-01T12:00:00")).paper.published_at == datetime(
        2026, 3, 1, 12, tzinfo=UTC
    )


def test_half_a_character_does_not_reach_the_database():
    entry = json.loads(json.dumps(an_entry(title="Half \ud83d of it", ai_keywords=["\udc00x"])))
    entry["paper"]["authors"].append({"name": "A\ud83d\x00B"})
    paper = the_one(entry).paper
    for text in (paper.title, *paper.authors, *paper.keywords):
        text.encode("utf-8")
        assert "\x00" not in text


def without_each_field(value: Any) -> Iterator[Any]:
    """Copies of ``value``, each with one field or list item gone, at every place."""
    for key in list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        without = copy.copy(value)
        del without[key]
        yield without
        for changed in without_each_field(value[key]):
            yield {**value, key: changed} if isinstance(value, dict) else [*value[:key], changed, *value[key + 1 :]]


def with_each_value(value: Any, instead: object) -> Iterator[Any]:
    """Copies of ``value``, each with one field or list item replaced, at every place."""
    for key in list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        for changed in (instead, *with_each_value(value[key], instead)):
            yield {**value, key: changed} if isinstance(value, dict) else [*value[:key], changed, *value[key + 1 :]]


def names_a_paper(entry: Any) -> bool:
    paper = entry.get("paper") if isinstance(entry, dict) else None
    return isinstance(paper, dict) and isinstance(paper.get("id"), str) and bool(paper["id"].strip())


def test_any_field_may_be_missing_and_only_a_missing_id_loses_its_paper():
    tried = list(without_each_field([an_entry("2603.00001"), an_entry("2603.00002")]))
    assert len(tried) > 100
    for response in tried:
        parsed = parse_day(response, DAY, NOW)
        named = [entry for entry in response if names_a_paper(entry)]
        assert len(parsed.sightings) == len(named)
        assert len(parsed.problems) == len(response) - len(named)


@pytest.mark.parametrize("instead", [None, 0, -1.5, True, "", "\n", "text", [], [None], {}, {"x": []}, "\ud83d"])
def test_any_field_may_be_of_another_kind(instead: object):
    for response in with_each_value([an_entry("2603.00001")], instead):
        parsed = parse_day(response, DAY, NOW)
        assert len(parsed.sightings) + len(parsed.problems) == len(response)
        assert bool(parsed.sightings) == (names_a_paper(response[0]))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from([*an_entry(), *an_entry()["paper"], "name", "paper"]), inner, max_size=6)
    ),
    max_leaves=20,
)


@given(st.lists(json_values, max_size=5))
def test_whatever_json_comes_each_entry_is_a_paper_or_a_problem(response: list[object]):
    parsed = parse_day(response, DAY, NOW)
    repeated = len(response) - len(parsed.sightings) - len(parsed.problems)
    assert repeated >= 0
    assert {sighting.source_id for sighting in parsed.sightings} == identifiers(response)
    assert all(sighting.paper.title for sighting in parsed.sightings)
