"""Buttons, menus and pages under what was posted, over a real socket."""

from dataclasses import replace

import pytest

from bot.commands import Caller, Preview
from bot.document import Actions, Button, Document
from bot.model import Receipt
from tests.adapters.slack import delivery
from tests.adapters.slack.faults import Fault
from tests.adapters.slack.office import TITLES, Office
from tests.adapters.slack.person import Person
from tests.adapters.slack.server import SlackServer
from tests.adapters.slack.shown import mentions, shown
from tests.adapters.slack.workspace import Channel, Message
from tests.builders import a_paper

SPARSE, LADDERS = TITLES[0], TITLES[1]
HOSTILE = "<!channel> *Bold* <https://evil.example|safe> & <@U1> \u202eright to left"


async def a_digest(office: Office, channel: str = "general") -> Message:
    """A digest as it is posted in a channel."""
    place = office.team.channel(channel)
    document = await office.handle(Preview(), Caller("U9", office.place(place), channel_name=f"#{channel}"))
    receipt = await office.adapter.send(office.place(place), replace(document, private=False), key="k1")
    message = place.message(receipt.message_id)
    assert message
    return message


@pytest.fixture
async def digest(connected: Office) -> Message:
    return await a_digest(connected)


def general(office: Office) -> Channel:
    return office.team.channel("general")


async def test_details_open_a_modal_and_the_channel_stays_quiet(ada: Person, digest: Message):
    await ada.presses("Details", digest, beside=SPARSE)
    view = await ada.awaits_modal("It is faster, too.")

    assert SPARSE in shown(view)
    assert ada.sees("general") == [digest]
    await ada.closes()


async def test_a_modal_is_opened_before_anything_slow(slack: SlackServer, ada: Person, digest: Message):
    gate = slack.hold("users.info")
    before = len(slack.calls)
    await ada.presses("Details", digest)
    await ada.awaits_modal("Looking…")
    assert slack.calls[before].method == "views.open"
    gate.set()
    await ada.awaits_modal("It is faster, too.")


async def test_details_lie_on_each_other_up_to_three_then_the_uppermost_changes(ada: Person, digest: Message):
    await ada.presses("Details", digest, beside=SPARSE)
    await ada.awaits_modal("It is faster, too.")
    for label, words, count in (
        ("More like this", "Like “", 2),
        ("Details", "faster", 3),
        ("More like this", "Like “", 3),
    ):
        await ada.presses(label)
        await ada.awaits_modal(words)
        assert len(ada.modals) == count


async def test_what_is_pressed_in_a_modal_is_about_the_channel_it_was_opened_in(
    connected: Office, ada: Person, digest: Message
):
    await ada.presses("Details", digest, beside=SPARSE)
    await ada.awaits_modal("It is faster, too.")
    await ada.presses("👍 Useful")
    view = await ada.awaits_modal("Useful: “")

    assert "#general: 1 useful, 0 not useful." in shown(view)
    assert await connected.places.votes(connected.place(general(connected)), ["arxiv:2603.00001"]) == {
        "arxiv:2603.00001": (1, 0)
    }


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("Save", f"Saved: “{SPARSE}”"),
        ("👍 Useful", f"Useful: “{SPARSE}”"),
        ("👎 Not useful", f"Not useful: “{SPARSE}”"),
    ],
)
async def test_a_small_answer_is_for_the_one_who_pressed(
    connected: Office, ada: Person, digest: Message, label: str, words: str
):
    bob = connected.team.person("bob")
    await ada.presses(label, digest, beside=SPARSE)
    message = await ada.awaits(words, "general")

    assert message.seen_by == ada.id
    assert bob.sees("general") == [digest]


async def test_the_counts_of_votes_appear_on_the_buttons_and_go_again(slack: SlackServer, ada: Person, digest: Message):
    await ada.presses("👍 Useful", digest, beside=SPARSE)
    await slack.until(lambda: "👍 Useful · 1" in shown(digest), "the count")
    answer = await ada.awaits("Take my vote back", "general")
    await ada.presses("Take my vote back", answer)
    await ada.awaits("Vote taken back", "general")


async def test_a_saved_paper_is_taken_off_the_list_with_the_answers_own_button(ada: Person, digest: Message):
    await ada.presses("Save", digest, beside=LADDERS)
    await ada.presses("Remove from my list", await ada.awaits("Saved:", "general"))
    await ada.awaits(f"Removed: “{LADDERS}”", "general")


async def test_more_like_this_and_cite_open_modals(ada: Person, digest: Message):
    await ada.presses("More like this", digest, beside=SPARSE)
    await ada.awaits_modal(f"Like “{SPARSE}”")
    await ada.presses("Details")
    await ada.awaits_modal("Abstract")
    await ada.presses("Cite")
    await ada.awaits_modal("@misc{")


# Pages


def many(office: Office) -> None:
    papers = [a_paper(f"2603.1{number:04}", title=f"Paper number {number}") for number in range(30)]
    office.announce(*papers, votes=range(30, 0, -1))


async def test_pages_of_a_shared_list_turn_for_the_one_who_turns_them(
    connected: Office, slack: SlackServer, ada: Person
):
    many(connected)
    await ada.types("/papers today --post", "general")
    shared = await ada.awaits("page 1 of", "general")
    before = shown(shared)
    await ada.presses("Next", shared)
    own = await ada.awaits("page 2 of", "general")

    assert own.seen_by == ada.id
    assert shown(shared) == before
    await ada.presses("Next", own)
    await slack.until(lambda: "page 3 of" in shown(own), "page 3")
    assert ada.sees("general") == [shared, own]


