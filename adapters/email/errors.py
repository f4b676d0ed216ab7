"""PURE: what goes wrong between us and the mail server, as what is certain about the mail.

A number is an answer: what was asked was not done. Until the whole mail has left, no answer is one too: a server sends
nothing of which it has not seen the end. Only after that, silence leaves it open.

The server's own words stay out: they name addresses. What is told is its number, and at which step it was said.
"""

import re
import ssl
from datetime import timedelta
from typing import Literal

from aiosmtplib import SMTPException, SMTPResponseException

from bot.errors import DestinationGone, OutcomeUnknown, Rejected, RetryLater, SendError, Throttled

Step = Literal["waiting", "connection", "login", "sender", "recipient", "data", "content"]
"""Where a mail is: in our own line, then word by word with the server; ``content`` once all of it has left."""

SOON, NOT_SO_SOON, BUSY = timedelta(minutes=1), timedelta(minutes=5), timedelta(seconds=30)
"""Until a connection may be had again; until a greylist, or a full server, has thought better of it; in line."""

_SAID = {
    "waiting": "in line",
    "connection": "at connecting",
    "login": "at AUTH",
    "sender": "at MAIL",
    "recipient": "at RCPT",
    "data": "at DATA",
    "content": "after DATA",
}
_RUNS = "Whoever runs Paperboy"
_ADDRESS = "The mail server says that there is no such mailbox. When there is, its page of settings sends papers again."
_ACTIONS = {
    "waiting": f"{_RUNS} may raise per_second, or look why the mail server is slow.",
    "connection": f"{_RUNS} looks at host, port and security of [email], and whether the mail server is up.",
    "login": f"{_RUNS} gives it a username and a password that the mail server takes.",
    "sender": f"{_RUNS} looks whether the mail server lets this account send as the configured sender.",
    "recipient": f"{_RUNS} looks whether the mail server lets this account send to other domains.",
    "data": f"{_RUNS} looks why the mail server takes no mail.",
    "content": "",
}
_CERTIFICATE = f"{_RUNS} looks at the certificate of the mail server: it is not one for this host that is trusted here."

_ENHANCED = re.compile(r"\s*([245])\.([0-9]{1,3})\.([0-9]{1,3})\b")
_OURS = frozenset({500, 501, 502, 503, 504, 530, 534, 535, 538})
"""At RCPT these are about us: what was said in which order, and whether we have logged in."""
_SYNTAX = 501
_CLOSING, _THROTTLING = 421, 454
_TEMPORARY, _PERMANENT = range(400, 500), range(500, 600)
_RATE = re.compile(r"\brate|throttl|too (many|fast)|limit", re.IGNORECASE)
_POLICY, _MAILBOX, _NO_MAILBOX = 7, 1, (2, 1)
"""Of the enhanced codes (RFC 3463): x.7.x is policy, x.1.x the address, x.2.1 a mailbox that takes nothing."""


class MailError(Exception):
    """A mail was not taken, or nobody knows: at which ``step``, and ``why`` as the library has it."""

    def __init__(self, step: Step, why: Exception) -> None:
        super().__init__(f"{step}: {type(why).__name__}")
        self.step = step
        self.why = why


def as_send_error(error: MailError) -> SendError:
    """What is certain about the mail."""
    answer = _answer(error.why)
    if answer is None:
        return _silence(error)
    if answer.code in _TEMPORARY:
        return _later(error.step, answer)
    if answer.code in _PERMANENT:
        return _refused(error.step, answer)
    return _silence(error)


def known(error: Exception) -> str | None:
    """The error's code for the log; ``None`` for one that is a bug of ours."""
    if isinstance(error, MailError):
        return as_send_error(error).code
    return error.code if isinstance(error, SendError) else None


class _Answer:
    """What the server said: its number, and the enhanced one where it gave that."""

    def __init__(self, code: int, words: str) -> None:
        self.code = code
        self.words = words
        found = _ENHANCED.match(words)
        self.subject, self.detail = (int(found[2]), int(found[3])) if found else (0, 0)
        self.enhanced = found[0].strip() if found else ""

    def at(self, step: Step) -> str:
        """For the ledger, as in "550 5.1.1 at RCPT"."""
        return " ".join(filter(None, (str(self.code), self.enhanced, _SAID[step])))

    @property
    def no_mailbox(self) -> bool:
        """Whether it certainly speaks of the address, and not of us."""
        return self.subject == _MAILBOX or (self.subject, self.detail) == _NO_MAILBOX


def _answer(why: Exception) -> _Answer | None:
    if isinstance(why, SMTPResponseException) and (why.code in _TEMPORARY or why.code in _PERMANENT):
        return _Answer(why.code, str(why.message))
    return None


def _silence(error: MailError) -> SendError:
    """No answer, or none that can be read."""
    step, why = error.step, error.why
    if step == "content":
        return OutcomeUnknown(f"no answer {_SAID[step]}")
    if isinstance(_root(why), ssl.SSLError):
        return RetryLater("certificate not trusted", SOON, _CERTIFICATE)
    if step == "waiting":
        return RetryLater("no connection was free", BUSY, _ACTIONS[step])
    if isinstance(why, SMTPException) and not isinstance(why, OSError | TimeoutError):
        return RetryLater(f"the mail server does not do what is configured, {_SAID[step]}", SOON, _ACTIONS[step])
    return RetryLater(f"no answer {_SAID[step]}", SOON, _ACTIONS[step])


def _root(error: BaseException) -> BaseException:
    while error.__cause__ is not None:
        error = error.__cause__
    return error


def _later(step: Step, answer: _Answer) -> SendError:
    """It is not taken now, says the server itself."""
    code = answer.at(step)
    if step == "login":
        return RetryLater(code, NOT_SO_SOON, _ACTIONS[step])
    rated = answer.code == _THROTTLING or answer.subject == _POLICY
    if rated and _RATE.search(answer.words):
        return Throttled(code, BUSY, everywhere=True)
    return RetryLater(code, SOON if answer.code == _CLOSING else NOT_SO_SOON)


def _refused(step: Step, answer: _Answer) -> SendError:
    """Not now and not later. What the configuration is to blame for must not cost anybody their subscription."""
    code = answer.at(step)
    match step:
        case "recipient" if not _about_us(answer):
            return DestinationGone(code, _ADDRESS)
        case "content" | "data" if answer.no_mailbox:
            return DestinationGone(code, _ADDRESS)
        case "content" | "data":
            return Rejected(code)
        case _:
            return RetryLater(code, NOT_SO_SOON, _ACTIONS[step])


def _about_us(answer: _Answer) -> bool:
    """Whether a refused recipient is one that we may not write to, and not one that does not exist."""
    if answer.no_mailbox:
        return False
    return answer.subject == _POLICY or (answer.code in _OURS and (answer.code != _SYNTAX or not answer.enhanced))
