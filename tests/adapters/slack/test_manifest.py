"""The manifest: valid for Slack, and asking for no more than what is used."""

import json
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from adapters.slack.events import Events
from adapters.slack.manifest import manifest
from adapters.slack.scopes import HISTORY_SCOPES, OPTIONAL_SCOPES, SCOPES, UNFURL_SCOPES

CONTRACTS = Path(__file__).parents[4] / "shared" / "contracts" / "slack"
PUBLIC = "https://papers.example.org"
VARIANTS = {
    "socket": manifest(),
    "socket with everything": manifest("/reading", history=True, unfurl=True),
    "http": manifest(public_url=PUBLIC),
    "many workspaces": manifest(public_url=PUBLIC, many=True, history=True, unfurl=True),
}


@pytest.mark.skipif(not CONTRACTS.is_dir(), reason="Slack's manifest schemas are not on this machine")
@pytest.mark.parametrize("version", ["", ".1.0.0", ".2.0.0"])
@pytest.mark.parametrize("name", VARIANTS)
def test_slacks_own_schema_accepts_it(name: str, version: str):
    jsonschema = pytest.importorskip("jsonschema")
    referencing = pytest.importorskip("referencing")

    def retrieve(uri: str) -> Any:
        return referencing.Resource.from_contents(_schema(uri.rpartition("/")[2]))

    schema = _schema(f"manifest.schema{version}.json")
    validator = jsonschema.validators.validator_for(schema)(schema, registry=referencing.Registry(retrieve=retrieve))
    assert [error.message for error in validator.iter_errors(VARIANTS[name])] == []


def _schema(name: str) -> Any:
    return json.loads((CONTRACTS / name).read_text(encoding="utf-8"))


def scopes(given: dict[str, Any]) -> set[str]:
    return set(given["oauth_config"]["scopes"]["bot"])


def test_it_asks_for_reading_messages_and_links_only_where_that_was_wanted():
    plain = scopes(manifest())
    assert set(SCOPES) <= plain
    assert not plain & {*HISTORY_SCOPES, *UNFURL_SCOPES}
    assert set(OPTIONAL_SCOPES) <= scopes(VARIANTS["many workspaces"])
    assert "link_shared" not in VARIANTS["http"]["settings"]["event_subscriptions"]["bot_events"]
    assert "link_shared" in VARIANTS["many workspaces"]["settings"]["event_subscriptions"]["bot_events"]


def test_a_socket_needs_no_address_and_http_has_one_everywhere():
    assert "http" not in json.dumps(manifest())
    settings = VARIANTS["http"]["settings"]
    assert not settings["socket_mode_enabled"]
    assert settings["event_subscriptions"]["request_url"] == f"{PUBLIC}/slack/events"
    assert settings["interactivity"]["request_url"] == f"{PUBLIC}/slack/events"
    assert VARIANTS["http"]["features"]["slash_commands"][0]["url"] == f"{PUBLIC}/slack/events"


def test_many_workspaces_come_back_to_us_and_their_tokens_are_rotated():
    many = VARIANTS["many workspaces"]
    assert many["oauth_config"]["redirect_urls"] == [f"{PUBLIC}/slack/oauth_redirect"]
    assert many["settings"]["token_rotation_enabled"]
    assert "redirect_urls" not in VARIANTS["http"]["oauth_config"]


def test_the_command_is_the_configured_one():
    assert VARIANTS["socket with everything"]["features"]["slash_commands"][0]["command"] == "/reading"


@pytest.mark.parametrize("unfurl", [False, True])
def test_every_event_that_is_listened_to_is_asked_for_and_no_other(unfurl: bool):
    class Register:
        def __init__(self) -> None:
            self.kinds: list[Any] = []

        def event(self, kind: Any) -> Any:
            self.kinds.append(kind)
            return lambda listener: listener

    reception = SimpleNamespace(options=SimpleNamespace(unfurl=unfurl))
    register = Register()
    Events(reception).register(register)  # type: ignore[arg-type] # all that registering looks at
    *named, others = register.kinds
    assert sorted(named) == manifest(unfurl=unfurl)["settings"]["event_subscriptions"]["bot_events"]
    assert others == re.compile("")  # takes what is not ours, and so must be asked last
