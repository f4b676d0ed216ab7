"""PURE: how long an answer asks us to wait, from its headers."""

import math
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST = timedelta(days=7)
"""A longer wait is a mistake of theirs; it is cut to this."""
_SECONDS = re.compile(r"\d{1,12}(?:\.\d{1,6})?", re.ASCII)
_PARAMETER = re.compile(r";\s*([rt])\s*=\s*(\d{1,12})", re.ASCII | re.IGNORECASE)


def asked_wait(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """The longest wait that the headers ask for, ``None`` when they ask for none; never negative.

    ``Retry-After`` (RFC 9110, 10.2.3) is in seconds or a date, which is measured from the answer's own ``Date``, so
    that a wrong clock on either side does no harm, else from ``now``. ``RateLimit`` (draft-ietf-httpapi-ratelimit-
    headers-09, as Hugging Face sends it: ``"api";r=0;t=123``) counts where nothing remains.
    """
    waits = [*_retry_after(headers, now), *_rate_limit(headers.get("RateLimit", ""))]
    return min(max(waits), LONGEST) if waits else None


def _retry_after(headers: Mapping[str, str], now: datetime) -> Iterator[timedelta]:
    told = headers.get("Retry-After", "").strip()
    if _SECONDS.fullmatch(told):
        yield _seconds(told)
    elif until := _date(told):
        yield max(until - (_date(headers.get("Date", "")) or now), timedelta(0))


def _rate_limit(told: str) -> Iterator[timedelta]:
    for policy in told.split(","):
        parameters = {name.lower(): value for name, value in _PARAMETER.findall(policy)}
        if "t" in parameters and int(parameters.get("r", "0")) == 0:
            yield _seconds(parameters["t"])


def _seconds(told: str) -> timedelta:
    return timedelta(seconds=min(math.ceil(float(told)), LONGEST.total_seconds()))


def _date(told: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(told)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
