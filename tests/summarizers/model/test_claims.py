# ruff: noqa: RUF001 - signs as authors write them
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.summarizers.model.claims import new_names, new_numbers
from tests.summarizers.model.made import ABSTRACT


@pytest.mark.parametrize(
    "text",
    [
        "It is 3.5 times faster.",
        "It is 3.5× faster.",
        "It gains 4.2 percent.",
        "It gains 4,2 % in Germany.",
        "It was trained on 1000 documents.",
        "It was trained on 1k documents.",
        "A model of 7 billion parameters.",
        "A 7-billion model on twelve other benchmarks.",
        "TurnipNet-2 has no number of its own.",
        "There is no number here, and one of them is no number either.",
    ],
)
def test_a_number_may_be_written_in_another_way(text: str):
    assert new_numbers(text, ABSTRACT) == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("It is 3.6x faster.", "3.6x"),
        ("It gains 42%.", "42%"),
        ("It gains 12% on benchmarks.", "12%"),
        ("A 70B model.", "70B"),
        ("Trained on 10,000 documents.", "10,000"),
        ("On thirty benchmarks.", "thirty"),
        ("It is twelve times faster at 4.2x.", "4.2x"),
    ],
)
def test_another_number_is_found(text: str, number: str):
    assert new_numbers(text, ABSTRACT) == [number]


@pytest.mark.parametrize(
    "text",
    [
        "TurnipNet-2 beats FlashAttention on LongBench.",
        "Turnipnet 2 helps LLMs.",
        "Sparse attention helps Large Language Models (LLMs).",
        "A 7B-parameter model and an AI for it.",
        "Benchmarks such as LongBench's are hard.",
    ],
)
def test_a_name_may_be_written_in_another_way(text: str):
    assert new_names(text, ABSTRACT) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("TurnipNet-3 is fast.", "TurnipNet-3"),
        ("It beats GPT-4 on long documents.", "GPT-4"),
        ("It is faster than Longformer.", "Longformer"),
        ("It was made at Stanford.", "Stanford"),
        ("It uses RLHF.", "RLHF"),
        ("It was tested on LongEval.", "LongEval"),
    ],
)
def test_another_name_is_found(text: str, name: str):
    assert new_names(text, ABSTRACT) == [name]


def test_an_acronym_may_be_spelled_out():
    assert new_names("It uses Group Relative Policy Optimisation.", "We train with GRPO.") == []


def test_a_language_that_capitalises_nouns_is_asked_for_other_names_only():
    told = "TurnipNet-2 ist eine Methode für lange Dokumente, besser als GPT-4."
    assert new_names(told, ABSTRACT, "German") == ["GPT-4"]


@given(st.text(), st.text())
def test_what_a_text_says_itself_is_never_new(text: str, more: str):
    assert new_numbers(text, f"{text} {more}") == []


@given(st.lists(st.from_regex(r"[A-Za-z]{1,8}(-[0-9]{1,3})?", fullmatch=True)).map(" ".join))
def test_a_name_of_the_source_is_never_new(text: str):
    assert new_names(text, text) == []
