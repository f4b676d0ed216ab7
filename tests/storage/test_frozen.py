from datetime import timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import StorageError
from bot.model import (
    DayState,
    Digest,
    Layout,
    NearMiss,
    Pick,
    Rules,
    Schedule,
    SourceDay,
    Topic,
)
from bot.storage.frozen import VERSION, decode_digest, decode_rules, decode_schedule, encode
from tests.builders import NOW, TODAY

words = st.text(max_size=12)
times = st.just(NOW) | st.just(NOW - timedelta(hours=5, microseconds=7))
picks = st.builds(Pick, words, st.floats(allow_nan=False, allow_infinity=False), st.lists(words).map(tuple))
days = st.builds(
    SourceDay,
    words,
    st.just(TODAY),
    st.sampled_from(DayState),
    times,
    st.integers(0),
    st.none() | words,
    st.none() | times,
)
digests = st.builds(
    Digest,
    picks=st.lists(picks, max_size=3).map(tuple),
    considered=st.integers(0),
    already_posted=st.integers(0),
    near_misses=st.lists(st.builds(NearMiss, words, words, words), max_size=3).map(tuple),
    left_out=st.dictionaries(words, st.integers(0), max_size=3),
    source_days=st.lists(days, max_size=2).map(tuple),
)
topics = st.lists(st.builds(Topic, st.sampled_from(["text", "category", "author", "organisation"]), words)).map(tuple)
rules = st.builds(
    Rules,
    include=topics,
    exclude=topics,
    sources=st.lists(words).map(tuple),
    summary=st.sampled_from(["abstract"]),
    layout=st.sampled_from(get_args(Layout)),
    mention=words,
)
schedules = st.builds(
    Schedule,
    at=st.times(),
    zone=words,
    cadence=st.sampled_from(["daily", "weekly", "monthly"]),
    weekdays=st.frozensets(st.integers(0, 6)),
    catch_up=st.timedeltas(),
    patience=st.timedeltas(),
)


@given(digests)
def test_a_digest_comes_back_as_it_was(digest: Digest):
    assert decode_digest(encode(digest)) == digest


@given(rules)
def test_rules_come_back_as_they_were(rules: Rules):
    assert decode_rules(encode(rules)) == rules


@given(schedules)
def test_a_schedule_comes_back_as_it_was(schedule: Schedule):
    assert decode_schedule(encode(schedule)) == schedule


def test_a_field_that_an_older_paperboy_did_not_know_takes_its_default():
    stored = {"version": VERSION, "value": {"picks": [], "considered": 3, "no_longer_known": True}}
    assert decode_digest(stored) == Digest(considered=3)


@pytest.mark.parametrize(
    ("stored", "message"),
    [
        ({"version": VERSION + 1, "value": {}}, "Install the newer Paperboy"),
        ({}, "form None"),
        ({"version": VERSION}, "damaged"),
        ({"version": VERSION, "value": {"considered": "many"}}, "damaged"),
    ],
)
def test_what_cannot_be_read_says_so(stored: dict, message: str):
    with pytest.raises(StorageError, match=message):
        decode_digest(stored)
