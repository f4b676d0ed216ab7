"""Shortcuts of messages and from anywhere, over a real socket."""

from datetime import timedelta

import pytest

from bot.compose import Voice
from bot.deliver import Deliver
from bot.model import DayState, SourceDay
from bot.summarizers.extractive import Extractive
from tests.adapters.slack import delivery
from tests.adapters.slack.faults import Fault
from tests.adapters.slack.office import TITLES, Office
from tests.adapters.slack.person import Person
from tests.adapters.slack.server import SlackServer
from tests.adapters.slack.shown import mentions, shown
from tests.adapters.slack.workspace import Message
from tests.builders import NOW, TODAY
from tests.fakes import FakeSource

SPARSE, LADDERS, SMALL = TITLES
ONE = "Read this! <https://arxiv.org/abs/2603.00001v2|arxiv.org/abs/2603.00001v2>"
BOTH = f"{ONE} and <https://huggingface.co/papers/2603.00002>, again https://arxiv.org/pdf/2603.00001"


async def saved(person: Person) -> str:
    """Their reading list."""
    await person.types("/papers saved", "random")
    return shown(await person.awaits("Your reading list", "random"))


async def test_the_paper_of_a_message_is_saved(ada: Person):
    bob = ada.team.person("bob")
    await ada.shortcut("save_paper", bob.says(ONE))
    message = await ada.awaits(f"Saved: “{SPARSE}”", "general")
    assert message.seen_by == ada.id
    assert SPARSE in await saved(ada)


async def test_every_paper_of_a_message_is_saved_once(ada: Person):
    await ada.shortcut("save_paper", ada.says(BOTH))
    words = shown(await ada.awaits("2 papers", "general"))
    assert (words.count(f"Saved: “{SPARSE}”"), words.count(f"Saved: “{LADDERS}”")) == (1, 1)
    assert words.count("on your reading list") == 1


@pytest.mark.parametrize("text", ["", "nothing here", "<https://example.com/2603.00001>", "<@U1> <!here>"])
async def test_a_message_without_a_paper_says_so(ada: Person, text: str):
    await ada.shortcut("save_paper", ada.says(text))
    await ada.awaits("This message links to no paper that I know.", "general")
    await ada.shortcut("find_similar", ada.says(text))
    await ada.awaits_modal("This message links to no paper that I know.")


async def test_a_paper_that_nobody_has_collected_is_said_so(ada: Person):
    await ada.shortcut("save_paper", ada.says("https://arxiv.org/abs/9901.99999"))
    await ada.awaits("9901.99999", "general")


async def test_links_in_blocks_and_previews_of_a_message_are_read(ada: Person):
    message = ada.says("Look")
    message.attachments = [{"from_url": "https://arxiv.org/abs/2603.00002", "title": "x"}]
    link = {"type": "link", "url": "https://arxiv.org/abs/2603.00003"}
    inside = {"type": "rich_text_section", "elements": [link]}
    message.blocks = [{"type": "rich_text", "block_id": "b", "elements": [inside]}]
    await ada.shortcut("save_paper", message)
    words = shown(await ada.awaits("2 papers", "general"))
    assert LADDERS in words
    assert SMALL in words


async def test_in_a_thread_it_works_and_answers_there(connected: Office, slack: SlackServer, ada: Person):
    root = ada.says("What do you think?")
    reply = ada.says(ONE, under=root)
    await ada.shortcut("save_paper", reply)
    await slack.until(lambda: len(ada.thread(root)) == 2, "an answer in the thread")
    answer = ada.thread(root)[-1]
    assert (answer.seen_by, f"Saved: “{SPARSE}”" in shown(answer)) == (ada.id, True)
    assert ada.sees("general") == [root]
    del connected


async def test_where_we_are_not_it_answers_as_well(connected: Office, ada: Person):
    quiet = connected.team.channel("quiet", kind="private", bot=False)
    root = ada.says("What do you think?", quiet)
    await ada.shortcut("save_paper", ada.says(ONE, quiet, under=root))
    await ada.awaits(f"Saved: “{SPARSE}”", quiet)


