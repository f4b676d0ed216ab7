"""What people here liked, saved and voted down moves the order: boundedly, and in words."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.interests import MOST_DISLIKED, MOST_LIKED, Here, Lexicon, Opinion, leanings
from bot.model import Announcement, Candidate, Digest, Paper, Rules, Topic
from bot.pick import pick, verdict
from tests.builders import NOW, TODAY, a_candidate, a_paper

SUBJECTS = {
    "robots": "Grasping with tactile robot hands from demonstrations of manipulation",
    "speech": "Speech recognition of accents by acoustic encoders and phonemes",
    "proofs": "Theorem proving in formal languages with tactics and lemmas",
    "images": "Diffusion sampling of photographs with classifier guidance",
}
A_CHANGE_DAY = next(TODAY + timedelta(days=n) for n in range(3) if (TODAY + timedelta(days=n)).toordinal() % 3 == 0)
EVEN_DAY = A_CHANGE_DAY + timedelta(days=1)


def on(subject: str, number: int) -> Paper:
    return a_paper(f"2603.{number:05}", title=f"{subject.title()} {number}", abstract=SUBJECTS[subject])


def a_day(day: date, each: int = 4, **votes: int) -> list[Candidate]:
    """``each`` papers on every subject, all with ten votes but where ``votes`` names the subject."""
    papers = [(subject, 100 * n + m) for n, subject in enumerate(SUBJECTS, start=1) for m in range(each)]
    listed = {"announced_on": day, "announcements": (Announcement("huggingface", day),)}
    return [a_candidate(on(subject, n), votes=votes.get(subject, 10), **listed) for subject, n in papers]


def liked(subject: str, **counts: int) -> Opinion:
    return Opinion(on(subject, 900), **counts)


def chosen(opinions: tuple[Opinion, ...], day: date = EVEN_DAY, rules: Rules | None = None, **votes: int) -> Digest:
    here = Here({}, opinions)
    return pick(a_day(day, **votes), rules or Rules(count=4), seen=frozenset(), today=day, now=NOW, here=here)


def subjects(digest: Digest) -> list[str]:
    return [list(SUBJECTS)[int(choice.key[-5:]) // 100 - 1] for choice in digest.picks]


def test_nothing_was_said_and_nothing_leans():
    assert leanings((), Lexicon([candidate.paper for candidate in a_day(TODAY)])) == {}
    assert chosen(()) == pick(a_day(EVEN_DAY), Rules(count=4), seen=frozenset(), today=EVEN_DAY, now=NOW)


def test_what_people_here_liked_comes_first_and_says_so():
    digest = chosen((liked("speech", likes=2),))
    assert subjects(digest) == ["speech"] * 4
    assert digest.picks[0].reasons[-1] == "2 people here liked a similar paper"


def test_saves_count_too_and_are_told_as_such():
    digest = chosen((liked("proofs", savers=3),))
    assert subjects(digest) == ["proofs"] * 4
    assert digest.picks[0].reasons[-1] == "3 people here saved a similar paper"


def test_one_vote_against_is_seen_in_the_next_digest():
    before, after = chosen((), robots=13), chosen((liked("robots", dislikes=1),), robots=13)
    assert subjects(before) == ["robots"] * 4
    assert "robots" not in subjects(after)
    assert after.near_misses[-1].reason.endswith("and it is like papers that people here voted down")


def test_why_tells_that_it_is_like_what_was_voted_down():
    here = Here({}, (liked("robots", dislikes=1),))
    key = on("robots", 100).key
    found = verdict(key, a_day(EVEN_DAY), Rules(count=4), seen=frozenset(), today=EVEN_DAY, now=NOW, here=here)
    assert found.reasons[0].endswith("and it is like papers that people here voted down")


def test_a_strong_paper_comes_first_whatever_people_here_like():
    digest = chosen((liked("speech", likes=50),), proofs=60)
    assert subjects(digest) == ["proofs"] * 4


def test_who_likes_and_dislikes_a_paper_alike_says_nothing():
    assert subjects(chosen((liked("speech", likes=1, dislikes=1),))) == subjects(chosen(()))


def test_among_few_candidates_nothing_stands_out():
    few = [candidate.paper for candidate in a_day(TODAY, each=1)]
    assert leanings((liked("speech", likes=9),), Lexicon(few)) == {}


def test_every_third_day_the_last_place_is_for_a_change_and_says_so():
    rules, opinions = Rules(count=5), (liked("speech", likes=9),)
    there = [replace(c, paper=on("speech", 210 + n)) for n, c in enumerate(a_day(A_CHANGE_DAY, each=1)[:2])]
    days = {day: [*a_day(day), *(replace(c, announced_on=day) for c in there)] for day in (A_CHANGE_DAY, EVEN_DAY)}
    picked = {
        day: pick(papers, rules, seen=frozenset(), today=day, now=NOW, here=Here({}, opinions))
        for day, papers in days.items()
    }
    assert subjects(picked[EVEN_DAY]) == ["speech"] * 5
    assert subjects(picked[A_CHANGE_DAY])[:4] == ["speech"] * 4
    last = picked[A_CHANGE_DAY].picks[-1]
    assert "for a change: unlike what people here usually like" in last.reasons
    assert any(miss.reason.endswith("gives way to another topic") for miss in picked[A_CHANGE_DAY].near_misses)


def test_one_topic_does_not_fill_a_digest_where_others_match():
    topics = (Topic("text", "speech"), Topic("text", "theorem"))
    digest = chosen((), rules=Rules(count=5, include=topics), speech=30)
    assert subjects(digest) == ["speech"] * 3 + ["proofs"] * 2
    alone = chosen((), rules=Rules(count=5, include=topics[:1]), speech=30)
    assert subjects(alone) == ["speech"] * 4


def test_where_no_other_topic_matches_one_may_fill_it():
    topics = (Topic("text", "speech"), Topic("text", "bread"))
    assert subjects(chosen((), rules=Rules(count=4, include=topics))) == ["speech"] * 4


OPINIONS = st.lists(
    st.builds(
        Opinion,
        st.tuples(st.sampled_from(list(SUBJECTS)), st.integers(900, 905)).map(lambda drawn: on(*drawn)),
        st.integers(0, 5),
        st.integers(0, 5),
        st.integers(0, 5),
    ),
    max_size=6,
).map(tuple)


@given(OPINIONS)
def test_no_opinion_moves_a_paper_further_than_the_bounds(opinions: tuple[Opinion, ...]):
    found = leanings(opinions, Lexicon([candidate.paper for candidate in a_day(TODAY)]))
    assert all(-MOST_DISLIKED <= leaning.bonus <= MOST_LIKED for leaning in found.values())


@given(st.data(), OPINIONS, st.sampled_from([A_CHANGE_DAY, EVEN_DAY]), st.integers(0, 6))
def test_the_digest_is_sorted_whatever_the_order_of_candidates_and_agrees_with_its_verdicts(
    data: st.DataObject, opinions: tuple[Opinion, ...], day: date, count: int
):
    candidates, here, rules = a_day(day, each=2), Here({}, opinions), Rules(count=count)
    digest = pick(candidates, rules, seen=frozenset(), today=day, now=NOW, here=here)
    shuffled = data.draw(st.permutations(candidates))
    assert pick(shuffled, rules, seen=frozenset(), today=day, now=NOW, here=here) == digest
    assert all(first.score >= second.score for first, second in pairwise(digest.picks))
    for place, choice in enumerate(digest.picks, start=1):
        found = verdict(choice.key, candidates, rules, seen=frozenset(), today=day, now=NOW, here=here)
        assert (found.place, found.reasons) == (place, choice.reasons)
