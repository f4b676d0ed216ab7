"""What the web face is given: where it is, what it may show, and what it leads to."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal
from urllib.parse import urlsplit

from bot.compose.words import Voice

Permalinks = Literal["off", "public", "signed"]
"""Posted digests are shown to nobody; to all who know their key; to whom a signed link was given."""


@dataclass(frozen=True)
class Options:
    """``[web]`` of the configuration. ``base_url`` is what readers type, with the path below which a proxy serves us.

    ``zone`` is that of times. ``sign_up``: the form of ``adapters.email`` is served beside us. ``add`` are words and
    addresses by which Paperboy is added to a workspace.
    """

    base_url: str
    voice: Voice
    permalinks: Permalinks = "off"
    zone: str = "UTC"
    sign_up: bool = False
    add: tuple[tuple[str, str], ...] = ()

    @cached_property
    def site(self) -> str:
        """``base_url`` without a slash at its end."""
        return self.base_url.rstrip("/")

    @cached_property
    def root(self) -> str:
        """The path of ``base_url``: every link within a page begins with it."""
        return urlsplit(self.site).path
