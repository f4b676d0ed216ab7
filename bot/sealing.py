"""Encrypts what must not be readable in a database or a back-up of it, and what is given away to be brought back."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cached_property
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

from bot.errors import ConfigError, StorageError

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

MADE_WITH = "Make one: paperboy slack key."
_KEY = re.compile("[A-Za-z0-9+/_-]{43}=")


def is_key(text: str) -> bool:
    """Whether it is 32 bytes in base64, and nothing after them, which Fernet itself would not notice."""
    return _KEY.fullmatch(text) is not None


class Sealer:
    """Seals with the first of ``keys``, opens with any: so a key is changed by putting a new one before it.

    Fernet (AES-128-CBC with HMAC-SHA256, from the package ``cryptography``) also tells when what it opens was changed.

    Raises:
        ConfigError: there is no key, one that is none, or nothing to encrypt with; when it is first used.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        self._keys = tuple(keys)

    @cached_property
    def fernet(self) -> "MultiFernet":
        """What does the work."""
        if not self._keys:
            raise ConfigError([f"encryption_key: is missing. {MADE_WITH}"])
        if not all(map(is_key, self._keys)):
            raise ConfigError([f"encryption_key: is no key. {MADE_WITH}"])
        fernet = _library()
        made: MultiFernet = fernet.MultiFernet([fernet.Fernet(key) for key in self._keys])
        return made

    def seal(self, text: str) -> str:
        """``text``, unreadable; different each time."""
        return self.fernet.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        """What was sealed.

        Raises:
            StorageError: with another key, or it was changed.
        """
        fernet = self.fernet
        try:
            return fernet.decrypt(sealed.encode()).decode()
        except _library().InvalidToken as error:
            told = "The database holds a token that PAPERBOY_ENCRYPTION_KEY does not open."
            raise StorageError(
                f"{told} Put the key that it was sealed with behind the new one, after a comma."
            ) from error


class Tokens:
    """Texts that are given away, in links, and come back: nobody else can read, change or make one. Keys as ``Sealer``.

    One that was made for one purpose is none for another. Made of letters, digits, ``-``, ``_`` and ``=``.

    Raises:
        ConfigError: as ``Sealer``.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        self._sealer = Sealer(keys)

    def issue(self, purpose: str, text: str, now: datetime) -> str:
        """A token that holds ``text``; another one each time."""
        return self._sealer.fernet.encrypt_at_time(_marked(purpose, text), int(now.timestamp())).decode()

    def read(self, purpose: str, token: str, now: datetime, ttl: timedelta | None = None) -> str | None:
        """What the token holds; ``None`` where it is none, for another purpose, or older than ``ttl``."""
        fernet, at = self._sealer.fernet, int(now.timestamp())
        try:
            sealed = token.encode("ascii")
            held = fernet.decrypt_at_time(sealed, int(ttl.total_seconds()), at) if ttl else fernet.decrypt(sealed)
        except (_library().InvalidToken, UnicodeEncodeError):
            return None
        mark = _marked(purpose, "")
        return held[len(mark) :].decode() if held.startswith(mark) else None


def _marked(purpose: str, text: str) -> bytes:
    return f"{purpose}\0{text}".encode()


def new_key() -> str:
    """A key that nobody else has."""
    key: bytes = _library().Fernet.generate_key()
    return key.decode()


def _library() -> ModuleType:
    """Belongs to an extra; only who keeps tokens needs it.

    Raises:
        ConfigError: it is not installed.
    """
    try:
        return import_module("cryptography.fernet")
    except ModuleNotFoundError as error:
        missing = "encryption_key: needs a library that is not installed."
        raise ConfigError([f"{missing} Install it with: pip install 'paperboy[slack]', or [email]."]) from error
