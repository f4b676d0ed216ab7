"""Laws of every mail, whatever the document holds."""

import re
import unicodedata
from typing import TypeGuard

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.email.html import html
from adapters.email.letter import field, letter, mailbox
from adapters.email.links import MOST_URL, Links, outward
from adapters.email.plain import WIDTH, text
from adapters.email.render import MOST_HTML, SUBJECT, fits
from adapters.email.wiring import Options
from bot.commands import Changes, Day, Save, Search, Show, Vote
from bot.document import (
    Actions,
    Bullets,
    Button,
    Code,
    Document,
    Form,
    Heading,
    Link,
    PaperCard,
    Paragraph,
    Strong,
    Time,
    Verbatim,
)
from tests.adapters.email_render.made import BASE, DIGEST, LETTER, OPTIONS, part, raw, read
from tests.adapters.email_render.reading import links, parsed, problems, text_of
from tests.adapters.scenes import DIGEST as ORDINARY
from tests.adapters.scenes import HOSTILE, LONGEST, WORDS_OF_DIGEST, a_card
from tests.adapters.slack_render.papers import LONG, TEXT, documents
from tests.builders import NOW, TODAY


def names(shown: str) -> set[str]:
    return set(re.findall(r"No(\d+)x", shown))


def harmful(shown: str) -> set[str]:
    return {c for c in shown if (unicodedata.category(c) in {"Cc", "Cs"} and c != "\n") or "\u202a" <= c <= "\u202e"}


