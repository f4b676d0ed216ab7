"""What the sections of the configuration are made of: the base of a section, and values that are checked."""

from collections.abc import Iterator
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr

AUTO = "auto"
OFF = "off"


def listed(value: object) -> object:
    """The environment has no lists: commas stand in."""
    return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


def web_address(value: str) -> str:
    """``value``, if it is one.

    Raises:
        ValueError: it is none, or holds a password.
    """
    try:
        parts = urlsplit(value)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good, parts = False, urlsplit("")
    if not good or any(character.isspace() for character in value):
        raise ValueError("must be a web address. Write it with http:// or https:// in front.")
    if parts.username or parts.password:
        raise ValueError("holds a name or a password. Leave out what stands before the @.")
    return value


WebAddress = Annotated[str, AfterValidator(web_address)]


class Section(BaseModel):
    """One table of the file. Frozen; a key that does not exist is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, hide_input_in_errors=True)


def _endpoint(value: str) -> str:
    return OFF if value.casefold() == OFF else web_address(value)


class ModelEndpoint(Section):
    """One model behind an OpenAI-compatible endpoint, on when that is set."""

    base_url: Annotated[str, AfterValidator(_endpoint)] = OFF
    model: Annotated[str, Field(max_length=100, pattern=r"^[\x21-\x7e]*$")] = ""
    api_key: SecretStr | None = None

    @property
    def is_on(self) -> bool:
        """Whether there is such a model."""
        return self.base_url != OFF


def endpoint_contradictions(section: str, endpoint: ModelEndpoint, more: str = "") -> Iterator[str]:
    """A sentence for each pair of keys of ``section`` that are good alone and not together.

    ``more`` follows where a model is missing: what to read, say.
    """
    if not endpoint.is_on:
        if endpoint.model or endpoint.api_key:
            yield f"{section}.base_url: is off, and there is a model or a key. Set the endpoint, or unset them."
    elif not endpoint.model:
        yield f"{section}.model: is missing. Set the name by which the endpoint knows the model{more}."
