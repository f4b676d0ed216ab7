import pytest

from bot.config import load
from bot.errors import ConfigError


def test_there_is_no_server_unless_asked_for():
    assert load(None, {}).web.address is None
    assert load(None, {"PAPERBOY_WEB__LISTEN": "OFF"}).web.address is None


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("127.0.0.1:8080", ("127.0.0.1", 8080)),
        ("0.0.0.0:80", ("0.0.0.0", 80)),  # noqa: S104 - read, not listened on
        ("[::1]:8080", ("::1", 8080)),
        ("localhost:65535", ("localhost", 65535)),
    ],
)
def test_an_address_is_read(written: str, address: tuple[str, int]):
    assert load(None, {"PAPERBOY_WEB__LISTEN": written}).web.address == address


@pytest.mark.parametrize(
    "written", ["8080", ":8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:70000", "http://127.0.0.1:80"]
)
def test_what_is_no_address_is_refused_with_an_example(written: str):
    with pytest.raises(ConfigError, match=r"web\.listen .*127\.0\.0\.1:8080"):
        load(None, {"PAPERBOY_WEB__LISTEN": written})


KEY = "A" * 43 + "="
FACE = {"PAPERBOY_WEB__LISTEN": "127.0.0.1:8080", "PAPERBOY_WEB__FACE": "true"}


def keys(given: dict[str, str]) -> list[str]:
    with pytest.raises(ConfigError) as error:
        load(None, given)
    return [problem.partition(":")[0].partition(" ")[0] for problem in error.value.problems]


def test_pages_are_off_even_where_something_listens():
    assert not load(None, {"PAPERBOY_WEB__LISTEN": "127.0.0.1:8080"}).web.face
    assert load(None, FACE).web.site == "http://127.0.0.1:8080"


def test_pages_need_a_server_and_an_address_that_readers_can_open():
    assert keys({"PAPERBOY_WEB__FACE": "true"}) == ["web.listen"]
    for everywhere in ("0.0.0.0:80", "[::]:80"):
        assert keys({**FACE, "PAPERBOY_WEB__LISTEN": everywhere}) == ["web.base_url"]
    assert keys({**FACE, "PAPERBOY_WEB__BASE_URL": "papers.example.org"}) == ["web.base_url"]
    assert keys({**FACE, "PAPERBOY_WEB__BASE_URL": "https://papers.example.org/?x=1"}) == ["web.base_url"]


def test_permalinks_need_pages_and_a_key():
    assert keys({**FACE, "PAPERBOY_WEB__PERMALINKS": "signed"}) == ["encryption_key"]
    assert keys({"PAPERBOY_WEB__PERMALINKS": "public"}) == ["web.base_url", "web.face", "encryption_key"]
    both = {**FACE, "PAPERBOY_WEB__PERMALINKS": "public", "PAPERBOY_ENCRYPTION_KEY": KEY}
    assert load(None, both).web.permalinks == "public"
