"""PURE: what Slack calls views (modals and the home tab), made and read; and the counts on a message's buttons."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from adapters.shared.settings import as_typed, one_line
from adapters.slack import render
from adapters.slack.blocks import SECTION, heading
from adapters.slack.settings_state import Filled, State, field_of, held, problems, read_settings
from adapters.slack.settings_view import (
    FIT,
    OPTION_LIMIT,
    SETTING,
    SETTINGS,
    TITLE_LIMIT,
    Block,
    View,
    choice,
    field,
    fit_block,
    option,
    plain,
    settings,
    text_element,
)
from bot.commands import Command, SearchSort
from bot.document import Document
from bot.model import PaperKey
from bot.text import shorten

__all__ = [
    "SEARCH",
    "SETTING",
    "SETTINGS",
    "Filled",
    "as_typed",
    "details",
    "field_of",
    "fit_block",
    "home",
    "loading",
    "problems",
    "read_search",
    "read_settings",
    "relabelled",
    "search",
    "settings",
    "with_fit",
    "zones",
]

SEARCH = "search"
BLOCKS = 100
MOST_ZONES = 100
_SORTS: Mapping[SearchSort, str] = {"relevance": "the best match first", "new": "the newest", "votes": "the most voted"}
_KEPT = (
    *("type", "title", "blocks", "close", "submit", "private_metadata", "callback_id", "external_id"),
    *("clear_on_close", "notify_on_close"),
)
"""What of a view that Slack sends may be sent back to it."""
SEPARATOR = " · "
MOST_WORDS = 300
QUOTE = '"'


def loading(title: str) -> View:
    """A modal that is there at once, until there is something to show."""
    return _modal(title, [{"type": "section", "text": plain("Looking…")}])


def details(document: Document, encode: Callable[[Command], str]) -> View:
    """A document as a modal; a title that is too long for the modal's own line, or all there is, stands in the text."""
    body = render.body(document, encode, BLOCKS - 1)
    return _modal(document.title, [*_title(document.title, alone=not body), *body])


def home(document: Document, encode: Callable[[Command], str]) -> View:
    """A document as somebody's home tab."""
    return {"type": "home", "blocks": [heading(document.title), *render.body(document, encode, BLOCKS - 1)]}


def with_fit(view: Mapping[str, Any], fit: str = "", problem: str = "") -> View:
    """The settings that are open, with other words below the filters; what was typed stays.

    ``fit`` as in ``Form.fit``; or ``problem``, a sentence that tells why nothing can be said.
    """
    told = fit_block(fit, problem)
    blocks = [told if block.get("block_id") == FIT else block for block in view["blocks"]]
    return {name: view[name] for name in _KEPT if view.get(name) not in (None, "")} | {"blocks": blocks}


def zones(names: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """Time zones to choose from, as the answer to what is being typed."""
    return {"options": [option(name, name) for name in names[:MOST_ZONES] if len(name) <= OPTION_LIMIT]}


def search() -> View:
    """What to search for: words, or all of an author, or all since a day."""
    since: Block = {"type": "datepicker", "action_id": SETTING}
    words = text_element("", "diffusion language models") | {"max_length": MOST_WORDS}
    blocks = [
        field("words", "Words", words, optional=True),
        field("author", "Author", text_element("", "Hinton"), optional=True),
        field("since", "Since", since, optional=True),
        field("sort", "Order", choice(_SORTS, "relevance")),
    ]
    return _modal("Search papers", blocks) | {
        "callback_id": SEARCH,
        "submit": plain("Search"),
        "close": plain("Cancel"),
    }


def read_search(state: State) -> str:
    """What was filled in, as it is typed behind the word "search".

    The filters go first, so that nothing that is typed into the words (a quote that is never closed) reaches them.
    """
    author = held(state, "author").get("value")
    since = held(state, "since").get("selected_date")
    sort = (held(state, "sort").get("selected_option") or {}).get("value")
    filters = (
        f'author:"{one_line(author.replace(QUOTE, " "))}"' if author and author.replace(QUOTE, " ").strip() else "",
        f"since:{since}" if since else "",
        f"sort:{sort}" if sort and sort != "relevance" else "",
    )
    return " ".join(filter(None, (*filters, one_line(held(state, "words").get("value") or ""))))


def relabelled(
    blocks: Sequence[Mapping[str, Any]],
    votes: Mapping[PaperKey, tuple[int, int]],
    decode_key: Callable[[str], tuple[PaperKey, int] | None],
) -> list[dict[str, Any]] | None:
    """The blocks of a posted message with its counts as they are now; ``None`` where they are already right.

    ``votes``: for and against; a paper that is not in it keeps its labels. ``decode_key`` gives the paper and the
    direction of a button that votes, ``None`` for any other.
    """

    def anew(element: Mapping[str, Any]) -> dict[str, Any]:
        told = dict(element)
        for name in ("elements", "options"):
            if isinstance(element.get(name), list):
                told[name] = [anew(each) for each in element[name]]
        if isinstance(element.get("accessory"), Mapping):
            told["accessory"] = anew(element["accessory"])
        vote = decode_key(element["value"]) if isinstance(element.get("value"), str) else None
        if vote and vote[1] and vote[0] in votes:
            count = votes[vote[0]][0 if vote[1] > 0 else 1]
            told["text"] = {**element["text"], "text": _label(element["text"]["text"], count)}
        return told

    now = [anew(block) for block in blocks]
    return None if now == list(blocks) else now


def _label(label: str, count: int) -> str:
    """As in "👍 Useful · 3"; without a number where there is nothing to count."""
    words, separator, number = label.rpartition(SEPARATOR)
    base = words if separator and number.isdecimal() else label
    added = len(render.counted("", count))
    return render.counted(shorten(base, OPTION_LIMIT - added), count)


def _modal(title: str, blocks: Iterable[Block]) -> View:
    return {"type": "modal", "title": plain(title, TITLE_LIMIT), "close": plain("Close"), "blocks": list(blocks)}


def _title(title: str, *, alone: bool) -> Iterator[Block]:
    """Slack takes no modal without any block."""
    if alone or plain(title, TITLE_LIMIT) != plain(title, SECTION):
        yield {"type": "section", "text": plain(title, SECTION)}
