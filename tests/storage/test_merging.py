from dataclasses import replace
from datetime import timedelta

from hypothesis import given

from bot.model import SAMPLE_LABEL, Paper, Sighting
from bot.storage.merging import Facts, all_joined, facts_of, identity_of, joined
from tests.builders import NOW, TODAY, a_paper, a_sighting, a_signal
from tests.storage.sightings import sightings

one_work = sightings(works=1)


def known(*seen: Sighting) -> Paper:
    return all_joined(_facts(s) for s in seen).paper


def _facts(sighting: Sighting) -> Facts:
    return facts_of(sighting, identity_of(sighting))


@given(one_work, one_work)
def test_it_does_not_matter_who_comes_first(one: Sighting, other: Sighting):
    assert joined(_facts(one), _facts(other)) == joined(_facts(other), _facts(one))


@given(one_work, one_work, one_work)
def test_it_does_not_matter_what_is_joined_first(one: Sighting, two: Sighting, three: Sighting):
    a, b, c = map(_facts, (one, two, three))
    assert joined(joined(a, b), c) == joined(a, joined(b, c))


@given(one_work, one_work)
def test_saying_it_again_changes_nothing(one: Sighting, other: Sighting):
    both = joined(_facts(one), _facts(other))
    assert joined(both, _facts(one)) == both


def test_an_empty_abstract_never_erases_one():
    full = a_sighting(a_paper(abstract="Text.", version=1))
    bare = a_sighting(a_paper(abstract="", version=2, title="A Newer Title"))
    paper = known(full, bare)
    assert (paper.abstract, paper.title, paper.version) == ("Text.", "A Newer Title", 2)


def test_a_newer_version_replaces_even_a_fuller_text():
    old = a_sighting(a_paper(abstract="A very long first abstract.", version=1))
    new = a_sighting(a_paper(abstract="Shorter.", version=2))
    assert known(old, new).abstract == "Shorter."


def test_the_fuller_of_two_texts_without_version_stays():
    long, short = a_sighting(a_paper(abstract="A long text.")), a_sighting(a_paper(abstract="Short."))
    assert known(long, short).abstract == "A long text."


def test_a_link_that_was_seen_later_replaces_an_earlier_one():
    old = a_sighting(a_paper(code_url="https://example.org/a-rather-long-name"))
    new = a_sighting(a_paper(code_url="https://example.org/b"), seen_at=NOW + timedelta(hours=1))
    assert known(new, old).code_url == "https://example.org/b"


def test_a_summary_and_the_model_that_wrote_it_stay_together():
    one = a_sighting(a_paper(ai_summary="By one.", ai_summary_model="one"))
    two = a_sighting(a_paper(ai_summary="By two, and longer.", ai_summary_model=None))
    assert (known(one, two).ai_summary, known(one, two).ai_summary_model) == ("By two, and longer.", None)


def test_an_older_signal_never_overwrites_newer_votes():
    new = a_sighting(signal=a_signal(40, comments=None))
    old = a_sighting(signal=a_signal(50, NOW - timedelta(days=9), comments=3))
    assert (known(new, old).votes, known(new, old).comments) == (40, 3)


def test_votes_may_fall():
    later = a_sighting(signal=a_signal(9, NOW + timedelta(hours=1)))
    assert known(a_sighting(signal=a_signal(10)), later).votes == 9


def test_a_journal_doi_is_preferred_to_the_one_that_arxiv_gives():
    arxiv = a_sighting(a_paper(doi="10.48550/arXiv.2603.00001"))
    assert known(arxiv, a_sighting(a_paper(doi="10.1/x"))).doi == "10.1/x"


def test_the_earliest_day_counts_and_look_ups_announce_nothing():
    late = a_sighting(source="arxiv", day=TODAY)
    early = a_sighting(day=TODAY - timedelta(days=2))
    lookup = a_sighting(source="file", day=None)
    paper = known(late, lookup, early)
    assert paper.announced_on == TODAY - timedelta(days=2)
    assert paper.sources == ("arxiv", "huggingface")


def test_an_arxiv_doi_is_an_arxiv_id():
    paper = a_paper(arxiv_id=None, key="doi:10.48550/arxiv.2405.15738", doi="10.48550/arXiv.2405.15738v2")
    identity = identity_of(a_sighting(paper, source="crossref", source_id="9"))
    assert identity.arxiv_id == "2405.15738"
    assert identity.keys[0] == "arxiv:2405.15738"


def test_what_no_database_can_hold_is_left_out():
    paper = a_paper(title="A\x00 \ud800study", authors=("Ada\x00",))
    cleaned = known(a_sighting(paper, signal=a_signal(10**30, stars=-4)))
    assert (cleaned.title, cleaned.authors, cleaned.votes, cleaned.stars) == ("A study", ("Ada",), 2**62, 0)


def test_what_a_source_says_about_the_store_is_not_believed():
    paper = replace(a_paper(), votes=999, sources=("elsewhere",), announced_on=TODAY - timedelta(days=99))
    assert known(a_sighting(paper, signal=None)).votes is None
    assert known(a_sighting(paper)).sources == ("huggingface",)


def test_the_authors_own_abstract_takes_the_place_of_sample_text_however_short():
    sample = a_sighting(a_paper(abstract=f"{SAMPLE_LABEL} {'A long description. ' * 9}", version=2))
    authors = a_sighting(a_paper(abstract="We count primes."))
    assert known(sample, authors).abstract == known(authors, sample).abstract == "We count primes."
