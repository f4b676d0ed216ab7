"""Forums and media channels: a post per digest or per paper, with the tags of its topics."""

from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.discord.channel import Channel as Place
from adapters.discord.channel import Tag
from adapters.discord.forums import tags_for
from bot.document import Document
from bot.errors import CannotTell, DestinationGone, RetryLater, ThreadGone
from bot.model import DeliveryState, Topic
from tests.adapters.discord.faults import Fault
from tests.adapters.discord.shown import shown
from tests.adapters.discord.state import Channel
from tests.adapters.discord_posting.morning import START, Morning, keyed
from tests.adapters.discord_posting.office import TITLES, Office
from tests.adapters.scenes import DIGEST, LONGEST, a_card

SENT = DeliveryState.SENT
AGO = timedelta(minutes=5)


@pytest.fixture(params=["forum", "media"])
def forum(office: Office, request: pytest.FixtureRequest) -> Channel:
    return office.guild.channel("papers", request.param)


async def test_a_digest_is_a_post_called_like_it(morning: Morning, forum: Channel):
    morning.subscribe(forum)

    await morning.at_nine()

    (post,) = morning.threads(forum)
    (message,) = post.messages
    assert "Tue 3 Mar" in post.name
    assert all(title in shown(message) for title in TITLES)
    assert (post.id, keyed(message)) == (message.id, morning.keys[0])
    assert morning.row.parts[0].receipt
    assert morning.row.parts[0].receipt.message_id == post.id


async def test_each_paper_can_be_a_post_of_its_own(morning: Morning, forum: Channel):
    morning.subscribe(forum, layout="papers")

    await morning.at_nine()

    posts = morning.threads(forum)
    assert [next(title for title in TITLES if title in post.name) for post in posts] == list(TITLES)
    assert [keyed(post.messages[0]) for post in posts] == morning.keys


async def test_a_thread_in_a_forum_is_a_post_with_a_reply_for_each_paper(morning: Morning, forum: Channel):
    morning.subscribe(forum, layout="thread")

    await morning.at_nine()

    (post,) = morning.threads(forum)
    head, *replies = post.messages
    assert all(title in shown(head) for title in TITLES)
    assert [next(title for title in TITLES if title in shown(reply)) for reply in replies] == list(TITLES)
    assert [keyed(message) for message in (head, *replies)] == morning.keys


async def test_the_longest_digest_is_one_post(office: Office, forum: Channel):
    await office.adapter.send(office.place(forum), LONGEST, key="k" * 25)

    (post,) = Morning(office).threads(forum)
    assert all(f"Title number {number}:" in shown(post.messages[0]) for number in range(1, 21))


async def test_a_form_that_is_refused_is_sent_as_embeds(office: Office, forum: Channel):
    office.discord.fail("POST", START, Fault.answers(400, 50035))

    await office.adapter.send(office.place(forum), DIGEST, key="k1")

    (post,) = Morning(office).threads(forum)
    assert post.messages[0].embeds
    assert keyed(post.messages[0]) == "k1"


# Tags


async def test_a_post_bears_the_tags_of_the_topics_that_its_papers_match(morning: Morning):
    tags = ("Attention", "Diffusion", "noise", "other")
    forum = morning.office.guild.channel("papers", "forum", tags=tags)
    morning.subscribe(forum, include=tuple(Topic("text", topic) for topic in ("attention", "Noise", "robots")))

    await morning.at_nine()

    (post,) = morning.threads(forum)
    names = {tag.id: tag.name for tag in forum.tags}
    assert {names[tag] for tag in post.applied_tags} == {"Attention", "noise"}


def place(*tags: Tag, needs_tag: bool = False) -> Place:
    return Place("forum", tags=tags, needs_tag=needs_tag)


def about(*topics: str, more: tuple[str, ...] = ()) -> Document:
    return Document("Papers", (replace(a_card(), topics=topics),), topics=more)


