import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.arxiv_ids import arxiv_identity


@pytest.mark.parametrize(
    ("text", "identity"),
    [
        ("2405.15738", ("2405.15738", None)),
        (" 2405.15738v2 ", ("2405.15738", 2)),
        ("arXiv:0704.0001v1", ("0704.0001", 1)),
        ("oai:arXiv.org:2203.01250v3", ("2203.01250", 3)),
        ("http://arxiv.org/abs/1707.08567v1", ("1707.08567", 1)),
        ("https://export.arxiv.org/pdf/1707.08567v12.pdf", ("1707.08567", 12)),
        ("https://arxiv.org/abs/2405.15738/", ("2405.15738", None)),
        ("10.48550/arXiv.2405.15738", ("2405.15738", None)),
        ("quant-ph/0201082v1", ("quant-ph/0201082", 1)),
        ("math.GT/0309136", ("math/0309136", None)),
        ("cond-mat/9905029", ("cond-mat/9905029", None)),
    ],
)
def test_every_way_to_write_an_id_is_understood(text: str, identity: tuple[str, int | None]):
    assert arxiv_identity(text) == identity


@pytest.mark.parametrize(
    ("damaged", "mended"),
    [
        ("903.0859", "0903.0859"),
        ("804.277", "0804.2770"),
        ("1108.5", "1108.5000"),
        ("1804.099", "1804.09900"),
        ("1701.0716100000002", "1701.07161"),
        ("1809.0730899999999", "1809.07309"),
    ],
)
def test_an_id_that_was_a_number_for_a_while_is_mended(damaged: str, mended: str):
    assert arxiv_identity(damaged) == (mended, None)


OTHERS = ["", "paper-17", "10.1145/2807591.2807673", "0000.0000", "1713.00001", "0601.0001", "3.14", "abc", "v2", "/"]


@pytest.mark.parametrize("text", OTHERS)
def test_anything_else_is_no_arxiv_id(text: str):
    assert arxiv_identity(text) is None


MONTHS = st.integers(1, 12)
SINCE_2015 = st.builds("{:02d}{:02d}.{:05d}".format, st.integers(15, 99), MONTHS, st.integers(1, 99_999))
BEFORE_2015 = st.builds("{:02d}{:02d}.{:04d}".format, st.integers(8, 14), MONTHS, st.integers(1, 9_999))


@given(SINCE_2015 | BEFORE_2015)
def test_the_very_same_id_comes_back_from_a_float_column(identifier: str):
    assert arxiv_identity(identifier) == (identifier, None)
    assert arxiv_identity(str(float(identifier))) == (identifier, None)


@given(st.text())
def test_any_text_has_an_answer(text: str):
    identity = arxiv_identity(text)
    assert identity is None or arxiv_identity(identity[0]) == (identity[0], None)
