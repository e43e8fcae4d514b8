"""A court's lots for tests that play whole sales through a real core. Loaded by the conftests.

Published on 2026-04-20, open from 2026-05-25 10:00 (Shanghai) for 24 hours.
"""

import json
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from mingpai import bootstrap
from mingpai.adapters.memory import MemoryCell, MemoryEntryStore, MemoryJournal
from mingpai.auction.commands import QualifyBidder
from mingpai.auction.model import PropertyClass
from mingpai.events import registry
from mingpai.exchange import paperwork
from mingpai.journal.checkpoint import Checkpoint, print_checkpoint
from mingpai.journal.merkle import SHA256
from mingpai.journal.notes import parse_vkey_line, sign_note, verifier_for
from mingpai.journal.receipt import VerifiedReceipt, parse_receipt, print_receipt, verify_receipt
from mingpai.kernel.ids import BiddingCode, CaseId, LotToken, OfficeId, PropertyId, StreamId
from mingpai.kernel.money import Fen
from mingpai.law.platforms import NATIONAL
from mingpai.ports import CheckpointCell, Clock, EntryStore, KeyRing
from mingpai.service.answers import Answer
from mingpai.service.catalogue import domains
from mingpai.service.core import Core, Parts
from mingpai.service.requests import Request

ORIGIN = "mingpai.example/court-test"
COURT = OfficeId("court/sh-xuhui")
PLATFORM = OfficeId("platform/gongpai")
NOTICE = datetime(2026, 4, 20, 2, 0, tzinfo=UTC)
OPENS = datetime(2026, 5, 25, 2, 0, tzinfo=UTC)
CLOSES = OPENS + timedelta(hours=24)
START_FEN = 7_000_000
STEP_FEN = 50_000
PRICE = paperwork.Price(Fen(10_000_000), Fen(START_FEN), Fen(STEP_FEN), Fen(700_000))
CONFIG = bootstrap.Config(ORIGIN, COURT, is_sandbox=False)


class RunningClock:
    """`ports.Clock` that runs from `anchor` as fast as real time does."""

    def __init__(self, anchor: datetime) -> None:
        """Start to run."""
        self._anchor = anchor
        self._started_ns = time.monotonic_ns()

    def now(self) -> datetime:
        """Return the instant that this clock shows."""
        return self._anchor + timedelta(
            microseconds=(time.monotonic_ns() - self._started_ns) // 1000
        )

    def seconds_until(self, instant: datetime) -> float:
        """Return how many real seconds to wait until this clock shows `instant` (0 if past)."""
        return max(0.0, (instant - self.now()).total_seconds())


def lot(number: int) -> StreamId:
    """Return the id of lot `number`."""
    return StreamId(f"disposal/2026-{number:04d}")


def code(number: int) -> BiddingCode:
    """Return the code of bidder `number`."""
    return BiddingCode(f"A{number:04d}")


def price(step: int) -> int:
    """Return the price that is `step` steps above the start."""
    return START_FEN + step * STEP_FEN


def bid(stream: StreamId, number: int, price_fen: int, key: str) -> bytes:
    """Return what a bidder sends."""
    fields = {"lot": stream, "round": 1, "code": code(number), "price_fen": price_fen, "key": key}
    return json.dumps(fields).encode()


def orders(number: int, bidders: int) -> list[tuple[Any, OfficeId]]:
    """Return what a court and a platform order until lot `number` is open to so many bidders."""
    flat = paperwork.Property(
        case_id=CaseId(f"2026-hu0104-zhi-{number}"),
        property_id=PropertyId(f"flat-{number}"),
        property_class=PropertyClass.IMMOVABLE,
        court=COURT,
        platform=PLATFORM,
        applicant=LotToken(f"{number:011d}applicant".ljust(22, "0")),
        debtor=LotToken(f"{number:011d}debtor".ljust(22, "0")),
    )
    filed = paperwork.until_notice(flat, PRICE, announced_at=NOTICE)
    notice = paperwork.notice(PRICE, opens_at=OPENS, closes_at=CLOSES)
    given: list[tuple[Any, OfficeId]] = [(command, COURT) for command in (*filed, notice)]
    for one in range(1, bidders + 1):
        token = LotToken(f"{number:011d}{one:011d}")
        given.append((QualifyBidder(code(one), token, Fen(700_000)), COURT))
    return given


async def publish(core: Core, numbers: Sequence[int], *, bidders: int) -> None:
    """Open lots through a running core. Requires: its clock stands at NOTICE."""
    for number in numbers:
        for place, (command, actor) in enumerate(orders(number, bidders)):
            now = core.parts.clock.now()
            key = f"order-{place}"
            request = Request(lot(number), actor, command, received_at=now, key=key)
            answer = await core.sequencer.submit(request)
            assert answer.refused is None, answer.refused


def cell_note(ring: KeyRing) -> bytes:
    """Return the head of the empty journal, with which a cell begins."""
    empty = print_checkpoint(Checkpoint(ORIGIN, 0, SHA256.empty))
    return sign_note(empty, [ring.log]).encode()


def new_cell(ring: KeyRing) -> MemoryCell:
    """Return a cell as `init` leaves it."""
    cell = MemoryCell()
    cell.swap(old=None, new=cell_note(ring))
    return cell


def parts(
    ring: KeyRing, clock: Clock, cell: CheckpointCell, store: EntryStore, reading: EntryStore
) -> Parts:
    """Return what a core of the real domains is made of."""
    return Parts(
        store=store,
        reading=reading,
        cell=cell,
        ring=ring,
        clock=clock,
        origin=ORIGIN,
        registry=registry(),
        domains=domains(NATIONAL),
        opening=bootstrap.opening_of(CONFIG, ring),
    )


def memory_parts(ring: KeyRing, clock: Clock, cell: MemoryCell, journal: MemoryJournal) -> Parts:
    """Return the parts of a core over a journal in memory."""
    return parts(ring, clock, cell, MemoryEntryStore(journal), MemoryEntryStore(journal))


def proved(answer: Answer, ring: KeyRing) -> VerifiedReceipt:
    """Return what an answer's receipt proves, read back from its file."""
    verifier = verifier_for(parse_vkey_line(ring.receipts.vkey))
    found = verify_receipt(parse_receipt(print_receipt(answer.receipt())), [verifier])
    assert found.seq == answer.seq
    assert found.origin == ORIGIN
    return found