FEWER = settings(max_examples=max(20, settings().max_examples // 5))
"""Reading HTML as strictly as this takes a while."""

# Every mail


@given(documents())
@FEWER
def test_every_mail_is_whole_sound_and_names_every_paper_twice(document: Document):
    mailed = raw(document)
    page, plain = part(mailed, "html"), part(mailed, "plain")
    tree = parsed(page)
    papers = {block.title.partition("x")[0].removeprefix("No") for block in document.blocks if _is_paper(block)}

    assert problems(tree) == []
    assert len(page.encode()) <= MOST_HTML
    assert papers <= names(text_of(tree))
    assert papers <= names(plain)
    assert not harmful(page + plain)
    assert DIGEST.unsubscribe in links(tree)
    assert all(re.match(r"https?://[^\s<>\"]+$", url) for url in links(tree))


def _is_paper(block: object) -> TypeGuard[PaperCard]:
    return isinstance(block, PaperCard)


@given(documents())
@FEWER
def test_every_mail_is_ascii_in_lines_that_every_server_takes(document: Document):
    mailed = raw(document)

    assert mailed.isascii()
    assert mailed.endswith(b"\r\n")
    assert not {b"\n", b"\r"} & set(re.findall(rb"[\r\n]", mailed.replace(b"\r\n", b"")))
    assert max(map(len, mailed.split(b"\r\n"))) <= 998
    kinds = [kind.get_content_type() for kind in read(mailed).walk()]
    assert kinds == ["multipart/alternative", "text/plain", "text/html"]


@given(documents())
@FEWER
def test_what_fits_is_shown_whole(document: Document):
    if not fits(document, OPTIONS):
        return

    page = part(raw(document), "html")

    assert page == html(document, Links(BASE), _foot(page))


def _foot(page: str) -> list[tuple[Link | str, ...]]:
    """As it is for ``DIGEST``: it is not what this is about."""
    assert "UNSUBSCRIBE" in page
    return [
        ("You get this because you asked for it on our page or in a chat, and confirmed it from this mailbox.",),
        ("What comes, and when: ", Link("change settings", DIGEST.settings)),
        ("No more of these: ", Link("unsubscribe", DIGEST.unsubscribe)),
        ("Sent by Paperboy, papers@example.org, to ada@example.org.",),
    ]


@given(TEXT)
def test_what_is_typed_is_read_as_it_was_typed(words: str):
    """Escaped once, and not twice; without what nobody can see."""
    visible = " ".join("".join(c for c in words if c.isprintable() or c == " ").split()) or "nothing"

    page = html(Document("x", (Paragraph((visible,)),)), Links(), ())

    assert visible in text_of(parsed(page))


@given(LONG, st.integers(0, 5))
def test_plain_text_is_cut_nowhere_and_wrapped(words: str, number: int):
    shown = text(Document("x", (Paragraph((words,)), *(Heading(words) for _ in range(number)))), Links(), ())

    for line in shown.splitlines():
        assert len(line) <= WIDTH or " " not in line.strip()


# The head


@given(st.text(st.characters(), max_size=300), st.sampled_from(["Subject", "X-Paperboy"]))
def test_no_value_begins_another_field(value: str, name: str):
    line = field(name, value)

    assert line.startswith(f"{name}: ")
    assert all(each.startswith(" ") for each in line.split("\r\n")[1:])
    assert "\n" not in line.replace("\r\n", "")
    assert line.isascii()


@given(st.text(st.characters(), max_size=300))
def test_a_subject_is_read_as_the_title(title: str):
    subject = read(raw(Document(title)))["Subject"]

    assert len(subject) <= SUBJECT
    assert subject.split() == subject.split(" ") or not subject.strip()


@pytest.mark.parametrize("name", ["Subject\r\nBcc", "Sub ject", "", "Subject:"])
def test_a_field_has_a_name(name: str):
    with pytest.raises(ValueError, match="no name"):
        field(name, "x")


def test_a_link_that_may_not_be_folded_must_fit_on_a_line():
    with pytest.raises(ValueError, match="too long"):
        field("List-Unsubscribe", "<https://x.example/" + "a" * 1000 + ">")


@given(st.text(st.characters(), max_size=80))
def test_a_sender_has_one_address(name: str):
    message = read(letter((("From", mailbox(name, "papers@example.org")),), "x", "<p>x</p>", "k"))

    assert [each.addr_spec for each in message["From"].addresses] == ["papers@example.org"]


# What is shown


def test_every_word_of_a_digest_is_in_both_parts_in_its_order():
    mailed = raw(ORDINARY)
    for shown in (" ".join(part(mailed, "plain").split()), text_of(parsed(part(mailed, "html")))):
        places = [shown.find(words) for words in WORDS_OF_DIGEST]
        assert -1 not in places
        assert places == sorted(places)


@pytest.mark.parametrize("document", HOSTILE)
def test_hostile_documents_are_only_text(document: Document):
    tree = parsed(part(raw(document), "html"))

    assert problems(tree) == []
    assert set(links(tree)) == {
        *("https://arxiv.org/abs/2603.00001", "https://arxiv.org/pdf/2603.00001", f"{BASE}/paper/arxiv:2603.00001"),
        *("https://example.org/?q=1", DIGEST.settings, DIGEST.unsubscribe),
    }


def test_the_longest_digest_loses_nothing():
    assert fits(LONGEST, OPTIONS)
    page = part(raw(LONGEST), "html")
    assert all(f"Title number {number}:" in page for number in range(1, 21))


def test_what_is_longer_than_any_mail_ends_in_a_word_about_it():
    endless = Document("Endless", tuple(Paragraph(("word " * 400,)) for _ in range(1500)))

    assert not fits(endless, OPTIONS)
    mailed = raw(endless)
    assert "more than one mail holds" in part(mailed, "plain")
    assert "more than one mail holds" in part(mailed, "html")
    assert len(part(mailed, "html").encode()) <= MOST_HTML


def test_a_paper_leads_to_its_abstract_its_pdf_and_our_page():
    card = a_card()
    pages = [way.url for way in Links(BASE).of(card)]

    assert pages == [
        "https://arxiv.org/abs/2603.00001",
        "https://arxiv.org/pdf/2603.00001",
        f"{BASE}/paper/arxiv:2603.00001",
    ]
    assert [way.url for way in Links().of(card)] == pages[:2]


def test_a_button_that_nobody_can_press_is_left_out():
    buttons = (
        Button("Details", Show("doi:10.1/a b/../c")),
        Button("Save", Save("x")),
        Button("👍", Vote("x", 1)),
        Button("The day before", Day(TODAY)),
        Button("More", Search("a & b")),
    )

    ways = {way.words: way.url for way in Links(f"{BASE}/").ways(buttons)}

    assert ways == {
        "Details": f"{BASE}/paper/doi:10.1%2Fa%20b%2F..%2Fc",
        "The day before": f"{BASE}/day/2026-03-03",
        "More": f"{BASE}/search?q=a+%26+b",
    }
    for shown in (
        text(Document("x", (Actions(buttons),)), Links(), ()),
        html(Document("x", (Actions(buttons),)), Links(), ()),
    ):
        assert "Save" not in shown


@pytest.mark.parametrize(
    "url",
    [
        *("javascript:alert(1)", "data:text/html,x", "//evil.example", "mailto:x@y.z", "https://a b"),
        *("https://a\u202e", "", None, "https://x.example/" + "y" * MOST_URL),
    ],
)
def test_what_leads_elsewhere_is_no_link(url: str | None):
    assert outward(url) is None


def test_signs_that_would_end_an_address_are_escaped():
    assert outward('https://a.example/?q=<x>"') == "https://a.example/?q=%3Cx%3E%22"


def test_links_are_written_out_in_plain_text():
    spans = (
        Link("here", "https://a.example/x"),
        " ",
        Link("https://a.example/x", "https://a.example/x"),
        " ",
        Link("no", "javascript:x"),
    )

    shown = text(Document("x", (Paragraph(spans),)), Links(), ())

    assert "here <https://a.example/x> <https://a.example/x> no" in shown


def test_maths_and_other_scripts_are_readable_in_both_parts():
    words = "∇f(x) ≤ ‖x‖₂ · β→∞ · 機械学習 · שלום"
    mailed = raw(Document(words, (Paragraph((words,)),)))

    assert words in part(mailed, "plain")
    assert words in text_of(parsed(part(mailed, "html")))
    assert read(mailed)["Subject"] == words


def test_times_are_those_of_the_reader_and_say_of_which_place():
    document = Document(
        "x",
        (
            Paragraph(
                (
                    Time(NOW, "Europe/Berlin"),
                    " / ",
                    Time(NOW, "Nowhere", "time"),
                    " / ",
                    Time(NOW, "Asia/Tokyo", "date"),
                )
            ),
        ),
    )

    shown = part(raw(document), "plain")

    assert "Tue 3 Mar 2026, 09:00 (Europe/Berlin) / 08:00 (UTC) / Tue 3 Mar 2026" in " ".join(shown.split())


def test_text_to_copy_keeps_its_lines():
    mailed = raw(Document("x", (Verbatim("@misc{a,\n  b = {c}\n}"),)))

    assert "@misc{a,\n  b = {c}\n}" in part(mailed, "plain")
    assert "@misc{a,\n  b = {c}\n}" in part(mailed, "html")


def test_a_form_is_left_to_the_text_around_it():
    form = Form(Changes(), "#x", (), exists=True, fit="match 1 of 2")

    assert "match 1" not in part(raw(Document("x", (form,))), "plain")
    assert "match 1" not in part(raw(Document("x", (form,))), "html")


def test_what_stands_out_stands_out():
    page = html(Document("x", (Bullets(((Strong("when"), " ", Code("a<b")),)),)), Links(), ())

    assert "<strong>when</strong>" in page
    assert ">a&lt;b</code>" in page


def test_a_letter_has_no_list_to_end():
    mailed = raw(ORDINARY, LETTER)

    assert "unsubscribe" not in part(mailed, "plain").lower()
    assert "List-Unsubscribe" not in read(mailed)


def test_colours_turn_where_it_is_dark():
    page = part(raw(ORDINARY), "html")

    assert '<meta name="color-scheme" content="light dark">' in page
    assert "@media (prefers-color-scheme: dark)" in page
    used = set(re.findall(r'class="([\w ]+)"', page))
    dark = set(re.findall(r"^\.(\w+) \{", page, re.MULTILINE))
    assert {name for names in used for name in names.split()} == dark


def test_the_head_of_a_mail_names_the_list_as_it_is_configured():
    options = Options("papers@example.org", "127.0.0.1", sender_name="The papers", list_id="daily.example.org")

    assert read(raw(ORDINARY, options=options))["List-Id"] == '"The papers" <daily.example.org>'
