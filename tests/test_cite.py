import json
import re
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cite import bibtex, csl_json, entry_keys, ris
from bot.model import Paper
from tests.bibtex import entries, shown
from tests.builders import a_paper

PUBLISHED = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)
STUDY = a_paper(
    "2603.00001",
    title="A Study of BERT & GPT-4: 100% better in 3D",
    authors=("Ada Lovelace", "Jürgen van der Berg", "The BigScience Team"),
    categories=("cs.CL", "cs.LG"),
    keywords=("language models",),
    published_at=PUBLISHED,
)
ARTICLE = Paper(
    key="doi:10.1000/x_1",
    title="Wide and deep",
    authors=("Hinton, Geoffrey E.", "John Smith Jr."),
    doi="10.1000/x_1",
    announced_on=date(2025, 12, 31),
)

_any_text = st.text(st.characters(), min_size=1) | st.text("{}\\$&%#_~^ aA,.-\n", min_size=1)
any_papers = st.builds(
    Paper,
    key=st.just("x:1"),
    title=_any_text,
    abstract=st.text(),
    authors=st.lists(_any_text, max_size=4).map(tuple),
    categories=st.lists(st.sampled_from(["cs.CL", "nonsense}", "hep-th"]), max_size=2).map(tuple),
    keywords=st.lists(_any_text, max_size=2).map(tuple),
    arxiv_id=st.none() | st.sampled_from(["2603.00001", "cs/0601001", "}{"]),
    doi=st.none() | _any_text,
    url=st.none() | _any_text,
    published_at=st.none() | st.datetimes(timezones=st.just(UTC)),
    announced_on=st.none() | st.dates(),
)


def visible(text: str) -> str:
    """What can be written of a text: one line, and U+FFFD or nothing for what is no character."""
    return re.sub(r"[\s\x00-\x1f\x7f-\x9f?\ud800-\udfff\ufffd]+", "", text)


def test_an_arxiv_paper_is_cited_as_arxiv_does():
    assert bibtex([STUDY]) == (
        "@misc{lovelace2026study,\n"
        r"  title = {A Study of {BERT} \& {GPT-4}: 100\% better in {3D}}," + "\n"
        "  author = {Lovelace, Ada and van der Berg, Jürgen and {The BigScience Team}},\n"
        "  year = {2026},\n"
        "  month = mar,\n"
        "  eprint = {2603.00001},\n"
        "  archivePrefix = {arXiv},\n"
        "  primaryClass = {cs.CL},\n"
        "  url = {https://arxiv.org/abs/2603.00001},\n"
        "}\n"
    )


def test_another_paper_is_cited_by_its_doi():
    assert bibtex([ARTICLE]) == (
        "@misc{hinton2025wide,\n"
        "  title = {Wide and deep},\n"
        "  author = {Hinton, Geoffrey E. and Smith, Jr., John},\n"
        "  year = {2025},\n"
        "  month = dec,\n"
        "  doi = {10.1000/x_1},\n"
        "  url = {https://doi.org/10.1000/x_1},\n"
        "}\n"
    )


def test_a_paper_of_which_only_the_title_is_known_can_be_cited():
    assert bibtex([Paper(key="file:1", title="On paper")]) == "@misc{anonpaper,\n  title = {On paper},\n}\n"


def test_of_no_papers_nothing_is_cited():
    assert (bibtex([]), ris([]), csl_json([])) == ("", "", "[]\n")


@pytest.mark.parametrize(
    ("category", "cited"), [("alg-geom", True), ("cond-mat.mtrl-sci", True), ("Deep nets}", False)]
)
def test_the_primary_class_is_the_first_category(category: str, cited: bool):
    assert (f"primaryClass = {{{category}}}" in bibtex([a_paper(categories=(category, "cs.CL"))])) == cited


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("iPhone and PanGu-\u03b1", "{iPhone} and {PanGu-\u03b1}"),
        ("A Plan B for R", "A Plan {B} for {R}"),
        ("Pre-Training at Scale", "Pre-Training at Scale"),
        ("C++ or F#?", r"{C++} or {F\#}?"),
        ("sets {a, b} and a\\b", r"sets \textbraceleft{}a, b\textbraceright{} and a\textbackslash{}b"),
        ("x_1 ~ 5^2 < $10 | #3", r"x\_1 \textasciitilde{} 5\textasciicircum{}2 \textless{} \$10 \textbar{} \#3"),
        ("two\nlines", "two lines"),
        ("扩散模型", "扩散模型"),
    ],
)
def test_titles_are_escaped_and_keep_their_capitals(title: str, written: str):
    assert f"  title = {{{written}}},\n" in bibtex([a_paper(title=title)])


