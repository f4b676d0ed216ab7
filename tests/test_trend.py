import math
from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.model import Announcement, Candidate, Signal
from bot.trend import SETTLED_HOURS, UNVOTED, prospect, score, shipped
from bot.trend.appeal import appeal, words
from bot.trend.scoring import OUTSTANDING, USUAL_DOUBT, doubt
from tests.builders import NOW, TODAY, a_candidate, a_paper, a_signal

COUNTS = st.none() | st.integers(0, 100_000)
SIGNALS = st.builds(
    Signal,
    source=st.sampled_from(["huggingface", "file"]),
    at=st.integers(-200, 10).map(lambda hours: NOW + timedelta(hours=hours)),
    votes=COUNTS,
    comments=COUNTS,
    stars=COUNTS,
)


def seen(*counts: tuple[float, int], **changes: int) -> Candidate:
    """A paper of today with these votes, each so many hours before now."""
    signals = tuple(a_signal(votes, NOW - timedelta(hours=hours), **changes) for hours, votes in counts)
    return a_candidate(signals=signals)


def listed(votes: int = 10, hours: float | None = None, followers: int | None = None, **changes: Any) -> Candidate:
    """A paper of today that came onto the list so many hours ago, by someone whom so many follow."""
    at = None if hours is None else NOW - timedelta(hours=hours)
    told = (Announcement("huggingface", TODAY, at, followers),)
    return a_candidate(votes=votes, announcements=told, **changes)


def reasons(candidate: Candidate) -> tuple[str, ...]:
    return score(candidate, NOW).reasons


def test_a_young_paper_is_expected_to_gain_and_a_settled_one_is_not():
    young, settled = a_candidate(votes=20), a_candidate(votes=20, age_days=int(SETTLED_HOURS / 24))
    assert score(young, NOW).score > score(settled, NOW).score
    assert math.isclose(score(settled, NOW).score, math.log1p(20))


def test_a_day_of_last_week_stands_by_the_votes_there_are_however_early_it_was_last_counted():
    early = NOW - timedelta(days=5, hours=20)
    last_week = a_candidate(signals=(a_signal(20, early),), age_days=6)
    assert math.isclose(score(last_week, NOW).score, math.log1p(20))
    assert score(last_week, early).score > math.log1p(20)


def test_a_few_votes_this_morning_outrank_as_many_that_have_settled_but_not_many_more():
    this_morning = score(a_candidate(votes=8), NOW).score
    assert this_morning > score(a_candidate(votes=8, age_days=3), NOW).score
    assert this_morning < score(a_candidate(votes=60, age_days=3), NOW).score


def test_well_starred_code_raises_a_young_paper_and_bare_code_does_not():
    plain, starred, bare = (seen((0, 5)), seen((0, 5), stars=4000), seen((0, 5), stars=0))
    assert score(starred, NOW).score > score(plain, NOW).score > score(bare, NOW).score


def test_of_two_papers_of_the_same_age_the_rising_one_comes_first():
    assert score(seen((5, 10), (0, 30)), NOW).score > score(seen((5, 30), (0, 30)), NOW).score


def test_of_two_with_as_many_votes_the_one_that_came_later_onto_the_list_is_expected_to_gain_more():
    early, late = listed(hours=8), listed(hours=1)
    assert score(late, NOW).score > score(early, NOW).score
    assert "listed within the hour" in reasons(late)
    assert "listed 2 hours ago" in reasons(listed(hours=1.5))
    assert not any("listed" in reason for reason in reasons(early))


def test_who_is_followed_by_many_brings_more_votes_and_it_is_said():
    bare = a_paper(abstract="")
    many, few = listed(followers=400, paper=bare), listed(followers=2, paper=bare)
    assert score(many, NOW).score > score(few, NOW).score
    assert reasons(many)[-1] == "likely to rise: listed by someone whom many follow"
    assert reasons(few) == ("10 votes",)
    assert score(listed(followers=500), NOW) == score(listed(followers=9_000_000), NOW)


def test_votes_are_as_young_as_the_list_that_counts_them_whenever_another_source_announced_the_paper():
    first_elsewhere = (Announcement("arxiv", TODAY - timedelta(days=6)), Announcement("huggingface", TODAY))
    long_known = a_candidate(age_days=6, announcements=first_elsewhere)
    assert score(long_known, NOW) == score(a_candidate(), NOW)


