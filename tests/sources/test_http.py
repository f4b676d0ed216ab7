from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import SourceChanged, SourceUnavailable
from bot.sources.http import BRIEF, Answer, Http, Limits, wait_before_retry
from tests.fakes import FakeClock
from tests.sources.replay_server import (
    HASTY,
    IMPATIENT,
    ReplayServer,
    Reply,
    cut_off,
    dripping,
    endless,
    gzipped,
    hang_up,
    json_reply,
    never,
    redirect,
    reply,
    silent_after,
    status,
    web_page,
)

PAPERS = [{"paper": {"id": "2603.00001"}}]


@pytest.fixture
async def http() -> AsyncIterator[Http]:
    async with Http("huggingface", FakeClock(), limits=HASTY) as client:
        yield client


async def test_an_answer_is_decoded_whatever_content_type_it_claims(server: ReplayServer, http: Http):
    server.on("/list", json_reply(PAPERS, "text/plain"))
    assert await http.get_json(server.url + "/list", {"q": "a b&c", "p": "0"}) == PAPERS
    (asked,) = server.asked
    assert asked.query == {"q": "a b&c", "p": "0"}
    assert asked.headers["User-Agent"].startswith("paperboy/")


async def test_a_compressed_answer_is_read(server: ReplayServer, http: Http):
    server.on("/list", gzipped(PAPERS))
    assert await http.get_json(server.url + "/list") == PAPERS


PASSING_FAULTS = {
    "429": status(429, Retry_After="0"),
    "408": status(408),
    "500": status(500),
    "502 as a web page": web_page(502),
    "503": status(503, Retry_After="0"),
    "cut off": cut_off(b'[{"paper":'),
    "truncated JSON": reply('[{"paper": {"id": "26'),
    "empty": reply(""),
    "hangs up": hang_up(),
    "damaged compression": reply(b"no gzip at all", Content_Encoding="gzip"),
}


@pytest.mark.parametrize("fault", PASSING_FAULTS.values(), ids=PASSING_FAULTS)
async def test_after_a_passing_fault_the_same_call_succeeds(server: ReplayServer, http: Http, fault: Reply):
    server.on("/list", fault, json_reply(PAPERS))
    assert await http.get_json(server.url + "/list") == PAPERS


@pytest.mark.parametrize("fault", [never(), silent_after(b'[{"paper":')], ids=["from the start", "half way"])
async def test_a_silent_source_is_asked_again_and_its_silence_is_told(server: ReplayServer, fault: Reply):
    server.on("/list", fault)
    async with Http("huggingface", FakeClock(), limits=IMPATIENT) as http:
        with pytest.raises(SourceUnavailable, match=r"127\.0\.0\.1 fell silent for 0\.1 s\."):
            await http.get_json(server.url + "/list")
        assert len(server.asked) == IMPATIENT.attempts
        server.on("/list", json_reply(PAPERS))
        assert await http.get_json(server.url + "/list") == PAPERS


async def test_a_source_that_drips_without_end_is_left(server: ReplayServer):
    server.on("/list", dripping(b"["))
    async with Http("huggingface", FakeClock(), limits=replace(HASTY, attempt=0.2, attempts=2)) as http:
        with pytest.raises(SourceUnavailable, match=r"127\.0\.0\.1 did not answer in full within 0\.2 s\."):
            await http.get_json(server.url + "/list")


LASTING_FAULTS = {
    "429": (status(429), "127.0.0.1 answers 429 Too Many Requests to /list."),
    "500": (status(500), "127.0.0.1 answers 500 Internal Server Error to /list."),
    "599": (status(599), "127.0.0.1 answers 599 (no known status) to /list."),
    "cut off": (cut_off(b"["), "127.0.0.1 broke off in the middle of an answer."),
    "hangs up": (hang_up(), "127.0.0.1 closed the connection without an answer."),
    "truncated JSON": (reply("[1, 2"), "127.0.0.1 answers with JSON that breaks off or is damaged (5 bytes)."),
}


