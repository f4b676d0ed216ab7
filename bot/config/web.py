"""Every key of the web server and of the pages that it serves; ``config.example.toml`` says what each is for."""

from collections.abc import Iterator
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator

from bot.config.values import AUTO, OFF, Section, web_address

MetricsFor = Literal["loopback", "all", "off"]
Permalinks = Literal["off", "public", "signed"]
_EVERYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104 - nobody is listened to here


def _listen(value: str) -> str:
    if value.casefold() == OFF:
        return OFF
    try:
        address = urlsplit(f"//{value}")
        good = bool(address.hostname and address.port) and f"{address.hostname}:{address.port}" == _bare(value)
    except ValueError:
        good = False
    if not good:
        raise ValueError('must be an address and a port. Write it as "127.0.0.1:8080", or "off".')
    return value


def _bare(value: str) -> str:
    """An address without the brackets of IPv6, as ``urlsplit`` has it."""
    return value.lower().replace("[", "").replace("]", "")


def _base_url(value: str) -> str:
    if value.casefold() == AUTO:
        return AUTO
    parts = urlsplit(web_address(value))
    if parts.query or parts.fragment:
        raise ValueError("has something behind its path. Leave out what begins with ? or #.")
    return value.rstrip("/")


class Web(Section):
    """The one HTTP server of an installation: health, readiness, metrics, and pages for readers."""

    listen: Annotated[str, AfterValidator(_listen)] = OFF
    metrics: MetricsFor = "loopback"
    face: bool = False
    base_url: Annotated[str, AfterValidator(_base_url)] = AUTO
    permalinks: Permalinks = "off"

    @property
    def address(self) -> tuple[str, int] | None:
        """Host and port; ``None`` when there is no server."""
        if self.listen == OFF:
            return None
        parts = urlsplit(f"//{self.listen}")
        return parts.hostname or "", parts.port or 0

    @property
    def site(self) -> str:
        """What readers type, without a slash at its end."""
        return f"http://{self.listen}" if self.base_url == AUTO else self.base_url

    @property
    def is_nowhere(self) -> bool:
        """Whether nobody has said where readers find it, and it cannot be guessed."""
        return self.base_url == AUTO and (self.address is None or self.address[0] in _EVERYWHERE)


def web_contradictions(web: Web, *, sealed: bool) -> Iterator[str]:
    """A sentence for each pair of keys that are good alone and not together; ``sealed``: there is a key."""
    shown = web.face or web.permalinks != "off"
    if web.face and web.address is None:
        yield 'web.listen: is off, and web.face is on. Set an address such as "127.0.0.1:8080".'
    elif shown and web.is_nowhere:
        yield 'web.base_url: is auto, and nobody can open web.listen. Set what readers type, such as "https://papers.example.org".'
    if web.permalinks != "off" and not web.face:
        yield 'web.face: is off, and web.permalinks lead to it. Set face = true, or permalinks = "off".'
    if web.permalinks != "off" and not sealed:
        yield "encryption_key: is missing, and signs links to digests. Make one: paperboy slack key."
