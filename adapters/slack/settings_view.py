"""PURE: a subscription's settings as a modal. A block is named as the field of ``commands.Changes`` that it holds.

Nothing here is cut off where it would be kept as what the person asked for: topics that one input cannot hold go on in
a second one. A name that a platform or a person made up is shown as plain text, in which Slack reads no markup.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from adapters.shared.settings import (
    CADENCES,
    LAYOUTS,
    MANAGERS,
    MOST_VOTES,
    NOTHINGS,
    NUMBERS,
    names_of,
    topic_text,
)
from adapters.slack.mrkdwn import entities, fit
from bot.commands import Changes
from bot.compose.words import SUMMARY_WORDS, WEEKDAYS
from bot.document import Form
from bot.text import compact

_Choice = TypeVar("_Choice", bound=str)

View = dict[str, Any]
Block = dict[str, Any]

SETTINGS = "settings"
SETTING = "setting"
"""The action of everything that can be filled in; the block says which it is."""
FIT = "fit"

TITLE_LIMIT = 24
HEADER_LIMIT = 150
OPTION_LIMIT = 75
INPUT_LIMIT = 3000
FULL = 2000
TOLD_LIMIT = 600
MOST_OPTIONS = 100


def settings(form: Form, *, channel_id: str, locked: bool, problem: Mapping[str, str] | None = None) -> View:
    """The modal of ``form``, about the channel ``channel_id``; where it is not ``locked``, another can be chosen.

    ``problem``: sentences that are shown under their fields.
    """
    blocks = (
        header(f"Settings of {form.channel}" if channel_id else "Choose a channel to set up"),
        *(() if locked else (_channel(channel_id),)),
        *_what(form),
        fit_block(form.fit),
        *_how(form.values),
        *_when(form.values),
        header("More"),
        *_more(form.values),
    )
    return {
        "type": "modal",
        "callback_id": SETTINGS,
        "private_metadata": channel_id,
        "title": plain("Settings"),
        "submit": plain("Save" if form.exists else "Subscribe"),
        "close": plain("Cancel"),
        "blocks": list(_with_problems(blocks, problem or {})),
    }


def fit_block(fit: str = "", problem: str = "") -> Block:
    """What stands below the filters: ``Form.fit``; or the sentence that tells why nothing can be said."""
    told = problem or f"These settings {fit or 'are not tried out yet'}."
    return {"type": "context", "block_id": FIT, "elements": [plain(told, TOLD_LIMIT)]}


def plain(text: str, limit: int = HEADER_LIMIT) -> dict[str, Any]:
    """A text object without any markup."""
    return {"type": "plain_text", "text": fit(text, limit, entities) or "-", "emoji": False}


def header(text: str) -> Block:
    """A line above what follows."""
    return {"type": "header", "text": plain(text, HEADER_LIMIT)}


def option(value: str, words: str) -> dict[str, Any]:
    """One choice of a menu."""
    return {"text": plain(words, OPTION_LIMIT), "value": value}


def field(
    name: str, label: str, element: dict[str, Any], hint: str = "", *, optional: bool = False, live: bool = False
) -> Block:
    """An input; a ``live`` one tells us at once when it changes."""
    hints = {"hint": plain(hint, TOLD_LIMIT)} if hint else {}
    block = {"type": "input", "block_id": name, "label": plain(label), "element": element, "optional": optional}
    return block | hints | ({"dispatch_action": True} if live else {})


def text_element(text: str, placeholder: str = "", *, live: bool = False) -> dict[str, Any]:
    """One line to type into."""
    element: dict[str, Any] = {"type": "plain_text_input", "action_id": SETTING, "max_length": INPUT_LIMIT}
    if text:
        element["initial_value"] = text
    if placeholder:
        element["placeholder"] = plain(placeholder)
    if live:
        element["dispatch_action_config"] = {"trigger_actions_on": ["on_enter_pressed"]}
    return element


def choice(words: Mapping[_Choice, str], now: str | None) -> dict[str, Any]:
    """A menu; what is set ``now`` is among its options whatever it is."""
    offered: dict[str, str] = {str(value): said for value, said in words.items()}
    if now is not None and now not in offered:
        offered = {now: now} | offered
    options = [option(value, offered[value]) for value in offered]
    chosen = {} if now is None else {"initial_option": option(now, offered[now])}
    return {"type": "static_select", "action_id": SETTING, "options": options, **chosen}


def _number(name: str, now: int | None, words: Callable[[int], str]) -> dict[str, Any]:
    return choice({str(n): words(n) for n in NUMBERS[name]}, None if now is None else str(now))


def _counted(number: int, unit: str) -> str:
    return f"{compact(number)} {unit if number == 1 else unit + 's'}"


# Which papers


def _channel(channel_id: str) -> Block:
    element: dict[str, Any] = {
        "type": "conversations_select",
        "action_id": SETTING,
        "filter": {"include": ["public", "private"]},
    }
    if channel_id.startswith(("C", "G")):
        element["initial_conversation"] = channel_id
    return field("channel", "Channel", element, "Invite me there, so that I can post.", live=True)


def _what(form: Form) -> Iterable[Block]:
    values = form.values
    include, exclude = values.include or (), values.exclude or ()
    yield from _sources(form)
    words = [topic for topic in include if topic.kind in {"text", "category"}]
    yield from _texts("include", "Topics", map(topic_text, words), INCLUDE_HINT, "everything")
    yield from _texts("exclude", "Left out", map(topic_text, exclude), EXCLUDE_HINT, "nothing")
    yield from _texts("authors", "Authors", names_of(include, "author"), "Their papers count as wanted too.", "Hinton")
    organisations = names_of(include, "organisation")
    yield from _texts("organisations", "Organisations", organisations, "So do theirs.", "DeepMind")
    yield field("min_votes", "At least so many votes", _votes(values.min_votes), live=True)
    window = _number("window_days", values.window_days, lambda days: _counted(days, "day"))
    yield field("window_days", "Announced within the last", window, live=True)


INCLUDE_HINT = (
    'Put a comma between two: words, "a phrase", cat:cs.CL. A paper that matches one is wanted. '
    "Press Enter to see how many match."
)
EXCLUDE_HINT = 'As above: words, "a phrase", cat:cs.CL, author:Hinton, org:DeepMind.'


def _sources(form: Form) -> Iterable[Block]:
    """No field where there is nothing to choose; a source that is no more enabled is shown as such."""
    chosen = form.values.sources or ()
    enabled = dict(form.sources[:MOST_OPTIONS])
    words = enabled | {name: f"{name} (not enabled here)" for name in chosen if name not in enabled}
    if not words:
        return
    element: dict[str, Any] = {
        "type": "multi_static_select",
        "action_id": SETTING,
        "placeholder": plain("all that are enabled"),
        "options": [option(name, words[name]) for name in words],
    }
    if chosen:
        element["initial_options"] = [option(name, words[name]) for name in chosen]
    yield field("sources", "Sources", element, "None chosen: all that are enabled.", optional=True, live=True)


def _texts(name: str, label: str, pieces: Iterable[str], hint: str, placeholder: str) -> Iterable[Block]:
    first, *more = _chunks(pieces)
    yield field(name, label, text_element(first, placeholder, live=True), hint, optional=True, live=True)
    for number, text in enumerate(more, start=2):
        words = f"{label}, continued"
        yield field(goes_on(name, number), words, text_element(text, live=True), optional=True, live=True)


def goes_on(name: str, number: int) -> str:
    """The block that holds what did not fit into those of ``name`` before it; the second is number 2."""
    return f"{name}_{number}"


def _chunks(pieces: Iterable[str]) -> list[str]:
    """The pieces with commas between them, in texts to each of which a person can still add some."""
    texts = [""]
    for piece in pieces:
        longer = f"{texts[-1]}, {piece}" if texts[-1] else piece
        if len(longer) <= FULL:
            texts[-1] = longer
        else:
            texts.append(piece)
    return texts


def _votes(now: int | None) -> dict[str, Any]:
    return {
        "type": "number_input",
        "action_id": SETTING,
        "is_decimal_allowed": False,
        "min_value": "0",
        "max_value": str(MOST_VOTES),
        "initial_value": str(now or 0),
        "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]},
    }


# How many, how and when


def _how(values: Changes) -> Iterable[Block]:
    yield field("count", "Papers at most", _number("count", values.count, lambda n: _counted(n, "paper")))
    cap = _number("per_topic", values.per_topic, lambda n: f"at most {n} for one topic" if n else "no limit")
    yield field("per_topic", "Per topic", cap)
    yield field("summary", "Summary", choice(SUMMARY_WORDS, values.summary))
    yield field("layout", "Layout", choice(LAYOUTS, values.layout))


def _when(values: Changes) -> Iterable[Block]:
    at = {"initial_time": f"{values.at:%H:%M}"} if values.at else {}
    yield field("at", "Time", {"type": "timepicker", "action_id": SETTING, **at}, "To the minute: type it.")
    yield field("zone", "Time zone", _zone(values.zone), "Type a city or a part of its name.")
    yield field("cadence", "How often", choice(CADENCES, values.cadence))
    yield field("weekdays", "Weekdays", _weekdays(values.weekdays or ()))
    yield field("when_nothing", "When nothing is new", choice(NOTHINGS, values.when_nothing))
    yield field("managers", "May be changed by", choice(MANAGERS, values.managers))


def _zone(now: str | None) -> dict[str, Any]:
    chosen = {"initial_option": option(now, now)} if now else {}
    return {"type": "external_select", "action_id": SETTING, "min_query_length": 1, **chosen}


def _weekdays(chosen: Iterable[int]) -> dict[str, Any]:
    options = [option(str(number), name) for number, name in enumerate(WEEKDAYS)]
    now = [options[number] for number in sorted(chosen)]
    return {"type": "checkboxes", "action_id": SETTING, "options": options} | ({"initial_options": now} if now else {})


def _more(values: Changes) -> Iterable[Block]:
    missed = _number("catch_up_days", values.catch_up_days, _missed)
    yield field("catch_up_days", "After downtime", missed)
    late = _number("patience_hours", values.patience_hours, _waited)
    yield field("patience_hours", "A late source", late)


def _missed(days: int) -> str:
    return (
        f"what was missed is posted once, within {_counted(days, 'day')}" if days else "what was missed is not posted"
    )


def _waited(hours: int) -> str:
    return f"is waited for, up to {_counted(hours, 'hour')}" if hours else "is not waited for"


def _with_problems(blocks: Sequence[Block], problem: Mapping[str, str]) -> Iterable[Block]:
    """Each sentence under its field; one about no field that is shown, above them all."""
    names = {block.get("block_id") for block in blocks}
    yield from (_problem(name, problem[name]) for name in problem if name not in names)
    for block in blocks:
        yield block
        name = block.get("block_id", "")
        if name in problem:
            yield _problem(name, problem[name])


def _problem(name: str, sentence: str) -> Block:
    return {"type": "context", "block_id": f"{name}_problem", "elements": [plain(f"⚠️ {sentence}", TOLD_LIMIT)]}
