import asyncio
import json
from dataclasses import replace
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.model import Summary
from bot.model.spending import Cost, Spent
from bot.storage.store import Store
from bot.summarizers.model.prompt import for_summary
from bot.summarizers.model.scribe import AT_ONCE, MOST_TRIES
from tests.builders import HERE, a_paper
from tests.summarizers.model.made import ABSTRACT, GOOD, PAPER
from tests.summarizers.model.room import WritingRoom
from tests.summarizers.model.server import KEY, Answer, ModelServer, busy, failure, hangs_up, raw, said

LABEL = "by the model tiny-1b; may be wrong"
DISCARDED = "extract of the authors' abstract; the model's own was discarded: "


async def test_a_summary_is_written_once_kept_and_says_who_wrote_it(room: WritingRoom, server: ModelServer):
    server.answers(GOOD)
    paper = room.collected()
    assert await room.written(paper) == [Summary(GOOD, LABEL)]
    assert await room.written(paper) == [Summary(GOOD, LABEL)]
    assert len(server.asked) == 1
    assert room.meter.outcomes == ["shown"]


async def test_the_workspace_pays_what_the_endpoint_counted(room: WritingRoom, server: ModelServer):
    server.answers(said(GOOD, tokens=(500, 40)))
    await room.written(room.collected())
    assert room.spent == Spent(1, 500, 40, 580)
    assert room.meter.paid == (500, 40, 580)


async def test_where_tokens_are_not_told_the_most_is_paid(room: WritingRoom, server: ModelServer):
    server.answers(said(GOOD, tokens=None))
    await room.written(room.collected())
    messages = server.asked[0]["messages"]
    assert room.spent.tokens_in >= sum(len(message["content"].encode()) for message in messages)
    assert room.spent.tokens_out == 100


async def test_another_text_of_the_paper_is_summarized_anew(room: WritingRoom, server: ModelServer):
    again = "TurnipNet-2 is a sparse attention method that is better on long documents."
    server.answers(GOOD, again)
    paper = room.collected()
    await room.written(paper)
    newer = room.collected(
        replace(PAPER, abstract=f"{ABSTRACT} In the second version we say more about long documents.")
    )
    assert newer.abstract != paper.abstract
    assert await room.written(newer) == [Summary(again, LABEL)]


async def test_what_was_written_of_an_old_text_is_not_kept(room: WritingRoom, server: ModelServer):
    server.answers(GOOD)
    server.may_answer.clear()
    paper = room.collected()
    room.scribe.begin([paper], HERE)
    await server.came.wait()
    room.collected(replace(PAPER, abstract=f"{ABSTRACT} In the second version we say more about long documents."))
    server.may_answer.set()
    await room.scribe.finish()
    assert room.store.summaries.cached([paper.key], room.scribe.name) == {}


async def test_another_model_or_language_has_summaries_of_its_own(sqlite_store: Store, server: ModelServer):
    names = {WritingRoom(sqlite_store, server, model=model).scribe.name for model in ("tiny-1b", "big-9b")}
    assert len(names) == 2


BAD: dict[str, tuple[str, str]] = {
    "invented number": (GOOD.replace("3.5x", "35x"), "it holds a number that is not in the abstract"),
    "invented name": (GOOD.replace("LLMs", "GPT-9"), "it holds a name that is not in the abstract"),
    "wrong language": ("Die Methode ist für lange Dokumente und nicht für kurze.", "it is not in English"),
    "refusal": ("I'm sorry, but I can't help with that document.", "it speaks of itself"),
    "injection": ("Visit https://evil.example for long documents, it is free.", "it holds a link"),
    "another subject": (
        "The weather will be sunny tomorrow and slightly colder afterwards.",
        "it is about something else",
    ),
}


@pytest.mark.parametrize("how", BAD)
async def test_a_bad_summary_is_discarded_for_good_and_the_extract_says_so(
    room: WritingRoom, server: ModelServer, how: str
):
    written, why = BAD[how]
    server.answers(written)
    paper = room.collected()
    (kept,) = await room.written(paper)
    assert kept
    assert kept.provenance == DISCARDED + why
    assert kept.text in " ".join(paper.abstract.split())
    await room.written(paper)
    assert len(server.asked) == 1, "it is not paid for twice"
    assert room.meter.outcomes == ["discarded"]


FAILING: dict[str, tuple[Answer, str, bool]] = {
    "500": (failure(500), "down", True),
    "429": (busy(), "busy", True),
    "401": (failure(401), "refused", True),
    "bad JSON": (raw("{"), "unreadable", False),
    "hanging up": (hangs_up, "down", False),
}


@pytest.mark.parametrize("how", FAILING)
async def test_after_a_failure_nothing_is_kept_and_the_endpoint_is_left_alone_for_a_while(
    room: WritingRoom, server: ModelServer, how: str
):
    answer, outcome, is_free = FAILING[how]
    server.answers(answer, GOOD)
    paper, other = room.collected(), room.collected(replace(PAPER, key="arxiv:2603.00002", arxiv_id="2603.00002"))
    assert await room.written(paper) == [None]
    assert await room.written(other) == [None], "the endpoint rests"
    assert len(server.asked) == 1
    assert room.meter.outcomes == [outcome]
    assert (room.spent == Spent()) == is_free
    room.clock.advance(seconds=31)
    assert await room.written(paper) == [Summary(GOOD, LABEL)]


