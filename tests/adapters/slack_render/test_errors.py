import json
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError, SlackRequestError, SlackTokenRotationError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.errors import GONE, LATER, REJECTED, THREAD, THROTTLED, UNKNOWN, as_send_error, for_find
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

METHODS = Path(__file__).parents[4] / "shared/contracts/slack/methods"
TABLES = (frozenset(GONE), frozenset(LATER), THREAD, REJECTED, THROTTLED, UNKNOWN)


def answer(code: str = "", status: int = 200, headers: dict[str, str] | None = None, **more: Any) -> SlackApiError:
    data: dict[str, Any] = {"ok": False, "error": code, **more} if code else {}
    response = AsyncSlackResponse(
        client=AsyncWebClient(token="xoxb-1"),
        http_verb="POST",
        api_url="https://slack.example/api/chat.postMessage",
        req_args={},
        data=data,
        headers=headers or {},
        status_code=status,
    )
    return SlackApiError("refused", response)


def kind(error: Exception) -> type[SendError]:
    return type(as_send_error(error))


@pytest.mark.parametrize("code", ["channel_not_found", "not_in_channel"])
def test_a_channel_without_the_bot_is_told_the_two_things_to_type(code: str):
    known = as_send_error(answer(code), "/ml-papers")

    assert isinstance(known, DestinationGone)
    assert known.code == code
    assert known.action == "Invite me to the channel with /invite, then type /ml-papers doctor there."


@pytest.mark.parametrize("code", GONE)
def test_whatever_needs_a_person_says_what_to_do_in_one_sentence(code: str):
    known = as_send_error(answer(code))

    assert type(known) is DestinationGone
    assert known.action.endswith(".")
    assert not {"{", "}", "`"} & set(known.action)
    assert ". " not in known.action


def test_a_missing_scope_is_named():
    assert "adds the scope chat:write to" in as_send_error(answer("missing_scope", needed="chat:write")).action
    assert "chat" not in as_send_error(answer("missing_scope", needed="<!channel>")).action


def test_a_429_says_how_long_this_delivery_waits_and_no_other():
    known = as_send_error(answer("ratelimited", 429, {"Retry-After": "17"}))

    assert isinstance(known, Throttled)
    assert known.after == timedelta(seconds=17)
    assert not known.everywhere


@pytest.mark.parametrize(
    ("told", "seconds"), [("", 30), ("soon", 30), ("-5", 30), ("0", 1), ("1", 1), ("999999", 3600), ("9" * 5000, 30)]
)
def test_an_odd_retry_after_is_a_sensible_wait(told: str, seconds: int):
    known = as_send_error(answer("", 429, {"Retry-After": told}))

    assert isinstance(known, Throttled)
    assert known.after == timedelta(seconds=seconds)


@pytest.mark.parametrize("code", ["ratelimited", "rate_limited"])
def test_a_limit_told_with_status_200_is_a_limit(code: str):
    assert kind(answer(code)) is Throttled


@pytest.mark.parametrize(
    "code", ["invalid_blocks", "msg_too_long", "msg_blocks_too_long", "no_text", "metadata_too_large"]
)
def test_a_refused_payload_is_a_bug_of_ours(code: str):
    assert kind(answer(code)) is Rejected


@pytest.mark.parametrize("code", ["fatal_error", "internal_error", "service_unavailable", "request_timeout"])
@pytest.mark.parametrize("status", [200, 500, 503])
def test_when_slack_broke_half_way_the_outcome_is_unknown(code: str, status: int):
    assert kind(answer(code, status)) is OutcomeUnknown


@pytest.mark.parametrize("status", [200, 408, 500, 502, 503, 504])
def test_an_answer_without_slacks_word_leaves_it_open(status: int):
    assert kind(answer("", status)) is OutcomeUnknown


@pytest.mark.parametrize("status", [401, 403, 404, 407])
def test_what_a_proxy_refused_never_came_to_slack(status: int):
    known = as_send_error(answer("", status))

    assert type(known) is RetryLater
    assert "api_base_url" in known.action


def test_a_code_that_nobody_knows_yet_is_still_an_answer_no():
    assert kind(answer("invented_tomorrow")) is Rejected
    assert kind(answer("invented_tomorrow", 500)) is OutcomeUnknown
    assert as_send_error(answer("<!channel> &")).code == "http_200"


def test_a_thread_that_is_gone_is_not_the_channel():
    assert kind(answer("thread_not_found")) is ThreadGone
    assert kind(answer("restricted_action_thread_locked")) is ThreadGone


def test_the_sdks_error_with_a_bare_http_response_is_understood():
    html = SlackApiError("not JSON", SimpleNamespace(status=502, headers={}))

    assert kind(html) is OutcomeUnknown
    assert as_send_error(html).code == "http_502"
    assert kind(SlackApiError("plain", {"ok": False, "error": "is_archived"})) is DestinationGone


def test_a_request_that_the_sdk_refused_to_make_is_a_bug_of_ours():
    assert kind(SlackRequestError("no token")) is Rejected


def test_a_token_that_cannot_be_renewed_is_judged_by_slacks_answer():
    assert kind(SlackTokenRotationError(answer("invalid_refresh_token"))) is DestinationGone
    assert kind(SlackTokenRotationError(answer("", 503))) is OutcomeUnknown


@pytest.mark.parametrize(
    "error",
    [
        aiohttp.ConnectionTimeoutError(),
        aiohttp.InvalidURL("x"),
        aiohttp.ClientConnectorError(SimpleNamespace(), ConnectionRefusedError(111, "refused")),  # type: ignore[arg-type] # only shown
        aiohttp.ClientConnectorDNSError(SimpleNamespace(), OSError(-2, "unknown name")),  # type: ignore[arg-type] # likewise
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_request_that_never_left_is_sent_again(error: Exception):
    assert kind(error) is RetryLater


@pytest.mark.parametrize(
    "error",
    [
        TimeoutError(),
        aiohttp.SocketTimeoutError(),
        aiohttp.ServerTimeoutError(),
        aiohttp.ServerDisconnectedError(),
        aiohttp.ClientOSError(104, "reset"),
        aiohttp.ClientPayloadError(),
        ConnectionResetError(),
        BrokenPipeError(),
        json.JSONDecodeError("x", "y", 0),
        AttributeError("the SDK on an answer that is a list"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_request_that_left_without_an_answer_is_unknown(error: Exception):
    assert kind(error) is OutcomeUnknown


def test_where_the_app_may_not_read_only_a_person_can_tell():
    known = for_find(answer("missing_scope", needed="channels:history"))

    assert type(known) is CannotTell
    assert "channels:history" in known.action


def test_that_a_question_was_refused_says_nothing_of_the_post():
    assert type(for_find(answer("invalid_cursor"))) is OutcomeUnknown
    assert type(for_find(answer("invented_tomorrow"))) is OutcomeUnknown
    assert type(for_find(answer("channel_not_found"))) is DestinationGone
    assert type(for_find(answer("ratelimited", 429))) is Throttled
    assert type(for_find(answer("thread_not_found"))) is ThreadGone


def test_no_code_means_two_things():
    codes = [code for table in TABLES for code in table]

    assert len(codes) == len(set(codes))


@pytest.mark.skipif(not METHODS.exists(), reason="Slack's own list of errors is not here")
@pytest.mark.parametrize("method", ["chat.postMessage", "conversations.history", "conversations.replies"])
def test_every_error_that_slack_documents_was_thought_of(method: str):
    documented = set(json.loads((METHODS / f"{method}.json").read_text(encoding="utf-8"))["errors"])

    assert documented - frozenset().union(*TABLES) == set()
