"""What holds for every set of candidates and every rules."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.interests import Here
from bot.model import Announcement, Candidate, Digest, PaperKey, Rules, Topic
from bot.pick import matches, pick, verdict
from tests.builders import NOW, TODAY, a_paper, a_signal

WORDS = ("diffusion", "agents", "survey", "graphs", "speech")
TOPICS = st.lists(st.sampled_from([Topic("text", word) for word in WORDS]), max_size=2, unique=True).map(tuple)
SOURCES = st.sampled_from(["huggingface", "arxiv"])


def a_listed(number: int, words: int, age: int, source: str, votes: int | None) -> Candidate:
    """A paper whose title holds those of ``WORDS`` whose bits are set."""
    title = " ".join(word for bit, word in enumerate(WORDS) if words >> bit & 1) or "bread"
    paper, day = a_paper(f"2603.{number:05}", title=title, abstract=""), TODAY - timedelta(days=age)
    return Candidate(paper, day, (Announcement(source, day),), () if votes is None else (a_signal(votes),))


CANDIDATES = st.lists(
    st.tuples(st.integers(0, 2 ** len(WORDS) - 1), st.integers(0, 6), SOURCES, st.none() | st.integers(0, 4)),
    max_size=9,
).map(lambda drawn: [a_listed(number, *facts) for number, facts in enumerate(drawn)])
RULES = st.builds(
    Rules,
    count=st.integers(0, 6),
    sources=st.lists(SOURCES, unique=True).map(tuple),
    include=TOPICS,
    exclude=TOPICS,
    min_votes=st.integers(0, 3),
    window_days=st.integers(1, 7),
    per_topic=st.integers(0, 2),
)
SEEN = st.frozensets(st.integers(0, 8).map(lambda number: f"arxiv:2603.{number:05}"))
SAVERS = st.dictionaries(st.integers(0, 8).map(lambda number: f"arxiv:2603.{number:05}"), st.integers(1, 9))


def picked(candidates: list[Candidate], rules: Rules, seen: frozenset[PaperKey], savers: dict[str, int]) -> Digest:
    return pick(candidates, rules, seen=seen, today=TODAY, now=NOW, here=Here(savers))


@given(st.data(), CANDIDATES, RULES, SEEN, SAVERS)
def test_the_order_of_the_candidates_makes_no_difference(
    data: st.DataObject, candidates: list[Candidate], rules: Rules, seen: frozenset[str], savers: dict[str, int]
):
    shuffled = data.draw(st.permutations(candidates))
    assert picked(shuffled, rules, seen, savers) == picked(candidates, rules, seen, savers)


@given(CANDIDATES, RULES, SEEN, SAVERS)
def test_every_candidate_is_counted_exactly_once(
    candidates: list[Candidate], rules: Rules, seen: frozenset[str], savers: dict[str, int]
):
    digest = picked(candidates, rules, seen, savers)
    assert len(digest.picks) + digest.already_posted + sum(digest.left_out.values()) == len(candidates)
    assert digest.considered + digest.already_posted <= len(candidates)
    assert len(digest.picks) <= digest.considered


@given(CANDIDATES, RULES, SEEN, SAVERS)
def test_picks_keep_every_rule(candidates: list[Candidate], rules: Rules, seen: frozenset[str], savers: dict[str, int]):
    digest = picked(candidates, rules, seen, savers)
    by_key = {candidate.paper.key: candidate for candidate in candidates}
    chosen = [by_key[choice.key] for choice in digest.picks]
    assert len(chosen) <= rules.count
    assert not any(candidate.paper.key in seen for candidate in chosen)
    assert not any(matches(candidate.paper, rules.exclude) for candidate in chosen)
    assert all(matches(candidate.paper, rules.include) for candidate in chosen if rules.include)
    assert all(TODAY - candidate.announced_on < timedelta(days=rules.window_days) for candidate in chosen)
    assert all((candidate.signals[0].votes or 0) >= rules.min_votes for candidate in chosen if rules.min_votes)


@given(CANDIDATES, RULES, SEEN, SAVERS)
def test_picks_are_sorted_and_no_topic_exceeds_its_cap(
    candidates: list[Candidate], rules: Rules, seen: frozenset[str], savers: dict[str, int]
):
    digest = picked(candidates, rules, seen, savers)
    by_key = {candidate.paper.key: candidate.paper for candidate in candidates}
    ranks = [(-choice.score, choice.key) for choice in digest.picks]
    assert ranks == sorted(ranks)
    for topic in rules.include if rules.per_topic else ():
        assert sum(bool(matches(by_key[choice.key], [topic])) for choice in digest.picks) <= rules.per_topic


@given(CANDIDATES, RULES, SEEN, SAVERS)
def test_the_verdict_on_each_paper_agrees_with_the_digest(
    candidates: list[Candidate], rules: Rules, seen: frozenset[str], savers: dict[str, int]
):
    digest = picked(candidates, rules, seen, savers)
    places = {choice.key: place for place, choice in enumerate(digest.picks, start=1)}
    misses = {miss.key: miss.reason for miss in digest.near_misses}
    for candidate in candidates:
        key = candidate.paper.key
        found = verdict(key, candidates, rules, seen=seen, today=TODAY, now=NOW, here=Here(savers))
        assert found.place == places.get(key)
        assert (found.outcome == "picked") == (key in places)
        assert key not in misses or found.reasons == (misses[key],)
