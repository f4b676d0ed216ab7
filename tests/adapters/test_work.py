"""Work that goes on after a request was acknowledged."""

import asyncio

from structlog.testing import capture_logs

from adapters.shared.work import Gathering, Work


class RefusedError(Exception):
    """The platform said no."""


def known(error: Exception) -> str | None:
    return "refused" if isinstance(error, RefusedError) else None


async def fails(error: Exception) -> None:
    raise error


async def test_a_refusal_is_told_in_a_word_and_a_bug_with_its_traceback():
    work = Work(known)
    with capture_logs() as told:
        work.begin("not_answered", fails(RefusedError("a secret")))
        work.begin("broke", fails(ZeroDivisionError()))
        for _ in range(3):
            await asyncio.sleep(0)

    assert told == [
        {"event": "not_answered", "log_level": "warning", "problem": "refused"},
        {"event": "broke", "log_level": "error", "exc_info": True},
    ]
    await work.end()


async def test_nothing_goes_on_after_the_end():
    work, done = Work(known), []

    async def slow() -> None:
        await asyncio.Event().wait()
        done.append("slow")

    work.begin("slow", slow())
    await asyncio.sleep(0)
    await work.end()
    assert not done


async def test_what_is_asked_often_in_a_while_is_done_once_for_each_place():
    work, done, go = Work(known), [], asyncio.Event()
    gathering = Gathering(work, 2.0, lambda _: go.wait())

    async def count(place: str) -> None:
        done.append(place)

    for place in ("a", "a", "b", "a"):
        gathering.begin(place, "counted", lambda place=place: count(place))
    await asyncio.sleep(0)
    go.set()
    for _ in range(3):
        await asyncio.sleep(0)
    assert sorted(done) == ["a", "b"]

    gathering.begin("a", "counted", lambda: count("again"))
    for _ in range(3):
        await asyncio.sleep(0)
    assert done[-1] == "again"
    await work.end()


async def test_work_in_a_task_that_is_there_is_guarded_and_ends_with_the_rest():
    work, done = Work(known), []

    async def slow() -> None:
        await asyncio.Event().wait()
        done.append("slow")

    with capture_logs() as told:
        await work.do("broke", fails(ZeroDivisionError()))
    task = asyncio.create_task(work.do("slow", slow()))
    await asyncio.sleep(0)
    await work.end()
    assert task.cancelled()
    assert [line["event"] for line in told] == ["broke"]
    assert not done
