from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest

from bot.interests import Here
from bot.model import Announcement, Candidate, Digest, PaperKey, Rules, Topic
from bot.pick import NEAR_MISSES, Verdict, pick, verdict
from bot.trend import score
from tests.builders import NOW, TODAY, a_candidate, a_paper

DIFFUSION, AGENTS, SURVEY = (Topic("text", word) for word in ("diffusion", "agents", "survey"))


def titled(number: int, title: str, votes: int = 10, **changes: object) -> Candidate:
    return a_candidate(a_paper(f"2603.{number:05}", title=title), votes=votes, **changes)


def chosen(candidates: list[Candidate], rules: Rules | None = None, seen: frozenset[PaperKey] = frozenset()) -> Digest:
    return pick(candidates, rules or Rules(), seen=seen, today=TODAY, now=NOW)


def keys(digest: Digest) -> list[str]:
    return [choice.key.removeprefix("arxiv:2603.") for choice in digest.picks]


def why(number: int, candidates: list[Candidate], rules: Rules, seen: frozenset[PaperKey] = frozenset()) -> Verdict:
    return verdict(f"arxiv:2603.{number:05}", candidates, rules, seen=seen, today=TODAY, now=NOW)


def test_the_best_come_first_and_no_more_than_asked_for():
    digest = chosen([titled(number, "Paper", votes=number) for number in range(10)], Rules(count=3))
    assert keys(digest) == ["00009", "00008", "00007"]
    assert digest.left_out == {"fit, but rank lower": 7}
    assert digest.considered == 10


def test_a_digest_is_never_padded():
    papers = [titled(1, "Diffusion"), titled(2, "Bread")]
    digest = chosen(papers, Rules(include=(DIFFUSION,)))
    assert keys(digest) == ["00001"]
    assert digest.left_out == {"match no topic": 1}


def test_an_excluded_topic_wins_over_an_asked_one():
    digest = chosen([titled(1, "A Survey of Diffusion")], Rules(include=(DIFFUSION,), exclude=(SURVEY,)))
    assert digest.picks == ()
    assert digest.near_misses[0].reason == "is excluded by survey"
    assert digest.left_out == {"are excluded by survey": 1}


def test_what_was_posted_here_is_counted_apart():
    papers = [titled(1, "Diffusion"), titled(2, "Diffusion")]
    digest = chosen(papers, seen=frozenset({"arxiv:2603.00001"}))
    assert keys(digest) == ["00002"]
    assert (digest.already_posted, digest.considered, digest.left_out, digest.near_misses) == (1, 1, {}, ())


def test_too_few_votes_are_told_with_their_number():
    papers = [titled(1, "Few", votes=1), titled(2, "None known", signals=())]
    digest = chosen(papers, Rules(min_votes=10))
    assert [miss.reason for miss in digest.near_misses] == [
        "has 1 vote, fewer than 10",
        "has no votes known, fewer than 10",
    ]
    assert digest.left_out == {"have fewer than 10 votes": 2}


def test_the_window_holds_its_first_day_and_not_the_one_before():
    papers = [titled(1, "In", age_days=2), titled(2, "Out", age_days=3)]
    digest = chosen(papers, Rules(window_days=3))
    assert keys(digest) == ["00001"]
    assert digest.considered == 1
    assert digest.left_out == {"were not announced from 2026-03-01 to 2026-03-03": 1}


def test_a_paper_counts_from_any_day_on_which_an_asked_source_announced_it():
    late = titled(
        1,
        "Straggler",
        announcements=(Announcement("arxiv", TODAY - timedelta(days=9)), Announcement("huggingface", TODAY)),
    )
    assert keys(chosen([replace(late, announced_on=TODAY - timedelta(days=9))])) == ["00001"]
    assert chosen([late], Rules(sources=("arxiv",))).picks == ()


def test_what_only_another_source_announced_is_left_out():
    digest = chosen([titled(1, "Elsewhere")], Rules(sources=("arxiv",)))
    assert digest.left_out == {"were announced by other sources": 1}


def test_no_topic_takes_more_than_its_share():
    papers = [titled(number, "Diffusion", votes=90 - number) for number in range(4)] + [titled(9, "Agents", votes=1)]
    digest = chosen(papers, Rules(include=(DIFFUSION, AGENTS), per_topic=2))
    assert keys(digest) == ["00000", "00001", "00009"]
    assert digest.left_out == {"come after 2 on diffusion": 2}
    assert digest.near_misses[0].reason == "comes after 2 on diffusion, the most for one topic"


def test_being_on_topic_helps_but_a_strong_paper_still_comes_first():
    topics = (DIFFUSION, AGENTS)
    both, one, strong = titled(1, "Diffusion Agents"), titled(2, "Diffusion"), titled(3, "Diffusion", votes=60)
    assert keys(chosen([one, both, strong], Rules(include=topics))) == ["00003", "00001", "00002"]


