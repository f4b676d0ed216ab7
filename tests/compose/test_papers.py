from dataclasses import replace

import pytest

from bot import compose
from bot.commands import Search, Top
from bot.compose import Listing, Page
from bot.compose.operate import delivery_words
from bot.compose.words import flat
from tests.builders import TODAY
from tests.compose.plain import plain
from tests.compose.scenes import DUE, NONE_FITS, SKIPPED, SUBSCRIPTION, VOICE


def empty(about: Listing) -> str:
    return plain(compose.listing(about, (), Page(1, 0, lambda _: Top()), TODAY))


@pytest.mark.parametrize(("days", "advice"), [(7, "top 30d"), (30, "top 365d"), (90, "top 365d")])
def test_an_empty_list_of_the_most_voted_names_more_days_than_were_asked_for(days: int, advice: str):
    assert advice in empty(compose.top(Top(days), "#ml-reading", VOICE))


def test_when_a_whole_year_has_no_vote_there_is_no_more_to_try():
    assert "More days" not in empty(compose.top(Top(365), "#ml-reading", VOICE))


def test_an_empty_answer_does_not_speak_of_how_its_papers_matched():
    text = empty(compose.found(Search("noise ladders"), "any", None, VOICE, TODAY, 0))
    assert "some of them" not in text
    assert "Nothing was found for “noise ladders”." in text


def test_a_phrase_is_not_quoted_twice():
    assert 'found for "tree of thoughts".' in empty(
        compose.found(Search('"tree of thoughts"'), "all", None, VOICE, TODAY)
    )


def test_papers_that_do_not_fit_are_not_called_nothing_new():
    document = compose.nothing_new(SUBSCRIPTION, NONE_FITS, DUE, VOICE)
    assert document.title.startswith("No new paper fits #ml-reading")
    assert "nothing is new" not in plain(compose.preview(document, SUBSCRIPTION, NONE_FITS, VOICE))


def test_a_shortened_detail_ends_in_one_full_stop():
    row = replace(SKIPPED, detail=f"{'It was so. ' * 30}")
    assert not flat(delivery_words(row, "UTC")).endswith("..")
