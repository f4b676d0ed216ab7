"""What a platform tells of its channels: renamed, closed, left. Subscriptions follow or pause, and people are told.

An adapter is given this beside the handler of commands: it says what happened, and what may be known of its messages.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence

import structlog

from bot import compose
from bot.compose import Voice
from bot.document import Document
from bot.errors import SendError
from bot.model import Destination, PaperKey, Pause, Person, Subscription
from bot.storage.store import Store

log = structlog.get_logger(__name__)

Tell = Callable[[Person, Document], Awaitable[None]]
"""Shows something to one person; raises ``SendError`` where they cannot be reached."""


class Places:
    """A ``ports.Places`` on the store."""

    def __init__(self, store: Store, voice: Voice, tell: Tell) -> None:
        self._store = store
        self._voice = voice
        self._tell = tell

    async def renamed(self, destination: Destination, name: str) -> None:
        """Its subscription follows."""
        subscription = await asyncio.to_thread(self._store.subscriptions.get, destination)
        if subscription and subscription.name != name:
            await asyncio.to_thread(self._store.subscriptions.rename, subscription.id, name)

    async def moved(self, old: Destination, new: Destination) -> None:
        """A channel has another id: all that is kept of it follows."""
        await asyncio.to_thread(self._store.subscriptions.move, old, new)

    async def closed(self, destination: Destination, problem: str, action: str) -> None:
        """Nothing can be posted there any more; ``action`` is what a person can do. Whoever set it up is told."""
        subscription = await asyncio.to_thread(self._store.subscriptions.get, destination)
        if subscription and subscription.pause is None:
            await self._pause(subscription, f"{problem} {action}".strip())

    async def opened(self, destination: Destination, because: str) -> None:
        """What was paused ``because`` of ``closed`` can go on; whoever set it up is told how."""
        subscription = await asyncio.to_thread(self._store.subscriptions.get, destination)
        if subscription and subscription.pause and subscription.pause.reason.startswith(because):
            await self._told(subscription, compose.can_go_on(subscription, self._voice.on(destination.platform)))

    async def welcome(self, destination: Destination) -> Document | None:
        """What to say to whoever brought us to a channel; nothing where it has a subscription."""
        if await asyncio.to_thread(self._store.subscriptions.get, destination):
            return None
        return compose.welcome(self._voice.on(destination.platform))

    async def left(self, platform: str, workspace: str, problem: str) -> None:
        """The app was removed from a whole workspace: nobody can be told there."""
        for subscription in await asyncio.to_thread(self._store.subscriptions.all, (platform, workspace)):
            if subscription.pause is None:
                await asyncio.to_thread(self._store.subscriptions.pause, subscription.id, Pause(problem))
        log.warning("workspace_left", platform=platform, workspace=workspace)

    async def subscribed(self, platform: str, workspace: str) -> Sequence[Destination]:
        """The channels of a workspace that have a subscription, whether it is paused or not."""
        found = await asyncio.to_thread(self._store.subscriptions.all, (platform, workspace))
        return [subscription.destination for subscription in found]

    async def paper_at(self, destination: Destination, message_id: str) -> PaperKey | None:
        """The one paper of a message of ours; ``None`` where it holds none or several."""
        return await asyncio.to_thread(self._store.ledger.paper_at, destination, message_id)

    async def votes(self, destination: Destination, keys: Sequence[PaperKey]) -> Mapping[PaperKey, tuple[int, int]]:
        """This channel's votes for and against; papers without votes are absent."""
        return await asyncio.to_thread(self._store.people.votes, destination, keys)

    async def _pause(self, subscription: Subscription, reason: str) -> None:
        paused = await asyncio.to_thread(self._store.subscriptions.pause, subscription.id, Pause(reason))
        await self._told(paused, compose.stopped(paused, reason, self._voice.on(paused.destination.platform)))

    async def _told(self, subscription: Subscription, document: Document) -> None:
        to = subscription.destination
        if not subscription.created_by:
            return  # whoever set it up has asked to be forgotten
        try:
            await self._tell(Person(to.platform, to.workspace, subscription.created_by), document)
        except SendError as error:
            log.warning("nobody_told", destination=str(to), problem=str(error))