@pytest.mark.parametrize(("fault", "line"), LASTING_FAULTS.values(), ids=LASTING_FAULTS)
async def test_a_lasting_fault_is_one_clear_line_after_the_last_attempt(
    server: ReplayServer, http: Http, fault: Reply, line: str
):
    server.on("/list", fault)
    with pytest.raises(SourceUnavailable) as raised:
        await http.get_json(server.url + "/list")
    assert (raised.value.source, raised.value.message) == ("huggingface", line)
    assert len(server.asked) >= HASTY.attempts  # aiohttp itself asks once more where the server hung up


CHANGES = {
    "304": (status(304), "127.0.0.1 answers 304 Not Modified to /list."),
    "404": (status(404), "127.0.0.1 answers 404 Not Found to /list."),
    "403 as a web page": (web_page(403), "127.0.0.1 answers 403 Forbidden to /list."),
    "a web page": (web_page(), "127.0.0.1 answers with a web page where JSON was expected."),
    "a web page that claims to be JSON": (
        reply("\n <html>", "application/json"),
        "127.0.0.1 answers with a web page where JSON was expected.",
    ),
    "plain text": (reply("later", "text/plain"), "127.0.0.1 answers with text/plain, not JSON."),
    "not UTF-8": (reply(b'["\xff"]'), "127.0.0.1 answers with JSON that cannot be decoded."),
    "nested without end": (reply("[" * 200_000), "127.0.0.1 answers with JSON that cannot be decoded."),
    "a number without end": (reply("[" + "9" * 5_000 + "]"), "127.0.0.1 answers with JSON that cannot be decoded."),
    "another protocol": (redirect("ftp://e.org/x"), "127.0.0.1 redirects to 'ftp://e.org/x', which is not followed."),
    "no address": (redirect("http://["), "127.0.0.1 redirects to 'http://[', which is not followed."),
    "round and round": (redirect("/list"), "127.0.0.1 redirects more than 5 times."),
}


@pytest.mark.parametrize(("fault", "line"), CHANGES.values(), ids=CHANGES)
async def test_what_another_attempt_cannot_mend_is_told_at_once(
    server: ReplayServer, http: Http, fault: Reply, line: str
):
    server.on("/list", fault)
    with pytest.raises(SourceChanged) as raised:
        await http.get_json(server.url + "/list")
    assert raised.value.message == line
    assert len(server.asked) <= 6


async def test_more_than_the_most_bytes_are_not_read(server: ReplayServer):
    server.on("/list", endless(b"x" * 4_096))
    async with Http("huggingface", FakeClock(), limits=replace(HASTY, max_bytes=100_000)) as http:
        with pytest.raises(SourceChanged, match="sends more than 100,000 bytes"):
            await http.get_json(server.url + "/list")


@pytest.mark.parametrize(
    ("headers", "seconds"), [({"Retry_After": "3600"}, 3600), ({"RateLimit": '"api";r=0;t=123'}, 123)]
)
async def test_a_wait_that_is_too_long_is_told_at_once(
    server: ReplayServer, http: Http, headers: dict[str, str], seconds: int
):
    server.on("/list", status(429, **headers), json_reply(PAPERS))
    with pytest.raises(SourceUnavailable) as raised:
        await http.get_json(server.url + "/list")
    assert raised.value.after == timedelta(seconds=seconds)
    assert raised.value.message == f"127.0.0.1 answers 429 Too Many Requests to /list and asks to wait {seconds} s."
    assert len(server.asked) == 1


async def test_a_status_that_the_caller_expects_is_no_error(server: ReplayServer, http: Http):
    server.on("/list", status(400))
    assert await http.get_json(server.url + "/list", expect=frozenset({400})) is None
    assert await http.get(server.url + "/list", read=lambda answer: answer.status, expect=frozenset({400})) == 400


async def test_when_nobody_listens_that_is_the_line(http: Http, unused_tcp_port: int):
    with pytest.raises(SourceUnavailable, match="refuses the connection"):
        await http.get_json(f"http://127.0.0.1:{unused_tcp_port}/list")