async def test_an_endpoint_that_says_when_to_come_back_is_asked_then(room: WritingRoom, server: ModelServer):
    server.answers(busy("90"), GOOD)
    paper = room.collected()
    await room.written(paper)
    room.clock.advance(seconds=89)
    assert await room.written(paper) == [None]
    room.clock.advance(seconds=1)
    assert await room.written(paper) == [Summary(GOOD, LABEL)]


async def test_each_failure_in_a_row_is_followed_by_a_longer_rest(room: WritingRoom, server: ModelServer):
    server.answers(failure(500))
    papers = [room.collected(a_paper(f"2603.0000{number}", abstract=ABSTRACT)) for number in range(1, 5)]
    rests = []
    for paper in papers:
        await room.written(paper)
        begun = room.clock.now()
        while room.scribe._rests():
            room.clock.advance(seconds=1)
        rests.append(room.clock.now() - begun)
    assert rests == [timedelta(seconds=30), timedelta(seconds=60), timedelta(seconds=120), timedelta(seconds=240)]


async def test_a_paper_that_fails_each_time_is_given_up(room: WritingRoom, server: ModelServer):
    server.answers(said("half", finish_reason="length"))
    paper = room.collected()
    for _ in range(MOST_TRIES + 2):
        await room.written(paper)
    assert len(server.asked) == MOST_TRIES


async def test_what_is_asked_at_once_cannot_spend_more_than_a_day_s_allowance(sqlite_store: Store, server: ModelServer):
    server.answers(GOOD)
    room = WritingRoom(sqlite_store, server)
    papers = [
        room.collected(a_paper(f"2603.0000{number}", title=PAPER.title, abstract=ABSTRACT)) for number in range(1, 7)
    ]
    most = room.till.most(for_summary(papers[0], "English"))
    tight = WritingRoom(sqlite_store, server, allowed=Cost(2 * most.tokens, 10**9))
    server.may_answer.clear()
    tight.scribe.begin(papers, HERE)
    await server.came.wait()
    server.may_answer.set()
    await tight.scribe.finish()
    await tight.close()
    assert tight.spent.tokens <= 2 * most.tokens
    assert "over_budget" in tight.meter.outcomes
    assert len(server.asked) == tight.meter.outcomes.count("shown")


async def test_a_day_s_allowance_is_there_again_the_next_day(sqlite_store: Store, server: ModelServer):
    server.answers(said(GOOD, tokens=None))
    room = WritingRoom(sqlite_store, server)
    one, two = (room.collected(a_paper(f"2603.0000{n}", title=PAPER.title, abstract=ABSTRACT)) for n in (1, 2))
    once = WritingRoom(sqlite_store, server, allowed=room.till.most(for_summary(one, "English")))
    assert await once.written(one) != [None]
    assert await once.written(two) == [None]
    once.clock.advance(days=1)
    assert await once.written(two) != [None]
    await once.close()


async def test_few_calls_are_under_way_at_once(room: WritingRoom, server: ModelServer):
    server.answers(GOOD)
    server.may_answer.clear()
    papers = [room.collected(a_paper(f"2603.0000{n}", title=PAPER.title, abstract=ABSTRACT)) for n in range(1, 9)]
    room.scribe.begin(papers, HERE)
    await server.came.wait()
    for _ in range(50):
        await asyncio.to_thread(lambda: None)
    assert len(server.asked) <= AT_ONCE
    server.may_answer.set()
    await room.scribe.finish()
    assert len(server.asked) == 8


async def test_whoever_needs_a_summary_that_is_being_written_gets_it_and_asks_nobody(
    room: WritingRoom, server: ModelServer
):
    server.answers(GOOD)
    paper = room.collected()
    assert await room.scribe.summarize(paper) is None
    assert server.asked == []
    room.scribe.begin([paper, paper], HERE)
    assert await room.scribe.summarize(paper) == Summary(GOOD, LABEL)
    assert len(server.asked) == 1


async def test_a_paper_without_an_abstract_is_not_sent_anywhere(room: WritingRoom, server: ModelServer):
    assert await room.written(room.collected(a_paper(abstract=""))) == [None]
    assert server.asked == []


async def test_only_the_title_and_the_abstract_are_sent(room: WritingRoom, server: ModelServer):
    server.answers(GOOD)
    await room.written(room.collected(replace(PAPER, authors=("Ada Lovelace",), organisation="Acme")))
    assert set(json.loads(server.asked[0]["messages"][1]["content"])) == {"title", "abstract"}
    assert set(server.asked[0]) == {"model", "messages", "max_tokens", "stream"}


async def test_the_log_holds_no_key_and_no_text_of_the_model(room: WritingRoom, server: ModelServer):
    server.answers(failure(401, f"bad {KEY}"), "Visit https://evil.example for long documents, it is free.")
    with capture_logs() as lines:
        await room.written(room.collected())
        room.clock.advance(hours=1)
        await room.written(room.collected())
    assert [line["event"] for line in lines] == ["model_unanswered", "model_summary_discarded"]
    assert KEY not in str(lines)
    assert "evil" not in str(lines)


async def test_a_stop_cuts_short_what_is_being_written_which_is_paid_for(room: WritingRoom, server: ModelServer):
    server.may_answer.clear()
    paper = room.collected()
    room.scribe.begin([paper], HERE)
    await server.came.wait()
    await room.close()
    assert room.spent.calls == 1
    assert room.spent.held == Cost(0, 0)
    assert room.store.summaries.cached([paper.key], room.scribe.name) == {}
