"""What follows the first answer to an interaction: its message, and further ones."""

from typing import Any

from tests.adapters.discord import checking, rest_messages, shapes
from tests.adapters.discord.call import Call, refusal
from tests.adapters.discord.state import Interaction, Message

ORIGINAL = "@original"


def follow_up(call: Call) -> dict[str, Any] | None:
    """A further message; while the first is still loading, it takes the place of that, private or not as it was."""
    interaction = call.interaction()
    checking.check_message(call, call.body)
    loading = interaction.original
    if loading is not None and loading.loading and loading in loading.channel.all:
        rest_messages.change(call, loading, call.body)
        return shapes.message(loading)
    message = rest_messages.create(call, interaction.channel, call.discord.bot, call.body, interaction=interaction)
    interaction.followups.append(message)
    if message.seen_by is None:
        rest_messages.announce(call, message)
    return shapes.message(message) if call.flag("wait") else None


def get(call: Call) -> dict[str, Any]:
    return shapes.message(_message(call, call.interaction()))


def edit(call: Call) -> dict[str, Any]:
    """Whether it is private does not change."""
    message = _message(call, call.interaction())
    rest_messages.change(call, message, {**call.body})
    return shapes.message(message)


def delete(call: Call) -> None:
    message = _message(call, call.interaction())
    message.channel.all.remove(message)
    call.discord.changed()


def _message(call: Call, interaction: Interaction) -> Message:
    """The one in the path, out of this interaction; it must still be there."""
    wanted = call.params["message"]
    own = [each for each in (interaction.original, *interaction.followups) if each is not None]
    found = interaction.original if wanted == ORIGINAL else next((each for each in own if each.id == wanted), None)
    if found is None or found not in found.channel.all or found.channel.deleted:
        raise refusal(404, 10008)
    return found
