"""How many mails strangers may have us send: nobody's mailbox is filled through us. Of this process, in memory."""

from collections import deque
from datetime import datetime, timedelta

from bot.errors import UserError

SPAN = timedelta(hours=1)
PER_ADDRESS = 3
PER_ASKER = 10
IN_ALL = 100


class SignUpLimits:
    """Counts what was asked for within the last hour: by address, by who asked, and in all, which bounds its memory."""

    def __init__(self) -> None:
        self._taken: deque[tuple[datetime, str, str]] = deque()

    def take(self, address: str, asker: str, now: datetime) -> None:
        """One mail more, to ``address``, because ``asker`` wants it; what is refused is not counted.

        Raises:
            UserError: that would be too many.
        """
        while self._taken and not timedelta() <= now - self._taken[0][0] < SPAN:
            self._taken.popleft()
        to_address = sum(address == other for _, other, _ in self._taken)
        by_asker = sum(asker == other for _, _, other in self._taken)
        if to_address >= PER_ADDRESS or by_asker >= PER_ASKER or len(self._taken) >= IN_ALL:
            raise UserError("That was asked for too often within an hour.", "Look into your mail, or try again later.")
        self._taken.append((now, address, asker))
