"""Hypothesis strategies for forms, and what Slack would send back for a view in which nothing was touched."""

import string
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from hypothesis import strategies as st

from adapters.shared.settings import TYPED, as_typed
from adapters.slack.settings_state import Filled
from bot.categories import CATEGORIES
from bot.commands import Changes
from bot.compose.settings import as_changes
from bot.document import Form
from bot.model import Topic
from bot.parse import read_topics
from bot.parse.words import plain
from tests.adapters.slack.state import initial_state
from tests.builders import a_subscription
from tests.commands_made import changes

USUAL = as_changes(a_subscription())
CHOICES = (("huggingface", "Hugging Face Daily"), ("arxiv", "arXiv cs.CL"), ("file", "your own"), ("sample", "sample"))

_hostile = string.ascii_letters + string.digits + " ,:;-\u2013.'&<>*_=+/#@()|`~$äß漢字\u0301\U0001f680"
_values = (
    st.text(_hostile, min_size=1, max_size=80)
    .map(lambda text: " ".join(plain(text).replace('"', " ").split()))
    .filter(lambda text: 0 < len(text) <= 80)
)
_awkward = st.sampled_from(
    ["daily", "mon-fri", "none", "count", "count:5", "-survey", "cs.CL", "hep-th", "at 9:30", "a, b"]
)
topics = st.one_of(
    st.builds(Topic, st.sampled_from(["text", "author", "organisation"]), _values | _awkward),
    st.builds(Topic, st.just("category"), st.sampled_from([*CATEGORIES, "cs.*", "math.*"])),
)
many_topics = st.lists(topics, unique=True, max_size=40).map(tuple)


@st.composite
def forms(draw: st.DrawFn) -> Form:
    wanted = draw(changes())
    given = {each.name: value for each in fields(Changes) if (value := getattr(wanted, each.name)) is not None}
    values = replace(USUAL, **(given | {"include": draw(many_topics), "exclude": draw(many_topics)}))
    sources = draw(st.sampled_from([CHOICES, CHOICES[:1], ()]))
    return Form(values, draw(st.text(max_size=200)), sources, draw(st.booleans()), draw(st.text(max_size=800)))


def untouched(view: Mapping[str, Any]) -> dict[str, Any]:
    """``view.state.values`` of a view in which nobody has changed anything."""
    return initial_state(view["blocks"])


def merged(filled: Filled) -> Changes:
    """All that was filled in as one change, topics read as they are in a typed command."""
    read = {name: read_topics(as_typed(name, filled.text[name])) for name in TYPED}
    wanted = [topic for name in TYPED if name != "exclude" for topic in read[name].include or ()]
    unwanted = [*(read["exclude"].include or ()), *(topic for each in read.values() for topic in each.exclude or ())]
    nobody = USUAL.mention  # Slack has no field for whom a post calls
    return replace(filled.changes, include=tuple(wanted), exclude=tuple(unwanted), mention=nobody)


def by_kind(topics: Sequence[Topic]) -> tuple[Topic, ...]:
    """As the form shows them: words and categories, then authors, then organisations, each in their order."""
    return tuple(sorted(topics, key=lambda topic: {"author": 1, "organisation": 2}.get(topic.kind, 0)))
