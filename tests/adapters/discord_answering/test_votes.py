"""The channel's votes, counted in place on the buttons of the post."""

import asyncio
import re
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.model import PaperKey
from tests.adapters.discord.faults import Fault
from tests.adapters.discord.shown import shown
from tests.adapters.discord.state import Message
from tests.adapters.discord_posting.morning import Morning
from tests.adapters.discord_posting.office import Office

FIRST, SECOND = "arxiv:2603.00001", "arxiv:2603.00002"
MESSAGE = "/channels/{channel}/messages/{message}"


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
        (post,) = office.guild.channel("general").messages
        yield post


def votes(office: Office, *keys: PaperKey) -> Any:
    general = office.place(office.guild.channel("general"))
    return office.store.people.votes(general, keys or [FIRST, SECOND])


def without_counts(components: Any) -> Any:
    """As they are without counts; what is not so, and what is empty, is as if it were not said."""
    if isinstance(components, list):
        return [without_counts(each) for each in components]
    if not isinstance(components, dict):
        return re.sub(r" · \d+$", "", components) if isinstance(components, str) else components
    said = {name: value for name, value in components.items() if value not in (None, False)}
    return {name: without_counts(value) for name, value in said.items()}


def edits(office: Office) -> list[Any]:
    return office.discord.calls_of("PATCH", MESSAGE)


async def edited(office: Office, times: int = 1) -> None:
    await office.discord.until(lambda: len(edits(office)) >= times, "the counts")


async def test_a_vote_is_counted_on_its_button_and_nothing_else_changes(
    office: Office, digest: Message, gathering: Gathering
):
    ada = office.guild.person("ada")
    components, flags, nonce, key = digest.components, digest.flags, digest.nonce, FIRST
    await ada.presses("👍 Useful", digest, nth=0)
    await office.discord.until(lambda: gathering.asked, "the vote")
    assert votes(office) == {key: (1, 0)}
    gathering.ends()
    await office.discord.until(lambda: digest.edits, "the count")

    assert "[👍 Useful · 1]" in shown(digest)
    assert shown(digest).count(" · 1]") == 1
    assert without_counts(digest.components) == without_counts(components)
    assert (digest.flags, digest.nonce, digest.edits) == (flags, nonce, 1)


async def test_many_votes_are_one_change_of_the_message(office: Office, digest: Message, gathering: Gathering):
    people = [office.guild.person(f"reader{number}") for number in range(20)]
    for number, person in enumerate(people):
        await person.presses("👍 Useful" if number % 4 else "👎 Not useful", digest, nth=0)
    await office.discord.until(lambda: sum(votes(office).get(FIRST, (0, 0))) == 20, "all votes")
    gathering.ends()
    await office.discord.until(lambda: digest.edits, "the count")

    assert len(edits(office)) == 1
    assert "[👍 Useful · 15]" in shown(digest)
    assert "[👎 Not useful · 5]" in shown(digest)


async def test_a_changed_mind_is_one_vote(office: Office, digest: Message, gathering: Gathering):
    ada = office.guild.person("ada")
    await ada.presses("👍 Useful", digest, nth=0)
    await office.discord.until(lambda: votes(office) == {FIRST: (1, 0)}, "the vote")
    await ada.presses("👎 Not useful", digest, nth=0)
    await office.discord.until(lambda: votes(office) == {FIRST: (0, 1)}, "the other vote")
    gathering.ends()
    await office.discord.until(lambda: digest.edits, "the count")

    assert "[👎 Not useful · 1]" in shown(digest)
    assert "[👍 Useful]" in shown(digest)


async def test_a_vote_is_taken_back_by_the_answers_own_button(office: Office, digest: Message, gathering: Gathering):
    ada = office.guild.person("ada")
    await ada.presses("👍 Useful", digest, nth=0)
    await ada.presses("Take my vote back", await ada.awaits("Useful: “"))
    await ada.awaits("Vote taken back")
    await office.discord.until(lambda: gathering.asked, "the vote")
    assert (votes(office), gathering.asked) == ({}, 1)


async def test_a_count_that_cannot_be_shown_breaks_nothing(office: Office, digest: Message, gathering: Gathering):
    ada = office.guild.person("ada")
    office.discord.fail("PATCH", MESSAGE, Fault.answers(404, 10008), Fault.answers(403, 50001), Fault.drops())
    with capture_logs() as logs:
        for times in (1, 2, 3, 4):
            await ada.presses("👍 Useful" if times % 2 == 0 else "👎 Not useful", digest, nth=0)
            await office.discord.until(lambda times=times: gathering.asked == times, "the vote")
            gathering.ends()
            await edited(office, times)
        await office.discord.until(lambda: "[👍 Useful · 1]" in shown(digest), "the count")
    known = [line["problem"] for line in logs if line["event"] == "tally_not_shown"]
    assert known == ["unknown_message", "missing_access", "connection_lost"]


