"""PURE: a subscription's settings as a panel of menus and buttons, and as the forms that these buttons open.

A menu of the panel is called ``set:<field>`` and a form ``form:<name>``; what is filled into a form is called as the
field of ``commands.Changes`` that it holds. Words that a platform or a person made up stand where Discord reads no
mark-up, or are escaped with the rest of the document.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from adapters.discord import custom_ids, render
from adapters.discord.blocks import (
    BUTTON,
    CHOICE,
    CONTAINER,
    MOST_CHOICES,
    ROLE_SELECT,
    SECONDARY,
    STRING_SELECT,
    Encode,
    Payload,
    Presses,
    row,
)
from adapters.discord.markdown import fit, plain
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
from bot.commands import Changes, Subscribe
from bot.compose.words import SUMMARY_WORDS, WEEKDAYS
from bot.document import Actions, Button, Document, Form

FORMS: Mapping[str, str] = {"what": "Topics …", "how": "Papers …", "when": "Time …", "more": "More …"}
"""The forms, with the words on the buttons that open them."""
SUBSCRIBE = Button("Subscribe", Subscribe())
MOST_ROWS_BELOW = 2

LABEL_TYPE, INPUT, SHORT, PARAGRAPH = 18, 4, 1, 2
INPUT_LIMIT = 4000
"""Forty topics of eighty characters, which are as many as there can be, take less."""
DESCRIPTION = 100
ZONE_LIMIT = 60

LABELS: Mapping[str, str] = {
    "include": "Topics",
    "exclude": "Left out",
    "authors": "Authors",
    "organisations": "Organisations",
    "min_votes": "At least so many votes",
    "count": "Papers at most",
    "per_topic": "At most for one topic",
    "window_days": "Announced within the last days",
    "summary": "Summary",
    "layout": "Layout",
    "at": "Time",
    "zone": "Time zone",
    "cadence": "How often",
    "when_nothing": "When nothing is new",
    "managers": "May be changed by",
    "catch_up_days": "After downtime, days",
    "patience_hours": "A late source, hours",
}
FIELDS: Mapping[str, tuple[str, ...]] = {
    "what": ("include", "exclude", "authors", "organisations", "min_votes"),
    "how": ("count", "per_topic", "window_days", "summary", "layout"),
    "when": ("at", "zone", "cadence", "when_nothing"),
    "more": ("managers", "catch_up_days", "patience_hours"),
}
"""What each form holds: at most five, as Discord takes no more."""
_CLOSED: Mapping[str, Mapping[Any, str]] = {
    "summary": SUMMARY_WORDS,
    "layout": LAYOUTS,
    "cadence": CADENCES,
    "when_nothing": NOTHINGS,
    "managers": MANAGERS,
}
CHOICES: Mapping[str, Mapping[str, str]] = {
    field: {str(value): words for value, words in closed.items()} for field, closed in _CLOSED.items()
}
BOUNDS: Mapping[str, tuple[int, int]] = {
    "min_votes": (0, MOST_VOTES),
    **{name: (numbers[0], numbers[-1]) for name, numbers in NUMBERS.items()},
}
_HINTS: Mapping[str, str] = {
    "include": 'Put a comma between two: words, "a phrase", cat:cs.CL. A paper that matches one is wanted.',
    "exclude": 'As above: words, "a phrase", cat:cs.CL, author:Hinton, org:DeepMind.',
    "authors": "Their papers count as wanted too.",
    "organisations": "So do theirs.",
    "per_topic": "From 0 to 20; 0 is no limit.",
    "at": "As in 9:30 or 5 pm.",
    "zone": "As in Europe/Berlin.",
    "cadence": "The weekdays are chosen beside the button of this form.",
    "catch_up_days": "What was missed is posted once within so many days, from 0 (not at all) to 31.",
    "patience_hours": "A source is waited for so long, from 0 (not at all) to 24.",
}
_EXAMPLES: Mapping[str, str] = {
    "include": "everything",
    "exclude": "nothing",
    "authors": "Hinton",
    "organisations": "DeepMind",
    "at": "9:30",
    "zone": "Europe/Berlin",
}


# The panel


def panel(document: Document, encode: Encode, *, roles: bool = True) -> Payload:
    """A message of a document that holds a ``Form``: its words, menus, the buttons that open forms, then its own.

    ``roles``: whether there can be any here; a conversation with one person has none.
    """
    form = form_of(document)
    own = [button for block in document.blocks if isinstance(block, Actions) for button in block.buttons]
    words = replace(document, blocks=tuple(block for block in document.blocks if not isinstance(block, Actions)))
    below = [*_menus(form, roles=roles), _opening(form, encode), *Presses(encode).rows(own)[:MOST_ROWS_BELOW]]
    whole = render.Limits()
    room = render.Limits(whole.components - render.count(below), whole.characters, whole.size - render.size(below))
    shown = [*render.body(words, encode, room), *below]
    return {
        "flags": render.V2,
        "components": [{"type": CONTAINER, "components": shown}],
        "allowed_mentions": render.allowed(""),
    }


def form_of(document: Document) -> Form:
    """The form that a document holds.

    Raises:
        LookupError: it holds none.
    """
    for block in document.blocks:
        if isinstance(block, Form):
            return block
    raise LookupError(document.title)


def _menus(form: Form, *, roles: bool) -> Iterable[Payload]:
    yield from _sources(form)
    days = {str(number): name for number, name in enumerate(WEEKDAYS)}
    chosen = {str(day) for day in form.values.weekdays or ()}
    yield row(_menu("weekdays", days, chosen, "Weekdays", least=1, most=len(days)))
    if roles:
        yield row(_roles(form.values.mention or ""))


def _sources(form: Form) -> Iterable[Payload]:
    """No menu where there is nothing to choose; a source that is no more enabled is shown as such."""
    chosen = [name for name in form.values.sources or () if len(name) <= CHOICE]
    enabled = {name: words for name, words in form.sources if len(name) <= CHOICE}
    words = {name: enabled.get(name, f"{name} (not enabled here)") for name in (*chosen, *enabled)}
    offered = {name: words[name] for name in list(words)[:MOST_CHOICES]}
    if offered:
        told = "Sources: all that are enabled"
        yield row(_menu("sources", offered, set(chosen), told, least=0, most=len(offered)))


def _menu(
    name: str, words: Mapping[str, str], chosen: Iterable[str], placeholder: str, *, least: int, most: int
) -> Payload:
    return {
        "type": STRING_SELECT,
        "custom_id": custom_ids.setting(name),
        "placeholder": placeholder,
        "min_values": least,
        "max_values": most,
        "options": list(_options(words, set(chosen))),
    }


def _options(words: Mapping[str, str], chosen: set[str]) -> Iterable[Payload]:
    for value, said in words.items():
        option = {"label": fit(said, CHOICE, plain) or "-", "value": value}
        yield option | ({"default": True} if value in chosen else {})


def _roles(now: str) -> Payload:
    menu: Payload = {
        "type": ROLE_SELECT,
        "custom_id": custom_ids.setting("mention"),
        "placeholder": "A role to call with each post: none",
        "min_values": 0,
        "max_values": 1,
    }
    known = now.isascii() and now.isdecimal()
    return menu | ({"default_values": [{"id": now, "type": "role"}]} if known else {})


def _opening(form: Form, encode: Encode) -> Payload:
    opening = [
        {"type": BUTTON, "style": SECONDARY, "label": words, "custom_id": custom_ids.form(name)}
        for name, words in FORMS.items()
    ]
    return row(*opening, *filter(None, () if form.exists else [Presses(encode).button(SUBSCRIBE)]))


# The forms


def modal(name: str, form: Form) -> Payload:
    """The form ``name``, filled in with how things are: what opens as a response to a press of its button.

    Raises:
        KeyError: there is no such form.
    """
    components = [_labelled(field, _element(field, form.values)) for field in FIELDS[name]]
    return {"custom_id": custom_ids.form(name), "title": title(name), "components": components}


def title(name: str) -> str:
    """What a form is called."""
    return FORMS[name].removesuffix(" …")


def _labelled(field: str, element: Payload) -> Payload:
    hint = _HINTS.get(field) or (f"From {BOUNDS[field][0]} to {BOUNDS[field][1]:,}." if field in BOUNDS else "")
    described = {"description": fit(hint, DESCRIPTION, plain)} if hint else {}
    return {"type": LABEL_TYPE, "label": LABELS[field], **described, "component": element}


def _element(field: str, values: Changes) -> Payload:
    if field in CHOICES:
        return _choice(field, getattr(values, field))
    if field in BOUNDS:
        return _input(field, str(getattr(values, field) or 0), most=len(str(BOUNDS[field][1])))
    if field == "at":
        return _input(field, f"{values.at:%H:%M}" if values.at else "", most=20)
    if field == "zone":
        return _input(field, values.zone or "", most=ZONE_LIMIT)
    return _input(field, ", ".join(_TOPICS[field](values)), most=INPUT_LIMIT, needed=False)


def _words(values: Changes) -> Iterable[str]:
    return (topic_text(topic) for topic in values.include or () if topic.kind in {"text", "category"})


_TOPICS: Mapping[str, Callable[[Changes], Iterable[str]]] = {
    "include": _words,
    "exclude": lambda values: map(topic_text, values.exclude or ()),
    "authors": lambda values: names_of(values.include or (), "author"),
    "organisations": lambda values: names_of(values.include or (), "organisation"),
}


def _input(field: str, text: str, *, most: int, needed: bool = True) -> Payload:
    element: dict[str, Any] = {
        "type": INPUT,
        "custom_id": field,
        "style": SHORT if needed else PARAGRAPH,
        "required": needed,
        "max_length": most,
    }
    example = {"placeholder": _EXAMPLES[field]} if field in _EXAMPLES else {}
    return element | example | ({"value": text} if text else {})


def _choice(field: str, now: str | None) -> Payload:
    """What is set ``now`` is among the choices whatever it is."""
    offered = CHOICES[field]
    words = {now: now, **offered} if now is not None and now not in offered else offered
    options = list(_options(words, {now} if now is not None else set()))
    return {"type": STRING_SELECT, "custom_id": field, "required": True, "options": options}
