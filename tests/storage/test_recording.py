from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.model import Announcement, Candidate, Paper, Person, Recorded, Sighting, Summary
from bot.storage.store import Store
from tests.builders import ELSEWHERE, HERE, NOW, TODAY, a_paper, a_sighting, a_signal

ME = Person("console", "local", "U1")
BY_DOI = a_paper(arxiv_id=None, key="doi:10.1000/x", doi="10.1000/X", title="Known by its DOI", abstract="")
BY_BOTH = a_paper("2603.00001", doi="10.1000/x")


def from_crossref(paper: Paper = BY_DOI, **changes: Any) -> Sighting:
    return a_sighting(paper, source="crossref", source_id="77", signal=None, **changes)


def the_only_candidate(store: Store) -> Candidate:
    (candidate,) = store.papers.candidates(TODAY - timedelta(days=9), TODAY)
    return candidate


def test_a_batch_says_what_it_did(store: Store):
    one, two = a_sighting(a_paper("2603.00001")), a_sighting(a_paper("2603.00002"))
    assert store.papers.record([one, two, one]) == Recorded(
        2, 0, ("arxiv:2603.00001", "arxiv:2603.00002", "arxiv:2603.00001")
    )
    assert store.papers.record([one, two]) == Recorded(0, 0, ("arxiv:2603.00001", "arxiv:2603.00002"))
    more_votes = a_sighting(one.paper, signal=a_signal(11, NOW + timedelta(hours=1)))
    assert store.papers.record([more_votes, two]) == Recorded(0, 1, ("arxiv:2603.00001", "arxiv:2603.00002"))
    assert store.papers.count() == 2


def test_nothing_is_a_batch_too(store: Store):
    assert store.papers.record([]) == Recorded(0, 0, ())
    assert store.papers.revision() == 0


def test_every_field_of_a_paper_comes_back(store: Store):
    full = a_paper(
        organisation="Örg",
        categories=("cs.CL", "stat.ML"),
        keywords=("π", "two"),
        version=2,
        doi="10.1000/x",
        url="https://example.org/p",
        code_url="https://example.org/c",
        project_url="https://example.org/q",
        published_at=NOW,
        ai_summary="Short.",
        ai_summary_model="m",
    )
    store.papers.record([a_sighting(full, signal=a_signal(1, comments=2, stars=3))])
    stored = store.papers.get(full.key)
    assert stored is not None
    assert (stored.announced_on, stored.sources, stored.votes, stored.comments, stored.stars) == (
        TODAY,
        ("huggingface",),
        1,
        2,
        3,
    )
    same = {"announced_on": None, "sources": (), "votes": None, "comments": None, "stars": None}
    assert replace(stored, **same) == full


def test_a_paper_gets_its_stronger_key_and_keeps_the_old_one(store: Store):
    assert store.papers.record([from_crossref()]).keys == ("doi:10.1000/x",)
    before = store.papers.revision()
    assert store.papers.record([a_sighting(BY_BOTH)]) == Recorded(0, 1, ("arxiv:2603.00001",))
    paper = store.papers.get("doi:10.1000/x")
    assert paper is not None
    assert paper.key == "arxiv:2603.00001"
    assert store.papers.get("crossref:77") == paper
    assert store.papers.vanished_since(before) == ["doi:10.1000/x"]
    assert store.papers.vanished_since(store.papers.revision()) == []