async def test_all_attempts_together_have_an_end(server: ReplayServer):
    server.on("/list", never())
    async with Http("huggingface", FakeClock(), limits=replace(HASTY, total=0.1)) as http:
        with pytest.raises(SourceUnavailable, match=r"127.0.0.1 did not answer within 0.1 s."):
            await http.get_json(server.url + "/list")


async def test_when_the_time_is_over_the_last_failure_is_told(server: ReplayServer):
    server.on("/list", status(503), never())
    async with Http("huggingface", FakeClock(), limits=replace(HASTY, total=1.0)) as http:
        with pytest.raises(SourceUnavailable, match="503 Service Unavailable"):
            await http.get_json(server.url + "/list")


async def test_an_address_that_is_none_is_a_mistake_in_the_configuration(http: Http):
    for address in ("huggingface.co/api", "file:///etc/passwd", "http://["):
        with pytest.raises(SourceChanged, match="is no web address; mend it in the configuration"):
            await http.get_json(address)


async def test_a_redirect_is_followed_and_only_its_own_origin_is_told_the_token(server: ReplayServer):
    async with (
        ReplayServer() as elsewhere,
        Http("x", FakeClock(), limits=HASTY, headers={"Authorization": "t"}) as http,
    ):
        server.on("/list", redirect("/moved", 308))
        server.on("/moved", redirect(elsewhere.url + "/list"))
        elsewhere.on("/list", json_reply(PAPERS))
        assert await http.get_json(server.url + "/list") == PAPERS
        assert [asked.headers.get("Authorization") for asked in server.asked] == ["t", "t"]
        assert "Authorization" not in elsewhere.asked[0].headers


async def test_every_single_request_waits_for_its_turn(server: ReplayServer):
    turns: list[int] = []

    async def turn() -> None:
        turns.append(len(server.asked))

    server.on("/list", status(503), redirect("/moved"))
    server.on("/moved", json_reply(PAPERS))
    async with Http("arxiv", FakeClock(), limits=HASTY, turn=turn) as http:
        await http.get_json(server.url + "/list")
    assert turns == [0, 1, 2]


async def test_a_reader_may_ask_for_another_attempt(server: ReplayServer, http: Http):
    server.on("/feed", reply("<feed", "text/xml"), reply("<feed/>", "text/xml"))

    def whole(answer: Answer) -> bytes:
        if not answer.body.endswith(b"/>"):
            raise SourceUnavailable(answer.source, "The feed breaks off.")
        return answer.body

    assert await http.get(server.url + "/feed", read=whole) == b"<feed/>"


async def test_a_closed_client_opens_again(server: ReplayServer, http: Http):
    server.on("/list", json_reply(PAPERS))
    await http.get_json(server.url + "/list")
    await http.close()
    await http.close()
    assert await http.get_json(server.url + "/list") == PAPERS


def test_a_wait_that_was_asked_for_is_kept_to_the_second():
    assert wait_before_retry(timedelta(seconds=40), Limits(), left=100.0) == 40.0
    assert wait_before_retry(timedelta(0), Limits(), left=100.0) == 0.0


def test_a_wait_that_does_not_fit_is_not_begun():
    assert wait_before_retry(timedelta(seconds=40), Limits(), left=39.0) is False
    assert wait_before_retry(timedelta(seconds=61), Limits(), left=100.0) is False
    assert wait_before_retry(None, Limits(), left=0.0) is False
    assert wait_before_retry(None, Limits(), left=5.0) is True


@given(st.floats(0, 1e6), st.floats(-10, 1e6))
def test_no_wait_is_longer_than_the_time_that_is_left(asked: float, left: float):
    wait = wait_before_retry(timedelta(seconds=asked), BRIEF, left)
    assert wait is False or 0 <= wait < left


def test_brief_means_less_than_five_seconds():
    assert BRIEF.total < 5
