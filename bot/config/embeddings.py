"""Every key of the model that makes vectors in place of Paperboy's own; ``config.example.toml`` says the rest."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr

from bot.config.values import OFF, Section, web_address


def _endpoint(value: str) -> str:
    return OFF if value.casefold() == OFF else web_address(value)


class Embeddings(Section):
    """One model behind an OpenAI-compatible endpoint."""

    base_url: Annotated[str, AfterValidator(_endpoint)] = OFF
    model: Annotated[str, Field(max_length=100, pattern=r"^[\x21-\x7e]*$")] = ""
    api_key: SecretStr | None = None
    dimensions: Annotated[int, Field(ge=8, le=4096)] = 256
    timeout_seconds: Annotated[float, Field(ge=0.1, le=60)] = 5.0

    @property
    def is_on(self) -> bool:
        """Whether there is such a model."""
        return self.base_url != OFF


def embeddings_contradictions(embeddings: Embeddings) -> Iterator[str]:
    """A sentence for each pair of keys that are good alone and not together."""
    if not embeddings.is_on:
        if embeddings.model or embeddings.api_key:
            yield "embeddings.base_url: is off, and there is a model or a key. Set the endpoint, or unset them."
    elif not embeddings.model:
        yield "embeddings.model: is missing. Set the name by which the endpoint knows the model."
