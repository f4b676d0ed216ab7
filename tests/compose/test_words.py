from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from bot import compose
from bot.compose import Voice
from bot.compose.words import byline, listed, schedule_words, span_words, topics_words, web, week_words, weekdays_words
from bot.errors import UserError
from bot.model import DayState, Digest, Schedule, SourceDay, Topic
from tests.builders import NOW, TODAY
from tests.compose.plain import plain
from tests.compose.scenes import DUE, FAILED, FRESH, SUBSCRIPTION, VOICE, WAITING


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (range(7), "every day"),
        (range(5), "Monday to Friday"),
        ([0, 2, 4], "Monday, Wednesday and Friday"),
        ([5, 6], "Saturday and Sunday"),
        ([1], "Tuesday"),
    ],
)
def test_weekdays_are_said_as_people_say_them(days: list[int], words: str):
    assert weekdays_words(days) == words


@pytest.mark.parametrize(
    ("schedule", "words"),
    [
        (Schedule(zone="Europe/Berlin"), "Monday to Friday at 09:00, Europe/Berlin"),
        (Schedule(cadence="weekly", weekdays=frozenset({4})), "once a week, on Friday at 09:00, UTC"),
        (Schedule(cadence="monthly", at=time(17, 30)), "the first day of each month at 17:30, UTC"),
    ],
)
def test_a_schedule_is_said_in_words(schedule: Schedule, words: str):
    assert schedule_words(schedule) == words


def test_lists_join_with_commas_and_one_and():
    assert [listed(list("abc")[:n]) for n in range(4)] == ["", "a", "a and b", "a, b and c"]


def test_a_span_names_its_largest_unit():
    spans = [timedelta(seconds=5), timedelta(minutes=1), timedelta(hours=30), timedelta(days=3)]
    assert list(map(span_words, spans)) == ["less than a minute", "1 minute", "1 day", "3 days"]


def test_a_week_names_both_months_where_they_differ():
    assert week_words(date(2026, 3, 2)) == "2 to 8 Mar 2026"
    assert week_words(date(2026, 3, 30)) == "30 Mar to 5 Apr 2026"


def test_a_byline_counts_the_others():
    assert [byline(names) for names in ((), ("Ada",), ("Ada", "Bo", "Chi"))] == ["", "Ada", "Ada +2"]


def test_many_topics_end_in_a_count():
    topics = [Topic("text", f"t{n}") for n in range(15)]
    assert topics_words(topics).endswith("t11 and 3 more")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://x", "https://a b", "", None])
def test_only_web_addresses_become_links(url: str | None):
    assert web(url) is None


def test_an_error_too_long_for_a_title_is_still_shown_whole():
    document = compose.problem(UserError("word " * 100, "Do this."))
    assert document.private
    assert len(document.title) <= 150
    assert ("word " * 100).strip() in plain(document)


def test_an_error_without_words_still_has_a_title():
    assert compose.problem(UserError("")).title


@pytest.mark.parametrize(
    ("digest", "words"),
    [
        (Digest(), "No new paper was announced."),
        (Digest(already_posted=1), "The one paper of these days was posted here before."),
        (Digest(considered=3, source_days=(FRESH,)), "3 new, none fits this channel's settings."),
        (Digest(source_days=(WAITING,)), "No new paper has arrived. arXiv cs.CL has not published its list of "),
        (
            Digest(source_days=(replace(WAITING, asked=False),)),
            "No new paper has arrived. arXiv cs.CL has not been asked ",
        ),
        (Digest(source_days=(FAILED,)), "No new paper has arrived. Hugging Face Daily could not be read since 2026-"),
    ],
)
def test_the_ledger_says_which_kind_of_nothing_it_was(digest: Digest, words: str):
    assert compose.skip_reason(digest, VOICE).startswith(words)


def test_a_source_that_broke_after_its_papers_came_is_told_but_loses_nothing():
    shaky = SourceDay("huggingface", TODAY, DayState.FRESH, NOW, papers=9, problem="time-out", failing_since=NOW)
    text = plain(compose.nothing_new(SUBSCRIPTION, Digest(source_days=(shaky,)), DUE, VOICE))
    assert "could not be read again" in text
    assert "votes may be out of date" in text


def test_a_post_says_nothing_of_sources_that_are_well():
    assert compose.warnings([FRESH], VOICE, "UTC") == ()


SPELLED = Voice(
    prefixes={"a": "/reading"},
    spellings={
        "b": {
            "settings": "/setup settings",
            "settings min:0": "/setup settings least:0",
            "show ": "/papers show paper:",
        }
    },
)


@pytest.mark.parametrize(
    ("platform", "text", "typed"),
    [
        ("a", "settings", "/reading settings"),
        ("b", "settings", "/setup settings"),
        ("b", "settings count:7", "/setup settings count:7"),
        ("b", "settings min:0", "/setup settings least:0"),
        ("b", "settings min:05", "/setup settings min:05"),
        ("b", "settingsx", "/papers settingsx"),
        ("b", "show 2405.15738", "/papers show paper:2405.15738"),
        ("b", "show", "/papers show"),
        ("b", "today", "/papers today"),
        ("b", "", "/papers"),
        ("c", "settings", "/papers settings"),
    ],
)
def test_a_command_is_spelt_as_on_its_platform_by_its_longest_beginning(platform: str, text: str, typed: str):
    assert SPELLED.on(platform).command(text).text == typed
