"""Instants and dates. Reads no clock: `now` is always an argument.

Instants are aware datetimes in UTC; the law's dates are those of Asia/Shanghai, which has had
no summer time since 1991 and is written here as a fixed offset, so that no table of zones is
needed and no result depends on one. Working days need dated calendars and are not here yet.
"""

import re
from datetime import UTC, date, datetime, timedelta, timezone

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")

_RFC3339 = re.compile(
    r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?(?:Z|[+-]\d{2}:\d{2})", re.ASCII
)


def parse_instant(text: str) -> datetime:
    """Read an instant in RFC 3339 with an offset and return it in UTC.

    Raises: ValueError where the form, the calendar or the offset is wrong.
    """
    if _RFC3339.fullmatch(text) is None:
        msg = f"{text!r:.40} is no instant: write it as 2026-05-26T10:00:00+08:00"
        raise ValueError(msg)
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except OverflowError as error:
        msg = f"{text!r:.40} lies outside the years 1 to 9999"
        raise ValueError(msg) from error


def print_instant(instant: datetime) -> str:
    """Write an instant in RFC 3339, in UTC, as the journal does. Inverse of `parse_instant`."""
    text = instant.astimezone(UTC).isoformat()
    return text.replace("+00:00", "Z")


def print_local(instant: datetime) -> str:
    """Write an instant in RFC 3339 as a clock in Shanghai shows it."""
    return instant.astimezone(SHANGHAI).isoformat()


def local_date(instant: datetime) -> date:
    """Return the day in Shanghai on which `instant` falls."""
    return instant.astimezone(SHANGHAI).date()
