from pathlib import Path

import numpy as np
import pytest
from structlog.testing import capture_logs

from bot.errors import SourceUnavailable
from bot.meaning.endpoint import BATCH, PAUSE, Endpoint, Wiring
from bot.search import Query, SearchIndex
from tests.fakes_papers import FakePapers
from tests.meaning.server import DIMENSIONS, Reply, Request, Server, serving, well
from tests.search.shelf import titled

KEY = "sk-very-secret"


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


def endpoint(server: Server, dimensions: int = DIMENSIONS, timeout: float = 5.0, **changes: object) -> Endpoint:
    return Endpoint(Wiring(server.url, "some-model", dimensions, KEY, timeout), **changes)  # type: ignore[arg-type]


def test_texts_are_sent_as_the_api_has_it_and_vectors_come_back_in_order() -> None:
    with serving() as server:
        vectors = endpoint(server).embed(["abc", "a"])
    assert server.asked == [("/v1/embeddings", f"Bearer {KEY}", {"model": "some-model", "input": ["abc", "a"]})]
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0)
    assert vectors[:, 0] / vectors[:, 1] == pytest.approx([3.0, 1.0])


def test_many_texts_go_in_several_requests_and_blank_ones_in_none() -> None:
    with serving() as server:
        vectors = endpoint(server).embed(["word"] * (BATCH + 1) + [" ", ""])
    assert [len(body["input"]) for _, _, body in server.asked] == [BATCH, 1]  # type: ignore[arg-type]
    assert vectors[:-2].any(axis=1).all()
    assert not vectors[-2:].any()


def test_a_longer_vector_is_cut() -> None:
    with serving() as server:
        assert endpoint(server, dimensions=2).embed(["abc"])[0] == pytest.approx(np.array([3, 1]) / np.sqrt(10))


def hung_up(request: Request) -> None:
    request.close_connection = True


MISBEHAVIOUR: dict[str, Reply] = {
    "busy": lambda request: request.answer({}, 429),
    "broken": lambda request: request.answer({}, 500),
    "elsewhere": lambda request: request.answer({}, 302),
    "no JSON": lambda request: request.answer_bytes(b"<html>"),
    "no object": lambda request: request.answer([1]),
    "nothing": lambda request: request.answer({"data": []}),
    "too short": lambda request: request.answer({"data": [{"index": 0, "embedding": [1.0]}]}),
    "not numbers": lambda request: request.answer({"data": [{"index": 0, "embedding": ["a"] * DIMENSIONS}]}),
    "not finite": lambda request: request.answer_bytes(
        b'{"data": [{"index": 0, "embedding": [' + b", ".join([b"1e999"] * DIMENSIONS) + b"]}]}"
    ),
    "deep": lambda request: request.answer_bytes(b"[" * 100_000),
    "hung up": hung_up,
}


@pytest.mark.parametrize("how", MISBEHAVIOUR)
def test_an_endpoint_that_misbehaves_is_unavailable_and_its_key_stays_secret(how: str) -> None:
    with serving(MISBEHAVIOUR[how]) as server, pytest.raises(SourceUnavailable) as error:
        endpoint(server).embed(["abc"])
    assert KEY not in str(error.value)


def test_an_endpoint_that_never_answers_is_given_up() -> None:
    def silent(request: Request) -> None:
        request.rfile.read(1)  # until the other side hangs up

    with serving(silent) as server, pytest.raises(SourceUnavailable):
        endpoint(server, timeout=0.1).embed(["abc"])


def test_after_a_failure_nothing_is_asked_for_a_while() -> None:
    clock = Clock()
    with serving(MISBEHAVIOUR["broken"]) as server:
        asked = endpoint(server, clock=clock)
        for _ in range(2):
            with pytest.raises(SourceUnavailable):
                asked.embed(["abc"])
        assert len(server.asked) == 1
        clock.now += PAUSE
        server.reply = well
        assert asked.embed(["abc"]).any()


def test_papers_that_got_no_vector_get_one_when_the_endpoint_is_back(tmp_path: Path) -> None:
    clock, papers = Clock(), FakePapers(titled("2601.00001", "Graphs"), titled("2601.00002", "Diffusion"))
    with serving(MISBEHAVIOUR["busy"]) as server:
        index = SearchIndex(tmp_path, lambda: endpoint(server, clock=clock))
        with capture_logs() as logs:
            assert index.catch_up(papers) == 2
        assert {log["event"] for log in logs} == {"search_by_words_only"}
        assert index.search(Query("graphs")).total == 1
        server.reply, clock.now = well, clock.now + PAUSE
        papers.put(titled("2601.00003", "New"))
        with capture_logs() as logs:
            index.catch_up(papers)
        assert [log["reason"] for log in logs] == ["without some vectors"]
    assert next(tmp_path.glob("g-*/vectors")).stat().st_size == 64 + 3 * (12 + DIMENSIONS)
