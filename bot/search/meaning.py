"""How near papers are to a question by meaning: the second opinion of a ranking. Brings numpy when first asked."""

import shutil
import threading
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.errors import SourceUnavailable
from bot.model import Paper
from bot.ports.meaning import Embedder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from bot.meaning import Vectors, VectorWriter

FILE: Final = "vectors"
"""The vectors lie in this file of a generation's folder."""

Model = Callable[[], Embedder]


def own_model() -> Embedder:
    """The model that comes with Paperboy."""
    from bot.meaning import Encoder  # noqa: PLC0415 - brings numpy, which only a search by meaning needs

    return Encoder()


def once(model: Model) -> Model:
    """``model``, made by the first who needs it and then kept; any thread may be that."""
    making = threading.Lock()
    made: list[Embedder] = []

    def kept() -> Embedder:
        with making:
            if not made:
                made.append(model())
            return made[0]

    return kept


def writer(folder: Path, embedder: Embedder) -> "VectorWriter":
    """Writes the vectors of the generation in ``folder``.

    Raises:
        ValueError: those that are there are damaged, or of another model.
    """
    from bot.meaning import VectorWriter  # noqa: PLC0415 - brings numpy

    return VectorWriter(folder / FILE, embedder)


def are_sound(folder: Path, embedder: Embedder) -> bool:
    """Whether the vectors in ``folder`` are as they were written, by this very model; reads all of them."""
    from bot.meaning.layout import Kind  # noqa: PLC0415 - brings numpy
    from bot.meaning.writing import is_sound  # noqa: PLC0415 - likewise

    return is_sound(folder / FILE, Kind(embedder.name, embedder.dimensions))


def inherit(old: Path, new: Path, embedder: Embedder) -> None:
    """Take the vectors in the folder ``old`` over into ``new``, if they are sound: known texts then cost nothing."""
    if are_sound(old, embedder):
        shutil.copyfile(old / FILE, new / FILE)


def answers(embedder: Embedder) -> bool:
    """Whether vectors can be had now."""
    try:
        embedder.embed(["paper"])
    except SourceUnavailable:
        return False
    return True


def text_of(paper: Paper) -> str:
    """What a paper's vector is made of."""
    return f"{paper.title}\n{paper.abstract}"


class Meaning:
    """What the vectors of one commit of the index tell, which the model of that ``name`` made.

    Nothing is loaded before the first question. While ``model`` is another one, after an update, nothing is told.

    Each method raises ValueError where the vectors are damaged, as Tantivy does.
    """

    def __init__(self, folder: Path, name: str, model: Model) -> None:
        self._folder = folder
        self._name = name
        self._model = model

    def cosines(self, words: str, rows: Sequence[int]) -> list[float]:
        """How near each of ``rows`` is to ``words``, from -1 to 1; empty when the model does not answer, and logged.

        A paper without a vector counts as one that has nothing in common with ``words``: 0.
        """
        if self._vectors is None or (vector := self._vector(words)) is None:
            return []
        found: list[float] = self._vectors.cosines(vector, rows).tolist()
        return found

    def neighbours(self, text: str, limit: int) -> list[int]:
        """The ``limit`` rows nearest to ``text``; none when the model does not answer, and logged."""
        vector = self._vector(text)
        return [] if vector is None or self._vectors is None else self._vectors.nearest(vector, limit)[0].tolist()

    def _vector(self, text: str) -> "NDArray[np.float32] | None":
        try:
            vector = self._model().embed([text])[0]
        except SourceUnavailable as error:
            log_silence(error)
            return None
        return vector if vector.any() else None

    @cached_property
    def _vectors(self) -> "Vectors | None":
        from bot.meaning import Vectors  # noqa: PLC0415 - brings numpy
        from bot.meaning.layout import Kind  # noqa: PLC0415 - likewise

        model = self._model()
        if model.name != self._name:
            return None
        return Vectors(self._folder / FILE, Kind(model.name, model.dimensions))


def log_silence(error: SourceUnavailable) -> None:
    """One line that says why nothing is compared by meaning."""
    import structlog  # noqa: PLC0415 - takes longer to load than everything else here

    structlog.get_logger(__name__).warning("search_by_words_only", reason=str(error))
