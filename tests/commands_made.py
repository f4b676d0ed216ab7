"""Hypothesis strategies for commands, as parsing makes them."""

import string
from datetime import date, time, timedelta
from typing import get_args

from hypothesis import strategies as st

from bot import commands as c
from bot.commands import Command
from bot.model import Cadence, Layout, Managers, SummaryMode, Topic, WhenNothing, paper_key

_letters = st.characters(whitelist_categories=["L", "N"], max_codepoint=0x2FFF)
_word = st.text(_letters, min_size=1, max_size=12).filter(lambda text: text == text.strip())

days = st.dates(date(1991, 8, 14), date(2099, 12, 31))
mondays = days.map(lambda day: day - timedelta(days=day.weekday()))
firsts = days.map(lambda day: day.replace(day=1))
pages = st.integers(1, 10_000)
_months = st.builds("{:02}{:02}".format, st.integers(8, 40), st.integers(1, 12))
new_ids = st.builds(
    lambda month, number: f"{month}.{number:05}" if month > "1412" else f"{month}.{number % 10_000:04}",
    _months,
    st.integers(1, 99_999),
)
old_ids = st.builds("cs/{:02}{:02}{:03}".format, st.integers(0, 7), st.integers(1, 12), st.integers(1, 999))
dois = st.builds("10.{}/{}".format, st.integers(1000, 99_999), st.text(string.ascii_lowercase + "().-", min_size=1))
papers = st.one_of(
    st.one_of(new_ids, old_ids).map(lambda arxiv_id: paper_key("", "", arxiv_id=arxiv_id)),
    dois.map(lambda doi: paper_key("", "", doi=doi.rstrip(".-()") + "x")),
    st.text(string.ascii_letters + string.digits + "/._-", min_size=1).map(lambda own: paper_key("file", own)),
)
topics = st.one_of(
    st.builds(Topic, st.just("text"), st.lists(_word, min_size=1, max_size=3).map(" ".join)),
    st.builds(Topic, st.just("category"), st.sampled_from(["cs.CL", "cs.*", "hep-th", "math.AG", "q-bio.NC"])),
    st.builds(
        Topic, st.sampled_from(["author", "organisation"]), st.lists(_word, min_size=1, max_size=2).map(" ".join)
    ),
)
some_topics = st.none() | st.lists(topics, unique=True, max_size=3).map(tuple)
source_names = st.sampled_from(["huggingface", "arxiv", "file", "sample"])


def closed(values: object) -> st.SearchStrategy[str]:
    return st.sampled_from(get_args(values))


mentions = st.none() | st.sampled_from(["", "1234567890123456789"])
"""Whom a post calls: buttons hold it, and nobody can type it."""


@st.composite
def changes(draw: st.DrawFn) -> c.Changes:
    made: c.Changes = draw(
        st.builds(
            c.Changes,
            include=some_topics,
            exclude=some_topics,
            sources=st.none() | st.lists(source_names, unique=True, max_size=2).map(tuple),
            count=st.none() | st.integers(1, 20),
            min_votes=st.none() | st.integers(0, 1000),
            window_days=st.none() | st.integers(1, 31),
            per_topic=st.none() | st.integers(0, 20),
            summary=st.none() | closed(SummaryMode),
            when_nothing=st.none() | closed(WhenNothing),
            at=st.none() | st.builds(time, st.integers(0, 23), st.integers(0, 59)),
            zone=st.none() | st.sampled_from(["UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires"]),
            cadence=st.none() | closed(Cadence),
            weekdays=st.none() | st.frozensets(st.integers(0, 6), min_size=1),
            catch_up_days=st.none() | st.integers(0, 31),
            patience_hours=st.none() | st.integers(0, 24),
            layout=st.none() | closed(Layout),
            managers=st.none() | closed(Managers),
        )
    )
    return made


words = st.lists(_word, min_size=1, max_size=4).map(" ".join)
searches = st.builds(
    c.Search,
    words=words,
    author=st.none() | words,
    since=st.none() | days,
    source=st.none() | source_names,
    sort=closed(c.SearchSort),
    page=pages,
)
about_a_paper = st.one_of(
    *(st.builds(made, papers) for made in (c.Show, c.Glance, c.Similar, c.Cite, c.Why, c.Save, c.Unsave)),
    st.builds(c.Vote, papers, st.sampled_from([-1, 0, 1])),
)
_host = st.text(string.ascii_lowercase + string.digits, min_size=1, max_size=10)
addresses = st.builds("{}@{}.org".format, st.text(string.ascii_letters + string.digits + "+._-'", min_size=1), _host)
commands: st.SearchStrategy[Command] = st.one_of(
    *(st.builds(made) for made in (c.Help, c.Today, c.Unsubscribe, c.Preview, c.Resume, c.Home, c.Status, c.Doctor)),
    st.builds(c.Day, days, pages),
    st.builds(c.Week, mondays, pages),
    st.builds(c.Month, firsts, pages),
    st.builds(c.Top, st.integers(1, 366), st.booleans(), pages),
    searches,
    about_a_paper,
    st.builds(c.Ask, papers, words),
    st.builds(c.Saved, st.none() | closed(c.ExportFormat), pages),
    st.builds(c.Subscribe, changes()),
    st.builds(c.Settings, changes()),
    st.builds(c.Edit, changes()),
    st.builds(c.Email, addresses, changes()),
    st.builds(c.Pause, st.none() | st.integers(1, 366)),
    st.builds(c.ForgetMe, st.booleans()),
)
