"""The contract of every adapter, with the real discord.py against the local Discord."""

import pytest

from bot.model import Destination
from tests.adapters.contract import AdapterContract, Stage
from tests.adapters.discord.shown import shown
from tests.adapters.discord_posting.office import Office

BUTTON = "\n[Help]"
"""Carries the key where a document has no button of its own."""


class TestDiscord(AdapterContract):
    @pytest.fixture
    def stage(self, office: Office) -> Stage:
        general, random = office.guild.channel("general"), office.guild.channel("random")
        channels = {office.place(channel): channel for channel in (general, random)}

        def seen(to: Destination) -> list[str]:
            return [shown(message).removesuffix(BUTTON) for message in channels[to].messages]

        here, there = office.place(general), office.place(random)
        return Stage(office.adapter, here, there, office.clock, seen, office.another, merges_repeats=True)