def names(tags: list[Tag]) -> list[str]:
    return [tag.name for tag in tags]


def test_tags_are_compared_without_regard_to_capitals():
    assert names(tags_for(about("STRASSE", "gan"), place(Tag("1", "straße"), Tag("2", "GAN"), Tag("3", "x")))) == [
        "straße",
        "GAN",
    ]


def test_topics_of_papers_without_a_card_count():
    assert names(tags_for(about("a", more=("b",)), place(Tag("1", "a"), Tag("2", "b")))) == ["a", "b"]


def test_no_more_than_five_tags_are_given():
    topics = [f"topic {number}" for number in range(9)]
    tags = [Tag(str(number), topic) for number, topic in enumerate(topics)]

    assert tags_for(about(*topics), place(*tags)) == tags[:5]


def test_tags_of_moderators_are_not_given():
    assert tags_for(about("a"), place(Tag("1", "a", moderated=True))) == []
    assert tags_for(about(), place(Tag("1", "a", moderated=True), needs_tag=True)) == []


def test_where_a_tag_is_needed_and_none_fits_the_first_free_one_is_given():
    tags = (Tag("1", "official", moderated=True), Tag("2", "misc"), Tag("3", "more"))

    assert names(tags_for(about("a"), place(*tags, needs_tag=True))) == ["misc"]
    assert tags_for(about("a"), place(*tags)) == []


async def test_a_forum_that_demands_a_tag_gets_one(morning: Morning):
    forum = morning.office.guild.channel("papers", "forum", tags=("misc",), needs_tag=True)
    morning.subscribe(forum)

    await morning.at_nine()

    (post,) = morning.threads(forum)
    assert post.applied_tags == [forum.tags[0].id]


async def test_a_forum_that_demands_a_tag_and_has_none_for_us_pauses(morning: Morning):
    forum = morning.office.guild.channel("papers", "forum", tags=("official",), moderated=("official",), needs_tag=True)
    morning.subscribe(forum)

    await morning.until_it_has_ended()

    pause = morning.pause(forum)
    assert pause
    assert "Add a tag to the forum that everyone may use" in pause.reason


async def test_tags_that_were_changed_meanwhile_are_asked_for_again(office: Office):
    forum = office.guild.channel("papers", "forum", tags=("a",))
    office.discord.fail("POST", START, Fault.answers(400, 10087))

    with pytest.raises(RetryLater, match="unknown_tag"):
        await office.adapter.send(office.place(forum), about("a"), key="k1")


# How posts are found


async def test_a_post_is_found_among_others(office: Office, forum: Channel):
    to, since = office.place(forum), office.clock.now() - AGO
    receipts = [await office.adapter.send(to, DIGEST, key=f"k{number}") for number in range(3)]
    office.guild.thread("somebody's", forum)

    found = [await office.adapter.find(to, f"k{number}", since) for number in range(3)]

    assert [each and each.message_id for each in found] == [receipt.message_id for receipt in receipts]
    assert await office.adapter.find(to, "k9", since) is None


async def test_a_post_is_found_after_it_was_archived(office: Office, forum: Channel):
    to, since = office.place(forum), office.clock.now() - AGO
    receipt = await office.adapter.send(to, DIGEST, key="k1")
    for number in range(3):
        office.guild.archive(office.guild.thread(f"other {number}", forum))
    office.guild.archive(office.guild.channels[receipt.message_id])

    found = await office.adapter.find(to, "k1", since)

    assert found
    assert found.message_id == receipt.message_id


