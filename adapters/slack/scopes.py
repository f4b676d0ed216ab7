"""What the app must be allowed to do, and what it may be allowed besides."""

SCOPES = (
    "chat:write",
    "commands",
    "channels:read",
    "groups:read",
    "im:write",
    "reactions:read",
    "users:read",
)
"""Posting (where Paperboy was invited: nobody is surprised by a bot that nobody asked in), the slash command, names and
membership of channels, messages to one person, thumbs, and a person's own time zone."""
HISTORY_SCOPES = ("channels:history", "groups:history")
"""To look for a post whose answer was lost. It lets the app read messages, so it is a choice: without it such a post is
held, and a person decides."""
FILES_SCOPES = ("files:write",)
"""To send a long export as a file."""
UNFURL_SCOPES = ("links:read", "links:write")
"""To show what a pasted link leads to."""
OPTIONAL_SCOPES = (*HISTORY_SCOPES, *FILES_SCOPES, *UNFURL_SCOPES)


def asked_scopes(*, history: bool, unfurl: bool) -> tuple[str, ...]:
    """What an installation asks for."""
    return (*SCOPES, *FILES_SCOPES, *(HISTORY_SCOPES if history else ()), *(UNFURL_SCOPES if unfurl else ()))
