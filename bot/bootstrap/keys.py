"""The keys with which this installation seals what it keeps and gives away."""

from collections.abc import Sequence

from pydantic import SecretStr


def keys(secret: SecretStr | None) -> Sequence[str]:
    """The newest first."""
    text = secret.get_secret_value() if secret else ""
    return [key.strip() for key in text.split(",") if key.strip()]
