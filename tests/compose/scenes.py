"""The documents of the golden files, by name: every kind of answer, as a reader would meet it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from bot import compose
from bot.commands import Day, Search, Top
from bot.compose import Belongings, Entry, Finding, Fit, Listing, Page, Situation, Voice, findings
from bot.document import Document, Line
from bot.errors import NotAllowed, NotFound
from bot.model import (
    DayState,
    Delivery,
    DeliveryState,
    Digest,
    NearMiss,
    Paper,
    Part,
    Pause,
    Pick,
    Receipt,
    Rules,
    Schedule,
    SourceDay,
    Summary,
    Topic,
)
from tests.builders import ELSEWHERE, HERE, NOW, TODAY, a_paper, a_subscription

VOICE = Voice(
    sources={"huggingface": "Hugging Face Daily", "arxiv": "arXiv cs.CL"}, managers={"console": "whoever runs it"}
)
BERLIN = Schedule(zone="Europe/Berlin")
DUE = datetime(2026, 3, 3, 8, 0, tzinfo=UTC)
DIFFUSION, AGENTS = Topic("text", "diffusion"), Topic("text", "language models")

LADDER = a_paper(
    "2603.01001",
    title="Ladders of Noise: Sampling in n² Steps or Fewer",
    authors=("Ines Ferreira", "Bo Lindqvist", "Chidi Okafor"),
    organisation="Harbour Lab",
    announced_on=TODAY,
    sources=("huggingface",),
    votes=1234,
    comments=6,
    stars=310,
    categories=("cs.LG", "cs.CV"),
    keywords=("diffusion", "sampling"),
    code_url="https://example.org/code",
    published_at=datetime(2026, 3, 1, 20, 0, tzinfo=UTC),
    version=2,
)
QUIET = a_paper("2603.01002", title="Small Models That Ask Back", announced_on=TODAY, sources=("arxiv",), authors=())
SUBSCRIPTION = a_subscription(
    schedule=BERLIN,
    rules=Rules(include=(DIFFUSION, AGENTS), exclude=(Topic("text", "survey"),), min_votes=10),
    next_due_at=datetime(2026, 3, 4, 8, 0, tzinfo=UTC),
)
APART = replace(SUBSCRIPTION, rules=replace(SUBSCRIPTION.rules, layout="papers", mention="4711"))
THREADED = replace(SUBSCRIPTION, rules=replace(SUBSCRIPTION.rules, layout="thread", managers="maker"))
FRESH = SourceDay("huggingface", TODAY, DayState.FRESH, NOW, papers=63)
WAITING = SourceDay("arxiv", TODAY, DayState.WAITING, NOW)
FAILED = SourceDay(
    "huggingface",
    TODAY,
    DayState.FAILED,
    NOW,
    problem="it answered 503, Service Unavailable.",
    failing_since=NOW - timedelta(hours=6),
)
QUIET_DAY = SourceDay("huggingface", date(2026, 3, 7), DayState.QUIET, NOW)
MISSES = (
    NearMiss("arxiv:2603.01003", "A Survey of Diffusion", "excluded by survey"),
    NearMiss("arxiv:2603.01004", "Diffusion on Graphs", "has 4 votes, fewer than 10"),
)
CHOSEN = Digest(
    picks=(Pick(LADDER.key, 3.2, ("matches diffusion", "1.2k votes, rising")), Pick(QUIET.key, 1.0)),
    considered=63,
    already_posted=12,
    near_misses=MISSES,
    left_out={"match no topic": 51, "have fewer than 10 votes": 8},
    source_days=(FRESH, WAITING),
)
ENTRIES = (
    Entry(
        LADDER,
        1,
        Summary("We propose ladders of noise. Sampling is twice as fast.", "extract of the authors' abstract"),
        ("matches diffusion", "1.2k votes, rising"),
    ),
    Entry(QUIET, 2),
)
NONE_FITS = replace(CHOSEN, picks=(), source_days=(FRESH,))
SENT = Delivery(1, 1, HERE, DUE, DeliveryState.SENT, "k1", CHOSEN)
SKIPPED = replace(SENT, state=DeliveryState.SKIPPED, detail="63 new, none fits this channel's settings.")
BROKEN = replace(SENT, state=DeliveryState.FAILED, detail="channel_not_found. Invite the bot again.")
RETRY = replace(SENT, state=DeliveryState.PLANNED, detail="ratelimited.", retry_at=DUE + timedelta(minutes=5))
UNKNOWN = replace(SENT, state=DeliveryState.UNKNOWN, detail="No answer within 30 s.")


def _page(number: int = 1, total: int = 63) -> Page:
    return Page(number, total, lambda turned: Day(TODAY, turned))


def _situation(**changes: object) -> Situation:
    base = Situation("#ml-reading", TODAY, "Europe/Berlin", SUBSCRIPTION, (SENT,), (FRESH, WAITING), 7876, TODAY)
    return replace(base, **changes)  # type: ignore[arg-type] # a builder passes any field through


def _digests() -> Mapping[str, Document]:
    down = Digest(source_days=(FAILED, WAITING))
    post = compose.digest(SUBSCRIPTION, CHOSEN, ENTRIES, DUE, VOICE)
    return {
        "digest": post,
        "digest_weekly": compose.digest(
            replace(SUBSCRIPTION, schedule=replace(BERLIN, cadence="weekly")), CHOSEN, ENTRIES[:1], DUE, VOICE
        ),
        "digest_first_part": compose.digest(SUBSCRIPTION, CHOSEN, ENTRIES[:1], DUE, VOICE, (1, 2)),
        "digest_head": compose.digest_head(THREADED, CHOSEN, ENTRIES, DUE, VOICE),
        "digest_reply": compose.digest_reply(THREADED, ENTRIES[0], DUE),
        "digest_paper_first": compose.digest_paper(APART, CHOSEN, ENTRIES[0], DUE, VOICE, (1, 2)),
        "digest_paper_last": compose.digest_paper(APART, CHOSEN, ENTRIES[1], DUE, VOICE, (2, 2)),
        "digest_last_part": compose.digest(SUBSCRIPTION, CHOSEN, ENTRIES[1:], DUE, VOICE, (2, 2)),
        "nothing_none_fits": compose.nothing_new(SUBSCRIPTION, NONE_FITS, DUE, VOICE),
        "nothing_source_down": compose.nothing_new(SUBSCRIPTION, down, DUE, VOICE),
        "nothing_weekend": compose.nothing_new(SUBSCRIPTION, Digest(source_days=(QUIET_DAY,)), DUE, VOICE),
        "nothing_all_posted": compose.nothing_new(SUBSCRIPTION, Digest(already_posted=12), DUE, VOICE),
        "preview": compose.preview(post, SUBSCRIPTION, CHOSEN, VOICE),
        "preview_thread": compose.preview(post, THREADED, CHOSEN, VOICE),
        "preview_papers": compose.preview(post, APART, CHOSEN, VOICE),
        "preview_without_subscription": compose.preview(post, replace(SUBSCRIPTION, id=0), CHOSEN, VOICE),
    }


def _lists() -> Mapping[str, Document]:
    facts = ("by trending score", "9 match this channel's topics")
    about = Listing("Papers of Tue 3 Mar 2026", facts=facts, day=TODAY)
    search = Search("difusion models", author="Hinton", since=date(2026, 2, 17), source="arxiv", sort="votes")
    nothing = compose.empty_days(date(2026, 3, 7), date(2026, 3, 7), date(2026, 3, 6), VOICE, TODAY)
    corrected = compose.found(search, "typo", "diffusion models", VOICE, TODAY)
    found = (
        replace(
            ENTRIES[0], matches=(DIFFUSION,), snippet="… ladders of noise make diffusion models faster …", reasons=()
        ),
    )
    return {
        "day": compose.listing(about, ENTRIES, _page(2), TODAY),
        "day_empty": compose.listing(replace(about, empty=nothing), (), _page(total=0), TODAY),
        "day_beyond": compose.listing(about, (), _page(99), TODAY),
        "search_corrected": compose.listing(corrected, found, _page(total=1), TODAY),
        "search_any": compose.listing(
            compose.found(Search("noise ladders fast"), "any", None, VOICE, TODAY), found, _page(), TODAY
        ),
        "search_nothing": compose.listing(compose.found(search, "all", None, VOICE, TODAY), (), _page(total=0), TODAY),
        "top_here_empty": compose.listing(compose.top(Top(here=True), "#ml-reading", VOICE), (), _page(total=0), TODAY),
        "similar": compose.similar(LADDER, ENTRIES[1:], VOICE, TODAY),
        "similar_nothing": compose.similar(LADDER, (), VOICE, TODAY),
    }


def _why(*lines: Line | None) -> Document:
    return compose.why(LADDER, "#ml-reading", [line for line in lines if line], VOICE)


def _papers() -> Mapping[str, Document]:
    many = replace(LADDER, authors=tuple(f"Author {number}" for number in range(40)))
    summary = Summary("It is twice as fast.", "Hugging Face summary (a model)")
    return {
        "paper": compose.paper(Entry(LADDER, summary=summary, matches=(DIFFUSION,)), VOICE, TODAY, here=(3, 1)),
        "paper_bare": compose.paper(Entry(Paper(key="file:x", title="Only a Title")), VOICE, TODAY),
        "paper_many_authors": compose.paper(Entry(many), VOICE, TODAY),
        "why_posted": _why(compose.was_posted(SENT, {LADDER.key}, "Europe/Berlin")),
        "why_left_out": _why(
            compose.was_left_out(SENT, {MISSES[1].key}, "Europe/Berlin"),
            compose.stays_out("has 4 votes, fewer than 10"),
            compose.announced(LADDER, VOICE),
        ),
        "why_unconfirmed": _why(compose.was_left_out(BROKEN, {LADDER.key}, "Europe/Berlin"), compose.comes_next((), 1)),
        "cite": compose.cite(LADDER, "@misc{ferreira2026ladders,\n  title = {Ladders}\n}"),
        "asked": compose.asked(LADDER, "Is it fast?", "It is four times as fast.", "tiny-1b"),
        "asked_not_told": compose.asked(LADDER, "Who paid for it?", None, "tiny-1b"),
        "saved": compose.saved(ENTRIES, _page(total=2), VOICE, TODAY),
        "saved_empty": compose.saved((), _page(total=0), VOICE, TODAY),
        "saved_export": compose.export("@misc{a}\n\n@misc{b}", "bibtex", 2, VOICE),
        "save": compose.kept(LADDER, new=True, count=1, voice=VOICE),
        "unsave": compose.dropped(LADDER, was_there=False, count=0, voice=VOICE),
        "vote": compose.voted(LADDER, 1, (3, 1), "#ml-reading"),
        "vote_back": compose.voted(LADDER, 0, (0, 0), "#ml-reading"),
        "forget_ask": compose.ask_forget(4, VOICE),
        "forgotten": compose.forgotten(4, 1, 1),
    }


def _settings() -> Mapping[str, Document]:
    later = replace(SUBSCRIPTION, schedule=replace(BERLIN, at=time(9, 30), weekdays=frozenset({0, 2, 4})))
    paused = replace(SUBSCRIPTION, pause=Pause("someone here asked for it"))
    return {
        "subscribed": compose.subscribed(SUBSCRIPTION, Fit(9, 63), VOICE),
        "settings": compose.shown(paused, Fit(0, 63), VOICE),
        "settings_changed": compose.changed(SUBSCRIPTION, later, Fit(1, 1), VOICE),
        "settings_thread": compose.changed(SUBSCRIPTION, THREADED, Fit(1, 1), VOICE),
        "settings_papers": compose.changed(THREADED, APART, Fit(1, 1), VOICE),
        "settings_none": compose.not_subscribed("this channel", VOICE),
        "unsubscribed": compose.unsubscribed(SUBSCRIPTION, VOICE),
        "paused_days": compose.paused(SUBSCRIPTION, DUE + timedelta(days=3), VOICE),
        "paused": compose.paused(SUBSCRIPTION, None, VOICE),
        "stopped": compose.stopped(SUBSCRIPTION, "channel_not_found. Invite me to the channel again.", VOICE),
        "form": compose.form(SUBSCRIPTION, Fit(9, 63), ["huggingface", "arxiv"], VOICE),
        "can_go_on": compose.can_go_on(SUBSCRIPTION, VOICE),
        "resumed": compose.resumed(SUBSCRIPTION, was_paused=True),
    }


def _home() -> Mapping[str, Document]:
    gone = replace(
        SUBSCRIPTION, id=2, destination=ELSEWHERE, name="#diffusion", pause=Pause("The channel was archived.")
    )
    own = Belongings([(SUBSCRIPTION, SENT), (gone, None)], ENTRIES, 7)
    return {
        "home": compose.home(own, (FRESH, WAITING), VOICE, "Europe/Berlin", TODAY),
        "home_empty": compose.home(Belongings((), (), 0), (), VOICE, "UTC", TODAY),
        "glance": compose.glance(ENTRIES[0], None, TODAY, "UTC"),
        "glance_posted": compose.glance(ENTRIES[0], SENT, TODAY, "UTC"),
    }


def _operation() -> Mapping[str, Document]:
    sent = (Part(1, "k1-1", 1, Receipt("m1", DUE)), Part(2, "k1-2", 1))
    asking = replace(UNKNOWN, retry_at=DUE + timedelta(minutes=1), parts=sent)
    rows = (RETRY, BROKEN, SKIPPED, UNKNOWN, asking, SENT)
    well = [Finding(ok=True, what="The search index is up to date.")]
    ill = [
        findings.source("huggingface", FAILED, NOW, VOICE),
        findings.source("arxiv", None, NOW, VOICE),
        findings.index(3, 4),
        findings.subscription(SUBSCRIPTION, NOW + timedelta(days=2), VOICE),
        findings.delivery(BROKEN),
        findings.delivery(UNKNOWN),
        findings.delivery(asking),
    ]
    return {
        "status": compose.status(_situation(recent=rows, days=(FAILED, WAITING)), VOICE),
        "status_unsubscribed": compose.status(_situation(subscription=None, recent=(), papers=0, newest=None), VOICE),
        "doctor": compose.doctor([*well, *ill], "#ml-reading"),
        "doctor_well": compose.doctor(well, "#ml-reading"),
        "help": compose.helped(_situation(), VOICE),
        "problem": compose.problem(NotFound("No paper arxiv:1 is stored here.", "Look for it by its title.")),
        "not_allowed": compose.problem(NotAllowed("You may not change it.", "Ask whoever runs it.")),
        "crash": compose.crash("1a2b3c4d"),
    }


SCENES: Mapping[str, Document] = {**_digests(), **_lists(), **_papers(), **_settings(), **_home(), **_operation()}
