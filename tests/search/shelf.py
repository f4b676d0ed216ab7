"""A handful of papers to search, and short ways to do so."""

from datetime import date
from pathlib import Path

from bot.model import Paper
from bot.search import Query, Results, SearchIndex
from tests.builders import a_paper
from tests.fakes_papers import FakePapers


def titled(arxiv_id: str, title: str, abstract: str = "", **changes: object) -> Paper:
    return a_paper(arxiv_id, **{"title": title, "abstract": abstract, "authors": (), **changes})


class Shelf:
    """Some papers and their index."""

    def __init__(self, folder: Path, *papers: Paper) -> None:
        self.papers = FakePapers(*papers)
        self.folder = folder
        self.index = SearchIndex(folder)
        self.index.catch_up(self.papers)

    def add(self, *papers: Paper) -> None:
        self.papers.put(*papers)
        self.index.catch_up(self.papers)

    def asked(self, words: str = "", **changes: object) -> Results:
        return self.index.search(Query(words, **changes))  # type: ignore[arg-type] # any field of Query

    def found(self, words: str = "", **changes: object) -> list[str]:
        return [hit.key.removeprefix("arxiv:") for hit in self.asked(words, **changes).hits]


FEW = (
    titled(
        "2601.00001",
        "Diffusion Models for Protein Design",
        "We diffuse backbones of proteins. Sampling is guided by a learned potential.",
        authors=("Ada Lovelace", "V. N. Smolyaninov"),
        categories=("q-bio.BM", "cs.LG"),
        sources=("huggingface",),
        announced_on=date(2026, 1, 5),
        votes=12,
    ),
    titled(
        "2601.00002",
        "Attention in Graph Neural Networks",
        "Attention over neighbours makes graph networks expressive. Diffusion on graphs is a special case.",
        authors=("Geoffrey E. Hinton", "José García-Márquez"),
        categories=("cs.LG",),
        sources=("arxiv", "huggingface"),
        announced_on=date(2026, 2, 3),
        votes=3,
    ),
    titled(
        "2601.00003",
        "β-VAE and \U0001d4aa(n²) Disentanglement",
        "A naïve café study of Gödel numbering with autoencoders.",
        authors=("Xiao-Long Wang",),
        keywords=("disentangled representations",),
        organisation="DeepMind",
        doi="10.1000/Beta.Vae(2026)",
        sources=("arxiv",),
        announced_on=date(2026, 3, 2),
        votes=40,
    ),
)
