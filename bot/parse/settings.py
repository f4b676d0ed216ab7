"""The words after ``subscribe`` and ``settings``: topics first of all, and how and when to post. PURE.

``diffusion, "language models", -survey cat:cs.CL author:Hinton at 9:30 mon,wed,fri tz Europe/Berlin count 7``:
words up to a comma, an ``and`` or the next setting are one topic; a minus excludes; ``name:value``, ``name=value`` and,
where nothing else can be meant, ``name value`` set something. What is quoted is a topic whatever it says.
"""

import re
from collections import deque
from collections.abc import Collection, Sequence

from bot.bounds import MAX_TOPICS
from bot.categories import ARCHIVES, find_category, nearest_category
from bot.commands import Changes
from bot.errors import NotUnderstood
from bot.model import Topic, TopicKind
from bot.nearest import nearest
from bot.parse.options import ALIASES, NONE, OPTIONS, TOPIC_KINDS, Option
from bot.parse.timing import TIMING_WORDS, read_timing
from bot.parse.words import unquoted
from bot.spoken import read_time, read_weekdays
from bot.zones import find_zone, nearest_zone

MAX_TOPIC = 80

_ASSIGNMENT = re.compile(r"(?P<minus>-?)(?P<name>[a-z][a-z-]*)[:=](?P<value>.*)", re.IGNORECASE | re.DOTALL)
_CLOCK = re.compile(r"\d{1,2}:\d\d(?:[ap]m)?|\d{1,2}[ap]m", re.IGNORECASE | re.ASCII)
_HALVES = frozenset({"am", "pm", "a.m.", "p.m.", "a.m", "p.m"})
_SEPARATORS = frozenset({"and", "&", "+", ","})
_FILLERS = frozenset({"to", "about", "for", "on", "topics", "topic", "papers", "with"})
_NEGATIONS = frozenset({"not", "without", "except", "exclude", "excluding"})
RESERVED = _SEPARATORS | _FILLERS | _NEGATIONS | TIMING_WORDS
"""Words that are no topic unless they are quoted."""


def read_changes(tokens: Sequence[str], sources: Collection[str]) -> Changes:
    """What a person wants different; ``sources`` are the names that exist.

    Raises:
        NotUnderstood: names the setting that makes no sense, and an example that does.
    """
    return _Reading(_with_whole_lists(tokens), sources).changes()


def _with_whole_lists(tokens: Sequence[str]) -> list[str]:
    """``mon, wed, fri`` as the one token ``mon,wed,fri``, in which short names are days and no topics."""
    joined: list[str] = []
    for token in tokens:
        if joined and joined[-1].endswith(",") and all(read_weekdays(part) for part in (joined[-1], token)):
            joined[-1] += token
        else:
            joined.append(token)
    return joined


