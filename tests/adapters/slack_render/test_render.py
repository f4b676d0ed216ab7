# ruff: noqa: RUF001 - look-alikes are what this is about
import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block as SdkBlock

from adapters.slack import render
from adapters.slack.mrkdwn import fit, line, url, verbatim
from bot.codec import decode, encode
from bot.commands import Edit, Help, Search, Show
from bot.document import (
    Actions,
    Bullets,
    Button,
    Code,
    Document,
    Facts,
    Heading,
    Line,
    Link,
    PaperCard,
    Paragraph,
    Strong,
    Time,
    Verbatim,
)
from tests.adapters.scenes import HOSTILE, LONGEST
from tests.adapters.slack.limits import problems
from tests.adapters.slack_render.papers import TEXT, buttons_of, documents

SCHEMA = Path(__file__).parents[4] / "shared/contracts/slack/slack_types_3.2.0_chatPostMessage.schema.json"
_BIG = [HealthCheck.too_slow, HealthCheck.data_too_large]
SLOW = settings(max_examples=60, deadline=None, suppress_health_check=_BIG)


def a_paper(number: int = 1, **changes: Any) -> PaperCard:
    key = f"arxiv:2603.{number:05}"
    fields: dict[str, Any] = {
        "key": key,
        "title": f"A Study of Things, Part {number}: " + "With Many Words " * 4,
        "url": f"https://arxiv.org/abs/2603.{number:05}",
        "number": number,
        "summary": "They study things at length, and find that there is more to be found. " * 4,
        "summary_label": "extract of the authors' abstract",
        "byline": "Ada Lovelace +7",
        "organisation": "Analytical Engines",
        "announced": "Tue 3 Mar",
        "votes": 41,
        "comments": 6,
        "stars": 1234,
        "reasons": ("matches diffusion", "41 votes, rising"),
        "badges": ("new",),
        "buttons": buttons_of(key),
    }
    return PaperCard(**fields | changes)


def a_digest(papers: int, **changes: Any) -> Document:
    facts = Facts((("5 of 63 new",), ("12 already posted",)))
    return Document("Papers for #ml-reading", (facts, *(a_paper(number, **changes) for number in range(1, papers + 1))))


def blocks_of(document: Document) -> list[dict[str, Any]]:
    return render.message(document, encode)["blocks"]


def texts(value: object) -> Iterator[str]:
    """Every text that a person sees, as it is sent."""
    if isinstance(value, Mapping):
        if value.get("type") in {"mrkdwn", "plain_text"}:
            yield value["text"]
        for part in value.values():
            yield from texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts(part)


def words(document: Document) -> str:
    return "\n".join(texts(blocks_of(document)))


def shown(*spans: Any) -> str:
    return line(tuple(spans), 3000)


def values_of(blocks: list[dict[str, Any]]) -> list[str]:
    elements = [each for block in blocks for each in (*block.get("elements", ()), block.get("accessory") or {})]
    options = [option for element in elements for option in element.get("options", ())]
    return [each["value"] for each in (*elements, *options) if "value" in each]


# What a message is


def test_a_delivery_carries_its_key_and_unfurls_nothing():
    payload = render.message(Document("Nothing new"), encode, key="d1-1")

    assert payload["metadata"] == {"event_type": render.DELIVERY, "event_payload": {"key": "d1-1"}}
    assert payload["unfurl_links"] is payload["unfurl_media"] is False
    assert "metadata" not in render.message(Document("Nothing new"), encode)


def test_the_text_says_the_gist_to_a_notification_and_a_screen_reader():
    document = Document("Papers for #ml & co", (a_paper(1, title="One <b>"), a_paper(2, title="Two")))

    assert render.message(document, encode)["text"] == "Papers for #ml &amp; co\n1. One &lt;b&gt;\n2. Two"


def test_a_page_has_a_header_and_a_short_answer_a_bold_line():
    assert blocks_of(a_digest(1))[0]["type"] == "header"
    assert blocks_of(Document("Saved", (Paragraph(("It is on your list.",)),)))[0]["text"]["text"] == "*Saved*"


def test_a_title_that_no_header_holds_is_whole_as_a_bold_line():
    title = "A & B " * 25
    document = Document(title, (Heading("x"),))

    assert blocks_of(document)[0]["text"]["text"] == f"*{title.strip().replace('&', '&amp;')}*"
    assert render.fits(document, encode)


def test_a_card_says_everything_in_words_the_most_important_first():
    page = words(Document("", (a_paper(title="A Study", summary="They study."),)))
    told = (
        "*1. <https://arxiv.org/abs/2603.00001|A Study>* _new_",
        "They study. _(extract of the authors' abstract)_",
        "▲ 41 votes · 6 comments · ★ 1.2k stars · Analytical Engines · Ada Lovelace +7 · Tue 3 Mar",
        "because: matches diffusion · 41 votes, rising",
        "👍 Useful",
    )

    places = [page.find(each) for each in told]
    assert -1 not in places
    assert places == sorted(places)


def test_five_papers_with_full_summaries_are_one_message_that_lacks_nothing():
    document = a_digest(5)

    assert render.fits(document, encode)
    assert render.size(blocks_of(document)) <= render.MOST_BYTES
    assert len(set(values_of(blocks_of(document)))) == 5 * 5


def test_many_papers_have_a_menu_each_and_every_button_is_in_it():
    document = a_digest(10, summary="Short.")
    blocks = blocks_of(document)

    assert render.fits(document, encode)
    assert len(blocks) <= render.MOST_BLOCKS
    assert not [block for block in blocks if block["type"] == "actions"]
    assert len(set(values_of(blocks))) == 10 * 5


