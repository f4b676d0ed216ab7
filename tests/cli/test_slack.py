"""Setting Slack up at the terminal: the manifest alone on the standard output, and keys."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot.sealing import Sealer, is_key
from tests.cli.conftest import Paperboy

PUBLIC = "https://papers.example.org"


def test_the_manifest_is_all_that_is_printed(paperboy: Paperboy):
    outcome = paperboy("slack", "manifest")
    assert (outcome.code, outcome.err) == (0, "")
    made = json.loads(outcome.out)
    assert made["settings"]["socket_mode_enabled"]
    assert made["features"]["slash_commands"][0]["command"] == "/papers"


def test_the_manifest_is_that_of_the_configuration(paperboy: Paperboy, home: Path):
    (home / "config.toml").write_text('[slack]\ncommand = "/reading"\nunfurl = true\n', encoding="utf-8")
    made = json.loads(paperboy("slack", "manifest").out)
    assert made["features"]["slash_commands"][0]["command"] == "/reading"
    assert "links:read" in made["oauth_config"]["scopes"]["bot"]


def test_over_http_the_manifest_has_the_public_address(paperboy: Paperboy, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PAPERBOY_SLACK__PUBLIC_URL", f"{PUBLIC}/")
    settings = json.loads(paperboy("slack", "manifest", "--http").out)["settings"]
    assert settings["event_subscriptions"]["request_url"] == f"{PUBLIC}/slack/events"


def test_without_a_public_address_there_is_no_manifest_for_http(paperboy: Paperboy):
    outcome = paperboy("slack", "manifest", "--http")
    assert (outcome.code, outcome.out) == (2, "")
    assert "slack.public_url" in outcome.err


def test_reading_channels_is_asked_for_only_when_wanted(paperboy: Paperboy, monkeypatch: pytest.MonkeyPatch):
    assert "channels:history" not in paperboy("slack", "manifest").out
    monkeypatch.setenv("PAPERBOY_SLACK__HISTORY", "true")
    assert "channels:history" in paperboy("slack", "manifest").out


def test_a_manifest_needs_and_makes_no_database(paperboy: Paperboy, home: Path):
    assert paperboy("slack", "manifest").code == 0
    assert list(home.iterdir()) == []


def test_a_key_can_be_used_as_it_is_printed_and_is_another_each_time(paperboy: Paperboy):
    first, second = (paperboy("slack", "key") for _ in range(2))
    assert (first.code, first.err) == (0, "")
    assert first.out != second.out
    assert is_key(first.out.strip())
    assert Sealer([first.out.strip()]).open(Sealer([first.out.strip()]).seal("a")) == "a"


def test_the_help_teaches(paperboy: Paperboy):
    assert "docs/slack.md" in paperboy("slack", "--help").out
    help_of_manifest = " ".join(paperboy("slack", "manifest", "--help").out.split())
    assert "api.slack.com/apps" in help_of_manifest


WITHOUT_SLACK = """
import sys
sys.modules["slack_bolt"] = sys.modules["slack_sdk"] = None
from bot.__main__ import main
main()
"""


def without_slack(folder: Path, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """A command in an installation that lacks Slack's libraries."""
    return subprocess.run(  # noqa: S603 - our own interpreter and code
        [sys.executable, "-c", WITHOUT_SLACK, *arguments],
        cwd=folder,
        env={"PAPERBOY_SOURCES__ENABLED": "sample"} | environ,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_manifest_needs_no_library_of_slack(tmp_path: Path):
    done = without_slack(tmp_path, "slack", "manifest")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["display_information"]["name"] == "Paperboy"


def test_what_needs_slacks_library_says_how_to_install_it(tmp_path: Path):
    tokens = {"PAPERBOY_SLACK__BOT_TOKEN": "xoxb-1", "PAPERBOY_SLACK__APP_TOKEN": "xapp-1"}
    done = without_slack(tmp_path, "run", **tokens)
    assert done.returncode == 2
    assert "pip install 'paperboy[slack]'" in done.stderr
    assert "Traceback" not in done.stderr
