"""PURE: what goes wrong between us and Slack, as what is certain about the message.

``ok: false`` is an answer: what was asked was not done, unless the code itself says that Slack broke half-way. No
answer, half of one, or a page of HTML leaves it open. A request that never left is sent again.
"""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError, SlackTokenRotationError

from bot.errors import (
    CannotTell,
    DestinationGone,
    OutcomeUnknown,
    Rejected,
    RetryLater,
    SendError,
    ThreadGone,
    Throttled,
)

FAILED = (SlackClientError, SendError, aiohttp.ClientError, OSError, ValueError)
"""Whatever may come in place of an answer: a refusal, nothing (a time-out is an ``OSError``), what nobody can read."""

_INVITE = "Invite me to the channel with /invite, then type {command} doctor there."
_ELSEWHERE = "Unarchive the channel, or type {command} subscribe in another one."
_RIGHTS = "Ask an admin of the workspace to let Paperboy post in the channel, then type {command} resume."
_INSTALL = "Whoever runs Paperboy installs the app in this workspace again, then type {command} resume."
_ALLOW = "Ask an admin of the workspace to allow the app, then type {command} resume."
_SCOPE = "Whoever runs Paperboy adds the scope {needed} to the app and installs it again, then type {command} resume."
_READ = "Grant channels:history (groups:history for private channels) so that I can look; until then, look yourself."

GONE: Mapping[str, str] = {
    # the channel
    "channel_not_found": _INVITE,
    "not_in_channel": _INVITE,
    "is_archived": _ELSEWHERE,
    "messages_tab_disabled": "Whoever runs Paperboy turns on the Messages tab of the app under App Home.",
    "cannot_dm_bot": "Subscribe a channel: a bot cannot be written to.",
    "user_not_found": "The person has left the workspace: type {command} subscribe in a channel.",
    "user_disabled": "The person has left the workspace: type {command} subscribe in a channel.",
    # the rights in it
    "restricted_action": _RIGHTS,
    "restricted_action_read_only_channel": _RIGHTS,
    "restricted_action_thread_only_channel": _RIGHTS,
    "restricted_action_non_threadable_channel": "Type {command} settings layout:message, then {command} resume.",
    "channel_is_limited_access": _RIGHTS,
    "posting_to_channel_denied": _RIGHTS,
    "posting_to_general_channel_denied": _RIGHTS,
    "ekm_access_denied": _RIGHTS,
    "as_user_not_supported": _INSTALL,
    "send_on_behalf_not_allowed": _INSTALL,
    # the app in the workspace
    "account_inactive": _INSTALL,
    "token_revoked": _INSTALL,
    "token_expired": _INSTALL,
    "invalid_auth": _INSTALL,
    "not_authed": _INSTALL,
    "no_permission": _INSTALL,
    "not_allowed_token_type": _INSTALL,
    "team_access_not_granted": _INSTALL,
    "team_not_found": _INSTALL,
    "invalid_refresh_token": _INSTALL,
    "bot_not_found": _INSTALL,
    "missing_scope": _SCOPE,
    "app_access_restricted": _ALLOW,
    "access_denied": _ALLOW,
    "accesslimited": _ALLOW,
    "org_login_required": _ALLOW,
    "enterprise_is_restricted": _ALLOW,
    "two_factor_setup_required": _ALLOW,
}
"""Nothing can be posted there until a person acts; the sentence says how."""

THREAD = frozenset(
    {"thread_not_found", "message_not_found", "cannot_reply_to_message", "restricted_action_thread_locked"}
)
"""What it belongs under is gone or closed; the channel is not."""

REJECTED = frozenset(
    {
        # the blocks, the text
        *("invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long", "no_text"),
        *("invalid_attachments", "too_many_attachments", "attachment_payload_limit_exceeded"),
        *("markdown_text_conflict", "too_many_contact_cards", "missing_file_data"),
        # the metadata
        *("invalid_metadata_format", "invalid_metadata_schema", "metadata_too_large"),
        *("metadata_must_be_sent_from_app",),
        # the request
        *("invalid_arguments", "invalid_arg_name", "invalid_array_arg", "invalid_charset", "invalid_form_data"),
        *("invalid_json", "json_not_object", "invalid_post_type", "missing_post_type", "missing_argument"),
        *("invalid_cursor", "invalid_ts_latest", "invalid_ts_oldest", "invalid_limit", "invalid_channel"),
        *("invalid_metadata_filter_keys", "list_record_comment_fetch_failed"),
        *("unknown_method", "method_deprecated", "deprecated_endpoint", "method_not_supported_for_channel_type"),
        # what we never ask for: drafts, files, canvases, lists, ids of a client's own
        *("draft_already_deleted", "draft_already_sent", "draft_has_conflict", "draft_not_found"),
        *("duplicate_channel_not_found", "duplicate_message_not_found"),
        *("slack_connect_canvas_sharing_blocked", "slack_connect_file_link_sharing_blocked"),
        *("slack_connect_lists_sharing_blocked",),
    }
)
"""Slack refused what we sent, or how: a bug of ours."""

THROTTLED = frozenset({"ratelimited", "rate_limited"})

LATER: Mapping[str, timedelta] = {
    "message_limit_exceeded": timedelta(minutes=15),  # of the whole team, on a free plan; no time is told
    "external_channel_migrating": timedelta(minutes=15),
    "team_added_to_org": timedelta(minutes=15),  # while Slack moves the workspace; hours at the most
}
"""Certainly not posted, and in a while it may go."""

