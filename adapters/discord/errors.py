"""PURE: what goes wrong between us and Discord, as what is certain about the message.

A number of Discord's own is an answer: what was asked was not done. No answer, a 5xx or a page of HTML leaves it open.
A request that never left is sent again.
"""

from collections.abc import Mapping
from datetime import timedelta
from enum import IntEnum

import aiohttp
import discord

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

FAILED = (
    discord.HTTPException,
    discord.RateLimited,
    discord.LoginFailure,
    discord.GatewayNotFound,
    discord.ConnectionClosed,
    SendError,
    aiohttp.ClientError,
    OSError,
)
"""Whatever may come in place of an answer: a refusal, nothing (a time-out is an ``OSError``), a lost connection."""


class Code(IntEnum):
    """Discord's numbers that we know something about; their names, in small letters, stand in the ledger."""

    UNKNOWN_CHANNEL = 10003
    UNKNOWN_GUILD = 10004
    UNKNOWN_MEMBER = 10007
    UNKNOWN_MESSAGE = 10008
    UNKNOWN_USER = 10013
    UNKNOWN_TAG = 10087
    EXPLICIT_CONTENT = 20009
    SLOWMODE = 20016
    CHANNEL_WRITES_TOO_FAST = 20028
    SERVER_WRITES_TOO_FAST = 20029
    THREAD_IS_FULL = 30033
    UNAUTHORIZED = 40001
    NOT_VERIFIED = 40002
    CONVERSATIONS_TOO_FAST = 40003
    SENDING_DISABLED = 40004
    REQUEST_TOO_LARGE = 40005
    FEATURE_DISABLED = 40006
    NO_MESSAGES_IN_A_FORUM = 40058
    RESOURCE_LIMITED = 40062
    NO_TAG_FOR_US = 40066
    TAG_REQUIRED = 40067
    MISSING_ACCESS = 50001
    NOT_IN_A_CONVERSATION = 50003
    EMPTY_MESSAGE = 50006
    PERSON_NOT_REACHED = 50007
    NOT_A_TEXT_CHANNEL = 50008
    VERIFICATION_LEVEL = 50009
    MISSING_PERMISSIONS = 50013
    INVALID_TOKEN = 50014
    WRONG_KIND_OF_CHANNEL = 50024
    INVALID_RECIPIENT = 50033
    INVALID_FORM = 50035
    FILE_TOO_LARGE = 50045
    THREAD_ARCHIVED = 50083
    INVALID_JSON = 50109
    ACCOUNT_NOT_VERIFIED = 50178
    NO_COMMON_SERVER = 50278
    TWO_FACTORS_NEEDED = 60003
    OVERLOADED = 130000
    NO_REPLY_WITHOUT_HISTORY = 160002
    THREAD_EXISTS = 160004
    THREAD_LOCKED = 160005
    TOO_MANY_THREADS = 160006
    TOO_MANY_NEWS_THREADS = 160007
    BLOCKED_BY_AUTOMOD = 200000
    TITLE_BLOCKED_BY_AUTOMOD = 200001
    HARMFUL_LINK = 240000


_RESUME = "then type /papers-setup resume there"
_ADD = "Add Paperboy to this server again, then type /papers-setup resume."
_ALLOW = f"Allow Paperboy View Channel, Send Messages and Embed Links in the channel, {_RESUME}."
_ELSEWHERE = "Type /papers-setup subscribe in another channel."
_PERSON = "Allow direct messages from members of the server, under its Privacy Settings."
_TAGS = f"Add a tag to the forum that everyone may use, or do not require tags there, {_RESUME}."
_THREADS = "Close some threads of the server: Discord allows no more of them."
_AUTOMOD = "Except Paperboy's role from the rule of AutoMod that stopped the post."
_NEW_TOKEN = "Whoever runs Paperboy gives it a token that Discord accepts, and starts it again."  # noqa: S105 - no token
_PROXY = "Whoever runs Paperboy looks at the proxy between it and Discord, and at api_base_url."
_BANNED = "Paperboy waits: for a while Discord does not listen to the address of this machine."
_READ = "Allow Paperboy Read Message History in the channel so that it can look; until then, look yourself."

