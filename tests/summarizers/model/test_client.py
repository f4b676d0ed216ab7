"""The client against an endpoint that misbehaves in every way, over a real socket."""

import traceback
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.summarizers.model.client import MOST_BYTES, Endpoint
from bot.summarizers.model.replies import Reply, Unanswered
from tests.summarizers.model.server import (
    KEY,
    Answer,
    ModelServer,
    breaks_off,
    busy,
    endless,
    failure,
    hangs_up,
    raw,
    said,
)

ASKED = ({"role": "system", "content": "Summarize."}, {"role": "user", "content": "A secret question."})


@pytest.fixture
async def endpoint(server: ModelServer) -> AsyncIterator[Endpoint]:
    made = Endpoint(server.wiring())
    yield made
    await made.disconnect()


async def refused(endpoint: Endpoint) -> Unanswered:
    with pytest.raises(Unanswered) as caught:
        await endpoint.ask(ASKED)
    return caught.value


async def test_a_model_that_is_well_is_asked_once_and_answers(server: ModelServer, endpoint: Endpoint):
    server.answers("We study turnips.")
    assert await endpoint.ask(ASKED) == Reply("We study turnips.", 500, 40)
    (body,) = server.asked
    assert body == {"model": "tiny-1b", "messages": list(ASKED), "max_tokens": 100, "stream": False}
    assert server.headers[0]["Authorization"] == f"Bearer {KEY}"


async def test_without_a_key_no_other_key_of_the_environment_is_sent(
    server: ModelServer, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-another-service")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/elsewhere")
    server.answers("We study turnips.")
    endpoint = Endpoint(server.wiring(key=""))
    await endpoint.ask(ASKED)
    await endpoint.disconnect()
    assert "sk-of-another-service" not in str(server.headers)


async def test_an_endpoint_that_is_asked_too_often_says_when_to_come_back(server: ModelServer, endpoint: Endpoint):
    server.answers(busy("7"))
    error = await refused(endpoint)
    assert (error.outcome, error.is_free, error.after) == ("busy", True, timedelta(seconds=7))
    assert len(server.asked) == 1


@pytest.mark.parametrize("header", ["soon", "-1", "1.5", "Wed, 21 Oct 2026 07:28:00 GMT"])
async def test_a_wait_that_cannot_be_read_is_none(server: ModelServer, endpoint: Endpoint, header: str):
    server.answers(busy(header))
    assert (await refused(endpoint)).after is None


MISBEHAVIOUR: dict[str, tuple[Answer, str, bool]] = {
    "500": (failure(500), "down", True),
    "503": (failure(503), "down", True),
    "401": (failure(401), "refused", True),
    "400": (failure(400), "refused", True),
    "404": (failure(404), "refused", True),
    "a redirect": (raw(b"", 302, Location="http://127.0.0.1:9/elsewhere"), "refused", True),
    "a web page": (raw("<html>Be right back</html>"), "unreadable", False),
    "bad JSON": (raw("{not json"), "unreadable", False),
    "no UTF-8": (raw(b"\xff\xfe"), "unreadable", False),
    "deep JSON": (raw("[" * 100_000), "unreadable", False),
    "a list": (raw("[]"), "unreadable", False),
    "null": (raw("null"), "unreadable", False),
    "empty choices": (raw('{"choices": []}'), "unreadable", False),
    "no choices": (raw('{"choices": null}'), "unreadable", False),
    "a text for a choice": (raw('{"choices": ["text"]}'), "unreadable", False),
    "no message": (raw('{"choices": [{"message": null}]}'), "unreadable", False),
    "an error as 200": (raw('{"error": "in an answer that says it is well"}'), "unreadable", False),
    "a huge answer": (raw(b" " * (MOST_BYTES + 1)), "unreadable", False),
    "an endless answer": (endless, "unreadable", False),
    "hanging up": (hangs_up, "down", False),
    "breaking off": (breaks_off, "down", False),
}


@pytest.mark.parametrize("how", MISBEHAVIOUR)
async def test_whatever_an_endpoint_does_becomes_one_kind_of_error(server: ModelServer, endpoint: Endpoint, how: str):
    answer, outcome, is_free = MISBEHAVIOUR[how]
    server.answers(answer)
    error = await refused(endpoint)
    assert (error.outcome, error.is_free) == (outcome, is_free)


async def test_a_slow_model_is_given_up(server: ModelServer):
    server.may_answer.clear()
    endpoint = Endpoint(server.wiring(timeout=0.2))
    error = await refused(endpoint)
    await endpoint.disconnect()
    assert (error.outcome, error.is_free) == ("slow", False)


async def test_where_nobody_listens_nothing_was_spent(server: ModelServer):
    endpoint = Endpoint(server.wiring(base_url="http://127.0.0.1:9/v1"))
    error = await refused(endpoint)
    await endpoint.disconnect()
    assert (error.outcome, error.is_free) == ("down", True)


SILENCE: dict[str, Answer] = {
    "cut off": said("half", finish_reason="length"),
    "nothing": said(None),
    "a filter": said("", finish_reason="content_filter"),
    "a number": said(7),
}


@pytest.mark.parametrize("how", SILENCE)
async def test_a_refusal_and_an_answer_that_is_cut_off_are_no_text(server: ModelServer, endpoint: Endpoint, how: str):
    server.answers(SILENCE[how])
    assert not (await endpoint.ask(ASKED)).text


@pytest.mark.parametrize(
    "usage", ["none", '{"prompt_tokens": -3}', '{"prompt_tokens": true}', '{"prompt_tokens": "9"}']
)
async def test_tokens_that_are_not_told_are_not_made_up(server: ModelServer, endpoint: Endpoint, usage: str):
    told = "" if usage == "none" else f', "usage": {usage}'
    server.answers(raw('{"choices": [{"message": {"content": "Hello."}, "finish_reason": "stop"}]' + told + "}"))
    assert await endpoint.ask(ASKED) == Reply("Hello.", None, None)


async def test_a_model_that_wants_another_name_for_the_limit_gets_it_from_then_on(
    server: ModelServer, endpoint: Endpoint
):
    server.answers(failure(400, "Use 'max_completion_tokens' instead."), "One.", "Two.")
    assert [(await endpoint.ask(ASKED)).text for _ in range(2)] == ["One.", "Two."]
    assert ["max_completion_tokens" in body for body in server.asked] == [False, True, True]


SECRETIVE: dict[str, Answer] = {
    "401": failure(401, f"bad key {KEY}"),
    "hanging up": hangs_up,
    "breaking off": breaks_off,
    "bad JSON": raw("{"),
    "busy": busy(),
}


@pytest.mark.parametrize("how", SECRETIVE)
async def test_an_error_holds_neither_the_key_nor_the_question(server: ModelServer, endpoint: Endpoint, how: str):
    server.answers(SECRETIVE[how])
    error = await refused(endpoint)
    shown = "".join(traceback.format_exception(error)) + repr(vars(error))
    assert KEY not in shown
    assert "secret question" not in shown


async def test_the_doctor_asks_for_the_list_of_models(server: ModelServer, endpoint: Endpoint):
    await endpoint.is_there()
    server.models = ["another"]
    with pytest.raises(Unanswered, match="does not list a model tiny-1b"):
        await endpoint.is_there()
