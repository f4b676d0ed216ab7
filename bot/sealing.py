"""Encrypts what must not be readable in a database or a back-up of it: the tokens of workspaces."""

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from bot.errors import ConfigError, StorageError

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

MADE_WITH = "Make one: paperboy slack key."


class Sealer:
    """Seals with the first of ``keys``, opens with any: so a key is changed by putting a new one before it.

    Fernet (AES-128-CBC with HMAC-SHA256, from the package ``cryptography``) also tells when what it opens was changed.

    Raises:
        ConfigError: there is no key, or one that is none; when it is first used.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        self._keys = tuple(keys)

    @cached_property
    def _fernet(self) -> "MultiFernet":
        from cryptography.fernet import Fernet, MultiFernet  # noqa: PLC0415 - an extra; only who keeps tokens has it

        if not self._keys:
            raise ConfigError([f"encryption_key: is missing. {MADE_WITH}"])
        try:
            return MultiFernet([Fernet(key) for key in self._keys])
        except ValueError as error:
            raise ConfigError([f"encryption_key: is no key. {MADE_WITH}"]) from error

    def seal(self, text: str) -> str:
        """``text``, unreadable; different each time."""
        return self._fernet.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        """What was sealed.

        Raises:
            StorageError: with another key, or it was changed.
        """
        from cryptography.fernet import InvalidToken  # noqa: PLC0415 - likewise

        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken as error:
            told = "The database holds a token that PAPERBOY_ENCRYPTION_KEY does not open."
            raise StorageError(
                f"{told} Put the key that it was sealed with behind the new one, after a comma."
            ) from error


def new_key() -> str:
    """A key that nobody else has."""
    from cryptography.fernet import Fernet  # noqa: PLC0415 - likewise

    return Fernet.generate_key().decode()
