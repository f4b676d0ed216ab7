import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Topic, TopicKind
from bot.topics import fold, matches
from tests.builders import a_paper


def says(topic: str, text: str) -> bool:
    return bool(matches(a_paper(title=text, abstract=""), [Topic("text", topic)]))


def written_by(topic: str, *authors: str) -> bool:
    return bool(matches(a_paper(authors=authors), [Topic("author", topic)]))


@pytest.mark.parametrize(
    ("topic", "text"),
    [
        ("diffusion model", "Diffusion\nModels"),
        ("diffusion models", "a diffusion model"),
        ("surveys", "A Survey"),
        ("study", "Case Studies"),
        ("analyses", "an analysis"),
        ("matrix", "random matrices"),
        ("loss", "losses"),
        ("benches", "a bench"),
        ("caches", "one cache"),
        ("database", "databases"),
        ("LLMs", "an LLM"),
        ("LLM", "LLMs, all of them"),
        ("quantisation", "Quantization"),
        ("modelling", "Modeling"),
        ("behavior", "behaviour"),
        ("Schrodinger", "The Schrödinger Bridge"),
        ("naïve", "Naive Bayes"),
        ("text to image", "Text-to-Image"),
        ("text-to-image", "text\u2013to\u2013image"),
        ("GPT-4", "GPT 4"),
        ("C++", "in C++."),
        ("C#", "(C#)"),
        (".NET", "for .NET applications"),
        ("3D", "3D Gaussians"),
        ("1.5-bit", "a 1.5-bit model"),
        ("transform*", "transformers"),
        ("\u6269\u6563", "\u89c6\u9891\u6269\u6563\u6a21\u578b"),  # diffusion, inside a phrase without spaces
    ],
)
def test_a_topic_finds_its_words_however_they_are_written(topic: str, text: str):
    assert says(topic, text)


@pytest.mark.parametrize(
    ("topic", "text"),
    [
        ("RL", "world"),
        ("C", "in C++"),
        ("TTS", "a TT"),
        ("bias", "biased"),
        ("agent", "agentic"),
        ("four", "for"),
        ("diffusion model", "diffusion and a model"),
        ("model zoo", "A model. Zoo animals"),
        ("***", "anything"),
        ("", "anything"),
    ],
)
def test_a_topic_does_not_find_other_words(topic: str, text: str):
    assert not says(topic, text)


def test_abstract_and_keywords_are_searched_but_no_phrase_runs_from_one_into_the_next():
    paper = a_paper(title="On Reward", abstract="Models of graphs", keywords=("policy gradient",))
    assert matches(paper, [Topic("text", "graph"), Topic("text", "policy gradients")])
    assert not matches(paper, [Topic("text", "reward models"), Topic("text", "graphs policy")])


@pytest.mark.parametrize(
    ("topic", "category"), [("cs.CL", "cs.CL"), ("cs.cl", "cs.CL"), ("cs.*", "cs.LG"), ("cs", "cs.LG"), ("hep-th",) * 2]
)
def test_a_category_or_a_whole_archive_is_found(topic: str, category: str):
    assert matches(a_paper(categories=("stat.ML", category)), [Topic("category", topic)])


@pytest.mark.parametrize(("topic", "category"), [("cs.C", "cs.CL"), ("math.*", "math-ph"), ("cs.CL", "cs.LG")])
def test_another_category_is_not_found(topic: str, category: str):
    assert not matches(a_paper(categories=(category,)), [Topic("category", topic)])


@pytest.mark.parametrize(
    ("topic", "author"),
    [
        ("Hinton", "Geoffrey E. Hinton"),
        ("hinton", "G. Hinton"),
        ("Geoffrey Hinton", "Geoffrey E. Hinton"),
        ("G. Hinton", "Geoffrey Hinton"),
        ("Geoffrey Hinton", "G. E. Hinton"),
        ("Hinton, Geoffrey", "Geoffrey Hinton"),
        ("Hinton G", "Geoffrey Hinton"),
        ("Fei-Fei Li", "Li Fei-Fei"),
        ("van den Oord", "A\u00e4ron van den Oord"),
        ("Muller", "Klaus-Robert M\u00fcller"),
        ("Jorgensen", "Ib J\u00f8rgensen"),
        ("O'Brien", "Tim O\u2019Brien"),
        ("King", "Martin L. King Jr."),
        ("Andrew Y. Ng", "Andrew Ng"),
    ],
)
def test_an_author_is_found_by_family_name_full_name_or_initials(topic: str, author: str):
    assert written_by(topic, "Someone Else", author)


@pytest.mark.parametrize(
    ("topic", "author"),
    [
        ("J. Hinton", "Geoffrey Hinton"),
        ("Li", "Li Wang"),
        ("Bo Li", "Bob Li"),
        ("Andrew Y. Ng", "Andrew Z. Ng"),
        ("", "Anyone"),
        ("Hinton", ""),
    ],
)
def test_another_author_is_not_found(topic: str, author: str):
    assert not written_by(topic, author)


@pytest.mark.parametrize(("topic", "name"), [("DeepMind", "Google DeepMind"), ("MetaAI", "Meta AI"), ("z.ai", "Z.ai")])
def test_an_organisation_is_found_by_a_part_of_its_name(topic: str, name: str):
    assert matches(a_paper(organisation=name), [Topic("organisation", topic)])


@pytest.mark.parametrize("name", ["DeepMind", None, ""])
def test_half_a_word_is_no_organisation(name: str | None):
    assert not matches(a_paper(organisation=name), [Topic("organisation", "Mind")])


def test_topics_come_back_in_the_order_they_were_asked_in():
    topics = [Topic("text", "graph"), Topic("author", "Nobody"), Topic("category", "cs.LG"), Topic("text", "reward")]
    paper = a_paper(title="Reward on Graphs", categories=("cs.LG",))
    assert matches(paper, topics) == (topics[0], topics[2], topics[3])


@given(st.sampled_from(["text", "category", "author", "organisation"]), st.text(), st.text())
def test_no_topic_and_no_text_raise(kind: TopicKind, topic: str, text: str):
    paper = a_paper(title=text, abstract=text, authors=(text,), categories=(text,), organisation=text)
    assert len(matches(paper, [Topic(kind, topic)])) in {0, 1}


@given(st.text())
def test_folding_twice_is_folding_once(text: str):
    assert fold(fold(text)) == fold(text)


@given(st.lists(st.from_regex(r"[a-z]{2,12}", fullmatch=True), min_size=1, max_size=4))
def test_a_phrase_always_finds_itself(words: list[str]):
    phrase = " ".join(words)
    assert says(phrase, f"On {phrase.title()}, Again")
