"""PURE: the address at which Paperboy is added to a server, with what it needs and nothing else."""

from urllib.parse import urlencode

from discord import Permissions

from adapters.discord.permissions import INVITED

AUTHORIZE = "https://discord.com/oauth2/authorize"
SCOPES = ("bot", "applications.commands")


def asked_permissions() -> int:
    """As Discord counts them: one bit each."""
    return Permissions(**dict.fromkeys(INVITED, True)).value


def invite(application_id: str) -> str:
    """Opened in a browser, it asks for a server to add the application to."""
    query = {"client_id": application_id, "scope": " ".join(SCOPES), "permissions": asked_permissions()}
    return f"{AUTHORIZE}?{urlencode(query)}"
