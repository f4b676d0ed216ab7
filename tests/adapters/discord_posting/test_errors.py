import itertools
import json
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import aiohttp
import discord
import pytest
from multidict import CIMultiDict

from adapters.discord.errors import (
    CLOSED,
    GONE,
    LATER,
    REJECTED,
    TOKEN,
    TOO_FAST,
    Code,
    as_send_error,
    before_sending,
    for_find,
    known,
    not_reached,
)
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

TABLES = (GONE, CLOSED, LATER, REJECTED, TOKEN, TOO_FAST)
ACTIONS = [*GONE.values(), *CLOSED.values(), *filter(None, REJECTED.values()), *(each for _, each in LATER.values())]


def answer(status: int, code: int | None = None, *, html: bool = False, **headers: str) -> discord.HTTPException:
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    content = {"Content-Type": "text/html" if html else "application/json"}
    response: Any = SimpleNamespace(status=status, reason="", headers=CIMultiDict(content | told))
    body: Any = "<html>" if html else {"message": "No", "code": code or 0}
    kinds = {403: discord.Forbidden, 404: discord.NotFound}
    return kinds.get(status, discord.HTTPException)(response, body)


def kind(error: Exception, *, thread: bool = False) -> type[SendError]:
    return type(as_send_error(error, thread=thread))


# Discord's own numbers


def test_every_number_that_has_a_name_means_one_thing():
    assert set(Code) == set().union(*TABLES)
    assert sum(map(len, TABLES)) == len(Code)


@pytest.mark.parametrize("code", Code)
@pytest.mark.parametrize("thread", [False, True])
def test_every_number_has_an_outcome_and_its_name_in_the_ledger(code: Code, thread: bool):
    told = as_send_error(answer(400, code), thread=thread)

    assert not isinstance(told, OutcomeUnknown)
    assert told.code in {code.name.lower(), "token_refused"}


@pytest.mark.parametrize("action", ACTIONS)
def test_what_to_do_is_one_sentence(action: str):
    assert not action or action.endswith(".")
    assert ". " not in action
    assert not {"{", "}", "`"} & set(action)


@pytest.mark.parametrize("code", [*GONE, *CLOSED])
@pytest.mark.parametrize("status", [400, 403, 404])
def test_whatever_needs_a_person_says_what_to_do(code: Code, status: int):
    told = as_send_error(answer(status, code))

    assert type(told) is DestinationGone
    assert told.action


@pytest.mark.parametrize("code", [*CLOSED, Code.UNKNOWN_CHANNEL, Code.UNKNOWN_MESSAGE])
def test_a_thread_that_is_gone_is_not_the_channel(code: Code):
    assert kind(answer(404, code), thread=True) is ThreadGone
    assert kind(answer(404, code)) is not ThreadGone


@pytest.mark.parametrize("code", TOO_FAST)
def test_limits_that_are_told_by_a_number_hold_back_this_delivery_alone(code: Code):
    told = as_send_error(answer(400, code))

    assert isinstance(told, Throttled)
    assert not told.everywhere


@pytest.mark.parametrize("refused", [answer(401), *(answer(403, code) for code in TOKEN), discord.LoginFailure("No")])
def test_a_refused_token_is_no_channels_fault(refused: Exception):
    told = as_send_error(refused)

    assert type(told) is RetryLater
    assert told.after == timedelta(minutes=10)
    assert "Whoever runs Paperboy" in told.action


def test_a_refused_form_is_a_bug_of_ours_and_a_stopped_post_is_not():
    assert as_send_error(answer(400, 50035)).action == ""
    assert "AutoMod" in as_send_error(answer(400, 200000)).action
    assert kind(answer(400, 50035)) is kind(answer(400, 200000)) is Rejected


@pytest.mark.parametrize("status", [403, 404])
def test_a_forbidden_number_that_nobody_knows_yet_stops_too(status: int):
    told = as_send_error(answer(status, 98765))

    assert type(told) is DestinationGone
    assert told.code == "discord_98765"
    assert told.action


def test_any_other_number_that_nobody_knows_yet_is_still_an_answer_no():
    assert kind(answer(400, 98765)) is Rejected
    assert kind(answer(405)) is Rejected
    assert as_send_error(answer(405)).code == "http_405"


@pytest.mark.parametrize("status", [500, 502, 503, 504, 520, 524])
@pytest.mark.parametrize("code", [0, 50013, 130000])
def test_when_discord_broke_half_way_the_outcome_is_unknown(status: int, code: int):
    assert kind(answer(status, code)) is OutcomeUnknown
    assert kind(answer(status, html=True)) is OutcomeUnknown


# Whatever stands between


@pytest.mark.parametrize("status", [401, 403, 404, 407])
def test_what_a_proxy_refused_never_came_to_discord(status: int):
    told = as_send_error(answer(status, html=True))

    assert type(told) is RetryLater
    assert "api_base_url" in told.action


