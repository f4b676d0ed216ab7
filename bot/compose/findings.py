"""What the doctor makes of each fact: well, or a problem with the one thing to do about it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.compose.sources import source_words
from bot.compose.words import Voice, flat, plural, span_words
from bot.document import Code, Finding, Line, Time
from bot.model import DayState, Delivery, DeliveryState, SourceDay, Subscription
from bot.model.spending import MICROS, Cost, Spent
from bot.text import shorten

OVERDUE = timedelta(minutes=10)
"""A post that is this late came due while nothing ran, or nothing could be claimed."""

UNREAD = timedelta(hours=6)
"""A running Paperboy reads its sources at least hourly."""

AHEAD = timedelta(minutes=5)
"""Clocks of two machines differ by seconds; a record from further in the future means that one is wrong."""

BUILT = 2026
"""Before this year there was no Paperboy, so a clock that says so was never set."""

RUN = Code("paperboy run")
DETAIL_LIMIT = 200


def clock(now: datetime, recorded: Sequence[datetime]) -> Finding:
    """The clock is set, and nothing was recorded in its future."""
    last = max(recorded, default=now)
    if now.year < BUILT:
        return Finding(ok=False, what=f"The clock says {now.year}.", action=("Set the clock of this machine.",))
    if last - now > AHEAD:
        what = f"Something was recorded {span_words(last - now)} in the future."
        return Finding(ok=False, what=what, action=("Check the clock of this machine; it may have gone back.",))
    return Finding(ok=True, what=f"The clock says {now:%Y-%m-%d %H:%M} UTC.")


def database(papers: int) -> Finding:
    """There is something to choose from."""
    if papers:
        return Finding(ok=True, what=f"The database holds {plural(papers, 'paper')}.")
    return Finding(
        ok=False, what="The database holds no paper.", action=("Collect some: ", Code("paperboy collect"), ".")
    )


def index(indexed: int | None, stored: int) -> Finding:
    """The search index shows the database's newest revision."""
    if indexed == stored or (indexed is None and not stored):
        return Finding(ok=True, what="The search index is up to date.")
    action: Line = ("Bring it up to date: ", Code("paperboy db reindex"), ".")
    if indexed is None:
        return Finding(ok=False, what="The search index is missing or damaged.", action=action)
    return Finding(ok=False, what="The search index is behind the database.", action=action)


def source(name: str, latest: SourceDay | None, now: datetime, voice: Voice) -> Finding:
    """A source is being read, and answers; ``latest`` is its day that was looked at last."""
    label = voice.source(name)
    if latest is None:
        return Finding(ok=False, what=f"{label} was never read.", action=("Start ", RUN, " and keep it running."))
    age = now - latest.checked_at
    if age > UNREAD:
        what = f"{label} was last read {span_words(age)} ago."
        return Finding(ok=False, what=what, action=("Nothing reads it now. Start ", RUN, " and keep it running."))
    if latest.state is DayState.FAILED or latest.problem:
        return Finding(ok=False, what=_words(latest, voice), action=_wait(latest))
    if latest.state is DayState.STALLED:
        return Finding(ok=False, what=_words(latest, voice), action=("Its papers are picked up when they come.",))
    return Finding(ok=True, what=_words(latest, voice))


def _words(day: SourceDay, voice: Voice) -> str:
    return flat(source_words(day, voice, "UTC"))


def _wait(day: SourceDay) -> Line:
    if day.failing_since is None:
        return ("It is tried again by itself.",)
    return (
        "It is tried again by itself. If it lasts, check this machine's network, and base_url in the configuration.",
    )


def subscription(known: Subscription | None, now: datetime, voice: Voice) -> Finding:
    """The channel has a subscription that posts when it is due."""
    if known is None:
        return Finding(
            ok=False, what="This channel has no subscription.", action=("For one: ", voice.command("subscribe"))
        )
    if known.pause and known.is_paused(now):
        what = f"The subscription is paused: {shorten(known.pause.reason.rstrip('.'), DETAIL_LIMIT)}."
        return Finding(ok=False, what=what, action=("To resume: ", voice.command("resume")))
    late = now - known.next_due_at
    if late > OVERDUE:
        what = f"A post has been overdue for {span_words(late)}."
        return Finding(ok=False, what=what, action=("Nothing posts it. Start ", RUN, " and keep it running."))
    return Finding(ok=True, what=f"The next post is due {flat((Time(known.next_due_at),))}.")


def resending(row: Delivery) -> Code:
    """The command that sends it all the same."""
    return Code(f"paperboy deliveries resend {row.id}")


def what_to_do(row: Delivery) -> Line:
    """About a post of which nobody knows whether it stands in its channel."""
    if row.retry_at:
        return ("The platform is asked again by itself.",)
    look, confirm = "Look into the channel; whoever runs Paperboy then types ", f"paperboy deliveries confirm {row.id}"
    return (look, resending(row), " if it is not there, ", Code(confirm), " if it is.")


def delivery(row: Delivery) -> Finding:
    """The last post reached its channel, or did not need to."""
    when, detail = flat((Time(row.occurrence),)), shorten(row.detail, DETAIL_LIMIT)
    match row.state:
        case DeliveryState.FAILED:
            return Finding(
                ok=False,
                what=f"The post due {when} failed: {detail}",
                action=("Mend what it names; the next post is made anew. To send this one: ", resending(row)),
            )
        case DeliveryState.UNKNOWN:
            what = f"Nobody knows whether the post due {when} arrived: {detail}"
            return Finding(ok=False, what=what, action=what_to_do(row))
        case DeliveryState.SKIPPED:
            return Finding(ok=True, what=f"Nothing was posted {when}: {detail}")
        case DeliveryState.SENT:
            return Finding(ok=True, what=f"The last post, due {when}, was confirmed.")
        case DeliveryState.PLANNED | DeliveryState.CLAIMED:
            return Finding(ok=True, what=f"A post, due {when}, is on its way.")


def model(name: str, problem: str, spent: Spent, allowed: Cost) -> Finding:
    """The model answers (no ``problem``), and this workspace may still ask it today."""
    if problem:
        action = "Until it answers, extracts stand in. Check that it runs, and [llm] in the configuration."
        return Finding(ok=False, what=f"The model {name} cannot be asked. {problem}", action=(action,))
    used = f"{spent.tokens:,} of {allowed.tokens:,} tokens, {_money(spent.micros)} of {_money(allowed.micros)} in money"
    if spent.tokens >= allowed.tokens or spent.micros >= allowed.micros:
        action = "It goes on tomorrow (UTC); or raise daily_tokens and daily_money under [llm]."
        return Finding(ok=False, what=f"Today's allowance for the model is used up here: {used}.", action=(action,))
    return Finding(ok=True, what=f"The model {name} answers. Used here today: {used}.")


def _money(micros: int) -> str:
    return f"{micros / MICROS:,.2f}"


def check_broke() -> Finding:
    """A check itself did not work."""
    return Finding(ok=False, what="One of the checks broke.", action=("Its error is in the log of ", RUN, "."))
