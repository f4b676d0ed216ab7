import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import SAMPLE_LABEL
from bot.summarizers.extractive import LIMIT, PROVENANCE, Extractive, extract
from bot.summarizers.extractive.soundness import faults
from tests.builders import a_paper

BACKGROUND = "Large models are used everywhere today. However, they are slow to train and costly to serve."
ANNOUNCEMENT = "We propose Quickstep, an optimizer that skips layers which have stopped learning."
METHOD = "Each layer keeps a running estimate of its own progress."
RESULT = "It reduces training time by 40% on six tasks."
ASIDE = "Our code is available at https://example.org/quickstep."
QUESTION = "Can an optimizer skip the layers of large models that have stopped learning?"
PARTS = [BACKGROUND, ANNOUNCEMENT, METHOD, RESULT, ASIDE, QUESTION]


def test_the_summary_is_the_one_sentence_that_says_what_is_new():
    abstract = f"{BACKGROUND} {ANNOUNCEMENT} {METHOD} {RESULT} {ASIDE}"
    assert extract(abstract, "Quickstep") == ANNOUNCEMENT


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


def test_a_bare_question_is_no_summary():
    assert extract(f"{QUESTION} {ANNOUNCEMENT}", "Can an optimizer skip layers?") == ANNOUNCEMENT


def test_what_others_did_is_no_summary():
    earlier = "In prior work, we introduced Slowstep, an optimizer that visits all layers of a large model."
    assert extract(f"{earlier} {ANNOUNCEMENT}", "From Slowstep to Quickstep") == ANNOUNCEMENT


def test_an_invitation_to_the_code_is_never_the_summary():
    assert "available" not in extract(f"{ASIDE} Sorting is an old problem with many answers. {ASIDE}")


@pytest.mark.parametrize(
    "said",
    [
        "We hope Quickstep, an optimizer that skips layers which have stopped learning, helps others.",
        "We evaluate the proposed Quickstep optimizer on layers which have stopped learning.",
        "We release Quickstep, an optimizer that skips layers, to support future research.",
        "To show that layers can stop learning, we validate our Quickstep optimizer on six tasks.",
    ],
)
def test_hopes_tests_and_gifts_are_no_summary(said: str):
    plain = "This work trains the layers of a network one by one."
    assert extract(f"{BACKGROUND} {plain} {said}", "Quickstep: An Optimizer That Skips Layers") == plain


def test_what_is_new_is_told_though_its_sentence_is_too_long_to_be_shown():
    parts = "; ".join(
        f"({n}) a module that watches the progress of each layer of the network, over time" for n in (1, 2, 3)
    )
    new = "We propose Quickstep, the first optimizer for layers which have stopped learning"
    told = extract(f"{BACKGROUND} {new}, comprising three parts: {parts}. {METHOD} {RESULT}", "Quickstep")
    assert len(parts) > LIMIT - len(new)
    assert told.startswith(new)


def test_a_space_that_was_lost_between_two_sentences_is_found():
    assert extract(f"Others are slow to train.{ANNOUNCEMENT}First, it measures. {METHOD}", "Quickstep") == ANNOUNCEMENT


def test_without_an_announcement_the_sentence_nearest_to_the_title_stands_in():
    abstract = "Let a group act on a tree of finite valence. Amenable groups like that have rank one. Proofs are short."
    assert extract(abstract, "Amenable groups of rank one").startswith("Amenable groups")


def test_abbreviations_do_not_cut_a_sentence_short():
    abstract = "We introduce a parser for noisy text, e.g. Tweets, following Smith et al. and others. It is small."
    assert extract(abstract).startswith("We introduce a parser for noisy text")


def test_a_sentence_beyond_the_limit_gives_way_to_one_that_fits():
    long = "We propose Quickstep, an optimizer for " + "layers and models and " * 20 + "more."
    assert extract(f"{long} {ANNOUNCEMENT}", "Quickstep") == ANNOUNCEMENT


def test_an_abstract_that_was_cut_off_still_ends():
    assert (
        extract("We propose a sieve for primes in short intervals")
        == "We propose a sieve for primes in short intervals."
    )


def test_a_sentence_of_a_million_characters_is_cut_without_trying_each_of_its_ends():
    begun = "We propose a sieve for primes of numbers of all sorts in short intervals"
    assert extract(begun + ": a b" * 200_000, "A sieve").startswith(begun)


@pytest.mark.parametrize(
    "abstract",
    [
        "我们提出了一种新的方法来训练大型模型。实验表明该方法有效。",
        "Мы предлагаем новый метод обучения больших моделей. Он работает быстрее.",
        "∀x∃y: x<y. ∑∫∂.",
        "$\\mathcal{O}(n",
        "((((((((((((((((((((((((((((((((",
        "We. " * 500,
        "we " * 5_000,
        "a" * 100_000,
        "?" * 1_000,
    ],
    ids=["Chinese", "Russian", "signs", "torn TeX", "brackets", "remarks", "no stop", "one word", "questions"],
)
def test_strange_abstracts_have_a_summary_too(abstract: str):
    assert 0 < len(extract(abstract, "A title")) <= LIMIT


@given(st.text(), st.text())
def test_an_extract_keeps_its_limit_and_is_there_whenever_there_is_an_abstract(abstract: str, title: str):
    text = extract(abstract, title)
    assert len(text) <= LIMIT
    assert bool(text) == bool(abstract.strip())
    assert text == extract(abstract, title)


@given(st.lists(st.sampled_from(PARTS), max_size=8))
def test_an_extract_is_made_of_the_authors_own_words(parts: list[str]):
    told, kept = (
        {word.strip("….") for word in text.lower().split()} for text in (" ".join(parts), extract(" ".join(parts)))
    )
    assert kept <= told


@given(st.permutations(PARTS), st.text(max_size=30))
def test_whatever_the_order_the_extract_can_stand_alone(parts: list[str], title: str):
    assert faults(extract(" ".join(parts), title)) == ()


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
