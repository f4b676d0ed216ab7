"""What asking a model costs. Money is in millionths of the currency in which its prices are configured."""

from dataclasses import dataclass

MICROS = 1_000_000
"""Of one unit of the currency; also the number of tokens that a price is for."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Tokens in and out together, and money; also how much of both may be spent in a day."""

    tokens: int
    micros: int


@dataclass(frozen=True, slots=True)
class Spent:
    """What a workspace has spent on a day. ``held`` is reserved for calls that are not answered yet."""

    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    micros: int = 0
    held: Cost = Cost(0, 0)

    @property
    def tokens(self) -> int:
        """In and out together."""
        return self.tokens_in + self.tokens_out


@dataclass(frozen=True, slots=True)
class Prices:
    """Of a million tokens that a model reads, and of a million that it writes, in millionths of the currency."""

    tokens_in: int = 0
    tokens_out: int = 0

    def of(self, tokens_in: int, tokens_out: int) -> int:
        """Millionths of the currency, rounded up."""
        return -(-(tokens_in * self.tokens_in + tokens_out * self.tokens_out) // MICROS)
