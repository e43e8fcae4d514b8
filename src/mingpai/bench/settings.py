"""What the benchmarks share: a lot that is open for bidding, and a service in a fresh folder."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from mingpai import bootstrap
from mingpai.auction.commands import Command, QualifyBidder
from mingpai.auction.model import PropertyClass
from mingpai.exchange import paperwork
from mingpai.kernel.ids import (
    BiddingCode,
    CaseId,
    LotToken,
    OfficeId,
    PropertyId,
    StreamId,
)
from mingpai.kernel.money import Fen
from mingpai.law.platforms import OUR_HALL

COURT = OfficeId("court/bench")
LOT = StreamId("disposal/bench-1")
NOTICE = datetime(2026, 4, 1, 2, 0, tzinfo=UTC)
OPENS = NOTICE + timedelta(days=30)
CLOSES = OPENS + timedelta(days=1)
START = 1_000_000
STEP = 100
PRICE = paperwork.Price(Fen(START), Fen(START), Fen(STEP), Fen(START // 10))


def code_of(number: int) -> BiddingCode:
    """Return the code of bidder `number`."""
    return BiddingCode(f"A{number:04d}")


def preparations(bidders: int) -> Iterator[Command]:
    """Yield the court's commands that lead to a published lot with so many bidders."""
    lot = paperwork.Property(
        case_id=CaseId("C-1"),
        property_id=PropertyId("P-1"),
        property_class=PropertyClass.MOVABLE,
        court=COURT,
        platform=OUR_HALL,
        applicant=LotToken("applicant".rjust(22, "0")),
        debtor=LotToken("debtor".rjust(22, "0")),
    )
    yield from paperwork.until_notice(lot, PRICE, announced_at=NOTICE)
    yield paperwork.notice(PRICE, opens_at=OPENS, closes_at=CLOSES)
    for number in range(bidders):
        token = LotToken(f"{number:022d}")
        yield QualifyBidder(code=code_of(number), token=token, paid_fen=Fen(START // 10))


@contextmanager
def fresh_service() -> Iterator[bootstrap.Service]:
    """Hold a new service on the embedded PostgreSQL (or DATABASE_URL) in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="mingpai-bench-") as folder:
        place = Path(folder) / "service"
        bootstrap.create(place, bootstrap.Config("bench.mingpai.example", COURT, is_sandbox=True))
        with bootstrap.opened(place) as service:
            yield service
