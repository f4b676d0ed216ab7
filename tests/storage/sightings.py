"""Strategies: what sources could say, in few enough values that they often agree, clash and repeat."""

from datetime import date, datetime, timedelta

from hypothesis import strategies as st

from bot.model import Paper, Sighting, Signal, paper_key
from tests.builders import NOW, TODAY

TEXTS = ("", "A study", "A longer study", "An other study")
NAMES = (None, "Ada", "Alan Turing")
TIMES = tuple(NOW + timedelta(hours=hours) for hours in range(4))
DAYS: tuple[date | None, ...] = (None, TODAY, TODAY - timedelta(days=1))
SOURCES = ("arxiv", "crossref", "huggingface")


def identities(work: int) -> st.SearchStrategy[tuple[str, str, str | None, str | None]]:
    """(source, source id, arXiv id, DOI) of one work, of which a source may know only some."""
    arxiv_id, doi = f"2401.0000{work}", f"10.1000/{work}"
    known = st.tuples(st.sampled_from([None, arxiv_id]), st.sampled_from([None, doi]))
    others = st.sampled_from(SOURCES[1:]).flatmap(
        lambda source: known.map(lambda ids: (source, f"id-{work}", ids[0], ids[1]))
    )
    return others | st.sampled_from([None, doi]).map(lambda d: ("arxiv", arxiv_id, arxiv_id, d))


@st.composite
def papers(draw: st.DrawFn, key: str, arxiv_id: str | None, doi: str | None) -> Paper:
    summary = draw(st.sampled_from(NAMES))
    return Paper(
        key=key,
        title=draw(st.sampled_from(TEXTS[1:])),
        abstract=draw(st.sampled_from(TEXTS)),
        authors=draw(st.sampled_from([(), ("Ada",), ("Ada", "Alan"), ("Alan", "Ada")])),
        organisation=draw(st.sampled_from(NAMES)),
        categories=draw(st.sampled_from([(), ("cs.CL",), ("cs.LG", "cs.CL")])),
        arxiv_id=arxiv_id,
        version=draw(st.sampled_from([None, 1, 2])) if arxiv_id else None,
        doi=doi,
        code_url=draw(st.sampled_from([None, "https://a.example", "https://bb.example"])),
        published_at=draw(st.sampled_from([None, *TIMES])),
        ai_summary=summary,
        ai_summary_model=draw(st.sampled_from(["m1", "m2"])) if summary else None,
    )


@st.composite
def signals(draw: st.DrawFn, source: str) -> Signal:
    """A source's counters at one time are what they are, whoever asks."""
    hours = draw(st.integers(0, 3))
    return Signal(source, TIMES[hours], votes=10 + hours, stars=draw(st.just(None if hours % 2 else hours)))


@st.composite
def sightings(draw: st.DrawFn, works: int = 2) -> Sighting:
    source, source_id, arxiv_id, doi = draw(st.integers(1, works).flatmap(identities))
    key = paper_key(source, source_id, arxiv_id=arxiv_id, doi=doi)
    return Sighting(
        source=source,
        source_id=source_id,
        paper=draw(papers(key, arxiv_id, doi)),
        seen_at=draw(st.sampled_from(TIMES)),
        day=draw(st.sampled_from(DAYS)),
        signal=draw(st.none() | signals(source)),
        rank=draw(st.sampled_from([None, 1, 2])),
        listed_at=draw(st.sampled_from([None, *TIMES])),
        followers=draw(st.sampled_from([None, 0, 7])),
    )


def at(hours: int) -> datetime:
    return NOW + timedelta(hours=hours)
