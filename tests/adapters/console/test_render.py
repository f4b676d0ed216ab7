from datetime import UTC, datetime
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from adapters.console.render import buttons_of, render
from bot.commands import Save, Show
from bot.document import (
    Actions,
    Block,
    Bullets,
    Button,
    Code,
    Divider,
    Document,
    Facts,
    Heading,
    Link,
    PaperCard,
    Paragraph,
    Strong,
    Time,
    Verbatim,
)

CARD = PaperCard(
    key="arxiv:2603.00001",
    title="A Study of Things",
    url="https://arxiv.org/abs/2603.00001",
    number=1,
    summary="They study things and find more.",
    summary_label="extract of the authors' abstract",
    byline="Ada Lovelace +1",
    organisation="Analytical Engines",
    announced="Tue 3 Mar",
    votes=41,
    comments=1,
    stars=1234,
    reasons=("matches diffusion", "41 votes, rising"),
    badges=("new",),
    buttons=(Button("Details", Show("arxiv:2603.00001")), Button("Save", Save("arxiv:2603.00001"))),
)


def shown(*blocks: Block, title: str = "Title", buttons: int | None = None, zone: str = "UTC", width: int = 80) -> str:
    out = StringIO()
    console = Console(file=out, width=width, highlight=False, markup=False, emoji=False)
    console.print(render(Document(title, blocks), zone, buttons))
    return out.getvalue()


def test_a_card_says_everything_in_words():
    page = shown(CARD, width=120)

    for words in (
        "1. A Study of Things",
        "[new]",
        "They study things",
        "▲ 41 votes · 1 comment · ★ 1.2k stars · Analytical Engines · Ada Lovelace +1 · Tue 3 Mar",
        "because: matches diffusion · 41 votes, rising",
    ):
        assert words in page


def test_buttons_are_numbered_in_the_order_in_which_they_can_be_pressed():
    more = Actions((Button("Next", Show("arxiv:2603.00002")),))
    page = shown(CARD, more, buttons=1)

    assert [button.label for button in buttons_of(Document("", (CARD, more)))] == ["Details", "Save", "Next"]
    assert "[1] Details  [2] Save" in page
    assert "[3] Next" in page


def test_buttons_nobody_could_press_are_not_shown():
    assert "Details" not in shown(CARD, Actions((Button("Next", Show("x")),)))


def test_times_are_shown_in_the_readers_zone():
    at = datetime(2026, 3, 3, 8, 0, tzinfo=UTC)

    assert "Tue 3 Mar 2026, 17:00" in shown(Paragraph(("Next: ", Time(at))), zone="Asia/Tokyo")


def test_a_link_shows_where_it_leads():
    assert "arXiv (https://arxiv.org/abs/1)" in shown(Paragraph((Link("arXiv", "https://arxiv.org/abs/1"),)))


def test_verbatim_text_keeps_its_lines():
    assert "@article{a,\n  title = {B}\n}" in shown(Verbatim("@article{a,\n  title = {B}\n}"))


@pytest.mark.parametrize(
    "block",
    [
        Heading("word"),
        Paragraph(("word",)),
        Paragraph((Strong("word"),)),
        Paragraph((Code("word"),)),
        Facts((("word",), ("other",))),
        Bullets((("word",),)),
        Verbatim("word"),
    ],
)
def test_every_kind_of_block_shows_its_words(block: Block):
    assert "word" in shown(block)


def test_a_divider_is_a_rule():
    assert "───" in shown(Divider())


def test_a_pipe_sees_no_escape_sequence():
    assert "\x1b" not in shown(CARD, Paragraph((Link("a", "https://b.example"), Strong("c"))), buttons=1)


@pytest.mark.parametrize("hostile", ["\x1b[2J\x1b]8;;evil\x07", "a\rb", "\u202egnp.exe", "\x9b31m", "\ud800"])
def test_no_control_sequence_of_a_paper_reaches_the_terminal(hostile: str):
    card = PaperCard(key="k", title=hostile, url=None, summary=hostile, byline=hostile, reasons=(hostile,))
    page = shown(card, Paragraph((hostile,)), Verbatim(hostile), title=hostile)

    assert not set(page) & set("\x1b\r\x07\x9b\u202e\ud800")


@given(st.text(max_size=300), st.text(max_size=300), st.integers(20, 120))
def test_whatever_a_paper_says_can_be_shown(title: str, summary: str, width: int):
    card = PaperCard(key="k", title=title, url=None, summary=summary, badges=(title,), reasons=(summary,))

    shown(card, Paragraph((title,)), Bullets(((summary,),)), width=width)


@given(st.text(alphabet="[]/boldred", max_size=40))
def test_the_renderers_own_markup_in_a_title_is_only_text(title: str):
    words = "".join(title.split())

    assert words in "".join(shown(Heading(title), width=120).split())
