"""What the adapter is given: addresses, the token, and what an installation wants different."""

from dataclasses import dataclass, field
from typing import Literal

PLATFORM = "discord"
DIRECT = "@me"
"""The workspace of a conversation between one person and us, as Discord's own addresses call it."""

Shards = Literal["one", "auto"] | int
"""One connection; as many as Discord recommends; or so many."""


@dataclass(frozen=True, slots=True)
class Options:
    """``[discord]`` of the configuration.

    ``gateway_url`` is empty where Discord itself is to be asked; ``zone`` is that of people, whose own Discord does not
    tell; ``embeds``: older embeds in the place of components.
    """

    token: str = field(repr=False)
    api_base_url: str = "https://discord.com/api/v10"
    gateway_url: str = ""
    shards: Shards = "one"
    zone: str = "UTC"
    embeds: bool = False
