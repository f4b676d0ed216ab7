"""What makes vectors of texts, so that they can be compared by what they are about."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Embedder(Protocol):
    """Makes vectors of texts. Called from threads, and allowed to take its time."""

    @property
    def name(self) -> str:
        """Differs whenever the vectors do: vectors under two names are never compared."""
        ...

    @property
    def dimensions(self) -> int:
        """The length of each vector."""
        ...

    def embed(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """A vector of length 1 for each text, shape (texts, dimensions); zeros where a text says nothing.

        Raises:
            SourceUnavailable: not now.
        """
        ...
