"""What people type, press and choose becomes commands. Acknowledged first, always; then the work."""

from discord import InteractionType

from adapters.discord import tree
from adapters.discord.callers import Interaction, data_of
from adapters.discord.client import Client
from adapters.discord.completion import Completion
from adapters.discord.elsewhere import COMMAND_SOMEWHERE, SETTING_SOMEWHERE
from adapters.discord.entries import Entry, typed
from adapters.discord.events import Events
from adapters.discord.forms import WITH_SETTINGS, Forms
from adapters.discord.given import Used, used
from adapters.discord.pressed import Do, Pressed, item
from adapters.discord.reception import Reception
from adapters.discord.syncing import Syncing
from bot.compose.problem import problem
from bot.errors import NotUnderstood, UserError

OUTDATED = NotUnderstood(
    "This command is from another version of Paperboy.", "Reload Discord, then choose it again from the list."
)


class Listeners:
    """The doors to the one hallway: a slash command, a button, a menu, a form, an event."""

    def __init__(self, reception: Reception) -> None:
        self._at = reception
        self._syncing = Syncing(reception.rest, reception.handle)
        self._completion = Completion(reception, self._syncing)
        self._forms = Forms(reception)
        self._pressed = Pressed(reception, self._forms)
        self._events = Events(reception)

    def register(self, client: Client) -> None:
        """Tell discord.py which is which."""

        async def on_ready() -> None:
            self._at.work.begin("sync_broke", self._syncing.sync(str(client.application_id)))

        client.event(on_ready)
        client.event(self.on_interaction)
        client.add_dynamic_items(
            item(COMMAND_SOMEWHERE, self._once(self._pressed.pressed)),
            item(SETTING_SOMEWHERE, self._once(self._forms.used)),
        )
        self._events.register(client)

    async def on_interaction(self, interaction: Interaction) -> None:
        """Whatever a person does; what is pressed comes here only where its id is none of ours (any more)."""
        match interaction.type:
            case InteractionType.application_command:
                await self._once(self._used)(interaction)
            case InteractionType.autocomplete:
                await self._once(self._completion.typing)(interaction)
            case InteractionType.modal_submit:
                await self._once(self._forms.submitted)(interaction)
            case InteractionType.component if not _is_ours(interaction):
                await self._once(self._pressed.pressed)(interaction)

    def _once(self, do: Do) -> Do:
        """Discord may tell of something twice; discord.py gives each a task of its own."""

        async def first(interaction: Interaction) -> None:
            if self._at.once.first(str(interaction.id)):
                await self._at.work.do("interaction_broke", do(interaction))

        return first

    async def _used(self, interaction: Interaction) -> None:
        data = data_of(interaction)
        if data.get("type") == tree.OF_A_MESSAGE:
            await self._pressed.of_a_message(interaction)
            return
        asked = used(data)
        entry = tree.entry_of(asked.path)
        if entry and entry.name in WITH_SETTINGS:
            await self._forms.typed(interaction, asked)
        else:
            await self._typed(interaction, asked, entry)

    async def _typed(self, interaction: Interaction, asked: Used, entry: Entry | None) -> None:
        public, channel = bool(asked.given.get("public")), asked.given.get("channel")
        replies = self._at.replies
        if not await replies.acknowledge(interaction, private=not public):
            return
        try:
            if entry is None:
                raise OUTDATED
            command = self._at.language.parse(typed(entry, asked.given), self._at.today()).command
        except UserError as error:
            await replies.answer(interaction, problem(error), public=public)
            return
        document = await self._at.answer(command, interaction, channel)
        if public:
            await replies.answer(interaction, document, public=True)
        else:
            await replies.show_all(interaction, command, document, about=channel)


def _is_ours(interaction: Interaction) -> bool:
    custom_id = str(data_of(interaction).get("custom_id"))
    return any(form.fullmatch(custom_id) for form in (COMMAND_SOMEWHERE, SETTING_SOMEWHERE))
