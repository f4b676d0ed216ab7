"""A channel's subscription: set up, shown, changed, paused, ended."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never

from bot import compose
from bot.answer.changes import applied
from bot.answer.desk import MODEL_HINT, Desk, trusted
from bot.commands import Caller, Changes, Edit, Pause, Resume, Settings, Subscribe, Unsubscribe
from bot.compose import Fit
from bot.document import Document
from bot.errors import NotUnderstood
from bot.model import Pause as PauseReason
from bot.model import Rules, Schedule, Subscription
from bot.pick import pick
from bot.schedule import next_occurrence
from bot.selection import gather
from bot.zones import is_zone

Managing = Subscribe | Settings | Edit | Unsubscribe | Pause | Resume

ASKED_FOR = "someone here asked for it"


def answer(desk: Desk, command: Managing, caller: Caller) -> Document:
    """Do it, and say what holds now. Blocks on the database.

    Raises:
        NotAllowed: it changes the subscription, and the caller may not; decided here, when it runs.
        NotFound: there is no subscription.
        NotUnderstood: a zone or a source does not exist.
    """
    if command == Settings():
        return _settings(desk, caller)
    desk.require_manager(caller)
    match command:
        case Subscribe(changes=changes):
            return _subscribe(desk, changes, caller)
        case Settings(changes=changes):
            return _change(desk, desk.subscription(caller), changes, caller)
        case Edit(changes=changes):
            return _form(desk, changes, caller)
        case Unsubscribe():
            subscription = desk.subscription(caller)
            desk.store.subscriptions.remove(subscription.id)
            return compose.unsubscribed(subscription, desk.voice)
        case Pause(days=days):
            return _pause(desk, desk.subscription(caller), days)
        case Resume():
            return _resume(desk, desk.subscription(caller))
        case _:
            assert_never(command)


def _settings(desk: Desk, caller: Caller) -> Document:
    subscription = desk.store.subscriptions.get(caller.destination)
    if subscription is None:
        return compose.not_subscribed(caller.channel_name, desk.voice)
    return compose.shown(subscription, fit(desk, subscription), desk.voice)


def _subscribe(desk: Desk, changes: Changes, caller: Caller) -> Document:
    existing = desk.store.subscriptions.get(caller.destination)
    if existing:
        return _settings(desk, caller) if changes == Changes() else _change(desk, existing, changes, caller)
    wanted = proposed(desk, caller, changes)
    _keep_way_back(wanted, wanted.rules, caller)
    made = desk.store.subscriptions.add(
        wanted.destination,
        wanted.name,
        wanted.schedule,
        wanted.rules,
        created_by=wanted.created_by,
        next_due_at=wanted.next_due_at,
        now=wanted.created_at,
    )
    return compose.subscribed(made, fit(desk, made), desk.voice)


def proposed(desk: Desk, caller: Caller, changes: Changes) -> Subscription:
    """The subscription that the caller would set up with ``changes``; it is not stored, and its id is 0.

    The zone is the caller's where the platform tells one, else the installation's.
    """
    now = desk.now()
    knows_zone = caller.zone != "UTC" and is_zone(caller.zone)
    defaults = replace(desk.schedule, zone=caller.zone) if knows_zone else desk.schedule
    schedule, rules = adjusted(desk, changes, defaults, desk.rules)
    return Subscription(
        id=0,
        destination=caller.destination,
        name=caller.channel_name,
        schedule=schedule,
        rules=rules,
        created_by=caller.user_id,
        created_at=now,
        next_due_at=next_occurrence(schedule, now),
    )


def adjusted(desk: Desk, changes: Changes, schedule: Schedule, rules: Rules) -> tuple[Schedule, Rules]:
    """Schedule and rules with ``changes``, as far as this installation has what they ask for.

    Raises:
        NotUnderstood: as ``applied``; or a summary by a model is asked for, and there is none.
    """
    if changes.summary == "model" != rules.summary and "model" not in desk.summarizers:
        raise NotUnderstood("No model is set up here that could write summaries.", MODEL_HINT, "summary")
    return applied(changes, schedule, rules, known_sources(desk))


def known_sources(desk: Desk) -> frozenset[str]:
    """The names of the sources that are enabled."""
    return frozenset(source.name for source in desk.sources)


def _form(desk: Desk, changes: Changes, caller: Caller) -> Document:
    """As the channel's settings are, or would be at first, with ``changes``; nothing is kept."""
    existing = desk.store.subscriptions.get(caller.destination)
    tried = _tried(desk, existing, changes) if existing else proposed(desk, caller, changes)
    return compose.form(tried, fit(desk, tried), [source.name for source in desk.sources], desk.voice)


def _tried(desk: Desk, old: Subscription, changes: Changes) -> Subscription:
    schedule, rules = adjusted(desk, changes, old.schedule, old.rules)
    return replace(old, schedule=schedule, rules=rules, next_due_at=_next_due(desk, old, schedule))


def _change(desk: Desk, old: Subscription, changes: Changes, caller: Caller) -> Document:
    schedule, rules = adjusted(desk, changes, old.schedule, old.rules)
    _keep_way_back(old, rules, caller)
    due = _next_due(desk, old, schedule)
    new = desk.store.subscriptions.change(old.id, schedule, rules, due)
    return compose.changed(old, new, fit(desk, new), desk.voice)


def _keep_way_back(subscription: Subscription, rules: Rules, caller: Caller) -> None:
    """Nobody locks themselves out.

    Raises:
        NotUnderstood: the caller could not change it any more.
    """
    if not trusted(replace(subscription, rules=rules), caller):
        told = f"Then you could not change {subscription.name} any more."
        raise NotUnderstood(told, f"Those who could may set it: {compose.TRUSTED[rules.managers]}.", "managers")


def _next_due(desk: Desk, old: Subscription, schedule: Schedule) -> datetime:
    """What is due stays due; only another time of posting moves it."""
    when = replace(schedule, catch_up=old.schedule.catch_up, patience=old.schedule.patience)
    return old.next_due_at if when == old.schedule else next_occurrence(schedule, desk.now())


def _pause(desk: Desk, subscription: Subscription, days: int | None) -> Document:
    """Nothing that comes due during the pause is posted after it: the next time moves behind its end."""
    until = desk.now() + timedelta(days=days) if days else None
    paused = desk.store.subscriptions.pause(subscription.id, PauseReason(ASKED_FOR, until))
    if until:
        due = next_occurrence(paused.schedule, until)
        paused = desk.store.subscriptions.change(paused.id, paused.schedule, paused.rules, due)
    return compose.paused(paused, until, desk.voice)


def _resume(desk: Desk, subscription: Subscription) -> Document:
    if subscription.pause is None:
        return compose.resumed(subscription, was_paused=False)
    due = next_occurrence(subscription.schedule, desk.now())
    return compose.resumed(desk.store.subscriptions.resume(subscription.id, due), was_paused=True)


def fit(desk: Desk, subscription: Subscription) -> Fit:
    """How many papers of the last days fit the rules, whether or not they were posted before."""
    now = desk.now()
    gathered = gather(desk.store, subscription, subscription.next_due_at, now, desk.sources)
    everything = replace(gathered.rules, count=len(gathered.candidates), per_topic=0)
    chosen = pick(gathered.candidates, everything, seen=frozenset(), today=gathered.window.last, now=now)
    return Fit(matching=len(chosen.picks), papers=len(gathered.candidates))
