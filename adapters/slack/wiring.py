"""What the adapter is given: addresses, secrets, and who may manage."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

PLATFORM = "slack"
EVERYONE, ADMINS = "everyone", "admins"
EVENTS = "/slack/events"
"""Commands, buttons and events all arrive here; Bolt tells them apart, after it has checked the signature."""
INSTALL, CALLBACK = "/slack/install", "/slack/oauth_redirect"
"""Where somebody adds Paperboy to a workspace, and comes back to."""

Mode = Literal["socket", "http", "oauth"]
"""One workspace over a websocket, one over HTTP, or many over HTTP."""


@dataclass(frozen=True, slots=True)
class Options:
    """``[slack]`` of the configuration. ``managers``: ``everyone``, ``admins``, ids of users."""

    mode: Mode
    bot_token: str = field(default="", repr=False)
    app_token: str = field(default="", repr=False)
    signing_secret: str = field(default="", repr=False)
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    api_base_url: str = "https://slack.com/api/"
    authorize_url: str = "https://slack.com/oauth/v2/authorize"
    public_url: str = ""
    command: str = "/papers"
    managers: Sequence[str] = (EVERYONE,)
    unfurl: bool = False
