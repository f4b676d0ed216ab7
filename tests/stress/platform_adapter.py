"""An adapter for the fake platform, with the mapping of errors that a real one has."""

import os
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from aiohttp import ClientConnectorError, ClientError, ClientResponse, ClientSession

from bot.document import Document, PaperCard
from bot.errors import CannotTell, DestinationGone, OutcomeUnknown, Rejected, RetryLater, Throttled
from bot.model import Destination, Pace, Person, Receipt
from bot.ports import Clock, Handler
from tests.stress.steps import Steps

PLATFORM = "fake"
CARDS_IN_A_MESSAGE = 2


class FakePlatformAdapter:
    """Posts over HTTP; each request passes the steps at which its process may be killed."""

    platform = PLATFORM

    def __init__(self, session: ClientSession, clock: Clock, steps: Steps, pace: Pace | None = None) -> None:
        self.pace = pace or Pace()
        self._session = session
        self._clock = clock
        self._steps = steps

    async def run(self, handle: Handler) -> None:
        del handle

    def fits(self, document: Document) -> bool:
        return len(_cards(document)) <= CARDS_IN_A_MESSAGE

    async def send(self, to: Destination, document: Document, *, key: str, under: Receipt | None = None) -> Receipt:
        self._steps.reach("before send")
        place = {"to": to.channel, "key": key, "under": under.message_id if under else ""}
        receipt = await self._post(place, document, self._steps.on_the_way())
        self._steps.reach("after the answer")
        return receipt

    async def _post(self, place: Mapping[str, str], document: Document, headers: Mapping[str, str]) -> Receipt:
        message = {
            **place,
            "cards": _cards(document),
            "title": document.title,
            "at": self._clock.now().timestamp(),
            "pid": os.getpid(),
        }
        try:
            async with self._session.post("/messages", json=message, headers=headers) as answer:
                return await _receipt(answer)
        except ClientConnectorError as error:
            raise RetryLater("unreachable", timedelta(seconds=5)) from error
        except (ClientError, TimeoutError) as error:
            raise OutcomeUnknown(type(error).__name__) from error

    async def find(self, to: Destination, key: str, since: datetime, *, under: Receipt | None = None) -> Receipt | None:
        self._steps.reach("before find")
        place = {"to": to.channel, "key": key, "under": under.message_id if under else ""}
        found = await self._found({**place, "since": str(since.timestamp())})
        self._steps.reach("after find")
        return found

    async def _found(self, query: Mapping[str, str]) -> Receipt | None:
        try:
            async with self._session.get("/messages", params=query) as answer:
                match answer.status:
                    case 200:
                        return next((_as_receipt(one) for one in await answer.json()), None)
                    case 403:
                        raise CannotTell("missing_scope", "Give Paperboy the right to read its channels.")
                    case status:
                        raise OutcomeUnknown(f"find_{status}")
        except (ClientError, TimeoutError) as error:
            raise OutcomeUnknown(type(error).__name__) from error

    async def tell(self, person: Person, document: Document) -> None:
        async with self._session.post("/tell", json={"to": person.user_id, "title": document.title}):
            pass


async def _receipt(answer: ClientResponse) -> Receipt:
    match answer.status:
        case 200:
            return _as_receipt(await answer.json())
        case 429:
            raise Throttled("rate_limited", timedelta(seconds=float(answer.headers["Retry-After"])))
        case 404:
            raise DestinationGone("channel_not_found", "Invite me again.")
        case 400:
            raise Rejected("invalid_payload")
        case status:
            raise OutcomeUnknown(f"http_{status}")


def _as_receipt(told: Mapping[str, object]) -> Receipt:
    return Receipt(str(told["id"]), datetime.fromtimestamp(float(str(told["at"])), UTC))


def _cards(document: Document) -> list[str]:
    return [block.key for block in document.blocks if isinstance(block, PaperCard)]
