"""What every listener works with."""

from dataclasses import dataclass, field
from datetime import date

from adapters.discord.callers import Callers, Interaction
from adapters.discord.channels import Channels
from adapters.discord.recent import Recent
from adapters.discord.replies import Replies
from adapters.discord.rest import Rest
from adapters.discord.tallies import Tallies
from adapters.discord.wiring import PLATFORM, Options
from adapters.shared.once import Once
from adapters.shared.work import Sleep, Work
from bot.commands import Caller, Command, ForgetMe, Search
from bot.compose.problem import problem
from bot.compose.words import local_day
from bot.document import Document
from bot.errors import UserError
from bot.model import Destination, Person
from bot.ports import Clock, Handler, Language, Places, Suggestions


@dataclass(frozen=True, slots=True)
class Reception:
    """The tools of one process."""

    handle: Handler
    options: Options
    language: Language
    rest: Rest
    channels: Channels
    callers: Callers
    replies: Replies
    tallies: Tallies
    places: Places
    suggestions: Suggestions
    once: Once
    clock: Clock
    work: Work
    sleep: Sleep
    recent: Recent = field(default_factory=Recent)

    async def caller(self, interaction: Interaction, channel: str | None = None) -> Caller:
        """The caller where they are, or as if they stood in ``channel``.

        In a thread of a subscribed channel, or a post of a subscribed forum, they are in that, unless the thread has a
        subscription of its own.

        Raises:
            NotAllowed: they may not see that channel.
        """
        if channel:
            return self.callers.at(interaction, channel)
        here, around = self.callers.of(interaction), self.callers.around(interaction)
        if around is None:
            return here
        subscribed = await self.places.subscribed(PLATFORM, here.destination.workspace)
        return around if around.destination in subscribed and here.destination not in subscribed else here

    async def place(self, interaction: Interaction) -> Destination:
        """Where they are, as ``caller`` has it."""
        return (await self.caller(interaction)).destination

    async def answer(self, command: Command, interaction: Interaction, channel: str | None = None) -> Document:
        """The core's answer to a person where they are, or as if they stood in ``channel``; a problem is one too."""
        try:
            caller = await self.caller(interaction, channel)
        except UserError as error:
            return problem(error)
        return await self.answer_to(command, caller)

    async def answer_to(self, command: Command, caller: Caller) -> Document:
        """The core's answer; what was searched for is remembered until its searcher is to be forgotten."""
        document = await self.handle(command, caller)
        if document.trouble is None:
            self._remember(command, _person(caller))
        return document

    def today(self) -> date:
        """The calendar day of the installation's zone, which may be one that this machine does not know."""
        return local_day(self.clock.now(), self.options.zone)

    def _remember(self, command: Command, person: Person) -> None:
        if isinstance(command, Search) and command.page == 1:  # whoever turns pages has not searched
            self.recent.add(person, command.words)
        if isinstance(command, ForgetMe) and command.confirmed:
            self.recent.forget(person)


def _person(caller: Caller) -> Person:
    return Person(caller.destination.platform, caller.destination.workspace, caller.user_id)
