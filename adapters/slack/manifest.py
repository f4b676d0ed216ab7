"""PURE: the app as Slack is told of it, to be pasted where an app is made "from a manifest"."""

from typing import Any

from adapters.slack.scopes import asked_scopes
from adapters.slack.wiring import CALLBACK, EVENTS

Manifest = dict[str, Any]

EVENT_TYPES = (
    "app_home_opened",
    "app_uninstalled",
    "channel_archive",
    "channel_deleted",
    "channel_id_changed",
    "channel_left",
    "channel_rename",
    "channel_unarchive",
    "group_archive",
    "group_deleted",
    "group_left",
    "group_rename",
    "group_unarchive",
    "member_joined_channel",
    "reaction_added",
    "reaction_removed",
    "tokens_revoked",
)
LINKS = ("arxiv.org", "huggingface.co", "alphaxiv.org", "doi.org")
"""Whose addresses are unfurled: Slack takes five domains at most."""
SHORTCUTS = (
    ("message", "save_paper", "Save paper", "Put the papers that a message links to on your reading list"),
    ("message", "find_similar", "Find similar", "Find papers like the one that a message links to"),
    ("global", "search_papers", "Search papers", "Search every paper that was collected"),
)


def manifest(
    command: str = "/papers",
    public_url: str | None = None,
    *,
    many: bool = False,
    history: bool = False,
    unfurl: bool = False,
) -> Manifest:
    """For Socket Mode, or over HTTP at ``public_url``; to be added by ``many`` workspaces.

    ``history`` lets lost posts be looked for, ``unfurl`` shows what links lead to: each asks for more scopes.
    """
    return {
        "display_information": {
            "name": "Paperboy",
            "description": "The day's trending research papers, in your channels.",
            "background_color": "#1f3a5f",
        },
        "features": _features(command, public_url, unfurl=unfurl),
        "oauth_config": {
            "scopes": {"bot": sorted(asked_scopes(history=history, unfurl=unfurl))},
            **({"redirect_urls": [f"{public_url}{CALLBACK}"]} if public_url and many else {}),
        },
        "settings": _settings(public_url, many=many, unfurl=unfurl),
    }


def _features(command: str, public_url: str | None, *, unfurl: bool) -> Manifest:
    slash: Manifest = {
        "command": command,
        "description": "Today's papers, search, reading list, this channel's digest",
        "usage_hint": "today | search WORDS | subscribe | help",
        "should_escape": False,
    }
    if public_url:
        slash["url"] = f"{public_url}{EVENTS}"
    return {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True, "messages_tab_read_only_enabled": True},
        "bot_user": {"display_name": "Paperboy", "always_online": True},
        "shortcuts": [
            {"type": kind, "callback_id": callback, "name": name, "description": words}
            for kind, callback, name, words in SHORTCUTS
        ],
        "slash_commands": [slash],
        **({"unfurl_domains": list(LINKS)} if unfurl else {}),
    }


def _settings(public_url: str | None, *, many: bool, unfurl: bool) -> Manifest:
    address: Manifest = {"request_url": f"{public_url}{EVENTS}"} if public_url else {}
    events = [*EVENT_TYPES, *(["link_shared"] if unfurl else [])]
    options = {"message_menu_options_url": f"{public_url}{EVENTS}"} if public_url else {}
    return {
        "event_subscriptions": {**address, "bot_events": sorted(events)},
        "interactivity": {"is_enabled": True, **address, **options},
        "org_deploy_enabled": False,
        "socket_mode_enabled": public_url is None,
        "token_rotation_enabled": bool(public_url) and many,
    }