def test_summaries_give_way_first_then_reasons_and_titles_last():
    eight, fifteen = words(a_digest(8)), words(a_digest(15))
    summaries = [text for text in eight.splitlines() if text.startswith("They study things")]

    assert len(summaries) == 8
    assert all("…" in text or len(text) < 280 for text in summaries)
    assert eight.count("because:") == 8
    assert "They study" not in fifteen
    assert all(f"Part {number}: With Many" in fifteen for number in range(1, 16))


def test_what_was_shortened_does_not_fit():
    assert not render.fits(LONGEST, encode)
    assert not render.fits(Document("x", (a_paper(title="word " * 100),)), encode)
    assert not render.fits(Document("x", (Paragraph(("word " * 700,)),)), encode)
    assert not render.fits(Document("x", (Facts((("word " * 200,),)),)), encode)


def test_the_longest_digest_keeps_every_title():
    page = words(LONGEST)

    assert all(f"Title number {number}: long" in page for number in range(1, 21))
    assert problems(render.message(LONGEST, encode)) == []


@pytest.mark.parametrize("text", ["word " * 20_000, "&" * 100_000, "機械学習" * 25_000, "*" * 100_000, "x" * 100_000])
def test_a_hundred_kilobytes_anywhere_are_one_legal_message(text: str):
    line_: Line = (text,)
    cards = tuple(a_paper(number, title=f"No{number}x {text}", summary=text, reasons=(text,)) for number in range(1, 6))
    document = Document(text, (Heading(text), Paragraph(line_), Bullets((line_, line_)), Verbatim(text), *cards))
    payload = render.message(document, encode)

    assert problems(payload) == []
    assert all(f"No{number}x" in "\n".join(texts(payload["blocks"])) for number in range(1, 6))


def test_a_text_that_no_message_holds_ends_with_a_word_that_there_was_more():
    assert "more than one message holds" in words(Document("x", tuple(Heading(f"h{n}") for n in range(90))))


# Laws


@SLOW
@given(documents())
def test_whatever_a_document_holds_is_one_legal_message_with_every_paper(document: Document):
    payload = render.message(document, encode, key="k" * 25)

    assert problems(payload, text_limit=4000) == []
    assert len(payload["blocks"]) <= render.MOST_BLOCKS
    page = "\n".join(texts(payload["blocks"]))
    papers = [block for block in document.blocks if isinstance(block, PaperCard)]
    places = [page.find(f"No{number}x") for number in range(1, len(papers) + 1)]
    assert -1 not in places
    assert places == sorted(places)


@SLOW
@given(documents())
def test_the_sdks_own_models_accept_it(document: Document):
    for block in blocks_of(document):
        parsed = SdkBlock.parse(block)
        assert parsed is not None
        parsed.validate_json()


@SLOW
@given(documents())
def test_nobody_is_mentioned_and_nothing_leads_where_it_should_not(document: Document):
    payload = render.message(document, encode)
    for text in (payload["text"], *texts(payload["blocks"])):
        for found in re.findall(r"<([^>]*)>", text):
            assert found.startswith(("https://", "http://", "!date^"))
        assert "<" not in re.sub(r"<[^<>]*>", "", text)
        assert not re.search(r"&(?!amp;|lt;|gt;)", text)


@pytest.mark.skipif(not SCHEMA.exists(), reason="Slack's own schema is not here")
@settings(max_examples=20, deadline=None, suppress_health_check=_BIG)
@given(documents())
def test_slacks_own_schema_accepts_it(document: Document):
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))

    jsonschema.Draft7Validator(schema).validate({"channel": "C1", **render.message(document, encode, key="k")})


@pytest.mark.parametrize("document", HOSTILE)
def test_a_body_for_a_modal_is_legal_too(document: Document):
    assert problems({"text": "x", "blocks": render.body(document, encode)}) == []


# Words


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


# Buttons


@given(st.text(min_size=1), st.none() | st.text(min_size=1))
def test_a_value_is_read_as_it_was_written(encoded: str, channel: str | None):
    button = Button("x", Help(), channel)

    assert render.read_value(render.value(button, lambda _: encoded)) == (encoded, channel)


def test_a_button_about_another_channel_says_which():
    button = Button("Edit", Edit(), "C0123")
    encoded, channel = render.read_value(render.value(button, encode))

    assert (decode(encoded), channel) == (Edit(), "C0123")


def test_action_ids_are_the_places_in_a_row_and_no_two_are_alike():
    buttons = tuple(Button(f"b{number}", Search(f"a@b {number}")) for number in range(7))
    rows = [block for block in blocks_of(Document("x", (Actions(buttons),))) if block["type"] == "actions"]

    assert [[each["action_id"] for each in row["elements"]] for row in rows] == [
        [f"pb:{place}" for place in range(5)],
        ["pb:0", "pb:1"],
    ]


def test_a_card_with_one_button_shows_it_beside_its_title():
    blocks = blocks_of(a_digest(8, buttons=(Button("Details", Show("arxiv:1")),)))

    assert {block["accessory"]["type"] for block in blocks if "accessory" in block} == {"button"}


def test_a_count_is_said_behind_the_word():
    assert render.counted("👍 Useful", 3) == "👍 Useful · 3"
    assert render.counted("👍 Useful", 0) == "👍 Useful"
