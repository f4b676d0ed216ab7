"""What the adapter is given: the mail server, who sends, and where its pages are."""

from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

PLATFORM = "email"
SIGN_UP, CONFIRM, SETTINGS, UNSUBSCRIBE = "/email", "/email/confirm", "/email/settings", "/email/unsubscribe"
"""The pages. All but the first need the token of a link, in ``TOKEN``."""
TOKEN = "t"  # noqa: S105 - the name of a field

Security = Literal["starttls", "tls", "none"]
"""A connection that becomes encrypted (port 587), one that is from its first byte (465), or none: for this machine."""


@dataclass(frozen=True, slots=True)
class Options:
    """``[email]`` of the configuration, and what of ``[web]`` mails lead to.

    ``timeout``: seconds that one mail may take until the server has it, half of them in line for a connection; less
    than deliveries wait for us, so that what becomes of it is known here. ``list_id`` is like a domain; without one
    it is made of the sender's. ``base_url`` is where our pages are; ``face``: papers have pages there too.
    """

    sender: str
    host: str
    sender_name: str = "Paperboy"
    port: int = 587
    security: Security = "starttls"
    username: str = ""
    password: str = field(default="", repr=False)
    per_second: int = 5
    timeout: float = 20.0
    list_id: str = ""
    base_url: str = ""
    face: bool = False

    @property
    def domain(self) -> str:
        """That of the sender."""
        return self.sender.rpartition("@")[2]

    @property
    def root(self) -> str:
        """The path below which a proxy serves our pages, without a slash at its end."""
        return urlsplit(self.base_url).path.rstrip("/")
