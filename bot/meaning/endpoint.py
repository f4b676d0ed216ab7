"""Vectors from an endpoint of the user's own that speaks OpenAI's API: ``POST {base_url}/embeddings``.

Nothing is asked twice, and after a failure nothing for a while: a search then goes by words at once.
"""

import json
import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Final
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from bot.errors import SourceUnavailable

BATCH: Final = 64
"""Texts in one request."""
MOST_CHARACTERS: Final = 8_000
"""Of a text; what models read is seldom more than 8,192 tokens."""
MOST_BYTES: Final = 64 << 20
"""Of an answer: 64 vectors of 4,096 numbers take 6 MB."""
PAUSE: Final = 30.0
"""Seconds after a failure in which nothing is asked."""
_CHUNK: Final = 1 << 16
_OK: Final = 200
_SOURCE: Final = "embeddings"


@dataclass(frozen=True, slots=True)
class Wiring:
    """Where the endpoint is and what it is told; a vector that is longer than ``dimensions`` is cut there.

    Models trained for it ("Matryoshka") lose little by that. ``timeout`` is in seconds, for a whole request.
    """

    base_url: str
    model: str
    dimensions: int
    key: str = field(default="", repr=False)
    timeout: float = 5.0


class Endpoint:
    """An ``Embedder`` over HTTP. Every method may be called from any thread."""

    def __init__(self, wiring: Wiring, clock: Callable[[], float] = time.monotonic) -> None:
        self._wiring = wiring
        self._clock = clock
        self._silent_until = -math.inf
        self.name = f"{wiring.base_url} {wiring.model} {wiring.dimensions}"
        self.dimensions = wiring.dimensions

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """A vector of length 1 for each text, shape (texts, dimensions); zeros for a blank one.

        Raises:
            SourceUnavailable: no answer in time, or none that can be used.
        """
        if self._clock() < self._silent_until:
            raise SourceUnavailable(_SOURCE, "did not answer a moment ago; it is asked again within 30 seconds.")
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        places = [place for place, text in enumerate(texts) if text.strip()]
        try:
            for some in _batches(places):
                vectors[some] = self._vectors([texts[place][:MOST_CHARACTERS] for place in some])
        except SourceUnavailable:
            self._silent_until = self._clock() + PAUSE
            raise
        return vectors

    def _vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        answer = self._asked(json.dumps({"model": self._wiring.model, "input": texts}).encode())
        try:
            rows = sorted(json.loads(answer)["data"], key=lambda row: row["index"])
            vectors = np.array([row["embedding"] for row in rows], np.float32)[:, : self.dimensions]
        except (ValueError, TypeError, KeyError, IndexError, RecursionError):
            raise SourceUnavailable(_SOURCE, "answered in a form that cannot be read.") from None
        if vectors.shape != (len(texts), self.dimensions) or not np.isfinite(vectors).all():
            wanted = f"{self.dimensions} numbers for each text. Set embeddings.dimensions to match."
            raise SourceUnavailable(_SOURCE, f"gave no {wanted}")
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(vectors / np.maximum(lengths, 1e-9), np.float32)

    def _asked(self, body: bytes) -> bytes:
        address = urlsplit(self._wiring.base_url)
        kind = HTTPSConnection if address.scheme == "https" else HTTPConnection
        connection = kind(address.netloc, timeout=self._wiring.timeout)
        headers = {"Content-Type": "application/json"}
        if self._wiring.key:
            headers["Authorization"] = f"Bearer {self._wiring.key}"
        try:
            connection.request("POST", f"{address.path.rstrip('/')}/embeddings", body, headers)
            return self._read(connection)
        except (OSError, HTTPException) as error:
            # only the kind: an error's own words may hold what was sent
            raise SourceUnavailable(_SOURCE, f"cannot be reached ({type(error).__name__}).") from None
        finally:
            connection.close()

    def _read(self, connection: HTTPConnection) -> bytes:
        late = self._clock() + self._wiring.timeout
        response = connection.getresponse()
        if response.status != _OK:
            raise SourceUnavailable(_SOURCE, f"answered with status {response.status}.")
        read = bytearray()
        while chunk := response.read1(_CHUNK):
            read += chunk
            if len(read) > MOST_BYTES or self._clock() > late:
                raise SourceUnavailable(_SOURCE, "answers too slowly or too much.")
        return bytes(read)


def _batches(places: Sequence[int]) -> Iterator[list[int]]:
    return (list(places[at : at + BATCH]) for at in range(0, len(places), BATCH))
