"""What a person does in Discord, and what they see. Each act returns once the app has acknowledged it."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tests.adapters.discord import acts, forms, options, rights, shapes
from tests.adapters.discord.commands import OF_MESSAGES
from tests.adapters.discord.components import BUTTON, LINK
from tests.adapters.discord.finding import find_button, find_select
from tests.adapters.discord.shown import shown
from tests.adapters.discord.state import (
    AUTOCOMPLETE,
    COMMAND,
    COMPONENT,
    MODAL_SUBMIT,
    Channel,
    Interaction,
    Message,
    Modal,
    User,
)

if TYPE_CHECKING:
    from tests.adapters.discord.guild import Guild
    from tests.adapters.discord.server import DiscordServer

Place = Channel | str


class Person:
    """One member of one guild, in front of their screen."""

    def __init__(self, discord: "DiscordServer", user: User, guild: "Guild") -> None:
        self.discord = discord
        self.user = user
        self.guild = guild
        self.id = user.id
        self.modal: Modal | None = None

    # What they see

    def sees(self, where: Place = "general") -> list[Message]:
        """The channel as they see it, with what only they see; the oldest first."""
        return [each for each in self._channel(where).all if each.seen_by in {None, self.id}]

    def reads(self, where: Place = "general") -> str:
        """The whole channel as text."""
        return "\n\n".join(shown(each) for each in self.sees(where))

    @property
    def dm(self) -> Channel:
        """Their conversation with the bot."""
        return self.discord.direct(self.user)

    async def awaits(self, words: str, where: Place = "general") -> Message:
        """The newest message they see there with these words in it, once it is there."""

        def newest() -> Message | None:
            return next((each for each in reversed(self.sees(where)) if words in shown(each)), None)

        found = await self.discord.until(newest, f"{self.user.name} to read {words!r}")
        assert found is not None
        return found

    async def awaits_modal(self, words: str = "") -> Modal:
        """The modal in front of them, once it has these words in it."""

        def there() -> Modal | None:
            return self.modal if self.modal and words in shown(self.modal) else None

        found = await self.discord.until(there, f"{self.user.name} to see a modal with {words!r}")
        assert found is not None
        return found

    # What they do

    async def types(self, text: str, where: Place = "general", /, **given: Any) -> Interaction:
        """A slash command such as ``papers today``, with its options by name; ``_`` stands for ``-`` in a name."""
        return await self._acknowledged(await self.asks(text, where, **given))

    async def asks(self, text: str, where: Place = "general", /, **given: Any) -> Interaction:
        """As ``types``, without waiting for the app."""
        place = self._channel(where)
        assert not place.is_forum, f"nothing can be typed in {place.name}, only in its posts"
        command, path = self._command(text, place)
        below = (path[-1] if path else command).get("options", [])
        made = options.typed(below, _named(below, given), place.guild)
        data = self._data(command, path, made.options)
        if made.resolved:
            data["resolved"] = made.resolved
        return await self._does(COMMAND, place, data)

    async def completes(
        self, text: str, option: str, words: str, where: Place = "general", /, **given: Any
    ) -> list[dict[str, Any]]:
        """What is offered for an option while ``words`` stand in it: name and value of each."""
        place = self._channel(where)
        command, path = self._command(text, place)
        below = (path[-1] if path else command).get("options", [])
        focused = next((each for each in below if each["name"] == option), None)
        assert focused is not None, f"no option {option!r}"
        assert focused.get("autocomplete"), f"the option {option!r} offers nothing while one types"
        optional = [{**each, "required": False} for each in below]
        made = options.typed(optional, _named(below, given), place.guild).options
        made.append({"name": option, "type": focused["type"], "value": words, "focused": True})
        asked = await self._does(AUTOCOMPLETE, place, self._data(command, path, made))
        return (await self._acknowledged(asked)).choices

    async def uses(self, name: str, message: Message) -> Interaction:
        """A command in the menu of a message, such as *Save papers*."""
        place = message.channel
        assert message in self.sees(place), f"{self.user.name} does not see that message"
        command = self.discord.commands.named(name, place.guild, OF_MESSAGES)
        self._check_offered(command, place)
        resolved = {"messages": {message.id: shapes.message(message)}}
        data = {"id": command["id"], "name": name, "type": OF_MESSAGES, "target_id": message.id, "resolved": resolved}
        return await self._acknowledged(await self._does(COMMAND, place, data))

    async def presses(self, label: str, message: Message, *, beside: str = "", nth: int = 0) -> Interaction:
        """A button by its words: the first at or below the words ``beside``, or the nth."""
        button = find_button(message, label, beside=beside, nth=nth)
        assert button["style"] != LINK, f"{label!r} opens an address in the browser"
        assert not button.get("disabled"), f"{label!r} is greyed out"
        data = {"component_type": BUTTON, "custom_id": button["custom_id"], "id": button["id"]}
        return await self._acts_on(message, data)

    async def chooses(self, label: str, labels: str | Sequence[Any], message: Message) -> Interaction:
        """Options of a select, which is found by its placeholder, its custom_id, or the words above it."""
        select = find_select(message, label)
        assert not select.get("disabled"), f"{label!r} is greyed out"
        values = forms.chosen(select, [labels] if isinstance(labels, str) else list(labels))
        least, most = select.get("min_values", 1), select.get("max_values", 1)
        assert least <= len(values) <= most, f"{label!r} takes {least} to {most} options"
        data = {"component_type": select["type"], "custom_id": select["custom_id"], "id": select["id"]}
        return await self._acts_on(message, data | {"values": values})

    async def submits(self, modal: Modal | None = None, values: Mapping[str, Any] | None = None) -> Interaction:
        """The submit button of the modal; with {label: value} filled in before."""
        place = modal or self.modal
        assert place is not None, f"no modal is open before {self.user.name}"
        for label, value in (values or {}).items():
            forms.fill(place, label, value)
        forms.check(place)
        done = await self._acknowledged(await self._submits(place))
        if self.modal is place:
            self.modal = None
        return done

    def closes(self) -> None:
        """The modal, without submitting it; the app does not hear of it."""
        self.modal = None

    def says(self, text: str, where: Place = "general") -> Message:
        """A message of their own, which the app is not told of."""
        place = self._channel(where)
        said = Message(self.discord.snowflake(), place, self.user, self.discord.clock.now(), content=text)
        place.all.append(said)
        self.discord.changed()
        return said

    def leaves(self) -> None:
        """The guild."""
        self.guild.members.pop(self.id)

    # How it is done

    def may(self, *names: str) -> bool:
        held = self.guild.permissions(self.user)
        return not rights.bits(*names) & ~held

    async def _submits(self, modal: Modal) -> Interaction:
        opener = modal.interaction
        await self.discord.gateway.connected_for(opener.channel.guild)
        data = forms.submitted(modal)
        return acts.happen(self.discord, MODAL_SUBMIT, self.user, opener.channel, data, opener.message, opener)

    def _command(self, text: str, place: Channel) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """The command, where Discord offers it to them there."""
        command, path = self.discord.commands.typed(text, place.guild)
        self._check_offered(command, place)
        return command, path

    def _check_offered(self, command: dict[str, Any], place: Channel) -> None:
        name, contexts = command["name"], command["contexts"]
        context = acts.IN_GUILD if place.guild else acts.IN_BOT_DM
        assert contexts is None or context in contexts, f"{name} is not offered in such a place"
        if place.guild is not None:
            assert self._is_offered(command, place.guild, place), f"{self.user.name} does not see {name}"

    def _is_offered(self, command: dict[str, Any], guild: "Guild", place: Channel) -> bool:
        """What they need for it: the permissions the app has named, unless an admin allows it to everybody."""
        if not guild.may(self.user, place, "use_application_commands"):
            return False
        named = command["default_member_permissions"]
        if named is None or command["name"] in guild.allowed_commands:
            return True
        needed = int(named) or rights.bits("administrator")
        return not needed & ~guild.permissions(self.user, place)

    def _data(self, command: dict[str, Any], path: list[dict[str, Any]], inner: list[dict[str, Any]]) -> dict[str, Any]:
        for each in reversed(path):
            inner = [{"name": each["name"], "type": each["type"], "options": inner}]
        data = {"id": command["id"], "name": command["name"], "type": 1, "options": inner}
        return data | ({"guild_id": command["guild_id"]} if "guild_id" in command else {})

    async def _does(
        self, kind: int, place: Channel, data: dict[str, Any], message: Message | None = None
    ) -> Interaction:
        assert place.guild is None or place.guild.sees(self.user, place), f"{self.user.name} does not see {place.name}"
        await self.discord.gateway.connected_for(place.guild)
        return acts.happen(self.discord, kind, self.user, place, data, message)

    async def _acts_on(self, message: Message, data: dict[str, Any]) -> Interaction:
        assert message in self.sees(message.channel), f"{self.user.name} does not see that message"
        return await self._acknowledged(await self._does(COMPONENT, message.channel, data, message))

    async def _acknowledged(self, asked: Interaction) -> Interaction:
        await self.discord.until(lambda: asked.answered, f"an answer to {asked.data}")
        if asked.modal is not None:
            self.modal = asked.modal
        return asked

    def _channel(self, where: Place) -> Channel:
        if isinstance(where, Channel):
            return where
        found = next((each for each in self.guild.channels.values() if each.name == where and not each.deleted), None)
        assert found is not None, f"no channel {where!r} in {self.guild.name}"
        return found


def _named(definitions: list[dict[str, Any]], given: Mapping[str, Any]) -> dict[str, Any]:
    """Options under their own names, in which there may be a hyphen."""
    known = {each["name"].replace("-", "_"): each["name"] for each in definitions}
    return {known.get(name, name): value for name, value in given.items()}
