"""The model, put together: the endpoint, the till that pays for it, and who has it write."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.commands import Caller
from bot.config import Llm
from bot.document import Finding
from bot.errors import ConfigError

if TYPE_CHECKING:
    from bot.bootstrap import App
    from bot.summarizers.model.answers import Answers
    from bot.summarizers.model.client import Wiring
    from bot.summarizers.model.scribe import Scribe
    from bot.summarizers.model.till import Till

_MISSING = "llm: llm.base_url is set, and its library is not installed. Install it: pip install 'paperboy[llm]'"


@dataclass(frozen=True, slots=True)
class Model:
    """One model, and what uses it; all pay at the same till."""

    till: "Till"
    scribe: "Scribe"
    answers: "Answers"

    async def check(self, caller: Caller) -> Sequence[Finding]:
        """How it is, for the doctor."""
        return [await self.till.examined((caller.destination.platform, caller.destination.workspace))]


def wiring(llm: Llm) -> "Wiring":
    """What the endpoint is told."""
    from bot.summarizers.model.client import Wiring

    return Wiring(
        base_url=llm.base_url,
        model=llm.model,
        key=llm.api_key.get_secret_value() if llm.api_key else "",
        timeout=llm.timeout_seconds,
        max_tokens=llm.max_tokens,
    )


def model(app: "App") -> Model:
    """The model of the configuration.

    Raises:
        ConfigError: the extra is not installed.
    """
    try:
        from bot.summarizers.model.client import Endpoint
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] == "openai":
            raise ConfigError([_MISSING]) from error
        raise
    from bot.summarizers.extractive import Extractive
    from bot.summarizers.model.answers import Answers
    from bot.summarizers.model.scribe import Scribe
    from bot.summarizers.model.till import Till

    llm = app.settings.llm
    endpoint = Endpoint(wiring(llm))
    till = Till(endpoint, app.store.spending, llm.prices, llm.allowed, app.clock, app.watching.meter)
    scribe = Scribe(till, app.store.summaries, Extractive(), llm.language)
    return Model(till, scribe, Answers(till, llm.language))