async def a_thread_of_ours(office: Office, ada: Person) -> Message:
    """The head of a digest that was delivered as a thread."""
    await ada.types("/papers subscribe layout:thread", "general")
    await ada.awaits("is subscribed", "general")
    office.clock.advance(days=1)
    for day in (TODAY, TODAY + timedelta(days=1)):
        office.store.sources.record_day(SourceDay("huggingface", day, DayState.FRESH, NOW, 3))
    platforms, summarizers = {"slack": office.adapter}, {"extractive": Extractive()}
    deliver = Deliver(office.store, platforms, [FakeSource()], summarizers, office.clock, Voice(), "one")  # type: ignore[dict-item]
    await deliver.tick()
    return next(message for message in office.team.channel("general").kept() if not message.is_reply)


async def test_on_a_reply_of_our_own_digest_it_is_that_paper(connected: Office, slack: SlackServer, ada: Person):
    head = await a_thread_of_ours(connected, ada)
    reply = next(message for message in ada.thread(head) if LADDERS in shown(message))
    await ada.shortcut("save_paper", reply)
    await slack.until(lambda: f"Saved: “{LADDERS}”" in shown(ada.thread(head)[-1]), "an answer in the thread")
    await ada.shortcut("find_similar", reply)
    await ada.awaits_modal(f"Like “{LADDERS}”")


async def test_on_a_digest_of_ours_they_are_all_its_papers(connected: Office, ada: Person):
    head = await a_thread_of_ours(connected, ada)
    await ada.shortcut("save_paper", head)
    words = shown(await ada.awaits(f"Saved: “{SMALL}”", "general"))
    assert all(f"Saved: “{title}”" in words for title in TITLES)


async def test_find_similar_opens_at_once_and_shows_the_neighbours(slack: SlackServer, ada: Person):
    gate = slack.hold("users.info")
    before = len(slack.calls)
    await ada.shortcut("find_similar", ada.says(BOTH))
    await ada.awaits_modal("Looking…")
    assert slack.calls[before].method == "views.open"
    gate.set()
    view = await ada.awaits_modal(f"Like “{SPARSE}”")
    assert LADDERS in shown(view)


async def test_find_similar_is_a_message_where_no_modal_opens(slack: SlackServer, ada: Person):
    slack.fail("views.open", Fault.answers("expired_trigger_id"))
    await ada.shortcut("find_similar", ada.says(ONE))
    assert (await ada.awaits(f"Like “{SPARSE}”", "general")).seen_by == ada.id


# Search from anywhere


async def test_papers_are_searched_from_anywhere(ada: Person):
    await ada.shortcut_global("search_papers")
    view = await ada.awaits_modal("Search papers")
    await ada.submits(view, {"Words": "noise", "Author": "Lovelace", "Since": "2026-03-01", "Order": "the newest"})
    await ada.awaits_modal(LADDERS)
    assert SPARSE not in shown(view)
    await ada.presses("Details")
    await ada.awaits_modal("Authors:")
    assert len(ada.modals) == 2


@pytest.mark.parametrize("words", ["zyzzyva", '"never closed', "<!channel>", "help", "🦄"])
async def test_what_is_not_found_is_said(ada: Person, words: str):
    await ada.shortcut_global("search_papers")
    view = await ada.awaits_modal("Search papers")
    await ada.submits(view, {"Words": words})
    await ada.awaits_modal("Nothing was found")
    assert mentions(view) == []


@pytest.mark.parametrize("words", ["", "   ", "--post", "source:nowhere noise", "since:someday noise"])
async def test_a_search_that_makes_no_sense_is_said_under_its_field(ada: Person, words: str):
    await ada.shortcut_global("search_papers")
    view = await ada.awaits_modal("Search papers")
    await ada.submits(view, {"Words": words})
    assert list(view.errors) == ["words"], shown(view)


async def test_a_shortcut_that_comes_twice_is_done_once(slack: SlackServer, ada: Person):
    await ada.shortcut("save_paper", ada.says(ONE))
    await ada.awaits("Saved:", "general")
    await delivery.again(slack)
    await ada.shortcut("save_paper", ada.says("https://arxiv.org/abs/2603.00003"))
    await ada.awaits(f"Saved: “{SMALL}”", "general")
    assert "Already on your list" not in ada.reads("general")
