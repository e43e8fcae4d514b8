"""What the law says on a given day, as values: the `Law` that binds a lot.

A lot is bound by the law of the day on which its notice was published (ADR: which version of
the law binds a lot). A value with no version in force on that day is an error, never a default.
"""

from datetime import date, timedelta
from functools import cache

from msgspec import Struct

from mingpai.kernel.money import Share
from mingpai.law.parameters import (
    BIDDING_WINDOW_MIN,
    DEPOSIT_MAX_SHARE,
    DEPOSIT_MIN_SHARE,
    EXTENSION,
    START_PRICE_MIN_SHARE,
)


class Law(Struct, frozen=True):
    """Every value of one round of bidding that is in force on one day.

    `version` is the first day on which exactly this set of values held, as `2017-01-01`.
    """

    version: str
    start_price_min_share: Share
    """第十条: of the reference price, first round."""
    deposit_min_share: Share
    """第十七条第一款: of the start price."""
    deposit_max_share: Share
    """第十七条第一款: of the start price."""
    bidding_window_min: timedelta
    """第二十条第二款."""
    extension: timedelta
    """第二十条第二款: from the bid, without limit."""


@cache
def law_on(day: date) -> Law:
    """Return the law that binds a lot whose notice was published on `day` (in Shanghai).

    Raises: NoValueInForce where any value of it has no version in force on that day.
    """
    dated = (
        START_PRICE_MIN_SHARE.on(day),
        DEPOSIT_MIN_SHARE.on(day),
        DEPOSIT_MAX_SHARE.on(day),
        BIDDING_WINDOW_MIN.on(day),
        EXTENSION.on(day),
    )
    start, least, most, window, extension = dated
    return Law(
        version=max(value.from_ for value in dated).isoformat(),
        start_price_min_share=start.value,
        deposit_min_share=least.value,
        deposit_max_share=most.value,
        bidding_window_min=window.value,
        extension=extension.value,
    )
