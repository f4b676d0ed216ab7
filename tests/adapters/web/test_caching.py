"""What is served from memory, for how long, and to whom it is not sent again."""

import asyncio
import gzip
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from aiohttp import ClientSession, web

from adapters.shared import pages
from adapters.web import cache as caching
from adapters.web.cache import Cache, Made
from tests.adapters.web.reading_room import FakeLibrary, not_now, reading
from tests.fakes import FakeClock

CACHED = ("/", "/day/2026-03-03", "/week/2026-W10", "/month/2026-03", "/search?q=noise", "/paper/arxiv:2603.00001")
FEEDS = ("/feeds/trending.atom", "/feeds/days.atom", "/feeds/search.atom?q=noise")
API = ("/api/today", "/api/search?q=noise", "/api/suggest?q=noi", "/api/papers/arxiv:2603.00001", "/api/openapi.json")


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def reader(library: FakeLibrary, clock: FakeClock) -> AsyncIterator[ClientSession]:
    async with reading(library, clock=clock) as client:
        yield client


@pytest.mark.parametrize("path", [*CACHED, *FEEDS, *API])
async def test_whoever_has_it_already_is_sent_nothing(reader: ClientSession, path: str):
    first = await reader.get(path)
    again = await reader.get(path, headers={"If-None-Match": first.headers["ETag"]})

    assert first.status == 200
    assert again.status == 304
    assert await again.read() == b""
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Cache-Control"] == first.headers["Cache-Control"]


