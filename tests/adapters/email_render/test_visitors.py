"""By which address of the internet limits are counted."""

import pytest

from adapters.email.visitors import visitor


@pytest.mark.parametrize(
    ("peer", "forwarded", "who"),
    [
        ("198.51.100.7", None, "198.51.100.7"),
        ("8.8.8.8", "203.0.113.9", "8.8.8.8"),
        ("127.0.0.1", "8.8.4.4", "8.8.4.4"),
        ("::1", "2001:db8::1", "2001:db8::1"),
        ("172.17.0.1", "8.8.4.4", "8.8.4.4"),
        ("127.0.0.1", "1.1.1.1, 8.8.4.4", "8.8.4.4"),
        ("127.0.0.1", "8.8.4.4, nonsense", "127.0.0.1"),
        ("127.0.0.1", "", "127.0.0.1"),
        (None, "8.8.4.4", ""),
    ],
)
def test_a_visitor_is_whom_our_own_proxy_names_and_nobody_else(peer: str | None, forwarded: str | None, who: str):
    assert visitor(peer, forwarded) == who
