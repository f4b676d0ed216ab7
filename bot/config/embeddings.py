"""Every key of the model that makes vectors in place of Paperboy's own; ``config.example.toml`` says the rest."""

from typing import Annotated

from pydantic import Field

from bot.config.values import ModelEndpoint


class Embeddings(ModelEndpoint):
    """What makes vectors."""

    dimensions: Annotated[int, Field(ge=8, le=4096)] = 256
    timeout_seconds: Annotated[float, Field(ge=0.1, le=60)] = 5.0
