"""Where Paperboy was added by a workspace's own people, and with which token."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Installation:
    """Paperboy in one workspace of a platform.

    ``token`` is what it speaks with there; where tokens are rotated, it is worthless after ``expires_at`` and
    ``refresh_token`` gets the next one. ``bot_id`` and ``bot_user_id`` are the platform's ids of Paperboy itself.
    """

    platform: str
    workspace: str
    name: str
    token: str = field(repr=False)
    bot_id: str
    bot_user_id: str
    scopes: tuple[str, ...]
    installed_by: str
    installed_at: datetime
    refresh_token: str | None = field(default=None, repr=False)
    expires_at: datetime | None = None
