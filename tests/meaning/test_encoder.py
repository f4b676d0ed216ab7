import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.meaning import Encoder

ENCODER = Encoder()


@pytest.fixture
def encoder() -> Encoder:
    return ENCODER


def test_a_text_becomes_a_vector_of_length_one(encoder: Encoder) -> None:
    vectors = encoder.embed(["Graph neural networks", "diffusion"])
    assert vectors.shape == (2, encoder.dimensions)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)


def test_a_text_without_words_is_no_vector(encoder: Encoder) -> None:
    assert not encoder.embed(["", "?!"]).any()


def test_what_means_alike_is_nearer_than_what_does_not(encoder: Encoder) -> None:
    asked, near, far = encoder.embed(
        ["learning to play games from rewards", "deep reinforcement learning for Atari", "superconducting thin films"]
    )
    assert asked @ near > asked @ far + 0.2


def test_the_order_of_words_does_not_matter(encoder: Encoder) -> None:
    one, other = encoder.embed(["graph attention", "attention graph"])
    assert one @ other == pytest.approx(1.0, abs=1e-5)


@given(st.text())
def test_any_text_has_a_vector_or_none(text: str) -> None:
    length = np.linalg.norm(ENCODER.embed([text])[0])
    assert length == pytest.approx(1.0, abs=1e-4) or not length


def test_nothing_of_it_is_loaded_with_the_face_of_search() -> None:
    code = "import sys, bot.search; sys.exit('numpy' in sys.modules or 'bot.meaning' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603 - our own words