def test_an_address_that_discord_does_not_have_is_one_that_we_have_wrong():
    told = as_send_error(answer(404))

    assert type(told) is RetryLater
    assert "api_base_url" in told.action


@pytest.mark.parametrize(("status", "expected"), [(413, Rejected), (400, OutcomeUnknown), (408, OutcomeUnknown)])
def test_a_page_in_the_place_of_an_answer(status: int, expected: type[SendError]):
    assert kind(answer(status, html=True)) is expected


# Too fast


def test_a_limit_that_the_library_does_not_wait_for_holds_back_this_delivery_alone():
    told = as_send_error(discord.RateLimited(90.5))

    assert isinstance(told, Throttled)
    assert told.after == timedelta(seconds=90.5)
    assert not told.everywhere


@pytest.mark.parametrize(("scope", "everywhere"), [("user", False), ("shared", False), ("global", True)])
def test_a_429_of_discords_own_says_for_whom_it_is(scope: str, everywhere: bool):
    told = as_send_error(answer(429, Retry_After="17", X_RateLimit_Scope=scope, Via="1.1 google"))

    assert isinstance(told, Throttled)
    assert (told.after, told.everywhere) == (timedelta(seconds=17), everywhere)


@pytest.mark.parametrize("banned", [answer(429, html=True), answer(429), answer(429, html=True, Via="1.1 google")])
def test_any_other_429_is_a_ban_of_this_machine(banned: Exception):
    told = as_send_error(banned)

    assert isinstance(told, Throttled)
    assert told.everywhere
    assert told.after == timedelta(minutes=15)


@pytest.mark.parametrize(("told", "seconds"), [("600", 600), ("1", 30), ("soon", 900), ("-5", 30), ("1e9", 3600)])
def test_a_ban_lasts_as_long_as_is_told_within_reason(told: str, seconds: int):
    known = as_send_error(answer(429, html=True, Retry_After=told))

    assert isinstance(known, Throttled)
    assert known.after == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("told", "seconds"),
    [("", 30), ("soon", 30), ("-5", 30), ("nan", 30), ("0", 1), ("0.3", 1), ("inf", 3600), ("999999", 3600)],
)
def test_an_odd_wait_is_a_sensible_one(told: str, seconds: int):
    known = as_send_error(answer(429, Retry_After=told, Via="1.1 google"))

    assert isinstance(known, Throttled)
    assert known.after == timedelta(seconds=seconds)


# No answer


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
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_request_that_left_without_an_answer_is_unknown(error: Exception):
    assert kind(error) is OutcomeUnknown
    assert known(error) in {"no_answer", "connection_lost"}


def test_a_bug_of_ours_has_no_word_of_discords():
    assert known(KeyError("id")) is None
    assert known(json.JSONDecodeError("x", "y", 0)) is None
    assert known(answer(403, 50013)) == "missing_permissions"
    assert known(RetryLater("later", timedelta())) == "later"


# Questions


def test_where_we_may_not_read_only_a_person_can_tell():
    told = for_find(answer(403, 50013))

    assert type(told) is CannotTell
    assert "Read Message History" in told.action


def test_that_a_question_was_refused_says_nothing_of_the_post():
    assert type(for_find(answer(400, 50035))) is OutcomeUnknown
    assert type(for_find(answer(400, 98765))) is OutcomeUnknown
    assert type(for_find(answer(403, 50001))) is DestinationGone
    assert type(for_find(answer(404, 10003))) is DestinationGone
    assert type(for_find(discord.RateLimited(40))) is Throttled


@pytest.mark.parametrize(
    "error",
    [answer(503), answer(400, 50035), TimeoutError(), aiohttp.ServerDisconnectedError(), answer(400, html=True)],
)
def test_before_a_post_nothing_is_in_doubt(error: Exception):
    assert type(before_sending(error)) is RetryLater


def test_before_a_post_what_a_person_must_mend_is_still_that():
    assert type(before_sending(answer(404, 10003))) is DestinationGone
    assert type(before_sending(discord.RateLimited(40))) is Throttled


def test_somebody_whom_discord_does_not_know_is_not_reached():
    assert type(not_reached(answer(400, 50035))) is DestinationGone
    assert type(not_reached(answer(403, 50007))) is DestinationGone
    assert type(not_reached(TimeoutError())) is RetryLater


def test_what_is_known_already_stays_as_it_is():
    for error in (ThreadGone("x"), Throttled("x", timedelta()), CannotTell("x")):
        assert as_send_error(error) is error


def test_no_text_of_discords_is_in_what_we_say():
    hostile: Any = SimpleNamespace(status=400, reason="", headers=CIMultiDict({"Content-Type": "application/json"}))
    for code, read in itertools.product((0, 50035, 98765), (as_send_error, before_sending, for_find, not_reached)):
        told = read(discord.HTTPException(hostile, {"message": "@everyone buy", "code": code}))
        assert "everyone" not in str(told)