class _Reading:
    """One pass over the tokens. ``_run`` holds the words of the topic that is being read."""

    def __init__(self, tokens: Sequence[str], sources: Collection[str]) -> None:
        self._left = deque(tokens)
        self._sources = sources
        self._values: dict[str, object] = {}
        self._topics: dict[str, list[Topic] | None] = {"include": None, "exclude": None}
        self._run: list[str] = []
        self._negated = False

    def changes(self) -> Changes:
        while self._left:
            self._step(self._left.popleft())
        self._end_run()
        topics = {name: tuple(found) for name, found in self._topics.items() if found is not None}
        return Changes(**self._values, **topics)  # type: ignore[arg-type] # each value was read by its own option

    def _step(self, token: str) -> None:
        bare = token.rstrip(",")
        if bare.removeprefix("-").startswith('"'):
            self._end_run()
            self._add("exclude" if bare.startswith("-") else "include", Topic("text", unquoted(bare.removeprefix("-"))))
        elif bare and not (self._assignment(bare) or self._spaced(bare) or self._alone(bare)):
            self._words(bare)
        if bare != token:
            self._end_run()

    def _assignment(self, token: str) -> bool:
        found = _ASSIGNMENT.fullmatch(token)
        if not found:
            return False
        self._end_run()
        name = found["name"].casefold()
        if name not in ALIASES and name not in TOPIC_KINDS:
            raise _no_setting(token, name)
        value = found["value"] or (self._left.popleft().rstrip(",") if self._left else "")
        where = "exclude" if found["minus"] else "include"
        if name in TOPIC_KINDS:
            self._add(where, _topic(TOPIC_KINDS[name], unquoted(value)))
        elif ALIASES[name] in self._topics:
            self._list_topics("exclude" if found["minus"] else ALIASES[name], value)
        else:
            self._set(OPTIONS[ALIASES[name]], value)
        return True

    def _list_topics(self, where: str, value: str) -> None:
        if unquoted(value).casefold() in NONE:
            self._topics[where] = []
            return
        for quote, plain in re.findall(r'"([^"]*)"|([^,"]+)', value):
            if topic := quote.strip() or plain.strip():
                self._add(where, Topic("text", quote.strip()) if quote else _of_words(topic))

    def _spaced(self, token: str) -> bool:
        name = ALIASES.get(token.casefold())
        upcoming = self._left[0].rstrip(",") if self._left else ""
        if name in self._topics and upcoming.casefold() in NONE:
            self._left.popleft()
            self._topics[name] = []
            return True
        option = OPTIONS.get(name or "")
        if not option or not option.likely(token.casefold(), upcoming, self._sources):
            return False
        self._end_run()
        token = self._left.popleft()
        self._set(option, token.rstrip(","))
        return True

    def _set(self, option: Option, value: str) -> None:
        upcoming = self._left[0].rstrip(",").casefold() if self._left else ""
        if option.name == "at" and upcoming in _HALVES:
            value += self._left.popleft().rstrip(",")
        elif option.name == "tz" and upcoming and not find_zone(value) and nearest_zone(f"{value} {upcoming}"):
            value += f" {self._left.popleft().rstrip(',')}"
        elif upcoming in option.units:
            self._left.popleft()
        elif option.name == "sources":
            value = self._all_sources(value)
        self._values[option.field] = option.read(unquoted(value), self._sources)

    def _all_sources(self, value: str) -> str:
        """A list goes on behind ``, `` as long as there are names of sources."""
        while self._left and self._left[0].rstrip(",").casefold() in self._sources:
            value += f",{self._left.popleft().rstrip(',')}"
        return value

    def _alone(self, token: str) -> bool:
        values = self._time_or_zone(token) or read_timing(token, self._left)
        if values is None:
            return False
        self._end_run()
        both = [days for days in (self._values.get("weekdays"), values.get("weekdays")) if isinstance(days, frozenset)]
        self._values |= values
        if both:
            self._values["weekdays"] = frozenset().union(*both)
        return True

    def _time_or_zone(self, token: str) -> dict[str, object] | None:
        if _CLOCK.fullmatch(token) and (at := read_time(token)):
            return {"at": at}
        zone = find_zone(token) if "/" in token else None
        return {"zone": zone} if zone else None

    def _words(self, token: str) -> None:
        for part in re.split("(,)", token):
            word = part.casefold()
            if word in _SEPARATORS:
                self._end_run()
            elif word in _NEGATIONS and not self._run:
                self._negated = True
            elif part and not (word in _FILLERS and not self._run and self._left):
                self._begin_or_go_on(part)

    def _begin_or_go_on(self, word: str) -> None:
        if word.startswith("-") and len(word) > 1:
            self._end_run()
            self._negated = True
            word = word[1:]
        self._run.append(word)

    def _end_run(self) -> None:
        run, self._run = self._run, []
        where = "exclude" if self._negated else "include"
        if run:
            self._negated = False
            self._add(where, _of_words(" ".join(run)))

    def _add(self, where: str, topic: Topic) -> None:
        if not topic.value:
            return
        if len(topic.value) > MAX_TOPIC:
            raise NotUnderstood(f"A topic has at most {MAX_TOPIC} characters.", "Put a comma between two topics.")
        topics = self._topics[where] or []
        if topic not in topics:
            topics.append(topic)
        if len(topics) > MAX_TOPICS:
            raise NotUnderstood(
                f"That is more than {MAX_TOPICS} topics.", "A category such as cs.CL says more in less."
            )
        self._topics[where] = topics


def _of_words(phrase: str) -> Topic:
    """A category where the words can be nothing else (``cs.CL``, ``hep-th``; ``math`` is a word), else text."""
    archive, dot, _ = phrase.casefold().partition(".")
    if " " not in phrase and archive in ARCHIVES and (dot or "-" in archive):
        return _topic("category", phrase)
    return Topic("text", phrase)


def _topic(kind: TopicKind, value: str) -> Topic:
    if kind != "category":
        return Topic(kind, value)
    category = find_category(value)
    if category is None:
        near = nearest_category(value)
        hint = f"Did you mean {near}?" if near else "For example: cat:cs.CL"
        raise NotUnderstood(f'There is no arXiv category "{value}".', hint)
    return Topic(kind, category)


def _no_setting(token: str, name: str) -> NotUnderstood:
    near = nearest(name, [*ALIASES, *TOPIC_KINDS])
    hint = (
        f"Did you mean {near}:{token[len(name) + 1 :]}?" if near else f'If it is a topic, put it in quotes: "{token}"'
    )
    return NotUnderstood(f'There is no setting "{name}".', hint)
