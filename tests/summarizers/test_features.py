import json
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.summarizers.extractive.choosing import fitted, split
from bot.summarizers.extractive.features import RARE, WORD_TERMS, Text, Told
from bot.summarizers.extractive.trimming import Variant


@pytest.mark.parametrize(
    "sentence",
    [
        "We propose a sieve.",
        "We systematically develop a sieve.",
        "This paper presents a sieve.",
        "A sieve for primes is proposed.",
        "Sieve3 is a novel sieve.",
    ],
)
def test_what_says_that_something_is_new_is_an_announcement(sentence: str):
    assert Text(sentence).announces
    assert Text(sentence).ours


@pytest.mark.parametrize(
    "sentence",
    [
        "Sieves are an old subject.",
        "They propose a sieve.",
        "Euclid presents primes.",
        "Sieves err, i.e. they keep composites.",
        "Sieves (i) are old and (ii) err, as in type I errors.",
    ],
)
def test_what_others_do_is_neither_an_announcement_nor_ours(sentence: str):
    assert not Text(sentence).announces
    assert not Text(sentence).ours


@pytest.mark.parametrize(
    "sentence", ["We sieve such primes.", "We use its primes.", "We close this gap.", "They are odd."]
)
def test_words_that_point_out_of_a_sentence_are_seen(sentence: str):
    assert Text(sentence).leans


@pytest.mark.parametrize("sentence", ["We sieve primes such as two.", "In this paper we sieve.", "This work sieves."])
def test_words_that_point_at_the_paper_itself_lean_on_nothing(sentence: str):
    assert not Text(sentence).leans


def test_a_word_of_the_title_is_likelier_in_a_summary_than_one_that_is_not():
    told = Told(split("Quickstep skips layers. Yardstick skips layers."), "Quickstep")
    chances = fitted().chances(told)
    assert chances["quicks"] > chances["yardst"]


@given(st.text(min_size=1), st.text())
def test_chances_are_chances(abstract: str, title: str):
    assert all(0 < chance < 1 for chance in fitted().chances(Told(split(abstract), title)).values())


def test_every_term_has_a_weight_and_every_weight_a_term():
    weights = json.loads((files("bot.summarizers.extractive") / "weights.json").read_text(encoding="utf-8"))
    told = Told(["We propose a sieve."], "A sieve")
    assert set(weights["words"]) == {*WORD_TERMS, *RARE.values()}
    assert set(RARE) <= set(WORD_TERMS)
    assert set(weights["sentences"]) == set(told.sentence_terms(0, Variant("We propose a sieve."), {}))


def test_the_author_may_be_one_person():
    assert Text("I sieve primes.").ours
    assert Text("In this light, I sieve primes.").ours
