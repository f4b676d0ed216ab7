# ruff: noqa: RUF001 - look-alikes are what this is about
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from adapters.discord.markdown import escape, fit, heading, label, line, link, url, verbatim
from bot.document import Code, Link, Strong, Time
from bot.text import clean
from tests.adapters.discord_render.papers import ADDRESSES, MEANINGS, SPAN, TEXT
from tests.adapters.discord_render.reading import kinds, links, parse, read

ALL = [(kind, sequence) for kind, sequences in MEANINGS.items() for sequence in sequences]
OURS = {"strong", "code", "link", "time"}
BRACKETS = str.maketrans("［］", "[]", "\u2068\u2069")


def shown(*spans: Any) -> str:
    return line(tuple(spans), 3000)


def one_line(text: str) -> str:
    return " ".join(clean(text).split()).translate(BRACKETS)


@pytest.mark.parametrize(("kind", "sequence"), ALL)
def test_the_reader_of_these_tests_sees_what_discord_sees(kind: str, sequence: str):
    assert kind in kinds(sequence) or (kind, sequence) == ("invitation", "https://discord.com/invite/abc")


@pytest.mark.parametrize("sequence", [sequence for _, sequence in ALL])
def test_no_sequence_with_a_meaning_keeps_it_in_running_text(sequence: str):
    for around in ("{}", " {} ", "a{}b", "a {} b", "({})", "\\{}", "\\\\{}", "{0}{0}", "*{}*", "[{}]"):
        text = around.format(sequence)

        assert kinds(shown(text)) == []
        assert read(shown(text)).translate(BRACKETS).strip() == one_line(text)


@pytest.mark.parametrize("sequence", [sequence for _, sequence in ALL])
def test_no_sequence_with_a_meaning_keeps_it_in_the_words_of_a_link(sequence: str):
    for around in ("{}", "a {} b", "({})", "{}\\", "[{}", "{}]", "{}]("):
        (only,) = parse(link(around.format(sequence), "https://a.example/b", 3000))

        assert (only.kind, only.target) == ("link", "https://a.example/b")
        assert [node.kind for node in only.inside] == ["text"]


@given(TEXT)
@example("1.")
@example("#")
@example("_a_b_")
@example("a[0,1) b[c]")
def test_hostile_text_is_only_text_and_reads_as_it_was(text: str):
    assert kinds(shown(text)) == []
    assert read(shown(text)).translate(BRACKETS).strip() == one_line(text)


@given(TEXT, st.sampled_from(("# ", "-# ", "- ", "1\\. ", "> ", "a ", "")))
def test_it_is_so_behind_any_mark_of_ours(text: str, mark: str):
    before = kinds(f"{mark}a")

    assert kinds(f"{mark}{fit(text, 3000) or 'a'}") == before


@given(st.lists(SPAN, max_size=6))
@example(["@every", "one"])
@example(["1", ". a"])
@example([":smi", "le:"])
@example(["http:", "//a.example"])
@example([Strong("a"), "b", Code("c"), Strong("d"), Strong("e"), Code("f"), Code("g")])
@example(["x]", Link("a", "https://b.example"), "(https://c.example)"])
def test_spans_side_by_side_mean_nothing_together(spans: list[Any]):
    text = shown(*spans)
    wanted = sum(not isinstance(span, str) for span in spans)

    assert set(kinds(text)) <= OURS
    assert len(kinds(text)) <= wanted


@given(TEXT, st.integers(0, 200))
def test_text_fits_after_it_is_escaped(text: str, most: int):
    assert len(fit(text, most)) <= most
    assert kinds(fit(text, most)) == []


@given(st.lists(SPAN, max_size=6), st.integers(0, 300))
def test_a_line_fits_and_what_is_cut_means_nothing_else(spans: list[Any], most: int):
    text = line(tuple(spans), most)

    assert len(text) <= most
    assert set(kinds(text)) <= OURS


