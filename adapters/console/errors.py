"""PURE: what the terminal and its journal can do wrong, as our four kinds."""

import errno
from datetime import timedelta

from bot.errors import DestinationGone, OutcomeUnknown, RetryLater, SendError

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_BUSY = frozenset({errno.EAGAIN, errno.EINTR, errno.EMFILE, errno.ENFILE})


def before_writing(error: OSError) -> SendError:
    """The journal could not be opened: certainly nothing was posted."""
    if error.errno in _BUSY:
        return RetryLater("journal_busy", timedelta(seconds=5))
    return DestinationGone("journal_unwritable", f"Make {error.filename} writable, then resume.")


def while_writing(error: OSError) -> SendError:
    """The journal was open; a full disk tells that the line is not whole, anything else leaves it open."""
    if error.errno in _FULL:
        return RetryLater("disk_full", timedelta(minutes=5), "Make room on the disk.")
    return OutcomeUnknown("journal_write_failed")
