"""The small words that every document is made of: counts, days, schedules, topics, sources."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.document import Code, Line, Span, Time
from bot.model import Schedule, SummaryMode, Topic
from bot.text import compact, shorten

TITLE_LIMIT = 180
DOCUMENT_TITLE_LIMIT = 150
SUMMARY_LIMIT = 300
NAME_LIMIT = 60

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
SUMMARY_WORDS: Mapping[SummaryMode, str] = {
    "extractive": "one sentence of the authors' abstract",
    "huggingface": "Hugging Face's own, where there is one",
    "abstract": "the beginning of the authors' abstract",
    "model": "a model's sentence, where one is set up",
}


@dataclass(frozen=True, slots=True)
class Voice:
    """What this installation calls things.

    ``prefix`` is what people type before a command, unless ``prefixes`` has another for their platform; or its
    ``spellings``, from how a command begins elsewhere to how it does there: ``{"show ": "/papers show paper:"}``.
    ``spelling`` is that of one platform. ``sources`` maps a source's name to the words a person knows it by;
    ``managers`` says for a platform who may change a subscription.
    """

    prefix: str = "/papers"
    sources: Mapping[str, str] = field(default_factory=dict)
    managers: Mapping[str, str] = field(default_factory=dict)
    prefixes: Mapping[str, str] = field(default_factory=dict)
    spellings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    spelling: Mapping[str, str] = field(default_factory=dict)

    def on(self, platform: str) -> "Voice":
        """As people on ``platform`` know it."""
        return replace(
            self,
            prefix=self.prefixes.get(platform, self.prefix),
            spelling=self.spellings.get(platform, self.spelling),
        )

    def command(self, text: str = "") -> Code:
        """A command as it is typed here: what begins it longest in ``spelling`` is changed, and what follows is not."""
        begun = max((start for start in self.spelling if _begins(text, start)), key=len, default=None)
        if begun is None:
            return Code(f"{self.prefix} {text}".strip())
        return Code(self.spelling[begun] + text[len(begun) :])

    def source(self, name: str) -> str:
        """A source in words."""
        return self.sources.get(name, name)

    def who_manages(self, platform: str) -> str:
        """Who may change a channel's subscription, as the subject of a sentence."""
        return self.managers.get(platform, "people who manage this channel")


def _begins(text: str, start: str) -> bool:
    """With whole words; a ``start`` that ends in a space wants something to follow."""
    return text == start or (text.startswith(start) and (start.endswith(" ") or text[len(start)] == " "))


def plural(count: int, one: str, many: str | None = None) -> str:
    """As in "1 paper", "1.2k papers"."""
    return f"{compact(count)} {one if count == 1 else many or one + 's'}"


def times(count: int) -> str:
    """As in "once", "twice", "3 times"."""
    return {1: "once", 2: "twice"}.get(count, f"{compact(count)} times")


def listed(items: Iterable[str], last: str = "and") -> str:
    """As in "a", "a and b", "a, b and c"."""
    words = list(items)
    return f" {last} ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def capital(text: str) -> str:
    """With a capital first letter; the rest as it is."""
    return text[:1].upper() + text[1:]


def day_words(day: date, today: date | None = None) -> str:
    """As in "Tue 3 Mar"; with the year unless it is that of ``today``."""
    year = "" if today and today.year == day.year else f" {day.year}"
    return f"{WEEKDAYS[day.weekday()][:3]} {day.day} {MONTHS[day.month - 1][:3]}{year}"


def month_words(first: date) -> str:
    """As in "March 2026"."""
    return f"{MONTHS[first.month - 1]} {first.year}"


def week_words(monday: date) -> str:
    """As in "2 to 8 Mar 2026", with both months where they differ."""
    sunday = monday + timedelta(days=6)
    start = str(monday.day) if monday.month == sunday.month else f"{monday.day} {MONTHS[monday.month - 1][:3]}"
    return f"{start} to {sunday.day} {MONTHS[sunday.month - 1][:3]} {sunday.year}"


def span_words(span: timedelta) -> str:
    """The largest unit that says enough: "3 days", "5 hours", "12 minutes", "less than a minute"."""
    seconds = int(span.total_seconds())
    for size, unit in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= size:
            return plural(seconds // size, unit)
    return "less than a minute"


def weekdays_words(days: Iterable[int]) -> str:
    """As in "every day", "Monday to Friday", "Monday, Wednesday and Friday"."""
    ordered = sorted(set(days))
    if len(ordered) == len(WEEKDAYS):
        return "every day"
    if len(ordered) > 2 and ordered[-1] - ordered[0] == len(ordered) - 1:  # noqa: PLR2004 - "a to b" needs three
        return f"{WEEKDAYS[ordered[0]]} to {WEEKDAYS[ordered[-1]]}"
    return listed(WEEKDAYS[day] for day in ordered)


def schedule_words(schedule: Schedule) -> str:
    """As in "Monday to Friday at 09:00, Europe/Berlin"."""
    when = f"{schedule.at:%H:%M}, {schedule.zone}"
    if schedule.cadence == "monthly":
        return f"the first day of each month at {when}"
    if schedule.cadence == "weekly":
        return f"once a week, on {WEEKDAYS[min(schedule.weekdays)]} at {when}"
    return f"{weekdays_words(schedule.weekdays)} at {when}"


def topics_words(topics: Sequence[Topic], most: int = 12) -> str:
    """The topics as a person types them; "and 3 more" beyond ``most``."""
    shown = [shorten(str(topic), NAME_LIMIT) for topic in topics[:most]]
    more = [f"{len(topics) - most} more"] if len(topics) > most else []
    return listed([*shown, *more])


def names_words(names: Iterable[str], voice: Voice) -> str:
    """Sources in words, in their order, each once."""
    return ", ".join(dict.fromkeys(voice.source(name) for name in names))


def byline(authors: Sequence[str]) -> str:
    """As in "First Author +7"."""
    if not authors:
        return ""
    more = f" +{len(authors) - 1}" if len(authors) > 1 else ""
    return shorten(" ".join(authors[0].split()), NAME_LIMIT) + more


def title_of(text: str, limit: int = DOCUMENT_TITLE_LIMIT) -> str:
    """A title of one line within ``limit``, never empty."""
    return shorten(" ".join(text.split()), limit) or "Untitled"


def web(url: str | None) -> str | None:
    """``url`` where it is one that a person can safely be led to."""
    return url if url and url.startswith(("https://", "http://")) and not any(c.isspace() for c in url) else None


def line(*spans: Span | None) -> Line:
    """The spans that are there, as a line."""
    return tuple(span for span in spans if span)


def local_day(at: datetime, zone: str) -> date:
    """The calendar day of an instant in ``zone``; in UTC where the zone is not known here."""
    try:
        return at.astimezone(ZoneInfo(zone)).date()
    except (ZoneInfoNotFoundError, ValueError):
        return at.astimezone(UTC).date()


def flat(words: Line) -> str:
    """A line as plain text, times in UTC: for logs, the ledger, and where no zone is known."""
    return "".join(map(_flat, words))


def _flat(span: Span) -> str:
    match span:
        case str():
            return span
        case Time(at=at):
            return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
        case _:
            return span.text
