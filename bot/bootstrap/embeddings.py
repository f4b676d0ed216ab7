"""Which model makes the vectors by which papers are compared."""

from bot.config import Embeddings
from bot.ports.meaning import Embedder
from bot.search.meaning import Model, own_model


def model_of(embeddings: Embeddings) -> Model:
    """The model of the configuration: an endpoint where there is one, else the one that comes with Paperboy."""
    if not embeddings.is_on:
        return own_model
    return lambda: _endpoint(embeddings)


def _endpoint(embeddings: Embeddings) -> Embedder:
    from bot.meaning.endpoint import Endpoint, Wiring

    return Endpoint(
        Wiring(
            base_url=embeddings.base_url,
            model=embeddings.model,
            dimensions=embeddings.dimensions,
            key=embeddings.api_key.get_secret_value() if embeddings.api_key else "",
            timeout=embeddings.timeout_seconds,
        )
    )