@given(TEXT, ADDRESSES, st.integers(0, 3000))
def test_a_link_leads_to_its_address_or_nowhere(text: str, address: str, most: int):
    made = link(text, address, most)

    assert len(made) <= most
    assert set(kinds(made)) <= {"link"}
    assert [found.target for found in links(made)] in ([], [url(address)])


@given(TEXT)
def test_the_words_of_a_link_say_what_was_to_be_said(text: str):
    words = [c for c in label(one_line(text)) if c.isalnum() and c.isascii()]

    assert words == [c for c in one_line(text) if c.isalnum() and c.isascii()]


def test_words_with_an_emoji_have_their_link_beside_them():
    assert shown(Link("🚀 Fast *Models*", "https://a.example")) == r"🚀 Fast \*Models\* ([link](https://a.example))"
    assert shown(Link("[Re] A* Search", "https://a.example")) == "[［Re］ A∗ Search](https://a.example)"


@pytest.mark.parametrize(
    ("hostile", "harmless"),
    [
        ("snake_case and _it_", r"snake\_case and \_it\_"),
        ("p(x|y) at 10:30:45", r"p(x\|y) at 10\:30:45"),
        ("A* search", r"A\* search"),
        ("[Re] a [0,1) interval", r"\[Re] a ［0,1) interval"),
        ("2. Of two", r"2\. Of two"),
        ("it was in 2024.", "it was in 2024."),
        ("two\nlines\u2028more\x1b[0m\ud800", "two lines more［0m"),
        ("שלום 1", "\u2068שלום 1\u2069"),
        ("\u202egnp.exe", "gnp.exe"),
    ],
)
def test_what_needs_no_escape_has_none(hostile: str, harmless: str):
    assert shown(hostile) == harmless


def test_what_is_to_be_typed_stays_to_the_letter():
    assert shown(Code("/papers show 2405.15738 a*b _c_ <x>")) == "`/papers show 2405.15738 a*b _c_ <x>`"


def test_number_signs_at_the_end_of_a_heading_are_read():
    assert read(heading(escape("C#"))).startswith("C#")
    assert not heading(escape("C#")).endswith("#")


@pytest.mark.parametrize(
    "address",
    [
        *("javascript:alert(1)", "ftp://a.example", "https://a b", "", f"https://{'x' * 3000}", "discord://x"),
        *("https://arxiv.org@evil.example", "https://a%2eb.example", "https://", "https:///x", "//a.example"),
    ],
)
def test_only_web_addresses_become_links(address: str):
    assert shown(Link("words", address)) == "words"


def test_what_would_end_a_link_is_percent_encoded():
    assert url("https://a.example/<x>|(y)?a=1&b=%20#*z*") == "https://a.example/%3Cx%3E%7C%28y%29?a=1&b=%20#%2Az%2A"
    assert shown(Link("a", "https://a.example/x_y")) == "[a](https://a.example/x_y)"


def test_what_is_written_from_right_to_left_is_set_apart_with_its_link():
    assert shown(Link("שלום", "https://a.example")) == "\u2068[שלום](https://a.example)\u2069"


def test_times_are_in_the_readers_zone():
    at = datetime(2026, 3, 3, 8, 0, tzinfo=UTC)

    assert shown(Time(at)) == "<t:1772524800:f>"
    assert shown(Time(at, style="date"), " ", Time(at, style="time")) == "<t:1772524800:D> <t:1772524800:t>"


@given(st.text(st.characters()).map(lambda text: text * 20), st.integers(40, 400))
def test_text_to_copy_comes_in_fenced_pieces_that_nothing_ends_early(text: str, most: int):
    for piece in verbatim(text, most):
        assert len(piece) <= most
        assert set(kinds(piece)) <= {"block"}


def test_text_to_copy_keeps_its_lines():
    assert verbatim("@misc{a,\n  b = {<c>*_}\n}", 3000) == ["```\n@misc{a,\n  b = {<c>*_}\n}\n```"]
