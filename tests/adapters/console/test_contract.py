from io import StringIO
from pathlib import Path

import pytest

from adapters.console.adapter import ConsoleAdapter
from adapters.console.journal import Journal
from bot.model import Destination
from tests.adapters.contract import AdapterContract, Stage
from tests.builders import ELSEWHERE, HERE
from tests.fakes import FakeClock


class TestConsole(AdapterContract):
    @pytest.fixture
    def stage(self, tmp_path: Path) -> Stage:
        clock = FakeClock()

        def started() -> ConsoleAdapter:
            return ConsoleAdapter(tmp_path, clock, "UTC", StringIO())

        def seen(channel: Destination) -> list[str]:
            return [post.text for post in Journal(tmp_path).posts(channel)]

        return Stage(started(), HERE, ELSEWHERE, clock, seen, started)