def test_three_reasons_are_enough_and_the_sponsor_is_the_first():
    well_made = a_paper(authors=tuple(map(str, range(40))), organisation="Lab", code_url="https://example.org")
    said = "likely to rise: listed by someone whom many follow, many authors, an organisation"
    assert reasons(listed(followers=400, paper=well_made))[-1] == said


def test_what_the_list_does_not_tell_is_taken_as_usual():
    usual = shipped().forecast
    usual_followers = round(math.expm1(usual.usual_reach))
    assert math.isclose(score(listed(), NOW).score, score(listed(followers=usual_followers), NOW).score, abs_tol=0.01)
    hours = 8 / math.exp(usual.usual_late)
    assert math.isclose(score(listed(), NOW).score, score(listed(hours=hours), NOW).score, abs_tol=0.01)


def test_only_the_list_that_counted_the_votes_tells_since_when_it_could():
    elsewhere = Announcement("arxiv", TODAY, NOW - timedelta(hours=1), 400)
    assert score(a_candidate(announcements=(elsewhere,)), NOW) == score(a_candidate(announcements=()), NOW)


def test_a_time_of_listing_after_the_count_is_taken_as_just_before_it():
    assert score(listed(hours=-5), NOW).score == score(listed(hours=0.5), NOW).score


def test_the_votes_and_their_rise_are_said():
    assert reasons(seen((6, 29), (3, 35), (0, 41))) == ("41 votes, rising", "12 votes in the last 6 hours")


def test_the_hours_are_counted_from_now_not_from_the_last_look():
    assert reasons(seen((7, 20), (2, 41))) == ("41 votes, rising", "21 votes in the last 7 hours")


def test_what_has_not_moved_is_not_called_rising():
    assert reasons(seen((6, 40), (0, 41))) == ("41 votes",)


def test_a_rise_that_nobody_has_looked_at_for_a_day_is_not_news():
    assert reasons(seen((40, 5), (36, 41))) == ("41 votes",)


def test_counts_of_another_source_are_not_compared():
    other = a_signal(2, NOW - timedelta(hours=6), source="file")
    assert reasons(a_candidate(signals=(other, a_signal(41)))) == ("41 votes",)


def test_code_and_talk_are_said_when_there_is_much_of_them():
    assert reasons(seen((0, 41), stars=1234, comments=6)) == ("41 votes", "★ 1.2k code", "6 comments")
    assert reasons(seen((0, 1), stars=7, comments=1)) == ("1 vote",)


def test_a_paper_without_votes_says_when_and_where_it_was_announced():
    paper = a_paper(categories=("cs.CL", "cs.LG", "stat.ML"))
    candidate = a_candidate(paper, signals=(), age_days=1)
    assert reasons(candidate) == ("announced yesterday", "cross-listed in 2 more categories")


def test_papers_without_votes_rank_by_recency_and_cross_listing_below_those_of_a_voted_list():
    listed = a_candidate(a_paper(categories=("cs.CL", "cs.LG")), signals=())
    plain = a_candidate(a_paper(categories=("cs.CL",)), signals=())
    old = a_candidate(a_paper(categories=("cs.CL",)), signals=(), age_days=2)
    ranked = [score(candidate, NOW).score for candidate in (a_candidate(votes=0), listed, plain, old)]
    assert ranked == sorted(ranked, reverse=True)
    assert len(set(ranked)) == 4
    assert ranked[2] <= UNVOTED


def test_where_no_signal_is_kept_the_papers_own_counts_are_used():
    candidate = a_candidate(a_paper(votes=30, stars=900), signals=())
    assert score(candidate, NOW).votes == 30
    assert reasons(candidate) == ("30 votes", "★ 900 code")


def test_a_counter_that_was_not_told_last_keeps_what_was_told_before():
    candidate = a_candidate(signals=(a_signal(10, NOW - timedelta(hours=1), stars=700), a_signal(12)))
    assert reasons(candidate) == ("12 votes", "★ 700 code")


def test_what_lies_after_now_is_not_known_yet():
    later = a_signal(99, NOW + timedelta(hours=1))
    assert score(a_candidate(signals=(a_signal(10), later)), NOW) == score(a_candidate(votes=10), NOW)