async def test_pages_turn_in_place_in_a_modal_too(connected: Office, slack: SlackServer, ada: Person):
    many(connected)
    await ada.opens_home()
    await ada.awaits_home("Paperboy")
    await ada.presses("Today", ada.home)
    view = await ada.awaits_modal("page 1 of")
    await ada.presses("Next")
    await slack.until(lambda: "page 2 of" in shown(view), "page 2")
    assert ada.modals == [view]


async def test_the_menus_of_a_long_digest_do_what_buttons_do(connected: Office, ada: Person):
    many(connected)
    await ada.types("/papers subscribe count:15", "general")
    await ada.awaits("#general is subscribed", "general")
    digest = await a_digest(connected)
    assert any((block.get("accessory") or {}).get("type") == "overflow" for block in digest.blocks)

    await ada.presses("Save", digest, beside="Paper number 3")
    await ada.awaits("Saved: “Paper number 3”", "general")
    await ada.presses("Details", digest, beside="Paper number 4")
    await ada.awaits_modal("Paper number 4")


# What is old, wrong, late or twice


async def a_button(office: Office, value: str) -> Message:
    """A message of ours with a button of that value."""
    place = office.place(general(office))
    document = Document("Old", (Actions((Button("Press", Preview()),)),))
    receipt = await office.adapter.send(place, document, key="k2")
    message = general(office).message(receipt.message_id)
    assert message
    message.blocks[-1]["elements"][0]["value"] = value
    return message


@pytest.mark.parametrize("value", ["9|what|is|this", "", "@", "@C1@", "1zz|"])
async def test_a_button_of_another_version_says_so(connected: Office, ada: Person, value: str):
    message = await a_button(connected, value)
    await ada.presses("Press", message)
    await connected.slack.until(lambda: len(ada.sees("general")) == 2, "an answer")
    answer = ada.sees("general")[-1]
    assert answer.seen_by == ada.id
    assert "version" in shown(answer)


async def test_a_button_of_another_version_in_the_uppermost_modal_says_so_too(ada: Person, digest: Message):
    await ada.presses("Details", digest, beside=SPARSE)
    for label, words in (("More like this", "Like “"), ("Details", "faster")):
        await ada.awaits_modal()
        await ada.slack.until(lambda each=label: f"[{each}]" in shown(ada.modals[-1]), label)
        await ada.presses(label)
        await ada.awaits_modal(words)
    view = ada.modals[-1]
    for block in view.blocks:
        for element in block.get("elements", ()):
            element["value"] = "9|what|is|this"
    await ada.presses("Cite", view)
    await ada.awaits_modal("version")
    assert len(ada.modals) == 3


async def test_buttons_work_after_a_restart(office: Office):
    async with office.running():
        digest = await a_digest(office)
    await office.adapter.disconnect()
    office.adapter = office.another()
    ada = office.team.person("ada")
    async with office.running():
        await ada.presses("Save", digest, beside=SPARSE)
        await ada.awaits(f"Saved: “{SPARSE}”", "general")


@pytest.mark.parametrize(
    "fault", [Fault.answers("expired_trigger_id"), Fault.drops(), Fault.unavailable(), Fault.html()]
)
async def test_where_no_modal_can_be_opened_the_answer_is_a_message(
    slack: SlackServer, ada: Person, digest: Message, fault: Fault
):
    slack.fail("views.open", fault)
    await ada.presses("Details", digest, beside=SPARSE)
    message = await ada.awaits("It is faster, too.", "general")
    assert message.seen_by == ada.id


async def test_a_press_that_is_delivered_twice_is_done_once(slack: SlackServer, ada: Person, digest: Message):
    await ada.presses("Save", digest, beside=SPARSE)
    await ada.awaits("Saved:", "general")
    await delivery.again(slack)
    await ada.presses("Save", digest, beside=LADDERS)
    await ada.awaits(f"Saved: “{LADDERS}”", "general")
    assert ada.reads("general").count(f"Saved: “{SPARSE}”") == 1


async def test_what_is_pressed_in_a_thread_is_answered_there(connected: Office, ada: Person, digest: Message):
    place = connected.place(general(connected))
    document = await connected.handle(Preview(), Caller("U9", place))
    under = Receipt(digest.ts, connected.clock.now())
    receipt = await connected.adapter.send(place, replace(document, private=False), key="k3", under=under)
    reply = general(connected).message(receipt.message_id)
    assert reply
    await ada.presses("Save", reply, beside=SPARSE)
    await connected.slack.until(lambda: len(ada.thread(digest)) == 2, "an answer in the thread")

    answer = ada.thread(digest)[-1]
    assert (answer.seen_by, "Saved:" in shown(answer)) == (ada.id, True)
    assert ada.sees("general") == [digest]


async def test_a_title_full_of_markup_rings_nobody(connected: Office, ada: Person):
    connected.announce(a_paper("2603.00666", title=HOSTILE), votes=[99])
    digest = await a_digest(connected)
    for label, words in (("Save", "Saved:"), ("👍 Useful", "Useful:")):
        await ada.presses(label, digest, beside="Bold")
        await ada.awaits(words, "general")
    await ada.types("/papers search bold", "general")
    await ada.awaits("evil.example", "general")
    for text in ("today", "week", "top"):
        await ada.types(f"/papers {text} --post", "general")
    await connected.slack.until(lambda: ada.reads("general").count("right to left") >= 6, "three lists")
    await ada.presses("Details", digest, beside="Bold")
    view = await ada.awaits_modal("It is faster, too.")
    await ada.opens_home()
    home = await ada.awaits_home("Bold")

    assert [mentions(each) for each in (*ada.sees("general"), view, home)] == [[]] * (len(ada.sees("general")) + 2)
    assert "safe (https://evil.example)" not in ada.reads("general") + shown(view) + shown(home)
