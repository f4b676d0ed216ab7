"""E-mail, put together: the adapter, its words, and the pages on which people sign up and change what they get.

What needs the libraries of the extra is imported where it is made.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from adapters.email.wiring import Options
from bot.bootstrap.web import libraries
from bot.config import Settings

if TYPE_CHECKING:
    from aiohttp.web import RouteDef

    from adapters.email.adapter import EmailAdapter
    from bot.bootstrap import App

MANAGERS = "whoever reads that mailbox"
_PAGE = "the settings page"
SPELLING: Mapping[str, str] = {
    "settings": _PAGE,
    "settings count:7 min:10 at 9:30 weekdays": _PAGE,
    "settings min:0": _PAGE,
    'settings "language models", agents': _PAGE,
    "resume": _PAGE,
    "subscribe": "signing up",
    'subscribe diffusion, "language models", -survey at 9:30': "signing up with topics",
}
"""Nobody can type in a mail: a command is a page there."""
_NEEDED = frozenset({"aiosmtplib", "jinja2", "markupsafe", "cryptography"})
_MISSING = "email: email.host is set, and its libraries are not installed. Install it: pip install 'paperboy[email]'"


def options(settings: Settings) -> Options:
    """What the adapter needs of the configuration."""
    email = settings.email
    return Options(
        sender=email.sender,
        host=email.host,
        sender_name=email.sender_name,
        port=email.its_port,
        security=email.security,
        username=email.username,
        password=email.password.get_secret_value() if email.password else "",
        per_second=email.per_second,
        timeout=email.timeout_seconds,
        list_id=email.its_list_id,
        base_url=settings.web.site,
        face=settings.web.face,
    )


def adapter(app: "App") -> "EmailAdapter":
    """The adapter.

    Raises:
        ConfigError: the extra is not installed.
    """
    with libraries(_MISSING, _NEEDED):
        from adapters.email.adapter import EmailAdapter

    return EmailAdapter(options(app.settings), app.links, app.clock)


def routes(app: "App") -> "list[RouteDef]":
    """The pages on which people sign up, confirm, change and end it."""
    with libraries(_MISSING, _NEEDED):
        from adapters.email.listeners import EmailWeb
    from bot.bootstrap import CHAT_PREFIX

    return EmailWeb(options(app.settings), app.language, app.links, app.answerer(CHAT_PREFIX)).routes()
