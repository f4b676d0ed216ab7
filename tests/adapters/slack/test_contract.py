"""The contract of every adapter, with Slack's real client against the local Slack."""

from collections.abc import AsyncIterator

import pytest

from bot.model import Destination
from tests.adapters.contract import AdapterContract, Stage
from tests.adapters.slack.office import Office
from tests.adapters.slack.shown import shown


class TestSlack(AdapterContract):
    @pytest.fixture
    async def stage(self, office: Office) -> AsyncIterator[Stage]:
        general, random = office.team.channel("general"), office.team.channel("random")
        channels = {office.place(channel): channel for channel in (general, random)}
        others = []

        def seen(to: Destination) -> list[str]:
            return [shown(message) for message in channels[to].messages]

        def restarted():
            others.append(office.another())
            return others[-1]

        yield Stage(office.adapter, office.place(general), office.place(random), office.clock, seen, restarted)
        for other in others:
            await other.disconnect()
