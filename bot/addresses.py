"""Mail addresses as we keep them: what somebody typed becomes one form, or a sentence that says what is wrong. PURE.

What comes out is one line of at most 254 ASCII characters without spaces, quotes or brackets, so that nothing else can
get into the head of a mail. A domain in another script is kept as mail servers know it (``xn--…``).
"""

import re
import unicodedata

from bot.errors import NotUnderstood

EMAIL = "email"
"""The platform whose channels are mail addresses: each a workspace of its own, and what it gets nobody else's."""
MAX_ADDRESS = 254
MAX_LOCAL = 64
_MAX_DOMAIN = 253

_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_DOTS = re.compile("[.\u3002\uff0e\uff61]")
"""What IDNA takes for the point between two parts of a domain."""
_LEFT_OPEN = frozenset("\u00df\u03c2\u200c\u200d")
"""Two versions of IDNA make different domains of these."""
_SCRIPTS_TOGETHER = (
    frozenset({"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"}),
    frozenset({"CJK", "HANGUL"}),
    frozenset({"CJK", "BOPOMOFO"}),
)
_LIKE_LATIN = frozenset("асԁеһіјӏорԛѕԝхуъЬҽпгкαικνορτυχ")
"""Letters of Cyrillic and Greek that a reader takes for Latin ones."""
_EXAMPLE = "For example: me@example.org"


def read_address(text: str) -> str:
    """The address that ``text`` is, also from ``<…>`` or ``mailto:…``.

    Upper case is kept before the @, where it may mean something, and nowhere else.

    Raises:
        NotUnderstood: it is none, or one that could be taken for another.
    """
    bare = text.strip().removeprefix("<").removesuffix(">")
    bare = bare[len("mailto:") :] if bare[:7].casefold() == "mailto:" else bare
    local, at, domain = bare.rpartition("@")
    if not at or not local or not domain:
        raise _none("That is no mail address.", _EXAMPLE)
    if len(local) > MAX_LOCAL or not _LOCAL.fullmatch(local):
        hint = "Before the @ stand at most 64 letters without accents, digits, points and a few signs."
        raise _none("That is no mail address that every mail server takes.", hint)
    address = f"{local}@{_domain(domain)}"
    if len(address) > MAX_ADDRESS:
        raise _none(f"A mail address has at most {MAX_ADDRESS} characters.", _EXAMPLE)
    return address


def mailbox(address: str) -> str:
    """What all spellings of an ``address`` have in common that lead to one person: without case and ``+tag``."""
    local, _, domain = address.rpartition("@")
    return f"{local.partition('+')[0].casefold() or local.casefold()}@{domain}"


def _domain(text: str) -> str:
    """As mail servers know it."""
    if any(unicodedata.category(character)[0] in "CZ" for character in text) or len(text) > _MAX_DOMAIN:
        raise _none("That is no mail address.", _EXAMPLE)
    labels = [_label(part) for part in _DOTS.split(text)]
    _not_misleading([_shown(label) for label in labels])
    domain = ".".join(labels)
    if len(labels) < 2 or labels[-1].isdigit() or len(domain) > _MAX_DOMAIN:  # noqa: PLR2004 - a name and what it is below
        raise _none("After the @ stands the name of a mail domain.", _EXAMPLE)
    return domain


def _label(part: str) -> str:
    if _LEFT_OPEN & set(part):
        raise _none("That domain can be written in two ways.", "Write it as mail servers know it: xn--…")
    try:
        label = part.encode("idna").decode("ascii").lower() if not part.isascii() else part.lower()
    except UnicodeError:
        label = ""
    if not _LABEL.fullmatch(label):
        raise _none("After the @ stands the name of a mail domain.", _EXAMPLE)
    return label


def _shown(label: str) -> str:
    """A part of a domain as a reader sees it."""
    if not label.startswith("xn--"):
        return label
    try:
        shown = label.encode("ascii").decode("idna")
    except UnicodeError:
        shown = ""
    if not shown or shown == label:
        raise _none("After the @ stands the name of a mail domain.", _EXAMPLE)
    return shown


def _not_misleading(labels: list[str]) -> None:
    """A domain that is easily taken for another one is how people are led astray."""
    for label in labels:
        scripts = {_script(character) for character in label if character.isalpha()}
        alike = not label.isascii() and labels[-1].isascii() and all(c in _LIKE_LATIN for c in label if c.isalpha())
        mixed = len(scripts) > 1 and not any(scripts <= together for together in _SCRIPTS_TOGETHER)
        if mixed or alike:
            told = "That domain has letters that look like others." if alike else "That domain mixes scripts."
            raise _none(told, "Such domains are easily taken for others; use another address.")


def _script(letter: str) -> str:
    return unicodedata.name(letter, "UNKNOWN").partition(" ")[0]


def _none(told: str, hint: str) -> NotUnderstood:
    return NotUnderstood(told, hint, "address")
