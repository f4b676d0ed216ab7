"""All wording a person reads. PURE: records in, a ``Document`` out."""

from bot.compose.cards import Entry
from bot.compose.digest import digest, digest_title, nothing_new, preview, skip_reason
from bot.compose.problem import crash, problem
from bot.compose.words import Voice, schedule_words

__all__ = [
    "Entry",
    "Voice",
    "crash",
    "digest",
    "digest_title",
    "nothing_new",
    "preview",
    "problem",
    "schedule_words",
    "skip_reason",
]
