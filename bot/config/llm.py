"""Every key of the model that writes summaries, on when its endpoint is set; ``config.example.toml`` says the rest."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from bot.config.values import ModelEndpoint, endpoint_contradictions
from bot.model import SummaryMode
from bot.model.spending import MICROS, Cost, Prices

ModelLanguage = Literal[
    "English", "German", "French", "Spanish", "Italian", "Portuguese", "Dutch", "Polish", "Turkish", "Russian",
    "Chinese", "Japanese", "Korean", "Arabic", "Hindi",
]  # fmt: skip
"""Those that can be told from one another: an answer in another one is not shown."""
_MOST_TOKENS = 1_000_000_000
Money = Annotated[float, Field(ge=0, le=1_000_000)]


class Llm(ModelEndpoint):
    """What writes summaries and answers questions, and what may be spent on it."""

    language: ModelLanguage = "English"
    timeout_seconds: Annotated[float, Field(ge=1, le=120)] = 20.0
    max_tokens: Annotated[int, Field(ge=50, le=20_000)] = 400
    daily_tokens: Annotated[int, Field(ge=0, le=_MOST_TOKENS)] = 200_000
    daily_money: Money = 1.0
    price_in: Money = 0.0
    price_out: Money = 0.0

    @property
    def prices(self) -> Prices:
        """Of a million tokens."""
        return Prices(round(self.price_in * MICROS), round(self.price_out * MICROS))

    @property
    def allowed(self) -> Cost:
        """What each workspace may spend in a day."""
        return Cost(self.daily_tokens, round(self.daily_money * MICROS))


def llm_contradictions(llm: Llm, default: SummaryMode) -> Iterator[str]:
    """A sentence for each pair of keys that are good alone and not together; ``default`` is that of new channels."""
    yield from endpoint_contradictions("llm", llm, "; see docs/llm.md")
    if default == "model" and not llm.is_on:
        yield 'defaults.summary: is "model", and there is none. Set llm.base_url and llm.model; see docs/llm.md.'
