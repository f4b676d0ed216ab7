from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.discord import custom_ids, render
from bot.codec import encode
from bot.commands import Edit, Help, Search, Show
from bot.document import (
    Actions,
    Bullets,
    Button,
    Divider,
    Document,
    Facts,
    Heading,
    Line,
    PaperCard,
    Paragraph,
    Verbatim,
)
from tests.adapters.discord import contract
from tests.adapters.discord.limits import problems
from tests.adapters.discord_render.papers import buttons_of, documents
from tests.adapters.discord_render.reading import kinds, links, read
from tests.adapters.discord_render.test_markdown import BRACKETS, one_line
from tests.adapters.scenes import HOSTILE, LONGEST

_BIG = [HealthCheck.too_slow, HealthCheck.data_too_large]
SLOW = settings(max_examples=30, deadline=None, suppress_health_check=_BIG)
KEY = "abcdefghijklmnopqrstuv-12"
UTMOST = 10_170
"""Bytes above which Discord answers 500."""
ROW, BUTTON, MENU, SECTION, TEXT, SEPARATOR = 1, 2, 3, 9, 10, 14


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


def sent(document: Document, key: str | None = None) -> dict[str, Any]:
    return render.message(document, encode, key=key)


def every(value: object) -> Iterator[Mapping[str, Any]]:
    """Every component, from top to bottom."""
    if isinstance(value, Mapping):
        if "type" in value:
            yield value
        for part in value.values():
            yield from every(part)
    elif isinstance(value, list):
        for part in value:
            yield from every(part)


def of_type(payload: object, kind: int) -> list[Mapping[str, Any]]:
    return [each for each in every(payload) if each["type"] == kind]


def texts(payload: object) -> list[str]:
    return [each["content"] for each in of_type(payload, TEXT)]


def page(document: Document) -> str:
    """As a person reads it."""
    return "\n".join(map(read, texts(sent(document))))


def labels(payload: object) -> list[list[str]]:
    """The buttons, row by row."""
    return [[each["label"] for each in row["components"] if "label" in each] for row in of_type(payload, ROW)]


def size_of(payload: object) -> int:
    """Bytes of all words in all components, and twelve for each."""
    options = [option for menu in of_type(payload, MENU) for option in menu["options"]]
    written = [words for each in (*every(payload), *options) for words in each.values() if isinstance(words, str)]
    return sum(len(words.encode()) for words in written) + 12 * len(list(every(payload)))


# What a message is


def test_a_message_is_one_container_of_components():
    payload = sent(Document("Saved", (Paragraph(("It is on your list.",)),)))

    assert payload == {
        "flags": 1 << 15,
        "components": [{"type": 17, "components": [{"type": 10, "content": "**Saved**\nIt is on your list."}]}],
        "allowed_mentions": {"parse": []},
    }


def test_a_page_has_a_heading_and_small_print():
    assert texts(sent(Document("Papers & co", (Facts((("5 of 63 new",), ("#2",))),)))) == [
        "## Papers & co\n-# 5 of 63 new · \\#2"
    ]


def test_a_card_says_everything_in_words_the_most_important_first():
    card = a_paper(title="A Study", summary="They study.")

    (told,) = texts(sent(Document("Papers", (card,))))
    assert told == (
        "## Papers\n\n"
        "**1\\. [A Study](https://arxiv.org/abs/2603.00001)** *new*\n"
        "They study. *(extract of the authors' abstract)*\n"
        "-# ▲ 41 votes · 6 comments · ★ 1.2k stars · Analytical Engines · Ada Lovelace +7 · Tue 3 Mar\n"
        "-# because: matches diffusion · 41 votes, rising"
    )


def test_the_title_of_the_one_paper_is_not_told_twice():
    card = a_paper(title="A Study of Things")

    assert page(Document("A Study of Things", (card,))).count("A Study of Things") == 1
    assert page(Document("A Study of…", (card,))).count("A Study of") == 1
    assert page(Document("A Study", (card,))).count("A Study") == 2


def test_a_title_with_an_emoji_has_its_link_beside_it():
    card = a_paper(title="🚀 Fast", summary="")

    assert texts(sent(Document("Papers", (card,))))[0].splitlines()[2] == (
        "**1\\. 🚀 Fast ([link](https://arxiv.org/abs/2603.00001))** *new*"
    )


def test_a_delivery_is_known_by_its_key_again():
    for document in (a_digest(5), a_digest(20), LONGEST, Document("Nothing new"), *HOSTILE):
        assert custom_ids.key_of(sent(document, KEY)) == KEY
        assert custom_ids.key_of(sent(document)) is None


def test_a_post_without_anything_to_press_offers_help():
    assert labels(sent(Document("Nothing new"), KEY)) == [["Help"]]
    assert labels(sent(Document("Nothing new"))) == []


# Who is called


