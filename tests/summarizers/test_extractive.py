import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import SAMPLE_LABEL
from bot.summarizers.extractive import LIMIT, PROVENANCE, Extractive, extract
from tests.builders import a_paper

BACKGROUND = "Large models are used everywhere today. However, they are slow to train and costly to serve."
ANNOUNCEMENT = "We propose Quickstep, an optimizer that skips layers which have stopped learning."
METHOD = "Each layer keeps a running estimate of its own progress."
RESULT = "It reduces training time by 40% on six tasks."
ASIDE = "Our code is available at https://example.org/quickstep."


def test_what_is_new_comes_first_and_what_came_of_it_second():
    abstract = f"{BACKGROUND} {ANNOUNCEMENT} {METHOD} {RESULT} {ASIDE}"
    assert extract(abstract, "Quickstep") == f"{ANNOUNCEMENT} {RESULT}"


@pytest.mark.parametrize(
    "sentence",
    [
        "This paper introduces a corpus of spoken recipes in nine languages.",
        "We show that every such graph has a spanning tree of bounded width.",
        "A new method for measuring small distances with sound is presented.",
        "We prove a local limit theorem for sums of dependent variables.",
    ],
)
def test_a_contribution_is_found_behind_the_background(sentence: str):
    assert extract(f"{BACKGROUND} {sentence} {METHOD}") == sentence


def test_an_opening_that_says_nothing_is_left_off():
    assert extract("In this paper, we propose a sieve for primes in short intervals.").startswith("We propose a sieve")
    assert extract("To address this challenge, we present a faster sieve for primes.").startswith("We present a faster")


def test_an_invitation_to_the_code_is_never_the_summary():
    assert "available" not in extract(f"{ASIDE} Sorting is an old problem with many answers. {ASIDE}")


def test_without_an_announcement_the_sentence_nearest_to_the_title_stands_in():
    abstract = "Let a group act on a tree of finite valence. Amenable groups like that have rank one. Proofs are short."
    assert extract(abstract, "Amenable groups of rank one").startswith("Amenable groups")


def test_a_result_that_does_not_fit_gives_way_to_one_that_does():
    long = "Experiments show that it improves " + "accuracy and calibration and " * 9 + "speed."
    assert extract(f"{ANNOUNCEMENT} {long} {RESULT}") == f"{ANNOUNCEMENT} {RESULT}"


def test_abbreviations_do_not_cut_a_sentence_short():
    abstract = "We introduce a parser for noisy text, e.g. Tweets, following Smith et al. and others. It is small."
    assert extract(abstract) == "We introduce a parser for noisy text, e.g. Tweets, following Smith et al. and others."


@given(st.text(), st.text())
def test_an_extract_keeps_its_limit_and_is_there_whenever_there_is_an_abstract(abstract: str, title: str):
    text = extract(abstract, title)
    assert len(text) <= LIMIT
    assert bool(text) == bool(abstract.strip())
    assert text == extract(abstract, title)


@given(st.lists(st.sampled_from([BACKGROUND, ANNOUNCEMENT, METHOD, RESULT, ASIDE]), max_size=8))
def test_an_extract_is_made_of_the_authors_own_words(parts: list[str]):
    abstract = " ".join(parts)
    assert set(extract(abstract).rstrip("…").split()) <= set(abstract.split())


async def test_an_extract_says_that_it_is_one():
    summary = await Extractive().summarize(a_paper(abstract=ANNOUNCEMENT))
    assert summary is not None
    assert (summary.text, summary.provenance) == (ANNOUNCEMENT, PROVENANCE)


async def test_without_an_abstract_there_is_nothing_to_extract():
    assert await Extractive().summarize(a_paper(abstract=" ")) is None


async def test_sample_text_is_not_called_the_authors_own():
    summary = await Extractive().summarize(a_paper(abstract=f"{SAMPLE_LABEL} {ANNOUNCEMENT}"))
    assert summary is not None
    assert (summary.text, summary.provenance) == (ANNOUNCEMENT, "extract of the sample text")