def test_a_pick_says_why_in_the_order_that_matters():
    papers = [titled(1, "Diffusion Agents", votes=41), titled(2, "Bread", votes=9)]
    digest = pick(
        papers,
        Rules(include=(DIFFUSION, AGENTS)),
        seen=frozenset(),
        today=TODAY,
        now=NOW,
        here=Here({"arxiv:2603.00001": 3}),
    )
    assert digest.picks[0].reasons == (
        "matches diffusion, agents",
        "most votes of its day",
        "41 votes",
        "saved by 3 people here",
    )


def test_nobody_is_called_first_of_a_tie_or_of_one():
    tie = chosen([titled(1, "One", votes=9), titled(2, "Other", votes=9)])
    alone = chosen([titled(1, "One", votes=9)])
    assert not any("most votes of its day" in choice.reasons for choice in tie.picks + alone.picks)


def test_savers_lift_a_paper_a_little():
    papers = [titled(1, "One", votes=10), titled(2, "Other", votes=10), titled(3, "Strong", votes=90)]
    digest = pick(papers, Rules(), seen=frozenset(), today=TODAY, now=NOW, here=Here({"arxiv:2603.00002": 9}))
    assert keys(digest) == ["00003", "00002", "00001"]


def test_near_misses_are_those_that_came_furthest_then_the_best():
    rules = Rules(count=1, include=(DIFFUSION,), min_votes=5, exclude=(SURVEY,))
    papers = [
        titled(1, "Diffusion", votes=50),
        titled(2, "Diffusion", votes=20),
        titled(3, "Diffusion", votes=2),
        titled(4, "Diffusion: A Survey", votes=80),
        titled(5, "Bread", votes=99),
    ]
    reasons = [miss.reason for miss in chosen(papers, rules).near_misses]
    assert reasons == [
        "is number 2 of the 2 that fit; 1 is posted",
        "has 2 votes, fewer than 5",
        "is excluded by survey",
        "matches no topic",
    ]


def test_only_the_best_near_misses_are_kept():
    digest = chosen([titled(number, "Paper", votes=number) for number in range(50)], Rules(count=1))
    assert len(digest.near_misses) == NEAR_MISSES
    assert digest.near_misses[0].key == "arxiv:2603.00048"


def test_equal_papers_are_ordered_by_their_key():
    assert keys(chosen([titled(2, "Same"), titled(1, "Same"), titled(3, "Same")])) == ["00001", "00002", "00003"]


def test_a_channel_that_asks_for_no_papers_gets_none():
    digest = chosen([titled(1, "One")], Rules(count=0))
    assert digest.picks == ()


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (1, Verdict("picked", ("matches diffusion", "most votes of its day", "50 votes"), place=1)),
        (2, Verdict("left out", ("is number 2 of the 2 that fit; 1 is posted",))),
        (3, Verdict("left out", ("matches no topic",))),
        (4, Verdict("posted", ("was posted here before",))),
        (5, Verdict("left out", ("was not announced from 2026-03-01 to 2026-03-03",))),
        (6, Verdict("not announced", ("was not announced from 2026-03-01 to 2026-03-03",))),
    ],
)
def test_the_verdict_on_one_paper_is_what_the_digest_made_of_it(number: int, expected: Verdict):
    papers = [
        titled(1, "Diffusion", votes=50),
        titled(2, "Diffusion", votes=20),
        titled(3, "Bread"),
        titled(4, "Diffusion"),
        titled(5, "Diffusion", age_days=8),
    ]
    assert why(number, papers, Rules(count=1, include=(DIFFUSION,)), frozenset({"arxiv:2603.00004"})) == expected


def test_a_window_of_one_day_is_named_as_that_day():
    digest = pick([titled(1, "Old", age_days=1)], Rules(window_days=1), seen=frozenset(), today=TODAY, now=NOW)
    assert digest.left_out == {f"were not announced on {date(2026, 3, 3)}": 1}


def test_todays_paper_comes_before_yesterdays_that_is_expected_to_settle_a_little_higher():
    yesterdays = titled(1, "Yesterday", votes=20, age_days=1)
    todays = titled(2, "Today", votes=11)
    assert score(yesterdays, NOW).score > score(todays, NOW).score
    assert keys(chosen([yesterdays, todays], Rules(count=1, window_days=2))) == ["00002"]


def test_yesterdays_outstanding_paper_comes_before_what_may_get_there_today():
    yesterdays, todays = titled(1, "Yesterday", votes=120, age_days=1), titled(2, "Today", votes=30)
    assert keys(chosen([yesterdays, todays], Rules(count=1, window_days=2))) == ["00001"]


def test_picks_are_sorted_by_score():
    digest = chosen([titled(number, "Paper", votes=number * 7 % 11) for number in range(11)])
    assert all(first.score >= second.score for first, second in pairwise(digest.picks))
