"""What must happen by itself. A deadline binds anyway; this only makes its consequence appear."""

from collections.abc import Iterator
from datetime import datetime

from mingpai.auction.commands import CloseRound
from mingpai.auction.model import Disposal, Phase


def due(state: Disposal) -> Iterator[tuple[datetime, CloseRound]]:
    """Yield each command that is due, and from when on.

    Source: 法释〔2016〕18号 第二十条第二款 (the close), 第二十六条 (no bid: passed in).
    """
    current = state.current
    if current is not None and current.phase is Phase.PUBLISHED:
        yield current.book.closes_at, CloseRound(round=current.terms.number)
