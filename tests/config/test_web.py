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
