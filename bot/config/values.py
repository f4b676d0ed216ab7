"""What the sections of the configuration are made of: the base of a section, and values that are checked."""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict

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
