"""What is offered while somebody types."""

import asyncio

import pytest
from structlog.testing import capture_logs

from adapters.discord import completion
from bot.model import Destination, PaperKey
from tests.adapters.discord.faults import Fault
from tests.adapters.discord.person import Person
from tests.adapters.discord.server import DiscordServer
from tests.adapters.discord.state import Channel
from tests.adapters.discord_posting.office import TITLES, Office
from tests.builders import a_paper

CALLBACK = "/interactions/{interaction}/{token}/callback"
Choices = list[dict[str, str]]


def names(choices: Choices) -> list[str]:
    return [choice["name"] for choice in choices]


async def test_a_search_is_completed_by_titles(ada: Person):
    choices = await ada.completes("search", "query", "ladd")
    assert choices == [{"name": TITLES[1], "value": TITLES[1]}]
    await ada.types("search", query=choices[0]["value"])
    await ada.awaits(TITLES[1])


async def test_before_anything_is_typed_there_is_something_to_choose(ada: Person):
    assert set(TITLES) <= set(names(await ada.completes("search", "query", "")))
    assert set(TITLES) <= set(names(await ada.completes("papers show", "paper", "")))


async def test_a_channels_own_topics_come_before_titles(ada: Person):
    await ada.types("papers-setup subscribe", topics="ladders of opportunity")
    await ada.awaits("#general is subscribed")
    assert names(await ada.completes("search", "query", "lad")) == ["ladders of opportunity", TITLES[1]]


async def test_what_one_has_searched_for_comes_first_and_for_nobody_else(ada: Person, bob: Person):
    for query in ("small steps", "noise in small models"):
        await ada.types("search", query=query)
        await ada.awaits(query)
    assert names(await ada.completes("search", "query", "small")) == ["noise in small models", "small steps", TITLES[2]]
    assert names(await ada.completes("papers search", "query", "SMALL  ste")) == ["small steps"]
    assert names(await bob.completes("search", "query", "small")) == [TITLES[2]]
    assert names(await ada.completes("search", "query", "small", ada.dm)) == [TITLES[2]]


async def test_turning_the_pages_of_somebody_elses_search_is_no_search(connected: Office, ada: Person, bob: Person):
    connected.announce(*(a_paper(f"2603.1{n:04}", title=f"Steps of {n}") for n in range(30)), votes=range(30))
    await ada.types("search", query="of steps", public=True)
    await bob.presses("Next", await bob.awaits("page 1 of"))
    await bob.awaits("page 2 of")
    assert "of steps" not in names(await bob.completes("search", "query", "of steps"))


@pytest.mark.parametrize("how", ["by typing", "by the button"])
async def test_who_asks_to_be_forgotten_is(ada: Person, how: str):
    await ada.types("search", query="small steps")
    await ada.awaits("small steps")
    if how == "by typing":
        await ada.types("papers forget-me", confirm=True)
    else:
        await ada.types("papers forget-me")
        await ada.presses("Delete it all", await ada.awaits("Delete what is stored about you?"))
    await ada.awaits("You are forgotten")
    assert names(await ada.completes("search", "query", "small")) == [TITLES[2]]


@pytest.mark.parametrize("command", ["show", "similar", "cite", "why", "save", "unsave", "vote"])
async def test_a_paper_is_chosen_by_its_title(ada: Person, command: str):
    choices = await ada.completes(f"papers {command}", "paper", "small mod")
    assert choices == [{"name": TITLES[2], "value": "arxiv:2603.00003"}]


async def test_what_is_chosen_is_the_paper_that_was_meant(ada: Person):
    (choice,) = await ada.completes("papers save", "paper", "small mod")
    await ada.types("papers save", paper=choice["value"])
    await ada.awaits(f"Saved: “{TITLES[2]}”")
    (choice,) = await ada.completes("papers show", "paper", "https://arxiv.org/abs/2603.00001v4")
    assert choice["value"] == "arxiv:2603.00001"


