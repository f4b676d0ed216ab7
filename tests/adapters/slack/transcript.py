"""A session in Slack as people see it, for ``docs/slack.md``; ``python -m tests.adapters.slack.transcript`` writes it.

Everything in it is what the real adapter sent to the local Slack, flattened to text; a test compares the two.
"""

import asyncio
import re
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.compose import Voice
from bot.deliver import Deliver
from bot.model import DayState, SourceDay
from bot.storage.store import Store
from bot.summarizers.extractive import Extractive
from tests.adapters.slack.office import Office
from tests.adapters.slack.person import Person
from tests.adapters.slack.server import SlackServer
from tests.adapters.slack.shown import shown
from tests.builders import NOW, TODAY, a_paper
from tests.fakes import FakeClock, FakeSource

PAGE = Path(__file__).parents[3] / "docs" / "slack.md"
START, END = "<!-- transcript -->\n", "<!-- end of transcript -->"
ABSTRACT = (
    "Attention over long texts is costly. We propose a sparse attention that reads only what matters, "
    "and loses 0.2 points on eight benchmarks at a fifth of the cost."
)


class Play:
    """What is said, in order, as Markdown."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.lines: list[str] = []
        self.ada: Person = office.team.person("ada", tz="Europe/Berlin")

    def says(self, words: str) -> None:
        self.lines += [words, ""]

    def shows(self, who: str, what: Any) -> None:
        text = re.sub(r"\n{2,}", "\n", shown(what)).rstrip()
        self.lines += [f"*{who}*", "", "```text", text, "```", ""]

    async def types(self, text: str, awaited: str, channel: str = "general") -> Any:
        self.says(f"**Ada** types `{text}` in #{channel}")
        await self.ada.types(text, channel)
        message = await self.ada.awaits(awaited, channel)
        self.shows("Only visible to Ada", message)
        return message

    async def modal(self, doing: str, awaited: str) -> Any:
        view = await self.ada.awaits_modal(awaited)
        self.says(doing)
        self.shows("A modal", view)
        return view


async def _set_up(play: Play) -> None:
    play.says("### Setting up")
    await play.types("/papers doctor", "problem", "ml-reading")
    await play.office.team.invites_bot(play.office.team.channel("ml-reading"))
    play.says("**Ada** types `/invite @paperboy`, then `/papers subscribe` in #ml-reading")
    await play.ada.types("/papers subscribe", "ml-reading")
    view = await play.modal("The settings open at once:", "These settings match")
    await play.ada.submits(view, {"include": "attention, noise", "count": "3"})
    filled = "**Ada** types *attention, noise* under Topics, chooses 3 papers, and presses Subscribe"
    await play.modal(filled, "is subscribed")
    await play.ada.closes()
    await play.types("/papers preview", "A preview", "ml-reading")


async def _post(play: Play, deliver: Deliver) -> None:
    play.says("### The next morning, at nine")
    play.office.clock.advance(days=1)
    channel = play.office.team.channel("ml-reading")
    await deliver.tick()
    message = channel.messages[-1]
    play.shows("Paperboy posts in #ml-reading", message)
    await play.ada.presses("Details", message, nth=0)
    await play.modal("**Ada** presses Details", "Authors")
    await play.ada.closes()
    await play.ada.presses("👍 Useful", message, nth=0)
    await play.office.slack.until(lambda: "👍 Useful · 1" in shown(message), "the count")
    play.says("**Ada** presses 👍 Useful; the count appears on the button, for all:")
    play.shows("The post in #ml-reading", replace(message, blocks=message.blocks[:5]))


async def _asked(play: Play) -> None:
    play.says("### Asking")
    await play.types("/papers search noise", "Ladders", "general")
    await play.types("/papers serch noise", "Did you mean", "general")
    await play.types("/papers status", "Status of", "ml-reading")


async def play(folder: Path, around: Callable[[Office], Any] = lambda office: office.running()) -> str:
    """The whole session, as Markdown."""
    async with SlackServer(FakeClock()) as slack:
        team = slack.add_workspace("T1", "Acme")
        team.channel("general", bot=True)
        team.channel("ml-reading", bot=False)
        with Store.open(f"sqlite:///{folder / 'paperboy.db'}") as store:
            office = Office(slack, store, folder, slack.clock)
            office.announce(a_paper("2603.00009", title="Attention Is Cheap Now", abstract=ABSTRACT), votes=[55])
            for day in (TODAY, TODAY + timedelta(days=1)):
                store.sources.record_day(SourceDay("huggingface", day, DayState.FRESH, NOW, 4))
            deliver = Deliver(
                store,
                {"slack": office.adapter},
                [FakeSource()],
                {"extractive": Extractive()},
                office.clock,
                Voice(sources={"huggingface": "Hugging Face Daily"}),
                "one",
            )
            session = Play(office)
            async with around(office):
                await _set_up(session)
                await _post(session, deliver)
                await _asked(session)
            await office.close()
            return "\n".join(session.lines)


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