GONE: Mapping[Code, str] = {
    Code.UNKNOWN_CHANNEL: _ELSEWHERE,
    Code.UNKNOWN_GUILD: _ADD,
    Code.UNKNOWN_MEMBER: _ADD,
    Code.MISSING_ACCESS: _ALLOW,
    Code.MISSING_PERMISSIONS: _ALLOW,
    Code.NOT_A_TEXT_CHANNEL: _ELSEWHERE,
    Code.WRONG_KIND_OF_CHANNEL: f"Type /papers-setup settings and choose another layout, {_RESUME}.",
    Code.NO_MESSAGES_IN_A_FORUM: _ELSEWHERE,
    Code.NO_TAG_FOR_US: _TAGS,
    Code.TAG_REQUIRED: _TAGS,
    Code.VERIFICATION_LEVEL: _ALLOW,
    Code.TWO_FACTORS_NEEDED: "Whoever owns the bot turns on two-factor authentication for their account.",
    # one person
    Code.UNKNOWN_USER: "The person's account is gone: type /papers-setup subscribe in a channel.",
    Code.PERSON_NOT_REACHED: _PERSON,
    Code.NO_COMMON_SERVER: _PERSON,
    Code.INVALID_RECIPIENT: _PERSON,
    Code.EXPLICIT_CONTENT: _PERSON,
}
"""Nothing can be posted there until a person acts; the sentence says how."""

CLOSED: Mapping[Code, str] = {
    Code.THREAD_ARCHIVED: f"Open the thread again, {_RESUME}.",
    Code.THREAD_LOCKED: f"Unlock the thread, {_RESUME}.",
    Code.THREAD_IS_FULL: _ELSEWHERE,
}
"""A thread that takes no more: that of one digest, or the subscribed one."""

TOKEN = frozenset({Code.UNAUTHORIZED, Code.INVALID_TOKEN, Code.NOT_VERIFIED, Code.ACCOUNT_NOT_VERIFIED})

TOO_FAST = frozenset(
    {
        Code.SLOWMODE,
        Code.CHANNEL_WRITES_TOO_FAST,
        Code.SERVER_WRITES_TOO_FAST,
        Code.CONVERSATIONS_TOO_FAST,
        Code.RESOURCE_LIMITED,
    }
)

LATER: Mapping[Code, tuple[timedelta, str]] = {
    Code.SENDING_DISABLED: (timedelta(minutes=15), ""),
    Code.FEATURE_DISABLED: (timedelta(minutes=15), ""),
    Code.OVERLOADED: (timedelta(minutes=1), ""),
    Code.UNKNOWN_TAG: (timedelta(minutes=10), ""),  # until the forum's tags are asked for again
    Code.TOO_MANY_THREADS: (timedelta(minutes=30), _THREADS),
    Code.TOO_MANY_NEWS_THREADS: (timedelta(minutes=30), _THREADS),
}
"""Certainly not posted, and in a while it may go."""

REJECTED: Mapping[Code, str] = {
    Code.INVALID_FORM: "",
    Code.EMPTY_MESSAGE: "",
    Code.REQUEST_TOO_LARGE: "",
    Code.FILE_TOO_LARGE: "",
    Code.INVALID_JSON: "",
    Code.NOT_IN_A_CONVERSATION: "",
    Code.UNKNOWN_MESSAGE: "",
    Code.NO_REPLY_WITHOUT_HISTORY: "",
    Code.THREAD_EXISTS: "",
    Code.BLOCKED_BY_AUTOMOD: _AUTOMOD,
    Code.TITLE_BLOCKED_BY_AUTOMOD: _AUTOMOD,
    Code.HARMFUL_LINK: "Look at the paper's link: Discord holds it for harmful.",
}
"""Discord refused what we sent; another digest may well be accepted."""

NOT_SENT = timedelta(seconds=30)
TOKEN_PAUSE = timedelta(minutes=10)
"""A refused token is no channel's fault, and is not asked about more often: refusals are counted, and lead to a ban."""
_PATIENCE = timedelta(seconds=30)
"""Where a 429 does not say how long to wait."""
_LONGEST = timedelta(hours=1)
_BAN = timedelta(minutes=15)
_BY_A_PROXY = timedelta(minutes=5)


def as_send_error(error: Exception, *, thread: bool = False) -> SendError:
    """What is certain about the message whose sending ended in ``error``; ``thread``: it belongs in one of ours."""
    match error:
        case SendError():
            return error
        case discord.RateLimited():
            return Throttled("rate_limited", _within(error.retry_after))
        case discord.LoginFailure():
            return token_refused()
        case discord.HTTPException():
            return _answered(error, thread=thread)
        case _:
            return _unanswered(error)


def before_sending(error: Exception) -> SendError:
    """Likewise, of what is asked before a message is sent: whatever became of the question, nothing has been posted."""
    known = as_send_error(error)
    if isinstance(known, OutcomeUnknown | Rejected):
        return RetryLater(known.code, NOT_SENT)
    return known


def for_find(error: Exception, *, thread: bool = False) -> SendError:
    """Likewise, of reading a channel. Where we may not read, nobody but a person can tell."""
    known = as_send_error(error, thread=thread)
    if known.code == word(Code.MISSING_PERMISSIONS):
        return cannot_read()
    if isinstance(known, Rejected):
        return OutcomeUnknown(known.code)  # that the question was refused says nothing about the post
    return known


