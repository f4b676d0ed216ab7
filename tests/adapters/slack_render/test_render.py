import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block as SdkBlock

from adapters.slack import render
from bot.codec import decode, encode
from bot.commands import Edit, Help, Search, Show
from bot.document import (
    Actions,
    Bullets,
    Button,
    Document,
    Facts,
    Heading,
    Line,
    PaperCard,
    Paragraph,
    Verbatim,
)
from tests.adapters.scenes import HOSTILE, LONGEST
from tests.adapters.slack.limits import problems
from tests.adapters.slack_render.papers import buttons_of, documents

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
        [f"pb:{place}" for place in range(6)],
        ["pb:0"],
    ]


def test_a_card_with_one_button_shows_it_beside_its_title():
    blocks = blocks_of(a_digest(8, buttons=(Button("Details", Show("arxiv:1")),)))

    assert {block["accessory"]["type"] for block in blocks if "accessory" in block} == {"button"}


def test_a_count_is_said_behind_the_word():
    assert render.counted("👍 Useful", 3) == "👍 Useful · 3"
    assert render.counted("👍 Useful", 0) == "👍 Useful"