async def test_a_zone_is_found_by_a_part_of_its_name(ada: Person):
    choices = await ada.completes("papers-setup subscribe", "zone", "berl")
    assert choices == [{"name": "Europe/Berlin", "value": "Europe/Berlin"}]
    assert await ada.completes("papers-setup settings", "zone", "qqqq") == []
    assert len(await ada.completes("papers-setup settings", "zone", "america")) == 25


async def test_sources_are_offered_one_after_the_other(ada: Person):
    asked = "papers-setup subscribe"
    every = await ada.completes(asked, "sources", "")
    assert [choice["value"] for choice in every] == ["all", "huggingface"]
    assert await ada.completes(asked, "sources", "hugging") == every[1:]
    assert await ada.completes(asked, "sources", "huggingface,") == []


async def test_long_titles_and_many_of_them_are_cut_to_what_discord_takes(connected: Office, ada: Person):
    words = "noise that goes on and on " * 8
    papers = [a_paper(f"2603.1{n:04}", title=f"Number {n} of {words}") for n in range(40)]
    connected.announce(*papers, votes=range(40))
    for text, option in (("search", "query"), ("papers show", "paper")):
        choices = await ada.completes(text, option, "noise")
        assert len(choices) == 25
        assert all(0 < len(choice["name"]) <= 100 and 0 < len(choice["value"]) <= 100 for choice in choices)
    query = (await ada.completes("search", "query", "number 7 of noise"))[0]["value"]
    assert query.split()[-1] in words.split()


@pytest.mark.parametrize(
    "title", ["\u202eeverything backwards", "@everyone <@1> <#2>", "a\x1b[31m red\x00 line\nbreak", "lone \ud83d half"]
)
async def test_hostile_titles_are_plain_words(connected: Office, ada: Person, title: str):
    connected.announce(a_paper("2603.20001", title=f"Zyzzyva {title}"), votes=[1])
    (choice,) = await ada.completes("papers show", "paper", "zyzz")
    assert choice["name"].isprintable()


# What goes wrong


class Broken:
    """Suggestions that are late, or break."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error

    async def words(self, _: str, __: Destination) -> list[str]:
        return await self._nothing()

    async def papers(self, _: str) -> list[tuple[str, PaperKey]]:
        return await self._nothing()

    async def _nothing(self) -> list[object]:
        if self.error is None:
            await asyncio.Event().wait()
        raise self.error or AssertionError


@pytest.mark.parametrize(
    ("error", "event"),
    [(None, "completion_late"), (RuntimeError("broken"), "completion_broke")],
    ids=["late", "broken"],
)
async def test_what_is_late_or_breaks_offers_nothing_and_is_logged(
    office: Office, monkeypatch: pytest.MonkeyPatch, error: Exception | None, event: str
):
    monkeypatch.setattr(completion, "PATIENCE", 0.05)
    monkeypatch.setattr(office.adapter, "_suggestions", Broken(error))
    ada = office.guild.person("ada")
    async with office.running():
        with capture_logs() as logs:
            assert await ada.completes("search", "query", "noise") == []
            assert await ada.completes("papers show", "paper", "noise") == []
        assert [line["event"] for line in logs] == [event, event]


async def test_choices_that_discord_does_not_take_any_more_break_nothing(discord: DiscordServer, ada: Person):
    discord.fail("POST", CALLBACK, Fault.answers(404, 10062), Fault.drops())
    with capture_logs() as logs:
        for times in (1, 2):
            asking = asyncio.ensure_future(ada.completes("search", "query", "noise"))
            await discord.until(lambda times=times: len(logs) == times, "the log")
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)
    assert [line["event"] for line in logs] == ["not_answered", "not_answered"]
    assert await ada.completes("search", "query", "ladd")


async def test_an_option_that_offers_nothing_gets_nothing(ada: Person, discord: DiscordServer, general: Channel):
    discord.commands.everywhere["search"]["options"][1]["autocomplete"] = True
    assert await ada.completes("search", "author", "Ada") == []
    del general