def test_only_whom_a_document_names_is_called():
    payload = sent(Document("Papers", notify="1234567890"))

    assert payload["components"][0] == {"type": TEXT, "content": "<@&1234567890>"}
    assert payload["allowed_mentions"] == {"parse": [], "roles": ["1234567890"]}


@pytest.mark.parametrize("notify", ["", "everyone", "@here", "1>", "-1", "\u0661"])
def test_what_is_no_id_calls_nobody(notify: str):
    payload = sent(Document("Papers", notify=notify))

    assert payload["allowed_mentions"] == {"parse": []}
    assert len(payload["components"]) == 1


# What fits


def test_five_papers_with_three_buttons_each_are_one_message_that_lacks_nothing():
    payload = sent(a_digest(5), KEY)

    assert render.fits(a_digest(5), encode)
    assert labels(payload) == [["Details", "Save", "👍 Useful"]] * 5
    assert problems(payload) == []


def test_up_to_three_papers_have_five_buttons_each():
    assert labels(sent(a_digest(3), KEY)) == [["Details", "Save", "👍 Useful", "👎 Not useful", "More like this"]] * 3


def test_ten_papers_have_their_details_beside_them():
    document = a_digest(10)
    payload = sent(document, KEY)

    assert render.fits(document, encode)
    assert [each["accessory"]["label"] for each in of_type(payload, SECTION)] == ["Details"] * 10
    assert problems(payload) == []


def test_more_papers_have_one_menu_of_their_details():
    document = a_digest(14, summary="", reasons=())
    (menu,) = of_type(sent(document, KEY), MENU)

    assert render.fits(document, encode)
    assert menu["custom_id"] == f"{KEY}~menu"
    assert [each["value"] for each in menu["options"]] == [encode(Show(f"arxiv:2603.{n:05}")) for n in range(1, 15)]
    assert menu["options"][0]["label"].startswith("1. A Study of Things, Part 1")


def test_a_menu_has_at_most_25_choices_and_all_titles_stand_above_it():
    document = a_digest(40, title="Short", summary="", reasons=(), byline="", organisation=None, badges=())
    payload = sent(document, KEY)
    (menu,) = of_type(payload, MENU)

    assert len(menu["options"]) == 25
    assert page(document).count("Short") == 40
    assert problems(payload) == []


def test_summaries_give_way_first_then_reasons_and_titles_last():
    ten, sixteen = page(a_digest(10)), page(a_digest(16))
    summaries = [text for text in ten.splitlines() if text.startswith("They study things")]

    assert len(summaries) == 10
    assert ten.count("because:") == 10
    assert "They study" not in sixteen
    assert all(f"Part {number}: With Many Words With Many Words" in sixteen for number in range(1, 17))


def test_what_was_shortened_does_not_fit():
    assert not render.fits(LONGEST, encode)
    assert not render.fits(Document("x", (a_paper(title="word " * 100),)), encode)
    assert not render.fits(Document("x", (Paragraph(("word " * 700,)),)), encode)
    assert not render.fits(Document("x", (Facts((("word " * 200,),)),)), encode)
    assert not render.fits(Document("x", (Verbatim("word\n" * 1000),)), encode)


def test_what_is_written_in_cjk_has_less_room_since_discord_counts_its_bytes():
    def three(sign: str) -> Document:
        return Document("x", tuple(Paragraph((sign * 1200,)) for _ in range(3)))

    assert render.fits(three("a"), encode)
    assert not render.fits(three("機"), encode)
    assert size_of(sent(three("a"), KEY)) < size_of(sent(three("機"), KEY)) <= UTMOST


def test_a_digest_whose_summaries_can_be_shorter_fits():
    assert render.fits(a_digest(5, summary="機械学習の論文。" * 80), encode)
    assert render.fits(a_digest(10), encode)
    assert not render.fits(a_digest(18), encode)


def test_the_longest_digest_keeps_every_title():
    told = page(LONGEST)

    assert all(f"Title number {number}: {'long ' * 24}long" in told for number in range(1, 21))
    assert problems(sent(LONGEST, KEY)) == []


def test_titles_stay_whole_where_only_their_addresses_can_give_way():
    document = Document("x", tuple(a_paper(n, title=f"No{n}x " + "word " * 35) for n in range(1, 21)))
    payload = sent(document, KEY)

    assert all(f"No{number}x {'word ' * 34}word" in page(document) for number in range(1, 21))
    assert problems(payload) == []


@pytest.mark.parametrize(
    "text", ["word " * 20_000, "*" * 100_000, "機械学習" * 25_000, "🚀" * 50_000, "x" * 100_000, "a\n" * 50_000]
)
def test_a_hundred_kilobytes_anywhere_are_one_legal_message(text: str):
    line_: Line = (text,)
    cards = tuple(a_paper(number, title=f"No{number}x {text}", summary=text, reasons=(text,)) for number in range(1, 6))
    document = Document(text, (Heading(text), Paragraph(line_), Bullets((line_, line_)), Verbatim(text), *cards))
    payload = sent(document, KEY)

    assert problems(payload) == []
    assert size_of(payload) <= UTMOST
    assert all(f"No{number}x" in page(document) for number in range(1, 6))


