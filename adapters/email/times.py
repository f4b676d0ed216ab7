"""PURE. Times as they are read in the zone of whoever gets the mail: a mail program turns none into its own."""

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_FORMATS = {"date": "%a %-d %b %Y", "time": "%H:%M", "datetime": "%a %-d %b %Y, %H:%M"}


def local(at: datetime, zone: str, style: str) -> str:
    """As in "Tue 3 Mar 2026, 09:00 (Europe/Berlin)"; in UTC where this machine does not know the zone."""
    try:
        known = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        known = ZoneInfo("UTC")
    told = "" if style == "date" else f" ({known.key})"
    return at.astimezone(known).strftime(_FORMATS[style]) + told
