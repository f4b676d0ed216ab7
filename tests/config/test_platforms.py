from base64 import urlsafe_b64encode
from pathlib import Path

import pytest

from bot.config import Settings, load, secrets
from bot.errors import ConfigError

BOT, APP, SIGNING = {"BOT_TOKEN": "xoxb-1"}, {"APP_TOKEN": "xapp-1"}, {"SIGNING_SECRET": "hush"}
CLIENT = {"CLIENT_ID": "12.34", "CLIENT_SECRET": "secret"}
WEB = {"PAPERBOY_WEB__LISTEN": "127.0.0.1:8080"}
NEW, OLD = (urlsafe_b64encode(bytes([fill]) * 32).decode() for fill in (1, 2))  # the same for each of pytest's workers
MANY = {**WEB, "PAPERBOY_ENCRYPTION_KEY": NEW, "PAPERBOY_SLACK__PUBLIC_URL": "https://papers.example.org/"}


def slack(given: dict[str, str], more: dict[str, str] | None = None) -> Settings:
    return load(None, {f"PAPERBOY_SLACK__{name}": value for name, value in given.items()} | (more or {}))


def test_slack_is_off_without_tokens():
    assert load(None, {}).slack.mode == "off"


@pytest.mark.parametrize(
    ("given", "more", "mode"),
    [(BOT | APP, {}, "socket"), (BOT | SIGNING, WEB, "http"), (CLIENT | SIGNING, MANY, "oauth")],
)
def test_what_slacks_tokens_are_for_follows_from_them(given: dict[str, str], more: dict[str, str], mode: str):
    assert slack(given, more).slack.mode == mode


@pytest.mark.parametrize("given", [BOT, APP, SIGNING, CLIENT, APP | SIGNING, CLIENT | BOT])
def test_half_of_the_tokens_is_a_mistake_that_says_what_is_missing(given: dict[str, str]):
    with pytest.raises(ConfigError, match=r"slack: .*alone is not enough.*PAPERBOY_SLACK__APP_TOKEN"):
        slack(given, WEB)


def test_what_http_and_many_workspaces_need_is_said_all_at_once():
    with pytest.raises(ConfigError) as error:
        slack(CLIENT | SIGNING)
    assert [problem.partition(":")[0] for problem in error.value.problems] == [
        "web.listen",
        "encryption_key",
        "slack.public_url",
    ]


@pytest.mark.parametrize("one", [BOT, APP, BOT | APP])
def test_tokens_of_one_workspace_beside_those_of_many_leave_open_what_is_meant(one: dict[str, str]):
    with pytest.raises(ConfigError, match=r"for one workspace.*for many.*Unset") as error:
        slack(CLIENT | SIGNING | one)
    assert len(error.value.problems) == 1


@pytest.mark.parametrize(("name", "value"), [("BOT_TOKEN", "xapp-1"), ("APP_TOKEN", "xoxb-1")])
def test_tokens_that_were_mixed_up_are_told_without_showing_them(name: str, value: str):
    with pytest.raises(ConfigError) as error:
        slack({**BOT, **APP, name: value})
    assert f"slack.{name.lower()}" in str(error.value)
    assert value not in str(error.value).replace("xoxb-;", "").replace("xapp-;", "")


@pytest.mark.parametrize("written", ["papers", "/Papers", "/pa pers", "/", "/" + "p" * 40])
def test_a_command_is_what_slack_takes(written: str):
    with pytest.raises(ConfigError, match=r"slack\.command.*/papers"):
        slack({"COMMAND": written})


def test_who_manages_is_everyone_admins_or_members_by_id():
    assert slack({"MANAGERS": "Admins, U012AB3CD"}).slack.managers == ("admins", "U012AB3CD")
    with pytest.raises(ConfigError, match="ada"):
        slack({"MANAGERS": "ada"})


def test_a_base_address_ends_with_a_slash_and_a_public_one_does_not():
    settings = slack({"API_BASE_URL": "https://slack-gov.com/api", "PUBLIC_URL": "https://papers.example.org/"})
    assert settings.slack.api_base_url == "https://slack-gov.com/api/"
    assert settings.slack.public_url == "https://papers.example.org"


@pytest.mark.parametrize(
    "written",
    [
        "http://papers.example.org",
        "http://127.0.0.1.example.org",
        "http://localhost@example.org",
        "papers.example.org",
        "https://",
        "https://papers.example.org:x",
        "https://me:hidden@papers.example.org",
    ],
)
def test_a_public_address_is_one_that_slack_calls(written: str):
    with pytest.raises(ConfigError, match=r"slack\.public_url.*(https://|the @)") as error:
        slack({"PUBLIC_URL": written})
    assert "hidden" not in str(error.value)


@pytest.mark.parametrize("written", ["http://127.0.0.1:8080", "http://localhost:8080", "Off"])
def test_a_public_address_may_be_on_this_machine_for_a_try_or_off(written: str):
    assert slack({"PUBLIC_URL": written}).slack.public_url == written.lower()


@pytest.mark.parametrize("written", ["short", "ключ", f"{NEW},", f"{NEW}, short", f"{NEW} {OLD}", NEW[:-4]])
def test_what_is_no_key_is_told_at_the_start_and_not_shown(written: str):
    with pytest.raises(ConfigError, match=r"encryption_key.*is no key.*paperboy slack key") as error:
        slack({}, {"PAPERBOY_ENCRYPTION_KEY": written})
    assert written.partition(",")[0] not in str(error.value).replace("paperboy", "")


def test_every_token_and_each_of_two_keys_is_secret():
    settings = slack(CLIENT | SIGNING, MANY | {"PAPERBOY_ENCRYPTION_KEY": f"{NEW}, {OLD}"})
    assert {"12.34", "secret", "hush", NEW, OLD} <= secrets(settings)
    assert not any(secret in repr(settings) for secret in ("hush", NEW, OLD))
    assert {"xoxb-1", "xapp-1"} <= secrets(slack(BOT | APP))


@pytest.mark.parametrize(
    "name",
    [
        "slack.bot_token",
        "slack.app_token",
        "slack.signing_secret",
        "slack.client_id",
        "slack.client_secret",
        "encryption_key",
    ],
)
def test_a_secret_in_the_file_is_refused_even_where_the_environment_has_it_too(tmp_path: Path, name: str):
    file = tmp_path / "config.toml"
    file.write_text(f'{name} = "{NEW}"\n', encoding="utf-8")
    variable = f"PAPERBOY_{name.replace('.', '__').upper()}"
    for environ in ({}, {variable: NEW}):
        with pytest.raises(ConfigError, match=f"{name}: a secret does not belong into a file.*{variable}") as error:
            load(file, environ)
        assert NEW not in str(error.value)