@given(st.lists(SIGNALS, max_size=8), st.integers(0, 400))
def test_every_candidate_has_a_finite_score_and_plain_reasons(signals: list[Signal], age: int):
    ordered = tuple(sorted(signals, key=lambda signal: signal.at))
    trend = score(a_candidate(signals=ordered, age_days=age), NOW)
    assert math.isfinite(trend.score)
    assert not any(mark in reason for reason in trend.reasons for mark in "*_<>&`|")


@given(st.integers(0, 5000), st.integers(1, 500), st.integers(0, 10))
def test_more_votes_never_score_lower(votes: int, more: int, age: int):
    few, many = (a_candidate(votes=count, age_days=age) for count in (votes, votes + more))
    assert score(many, NOW).score > score(few, NOW).score
    assert few.announced_on <= TODAY


def test_a_young_paper_with_code_and_many_authors_is_expected_to_rise_and_says_so():
    plain = a_candidate(a_paper(), votes=5)
    well_made = a_paper(authors=tuple(map(str, range(40))), organisation="Lab", code_url="https://example.org")
    likely = a_candidate(well_made, votes=5)
    assert score(likely, NOW).score > score(plain, NOW).score
    assert reasons(likely)[-1] == "likely to rise: many authors, an organisation, code"
    assert not any(reason.startswith("likely") for reason in reasons(plain))


def test_what_a_paper_is_made_of_no_longer_counts_once_its_votes_have_settled():
    well_made = a_paper(authors=tuple(map(str, range(40))), organisation="Lab", code_url="https://example.org")
    settled = a_candidate(well_made, votes=20, age_days=5)
    assert score(settled, NOW) == score(a_candidate(votes=20, age_days=5), NOW)


def test_the_words_of_a_paper_are_its_runs_of_letters_and_digits():
    paper = a_paper(title="GPT-4o, Naïve?", abstract="Two 3D-Gaussian_splats\n(2x faster) über alles")
    found = words(paper)
    assert found == {"gpt", "4o", "na", "ve", "two", "3d", "gaussian", "splats", "2x", "faster", "ber", "alles"}


def test_nothing_is_foretold_of_a_paper_without_an_abstract():
    assert appeal(a_paper(abstract="", code_url="https://example.org"), TODAY, shipped()).value == 0.0


TEXT = st.text(max_size=200)


@given(TEXT, TEXT, st.integers(0, 500), st.integers(1, 300), st.integers(0, 10_000))
def test_no_text_and_no_fame_outweigh_three_times_the_votes(
    title: str, text: str, authors: int, votes: int, followers: int
):
    praise = f"{text} {' '.join(word for word, worth in shipped().words.items() if worth > 0)}"
    famous = a_paper(
        title=title, abstract=praise, authors=("A",) * authors, organisation="Lab", code_url="https://e.org"
    )
    unknown = listed(3 * votes + 3, followers=0, paper=a_paper(authors=("B",)))
    assert score(unknown, NOW).score > score(listed(votes, followers=followers, paper=famous), NOW).score


TOTALS = st.floats(0, 9)
DOUBTS = st.floats(0, 1).map(doubt)


@given(TOTALS, st.floats(0.01, 5), DOUBTS)
def test_of_equal_doubt_the_higher_score_has_the_better_prospect(total: float, more: float, doubted: float):
    assert prospect(total + more, doubted) > prospect(total, doubted)


@given(TOTALS, DOUBTS, DOUBTS)
def test_doubt_helps_what_does_not_stand_out_yet_and_harms_what_does(total: float, one: float, other: float):
    sure, unsure = prospect(total, min(one, other)), prospect(total, max(one, other))
    assert unsure >= sure or total > OUTSTANDING
    assert sure >= unsure or total < OUTSTANDING


@given(st.floats(0.1, 9), DOUBTS)
def test_what_has_votes_does_not_sink_to_what_has_none(total: float, doubted: float):
    assert math.isclose(prospect(total, USUAL_DOUBT), total)
    assert prospect(total, doubted) >= min(UNVOTED, total)


def test_a_forecast_is_the_more_in_doubt_the_younger_the_paper():
    doubts = [score(a_candidate(age_days=days), NOW).doubt for days in range(6)]
    assert doubts == sorted(doubts, reverse=True)
    assert doubts[0] > doubts[1] > doubts[5]
    assert score(a_candidate(signals=()), NOW).doubt == USUAL_DOUBT