@pytest.mark.parametrize("path", [*CACHED, *FEEDS, *API])
async def test_everything_has_its_headers_and_sets_no_cookie(reader: ClientSession, path: str):
    answer = await reader.get(path)

    assert answer.headers["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.headers["Cache-Control"].startswith("public, max-age=")
    assert "Set-Cookie" not in answer.headers


async def test_what_was_asked_for_before_is_not_read_again(reader: ClientSession, library: FakeLibrary):
    for _ in range(3):
        await reader.get("/")

    assert library.asked == ["newest", "papers"]


async def test_words_that_say_the_same_are_one_question(reader: ClientSession, library: FakeLibrary):
    for path in ("/search?q=noise", "/search?q=+noise+&page=1", "/search?sort=relevance&q=noise&utm_source=x"):
        await reader.get(path)

    assert len(library.asked) == 1


async def test_a_change_shows_within_a_second_and_the_page_gets_another_mark(
    reader: ClientSession, library: FakeLibrary, clock: FakeClock
):
    before = await reader.get("/")
    library.papers.pop()
    library.version += 1
    clock.advance(seconds=1)
    after = await reader.get("/", headers={"If-None-Match": before.headers["ETag"]})

    assert after.status == 200
    assert after.headers["ETag"] != before.headers["ETag"]


async def test_another_minute_reads_again_and_what_is_the_same_keeps_its_mark(
    reader: ClientSession, library: FakeLibrary, clock: FakeClock
):
    before = await reader.get("/")
    clock.advance(minutes=1)
    after = await reader.get("/", headers={"If-None-Match": before.headers["ETag"]})

    assert library.asked == ["newest", "papers"] * 2
    assert after.status == 304


async def test_a_clock_that_is_set_back_keeps_nothing_alive(
    reader: ClientSession, library: FakeLibrary, clock: FakeClock
):
    await reader.get("/")
    library.version += 1
    clock.advance(hours=-1)
    await reader.get("/")

    assert library.asked == ["newest", "papers"] * 2


async def test_a_page_travels_compressed_to_whoever_can_read_that(reader: ClientSession):
    plain = await reader.get("/", headers={"Accept-Encoding": "identity"})
    packed = await reader.get("/", headers={"Accept-Encoding": "gzip, br"})

    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert int(packed.headers["Content-Length"]) < int(plain.headers["Content-Length"]) / 2
    assert await packed.read() == await plain.read()
    assert packed.headers["ETag"] != plain.headers["ETag"]


async def test_a_proxy_that_weakened_a_mark_is_understood(reader: ClientSession):
    etag = (await reader.get("/")).headers["ETag"]

    for told in (f"W/{etag}", f'"other", {etag}', "*"):
        assert (await reader.get("/", headers={"If-None-Match": told})).status == 304
    assert (await reader.get("/", headers={"If-None-Match": '"other"'})).status == 200


async def test_head_tells_the_same_without_the_page(reader: ClientSession):
    got = await reader.get("/")
    head = await reader.head("/")

    assert head.status == 200
    assert head.headers["ETag"] == got.headers["ETag"]
    assert await head.read() == b""


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
async def test_nothing_can_be_changed(reader: ClientSession, method: str):
    for path in ("/", "/paper/arxiv:2603.00001", "/api/today"):
        assert (await reader.request(method, path)).status == 405


async def test_what_failed_is_not_kept(reader: ClientSession, library: FakeLibrary):
    library.failure = not_now()
    failed = await reader.get("/")
    library.failure = None

    assert (failed.status, failed.headers["Cache-Control"], failed.headers["Retry-After"]) == (503, "no-store", "30")
    assert (await reader.get("/")).status == 200


async def test_the_files_of_a_page_are_kept_for_ever_under_a_name_of_their_content(reader: ClientSession):
    for name, content_type in (
        ("style.css", "text/css"),
        ("suggest.js", "text/javascript"),
        ("icon.svg", "image/svg+xml"),
    ):
        answer = await reader.get(pages.static(name))
        assert answer.status == 200
        assert answer.content_type == content_type
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("name", ["style.css", "../pages.py", "..%2Fpages.py", "style-000000000000.css"])
async def test_no_other_file_is_served(reader: ClientSession, name: str):
    assert (await reader.get(f"/static/{name}")).status == 404


# The cache itself


class Maker:
    """Makes a page when it is let; counts how often it was asked."""

    def __init__(self, text: str = "page") -> None:
        self.text = text
        self.times = 0
        self.begun = asyncio.Event()
        self.go = asyncio.Event()
        self.go.set()

    async def __call__(self) -> Made:
        self.times += 1
        self.begun.set()
        await self.go.wait()
        return Made(self.text)


async def unchanged() -> int:
    return 1


async def test_all_who_ask_for_one_page_at_once_wait_for_one_making():
    cache, maker = Cache(unchanged, FakeClock()), Maker()
    maker.go.clear()
    asking = [asyncio.create_task(cache.get("x", maker)) for _ in range(20)]
    await asyncio.sleep(0)
    maker.go.set()

    assert {kept.body for kept in await asyncio.gather(*asking)} == {b"page"}
    assert maker.times == 1


async def test_one_who_goes_away_takes_nothing_from_the_others():
    cache, maker = Cache(unchanged, FakeClock()), Maker()
    maker.go.clear()
    first, second = (asyncio.create_task(cache.get("x", maker)) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    maker.go.set()

    assert (await second).body == b"page"
    with pytest.raises(asyncio.CancelledError):
        await first


async def test_no_more_is_made_at_once_than_leaves_room_for_other_work():
    cache = Cache(unchanged, FakeClock())
    makers = [Maker(str(number)) for number in range(10)]
    for maker in makers:
        maker.go.clear()
    asking = [asyncio.create_task(cache.get(maker.text, maker)) for maker in makers]
    for _ in range(5):
        await asyncio.sleep(0)
    begun = sum(maker.times for maker in makers)
    for maker in makers:
        maker.go.set()
    await asyncio.gather(*asking)

    assert begun == caching.AT_ONCE
    assert all(maker.times == 1 for maker in makers)


async def test_a_flood_is_asked_to_come_again(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(caching, "WAITING", 3)
    cache, maker = Cache(unchanged, FakeClock()), Maker()
    maker.go.clear()
    asking = [asyncio.create_task(cache.get(str(number), maker)) for number in range(3)]
    await asyncio.sleep(0)

    with pytest.raises(web.HTTPServiceUnavailable):
        await cache.get("one more", maker)
    maker.go.set()
    await asyncio.gather(*asking)
    assert (await cache.get("one more", maker)).body == b"page"


async def test_memory_is_bounded_and_the_longest_unasked_goes_first():
    cache, maker = Cache(unchanged, FakeClock(), most=3500), Maker("x" * 500)
    for name in ("a", "b", "c", "a", "d"):
        await cache.get(name, maker)
    made = maker.times
    await cache.get("a", maker)
    assert maker.times == made
    await cache.get("b", maker)
    assert maker.times == made + 1


async def test_what_was_made_of_papers_that_changed_meanwhile_is_not_kept():
    revisions, clock, maker = iter((1, 2, 2)), FakeClock(), Maker()

    async def revision() -> int:
        return next(revisions)

    cache = Cache(revision, clock)
    maker.go.clear()
    asking = asyncio.create_task(cache.get("x", maker))
    await maker.begun.wait()
    clock.time += timedelta(seconds=2)
    await cache.get("y", Maker())
    maker.go.set()
    await asking
    await cache.get("x", maker)

    assert maker.times == 2


async def test_nothing_is_made_any_more_after_the_end():
    cache, maker = Cache(unchanged, FakeClock()), Maker()
    maker.go.clear()
    asking = asyncio.create_task(cache.get("x", maker))
    await asyncio.sleep(0)
    await cache.close()

    with pytest.raises(asyncio.CancelledError):
        await asking


def test_the_same_page_has_the_same_mark_in_every_process():
    first, second = caching.packed(Made("page" * 1000)), caching.packed(Made("page" * 1000))

    assert first == second
    assert gzip.decompress(first.packed or b"") == first.body
    assert caching.packed(Made("page")).packed is None
