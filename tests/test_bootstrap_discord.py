"""Discord as ``paperboy run`` puts it together: from the configuration, and only where a token is there."""

import subprocess
import sys
from pathlib import Path

import pytest

from adapters.discord.wiring import Options
from bot.bootstrap import CHAT_PREFIX, App
from bot.bootstrap.discord import invitation, options
from bot.commands import Doctor, Resume, Subscribe
from bot.config import load
from bot.model import Destination
from tests.adapters.discord.conftest import discord  # noqa: F401 - a fixture
from tests.adapters.discord.server import DiscordServer
from tests.builders import a_caller
from tests.compose.plain import plain

TOKEN = "MTIz.local.hush-of-the-tests"


def app(folder: Path, clock: object = None, **given: str) -> App:
    environ = {"DATABASE__URL": f"sqlite:///{folder / 'paperboy.db'}", "SOURCES__ENABLED": "sample", **given}
    return App(load(None, {f"PAPERBOY_{name}": value for name, value in environ.items()}), clock=clock)  # type: ignore[arg-type] # any clock


@pytest.fixture
def here(discord: DiscordServer) -> DiscordServer:  # noqa: F811 - the fixture
    """A Discord whose token has the form of one."""
    discord.token = TOKEN
    return discord


def connected(discord: DiscordServer, folder: Path) -> App:  # noqa: F811 - the fixture's
    addresses = {"DISCORD__API_BASE_URL": discord.api_url, "DISCORD__GATEWAY_URL": discord.gateway_url}
    return app(folder, discord.clock, DISCORD__TOKEN=TOKEN, **addresses)


def test_what_the_adapter_is_given_is_what_is_configured():
    settings = load(
        None,
        {
            "PAPERBOY_DISCORD__TOKEN": TOKEN,
            "PAPERBOY_DISCORD__SHARDS": "4",
            "PAPERBOY_DISCORD__EMBEDS": "yes",
            "PAPERBOY_DISCORD__API_BASE_URL": "http://nirn:8080/api/v10/",
            "PAPERBOY_DISCORD__GATEWAY_URL": "ws://nirn:8080/",
        },
    )
    given = options(settings.discord, "Europe/Berlin")
    assert given == Options(TOKEN, "http://nirn:8080/api/v10", "ws://nirn:8080/", 4, "Europe/Berlin", embeds=True)
    assert "hush" not in repr(given)


def test_by_default_the_gateway_is_what_discord_says_and_there_is_one_connection():
    usual = options(load(None, {"PAPERBOY_DISCORD__TOKEN": TOKEN}).discord, "UTC")
    assert usual == Options(TOKEN)


def test_without_a_token_there_are_no_options_and_no_adapter(tmp_path: Path):
    without = app(tmp_path)
    assert without.discord is None
    assert [adapter.platform for adapter in without.adapters] == ["console"]
    with pytest.raises(ValueError, match="off"):
        options(without.settings.discord, "UTC")
    without.close()


def test_with_a_token_there_is_an_adapter_and_people_are_told_who_may_manage(tmp_path: Path):
    made = app(tmp_path, DISCORD__TOKEN=TOKEN)
    assert [adapter.platform for adapter in made.adapters] == ["console", "discord"]
    voice = made.voice(CHAT_PREFIX)
    assert voice.who_manages("discord") == "members who may Manage Server"
    assert voice.on("discord").command("settings").text == "/papers-setup settings"
    assert voice.on("console").command("settings").text == "/papers settings"
    made.close()


async def test_the_doctor_asks_discord_and_the_connections_are_given_back(here: DiscordServer, tmp_path: Path):
    made = connected(here, tmp_path)
    guild = next(iter(here.guilds.values()))
    place = Destination("discord", guild.id, guild.channel("general").id)

    text = plain(await made.answerer(CHAT_PREFIX)(Doctor(), a_caller(destination=place)))
    await made.disconnect()
    made.close()

    assert "ok: Discord knows me as Paperboy." in text
    assert "`/papers-setup subscribe`" in text


async def test_answers_in_discord_name_the_commands_of_discord(here: DiscordServer, tmp_path: Path):
    made = connected(here, tmp_path)
    somebody = a_caller(destination=Destination("discord", "1", "2"), can_manage=False)
    answerer = made.answerer(CHAT_PREFIX)

    refused = plain(await answerer(Subscribe(), somebody))
    unknown = plain(await answerer(Resume(), a_caller(destination=Destination("discord", "1", "2"))))
    await made.disconnect()
    made.close()

    assert "Ask one of those who may: members who may Manage Server." in refused
    assert "/papers-setup subscribe." in unknown


def test_the_invitation_is_that_of_the_application():
    assert "client_id=4711" in invitation("4711")


WITHOUT_DISCORD = """
import sys
sys.modules["discord"] = None
from bot.__main__ import main
main()
"""


def without_discord(folder: Path, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """A command in an installation that lacks discord.py."""
    return subprocess.run(  # noqa: S603 - our own interpreter and code
        [sys.executable, "-c", WITHOUT_DISCORD, *arguments],
        cwd=folder,
        env={"PAPERBOY_SOURCES__ENABLED": "sample"} | environ,
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_installation_without_discord_needs_no_library_of_it(tmp_path: Path):
    done = without_discord(tmp_path, "collect")
    assert done.returncode == 0, done.stderr


def test_what_needs_discords_library_says_how_to_install_it(tmp_path: Path):
    done = without_discord(tmp_path, "run", PAPERBOY_DISCORD__TOKEN=TOKEN)
    assert done.returncode == 2
    assert "pip install 'paperboy[discord]'" in done.stderr
    assert "Traceback" not in done.stderr
