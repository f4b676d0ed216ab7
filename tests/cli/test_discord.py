"""Setting Discord up at the terminal: the invitation alone on the standard output."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.adapters.discord.conftest import discord  # noqa: F401 - a fixture
from tests.adapters.discord.server import DiscordServer
from tests.cli.conftest import NOBODY, Paperboy

APPLICATION = "1234567890123456789"
POSTING = 1 << 10 | 1 << 11 | 1 << 14
"""View Channel, Send Messages, Embed Links."""
HARMFUL = 1 << 3 | 1 << 5 | 1 << 13 | 1 << 17
"""Administrator, Manage Server, Manage Messages, Mention Everyone."""
TOKEN = "MTIz.local.hush-of-the-tests"


def asked(address: str) -> dict[str, str]:
    """What an invitation asks for; it ends its line."""
    parts = urlsplit(address)
    assert address.endswith("\n")
    assert (parts.scheme, parts.hostname, parts.path) == ("https", "discord.com", "/oauth2/authorize")
    return {name: value for name, (value,) in parse_qs(parts.query.strip()).items()}


@pytest.fixture
async def here(
    discord: DiscordServer,  # noqa: F811 - the fixture
    monkeypatch: pytest.MonkeyPatch,
    home: Path,
) -> AsyncIterator[DiscordServer]:
    """A Discord that this machine is configured for."""
    del home
    discord.token = TOKEN
    monkeypatch.setenv("PAPERBOY_DISCORD__TOKEN", TOKEN)
    monkeypatch.setenv("PAPERBOY_DISCORD__API_BASE_URL", discord.api_url)
    yield discord
    discord.malformed.clear()


def test_a_named_application_needs_no_token_and_no_network(paperboy: Paperboy, home: Path):
    outcome = paperboy("discord", "invite", "--application", APPLICATION)
    assert (outcome.code, outcome.err) == (0, "")
    given = asked(outcome.out)
    assert (given["client_id"], set(given["scope"].split())) == (APPLICATION, {"bot", "applications.commands"})
    assert list(home.iterdir()) == []


def test_it_asks_for_what_posts_need_and_for_nothing_that_harms(paperboy: Paperboy):
    given = asked(paperboy("discord", "invite", "--application", APPLICATION).out)
    wanted = int(given["permissions"])
    assert wanted & POSTING == POSTING
    assert wanted & HARMFUL == 0


async def test_without_a_name_discord_is_asked_who_we_are(here: DiscordServer, paperboy: Paperboy):
    outcome = await asyncio.to_thread(paperboy, "discord", "invite")
    assert (outcome.code, outcome.err) == (0, "")
    assert asked(outcome.out)["client_id"] == here.application_id


async def test_a_token_that_is_refused_says_so_and_is_not_shown(
    here: DiscordServer, paperboy: Paperboy, monkeypatch: pytest.MonkeyPatch
):
    del here
    monkeypatch.setenv("PAPERBOY_DISCORD__TOKEN", "MTIz.another.hush")
    outcome = await asyncio.to_thread(paperboy, "discord", "invite")
    assert (outcome.code, outcome.out) == (1, "")
    assert "Discord does not tell which application this is" in outcome.err
    assert "--application ID" in outcome.err
    assert "hush" not in outcome.err


def test_a_discord_that_cannot_be_reached_leaves_the_other_way(paperboy: Paperboy, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PAPERBOY_DISCORD__TOKEN", TOKEN)
    monkeypatch.setenv("PAPERBOY_DISCORD__API_BASE_URL", f"{NOBODY}/api/v10")
    outcome = paperboy("discord", "invite")
    assert (outcome.code, outcome.out) == (1, "")
    assert "--application ID" in outcome.err


def test_without_token_and_name_both_ways_are_told(paperboy: Paperboy):
    outcome = paperboy("discord", "invite")
    assert (outcome.code, outcome.out) == (1, "")
    assert "PAPERBOY_DISCORD__TOKEN" in outcome.err
    assert "--application ID" in outcome.err


@pytest.mark.parametrize("written", ["paperboy", "", "12", "1234567890123456789012", "https://discord.com"])
def test_what_is_no_id_is_told_with_where_to_find_it(paperboy: Paperboy, written: str):
    outcome = paperboy("discord", "invite", "--application", written)
    assert (outcome.code, outcome.out) == (1, "")
    assert "General Information" in outcome.err


def test_the_help_teaches(paperboy: Paperboy):
    assert "docs/discord.md" in paperboy("discord", "--help").out
    assert "permissions that it needs" in " ".join(paperboy("discord", "invite", "--help").out.split())


def test_an_invitation_without_discords_library_says_how_to_install_it(tmp_path: Path):
    code = 'import sys; sys.modules["discord"] = None; from bot.__main__ import main; main()'
    done = subprocess.run(  # noqa: S603 - our own interpreter and code
        [sys.executable, "-c", code, "discord", "invite", "--application", APPLICATION],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "pip install 'paperboy[discord]'" in done.stderr
