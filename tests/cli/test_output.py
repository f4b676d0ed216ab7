from pathlib import Path

import pytest
import structlog

from bot.bootstrap import App, load_settings
from bot.cli.output import log_aside
from bot.errors import UserError


@pytest.fixture
def app(home: Path) -> App:
    del home
    return App(load_settings(None))


def test_a_log_aside_stands_beside_the_database_and_not_on_the_terminal(app: App, capsys: pytest.CaptureFixture[str]):
    with log_aside(app) as path:
        structlog.get_logger("x").warning("behind_the_scenes")

    assert path.name == "paperboy.log"
    assert "behind_the_scenes" in path.read_text()
    assert capsys.readouterr() == ("", "")


def test_afterwards_errors_are_told_on_the_terminal_again(app: App, capsys: pytest.CaptureFixture[str]):
    with log_aside(app):
        pass
    structlog.get_logger("x").error("too_late")

    assert "too_late" in capsys.readouterr().err


def test_a_log_that_cannot_be_written_is_one_clear_sentence(app: App, home: Path):
    (home / "paperboy.log").mkdir()

    with pytest.raises(UserError, match=r"paperboy.log cannot be written"), log_aside(app):
        pass