def not_reached(error: Exception) -> SendError:
    """Likewise, of opening a conversation with one person: Discord knows nobody of that id, or not here."""
    known = as_send_error(error)
    if isinstance(known, Rejected):
        return DestinationGone(word(Code.INVALID_RECIPIENT), _PERSON)
    return before_sending(known)


def cannot_read() -> CannotTell:
    """Without Read Message History Discord shows an empty channel."""
    return CannotTell("may_not_read_history", _READ)


def token_refused() -> RetryLater:
    """Nothing was posted, and nothing will be until somebody changes the token."""
    return RetryLater("token_refused", TOKEN_PAUSE, _NEW_TOKEN)


def known(error: Exception) -> str | None:
    """The word for a failure that comes from Discord or from the way to it; ``None`` for one that is a bug of ours."""
    return as_send_error(error).code if isinstance(error, FAILED) else None


def word(code: int) -> str:
    """Discord's number as the ledger has it."""
    return Code(code).name.lower() if code in Code._value2member_map_ else f"discord_{code}"


def _answered(error: discord.HTTPException, *, thread: bool) -> SendError:
    if error.status == 429:  # noqa: PLR2004 - Too Many Requests
        return _too_fast(error.response.headers)
    if error.status >= 500:  # noqa: PLR2004 - Internal Server Error
        return OutcomeUnknown(f"http_{error.status}")
    if error.code in Code._value2member_map_:
        return _by_code(Code(error.code), thread=thread)
    if not _is_json(error.response.headers):
        return _by_a_proxy(error.status)
    return _by_status(error.status, word(error.code) if error.code else f"http_{error.status}")


def _by_code(code: Code, *, thread: bool) -> SendError:
    name = word(code)
    if thread and (code in CLOSED or code in {Code.UNKNOWN_CHANNEL, Code.UNKNOWN_MESSAGE}):
        return ThreadGone(name)
    if code in GONE or code in CLOSED:
        return DestinationGone(name, GONE.get(code) or CLOSED[code])
    if code in TOKEN:
        return token_refused()
    if code in TOO_FAST:
        return Throttled(name, _PATIENCE)
    if code in LATER:
        after, action = LATER[code]
        return RetryLater(name, after, action)
    return Rejected(name, REJECTED[code])


def _by_status(status: int, name: str) -> SendError:
    """Discord's own answer with a number that nobody knows yet: certainly not posted."""
    if status == 401:  # noqa: PLR2004 - Unauthorized
        return token_refused()
    if status == 404 and name.startswith("http"):  # noqa: PLR2004 - there is no such address at all
        return RetryLater(name, _BY_A_PROXY, _PROXY)
    if status in {403, 404}:
        return DestinationGone(name, _ALLOW)
    return Rejected(name)


def _by_a_proxy(status: int) -> SendError:
    """A page: from a proxy in between."""
    if status in {401, 403, 404, 407}:
        return RetryLater(f"http_{status}", _BY_A_PROXY, _PROXY)
    if status == 413:  # noqa: PLR2004 - Content Too Large
        return Rejected(f"http_{status}")
    return OutcomeUnknown(f"http_{status}")


def _too_fast(headers: Mapping[str, str]) -> Throttled:
    """A 429 that the library does not wait for: it lasts long, or it is not Discord's, and then it is a ban."""
    told = _seconds(headers.get("Retry-After", ""))
    if _is_json(headers) and ("Via" in headers or "X-RateLimit-Scope" in headers):
        return Throttled("rate_limited", _within(told), everywhere=headers.get("X-RateLimit-Scope") == "global")
    after = max(_within(told), _BAN if told is None else _PATIENCE)
    return Throttled("blocked_for_a_while", after, _BANNED, everywhere=True)


def _seconds(told: str) -> float | None:
    try:
        return float(told) if len(told) < 10 else None  # noqa: PLR2004 - a number of seconds
    except ValueError:
        return None


def _within(seconds: float | None) -> timedelta:
    """A sensible wait, whatever was told."""
    if seconds is None or not seconds >= 0:
        return _PATIENCE
    return min(max(timedelta(seconds=min(seconds, _LONGEST.total_seconds())), timedelta(seconds=1)), _LONGEST)


def _is_json(headers: Mapping[str, str]) -> bool:
    return headers.get("Content-Type", "").startswith("application/json")


def _unanswered(error: Exception) -> SendError:
    """No answer: did the request leave?"""
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        return RetryLater("not_connected", NOT_SENT)  # no name, no route, refused, or no connection in time
    if isinstance(error, aiohttp.InvalidURL | aiohttp.ClientHttpProxyError):
        return RetryLater("not_connected", _BY_A_PROXY, _PROXY)
    if isinstance(error, TimeoutError):
        return OutcomeUnknown("no_answer")
    if isinstance(error, aiohttp.ClientError | OSError):
        return OutcomeUnknown("connection_lost")
    return OutcomeUnknown(f"broke_{type(error).__name__}")
