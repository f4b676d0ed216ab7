import pytest
from hypothesis import HealthCheck, given, settings

from adapters.discord import custom_ids, embeds
from bot.codec import encode
from bot.commands import Help, Search
from bot.document import Actions, Button, Document, Facts, PaperCard, Paragraph, Verbatim
from tests.adapters.discord import contract
from tests.adapters.discord.limits import problems
from tests.adapters.discord_render.papers import documents
from tests.adapters.discord_render.reading import kinds, read
from tests.adapters.discord_render.test_render import KEY, MENU, a_digest, a_paper, labels, of_type
from tests.adapters.scenes import HOSTILE, LONGEST
from tests.compose.scenes import SCENES

SLOW = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def test_a_message_is_one_embed():
    assert embeds.message(Document("C# & co", (Facts((("5 new",),)), Paragraph(("Read.",)))), encode) == {
        "embeds": [{"title": "C# & co", "description": "-# 5 new\nRead."}],
        "components": [],
        "allowed_mentions": {"parse": []},
    }


def test_a_role_is_called_above_it():
    payload = embeds.message(Document("Papers", notify="123"), encode)

    assert (payload["content"], payload["allowed_mentions"]) == ("<@&123>", {"parse": [], "roles": ["123"]})


def test_the_papers_of_a_list_have_one_menu_of_their_details():
    payload = embeds.message(a_digest(5), encode, key=KEY)
    (menu,) = of_type(payload["components"], MENU)

    assert len(menu["options"]) == 5
    assert labels(payload) == [[]]


def test_papers_and_what_stands_behind_them_are_set_apart():
    papers = (a_paper(1, title="One", summary=""), a_paper(2, title="Two", summary=""))
    payload = embeds.message(Document("x", (*papers, Paragraph(("Behind.",)))), encode)
    paragraphs = payload["embeds"][0]["description"].split("\n\n")

    assert [read(each).split("\n")[0].split(" new")[0] for each in paragraphs] == ["1. One", "2. Two", "Behind."]


def test_a_paper_alone_has_its_buttons_and_its_title_once():
    payload = embeds.message(Document("A Study", (a_paper(title="A Study"),)), encode, key=KEY)

    assert labels(payload) == [["Details", "Save", "👍 Useful", "👎 Not useful", "More like this"]]
    assert "title" not in payload["embeds"][0]


def test_text_that_no_embed_holds_ends_with_a_word_that_there_was_more():
    payload = embeds.message(Document("x", (Verbatim("word\n" * 2000),)), encode, key=KEY)

    assert "more than one message holds" in payload["embeds"][0]["description"]
    assert problems(payload) == []


def test_there_are_at_most_five_rows():
    buttons = tuple(Button(f"b{number}", Search(f"a {number}")) for number in range(40))
    payload = embeds.message(Document("x", (Actions((Button("Help", Help()),)), Actions(buttons))), encode, key=KEY)

    assert len(payload["components"]) <= 5
    assert custom_ids.key_of(payload) == KEY


@pytest.mark.parametrize("document", [*SCENES.values(), *HOSTILE, LONGEST])
def test_every_answer_is_a_legal_embed(document: Document):
    assert problems(embeds.message(document, encode, key=KEY)) == []


@SLOW
@given(documents())
def test_whatever_a_document_holds_is_one_legal_message_with_every_paper(document: Document):
    payload = embeds.message(document, encode, key=KEY)

    assert problems(payload) == []
    assert contract.problems("POST", "/channels/{channel_id}/messages", payload) == []
    assert custom_ids.key_of(payload) == KEY
    told = read(payload["embeds"][0].get("description", ""))
    papers = [block for block in document.blocks if isinstance(block, PaperCard)]
    places = [told.find(f"No{number}x") for number in range(1, len(papers) + 1)]
    assert -1 not in places
    assert places == sorted(places)


@SLOW
@given(documents())
def test_nobody_is_mentioned(document: Document):
    payload = embeds.message(document, encode)
    (embed,) = payload["embeds"]
    ours = {"heading", "small", "list", "code", "block", "link", "time", "strong", "em"}

    assert set(kinds(embed.get("description", ""))) <= ours
    assert kinds(embed.get("title", "")) == []
    assert payload.get("content", "") in {"", f"<@&{document.notify}>"}
    assert payload["allowed_mentions"]["parse"] == []
