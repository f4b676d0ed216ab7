"""Every error of ours, each of which names the next action.

::

    PaperboyError
    ├── UserError            a person can mend it; becomes a private document
    │   ├── NotUnderstood        the text is no command, or an argument makes no sense
    │   ├── NotFound             the paper, subscription or delivery does not exist
    │   └── NotAllowed           the caller may not do this here
    ├── ConfigError          all mistakes of a configuration at once
    ├── SourceError          a source did not give what was asked
    │   ├── SourceUnavailable    try again later: time-out, 429, 5xx
    │   └── SourceChanged        it answered, but not in a form we can read
    ├── StorageError         the database cannot be opened or is of another version
    └── SendError            raised by an adapter's ``send``; says what is certain
        ├── RetryLater           certainly not accepted: send again after ``after``
        │   └── Throttled            because we post too fast
        ├── DestinationGone      nothing can be posted there until a person acts
        ├── ThreadGone           what it belongs under was deleted: the rest is not wanted
        ├── Rejected             the platform refused our payload: a bug of ours
        └── OutcomeUnknown       it left, no answer came: it may or may not be posted; ask again later
            └── CannotTell           nor will the platform ever tell: a person has to look
"""

from collections.abc import Sequence
from datetime import timedelta


class PaperboyError(Exception):
    """The root; ``str()`` is a sentence that can be shown to the person who runs Paperboy."""


class UserError(PaperboyError):
    """A person can mend it.

    Attributes:
        message: one sentence, what is wrong.
        hint: one sentence, what to do next; may be empty.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(f"{message} {hint}".strip())
        self.message = message
        self.hint = hint


class NotUnderstood(UserError):
    """The text is no command, or one of its arguments makes no sense.

    Attributes:
        field: the setting that makes no sense, as ``commands.Changes`` names it; empty where it is none.
    """

    def __init__(self, message: str, hint: str = "", field: str = "") -> None:
        super().__init__(message, hint)
        self.field = field


class NotFound(UserError):
    """What was asked for does not exist, or not in this workspace."""


class NotAllowed(UserError):
    """The caller may not do this here; the hint says who may."""


class ConfigError(PaperboyError):
    """Every mistake of a configuration, each a sentence that begins with its key path."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class SourceError(PaperboyError):
    """A source did not give what was asked.

    Attributes:
        source: the source's name.
        message: one line for a person, without the source's name.
    """

    def __init__(self, source: str, message: str) -> None:
        super().__init__(f"{source}: {message}")
        self.source = source
        self.message = message


class SourceUnavailable(SourceError):
    """Nothing is wrong with us: try again, not before ``after`` if that is given."""

    def __init__(self, source: str, message: str, after: timedelta | None = None) -> None:
        super().__init__(source, message)
        self.after = after


class SourceChanged(SourceError):
    """The source answered in a form that cannot be read; trying again will not help by itself."""


class StorageError(PaperboyError):
    """The database cannot be opened, is newer than this Paperboy, or cannot be migrated."""


class SendError(PaperboyError):
    """Raised by an adapter's ``send``; the class says what is certain about the message.

    Attributes:
        code: the platform's own word for it, for the ledger (``channel_not_found``); no text of a person.
        action: one sentence, what a person should do; empty where nobody can do anything.
    """

    def __init__(self, code: str, action: str = "") -> None:
        super().__init__(f"{code}. {action}".strip() if action else code)
        self.code = code
        self.action = action


class RetryLater(SendError):
    """The platform has certainly not accepted the message; send it again after ``after``."""

    def __init__(self, code: str, after: timedelta, action: str = "") -> None:
        super().__init__(code, action)
        self.after = after


class Throttled(RetryLater):
    """We post too fast (429): wait ``after`` with this destination, or with all of them (``everywhere``)."""

    def __init__(self, code: str, after: timedelta, action: str = "", *, everywhere: bool = False) -> None:
        super().__init__(code, after, action)
        self.everywhere = everywhere


class DestinationGone(SendError):
    """Channel deleted or archived, bot removed, token revoked: pause, and tell who set it up."""


class ThreadGone(SendError):
    """The message in whose thread it belongs was deleted; the channel is there as before."""


class Rejected(SendError):
    """The platform refused the payload itself; the next digest may well be accepted."""


class OutcomeUnknown(SendError):
    """The request left, and no answer or a 5xx came back: ask the platform before sending again."""


class CannotTell(OutcomeUnknown):
    """Raised by ``find``: this platform has no way to tell whether a message was posted, now or later."""
