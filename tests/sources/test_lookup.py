import pytest

from bot.errors import SourceUnavailable
from bot.sources.http import Http
from bot.sources.huggingface import HuggingFace
from bot.sources.lookup import OnDemand
from tests.builders import a_paper, a_sighting
from tests.fakes import FakeClock, FakeLookup
from tests.sources.replay_server import HASTY, ReplayServer, Reply, json_reply, status

THERE = json_reply({"id": "2603.00001", "title": "Turnips", "summary": "They grow.", "upvotes": 3})
ON_ARXIV = {"2603.00001": a_sighting(a_paper("2603.00001", title="Turnips on arXiv"), day=None)}


async def looked_up(reply: Reply, arxiv: FakeLookup) -> list[str]:
    clock = FakeClock()
    async with ReplayServer() as server, Http("huggingface", clock, limits=HASTY) as http:
        server.on("/api/papers/2603.00001", reply)
        found = await OnDemand(HuggingFace(http, clock, base_url=server.url), arxiv).by_ids(["2603.00001"])
    return [sighting.paper.title for sighting in found]


async def test_what_hugging_face_has_is_not_asked_of_arxiv():
    arxiv = FakeLookup(ON_ARXIV)

    assert await looked_up(THERE, arxiv) == ["Turnips"]
    assert arxiv.asked == []


@pytest.mark.parametrize("code", [404, 500, 429, 403])
async def test_what_hugging_face_does_not_give_is_asked_of_arxiv(code: int):
    assert await looked_up(status(code), FakeLookup(ON_ARXIV)) == ["Turnips on arXiv"]


async def test_a_paper_that_neither_has_is_absent():
    assert await looked_up(status(404), FakeLookup({})) == []


async def test_when_neither_can_be_asked_the_error_is_arxivs():
    with pytest.raises(SourceUnavailable, match="arxiv"):
        await looked_up(status(503), FakeLookup(SourceUnavailable("arxiv", "busy.")))
