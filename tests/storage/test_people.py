from datetime import timedelta

import pytest

from bot.errors import NotFound
from bot.model import Destination, Forgotten, Person, Rules, Schedule
from bot.storage.store import Store
from tests.builders import ELSEWHERE, HERE, NOW, TODAY, a_paper, a_sighting

ME, YOU = Person("console", "local", "U1"), Person("console", "local", "U2")
STRANGER = Person("console", "remote", "U1")
REMOTE = Destination("console", "remote", HERE.channel)
ONE, TWO, THREE = (f"arxiv:2603.0000{n}" for n in (1, 2, 3))


@pytest.fixture(autouse=True)
def papers(store: Store):
    store.papers.record([a_sighting(a_paper(f"2603.0000{n}")) for n in (1, 2, 3)])


def test_a_paper_is_saved_once(store: Store):
    assert store.people.save(ME, ONE, NOW)
    assert not store.people.save(ME, ONE, NOW)
    assert store.people.saved_count(ME) == 1


def test_what_is_not_there_cannot_be_saved_nor_voted_for(store: Store):
    with pytest.raises(NotFound, match="no paper"):
        store.people.save(ME, "arxiv:9999.00001", NOW)
    with pytest.raises(NotFound, match="no paper"):
        store.people.vote(HERE, "U1", "arxiv:9999.00001", 1, NOW)


def test_a_saved_paper_can_be_dropped_once(store: Store):
    store.people.save(ME, ONE, NOW)
    assert store.people.unsave(ME, ONE)
    assert not store.people.unsave(ME, ONE)
    assert not store.people.unsave(ME, "arxiv:9999.00001")


def test_the_list_is_last_saved_first_and_has_pages(store: Store):
    for minutes, key in enumerate((TWO, ONE, THREE)):
        store.people.save(ME, key, NOW + timedelta(minutes=minutes))
    assert [p.key for p in store.people.saved(ME, 2)] == [THREE, ONE]
    assert [p.key for p in store.people.saved(ME, 2, 2)] == [TWO]


def test_nobody_sees_the_list_of_another(store: Store):
    store.people.save(ME, ONE, NOW)
    assert store.people.saved(YOU, 9) == store.people.saved(STRANGER, 9) == []
    assert store.people.saved_count(STRANGER) == 0


def test_savers_are_counted_by_workspace(store: Store):
    for person in (ME, YOU, STRANGER):
        store.people.save(person, ONE, NOW)
    found = store.people.savers_among({("console", "local"), ("console", "remote"), ("console", "empty")}, TODAY, TODAY)
    assert found == {("console", "local"): {ONE: 2}, ("console", "remote"): {ONE: 1}, ("console", "empty"): {}}


def test_a_later_vote_replaces_an_earlier_one_and_0_takes_it_back(store: Store):
    store.people.vote(HERE, "U1", ONE, 1, NOW)
    store.people.vote(HERE, "U1", ONE, -1, NOW)
    store.people.vote(HERE, "U2", ONE, 1, NOW)
    assert store.people.votes(HERE, [ONE, TWO]) == {ONE: (1, 1)}
    store.people.vote(HERE, "U1", ONE, 0, NOW)
    assert store.people.votes(HERE, [ONE]) == {ONE: (1, 0)}


def test_votes_belong_to_their_channel(store: Store):
    store.people.vote(HERE, "U1", ONE, 1, NOW)
    store.people.vote(ELSEWHERE, "U1", ONE, -1, NOW)
    assert store.people.votes(HERE, [ONE]) == {ONE: (1, 0)}
    assert store.people.votes(REMOTE, [ONE]) == {}


def test_the_top_here_is_by_this_channels_votes_since_a_time(store: Store):
    for user, key, value in (("U1", ONE, 1), ("U1", TWO, 1), ("U2", TWO, 1), ("U1", THREE, -1)):
        store.people.vote(HERE, user, key, value, NOW)
    store.people.vote(ELSEWHERE, "U9", ONE, 1, NOW)
    top = store.people.top_here(HERE, NOW, 9)
    assert [(paper.key, votes) for paper, votes in top] == [(TWO, 2), (ONE, 1)]
    assert store.people.top_here(HERE, NOW, 1) == top[:1]
    assert store.people.top_here(HERE, NOW + timedelta(seconds=1), 9) == []


def test_forgetting_a_person_leaves_nothing_of_them(store: Store):
    for person in (ME, YOU, STRANGER):
        store.people.save(person, ONE, NOW)
    store.people.save(ME, TWO, NOW)
    for place in (HERE, ELSEWHERE, REMOTE):
        store.people.vote(place, "U1", ONE, 1, NOW)
    subscription = store.subscriptions.add(HERE, "#here", Schedule(), Rules(), "U1", NOW, NOW)

    assert store.people.forget(ME) == Forgotten(saved=2, votes=2, subscriptions=1)

    assert store.people.saved(ME, 9) == []
    assert store.people.votes(HERE, [ONE]) == store.people.votes(ELSEWHERE, [ONE]) == {}
    kept = store.subscriptions.by_id(subscription.id)
    assert kept is not None
    assert kept.created_by == ""
    assert store.people.saved_count(YOU) == store.people.saved_count(STRANGER) == 1
    assert store.people.votes(REMOTE, [ONE]) == {ONE: (1, 0)}
    assert store.people.forget(ME) == Forgotten(0, 0, 0)


def test_opinions_are_votes_of_the_channel_and_saves_of_its_workspace(store: Store):
    store.people.vote(HERE, "U1", ONE, 1, NOW)
    store.people.vote(HERE, "U2", ONE, -1, NOW)
    store.people.vote(ELSEWHERE, "U1", TWO, 1, NOW)
    store.people.save(ME, THREE, NOW + timedelta(minutes=1))
    told = store.people.opinions_among([HERE, ELSEWHERE, REMOTE], NOW)
    assert [(o.paper.key, o.likes, o.dislikes, o.savers) for o in told[HERE]] == [(THREE, 0, 0, 1), (ONE, 1, 1, 0)]
    assert [o.paper.key for o in told[ELSEWHERE]] == [THREE, TWO]
    assert REMOTE not in told


def test_opinions_of_another_workspace_are_never_told(store: Store):
    store.people.save(STRANGER, ONE, NOW)
    store.people.vote(REMOTE, "U1", TWO, 1, NOW)
    assert store.people.opinions_among([HERE], NOW) == {}


def test_old_opinions_are_forgotten(store: Store):
    store.people.vote(HERE, "U1", ONE, 1, NOW)
    store.people.save(ME, TWO, NOW)
    assert store.people.opinions_among([HERE], NOW + timedelta(seconds=1)) == {}
    assert store.people.opinions_among([], NOW) == {}


def test_votes_and_saves_of_one_paper_are_one_opinion(store: Store):
    store.people.vote(HERE, "U1", ONE, 1, NOW)
    store.people.save(YOU, ONE, NOW)
    (opinion,) = store.people.opinions_among([HERE], NOW)[HERE]
    assert (opinion.likes, opinion.dislikes, opinion.savers) == (1, 0, 1)
