"""A session in Discord as people see it, for ``docs/discord.md``.

``python -m tests.adapters.discord_session.transcript`` writes it there. Everything in it is what the real adapter sent
to the local Discord, flattened to text; a test compares the two.
"""

import asyncio
import re
import tempfile
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.answer import Answer
from bot.bootstrap.discord import MANAGERS, SPELLING
from bot.compose import Voice
from bot.deliver import Deliver
from bot.model import DayState, SourceDay
from bot.storage.store import Store
from bot.summarizers.extractive import Extractive
from tests.adapters.discord.person import Person
from tests.adapters.discord.server import DiscordServer
from tests.adapters.discord.shown import shown
from tests.adapters.discord.state import Channel, Message
from tests.adapters.discord_posting.office import Office
from tests.builders import NOW, TODAY, a_paper
from tests.fakes import FakeClock, FakeSource

PAGE = Path(__file__).parents[3] / "docs" / "discord.md"
START, END = "<!-- transcript -->\n", "<!-- end of transcript -->"
ABSTRACT = (
    "Attention over long texts is costly. We propose a sparse attention that reads only what matters, "
    "and loses 0.2 points on eight benchmarks at a fifth of the cost."
)

VOICE = Voice(
    sources={"huggingface": "Hugging Face Daily"}, managers={"discord": MANAGERS}, spellings={"discord": SPELLING}
)


class Play:
    """What is said, in order, as Markdown."""

    def __init__(self, office: Office, deliver: Deliver) -> None:
        self.office = office
        self.deliver = deliver
        self.lines: list[str] = []
        self.ada: Person = office.guild.person("ada", manage_guild=True)

    def says(self, words: str) -> None:
        self.lines += [words, ""]

    def shows(self, who: str, what: Any) -> None:
        text = re.sub(r"\n{2,}", "\n", what if isinstance(what, str) else shown(what)).rstrip()
        self.lines += [f"*{who}*", "", "```text", text, "```", ""]

    async def types(self, text: str, awaited: str, channel: str, /, **given: Any) -> Message:
        typed = " ".join((f"/{text}", *(f"{name}: {value}" for name, value in given.items())))
        self.says(f"**Ada** types `{typed}` in #{channel}")
        await self.ada.types(text, channel, **given)
        message = await self.ada.awaits(awaited, channel)
        self.shows("Only visible to Ada", message)
        return message

    async def nine(self) -> None:
        """Another morning comes."""
        self.office.clock.advance(days=1)
        await self.deliver.tick()


async def _set_up(play: Play) -> None:
    guild, reading = play.office.guild, play.office.guild.channel("ml-reading")
    play.says("### Adding Paperboy, and setting up")
    play.shows("paperboy discord invite", await play.office.adapter.invite())
    guild.deny_bot(reading, "send_messages", "embed_links")
    await play.types("papers doctor", "problem", "ml-reading")
    guild.allow_bot(reading, "send_messages", "embed_links")
    play.says("**Ada** allows both under Edit Channel → Permissions")
    await play.types("papers-setup subscribe", "is subscribed", "ml-reading", topics="attention, noise", count=3)
    await play.types("papers preview", "A preview", "ml-reading")


async def _in_a_channel(play: Play) -> None:
    play.says("### The next morning, at nine")
    await play.nine()
    post = play.office.guild.channel("ml-reading").messages[-1]
    play.shows("Paperboy posts in #ml-reading", post)
    await play.ada.presses("Details", post, nth=0)
    play.says("**Ada** presses Details at the first paper")
    play.shows("Only visible to Ada", await play.ada.awaits("Authors", "ml-reading"))
    await play.ada.presses("Save", post, nth=0)
    play.says("**Ada** presses Save")
    play.shows("Only visible to Ada", await play.ada.awaits("Saved:", "ml-reading"))


async def _elsewhere(play: Play) -> None:
    guild = play.office.guild
    play.says("### In a thread, and in a forum")
    guild.channel("paper-club")
    await play.types("papers-setup subscribe", "is subscribed", "paper-club", count=2, layout="thread")
    guild.channel("papers-forum", kind="forum", tags=["attention", "biology"])
    forum = guild.channel("papers-forum")
    await play.ada.types("papers-setup subscribe", "paper-club", channel=forum, topics="attention", layout="papers")
    play.says("**Ada** types `/papers-setup subscribe topics: attention layout: papers channel: #papers-forum`")
    play.shows("Only visible to Ada", await play.ada.awaits("#papers-forum is subscribed", "paper-club"))
    await play.nine()
    head = guild.channel("paper-club").messages[-1]
    play.shows("Paperboy posts in #paper-club", head)
    thread = guild.channels[head.id]
    play.shows(f"In its thread “{thread.name}”", "\n\n".join(map(shown, thread.messages)))
    for post in _posts(guild.channels.values(), forum):
        tags = ", ".join(tag.name for tag in forum.tags if tag.id in post.applied_tags)
        play.shows(f"A post in #papers-forum, “{post.name}”, tagged {tags or 'with nothing'}", post.messages[0])


def _posts(channels: Iterable[Channel], forum: Channel) -> list[Channel]:
    return sorted((each for each in channels if each.parent is forum), key=lambda each: int(each.id))


async def _asked(play: Play) -> None:
    play.says("### Asking")
    offered = await play.ada.completes("search", "query", "spa", "general")
    play.says("**Ada** types `/search query: spa`, and is offered")
    play.shows("While she types", "\n".join(choice["name"] for choice in offered))
    await play.types("search", "Sparse", "general", query="sparse attention", sort="new")
    await play.types("papers status", "Status of", "ml-reading")


async def play(folder: Path) -> str:
    """The whole session, as Markdown."""
    async with DiscordServer(FakeClock()) as discord:
        guild = discord.add_guild("Acme")
        for name in ("general", "ml-reading"):
            guild.channel(name)
        with discord.addressed(), Store.open(f"sqlite:///{folder / 'paperboy.db'}") as store:
            office = Office(discord, store, folder, discord.clock)
            office.announce(a_paper("2603.00009", title="Attention Is Cheap Now", abstract=ABSTRACT), votes=[55])
            for days in range(3):
                store.sources.record_day(SourceDay("huggingface", TODAY + timedelta(days), DayState.FRESH, NOW, 4))
            office.handle = Answer(replace(office.desk, voice=VOICE))
            session = Play(office, _deliver(office))
            async with office.running():
                for act in (_set_up, _in_a_channel, _elsewhere, _asked):
                    await act(session)
            await office.close()
            return "\n".join(session.lines)


def _deliver(office: Office) -> Deliver:
    adapters, summarizers = {"discord": office.adapter}, {"extractive": Extractive()}
    return Deliver(office.store, adapters, [FakeSource()], summarizers, office.clock, VOICE, "one")


def _written(page: str, transcript: str) -> str:
    before, _, rest = page.partition(START)
    return f"{before}{START}\n{transcript}\n{END}{rest.partition(END)[2]}"


def main() -> None:
    """Write the transcript into the page."""
    with tempfile.TemporaryDirectory() as folder:
        transcript = asyncio.run(play(Path(folder)))
    PAGE.write_text(_written(PAGE.read_text(encoding="utf-8"), transcript), encoding="utf-8")


if __name__ == "__main__":
    main()
