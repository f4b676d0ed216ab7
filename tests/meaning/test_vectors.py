import contextlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from bot.meaning import Vectors, VectorWriter
from bot.meaning.layout import START, Kind
from bot.meaning.writing import is_sound

SIZE = 96
KIND = Kind("letters", SIZE)


class Letters:
    """Each text has a direction of its own, and asks are counted."""

    name = KIND.name
    dimensions = SIZE

    def __init__(self) -> None:
        self.asked: list[str] = []

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked += texts
        return np.stack([direction(text) for text in texts])


def direction(text: str) -> NDArray[np.float32]:
    made = np.random.default_rng([*text.encode()]).normal(size=SIZE).astype(np.float32)
    return made / np.linalg.norm(made)


def written(path: Path, *texts: str) -> list[int]:
    writer = VectorWriter(path, Letters())
    rows = writer.rows(texts)
    writer.flush()
    writer.close()
    return rows


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "vectors"


def test_texts_get_rows_in_the_order_of_writing(path: Path) -> None:
    assert written(path, "a", "b") == [0, 1]
    assert written(path, "c") == [2]
    assert len(Vectors(path, KIND)) == 3


def test_a_text_that_was_ever_written_keeps_its_row_and_is_not_embedded_again(path: Path) -> None:
    written(path, "a", "b")
    embedder = Letters()
    with contextlib.closing(VectorWriter(path, embedder)) as writer:
        assert writer.rows(["b", "c", "c", "a"]) == [1, 2, 2, 0]
    assert embedder.asked == ["c"]


def test_a_row_is_compared_as_precisely_as_eight_bits_allow(path: Path) -> None:
    texts = [f"text {number}" for number in range(50)]
    rows = written(path, *texts)
    exact = np.stack([direction(text) for text in texts]) @ direction("asked")
    assert Vectors(path, KIND).cosines(direction("asked"), rows) == pytest.approx(exact, abs=0.01)


def test_a_row_that_is_not_there_is_like_nothing(path: Path) -> None:
    written(path, "a")
    assert [*Vectors(path, KIND).cosines(direction("a"), [-1, 7])] == [0, 0]


def test_the_nearest_come_first(path: Path) -> None:
    texts = [f"text {number}" for number in range(300)]
    written(path, *texts)
    rows, cosines = Vectors(path, KIND).nearest(direction("asked"), 5)
    exact = np.stack([direction(text) for text in texts]) @ direction("asked")
    assert [*rows] == [*np.argsort(-exact)[:5]]
    assert [*cosines] == sorted(cosines, reverse=True)


def test_among_many_a_near_one_is_found_by_its_signs(path: Path) -> None:
    written(path, *[f"text {number}" for number in range(5_000)])
    near = direction("text 1234") + 0.5 * direction("other")
    rows, _ = Vectors(path, KIND).nearest(near / np.linalg.norm(near), 1)
    assert [*rows] == [1234]


def test_of_no_vectors_none_is_nearest(path: Path) -> None:
    written(path)
    assert not len(Vectors(path, KIND).nearest(direction("a"), 3)[0])


def test_vectors_of_another_model_are_refused(path: Path) -> None:
    written(path, "a")
    for kind in (Kind("others", SIZE), Kind("letters", SIZE + 1)):
        with pytest.raises(ValueError, match="no vectors of"):
            Vectors(path, kind)


@pytest.mark.parametrize("cut", [1, KIND.record.itemsize - 1])
def test_a_torn_record_is_written_over(path: Path, cut: int) -> None:
    written(path, "a", "b")
    whole = path.read_bytes()
    path.write_bytes(whole[:-cut])
    assert len(Vectors(path, KIND)) == 1
    assert written(path, "b") == [1]
    assert path.read_bytes() == whole


def test_an_altered_byte_is_noticed(path: Path) -> None:
    written(path, "a", "b")
    assert is_sound(path, KIND)
    content = bytearray(path.read_bytes())
    content[START + KIND.record.itemsize + 20] ^= 1
    path.write_bytes(content)
    assert not is_sound(path, KIND)


def test_a_file_that_is_gone_or_cut_off_in_its_header_is_not_sound(path: Path) -> None:
    assert not is_sound(path, KIND)
    path.write_bytes(KIND.header[:40])
    assert not is_sound(path, KIND)
