"""The first answer to an interaction: what it may be, and what it does."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.adapters.discord import checking, forms, rest_messages, shapes
from tests.adapters.discord.call import Call, refusal
from tests.adapters.discord.faults import invalid_form
from tests.adapters.discord.state import (
    AUTOCOMPLETE,
    COMMAND,
    COMPONENT,
    EPHEMERAL,
    LOADING,
    MODAL_SUBMIT,
    Interaction,
    Modal,
)

SECONDS_TO_ANSWER = 3
MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
_ALLOWED = {
    COMMAND: {MESSAGE, DEFERRED, MODAL},
    COMPONENT: {MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, MODAL},
    AUTOCOMPLETE: {CHOICES},
    MODAL_SUBMIT: {MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE},
}


def callback(call: Call) -> dict[str, Any] | None:
    interaction = _unanswered(call)
    kind = call.body.get("type")
    if kind not in _ALLOWED[interaction.type] or (kind in {DEFERRED_UPDATE, UPDATE} and interaction.message is None):
        raise invalid_form([("type", "BASE_TYPE_CHOICES", f"{kind} is no answer to a {interaction.type}.")])
    _ANSWERS[kind](call, interaction, call.body.get("data") or {})
    interaction.answered, interaction.answered_at = kind, call.at
    call.discord.changed()
    return _resource(interaction) if call.flag("with_response") else None


def _unanswered(call: Call) -> Interaction:
    found = call.discord.interactions.get(call.params["token"])
    if found is None or found.id != call.params["interaction"]:
        raise refusal(404, 10062)
    if found.answered is not None:
        raise refusal(400, 40060)
    if (call.at - found.at).total_seconds() > SECONDS_TO_ANSWER:
        raise refusal(404, 10062)
    return found


def _message(call: Call, interaction: Interaction, data: dict[str, Any]) -> None:
    checking.check_message(call, data, at="data.")
    message = rest_messages.create(call, interaction.channel, call.discord.bot, data, interaction=interaction)
    message.type = 20 if interaction.type == COMMAND else 0
    interaction.original = message
    if message.seen_by is None:
        rest_messages.announce(call, message)


def _deferred(call: Call, interaction: Interaction, data: dict[str, Any]) -> None:
    body = {"flags": int(data.get("flags") or 0) & EPHEMERAL}
    message = rest_messages.create(call, interaction.channel, call.discord.bot, body, interaction=interaction)
    message.flags |= LOADING
    message.type = 20 if interaction.type == COMMAND else 0
    interaction.original = message


def _deferred_update(_call: Call, interaction: Interaction, _data: dict[str, Any]) -> None:
    interaction.original = interaction.message


def _update(call: Call, interaction: Interaction, data: dict[str, Any]) -> None:
    assert interaction.message is not None
    rest_messages.change(call, interaction.message, data)
    interaction.original = interaction.message


def _choices(call: Call, interaction: Interaction, data: dict[str, Any]) -> None:
    checking.check_choices(call, data.get("choices"))
    interaction.choices = data["choices"]


def _modal(call: Call, interaction: Interaction, data: dict[str, Any]) -> None:
    checking.check_modal(call, data)
    interaction.modal = Modal(interaction, forms.numbered_modal(data))
    interaction.modal.values = forms.initial(interaction.modal)


_ANSWERS: Mapping[int, Callable[[Call, Interaction, dict[str, Any]], None]] = {
    MESSAGE: _message,
    DEFERRED: _deferred,
    DEFERRED_UPDATE: _deferred_update,
    UPDATE: _update,
    CHOICES: _choices,
    MODAL: _modal,
}


def _resource(interaction: Interaction) -> dict[str, Any]:
    """What ``with_response`` gets: the interaction, and the message that came of it."""
    about: dict[str, Any] = {"id": interaction.id, "type": interaction.type, "channel_id": interaction.channel.id}
    if interaction.channel.guild is not None:
        about["guild_id"] = interaction.channel.guild.id
    message = interaction.original
    if message is None:
        return {"interaction": about}
    about |= {
        "response_message_id": message.id,
        "response_message_loading": message.loading,
        "response_message_ephemeral": message.ephemeral,
    }
    if interaction.answered in {DEFERRED, DEFERRED_UPDATE}:
        return {"interaction": about}
    return {"interaction": about, "resource": {"type": interaction.answered, "message": shapes.message(message)}}
