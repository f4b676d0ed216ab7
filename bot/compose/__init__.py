"""All wording a person reads. PURE: records in, a ``Document`` out."""

from bot.compose.cards import Entry
from bot.compose.digest import digest, digest_title, nothing_new, preview, skip_reason
from bot.compose.findings import Finding
from bot.compose.operate import Situation, doctor, helped, status
from bot.compose.papers import (
    NEXT,
    PER_PAGE,
    Listing,
    Page,
    cite,
    empty_days,
    found,
    listing,
    paper,
    similar,
    top,
    votes_here,
)
from bot.compose.people import ask_forget, dropped, export, forgotten, kept, saved, voted
from bot.compose.problem import crash, problem
from bot.compose.settings import Fit, changed, not_subscribed, paused, resumed, shown, stopped, subscribed, unsubscribed
from bot.compose.sources import source_words, warnings
from bot.compose.verdicts import announced, comes_next, stays_out, was_left_out, was_posted, why
from bot.compose.words import Voice, day_words, local_day, month_words, plural, schedule_words, week_words

__all__ = [
    "NEXT",
    "PER_PAGE",
    "Entry",
    "Finding",
    "Fit",
    "Listing",
    "Page",
    "Situation",
    "Voice",
    "announced",
    "ask_forget",
    "changed",
    "cite",
    "comes_next",
    "crash",
    "day_words",
    "digest",
    "digest_title",
    "doctor",
    "dropped",
    "empty_days",
    "export",
    "forgotten",
    "found",
    "helped",
    "kept",
    "listing",
    "local_day",
    "month_words",
    "not_subscribed",
    "nothing_new",
    "paper",
    "paused",
    "plural",
    "preview",
    "problem",
    "resumed",
    "saved",
    "schedule_words",
    "shown",
    "similar",
    "skip_reason",
    "source_words",
    "status",
    "stays_out",
    "stopped",
    "subscribed",
    "top",
    "unsubscribed",
    "voted",
    "votes_here",
    "warnings",
    "was_left_out",
    "was_posted",
    "week_words",
    "why",
]