@pytest.mark.parametrize("block", [Heading("word " * 20), Divider(), Verbatim("word\n" * 300), Actions(())])
def test_a_text_that_no_message_holds_ends_with_a_word_that_there_was_more(block: Any):
    document = Document("x", tuple(block for _ in range(90)))
    more = "more than one message holds" in page(document)

    assert problems(sent(document, KEY)) == []
    assert more == (not render.fits(document, encode)) == (block != Actions(()))


def test_forty_authors_are_a_byline_and_two_thousand_characters_a_title():
    authors = ", ".join(f"Author{number} van der Something" for number in range(40))
    document = a_digest(5, title="Long " * 400, byline=authors)

    assert problems(sent(document, KEY)) == []
    assert page(document).count("Author0 van der Something") == 5
    assert all(f"{number}. Long Long" in page(document) for number in range(1, 6))


# Laws


@SLOW
@given(documents())
def test_whatever_a_document_holds_is_one_legal_message_with_every_paper(document: Document):
    payload = sent(document, KEY)

    assert problems(payload) == []
    assert custom_ids.key_of(payload) == KEY
    told = "\n".join(map(read, texts(payload)))
    papers = [block for block in document.blocks if isinstance(block, PaperCard)]
    places = [told.find(f"No{number}x") for number in range(1, len(papers) + 1)]
    assert -1 not in places
    assert places == sorted(places)


@SLOW
@given(documents())
def test_it_is_counted_as_discord_counts(document: Document):
    payload = sent(document, KEY)

    assert sum(map(len, texts(payload))) <= 4000
    assert size_of(payload) <= UTMOST
    assert len(list(every(payload["components"]))) <= 40


@SLOW
@given(documents())
def test_nobody_is_mentioned_and_nothing_leads_where_it_should_not(document: Document):
    payload = sent(document)
    role = payload["allowed_mentions"].get("roles", [None])[0]
    ours = {"heading", "small", "list", "code", "block", "link", "time", "strong", "em"}
    for text in texts(payload):
        assert set(kinds(text)) <= ours or text == f"<@&{role}>"
        assert all(found.target.startswith(("https://", "http://")) for found in links(text))
    assert role in {None, document.notify}
    assert payload["allowed_mentions"]["parse"] == []


@settings(max_examples=25, deadline=None, suppress_health_check=_BIG)
@given(documents())
def test_discords_own_description_accepts_it(document: Document):
    body = {**sent(document, KEY), "nonce": KEY, "enforce_nonce": True}

    assert contract.problems("POST", "/channels/{channel_id}/messages", body) == []


@SLOW
@given(documents())
def test_what_fits_is_all_there_and_to_the_letter(document: Document):
    told = page(document).translate(BRACKETS)
    for card in document.blocks if render.fits(document, encode) else ():
        if isinstance(card, PaperCard):
            for words in (one_line(card.summary)[:30], card.byline, *card.reasons):
                assert one_line(words) in told


# Buttons


def test_no_two_buttons_have_the_same_id():
    twice = Actions((Button("Help", Help()), Button("Help me", Help()), Button("Search", Search("a"))))

    assert labels(sent(Document("x", (twice, twice)))) == [["Help", "Search"]]


def test_rows_have_at_most_five_buttons():
    buttons = tuple(Button(f"b{number}", Search(f"a {number}")) for number in range(7))

    assert list(map(len, labels(sent(Document("x", (Actions(buttons),)))))) == [5, 2]


def test_a_button_about_another_channel_is_not_offered_here():
    assert labels(sent(Document("x", (Actions((Button("Edit", Edit(), "C1"), Button("Help", Help()))),)))) == [["Help"]]


def test_a_key_that_has_no_room_is_left_out_of_that_button_alone():
    long = Search("word " * 15)
    document = Document("x", (Actions((Button("Next", long), Button("Help", Help()))),))
    ids = [each["custom_id"] for each in of_type(sent(document, KEY), BUTTON)]

    assert ids == [encode(long), f"{KEY}~{encode(Help())}"]


@given(st.text(max_size=200))
def test_a_label_is_never_too_long_nor_empty(label: str):
    (button,) = of_type(sent(Document("x", (Actions((Button(label, Help()),)),))), BUTTON)

    assert 1 <= len(button["label"]) <= 80


def test_a_count_is_said_behind_the_word():
    assert render.counted("👍 Useful", 3) == "👍 Useful · 3"
    assert render.counted("👍 Useful", 0) == "👍 Useful"
