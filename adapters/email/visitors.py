"""PURE. Who asks for a page: the address of the internet that limits are counted by."""

from ipaddress import ip_address

FORWARDED = "X-Forwarded-For"


def visitor(peer: str | None, forwarded: str | None) -> str:
    """Whoever is behind ``peer``, which is our own proxy where it is on this machine or in this network.

    A proxy adds whom it was asked by at the end of ``X-Forwarded-For``; what stands before is what anybody may write.
    """
    nearest = (forwarded or "").rpartition(",")[2].strip()
    if peer and _is_near(peer) and _is_address(nearest):
        return nearest
    return peer or ""


def _is_near(text: str) -> bool:
    return _is_address(text) and (ip_address(text).is_loopback or ip_address(text).is_private)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
