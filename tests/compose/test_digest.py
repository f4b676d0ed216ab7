"""What of a digest is not its wording: whom it calls, and by which topics it can be sorted."""

from dataclasses import replace

import pytest

from bot import compose
from bot.compose import Entry
from bot.document import Document, PaperCard
from bot.model import Digest, Topic
from tests.builders import a_paper
from tests.compose.scenes import CHOSEN, DUE, ENTRIES, SUBSCRIPTION, VOICE

ROLE = "1234567890"
CALLING = replace(SUBSCRIPTION, rules=replace(SUBSCRIPTION.rules, mention=ROLE))
TOPICS = (Topic("text", "language models"), Topic("author", "Ada Lovelace"), Topic("category", "cs.CL"))
SORTING = replace(SUBSCRIPTION, rules=replace(SUBSCRIPTION.rules, include=TOPICS))
BOTH = Entry(a_paper("2603.02001", title="A Language Model", authors=("Ada Lovelace",), categories=("cs.LG",)), 1)
CATEGORY = Entry(a_paper("2603.02002", title="Of Words", authors=("Bo",), categories=("cs.CL",)), 2)
NEITHER = Entry(a_paper("2603.02003", title="Of Graphs", authors=("Bo",)), 3)


def digest(part: tuple[int, int] = (1, 1)) -> Document:
    return compose.digest(CALLING, CHOSEN, ENTRIES, DUE, VOICE, part)


@pytest.mark.parametrize(("part", "called"), [((1, 1), ROLE), ((1, 2), ROLE), ((2, 2), ""), ((3, 3), "")])
def test_only_the_first_message_of_a_digest_calls_somebody(part: tuple[int, int], called: str):
    assert digest(part).notify == called


def test_the_head_of_a_thread_calls_and_what_stands_under_it_does_not():
    assert compose.digest_head(CALLING, CHOSEN, ENTRIES, DUE, VOICE).notify == ROLE
    assert compose.digest_reply(CALLING, ENTRIES[0], DUE).notify == ""


def test_the_first_of_papers_that_come_apart_calls_and_no_other():
    apart = [compose.digest_paper(CALLING, CHOSEN, ENTRIES[0], DUE, VOICE, (number, 3)) for number in (1, 2, 3)]
    assert [each.notify for each in apart] == [ROLE, "", ""]


def test_nobody_is_called_for_nothing_for_a_preview_or_where_nobody_was_chosen():
    assert compose.digest(CALLING, Digest(), (), DUE, VOICE).notify == ""
    assert compose.preview(digest(), CALLING, CHOSEN, VOICE).notify == ""
    assert compose.digest(SUBSCRIPTION, CHOSEN, ENTRIES, DUE, VOICE).notify == ""


def test_a_card_knows_all_topics_of_its_channel_that_its_paper_matches_as_they_were_typed():
    document = compose.digest(SORTING, CHOSEN, (BOTH, CATEGORY, NEITHER), DUE, VOICE)
    topics = [card.topics for card in document.blocks if isinstance(card, PaperCard)]
    assert topics == [("language models", "Ada Lovelace"), ("cs.CL",), ()]
    (reply,) = compose.digest_reply(SORTING, BOTH, DUE).blocks
    assert isinstance(reply, PaperCard)
    assert reply.topics == ("language models", "Ada Lovelace")


def test_a_head_without_cards_knows_the_topics_of_all_its_papers_each_once():
    document = compose.digest_head(SORTING, CHOSEN, (CATEGORY, BOTH, NEITHER, BOTH), DUE, VOICE)
    assert document.topics == ("cs.CL", "language models", "Ada Lovelace")
