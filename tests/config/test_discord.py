from pathlib import Path

import pytest

from bot.config import Discord, load, secrets
from bot.errors import ConfigError
from bot.logs import Redactor

TOKEN = "MTIz.GabcdE.hush-hush_hush"


def discord(**given: str) -> Discord:
    return load(None, {f"PAPERBOY_DISCORD__{name.upper()}": value for name, value in given.items()}).discord


def problem(**given: str) -> str:
    with pytest.raises(ConfigError) as error:
        discord(**given)
    (only,) = error.value.problems
    return only


def test_discord_is_off_without_a_token_and_speaks_to_discord_itself():
    assert discord() == Discord(api_base_url="https://discord.com/api/v10", gateway_url="off", shards="one")
    assert discord().token is None


def test_the_token_comes_from_the_environment_and_is_never_shown():
    settings = discord(token=TOKEN)
    assert settings.token is not None
    assert settings.token.get_secret_value() == TOKEN
    assert "hush" not in f"{settings!r} {settings}"


@pytest.mark.parametrize(
    ("written", "shards"), [("one", "one"), ("Auto", "auto"), ("1", 1), (" 16 ", 16), ("1000", 1000)]
)
def test_shards_are_one_as_many_as_are_recommended_or_a_number(written: str, shards: object):
    assert discord(shards=written).shards == shards


@pytest.mark.parametrize("written", ['"auto"', '"3"', "3"])
def test_a_file_may_write_them_as_text_or_number(tmp_path: Path, written: str):
    (tmp_path / "config.toml").write_text(f"[discord]\nshards = {written}", encoding="utf-8")
    assert load(tmp_path / "config.toml", {}).discord.shards in {"auto", 3}


@pytest.mark.parametrize("written", ["0", "-1", "1001", "two", "1.5", "true", "٣"])
def test_what_is_no_number_of_shards_is_told(written: str):
    assert problem(shards=written).startswith('discord.shards (from PAPERBOY_DISCORD__SHARDS): must be "one", "auto"')


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("http://nirn:8080/api/v10", "http://nirn:8080/api/v10"),
        ("https://discord.com/api/v10/", "https://discord.com/api/v10"),
    ],
)
def test_the_api_may_be_behind_a_proxy(written: str, address: str):
    assert discord(api_base_url=written).api_base_url == address


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("https://discord.com/api", "must end in the version"),
        ("https://discord.com/api/v", "must end in the version"),
        ("https://discord.com", "must end in the version"),
        ("discord.com/api/v10", "must be a web address"),
        ("https://me:hidden@discord.com/api/v10", "holds a name or a password"),
    ],
)
def test_an_address_of_the_api_that_cannot_be_meant_is_told(written: str, told: str):
    assert told in problem(api_base_url=written)


@pytest.mark.parametrize("written", ["wss://gateway.example.org/", "ws://127.0.0.1:4000/gateway/"])
def test_the_gateway_may_be_elsewhere(written: str):
    assert discord(gateway_url=written).gateway_url == written
    assert discord(gateway_url="OFF").gateway_url == "off"


@pytest.mark.parametrize("written", ["https://gateway.discord.gg", "gateway.discord.gg", "wss://", "wss://a:b@c/"])
def test_an_address_of_the_gateway_that_is_none_is_told(written: str):
    assert "discord.gateway_url" in problem(gateway_url=written)


@pytest.mark.parametrize(
    "written", ["0123456789abcdef0123456789abcdef", "Bot MTIz.GabcdE.hush", "a.b", "a.b.c.d", "a..c"]
)
def test_what_is_no_bots_token_is_told_at_the_start_and_not_shown(written: str):
    told = problem(token=written)
    assert told.startswith("discord.token: is no bot's token")
    assert "Developer Portal" in told
    assert written not in told


def test_the_token_in_the_file_is_refused(tmp_path: Path):
    (tmp_path / "config.toml").write_text(f'discord.token = "{TOKEN}"\n', encoding="utf-8")
    for environ in ({}, {"PAPERBOY_DISCORD__TOKEN": TOKEN}):
        with pytest.raises(ConfigError, match=r"discord\.token: a secret.*PAPERBOY_DISCORD__TOKEN") as error:
            load(tmp_path / "config.toml", environ)
        assert "hush" not in str(error.value)


def test_embeds_are_asked_for_in_words():
    assert discord(embeds="true").embeds
    assert not discord(embeds="no").embeds


@pytest.mark.parametrize(
    "line",
    [
        f"Authorization: Bot {TOKEN}",
        f"{TOKEN!r} was refused",
        "half of it: GabcdE.hush-hush_hush",
        f'{{"token": "{TOKEN}"}}',
    ],
)
def test_no_line_of_the_log_holds_the_part_of_the_token_that_is_secret(line: str):
    struck_out = Redactor(secrets(load(None, {"PAPERBOY_DISCORD__TOKEN": TOKEN})))
    assert "hush" not in struck_out(line)
