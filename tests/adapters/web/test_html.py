"""Documents as HTML: everything said, nothing of it more than text."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from adapters.shared import html
from adapters.shared.pages import Head, Way, page
from bot.commands import Changes, Command, Save, Show
from bot.document import (
    Actions,
    Button,
    Code,
    Document,
    Facts,
    Form,
    Heading,
    Link,
    PaperCard,
    Paragraph,
    Strong,
    Time,
    Verbatim,
)
from tests.adapters.scenes import DIGEST, HOSTILE, LONGEST, PRIVATE, WORDS_OF_DIGEST
from tests.adapters.web.validity import parsed, problems, text_of


def where(command: Command) -> str | None:
    return f"/paper/{command.key}" if isinstance(command, Show) else None


def whole(document: Document) -> str:
    """A page that holds nothing but a document."""
    title = Markup("<h1>{}</h1>").format(html.words(document.title))
    return page(document.title, title + html.document(document, where))


@pytest.mark.parametrize("document", [DIGEST, LONGEST, PRIVATE, *HOSTILE], ids=range(3 + len(HOSTILE)))
def test_every_document_is_valid_html(document: Document):
    assert problems(whole(document)) == []


def test_every_word_of_a_digest_is_there_in_its_order():
    shown = text_of(next(parsed(whole(DIGEST)).iter("main")))

    places = [shown.index(words) for words in (" ".join(words.split()) for words in WORDS_OF_DIGEST)]
    assert places == sorted(places)


def test_a_button_is_a_link_where_a_page_answers_it_and_is_left_out_elsewhere():
    shown = html.document(
        Document("x", (Actions((Button("Details", Show("arxiv:1")), Button("Save", Save("arxiv:1")))),)), where
    )

    assert '<a href="/paper/arxiv:1">Details</a>' in shown
    assert "Save" not in shown


def test_a_row_of_buttons_that_no_page_answers_is_no_row():
    assert html.document(Document("x", (Actions((Button("Save", Save("arxiv:1")),)),)), where) == ""


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "https://a b", "ftp://x", ""]
)
def test_what_does_not_lead_to_the_web_is_words_alone(url: str):
    shown = html.document(Document("x", (Paragraph((Link("press here", url),)),)), where)

    assert "press here" in shown
    assert "<a" not in shown


def test_the_title_of_a_card_leads_to_our_page_of_the_paper_else_to_the_papers_own():
    card = PaperCard("arxiv:1", "A Title", "https://arxiv.org/abs/1")

    assert '<a href="/paper/arxiv:1">' in html.document(Document("x", (card,)), where)
    assert '<a href="https://arxiv.org/abs/1">' in html.document(Document("x", (card,)), lambda _: None)


def test_a_time_is_shown_in_its_zone_and_given_to_machines_in_utc():
    at = datetime(2026, 3, 3, 8, 0, tzinfo=UTC)

    assert html.line((Time(at, "Europe/Berlin"),)) == (
        '<time datetime="2026-03-03T08:00:00Z">Tue 3 Mar 2026, 09:00 Europe/Berlin</time>'
    )
    assert ">Tue 3 Mar 2026, 08:00 UTC<" in html.line((Time(at, "Not/AZone"),))
    assert ">Tue 3 Mar 2026<" in html.line((Time(at, "UTC", "date"),))


def test_what_is_to_be_copied_keeps_its_lines_and_can_be_reached_by_keyboard():
    assert html.document(Document("x", (Verbatim("a <b>\n  c"),)), where) == '<pre tabindex="0">a &lt;b&gt;\n  c</pre>'


def test_a_form_is_left_out_since_the_text_around_it_says_the_same():
    assert html.document(Document("x", (Form(Changes(), "#ml", (), exists=False, fit=""),)), where) == ""


def test_what_is_empty_leaves_no_empty_list():
    assert html.document(Document("x", (Facts(()),)), where) == ""


@given(st.text())
def test_any_text_is_valid_and_never_markup(text: str):
    spans = (text, Strong(text), Code(text), Link(text, "https://example.org/?q=" + text.replace(" ", "")))
    document = Document("x", (Heading(text or "x"), Paragraph(spans), Facts(((text,),)), Verbatim(text)))

    page_of_it = parsed(whole(document))

    tags = {each.tag for each in next(page_of_it.iter("main")).iter()}
    assert tags <= {"main", "h1", "h2", "p", "strong", "code", "a", "ul", "li", "bdi", "pre"}


@given(st.text(max_size=40))
def test_a_title_stays_a_title(title: str):
    assert problems(page(title or "x", Markup("<h1>x</h1>"), head=Head(description=title), search=title)) == []


def test_a_page_without_a_search_box_loads_no_script():
    assert "<script" not in page("x", Markup("<h1>x</h1>"))
    assert "<script" in page("x", Markup("<h1>x</h1>"), search="")


def test_everything_within_a_page_is_below_the_path_that_a_proxy_gave_us():
    shown = parsed(page("x", Markup("<h1>x</h1>"), nav=[Way("Today", "/", here=True)], root="/papers", search=""))

    led = [each.get(name) for each in shown.iter() for name in ("href", "src", "action") if each.get(name)]
    assert all(path.startswith(("/papers/", "#")) for path in led if path)
    assert len(led) >= 6
