# ruff: noqa: RUF001 - look-alikes are what this is about
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from adapters.slack.mrkdwn import fit, line, url, verbatim
from bot.document import Code, Link, Strong, Time
from tests.adapters.slack_render.papers import TEXT


def shown(*spans: Any) -> str:
    return line(tuple(spans), 3000)


@pytest.mark.parametrize(
    ("hostile", "harmless"),
    [
        ("*bold*", "∗bold∗"),
        ("_it_ ~no~ `code`", "ˍitˍ ∼no∼ ˋcodeˋ"),
        ("＊bold＊", "﹡bold﹡"),
        ("snake_case and 2*3", "snake_case and 2*3"),
        ("A* search", "A∗ search"),
        ("<!channel> & <@U1>", "&lt;!channel&gt; &amp; &lt;@U1&gt;"),
        ("&amp;", "&amp;amp;"),
        ("> quoted", "\u00ad&gt; quoted"),
        ("a > b", "a &gt; b"),
        (":tada: at 10:30:45", "∶tada: at 10:30:45"),
        ("two\nlines\u2028more\x1b[0m\ud800", "two lines more[0m"),
        ("שלום 1", "\u2068שלום 1\u2069"),
        ("\u202egnp.exe", "gnp.exe"),
    ],
)
def test_hostile_text_is_only_text(hostile: str, harmless: str):
    assert shown(hostile) == harmless


@given(TEXT, st.integers(0, 200))
def test_text_fits_after_it_is_escaped(text: str, most: int):
    assert len(fit(text, most)) <= most


@given(st.lists(st.one_of(TEXT, st.builds(Strong, TEXT), st.builds(Code, TEXT)), max_size=6), st.integers(0, 300))
@example([Strong("a"), "b", Code("c"), Strong("d")], 300)
def test_a_line_fits_and_its_marks_come_in_pairs(spans: list[Any], most: int):
    text = line(tuple(spans), most)

    assert len(text) <= most
    assert text.count("`") % 2 == 0
    assert "**" not in re.sub("`[^`]*`", "", text)


def test_marks_beside_a_word_are_set_apart_or_they_would_not_count():
    assert shown("no ", Strong("a"), "b") == "no *a*\u200bb"
    assert shown("a", Code("b")) == "a\u200b`b`"
    assert shown(Strong("#ml"), ": next") == "*#ml*: next"


def test_what_is_to_be_typed_stays_to_the_letter():
    assert shown(Code("/papers show 2405.15738 a*b _c_ <x>")) == "`/papers show 2405.15738 a*b _c_ &lt;x&gt;`"


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "ftp://a.example", "https://a b", "", f"https://{'x' * 3000}"]
)
def test_only_web_addresses_become_links(address: str):
    assert shown(Link("words", address)) == "words"


def test_what_would_end_a_link_is_percent_encoded():
    assert url("https://a.example/<x>|y?a=1&b=2") == "https://a.example/%3Cx%3E%7Cy?a=1&amp;b=2"
    assert shown(Link("a|b>", "https://a.example")) == "<https://a.example|a|b&gt;>"


def test_times_are_in_the_readers_zone_with_words_for_those_who_do_not_see_them():
    at = datetime(2026, 3, 3, 8, 0, tzinfo=UTC)

    assert shown(Time(at, "Asia/Tokyo")) == (
        "<!date^1772524800^{date_short_pretty} at {time}|Tue 3 Mar 2026, 17:00 Asia/Tokyo>"
    )
    assert shown(Time(at, "No/Where", "date")) == "<!date^1772524800^{date_short_pretty}|Tue 3 Mar 2026>"
    assert shown(Time(datetime(1960, 1, 1, tzinfo=UTC), style="date")) == "Fri 1 Jan 1960"


@given(st.text(st.characters()).map(lambda text: text * 20), st.integers(40, 400))
def test_text_to_copy_comes_in_fenced_pieces_that_nothing_ends_early(text: str, most: int):
    for piece in verbatim(text, most):
        assert len(piece) <= most
        assert piece.startswith("```\n")
        assert piece.endswith("\n```")
        assert "```" not in piece[3:-3]
        assert not re.search(r"&(?!amp;|lt;|gt;)", piece)


def test_text_to_copy_keeps_its_lines():
    assert verbatim("@misc{a,\n  b = {<c>}\n}", 3000) == ["```\n@misc{a,\n  b = {&lt;c&gt;}\n}\n```"]
    copied = "".join(verbatim("x" * 7000, 3000)).replace("```", "").replace("\n", "")
    assert copied == "x" * 7000
