"""A person with a browser that knows no script, and a mail provider's machine: both over real HTTP."""

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

import aiohttp

from tests.adapters.email.office import BASE
from tests.adapters.web.validity import parsed, problems, text_of


@dataclass
class Page:
    """What came back, read as strictly as HTML asks."""

    status: int
    html: str
    headers: Any
    url: str

    @property
    def tree(self) -> Element:
        return parsed(self.html)

    @property
    def text(self) -> str:
        (main,) = self.tree.iter("main")
        return text_of(main)

    @property
    def forms(self) -> list["Form"]:
        return [Form.of(each) for each in self.tree.iter("form")]

    def form(self, button: str) -> "Form":
        (found,) = [form for form in self.forms if form.button == button]
        return found

    def about(self, name: str) -> str:
        """What is wrong with a field, in words."""
        return " ".join(text_of(each) for each in self.tree.iter("p") if each.get("id") == f"{name}-wrong")


@dataclass
class Form:
    """As it stands there: what a browser would send if the button were pressed now."""

    action: str
    button: str
    fields: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, element: Element) -> "Form":
        (button,) = element.iter("button")
        form = cls(element.get("action") or "", text_of(button))
        assert element.get("method") == "post"
        for each in element.iter():
            name = each.get("name")
            if name:
                form.fields.setdefault(name, []).extend(_values(each))
        return form

    def filled(self, **values: str | list[str]) -> list[tuple[str, str]]:
        given = {
            **self.fields,
            **{name: [value] if isinstance(value, str) else value for name, value in values.items()},
        }
        assert values.keys() <= self.fields.keys()
        return [(name, value) for name, several in given.items() for value in several]


def _values(element: Element) -> list[str]:
    match element.tag:
        case "input" if element.get("type") == "checkbox":
            return [element.get("value") or ""] if element.get("checked") is not None else []
        case "input":
            return [element.get("value") or ""]
        case "textarea":
            return [(element.text or "").removeprefix("\n")]
        case "select":
            options = list(element.iter("option"))
            chosen = [option for option in options if option.get("selected") is not None] or options[:1]
            return [option.get("value") or "" for option in chosen]
        case _:
            return []


class Browser:
    """Follows links of mails to where the pages really are here; every page must be sound."""

    def __init__(self, session: aiohttp.ClientSession, server: str) -> None:
        self.session = session
        self.server = server

    def here(self, url: str) -> str:
        """Our own links lead to the local server."""
        return self.server + url.removeprefix(BASE) if url.startswith((BASE, "/")) else url

    async def opens(self, url: str, **headers: str) -> Page:
        async with self.session.get(self.here(url), headers=headers) as answer:
            return await self._page(answer)

    async def presses(self, form: Form, *, headers: dict[str, str] | None = None, **values: str | list[str]) -> Page:
        data = aiohttp.FormData(form.filled(**values), charset="utf-8")
        async with self.session.post(self.here(form.action), data=data, headers=headers) as answer:
            return await self._page(answer)

    async def _page(self, answer: aiohttp.ClientResponse) -> Page:
        page = Page(answer.status, await answer.text(), answer.headers, str(answer.url))
        assert answer.content_type == "text/html"
        assert problems(page.html) == []
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert "Set-Cookie" not in answer.headers
        return page


def links_of(text: str, path: str) -> list[str]:
    """The links of ours in a mail's text that lead to ``path``."""
    return [url for url in re.findall(r"<(https?://[^>\s]+)>", text) if urlsplit(url).path == path]


def absolute(page: Page, href: str) -> str:
    return urljoin(page.url, href)
