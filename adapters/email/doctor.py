"""What the doctor looks at in e-mail: whether the mail server answers, and lets us in."""

from collections.abc import Sequence

from adapters.email.errors import MailError, as_send_error
from adapters.email.smtp import Connections
from adapters.email.wiring import PLATFORM, Options
from bot.commands import Caller
from bot.document import Finding

_TERMINAL = "console"


class Doctor:
    """A check for ``Desk.checks``: for mailboxes, and for whoever sits at the terminal, who can mend it."""

    def __init__(self, connections: Connections, options: Options) -> None:
        self._connections = connections
        self._options = options

    async def __call__(self, caller: Caller) -> Sequence[Finding]:
        """One finding: what is wrong at the first step hides the rest."""
        if caller.destination.platform not in {PLATFORM, _TERMINAL}:
            return ()
        where = f"{self._options.host}:{self._options.port}"
        try:
            await self._connections.greet()
        except MailError as error:
            known = as_send_error(error)
            action = known.action or "Try again later."
            return (Finding(ok=False, what=f"The mail server {where} takes no mail: {known.code}.", action=(action,)),)
        told = f"The mail server {where} takes mail from {self._options.sender}."
        return (Finding(ok=True, what=told),)
