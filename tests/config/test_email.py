from base64 import urlsafe_b64encode

import pytest

from bot.config import Settings, load, secrets
from bot.errors import ConfigError

KEY = urlsafe_b64encode(bytes([3]) * 32).decode()
ALL = {"EMAIL__HOST": "smtp.example.org", "EMAIL__SENDER": "Papers@Example.ORG"} | {
    "WEB__LISTEN": "127.0.0.1:8080",
    "ENCRYPTION_KEY": KEY,
}


def settings(**given: str) -> Settings:
    return load(None, {f"PAPERBOY_{name}": value for name, value in given.items()})


def problems(**given: str) -> list[str]:
    with pytest.raises(ConfigError) as error:
        settings(**given)
    return list(error.value.problems)


def keys(**given: str) -> list[str]:
    return [problem.partition(":")[0].partition(" ")[0] for problem in problems(**given)]


def test_no_mail_is_sent_unless_a_server_is_set():
    assert not settings().email.is_on
    assert settings(**ALL).email.is_on


@pytest.mark.parametrize(("security", "port"), [("starttls", 587), ("tls", 465), ("none", 25)])
def test_the_port_follows_from_the_security_unless_it_is_set(security: str, port: int):
    assert settings(**ALL, EMAIL__SECURITY=security).email.its_port == port
    assert settings(**ALL, EMAIL__SECURITY=security, EMAIL__PORT="2525").email.its_port == 2525


def test_the_list_is_named_for_the_senders_domain_unless_it_has_a_name():
    email = settings(**ALL).email
    assert (email.sender, email.its_list_id) == ("Papers@example.org", "papers.example.org")
    assert settings(**ALL, EMAIL__LIST_ID="Digest.example.net").email.its_list_id == "digest.example.net"


def test_what_mail_needs_is_said_all_at_once():
    assert keys(EMAIL__HOST="smtp.example.org") == ["email.sender", "web.listen", "encryption_key"]


def test_a_password_without_a_server_or_without_a_name_is_a_mistake():
    assert keys(EMAIL__PASSWORD="hush") == ["email.host"]
    assert keys(**ALL, EMAIL__PASSWORD="hush") == ["email.username"]
    assert keys(**ALL, EMAIL__USERNAME="papers") == ["email.password"]


def test_a_password_is_not_shown_to_the_network():
    login = {"EMAIL__USERNAME": "papers", "EMAIL__PASSWORD": "hush", "EMAIL__SECURITY": "none"}
    assert keys(**ALL, **login) == ["email.security"]
    for here in ("127.0.0.1", "::1", "localhost"):
        assert settings(**{**ALL, **login, "EMAIL__HOST": here}).email.host == here


def test_links_in_mails_lead_where_somebody_can_go():
    everywhere = {**ALL, "WEB__LISTEN": "0.0.0.0:8080"}
    assert keys(**everywhere) == ["web.base_url"]
    assert settings(**everywhere, WEB__BASE_URL="https://papers.example.org/p/").web.site == (
        "https://papers.example.org/p"
    )
    assert settings(**ALL).web.site == "http://127.0.0.1:8080"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("EMAIL__HOST", "smtp.example.org:25"),
        ("EMAIL__HOST", "https://smtp.example.org"),
        ("EMAIL__PORT", "0"),
        ("EMAIL__PORT", "smtp"),
        ("EMAIL__SENDER", "papers"),
        ("EMAIL__SENDER", "papers@example.org\r\nBcc: you@example.org"),
        ("EMAIL__SENDER_NAME", "Paper\nboy"),
        ("EMAIL__PER_SECOND", "0"),
        ("EMAIL__TIMEOUT_SECONDS", "60"),
        ("EMAIL__LIST_ID", "<papers>"),
        ("EMAIL__SECURITY", "ssl"),
    ],
)
def test_a_mistake_is_told_with_its_key(key: str, value: str):
    assert keys(**{**ALL, key: value}) == [key.lower().replace("__", ".")]


def test_the_password_is_secret():
    given = settings(**ALL, EMAIL__USERNAME="papers", EMAIL__PASSWORD="hush")
    assert "hush" in secrets(given)
    assert "hush" not in repr(given)
