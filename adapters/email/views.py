"""PURE. The pages on which people sign up for mails, confirm it, change what comes, and end it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup

from adapters.email.links import Links as Pages
from adapters.email.links import Way
from adapters.email.settings import LONGEST, Filled, choices, filled
from adapters.email.wiring import SETTINGS, SIGN_UP, TOKEN, UNSUBSCRIBE, Options
from adapters.shared import html
from adapters.shared.pages import Head, environment, page
from adapters.shared.pages import Way as Link
from bot.document import Bullets, Code, Document, Form, Paragraph

_MAIN = frozenset({"address", "include", "count", "cadence", "weekdays", "at", "zone"})
"""Fields that stand there at once; the others have to be unfolded."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A form as it is shown: what stands in it, and what is wrong there. ``trouble`` is about no field of it."""

    form: Form
    filled: Filled | None = None
    wrong: Mapping[str, str] = field(default_factory=dict)
    trouble: Document | None = None


class Views:
    """Makes the pages of one installation."""

    def __init__(self, options: Options) -> None:
        self._root = options.root
        self._face = options.face
        self._pages = Pages(options.base_url if options.face else "")

    def sign_up(self, shown: Shown) -> str:
        """The form for somebody new."""
        return self._page("Papers by mail", "signup.html", {**self._fields(shown), "action": self.path(SIGN_UP)})

    def settings(self, address: str, token: str, current: Document, shown: Shown, said: Document | None = None) -> str:
        """What an address gets, to be changed; ``current`` tells how it is, ``said`` what was just done."""
        given = {
            **self._fields(shown),
            "address": address,
            "shown": current,
            "said": said,
            "action": self.path(SETTINGS, token),
            "end": self.path(UNSUBSCRIBE, token),
        }
        return self._page("Settings", "settings.html", given)

    def button(self, title: str, told: Sequence[str], label: str, action: str, name: str) -> str:
        """A page that does nothing until somebody presses its one button: programs that follow links press none."""
        given = {"title": title, "told": told, "label": label, "action": action, "name": name}
        return self._page(title, "button.html", given)

    def said(self, document: Document, ways: Sequence[Way] = ()) -> str:
        """What was done, or why it was not."""
        given = {"title": document.title, "told": self._body(document), "ways": ways}
        return self._page(document.title, "said.html", given)

    def path(self, path: str, token: str = "") -> str:
        """One of our paths, for whoever holds ``token``."""
        return f"{self._root}{path}?{urlencode({TOKEN: token})}" if token else f"{self._root}{path}"

    def _fields(self, shown: Shown) -> dict[str, Any]:
        stands = shown.filled or filled(shown.form)
        return {
            "one": stands.one,
            "several": stands.several,
            "wrong": shown.wrong,
            "trouble": shown.trouble,
            "opened": bool(shown.wrong.keys() - _MAIN),
            "sources": _sources(shown.form),
            "choices": choices,
            "longest": LONGEST,
            "body": self._body,
        }

    def _body(self, document: Document) -> Markup:
        """What of a document makes sense here: no buttons, and nothing that is to be typed in a chat."""
        blocks = tuple(block for block in document.blocks if isinstance(block, Bullets) or _is_told(block))
        return html.document(Document(document.title, blocks), self._pages.page)

    def _page(self, title: str, template: str, given: Mapping[str, Any]) -> str:
        body = Markup(environment("adapters.email").get_template(template).render(given))  # noqa: S704 - escaped by it
        by_mail = Link("By mail", SIGN_UP, here=template == "signup.html")
        nav = (*((Link("Papers", "/"),) if self._face else ()), by_mail)
        return page(title, body, nav=nav, root=self._root, head=Head(indexed=False))


def _is_told(block: object) -> bool:
    return isinstance(block, Paragraph) and not any(isinstance(span, Code) for span in block.spans)


def _sources(form: Form) -> Sequence[tuple[str, str]]:
    """Those that can be chosen, and those that are chosen and cannot be any more."""
    enabled = dict(form.sources)
    return [
        *enabled.items(),
        *((name, f"{name} (not here any more)") for name in form.values.sources or () if name not in enabled),
    ]