UNKNOWN = frozenset({"fatal_error", "internal_error", "service_unavailable", "request_timeout"})
"""Slack broke: "some aspect of the operation" may have been done, as its documentation says."""

NOT_SENT = timedelta(seconds=30)
_PATIENCE = timedelta(seconds=30)
"""Where a 429 does not say how long to wait."""
_LONGEST = timedelta(hours=1)
_BY_A_PROXY = timedelta(minutes=5)
_CODE = re.compile(r"[a-z0-9_.-]{1,80}")
_SCOPES = re.compile(r"[a-z.:_,-]{1,200}")


def as_send_error(error: Exception, command: str = "/papers") -> SendError:
    """What is certain about the message whose sending ended in ``error``. ``command`` is what people type here."""
    if isinstance(error, SlackTokenRotationError):
        return as_send_error(error.api_error, command)
    if isinstance(error, SlackApiError):
        return _answered(*_answer(error.response), command)
    if isinstance(error, SlackClientError):
        return Rejected("request_not_made")  # the SDK itself refused it
    return _unanswered(error)


def code_of(error: Exception) -> str:
    """What went wrong, in a word for the log: Slack's own where there is one."""
    return error.code if isinstance(error, SendError) else as_send_error(error).code


def known(error: Exception) -> str | None:
    """The word for a failure that comes from Slack or from the way to it; ``None`` for one that is a bug of ours."""
    return code_of(error) if isinstance(error, FAILED) and not isinstance(error, ValueError) else None


def for_find(error: Exception, command: str = "/papers") -> SendError:
    """Likewise, of reading a channel. Where the app may not read, nobody but a person can tell."""
    known = as_send_error(error, command)
    if known.code in {"missing_scope", "not_allowed_token_type", "no_permission"}:
        return CannotTell(known.code, _READ)
    if isinstance(known, Rejected):
        return OutcomeUnknown(known.code)  # that the question was refused says nothing about the post
    return known


def _answer(response: object) -> tuple[int, str, Mapping[str, Any], Mapping[str, Any]]:
    """Status, error code, body and headers. The SDK hands on its own response, or aiohttp's where it was no JSON."""
    data = response if isinstance(response, dict) else getattr(response, "data", None)
    body: Mapping[str, Any] = data if isinstance(data, dict) else {}
    status = getattr(response, "status_code", None) or getattr(response, "status", None) or 200
    code = str(body.get("error") or "")
    return int(status), code if _CODE.fullmatch(code) else "", body, getattr(response, "headers", None) or {}


def _answered(status: int, code: str, body: Mapping[str, Any], headers: Mapping[str, Any], command: str) -> SendError:
    if status == 429 or code in THROTTLED:  # noqa: PLR2004 - Too Many Requests
        return _throttled(headers)
    if not code:
        return _by_status(status)
    if code in GONE:
        needed = str(body.get("needed") or "")
        known = needed if _SCOPES.fullmatch(needed) else "that paperboy slack manifest lists"
        return DestinationGone(code, GONE[code].format(command=command, needed=known))
    if code in THREAD:
        return ThreadGone(code)
    if code in LATER:
        return RetryLater(code, LATER[code])
    if code in UNKNOWN or (status >= 500 and code not in REJECTED):  # noqa: PLR2004 - Internal Server Error
        return OutcomeUnknown(code)
    return Rejected(code)  # ``ok: false``, whatever the code: certainly not posted


def _throttled(headers: Mapping[str, Any]) -> Throttled:
    """Slack counts by method and workspace, and posts by channel too (one a second); a 429 does not say which it was.

    So only this delivery waits: to hold back every workspace for the sake of one channel would be wrong more often
    than a few more 429s are, each of which tells its own delivery how long to wait.
    """
    told = str(headers.get("Retry-After") or headers.get("retry-after") or "")
    after = timedelta(seconds=int(told)) if told.isdecimal() and len(told) < 7 else _PATIENCE  # noqa: PLR2004 - a number of seconds
    return Throttled("ratelimited", min(max(after, timedelta(seconds=1)), _LONGEST))


def _by_status(status: int) -> SendError:
    """An answer without Slack's own word for it: from a proxy in between, or a page of HTML with status 200."""
    if status in {401, 403, 404, 407}:
        action = "Whoever runs Paperboy looks at the proxy between it and Slack, and at api_base_url."
        return RetryLater(f"http_{status}", _BY_A_PROXY, action)
    if status == 413:  # noqa: PLR2004 - Content Too Large
        return Rejected(f"http_{status}")
    return OutcomeUnknown(f"http_{status}")


def _unanswered(error: Exception) -> SendError:
    """No answer: did the request leave?"""
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        return RetryLater("not_connected", NOT_SENT)  # no name, no route, refused, or no connection in time
    if isinstance(error, aiohttp.InvalidURL | aiohttp.ClientHttpProxyError):
        action = "Whoever runs Paperboy looks at the proxy between it and Slack, and at api_base_url."
        return RetryLater("not_connected", _BY_A_PROXY, action)
    if isinstance(error, TimeoutError):
        return OutcomeUnknown("no_answer")
    if isinstance(error, aiohttp.ClientError | OSError):
        return OutcomeUnknown("connection_lost")
    if isinstance(error, ValueError):
        return OutcomeUnknown("answer_unreadable")  # JSON that is none
    return OutcomeUnknown(f"broke_{type(error).__name__}")
