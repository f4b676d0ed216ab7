"""The composition root: settings in, a running application out. The only file that knows every part.

What exists is in ``SOURCES`` in ``bot.supply``, ``SUMMARIZERS`` beside this file, ``ADAPTERS`` here;
how a platform is put together stands in a file of its own beside this one. Imports stand inside functions, so that an
installation needs no library of a platform that it does not use, and a command starts at once.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, TextIO
from zoneinfo import ZoneInfo

from bot import logs
from bot.bootstrap.clock import SystemClock
from bot.bootstrap.tables import SUMMARIZERS
from bot.commands import Caller, Command
from bot.document import Document
from bot.model import Destination, Person, SummaryMode
from bot.ports import Adapter, Clock, Language, Platform, Source, Summarizer

if TYPE_CHECKING:
    from adapters.console.adapter import ConsoleAdapter
    from adapters.discord.adapter import DiscordAdapter
    from adapters.email.adapter import EmailAdapter
    from adapters.slack.adapter import SlackAdapter
    from adapters.web.listeners import WebFace
    from bot.answer import Answer, Desk, Post
    from bot.answer.shelf import Shelf
    from bot.bootstrap.llm import Model
    from bot.collect import Collect
    from bot.compose import Voice
    from bot.config import Settings
    from bot.deliver import Deliver
    from bot.library import Library
    from bot.links import SealedLinks
    from bot.places import Places
    from bot.prune import Prune
    from bot.search import SearchIndex
    from bot.sources.http import Limits
    from bot.storage.store import Store
    from bot.suggestions import Suggestions
    from bot.supply import Supply
    from bot.watching import Watching

CHAT_PREFIX = "/papers"
TERMINAL_PREFIX = "paperboy ask"


def load_settings(path: Path | None) -> "Settings":
    """The settings of ``path`` and the environment.

    Raises:
        ConfigError: every mistake at once.
    """
    from bot.config import load

    return load(path, os.environ)


class App:
    """Everything that one process needs, each part made when it is first used."""

    def __init__(self, settings: "Settings", *, clock: Clock | None = None, limits: "Limits | None" = None) -> None:
        self.settings = settings
        self.clock = clock or SystemClock()
        self._limits = limits
        self._to_close: list[Callable[[], None]] = []
        self.log(settings.log.level)

    def log(self, level: logs.Level, to: TextIO | None = None) -> None:
        """Log lines of ``level`` and above, whatever is configured: a command that tells a person itself logs less.

        They go ``to`` a file, or to the standard error.
        """
        from bot.config import secrets

        logs.set_up(level, self.settings.log.format, secrets(self.settings, os.environ), to)

    # What is kept

    @cached_property
    def store(self) -> "Store":
        """The database, migrated where it has to be."""
        from bot.storage.store import Store

        store = Store.open(self.settings.database.url)
        self._to_close.append(store.close)
        return store

    @cached_property
    def index(self) -> "SearchIndex":
        """The search index; ``catch_up`` brings it up to date."""
        from bot.bootstrap.embeddings import model_of
        from bot.search import SearchIndex

        index = SearchIndex(self.settings.index_dir, model_of(self.settings.embeddings))
        self._to_close.append(index.close)
        return index

    def catch_up(self, progress: Callable[[int, int], None] = lambda _done, _total: None) -> int:
        """Bring the search index up to what the database holds; returns how many papers were indexed."""
        return self.index.catch_up(self.store.papers, progress=progress)

    # Where papers come from, and what is said of them

    @cached_property
    def supply(self) -> "Supply":
        """The sources, and their connections."""
        from bot.supply import Supply

        return Supply(self.settings.sources, lambda: self.store, self.clock, self._limits)

    @property
    def sources(self) -> Sequence[Source]:
        """Those that are enabled, in their order."""
        return self.supply.sources

    @cached_property
    def summarizers(self) -> Mapping[SummaryMode, Summarizer]:
        """Every kind of summary that a channel can ask for."""
        known = {mode: make() for mode, make in SUMMARIZERS.items()}
        return known | {"model": self.model.scribe} if self.model else known

    @cached_property
    def model(self) -> "Model | None":
        """What writes summaries and answers questions, where it is set up."""
        from bot.bootstrap.llm import model

        return model(self) if self.settings.llm.is_on else None

    @cached_property
    def watching(self) -> "Watching":
        """Health and metrics, for those who watch this process."""
        from bot.watching import Watching

        return Watching(self.settings.web, self.store, self.index, self.clock)

    # The three use cases

    @cached_property
    def collect(self) -> "Collect":
        """Sources become papers."""
        from bot.bootstrap.use_cases import collect

        return collect(self)

    @cached_property
    def deliver(self) -> "Deliver":
        """Due subscriptions become posts."""
        from bot.bootstrap.use_cases import deliver

        return deliver(self)

    @cached_property
    def prune(self) -> "Prune":
        """What grows without end is thinned."""
        from bot.bootstrap.use_cases import prune

        return prune(self)

    def answerer(self, prefix: str) -> "Answer":
        """Answers commands; ``prefix`` is what people type before them here."""
        from bot.answer import Answer

        return Answer(self.desk(prefix))

    def desk(self, prefix: str) -> "Desk":
        """What answers are made from."""
        from bot.bootstrap.use_cases import desk

        return desk(self, prefix)

    @cached_property
    def shelf(self) -> "Shelf":
        """What many ask for at once."""
        from bot.answer.shelf import Shelf

        return Shelf()

    @cached_property
    def suggestions(self) -> "Suggestions":
        """What people may be about to type."""
        from bot.suggestions import Suggestions

        return Suggestions(self.store, self.index, self.clock, lambda: self.sources, self.shelf)

    @cached_property
    def library(self) -> "Library":
        """What is collected, to be read as pages."""
        from bot.library import Library

        return Library(self.desk(CHAT_PREFIX), self.suggestions)

    @cached_property
    def face(self) -> "WebFace | None":
        """The pages for readers, where they are switched on."""
        if not self.settings.web.face:
            return None
        from bot.bootstrap.web import face

        return face(self)

    @cached_property
    def links(self) -> "SealedLinks":
        """Links to the pages of this installation that need no account."""
        from bot.bootstrap.web import links

        return links(self)

    @cached_property
    def post(self) -> "Post | None":
        """What it takes to write to strangers, where mail is sent."""
        from bot.answer import Post

        return Post(self.email, self.links) if self.email else None

    def voice(self, prefix: str) -> "Voice":
        """What this installation calls things."""
        from bot.bootstrap.platforms import voice

        return voice(self.settings, prefix)

    @cached_property
    def language(self) -> Language:
        """How adapters read what people write."""
        from bot.language import language

        return language(lambda: self.settings.sources.enabled)

    @cached_property
    def places(self) -> "Places":
        """What platforms tell of their channels."""
        from bot.places import Places

        return Places(self.store, self.voice(CHAT_PREFIX), self._tell)

    async def _tell(self, person: Person, document: Document) -> None:
        for adapter in self.adapters:
            if adapter.platform == person.platform:
                await adapter.tell(person, document)

    # Platforms

    @cached_property
    def adapters(self) -> Sequence[Adapter]:
        """Every platform that is configured; the terminal always is."""
        return tuple(adapter for make in ADAPTERS.values() if (adapter := make(self)))

    @cached_property
    def slack(self) -> "SlackAdapter | None":
        """Slack, where its tokens are set."""
        if self.settings.slack.mode == "off":
            return None
        from bot.bootstrap.slack import adapter

        return adapter(self)

    @cached_property
    def discord(self) -> "DiscordAdapter | None":
        """Discord, where its token is set."""
        if self.settings.discord.token is None:
            return None
        from bot.bootstrap.discord import adapter

        return adapter(self)

    @cached_property
    def email(self) -> "EmailAdapter | None":
        """E-mail, where a mail server is set."""
        if not self.settings.email.is_on:
            return None
        from bot.bootstrap.email import adapter

        return adapter(self)

    @cached_property
    def console(self) -> "ConsoleAdapter":
        """The terminal."""
        from adapters.console.adapter import ConsoleAdapter

        folder = self.settings.index_dir.with_suffix(".console")
        return ConsoleAdapter(folder, self.clock, self.settings.defaults.zone)

    @property
    def caller(self) -> Caller:
        """The person at this terminal, who owns the installation."""
        console = self.settings.console
        return Caller(
            user_id=console.user,
            destination=Destination("console", "local", console.channel),
            can_manage=True,
            zone=self.settings.defaults.zone,
            channel_name=f"#{console.channel}",
        )

    @property
    def today(self) -> date:
        """The calendar day of the person at this terminal."""
        return self.clock.now().astimezone(ZoneInfo(self.caller.zone)).date()

    # What runs

    async def serve(self) -> None:
        """Collect, post and answer until a signal comes."""
        await self._serve(self.adapters)

    async def chat(self) -> None:
        """The same, with a channel open in this terminal; ends with it."""
        from adapters.console.adapter import Chat

        await self._serve([Chat(self.console, self.caller, partial(typed_command, self))])

    async def _serve(self, adapters: Sequence[Platform]) -> None:
        from bot.bootstrap.running import run

        await run(self, adapters)

    async def disconnect(self) -> None:
        """Close the connections to sources and platforms; they open again when they are needed."""
        from bot.bootstrap.platforms import disconnect

        await disconnect(self)

    def close(self) -> None:
        """Give everything back, the last opened first."""
        while self._to_close:
            self._to_close.pop()()


def typed_command(app: App, text: str) -> Command:
    """What ``text`` asks for, typed today by the person at this terminal.

    Raises:
        UserError: it is not understood.
    """
    from bot.parse import parse

    return parse(text, app.today).command


ADAPTERS: Mapping[str, Callable[[App], Adapter | None]] = {
    "console": lambda app: app.console,
    "slack": lambda app: app.slack,
    "discord": lambda app: app.discord,
    "email": lambda app: app.email,
}
"""By platform; nothing where one is not configured."""
