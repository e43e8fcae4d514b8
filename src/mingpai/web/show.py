"""How figures, instants and names are written for people. No text of a page is here."""

from datetime import datetime, timedelta

from mingpai.kernel.moments import SHANGHAI
from mingpai.kernel.money import print_yuan
from mingpai.web.captions import Language

_UNIT: dict[Language, str] = {"zh": "\N{NO-BREAK SPACE}元", "en": "\N{NO-BREAK SPACE}yuan"}


def money(amount_fen: int, language: Language) -> str:
    """Write an amount: `12,345.67 元`."""
    return print_yuan(amount_fen) + _UNIT[language]


def minute(instant: datetime) -> str:
    """Write an instant as a clock in Shanghai shows it, to the minute."""
    return instant.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


def second(instant: datetime) -> str:
    """Write the same to the second."""
    return instant.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")


def millisecond(instant: datetime) -> str:
    """Write the same to the millisecond, which is what decides at the close."""
    local = instant.astimezone(SHANGHAI)
    return f"{local:%Y-%m-%d %H:%M:%S}.{local.microsecond // 1000:03d}"


def machine(instant: datetime) -> str:
    """Write an instant for a machine: RFC 3339 with Shanghai's offset."""
    return instant.astimezone(SHANGHAI).isoformat(timespec="milliseconds")


def span(length: timedelta) -> str:
    """Write a length of time as hours, minutes and seconds: `2:31:07`."""
    seconds = int(length.total_seconds())
    return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def count(number: int) -> str:
    """Write a whole number with separators."""
    return f"{number:,}"
