"""Requests about the bot itself, guilds, and their members."""

from typing import Any

from tests.adapters.discord import shapes
from tests.adapters.discord.call import Call, refusal
from tests.adapters.discord.guild import Guild


def me(call: Call) -> dict[str, Any]:
    about = {"verified": True, "mfa_enabled": False, "email": None, "locale": "en-US", "premium_type": 0}
    return call.discord.bot.as_json() | about


def application(call: Call) -> dict[str, Any]:
    empty = ("icon", "interactions_endpoint_url", "role_connections_verification_url", "team")
    return {
        "id": call.discord.application_id,
        "name": call.discord.bot.name,
        "description": "",
        "type": None,
        **dict.fromkeys(empty),
        "bot": call.discord.bot.as_json(),
        "bot_public": True,
        "bot_require_code_grant": False,
        "owner": call.discord.user("developer").as_json(),
        "verify_key": "0" * 64,
        "flags": 0,
        "flags_new": "0",
        "redirect_uris": [],
        "rpc_origins": [],
        "approximate_guild_count": len(call.discord.guilds),
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "explicit_content_filter": 0,
        "eligible_oauth2_scopes": [],
    }


def gateway(call: Call) -> dict[str, Any]:
    return {"url": call.discord.gateway_url}


def gateway_of_bot(call: Call) -> dict[str, Any]:
    limit = {"total": 1000, "remaining": 999, "reset_after": 14_400_000, "max_concurrency": 1}
    return gateway(call) | {"shards": call.discord.shards, "session_start_limit": limit}


def user(call: Call) -> dict[str, Any]:
    found = call.discord.users.get(call.params["user"])
    if found is None:
        raise refusal(404, 10013)
    return found.as_json()


def my_guilds(call: Call) -> list[dict[str, Any]]:
    joined = [each for each in call.discord.guilds.values() if each.joined]
    return [
        {
            "id": each.id,
            "name": each.name,
            "icon": None,
            "banner": None,
            "owner": False,
            "permissions": str(each.permissions(call.discord.bot)),
            "features": [],
        }
        for each in joined
    ]


def leave(call: Call) -> None:
    joined(call).kick_bot()


def guild(call: Call) -> dict[str, Any]:
    return shapes.partial_guild(joined(call))


def channels(call: Call) -> list[dict[str, Any]]:
    standing = [each for each in joined(call).channels.values() if not each.deleted and not each.is_thread]
    return [shapes.channel(each) for each in standing]


def roles(call: Call) -> list[dict[str, Any]]:
    return [each.as_json() for each in joined(call).roles.values()]


def member(call: Call) -> dict[str, Any]:
    guild = joined(call)
    if call.params["user"] not in guild.members:
        raise refusal(404, 10013)
    return guild.member_json(call.params["user"])


def joined(call: Call) -> Guild:
    """The guild in the path, where the bot is a member of it."""
    found = call.discord.guilds.get(call.params["guild"])
    if found is None or not found.joined:
        raise refusal(404, 10004)
    return found
