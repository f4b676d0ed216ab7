"""What a mail server does wrong, once: it says no, says nothing, or is gone."""

from dataclasses import dataclass
from typing import Literal

Step = Literal["greeting", "EHLO", "AUTH", "MAIL", "RCPT", "DATA", "content"]


@dataclass(frozen=True)
class Fault:
    """``says`` is an answer; without one the server is silent, or ``drops`` the connection.

    ``stored``: the mail is delivered all the same; only where all of it has come (``content``).
    """

    says: str = ""
    drops: bool = False
    stored: bool = False
    hangs_up: bool = False

    @classmethod
    def answers(cls, says: str, *, stored: bool = False) -> "Fault":
        return cls(says, stored=stored, hangs_up=says.startswith("421"))

    @classmethod
    def dropped(cls, *, stored: bool = False) -> "Fault":
        return cls(drops=True, stored=stored)

    @classmethod
    def silent(cls, *, stored: bool = False) -> "Fault":
        return cls(stored=stored)
