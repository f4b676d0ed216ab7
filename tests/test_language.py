"""What adapters are given to read what people wrote."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import NotUnderstood
from bot.language import MOST_ZONES, language
from bot.model import Topic
from bot.parse import read_keys
from bot.zones import is_zone, zones_like

WORDS = language(lambda: ["huggingface"])


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("", ()),
        ("nothing to see, see you at 10.30", ()),
        ("https://arxiv.org/abs/2405.15738v2", ("arxiv:2405.15738",)),
        ("look: <https://huggingface.co/papers/2405.15738|this one>!", ("arxiv:2405.15738",)),
        ("(2405.15738), https://alphaxiv.org/abs/2603.00001.", ("arxiv:2405.15738", "arxiv:2603.00001")),
        ("twice 2405.15738 and https://arxiv.org/pdf/2405.15738", ("arxiv:2405.15738",)),
        ("https://doi.org/10.1000/xyz123 and cs/0112017", ("doi:10.1000/xyz123", "arxiv:cs/0112017")),
        ("https://example.org/2405/15738", ()),
    ],
)
def test_a_message_names_its_papers(text: str, keys: tuple[str, ...]):
    assert read_keys(text) == keys


@given(st.text(max_size=300))
def test_any_text_can_be_looked_through(text: str):
    assert len(set(read_keys(text))) == len(read_keys(text))


def test_topics_are_read_as_they_are_typed():
    changes = WORDS.read_topics('diffusion, "language models", -survey, author:Hinton')
    assert changes.include == (
        Topic("text", "diffusion"),
        Topic("text", "language models"),
        Topic("author", "Hinton"),
    )
    assert changes.exclude == (Topic("text", "survey"),)


def test_a_page_is_no_list_of_topics():
    with pytest.raises(NotUnderstood):
        WORDS.read_topics("word, " * 4000)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("berl", "Europe/Berlin"),
        ("Europe/Be", "Europe/Berlin"),
        ("new york", "America/New_York"),
        ("PST", "America/Los_Angeles"),
    ],
)
def test_a_part_of_a_zones_name_finds_it(typed: str, first: str):
    assert WORDS.zones(typed)[0] == first


@given(st.text(max_size=20))
def test_only_zones_are_offered_and_never_too_many(typed: str):
    found = zones_like(typed, MOST_ZONES)
    assert len(found) <= MOST_ZONES
    assert len(set(found)) == len(found)
    assert all(map(is_zone, found))
