"""送达: how a document is served and from which day service takes effect.

Terms run, and title passes, only from proven service. Source: Civil Procedure Law (2023), chapter
on service (articles 87-95); 法释〔2016〕18号 第十六条 for the notice before publication.
"""

import enum
from datetime import date, timedelta
from typing import assert_never


class Method(enum.StrEnum):
    """How a document was served."""

    DIRECT = "direct"
    """Handed over against a signature."""
    LEFT = "left"
    """Refused and left on the spot, witnessed or filmed (留置送达)."""
    ELECTRONIC = "electronic"
    """By an electronic way that the addressee agreed to."""
    MAIL = "mail"
    ENTRUSTED = "entrusted"
    """By another court, or handed on by an institution (委托, 转交)."""
    PUBLIC_NOTICE = "public_notice"
    """On display because no other way is left (公告送达, 公示)."""


def days_on_display(*, is_party_notice: bool, deemed_days: int, public_notice_days: int) -> int:
    """Return how long a paper that reaches nobody must be on display to count as served.

    The notice of a sale to a party or priority bidder has the short term of the provisions on
    online auctions (5 days); any other paper that of service by public notice (30 days).
    Source: 法释〔2016〕18号 第十六条第一款; 民事诉讼法（2023年修正）第九十五条.
    """
    return deemed_days if is_party_notice else public_notice_days


def takes_effect_on(method: Method, *, on: date, failed: bool, display_days: int) -> date | None:
    """Return the day on which service takes effect, or None where it failed.

    `on` is the day that the proof names: of the signature, the refusal, the arrival in the
    addressee's system, the receipt of the mail, or the day on which display began. Of a paper on
    display that day is not counted: service takes effect with the end of the last of
    `display_days` full days (see `days_on_display`), and that day is returned.
    Source: 民事诉讼法（2023年修正）第八十七至九十五条; 法释〔2016〕18号 第十六条第一款.
    """
    if failed:
        return None
    match method:
        case Method.DIRECT | Method.LEFT | Method.ELECTRONIC | Method.MAIL | Method.ENTRUSTED:
            return on
        case Method.PUBLIC_NOTICE:
            return on + timedelta(days=display_days)
        case _:
            assert_never(method)
