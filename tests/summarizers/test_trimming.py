import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.summarizers.extractive.soundness import faults
from bot.summarizers.extractive.trimming import LIMIT, opened, variants

WE = "We propose a sieve that finds all of the primes in short intervals"


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("In this paper, we propose a sieve.", "We propose a sieve."),
        ("However, in this work we propose a sieve.", "We propose a sieve."),
        ("To address this challenge, we present a sieve.", "We present a sieve."),
        ("Building on this insight, we then introduce a sieve.", "We introduce a sieve."),
        ("Here we show a sieve.", "We show a sieve."),
        ("We first show a sieve and then use it.", "We first show a sieve and then use it."),
        ("In this paper, word2vec is taught to sieve.", "In this paper, word2vec is taught to sieve."),
        ("Specifically, word2vec is taught to sieve.", "word2vec is taught to sieve."),
        ("Under this assumption, we prove a bound.", "Under this assumption, we prove a bound."),
        ("For convex losses, we prove a bound.", "For convex losses, we prove a bound."),
    ],
)
def test_an_opening_that_says_nothing_is_left_off_and_a_condition_is_not(sentence: str, expected: str):
    assert opened(sentence) == expected


@pytest.mark.parametrize(
    "tail",
    [
        ", which helps many.",
        ", reducing the time by half.",
        ", thereby reducing the time.",
        " by skipping the composite ones.",
        ", and show that it is fast.",
        ": a fast one.",
        "; its proof is short.",
        " through three steps: first, it doubles.",
        ", while keeping memory low.",
        " such as those of Bertrand.",
    ],
)
def test_what_trails_behind_a_main_clause_can_go(tail: str):
    assert f"{WE}." in {variant.text for variant in variants(WE + tail)}


@pytest.mark.parametrize(
    "sentence",
    [
        "We show that the models of this kind, which are large, fail on every task.",
        "The method that we propose in this paper, which is fast, beats all others.",
        "We prove that there is a graph of every order such that no two vertices meet.",
        "We prove that this bound holds unless the loss of the model is not convex.",
        "We answer the following question about large models: are they of any use?",
        "We present two sieves for the primes: a fast one that needs much memory, and develop a slow one.",
        "We compare sieves for primes (those of Bertrand, which are old, and newer ones).",
        "Attention in large models, which is costly, limits the length of their input.",
    ],
)
def test_a_sentence_is_not_cut_where_something_would_be_missing(sentence: str):
    assert [variant.text for variant in variants(sentence)] == [sentence]


MUCH = "a sieve that skips all of the even numbers and a table of those that it has met before, in any order, " * 2
ITEMS = f"(1) {MUCH}(2) {MUCH}and (3) a proof."


@pytest.mark.parametrize(
    ("announced", "expected"),
    [
        ("We present Sift, the first framework for finding primes, comprising three modular components: ", ""),
        ("We present Sift, the first framework for finding all of the primes of short intervals through: ", ""),
        ("We present Sift, the first framework for finding all primes, which is made of ", ""),
        ("We present Sift, a suite of tools for finding primes that consists of ", ""),
        (
            "We present Sift, a fast and simple framework that rests upon ",
            "We present Sift, a fast and simple framework.",
        ),
    ],
)
def test_what_a_sentence_announces_is_told_where_its_list_is_too_long(announced: str, expected: str):
    texts = {variant.text for variant in variants(announced + ITEMS)}
    assert any(text.startswith("We present Sift") and len(text) <= LIMIT for text in texts)
    assert all("(1)" not in text or "(2)" in text for text in texts)
    assert not any(faults(text) for text in texts if len(text) <= LIMIT)
    assert not expected or expected in texts


def test_a_condition_stays_however_long_the_sentence_is():
    texts = [variant.text for variant in variants(f"We prove the convergence of all functions that satisfy {ITEMS}")]
    assert not any(text.startswith("We prove the convergence of all functions.") for text in texts)


def test_part_of_a_list_is_a_fault_and_the_whole_of_it_is_none():
    assert faults("We present Sift, consisting of: (1) a sieve.") == ("half a list",)
    assert faults("We present Sift, consisting of: (1) a sieve, and (2) a table.") == ()


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("We prune networks [12, 13] by half.", "We prune networks by half."),
        ("We prune networks (Smith et al., 2019) by half.", "We prune networks by half."),
        ("We prune f(x) in O(n) steps (at most).", "We prune f(x) in O(n) steps (at most)."),
    ],
)
def test_citations_go_and_formulas_stay(sentence: str, expected: str):
    assert variants(sentence)[0].text == expected


def test_an_abbreviation_goes_only_where_it_is_not_used_again():
    once = "We prune recurrent neural networks (RNNs) by half."
    assert "We prune recurrent neural networks by half." in {variant.text for variant in variants(once)}
    twice = "We prune recurrent neural networks (RNNs) and show that pruned RNNs learn."
    assert all("networks (RNNs)" in variant.text for variant in variants(twice) if "pruned RNNs" in variant.text)


@given(st.text(max_size=300))
def test_a_sentence_can_always_be_said_in_some_way(sentence: str):
    assert variants(sentence)


FINE = (
    "We propose a sieve.",
    "word2vec finds primes.",
    "t-SNE maps “far” to far (mostly).",
    "We ask: who sieves the sieves…",
    "It is shown that primes are odd.",
    "This paper sieves primes.",
    "我们提出了一种方法。",
)


@pytest.mark.parametrize("sentence", FINE)
def test_a_whole_sentence_has_no_fault(sentence: str):
    assert faults(sentence) == ()


@pytest.mark.parametrize(
    ("sentence", "fault"),
    [
        ("Can primes be sieved?", "question"),
        ("However, primes are sieved.", "leaning start"),
        ("In such settings, we sieve primes.", "leaning start"),
        ("It finds primes.", "unresolved start"),
        ("These sieves find primes.", "unresolved start"),
        ("This sieve finds primes.", "unresolved start"),
        ("In prior work, we sieved primes.", "earlier work"),
        ("We sieve primes [3].", "citation"),
        ("We sieve primes as in Figure 2.", "citation"),
        (r"We sieve \mathbb primes.", "TeX"),
        ("We sieve primes at https://example.org.", "link"),
        ("We sieve primes .", "loose mark"),
        ("(1) We sieve primes.", "numbered"),
        ("we sieve primes.", "lower-case start"),
        ("We sieve primes", "no end"),
        ("We sieve primes and.", "dangling end"),
        ("We sieve primes through.", "dangling end"),
        ("We sieve (all primes.", "unbalanced"),
        ('We sieve "all primes.', "unbalanced"),
        ("", "no end"),
    ],
)
def test_what_a_reader_would_stumble_over_has_a_name(sentence: str, fault: str):
    assert fault in faults(sentence)