def test_papers_that_would_share_a_key_get_letters():
    twice = [STUDY, a_paper("2603.00002", title="Study of X", authors=("Ada Lovelace",), published_at=PUBLISHED)]
    assert entry_keys(twice) == ["lovelace2026studya", "lovelace2026studyb"]
    assert len(set(entry_keys([STUDY] * 100))) == 100


def test_a_letter_never_makes_another_papers_key():
    plain = a_paper(title="study", authors=("Ada Lovelace",), published_at=PUBLISHED)
    lettered = a_paper(title="studya", authors=("Ada Lovelace",), published_at=PUBLISHED)
    assert entry_keys([plain, plain, lettered]) == ["lovelace2026studyb", "lovelace2026studyc", "lovelace2026studya"]


def test_keys_are_plain_letters_whatever_the_names():
    paper = a_paper(title="Über Größe", authors=("Søren Łukasz Åberg",), published_at=PUBLISHED)
    assert entry_keys([paper]) == ["aberg2026uber"]
    assert entry_keys([a_paper(title="扩散模型", authors=("张伟",), published_at=PUBLISHED)]) == ["anon2026paper"]


def test_a_record_for_reference_managers():
    assert ris([STUDY]) == (
        "TY  - UNPB\n"
        "TI  - A Study of BERT & GPT-4: 100% better in 3D\n"
        "AU  - Lovelace, Ada\n"
        "AU  - van der Berg, Jürgen\n"
        "AU  - The BigScience Team\n"
        "PY  - 2026\n"
        "DA  - 2026/03/02/\n"
        "DO  - 10.48550/arXiv.2603.00001\n"
        "PB  - arXiv\n"
        "AN  - arXiv:2603.00001\n"
        "UR  - https://arxiv.org/abs/2603.00001\n"
        "KW  - language models\n"
        "AB  - Much is known about this. We propose a method that does better. It is faster, too.\n"
        "ER  - \n"
    )


def test_csl_json_for_zotero_and_pandoc():
    assert json.loads(csl_json([ARTICLE])) == [
        {
            "id": "hinton2025wide",
            "type": "article",
            "title": "Wide and deep",
            "author": [
                {"family": "Hinton", "given": "Geoffrey E."},
                {"family": "Smith", "given": "John", "suffix": "Jr."},
            ],
            "issued": {"date-parts": [[2025, 12, 31]]},
            "DOI": "10.1000/x_1",
            "URL": "https://doi.org/10.1000/x_1",
        }
    ]
    study = json.loads(csl_json([STUDY]))[0]
    assert study["author"][2] == {"literal": "The BigScience Team"}
    assert (study["publisher"], study["number"]) == ("arXiv", "arXiv:2603.00001")


@given(st.lists(any_papers, max_size=4))
def test_any_papers_make_entries_that_bibtex_reads(papers: list[Paper]):
    read = entries(bibtex(papers))
    assert len(read) == len({entry["key"] for entry in read}) == len(papers)
    for entry, paper in zip(read, papers, strict=True):
        assert visible(shown(entry["title"])) == visible(paper.title)
        assert all(value.count("{") == value.count("}") for value in entry.values())


@given(st.lists(any_papers, max_size=4))
def test_any_papers_make_records_of_one_line_a_field(papers: list[Paper]):
    lines = [line for line in ris(papers).split("\n") if line]
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines)
    assert sum(line.startswith("ER") for line in lines) == len(papers)


@given(st.lists(any_papers, max_size=4))
def test_any_papers_make_json_in_utf_8(papers: list[Paper]):
    items = json.loads(csl_json(papers).encode())
    assert len({item["id"] for item in items}) == len(papers)
