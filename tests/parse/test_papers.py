import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import MAX_KEY, paper_key
from bot.parse import read_key
from tests.commands_made import dois, new_ids, old_ids, papers

PAPER = "arxiv:2405.15738"


@pytest.mark.parametrize(
    "text",
    [
        "2405.15738",
        "2405.15738v2",
        " (2405.15738), ",
        "arXiv:2405.15738",
        "ARXIV: 2405.15738V3",
        "arxiv/2405.15738",
        "https://arxiv.org/abs/2405.15738v2",
        "http://www.arxiv.org/pdf/2405.15738v1.pdf",
        "arxiv.org/abs/2405.15738",
        "https://arxiv.org/html/2405.15738v1#S3",
        "https://export.arxiv.org/abs/2405.15738?context=cs",
        "https://ar5iv.labs.arxiv.org/html/2405.15738",
        "https://ar5iv.org/abs/2405.15738",
        "https://huggingface.co/papers/2405.15738",
        "https://huggingface.co/papers/2405.15738#community",
        "hf.co/papers/2405.15738",
        "https://www.alphaxiv.org/overview/2405.15738v1",
        "https://alphaxiv.org/abs/2405.15738",
        "https://api.semanticscholar.org/arXiv:2405.15738",
        "https://www.semanticscholar.org/arxiv/2405.15738",
        "https://scirate.com/arxiv/2405.15738",
        "10.48550/arXiv.2405.15738",
        "https://doi.org/10.48550/arXiv.2405.15738",
        "<https://arxiv.org/abs/2405.15738>",
    ],
)
def test_every_way_to_name_an_arxiv_paper_is_one_key(text: str):
    assert read_key(text) == PAPER


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("cs/0601001", "arxiv:cs/0601001"),
        ("hep-th/9901001v3", "arxiv:hep-th/9901001"),
        ("math.GT/0309136", "arxiv:math/0309136"),
        ("https://arxiv.org/abs/cond-mat/9905029v1", "arxiv:cond-mat/9905029"),
        ("0704.0001", "arxiv:0704.0001"),
        ("1412.6980", "arxiv:1412.6980"),
        ("10.1145/3442188.3445922", "doi:10.1145/3442188.3445922"),
        ("doi: 10.1000/ABC", "doi:10.1000/abc"),
        ("https://dx.doi.org/10.1038/nature14539", "doi:10.1038/nature14539"),
        ("https://dl.acm.org/doi/full/10.1145/3442188.3445922", "doi:10.1145/3442188.3445922"),
        ("https://link.springer.com/article/10.1007/s11263-015-0816-y?x=1", "doi:10.1007/s11263-015-0816-y"),
        ("https://onlinelibrary.wiley.com/doi/10.1002/abc.1/abstract", "doi:10.1002/abc.1"),
        ("https://doi.org/10.1016%2FS0140-6736(97)11096-0", "doi:10.1016/s0140-6736(97)11096-0"),
        ("(10.1016/S0140-6736(97)11096-0).", "doi:10.1016/s0140-6736(97)11096-0"),
        ("file:My-Id_7", "file:My-Id_7"),
    ],
)
def test_other_papers_have_a_key_too(text: str, key: str):
    assert read_key(text) == key


@pytest.mark.parametrize(
    "text",
    [
        "",
        "attention",
        "2405.1573",
        "2405.157381",
        "1412.69801",
        "2413.15738",
        "0601.00001",
        "2026-03-03",
        "3.14",
        "https://example.com/2405.15738",
        "https://arxiv.org/list/cs.CL/recent",
        "https://huggingface.co/models",
        "https://[broken",
        "https://",
        "and/or",
        "x:" + "y" * MAX_KEY,
    ],
)
def test_what_names_no_paper_is_refused(text: str):
    assert read_key(text) is None


@given(new_ids | old_ids, st.sampled_from(["", "v1", "v12"]))
def test_a_version_makes_no_other_paper(arxiv_id: str, version: str):
    key = read_key(arxiv_id + version)
    assert key == paper_key("arxiv", "", arxiv_id=arxiv_id)
    assert read_key(f"https://arxiv.org/abs/{arxiv_id}{version}") == key


@given(dois)
def test_a_doi_is_found_in_its_address(doi: str):
    doi = doi.rstrip("().-") + "x"
    assert read_key(f"https://doi.org/{doi}") == read_key(doi) == paper_key("doi", "", doi=doi)


@given(papers)
def test_a_key_names_its_own_paper(key: str):
    assert read_key(key) == key


@given(st.text())
def test_any_text_names_a_paper_or_none(text: str):
    key = read_key(text)
    assert key is None or len(key.encode()) <= MAX_KEY
