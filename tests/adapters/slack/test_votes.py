"""The channel's votes: by buttons, counted in place; by thumbs on the message of one paper."""

import asyncio
import json
import re
from typing import Any

import pytest

from bot.model import PaperKey
from tests.adapters.slack.faults import Fault
from tests.adapters.slack.morning import Morning
from tests.adapters.slack.office import Office
from tests.adapters.slack.shown import shown
from tests.adapters.slack.workspace import Message

FIRST, SECOND = "arxiv:2603.00001", "arxiv:2603.00002"


class Gathering:
    """The time in which votes are gathered, which ends when the test says so."""

    def __init__(self) -> None:
        self.asked = 0
        self._gate = asyncio.Event()

    async def __call__(self, _: float) -> None:
        self.asked += 1
        await self._gate.wait()

    def ends(self) -> None:
        self._gate.set()
        self._gate = asyncio.Event()


@pytest.fixture
def gathering(office: Office) -> Gathering:
    made = Gathering()
    office.adapter = office.another(sleep=made)
    return made


@pytest.fixture
async def digest(gathering: Gathering, office: Office):  # noqa: ARG001 - the adapter that gathers comes first
    """A digest of three papers in #general, with Paperboy listening."""
    morning = Morning(office)
    morning.subscribe()
    async with office.running():
        await morning.at_nine()
        (post,) = morning.posts()
        yield post


@pytest.fixture
async def thread(office: Office):
    """The same as a thread: its head and its replies."""
    morning = Morning(office)
    morning.subscribe(layout="thread")
    async with office.running():
        await morning.at_nine()
        yield morning.posts()


def votes(office: Office, *keys: PaperKey) -> Any:
    general = office.place(office.team.channel("general"))
    return office.store.people.votes(general, keys or [FIRST, SECOND])


def without_labels(blocks: list[dict[str, Any]]) -> str:
    """The blocks with the labels of votes as they were at first."""
    text = json.dumps(blocks, ensure_ascii=False)
    return re.sub(r"( · \d+)(?=\")", "", text)


async def updated(office: Office, times: int = 1) -> None:
    await office.slack.until(lambda: len(office.slack.calls_of("chat.update")) >= times, "the counts")


async def test_a_vote_is_counted_on_its_button_and_nothing_else_changes(
    office: Office, digest: Message, gathering: Gathering
):
    ada = office.team.person("ada")
    blocks, metadata, text, key = digest.blocks, digest.metadata, digest.text, FIRST
    await ada.presses("👍 Useful", digest, nth=0)
    await office.slack.until(lambda: gathering.asked, "the vote")
    assert votes(office) == {key: (1, 0)}
    gathering.ends()

    await updated(office)

    assert "[👍 Useful · 1]" in shown(digest)
    assert shown(digest).count(" · 1]") == 1
    assert without_labels(digest.blocks) == without_labels(blocks)
    assert (digest.metadata, digest.text, digest.edits) == (metadata, text, 1)


async def test_many_votes_are_one_change_of_the_message(office: Office, digest: Message, gathering: Gathering):
    people = [office.team.person(f"reader{number}") for number in range(20)]
    for number, person in enumerate(people):
        await person.presses("👍 Useful" if number % 4 else "👎 Not useful", digest, nth=0)
    await office.slack.until(lambda: sum(votes(office).get(FIRST, (0, 0))) == 20, "all votes")
    gathering.ends()

    await updated(office)

    assert len(office.slack.calls_of("chat.update")) == 1
    assert "[👍 Useful · 15]" in shown(digest)
    assert "[👎 Not useful · 5]" in shown(digest)


async def test_a_changed_mind_is_one_vote(office: Office, digest: Message, gathering: Gathering):
    ada = office.team.person("ada")
    await ada.presses("👍 Useful", digest, nth=0)
    await office.slack.until(lambda: votes(office) == {FIRST: (1, 0)}, "the vote")
    await ada.presses("👎 Not useful", digest, nth=0)
    await office.slack.until(lambda: votes(office) == {FIRST: (0, 1)}, "the other vote")
    gathering.ends()

    await updated(office)

    assert "[👎 Not useful · 1]" in shown(digest)
    assert "[👍 Useful]" in shown(digest)


async def test_a_count_that_cannot_be_shown_breaks_nothing(office: Office, digest: Message, gathering: Gathering):
    ada = office.team.person("ada")
    office.slack.fail("chat.update", Fault.answers("message_not_found"), Fault.drops())
    for times in (1, 2, 3):
        await ada.presses("👍 Useful" if times % 2 else "👎 Not useful", digest, nth=0)
        await office.slack.until(lambda times=times: gathering.asked == times, "the vote")
        gathering.ends()
        await updated(office, times)

    await office.slack.until(lambda: "[👍 Useful · 1]" in shown(digest), "the count")


async def test_one_channels_votes_do_not_show_in_another(office: Office, digest: Message, gathering: Gathering):
    random = office.place(office.team.channel("random"))
    office.store.people.vote(random, "UX", FIRST, 1, office.clock.now())
    await office.team.person("ada").presses("👍 Useful", digest, nth=0)
    await office.slack.until(lambda: gathering.asked, "the vote")
    gathering.ends()

    await updated(office)

    assert "[👍 Useful · 1]" in shown(digest)


@pytest.mark.parametrize("name", ["+1", "thumbsup", "+1::skin-tone-2", "+1::skin-tone-6"])
async def test_a_thumb_on_the_message_of_a_paper_is_a_vote(office: Office, thread: list[Message], name: str):
    ada = office.team.person("ada")
    await ada.reacts(name, thread[1])
    await office.slack.until(lambda: votes(office) == {FIRST: (1, 0)}, "the vote")

    await ada.unreacts(name, thread[1])
    await office.slack.until(lambda: votes(office) == {}, "no vote")


async def test_a_thumb_down_is_one_against_and_takes_the_place_of_one_for(office: Office, thread: list[Message]):
    ada = office.team.person("ada")
    await ada.reacts("+1", thread[2])
    await office.slack.until(lambda: votes(office) == {SECOND: (1, 0)}, "the vote")

    await ada.reacts("-1", thread[2])

    await office.slack.until(lambda: votes(office) == {SECOND: (0, 1)}, "the other vote")


async def test_taking_back_the_older_of_two_thumbs_leaves_the_newer(office: Office, thread: list[Message]):
    ada = office.team.person("ada")
    await ada.reacts("+1", thread[1])
    await ada.reacts("-1", thread[1])
    await office.slack.until(lambda: votes(office) == {FIRST: (0, 1)}, "the vote against")

    await ada.reacts("heart", thread[1])
    await ada.unreacts("+1", thread[1])
    await ada.reacts("+1", thread[2])  # handled after the one before

    await office.slack.until(lambda: SECOND in votes(office), "the last vote")
    assert votes(office)[FIRST] == (0, 1)


async def test_what_is_no_thumb_or_not_on_a_paper_is_no_vote(office: Office, thread: list[Message]):
    ada = office.team.person("ada")
    head, first, *_ = thread
    others = ada.says("I like that", "general")
    for name, message in (("heart", first), ("+1", head), ("+1", others), ("-1", others)):
        await ada.reacts(name, message)

    await ada.reacts("-1", thread[2])

    await office.slack.until(lambda: votes(office), "the one vote that is one")
    assert votes(office) == {SECOND: (0, 1)}
    assert office.slack.calls_of("chat.update") == []
