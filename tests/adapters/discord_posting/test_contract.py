"""The contract of every adapter, with the real discord.py against the local Discord."""

from collections.abc import AsyncIterator

import pytest

from bot.model import Destination
from tests.adapters.contract import AdapterContract, Stage
from tests.adapters.discord.shown import shown
from tests.adapters.discord_posting.office import Office

BUTTON = "\n[Help]"
"""Carries the key where a document has no button of its own."""


class TestDiscord(AdapterContract):
    @pytest.fixture
    async def stage(self, office: Office) -> AsyncIterator[Stage]:
        general, random = office.guild.channel("general"), office.guild.channel("random")
        channels = {office.place(channel): channel for channel in (general, random)}
        others = []

        def seen(to: Destination) -> list[str]:
            return [shown(message).removesuffix(BUTTON) for message in channels[to].messages]

        def restarted():
            others.append(office.another())
            return others[-1]

        here, there = office.place(general), office.place(random)
        yield Stage(office.adapter, here, there, office.clock, seen, restarted, merges_repeats=True)
        for other in others:
            await other.disconnect()
