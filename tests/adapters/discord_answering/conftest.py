import pytest

from tests.adapters.discord.person import Person
from tests.adapters.discord.state import Channel
from tests.adapters.discord_posting.conftest import ada, another_office, connected, discord, office
from tests.adapters.discord_posting.office import Office

__all__ = ["ada", "another_office", "connected", "discord", "office"]


@pytest.fixture
def bob(connected: Office) -> Person:
    """One who does not manage the server; Paperboy is connected."""
    return connected.guild.person("bob")


@pytest.fixture
def general(connected: Office) -> Channel:
    return connected.guild.channel("general")
