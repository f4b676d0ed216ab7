"""Every key of the configuration: its type, its default, its limits. ``config.example.toml`` says what each is for.

The word ``auto`` stands for what is found out when the configuration is read.
"""

from datetime import time, timedelta
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr

from bot.bounds import BOUNDS
from bot.categories import find_category, nearest_category
from bot.config.email import Email
from bot.config.embeddings import Embeddings
from bot.config.llm import Llm
from bot.config.platforms import Discord, Slack
from bot.config.values import AUTO, Section, WebAddress, listed
from bot.config.web import Web
from bot.model import MONDAY_TO_FRIDAY, Cadence, Layout, Rules, Schedule, SummaryMode, WhenNothing
from bot.sealing import MADE_WITH, is_key
from bot.spoken import read_time, read_weekdays
from bot.zones import find_zone, nearest_zone

SourceName = Literal["huggingface", "arxiv", "sample"]
LogLevel = Literal["debug", "info", "warning", "error"]
LogFormat = Literal["auto", "text", "json"]


def _not_yes_or_no(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("must be a number. Write it without quotes, such as 5.")  # noqa: TRY004 - pydantic collects ValueError
    return value


def _time_of_day(value: object) -> time:
    at = value if isinstance(value, time) else read_time(value) if isinstance(value, str) else None
    if at is None:
        raise ValueError('must be a time of day. Write it as "09:00".')
    return at.replace(second=0, microsecond=0, tzinfo=None)


def _days_of_week(value: object) -> frozenset[int]:
    text = value if isinstance(value, str) else ",".join(map(str, value)) if isinstance(value, list | tuple) else ""
    days = read_weekdays(text)
    if days is None:
        raise ValueError('must be days of the week. Write them as ["mon", "wed", "fri"].')
    return days


def _zone(value: str) -> str:
    zone = AUTO if value.casefold() == AUTO else find_zone(value)
    if zone is None:
        near = nearest_zone(value)
        mend = f'Write "{near}".' if near else 'Write a name such as "Europe/Berlin".'
        raise ValueError(f'"{value}" is no time zone. {mend}')
    return zone


def _category(value: str) -> str:
    """As arXiv's own addresses have it: a whole archive is ``cs``, not ``cs.*``."""
    category = find_category(value)
    if category is None:
        near = nearest_category(value)
        mend = f'Write "{near}".' if near else 'Write it as arXiv does, such as "cs.CL".'
        raise ValueError(f'"{value}" is no arXiv category. {mend}')
    return category.removesuffix(".*")


def _readable(url: str) -> bool:
    try:
        return urlsplit(url).port != 0
    except ValueError:
        return False


def _database(value: str) -> str:
    scheme, separator, rest = value.partition("://")
    if scheme in {"postgres", "postgresql", "postgresql+psycopg"} and separator and rest:
        if not _readable(f"postgresql://{rest}"):
            raise ValueError('has a host or a port that is none. Write it as "postgresql://USER@HOST:PORT/NAME".')
        return f"postgresql+psycopg://{rest}"
    if scheme != "sqlite" or not rest.startswith("/") or rest in {"/", "//"}:
        raise ValueError(
            'must be "sqlite:///FILE" or "postgresql://USER@HOST/NAME". The default is "sqlite:///paperboy.db".'
        )
    if rest.startswith("/:memory:"):
        raise ValueError("would forget everything at the end. Name a file.")
    return value


def _keys(value: SecretStr | None) -> SecretStr | None:
    """One key, or several with commas between."""
    if value and not all(is_key(key.strip()) for key in value.get_secret_value().split(",")):
        raise ValueError(f"is no key. {MADE_WITH} To change it, put the new one before the old one, with a comma.")
    return value


Whole = Annotated[int, BeforeValidator(_not_yes_or_no)]
Seconds = Annotated[float, BeforeValidator(_not_yes_or_no), Field(gt=0, le=3600)]
Zone = Annotated[str, AfterValidator(_zone)]
Category = Annotated[str, AfterValidator(_category)]


def _bounded(name: str, default: int) -> int:
    """A number of a subscription, in the bounds that also hold in the chat."""
    least, most = BOUNDS[name]
    value: int = Field(default=default, ge=least, le=most)
    return value


class Database(Section):
    """Where everything is kept."""

    url: Annotated[str, AfterValidator(_database)] = Field(default="sqlite:///paperboy.db", repr=False)


class Search(Section):
    """The search index, which can be rebuilt from the database at any time."""

    index_dir: str = AUTO


class HuggingFace(Section):
    """Hugging Face Daily Papers."""

    base_url: WebAddress = "https://huggingface.co"
    token: SecretStr | None = None


class Arxiv(Section):
    """The announcements of arXiv."""

    api_url: WebAddress = "https://export.arxiv.org/api/query"
    rss_url: WebAddress = "https://rss.arxiv.org/rss/"
    categories: Annotated[tuple[Category, ...], BeforeValidator(listed), Field(min_length=1, max_length=30)] = (
        "cs.AI",
        "cs.CL",
        "cs.CV",
        "cs.LG",
    )


class Sources(Section):
    """Where papers come from, and how patiently they are asked."""

    enabled: Annotated[tuple[SourceName, ...], BeforeValidator(listed), Field(min_length=1)] = ("huggingface",)
    timeout_seconds: Seconds = 60.0
    give_up_seconds: Seconds = 120.0
    attempts: Annotated[Whole, Field(ge=1, le=10)] = 4
    huggingface: HuggingFace = HuggingFace()
    arxiv: Arxiv = Arxiv()


class Defaults(Section):
    """What a new subscription begins with."""

    at: Annotated[time, BeforeValidator(_time_of_day)] = time(9, 0)
    zone: Zone = AUTO
    cadence: Cadence = "daily"
    weekdays: Annotated[frozenset[int], BeforeValidator(_days_of_week)] = MONDAY_TO_FRIDAY
    count: Whole = _bounded("count", 5)
    sources: Annotated[tuple[SourceName, ...], BeforeValidator(listed)] = ()
    min_votes: Whole = _bounded("min_votes", 0)
    window_days: Whole = _bounded("window_days", 3)
    per_topic: Whole = _bounded("per_topic", 0)
    summary: SummaryMode = "extractive"
    when_nothing: WhenNothing = "silent"
    layout: Layout = "message"
    catch_up_days: Whole = _bounded("catch_up_days", 3)
    patience_hours: Whole = _bounded("patience_hours", 3)

    def schedule(self) -> Schedule:
        """When a new subscription posts."""
        return Schedule(
            at=self.at,
            zone=self.zone,
            cadence=self.cadence,
            weekdays=self.weekdays,
            catch_up=timedelta(days=self.catch_up_days),
            patience=timedelta(hours=self.patience_hours),
        )

    def rules(self) -> Rules:
        """What a new subscription's digest is made of."""
        return Rules(
            count=self.count,
            sources=self.sources,
            min_votes=self.min_votes,
            window_days=self.window_days,
            per_topic=self.per_topic,
            summary=self.summary,
            when_nothing=self.when_nothing,
            layout=self.layout,
        )


class Collect(Section):
    """How often the sources are asked while ``paperboy run`` or ``paperboy chat`` is on."""

    every_minutes: Annotated[Whole, Field(ge=1, le=24 * 60)] = 15


class Prune(Section):
    """How old something must be, in days, to be thinned. Deliveries outlive the longest catch-up and roll-up."""

    signals_days: Annotated[Whole, Field(ge=7, le=3650)] = 14
    details_days: Annotated[Whole, Field(ge=7, le=3650)] = 60
    deliveries_days: Annotated[Whole, Field(ge=70, le=3650)] = 365
    source_days: Annotated[Whole, Field(ge=35, le=3650)] = 90


class Log(Section):
    """What is written to the standard error."""

    level: LogLevel = "info"
    format: LogFormat = "auto"


class Console(Section):
    """Who and where one is in ``paperboy chat``."""

    user: Annotated[str, Field(min_length=1, max_length=64)] = AUTO
    channel: Annotated[str, Field(min_length=1, max_length=64)] = "terminal"


class Settings(Section):
    """The whole configuration, read and checked; paths are absolute and nothing is ``auto`` but the log's format."""

    database: Database = Database()
    search: Search = Search()
    sources: Sources = Sources()
    defaults: Defaults = Defaults()
    collect: Collect = Collect()
    prune: Prune = Prune()
    web: Web = Web()
    log: Log = Log()
    console: Console = Console()
    slack: Slack = Slack()
    discord: Discord = Discord()
    email: Email = Email()
    llm: Llm = Llm()
    embeddings: Embeddings = Embeddings()
    encryption_key: Annotated[SecretStr | None, AfterValidator(_keys)] = None

    @property
    def index_dir(self) -> Path:
        """The folder of the search index."""
        return Path(self.search.index_dir)
