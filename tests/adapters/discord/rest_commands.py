"""Requests about the application's commands."""

from typing import Any

from tests.adapters.discord import checking
from tests.adapters.discord.call import Call, refusal
from tests.adapters.discord.rest_guilds import joined


def listed(call: Call) -> list[dict[str, Any]]:
    return list(call.discord.commands.of(_scope(call)).values())


def replace(call: Call) -> list[dict[str, Any]]:
    """All of them at once; what is not in the list is gone."""
    checking.check_commands(call, call.body)
    scope = _scope(call)
    stored = call.discord.commands.of(scope)
    names = {each["name"] for each in call.body}
    for gone in stored.keys() - names:
        del stored[gone]
    call.discord.commands.syncs += 1
    return [call.discord.commands.store(each, scope) for each in call.body]


def upsert(call: Call) -> dict[str, Any]:
    checking.check_commands(call, [call.body])
    return call.discord.commands.store(call.body, _scope(call))


def delete(call: Call) -> None:
    stored = call.discord.commands.of(_scope(call))
    found = next((name for name, each in stored.items() if each["id"] == call.params["command"]), None)
    if found is None:
        raise refusal(404, 10063)
    del stored[found]


def _scope(call: Call) -> str | None:
    if call.params["application"] != call.discord.application_id:
        raise refusal(403, 50001)
    return joined(call).id if "guild" in call.params else None
