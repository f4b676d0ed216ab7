"""What is offered while somebody types: at most twenty-five choices, at once or not at all."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

import structlog

from adapters.discord import tree
from adapters.discord.callers import Interaction, data_of
from adapters.discord.entries import Completing
from adapters.discord.given import Used, used
from adapters.discord.reception import Reception
from adapters.discord.syncing import Syncing
from bot.model import Person
from bot.text import clean, shorten

log = structlog.get_logger(__name__)

PATIENCE = 2.0
"""Seconds; Discord shows nothing that comes after three."""
MOST = 25
LONGEST = 100
ALL = "all"

Choice = tuple[str, str]
"""What is shown, and what is then typed."""
Offer = Callable[[str, Interaction], Awaitable[Iterable[Choice]]]


class Completion:
    """Offers recent searches, words, papers, time zones, sources."""

    def __init__(self, reception: Reception, syncing: Syncing) -> None:
        self._at = reception
        self._syncing = syncing
        self._offers: Mapping[Completing, Offer] = {
            "words": self._words,
            "papers": self._papers,
            "zones": self._zones,
            "sources": self._sources,
        }

    async def typing(self, interaction: Interaction) -> None:
        """Something is being typed into an option."""
        asked = used(data_of(interaction))
        found: Iterable[Choice] = ()
        try:
            async with asyncio.timeout(PATIENCE):
                found = await self._offered(asked, interaction)
        except TimeoutError:
            log.warning("completion_late", option=asked.focused)
        except Exception:
            log.exception("completion_broke", option=asked.focused)
        await self._at.replies.offer(interaction, _choices(found))

    async def _offered(self, asked: Used, interaction: Interaction) -> Iterable[Choice]:
        entry = tree.entry_of(asked.path)
        options = {option.name: option for option in entry.options} if entry else {}
        option = options.get(asked.focused)
        if option is None or option.completing is None:
            return ()
        return await self._offers[option.completing](str(asked.given.get(option.name) or ""), interaction)

    async def _words(self, typed: str, interaction: Interaction) -> Iterable[Choice]:
        """What the person has searched for lately, then what the core suggests."""
        place = await self._at.place(interaction)
        recent = self._at.recent.like(Person(place.platform, place.workspace, str(interaction.user.id)), typed)
        return [(each, each) for each in (*recent, *await self._at.suggestions.words(typed, place))]

    async def _papers(self, typed: str, _: Interaction) -> Iterable[Choice]:
        return await self._at.suggestions.papers(typed)

    async def _zones(self, typed: str, _: Interaction) -> Iterable[Choice]:
        return [(each, each) for each in self._at.language.zones(typed)]

    async def _sources(self, typed: str, _: Interaction) -> Iterable[Choice]:
        """The next name of a list; before the first one, all of them at once."""
        before, comma, last = typed.rpartition(",")
        named = [name for each in before.split(",") if (name := each.strip())]
        left = {name: words for name, words in self._syncing.sources.items() if name not in named}
        asked = last.strip().casefold()
        fits = {name: words for name, words in left.items() if asked in f"{name} {words}".casefold()}
        shown = [self._syncing.sources.get(name, name) for name in named]
        everything = [] if named or asked else [("All that are enabled", ALL)]
        return [*everything, *((", ".join((*shown, fits[name])), f"{before}{comma}{name}") for name in fits)]


def _choices(found: Iterable[Choice]) -> list[dict[str, Any]]:
    """Each once, and only what Discord takes; words that are too many for it are cut behind a whole one."""
    kept: dict[str, str] = {}
    for shown, value in found:
        name = shorten(" ".join(clean(shown).split()), LONGEST)
        taken = _cut(" ".join(clean(value).split())) if shown == value else value
        if name and 0 < len(taken) <= LONGEST and len(kept) < MOST:
            kept.setdefault(taken, name)
    return [{"name": name, "value": value} for value, name in kept.items()]


def _cut(words: str) -> str:
    return words if len(words) <= LONGEST else words[: LONGEST + 1].rpartition(" ")[0] or words[:LONGEST]
