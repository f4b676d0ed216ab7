"""Whatever a source sends, a document can be read: a title of one line, bounded, and every button's id fits."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bot import compose
from bot.codec import encode
from bot.commands import Day
from bot.compose import Entry, Listing, Page
from bot.compose.cards import BUDGET, weight
from bot.document import Actions, Document, PaperCard
from bot.model import Digest, NearMiss, Paper, Pick, Summary
from tests.builders import TODAY, a_paper
from tests.compose.scenes import DUE, SUBSCRIPTION, VOICE

NASTY = (
    "\u202eright to left\u202c \u05e9\u05dc\u05d5\u05dd",
    "\U0001f469\u200d\U0001f469\u200d\U0001f467 \U0001f3f3\ufe0f\u200d\U0001f308 e\u0301\u0301",
    "<@U1> @everyone *bold* `code` [link](javascript:x) <!channel>",
    "\n\t  \r\n",
    "\x1b[31mred\x00",
    "x" * 2000,
    "機械学習" * 500,
    "",
)
texts = st.one_of(st.sampled_from(NASTY), st.text(max_size=60))
counts = st.none() | st.integers(0, 10**9)
papers = st.builds(
    Paper,
    key=st.integers(0, 99_999).map(lambda number: f"arxiv:2603.{number:05}"),
    title=texts,
    abstract=texts,
    authors=st.lists(texts, max_size=40).map(tuple),
    organisation=st.none() | texts,
    categories=st.lists(texts, max_size=5).map(tuple),
    keywords=st.lists(texts, max_size=5).map(tuple),
    url=st.none() | texts,
    code_url=st.none() | texts,
    announced_on=st.none() | st.dates(date(2024, 1, 1), date(2027, 1, 1)),
    votes=counts,
    comments=counts,
    stars=counts,
)
summaries = st.none() | st.builds(Summary, text=texts, provenance=st.just("extract of the authors' abstract"))
entries = st.builds(Entry, paper=papers, number=st.integers(1, 20), summary=summaries, snippet=texts)


def check(document: Document) -> None:
    assert document.title.strip()
    assert len(document.title) <= 150
    assert "\n" not in document.title
    for block in document.blocks:
        if isinstance(block, PaperCard):
            assert block.title.strip()
            assert len(block.title) <= 180
            assert "\n" not in block.title
            assert len(block.summary) <= 300
            assert block.url is None or block.url.startswith("http")
        if isinstance(block, Actions | PaperCard):
            assert all(encode(button.command) for button in block.buttons)


@given(st.lists(entries, max_size=20), texts)
def test_a_digest_of_hostile_papers_can_be_read(chosen: list[Entry], name: str):
    misses = tuple(NearMiss(entry.paper.key, entry.paper.title, "has no votes") for entry in chosen)
    picks = tuple(Pick(entry.paper.key, 1.0) for entry in chosen)
    digest = Digest(picks, considered=len(picks), near_misses=misses)
    subscription = replace(SUBSCRIPTION, name=name)
    check(compose.digest(subscription, digest, chosen, DUE, VOICE))
    check(compose.digest_head(subscription, digest, chosen, DUE, VOICE))
    check(compose.nothing_new(subscription, digest, DUE, VOICE))


@given(st.lists(entries, min_size=1, max_size=20))
def test_the_head_of_a_thread_and_each_paper_in_it_is_one_message(chosen: list[Entry]):
    for entry in chosen:
        reply = compose.digest_reply(SUBSCRIPTION, entry, DUE)
        check(reply)
        assert sum(map(weight, reply.blocks)) <= BUDGET
    head = compose.digest_head(SUBSCRIPTION, Digest(), chosen, DUE, VOICE)
    assert sum(map(weight, head.blocks)) <= BUDGET


@given(st.lists(entries, min_size=1, max_size=5))
def test_a_digest_of_five_is_one_message_however_long_its_summaries(chosen: list[Entry]):
    document = compose.digest(SUBSCRIPTION, Digest(), chosen, DUE, VOICE)
    assert sum(map(weight, document.blocks)) <= BUDGET


@given(entries, texts)
def test_a_hostile_paper_can_be_shown(entry: Entry, name: str):
    check(compose.paper(entry, VOICE, TODAY))
    check(compose.cite(entry.paper, "@misc{a}"))
    check(compose.similar(entry.paper, (entry,), VOICE, TODAY))
    check(compose.why(entry.paper, name, (("It fits.",),), VOICE))
    check(compose.kept(entry.paper, new=True, count=1, voice=VOICE))
    check(compose.voted(entry.paper, 1, (1, 0), name))


@given(st.lists(entries, max_size=5), st.integers(1, 50), st.integers(0, 200))
def test_a_hostile_list_can_be_read(shown: list[Entry], number: int, total: int):
    check(compose.listing(Listing("Papers"), shown, Page(number, total, lambda turned: Day(TODAY, turned)), TODAY))


def test_long_summaries_shorten_before_short_ones_and_stay_whole_where_there_is_room():
    long = Summary("A sentence of some words. " * 20, "abstract")
    short = Summary("A short one.", "abstract")
    many = [Entry(a_paper(f"2603.{n:05}"), n, short if n == 1 else long) for n in range(1, 16)]
    cards = [b for b in compose.digest(SUBSCRIPTION, Digest(), many, DUE, VOICE).blocks if isinstance(b, PaperCard)]
    assert cards[0].summary == "A short one."
    assert all(len(card.summary) <= 140 for card in cards)
    alone = compose.digest(SUBSCRIPTION, Digest(), many[1:2], DUE, VOICE)
    assert any(isinstance(block, PaperCard) and len(block.summary) > 250 for block in alone.blocks)
