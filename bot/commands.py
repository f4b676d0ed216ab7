"""What a person can ask. A slash command, typed text and a button click are three doors to this one hallway."""

from dataclasses import dataclass
from datetime import date, time
from typing import Literal

from bot.model import Cadence, Destination, Layout, Managers, PaperKey, SummaryMode, Topic, WhenNothing

SearchSort = Literal["relevance", "new", "votes"]
ExportFormat = Literal["bibtex", "ris", "json"]


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, and where. The adapter knows what "may manage" means on its platform; the core only asks.

    ``can_manage``: what this channel posts, as far as the channel does not ask for more; ``is_admin``: they run the
    whole workspace.
    """

    user_id: str
    destination: Destination
    can_manage: bool = False
    zone: str = "UTC"
    channel_name: str = "this channel"
    is_admin: bool = False


@dataclass(frozen=True, slots=True)
class Help:
    """This channel's status in two lines, then the commands."""


@dataclass(frozen=True, slots=True)
class Today:
    """The newest day that a source has announced."""


@dataclass(frozen=True, slots=True)
class Day:
    """The papers of one day, by trending score. Pages count from 1."""

    day: date
    page: int = 1


@dataclass(frozen=True, slots=True)
class Week:
    """The papers of an ISO week; ``monday`` is its first day."""

    monday: date
    page: int = 1


@dataclass(frozen=True, slots=True)
class Month:
    """The papers of a month; ``first`` is its first day."""

    first: date
    page: int = 1


@dataclass(frozen=True, slots=True)
class Top:
    """The most voted of the last ``days``; ``here``: by this channel's own votes."""

    days: int = 7
    here: bool = False
    page: int = 1


@dataclass(frozen=True, slots=True)
class Search:
    """Everything collected, searched. ``since`` is the first day that counts."""

    words: str
    author: str | None = None
    since: date | None = None
    source: str | None = None
    sort: SearchSort = "relevance"
    page: int = 1


@dataclass(frozen=True, slots=True)
class Show:
    """One paper in full."""

    key: PaperKey


@dataclass(frozen=True, slots=True)
class Glance:
    """One paper in brief, and whether this channel has had it."""

    key: PaperKey


@dataclass(frozen=True, slots=True)
class Similar:
    """A paper's neighbours."""

    key: PaperKey


@dataclass(frozen=True, slots=True)
class Cite:
    """A paper as BibTeX."""

    key: PaperKey


@dataclass(frozen=True, slots=True)
class Ask:
    """Have a model answer a question about one paper, from its title and abstract alone."""

    key: PaperKey
    question: str


@dataclass(frozen=True, slots=True)
class Why:
    """Why a paper was, or was not, in this channel's digest."""

    key: PaperKey


@dataclass(frozen=True, slots=True)
class Save:
    """Put a paper on the caller's reading list."""

    key: PaperKey


@dataclass(frozen=True, slots=True)
class Unsave:
    """Take a paper off the caller's reading list."""

    key: PaperKey


@dataclass(frozen=True, slots=True)
class Saved:
    """The caller's reading list, or an export of it."""

    export: ExportFormat | None = None
    page: int = 1


@dataclass(frozen=True, slots=True)
class Vote:
    """The caller's vote on a paper in this channel: 1, -1, or 0 to take it back."""

    key: PaperKey
    value: Literal[-1, 0, 1]


@dataclass(frozen=True, slots=True)
class Changes:
    """What a person wants different in a subscription; ``None`` leaves a setting as it is.

    ``mention`` is an id of the platform's own, empty for nobody: it can be chosen there, and not be typed.
    """

    include: tuple[Topic, ...] | None = None
    exclude: tuple[Topic, ...] | None = None
    sources: tuple[str, ...] | None = None
    count: int | None = None
    min_votes: int | None = None
    window_days: int | None = None
    per_topic: int | None = None
    summary: SummaryMode | None = None
    when_nothing: WhenNothing | None = None
    at: time | None = None
    zone: str | None = None
    cadence: Cadence | None = None
    weekdays: frozenset[int] | None = None
    catch_up_days: int | None = None
    patience_hours: int | None = None
    layout: Layout | None = None
    managers: Managers | None = None
    mention: str | None = None


@dataclass(frozen=True, slots=True)
class Subscribe:
    """Set up this channel's subscription, or change it."""

    changes: Changes = Changes()


@dataclass(frozen=True, slots=True)
class Settings:
    """Show this channel's subscription, or change it."""

    changes: Changes = Changes()


@dataclass(frozen=True, slots=True)
class Edit:
    """The settings of this channel as a form, with ``changes`` tried out and not kept."""

    changes: Changes = Changes()


@dataclass(frozen=True, slots=True)
class Email:
    """Send the caller a digest of their own by mail, once whoever reads ``address`` has confirmed it.

    ``changes`` are what it should have different from this channel's digest, or from a plain one.
    """

    address: str
    changes: Changes = Changes()


@dataclass(frozen=True, slots=True)
class Unsubscribe:
    """End this channel's subscription."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What the next post would be, with the near misses and why."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Post nothing for ``days``, or until someone resumes."""

    days: int | None = None


@dataclass(frozen=True, slots=True)
class Resume:
    """Post again."""


@dataclass(frozen=True, slots=True)
class Home:
    """The caller's own page: how things stand, the channels they set up, their reading list."""


@dataclass(frozen=True, slots=True)
class Status:
    """What happened last, what happens next, and how the sources are."""


@dataclass(frozen=True, slots=True)
class Doctor:
    """Check everything, and say the one thing to do."""


@dataclass(frozen=True, slots=True)
class ForgetMe:
    """Delete what is stored about the caller; asks once before it does."""

    confirmed: bool = False


Command = (
    Help
    | Today
    | Day
    | Week
    | Month
    | Top
    | Search
    | Show
    | Glance
    | Similar
    | Cite
    | Ask
    | Why
    | Save
    | Unsave
    | Saved
    | Vote
    | Subscribe
    | Settings
    | Edit
    | Email
    | Unsubscribe
    | Preview
    | Pause
    | Resume
    | Home
    | Status
    | Doctor
    | ForgetMe
)
