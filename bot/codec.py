"""Commands as the ids of buttons, and back. PURE.

The form is ``1<code>|<needed>|…|<letter><option>|…``: the version, two letters for the command, what it needs in
order, then what differs from its defaults. ``Show`` is ``1sh|arxiv:2405.15738``; page 2 of a search is
``1se|diffusion models|p2``. Codes and letters are never given another meaning, so a button works for ever; what a
later version adds is an option, which older buttons leave out.

A command about one paper takes at most 70 bytes, so that a delivery key (25) still fits beside it.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, time
from typing import Any, get_args
from urllib.parse import unquote

from bot import commands as c
from bot.commands import Changes, Command, ExportFormat, SearchSort
from bot.errors import NotUnderstood
from bot.model import MAX_KEY, Cadence, Layout, Managers, SummaryMode, Topic, TopicKind, WhenNothing

MAX_ENCODED = 100
"""Bytes of UTF-8: Discord's limit for a component's id, the tightest of the platforms."""

_VERSION = "1"
_CODE = 2
_RESERVED = re.compile(r"[%|;,]")
_NUMBER = re.compile(r"[0-9]{1,9}")
_KEY = re.compile(r"[^:]+:.+", re.DOTALL)


def encode(command: Command) -> str:
    """``command`` as the id of a button, at most ``MAX_ENCODED`` bytes.

    Raises:
        ValueError: it does not fit; ask ``fits`` before offering the button.
    """
    text = _encode(command)
    if _size(text) > MAX_ENCODED:
        raise ValueError(f"{type(command).__name__} takes {_size(text)} bytes; a button holds {MAX_ENCODED}")
    return text


def fits(command: Command) -> bool:
    """Whether ``command`` can be a button; long searches, questions, lists of topics and addresses cannot."""
    return _size(_encode(command)) <= MAX_ENCODED


def written(command: Command) -> str:
    """``command`` as ``encode`` has it, however long: for what is no button. ``decode`` reads it."""
    return _encode(command)


def decode(text: str) -> Command:
    """The command of a button's id.

    Raises:
        NotUnderstood: anything that ``encode`` did not make, or that a later version made.
    """
    try:
        return _decode(text)
    except (ValueError, KeyError):
        raise NotUnderstood(
            "This button is from another version of Paperboy.", "Type the command instead: help lists them all."
        ) from None


@dataclass(frozen=True, slots=True)
class _Field:
    """How one kind of value is written and read; ``read`` raises ``ValueError`` for all else."""

    write: Callable[[Any], str]  # each pair agrees on its own type; a table of them has no common one
    read: Callable[[str], object]


_Options = Mapping[str, tuple[str, _Field]]


@dataclass(frozen=True, slots=True)
class _Form:
    """The shape of one command: what it needs, by name, and its options by letter."""

    code: str
    made: Callable[..., Command]
    needs: tuple[tuple[str, _Field], ...] = ()
    options: _Options = field(default_factory=dict)


def _size(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _escaped(text: str) -> str:
    return _RESERVED.sub(lambda found: f"%{ord(found[0]):02X}", text)


def _read_number(text: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise ValueError(text)
    return int(text)


def _read_positive(text: str) -> int:
    number = _read_number(text)
    if number < 1:
        raise ValueError(text)
    return number


def _read_key(text: str) -> str:
    if not _KEY.fullmatch(text) or _size(text) > MAX_KEY:
        raise ValueError(text)
    return text


def _read_weekdays(text: str) -> frozenset[int]:
    if not re.fullmatch("[0-6]{1,7}", text):
        raise ValueError(text)
    return frozenset(map(int, text))


def _write_topic(topic: Topic) -> str:
    return f"{topic.kind[0]}{_escaped(topic.value)}"


def _read_topic(text: str) -> Topic:
    kinds: dict[str, TopicKind] = {kind[0]: kind for kind in get_args(TopicKind)}
    return Topic(kinds[text[:1]], unquote(text[1:]))


def _one_of(closed_set: object) -> _Field:
    values = {str(value): value for value in get_args(closed_set)}
    return _Field(str, values.__getitem__)


def _several(item: _Field) -> _Field:
    """A tuple, each item followed by a comma, so that none and one empty item differ."""

    def read(text: str) -> tuple[object, ...]:
        *items, end = text.split(",")
        if end:
            raise ValueError(text)
        return tuple(map(item.read, items))

    return _Field(lambda values: "".join(f"{item.write(value)}," for value in values), read)


_TEXT = _Field(_escaped, unquote)
_WHOLE = _Field(str, _read_number)
_POSITIVE = _Field(str, _read_positive)
_FLAG = _Field(lambda _: "", {"": True}.__getitem__)
_DAY = _Field(date.isoformat, date.fromisoformat)
_PAPER_KEY = _Field(str, _read_key)
_WEEKDAYS = _Field(lambda days: "".join(map(str, sorted(days))), _read_weekdays)
_TIME = _Field(lambda at: at.strftime("%H%M"), lambda text: time(_read_number(text[:2]), _read_number(text[2:])))

_PAGED: _Options = {"p": ("page", _POSITIVE)}
_PAPER = (("key", _PAPER_KEY),)
_CHANGES: _Options = {
    "i": ("include", _several(_Field(_write_topic, _read_topic))),
    "x": ("exclude", _several(_Field(_write_topic, _read_topic))),
    "o": ("sources", _several(_TEXT)),
    "n": ("count", _WHOLE),
    "v": ("min_votes", _WHOLE),
    "w": ("window_days", _WHOLE),
    "t": ("per_topic", _WHOLE),
    "s": ("summary", _one_of(SummaryMode)),
    "e": ("when_nothing", _one_of(WhenNothing)),
    "a": ("at", _TIME),
    "z": ("zone", _TEXT),
    "c": ("cadence", _one_of(Cadence)),
    "d": ("weekdays", _WEEKDAYS),
    "u": ("catch_up_days", _WHOLE),
    "h": ("patience_hours", _WHOLE),
    "l": ("layout", _one_of(Layout)),
    "m": ("managers", _one_of(Managers)),
    "r": ("mention", _TEXT),
}


def _write_options(record: object, options: _Options) -> list[str]:
    defaults = _DEFAULTS[type(record)]
    values = {letter: (getattr(record, name), defaults[name], form) for letter, (name, form) in options.items()}
    return [f"{letter}{form.write(value)}" for letter, (value, default, form) in values.items() if value != default]


def _read_options(parts: Iterable[str], options: _Options) -> dict[str, object]:
    given: dict[str, object] = {}
    for part in parts:
        name, form = options[part[:1]]
        given[name] = form.read(part[1:])
    return given


def _read_changes(text: str) -> Changes:
    given = _read_options(text.split(";") if text else [], _CHANGES)
    return Changes(**given)  # type: ignore[arg-type] # each value was read by its own field


_SETTINGS = (("changes", _Field(lambda changes: ";".join(_write_options(changes, _CHANGES)), _read_changes)),)

_FORMS = {
    form.made: form
    for form in (
        _Form("he", c.Help),
        _Form("td", c.Today),
        _Form("dy", c.Day, (("day", _DAY),), _PAGED),
        _Form("wk", c.Week, (("monday", _DAY),), _PAGED),
        _Form("mo", c.Month, (("first", _DAY),), _PAGED),
        _Form("tp", c.Top, (), {"d": ("days", _POSITIVE), "h": ("here", _FLAG), **_PAGED}),
        _Form(
            "se",
            c.Search,
            (("words", _TEXT),),
            {
                "a": ("author", _TEXT),
                "s": ("since", _DAY),
                "o": ("source", _TEXT),
                "r": ("sort", _one_of(SearchSort)),
                **_PAGED,
            },
        ),
        _Form("sh", c.Show, _PAPER),
        _Form("gl", c.Glance, _PAPER),
        _Form("si", c.Similar, _PAPER),
        _Form("ci", c.Cite, _PAPER),
        _Form("as", c.Ask, (("question", _TEXT), *_PAPER)),
        _Form("wy", c.Why, _PAPER),
        _Form("sv", c.Save, _PAPER),
        _Form("us", c.Unsave, _PAPER),
        _Form("sl", c.Saved, (), {"e": ("export", _one_of(ExportFormat)), **_PAGED}),
        _Form("vo", c.Vote, (("value", _Field(str, {"-1": -1, "0": 0, "1": 1}.__getitem__)), ("key", _PAPER_KEY))),
        _Form("su", c.Subscribe, _SETTINGS),
        _Form("sg", c.Settings, _SETTINGS),
        _Form("ed", c.Edit, _SETTINGS),
        _Form("em", c.Email, (("address", _TEXT), *_SETTINGS)),
        _Form("un", c.Unsubscribe),
        _Form("pv", c.Preview),
        _Form("pa", c.Pause, (), {"d": ("days", _POSITIVE)}),
        _Form("re", c.Resume),
        _Form("ho", c.Home),
        _Form("st", c.Status),
        _Form("dr", c.Doctor),
        _Form("fm", c.ForgetMe, (), {"y": ("confirmed", _FLAG)}),
    )
}
_BY_CODE = {form.code: form for form in _FORMS.values()}
_DEFAULTS: Mapping[type, Mapping[str, object]] = {
    kind: {each.name: each.default for each in fields(kind)} for kind in (*get_args(Command), Changes)
}


def _encode(command: Command) -> str:
    form = _FORMS[type(command)]
    needed = [kind.write(getattr(command, name)) for name, kind in form.needs]
    return "|".join([_VERSION + form.code, *needed, *_write_options(command, form.options)])


def _decode(text: str) -> Command:
    form = _BY_CODE[text[1 : 1 + _CODE]]
    needs = len(form.needs)
    # A key is written as it is, and is the last part of its command: it may hold anything but stays one part.
    head, *parts = text.split("|") if form.options else text.split("|", needs)
    if head != _VERSION + form.code or len(parts) < needs:
        raise ValueError(text)
    given = {name: kind.read(part) for (name, kind), part in zip(form.needs, parts, strict=False)}
    return form.made(**given, **_read_options(parts[needs:], form.options))