async def test_a_post_is_found_below_a_page_of_archived_ones(
    office: Office, forum: Channel, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("adapters.discord.forums.PAGE", 2)
    to, since = office.place(forum), office.clock.now() - AGO
    receipt = await office.adapter.send(to, DIGEST, key="k1")
    office.guild.archive(office.guild.channels[receipt.message_id])
    for number in range(5):
        office.clock.advance(seconds=1)
        office.guild.archive(office.guild.thread(f"other {number}", forum))

    assert await office.adapter.find(to, "k1", since)
    asked = office.discord.calls_of("GET", "/channels/{channel}/threads/archived/public")
    assert len(asked) == 3


async def test_what_left_the_list_before_is_not_looked_through(
    office: Office, forum: Channel, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("adapters.discord.forums.PAGE", 2)
    for number in range(9):
        office.guild.archive(office.guild.thread(f"old {number}", forum))
    office.clock.advance(hours=1)

    assert await office.adapter.find(office.place(forum), "k1", office.clock.now() - AGO) is None
    asked = office.discord.calls_of("GET", "/channels/{channel}/threads/archived/public")
    assert len(asked) == 1


async def test_posts_of_before_and_of_other_forums_are_not_looked_at(office: Office, forum: Channel):
    to, other = office.place(forum), office.place(office.guild.channel("others", "forum"))
    await office.adapter.send(to, DIGEST, key="k1")
    assert await office.adapter.find(other, "k1", office.clock.now() - AGO) is None

    office.clock.advance(hours=1)

    assert await office.adapter.find(to, "k1", office.clock.now() - AGO) is None


async def test_a_post_of_somebody_else_with_our_key_is_not_ours(office: Office, forum: Channel):
    receipt = await office.adapter.send(office.place(forum), DIGEST, key="k1")
    office.guild.channels[receipt.message_id].owner = office.guild.owner.id

    assert await office.adapter.find(office.place(forum), "k1", office.clock.now() - AGO) is None


async def test_a_post_whose_first_message_was_deleted_is_nobodys(office: Office, forum: Channel):
    receipt = await office.adapter.send(office.place(forum), DIGEST, key="k1")
    thread = office.guild.channels[receipt.message_id]
    office.guild.delete_message(thread.messages[0])

    assert await office.adapter.find(office.place(forum), "k1", office.clock.now() - AGO) is None


@pytest.mark.parametrize("posted", [True, False])
async def test_where_the_bot_may_not_read_nobody_can_tell(office: Office, forum: Channel, posted: bool):
    if posted:
        await office.adapter.send(office.place(forum), DIGEST, key="k1")
    office.guild.deny_bot(forum, "read_message_history")

    with pytest.raises(CannotTell):
        await office.adapter.find(office.place(forum), "k1", office.clock.now() - AGO)


async def test_in_a_post_that_is_gone_there_is_nothing_to_look_into(office: Office, forum: Channel):
    to, since = office.place(forum), office.clock.now() - AGO
    head = await office.adapter.send(to, DIGEST, key="k1")
    office.guild.delete(office.guild.channels[head.message_id])

    with pytest.raises(ThreadGone):
        await office.adapter.find(to, "k2", since, under=head)


MISSING = {
    "view_channel": ("missing_access", "View Channel"),
    "send_messages": ("missing_permissions", "Create Posts"),
}


@pytest.mark.parametrize("permission", MISSING)
async def test_what_is_missing_in_a_forum_is_named_as_discord_names_it(office: Office, forum: Channel, permission: str):
    code, name = MISSING[permission]
    office.guild.deny_bot(forum, permission)

    with pytest.raises(DestinationGone) as told:
        await office.adapter.send(office.place(forum), DIGEST, key="k1")

    assert told.value.code == code
    assert name in told.value.action


async def test_a_reply_that_is_not_allowed_in_a_forum_names_the_permission(office: Office, forum: Channel):
    head = await office.adapter.send(office.place(forum), DIGEST, key="k1")
    office.guild.deny_bot(forum, "send_messages_in_threads")
    other = office.another()

    with pytest.raises(DestinationGone) as told:
        await other.send(office.place(forum), DIGEST, key="k2", under=head)

    assert "Send Messages in Posts" in told.value.action