def test_a_sighting_that_links_two_papers_makes_them_one(store: Store):
    store.papers.record([a_sighting(a_paper("2603.00001"), day=TODAY), from_crossref(day=TODAY - timedelta(days=1))])
    store.people.save(ME, "doi:10.1000/x", NOW)
    store.people.save(Person("console", "local", "U2"), "arxiv:2603.00001", NOW)
    store.people.vote(HERE, "U1", "doi:10.1000/x", 1, NOW)
    before = store.papers.revision()

    assert store.papers.record([a_sighting(BY_BOTH, source="arxiv", day=None)]) == Recorded(0, 1, ("arxiv:2603.00001",))

    assert store.papers.count() == 1
    candidate = the_only_candidate(store)
    assert [(one.source, one.day) for one in candidate.announcements] == [
        ("crossref", TODAY - timedelta(days=1)),
        ("huggingface", TODAY),
    ]
    assert len(candidate.signals) == 1
    assert [p.key for p in store.people.saved(ME, 9)] == ["arxiv:2603.00001"]
    savers = store.people.savers_among({("console", "local")}, TODAY, TODAY)
    assert savers == {("console", "local"): {"arxiv:2603.00001": 2}}
    assert store.people.votes(HERE, ["doi:10.1000/x"]) == {"doi:10.1000/x": (1, 0)}
    assert store.papers.vanished_since(before) == ["doi:10.1000/x"]
    assert [p.key for _, p in store.papers.changed_since(before, 9)] == ["arxiv:2603.00001"]


def test_who_saved_and_voted_for_both_halves_did_so_once(store: Store):
    store.papers.record([a_sighting(a_paper("2603.00001")), from_crossref()])
    for key in ("arxiv:2603.00001", "doi:10.1000/x"):
        store.people.save(ME, key, NOW)
        store.people.vote(HERE, "U1", key, 1, NOW)
        store.people.vote(ELSEWHERE, "U1", key, -1, NOW)
    store.papers.record([a_sighting(BY_BOTH)])
    assert store.people.saved_count(ME) == 1
    assert store.people.votes(HERE, ["arxiv:2603.00001"]) == {"arxiv:2603.00001": (1, 0)}
    assert store.people.votes(ELSEWHERE, ["arxiv:2603.00001"]) == {"arxiv:2603.00001": (0, 1)}


def test_one_batch_can_hold_the_halves_and_the_link(store: Store):
    batch = [a_sighting(a_paper("2603.00001")), from_crossref(), a_sighting(BY_BOTH)]
    assert store.papers.record(batch) == Recorded(1, 0, ("arxiv:2603.00001",) * 3)
    assert store.papers.count() == 1


def test_the_half_that_is_stored_stays_when_a_batch_links_it_to_a_new_one(store: Store):
    store.papers.record([from_crossref()])
    store.people.save(ME, "crossref:77", NOW)
    assert store.papers.record([a_sighting(a_paper("2603.00001")), a_sighting(BY_BOTH)]) == Recorded(
        0, 1, ("arxiv:2603.00001",) * 2
    )
    assert [p.key for p in store.people.saved(ME, 9)] == ["arxiv:2603.00001"]


def test_three_papers_become_one(store: Store):
    by_id = a_paper(arxiv_id=None, key="crossref:77", title="By its id", abstract="")
    batch = [a_sighting(a_paper("2603.00001")), from_crossref(by_id), a_sighting(BY_DOI, source="file", source_id="9")]
    assert store.papers.record(batch).new == 3
    linked = from_crossref(BY_BOTH)
    assert store.papers.record([linked]) == Recorded(0, 1, ("arxiv:2603.00001",))
    keys = ["crossref:77", "doi:10.1000/x", "file:9", "arxiv:2603.00001"]
    assert {p.key for p in store.papers.many(keys).values()} == {"arxiv:2603.00001"}
    assert store.papers.count() == 1


def test_two_arxiv_papers_that_claim_one_doi_stay_two(store: Store):
    rival = a_paper("2603.00002", doi="10.1000/x")
    store.papers.record([a_sighting(BY_BOTH), a_sighting(rival)])
    assert store.papers.count() == 2
    assert store.papers.record([from_crossref()]).keys == ("arxiv:2603.00001",)


