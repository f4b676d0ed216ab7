"""PURE. A mail as bytes: its head, a plain part and one of HTML.

The library of Python does this too, in ten times the time, and folds long links into what no mail program reads.
"""

import binascii
import re
from collections.abc import Sequence
from email.header import Header
from email.utils import formataddr

from bot.text import clean

CRLF = "\r\n"
MOST_LINE = 900
"""Characters of a line of the head; a server may refuse a thousand."""
_WIDTH = 76
_LOOKS_ENCODED = "=?"
_NAME = re.compile("[A-Za-z-]+")
_ENDING = re.compile(r"\r\n|\r|\n")

Fields = Sequence[tuple[str, str]]


def letter(head: Fields, text: str, html: str, mark: str) -> bytes:
    """A whole mail. ``mark`` makes the line between its parts; it is made of letters and digits."""
    boundary = f"=_{mark}"  # what is quoted-printable never holds "=_"
    kind = ("Content-Type", f'multipart/alternative; boundary="{boundary}"')
    lines = [field(*each) for each in (*head, ("MIME-Version", "1.0"), kind)]
    parts = (_part(boundary, "plain", text), _part(boundary, "html", html))
    return (CRLF.join(lines) + CRLF * 2 + "".join(parts) + f"--{boundary}--{CRLF}").encode("ascii")


def field(name: str, value: str) -> str:
    """One line of the head, or one that is folded; nothing that ``value`` holds can begin another.

    Raises:
        ValueError: it is too long for a line that may not be folded.
    """
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name of a field")
    flat = one_line(value)
    if flat.isascii() and _LOOKS_ENCODED not in flat:
        shown = flat
    elif name in {"From", "To"}:
        shown = flat  # ``mailbox`` has encoded what is not ASCII
    else:
        shown = Header(flat, "utf-8", header_name=name, maxlinelen=_WIDTH).encode(linesep=CRLF)
    if max(map(len, shown.split(CRLF))) > MOST_LINE:
        raise ValueError(f"{name} is too long")
    return f"{name}: {shown}"


def mailbox(name: str, address: str) -> str:
    """As in ``Paperboy <papers@example.org>``; a name is quoted or encoded where it has to be."""
    return formataddr((one_line(name), address), "utf-8")


def one_line(text: str) -> str:
    """Without anything that could end a line, or be seen by nobody."""
    return " ".join(clean(text).split())


def _part(boundary: str, kind: str, text: str) -> str:
    head = (field("Content-Type", f'text/{kind}; charset="utf-8"'), "Content-Transfer-Encoding: quoted-printable")
    quoted = binascii.b2a_qp(text.encode(), istext=True).decode("ascii")
    return CRLF.join((f"--{boundary}", *head, "", _ENDING.sub(CRLF, quoted), ""))