async def test_one_channels_votes_do_not_show_in_another(office: Office, digest: Message, gathering: Gathering):
    random = office.place(office.guild.channel("random"))
    office.store.people.vote(random, "9", FIRST, 1, office.clock.now())
    await office.guild.person("ada").presses("👍 Useful", digest, nth=0)
    await office.discord.until(lambda: gathering.asked, "the vote")
    gathering.ends()
    await office.discord.until(lambda: digest.edits, "the count")
    assert "[👍 Useful · 1]" in shown(digest)


async def test_what_one_person_alone_sees_is_not_counted_on(office: Office, gathering: Gathering):
    ada = office.guild.person("ada")
    async with office.running():
        await ada.types("papers show", paper="2603.00001")
        await ada.presses("👍 Useful", await ada.awaits("It is faster, too."))
        await ada.awaits("Useful: “")
    assert (votes(office), gathering.asked, edits(office)) == ({FIRST: (1, 0)}, 0, [])


async def test_a_role_that_was_called_is_still_named_after_an_edit(office: Office, gathering: Gathering):
    role = office.guild.role("readers", mentionable=True)
    morning = Morning(office)
    morning.subscribe(mention=role.id)
    async with office.running():
        await morning.at_nine()
        (post,) = office.guild.channel("general").messages
        assert post.rings == [role.id]
        await office.guild.person("ada").presses("👍 Useful", post, nth=0)
        await office.discord.until(lambda: gathering.asked, "the vote")
        gathering.ends()
        await office.discord.until(lambda: post.edits, "the count")
    assert edits(office)[0].body["allowed_mentions"] == {"parse": [], "roles": [role.id]}


async def test_in_an_older_message_it_is_counted_too(office: Office, gathering: Gathering):
    morning = Morning(office)
    office.adapter = morning.adapter = office.another(
        options=type(office.options)(**{**_fields(office.options), "embeds": True}), sleep=gathering
    )
    morning.deliver = morning.process("two")
    morning.subscribe(count=1)
    async with office.running():
        await morning.at_nine()
        (post,) = office.guild.channel("general").messages
        assert not post.is_v2
        embeds = post.embeds
        await office.guild.person("ada").presses("👍 Useful", post, nth=0)
        await office.discord.until(lambda: gathering.asked, "the vote")
        gathering.ends()
        await office.discord.until(lambda: post.edits, "the count")
    assert "[👍 Useful · 1]" in shown(post)
    assert post.embeds == embeds


def _fields(options: Any) -> dict[str, Any]:
    return {name: getattr(options, name) for name in type(options).__slots__}


# In threads


async def test_in_the_thread_of_a_digest_votes_are_the_channels(office: Office, gathering: Gathering):
    morning = Morning(office)
    morning.subscribe(layout="thread")
    ada = office.guild.person("ada")
    async with office.running():
        await morning.at_nine()
        (thread,) = morning.threads()
        reply = thread.messages[0]
        await ada.presses("👍 Useful", reply)
        await ada.awaits("#general: 1 useful, 0 not useful.", thread)
        await office.discord.until(lambda: gathering.asked, "the vote")
        gathering.ends()
        await office.discord.until(lambda: reply.edits, "the count")
        assert "[👍 Useful · 1]" in shown(reply)
        assert votes(office) == {FIRST: (1, 0)}
        await ada.types("papers status", thread)
        await ada.awaits("Status of #general", thread)


async def test_in_the_posts_of_a_forum_they_are_the_forums(office: Office, gathering: Gathering):
    forum = office.guild.channel("papers", "forum")
    morning = Morning(office)
    morning.subscribe(forum)
    ada = office.guild.person("ada")
    async with office.running():
        await morning.at_nine()
        (thread,) = morning.threads(forum)
        (post,) = thread.messages
        await ada.presses("👍 Useful", post, nth=0)
        await ada.awaits("#papers: 1 useful, 0 not useful.", thread)
        await office.discord.until(lambda: gathering.asked, "the vote")
        gathering.ends()
        await office.discord.until(lambda: post.edits, "the count")
    assert "[👍 Useful · 1]" in shown(post)
    assert office.store.people.votes(office.place(forum), [FIRST]) == {FIRST: (1, 0)}


async def test_a_thread_with_a_subscription_of_its_own_is_a_place_of_its_own(office: Office, gathering: Gathering):
    thread = office.guild.thread("ideas", office.guild.channel("general"))
    morning = Morning(office)
    morning.subscribe()
    morning.subscribe(thread)
    ada = office.guild.person("ada")
    async with office.running():
        await morning.at_nine()
        await ada.presses("👍 Useful", thread.messages[0], nth=0)
        await ada.awaits("#ideas: 1 useful, 0 not useful.", thread)
        await office.discord.until(lambda: gathering.asked, "the vote")
    assert votes(office) == {}
    assert gathering.asked == 1
