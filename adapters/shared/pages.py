"""The shell of every page that Paperboy serves: head, navigation, search box, foot; and the files that it loads.

Everything is escaped by Jinja; what is ``Markup`` already was made by a template or by ``adapters.shared.html``. No
page has a script or a style of its own: the content security policy that goes with each allows only our own files.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from aiohttp import web
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from adapters.shared.html import words

NAME = "Paperboy"
STATIC = "/static/"
_TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
_POLICY = (
    "default-src 'none'",
    "style-src 'self'",
    "script-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
)
SECURITY: Mapping[str, str] = MappingProxyType(
    {
        "Content-Security-Policy": "; ".join(_POLICY),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }
)
"""Goes with everything that a browser is sent."""


@dataclass(frozen=True, slots=True)
class Way:
    """Where a page leads to: words, and a path of this server; ``here`` for the page itself."""

    words: str
    path: str
    here: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """What a page tells machines. ``feeds`` are words and paths; ``indexed``: search engines may keep it."""

    description: str = ""
    canonical: str = ""
    feeds: tuple[tuple[str, str], ...] = ()
    indexed: bool = True


def page(
    title: str,
    body: Markup,
    *,
    nav: Sequence[Way] = (),
    foot: Sequence[Way] = (),
    root: str = "",
    head: Head = Head(),
    search: str | None = None,
) -> str:
    """A whole page around ``body``, which begins with its own ``<h1>``.

    ``root`` is the path below which a proxy serves us, without a slash at its end; every path here is below it.
    ``search`` is what stands in the search box; without it there is no box.
    """
    template = environment("adapters.shared").get_template("page.html")
    shown = {"title": title, "body": body, "nav": nav, "foot": foot, "root": root, "head": head, "search": search}
    return template.render(shown)


@cache
def environment(package: str) -> Environment:
    """The templates of ``package``, and the shared ones; all of them escape what they are given."""
    loaders = [PackageLoader(name) for name in dict.fromkeys((package, "adapters.shared"))]
    made = Environment(
        loader=ChoiceLoader(loaders),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalized,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals.update(name=NAME, static=static)
    return made


def _finalized(value: object) -> object:
    """Nothing gets into a page that may not stand in one, whoever wrote the template."""
    return words(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def respond(text: str, status: int = 200, headers: Mapping[str, str] = MappingProxyType({})) -> web.Response:
    """A page for one person, that nobody keeps: the answer to a form. ``headers`` come beside ``SECURITY``."""
    kept = {**SECURITY, "Cache-Control": "no-store", **headers}
    return web.Response(text=text, status=status, content_type="text/html", charset="utf-8", headers=kept)


def static(name: str) -> str:
    """The path of one of our own files; another one whenever it changes, so that browsers keep it for ever."""
    return STATIC + _hashed()[name]


def static_routes() -> list[web.RouteDef]:
    """Serves the files that pages load. Whoever puts the server together adds them once."""
    return [web.get(STATIC + "{name}", _static)]


async def _static(request: web.Request) -> web.Response:
    found = _files().get(request.match_info["name"])
    if found is None:
        raise web.HTTPNotFound(headers=SECURITY)
    body, content_type = found
    kept = {**SECURITY, "Cache-Control": "public, max-age=31536000, immutable"}
    return web.Response(body=body, content_type=content_type, charset="utf-8", headers=kept)


@cache
def _files() -> Mapping[str, tuple[bytes, str]]:
    """By name with hash: what it holds, and of which type it is."""
    folder = files("adapters.shared") / "static"
    return {
        hashed: ((folder / name).read_bytes(), _TYPES[name.rpartition(".")[2]]) for name, hashed in _hashed().items()
    }


@cache
def _hashed() -> Mapping[str, str]:
    """By name: name with a hash of what is in it."""
    folder = files("adapters.shared") / "static"
    return {each.name: _named(each.name, each.read_bytes()) for each in folder.iterdir()}


def _named(name: str, body: bytes) -> str:
    stem, _, ending = name.rpartition(".")
    return f"{stem}-{hashlib.blake2s(body, digest_size=6).hexdigest()}.{ending}"