@pytest.mark.parametrize("source", ["arxiv", "huggingface"])
def test_a_new_version_is_no_new_paper(store: Store, source: str):
    store.papers.record([a_sighting(a_paper("2603.00001", version=1))])
    second = a_paper("2603.00001v2", version=2, title="A Study, Revised")
    batch = [a_sighting(second, source=source, source_id="2603.00001v2", day=None, signal=None)]
    assert store.papers.record(batch) == Recorded(0, 1, ("arxiv:2603.00001",))
    paper = store.papers.get("arxiv:2603.00001")
    assert paper is not None
    assert (paper.title, paper.arxiv_id, paper.announced_on) == ("A Study, Revised", "2603.00001", TODAY)


def test_signals_are_a_series(store: Store):
    for hours, votes in ((2, 12), (0, 10), (1, 11), (1, 99)):
        store.papers.record([a_sighting(signal=a_signal(votes, NOW + timedelta(hours=hours)))])
    shown = [(s.at - NOW, s.votes) for s in store.papers.signals(a_paper().key)]
    assert shown == [(timedelta(hours=h), v) for h, v in ((0, 10), (1, 11), (2, 12))]
    assert the_only_candidate(store).signals == store.papers.signals(a_paper().key)


def test_an_announcement_keeps_its_first_time_its_best_rank_and_the_most_followers(store: Store):
    told = ((1, 4, None, None), (0, None, NOW - timedelta(hours=3), 7), (2, 3, NOW - timedelta(hours=4), 5))
    for hours, rank, at, followers in told:
        seen_at = NOW + timedelta(hours=hours)
        store.papers.record([a_sighting(seen_at=seen_at, rank=rank, listed_at=at, followers=followers)])
    expected = Announcement("huggingface", TODAY, NOW - timedelta(hours=4), 7)
    assert the_only_candidate(store).announcements == (expected,)


def test_two_halves_that_were_announced_alike_keep_what_either_was_told(store: Store):
    by_id = a_paper(arxiv_id=None, key="file:1", title="By its id")
    told = {"seen_at": NOW - timedelta(hours=2), "listed_at": NOW - timedelta(hours=4), "followers": 9}
    first = a_sighting(by_id, source="file", source_id="1", rank=1)
    second = a_sighting(a_paper("2603.00001"), source="file", source_id="2603.00001", rank=3, **told)
    store.papers.record([first])
    store.papers.record([second])
    assert store.papers.count() == 2

    store.papers.record([a_sighting(a_paper("2603.00001"), source="file", source_id="1", day=None, signal=None)])

    expected = Announcement("file", TODAY, NOW - timedelta(hours=4), 9)
    assert the_only_candidate(store).announcements == (expected,)


def test_more_followers_than_a_column_holds_do_not_cost_the_batch(store: Store):
    store.papers.record([a_sighting(followers=2**70), a_sighting(a_paper("2603.00002"))])
    assert store.papers.count() == 2


def test_a_summary_of_an_older_text_is_forgotten(store: Store):
    store.papers.record([a_sighting(a_paper(version=1)), a_sighting(a_paper("2603.00002"))])
    keys = ["arxiv:2603.00001", "arxiv:2603.00002"]
    for key in keys:
        store.summaries.record("extractive", {key: Summary("In short.", "extract")})
    more_votes = a_sighting(a_paper("2603.00002"), signal=a_signal(99, NOW + timedelta(hours=1)))
    store.papers.record([a_sighting(a_paper(version=2, abstract="New.")), more_votes])
    assert list(store.summaries.cached(keys, "extractive")) == ["arxiv:2603.00002"]


def test_a_big_batch_is_written_whole(store: Store):
    batch = [a_sighting(a_paper(f"2603.{n:05}"), rank=n) for n in range(2500)]
    assert store.papers.record(batch).new == 2500
    assert store.papers.record(batch).updated == 0
    assert store.papers.count() == 2500
    assert store.papers.revision() == 2500


def test_a_batch_that_fails_leaves_nothing(store: Store):
    naive = NOW.replace(tzinfo=None)
    with pytest.raises(Exception, match="without zone"):
        store.papers.record([a_sighting(), a_sighting(a_paper("2603.00002"), seen_at=naive, signal=None)])
    assert store.papers.count() == 0
