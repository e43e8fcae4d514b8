"""A flood of junk for five seconds: answered, counted, and hardly anything in the journal."""

import asyncio
import time
from collections import Counter
from datetime import timedelta
from types import ModuleType

import pytest

from mingpai.adapters.clock import DrivenClock
from mingpai.adapters.keys_file import FileKeyRing
from mingpai.adapters.memory import MemoryJournal
from mingpai.house import JunkCounted
from mingpai.journal.entry import decode_entry
from mingpai.service.core import Core
from mingpai.service.reception import Reception

pytestmark = pytest.mark.slow

SECONDS = 5
AT_ONCE = 250
SENDERS = 500


def test_a_flood_of_junk_grows_the_journal_by_a_few_entries(
    court: ModuleType, ring: FileKeyRing
) -> None:
    """Malformed bids, unknown codes, other lots: all answered, few entries, and all counted."""
    journal = MemoryJournal()
    clock = DrivenClock(court.NOTICE)
    kinds = [
        b"{",
        b"\xff\xfe",
        court.bid(court.lot(1), 9999, court.price(1), "k1"),
        court.bid(court.lot(2), 1, court.price(1), "k1"),
    ]
    answered: Counter[str] = Counter()

    async def flood(core: Core) -> None:
        reception = Reception(core.sequencer, clock)
        deadline, sent = time.monotonic() + SECONDS, 0
        while time.monotonic() < deadline:
            futures = []
            for _ in range(AT_ONCE):
                sent += 1
                sender, data = f"web {sent % SENDERS}", kinds[sent % len(kinds)]
                lot, actor = court.lot(1), court.code(9999)
                futures.append(reception.bid(data, lot=lot, actor=actor, sender=sender))
            answers = await asyncio.gather(*futures)
            for answer in answers:
                assert answer.seq is None
                answered[str(answer.refused.code)] += 1
            for answer in answers[:: AT_ONCE // 4]:
                court.proved(answer, ring)

    async def play() -> int:
        parts = court.memory_parts(ring, clock, court.new_cell(ring), journal)
        async with Core(parts) as core:
            await court.publish(core, [1], bidders=1)
            clock.advance_to(court.OPENS)
            before = journal.head.size
            await flood(core)
            clock.advance_to(court.OPENS + timedelta(minutes=1))
            await core.clockwork.count_junk()
            reception = Reception(core.sequencer, clock)
            data = court.bid(court.lot(1), 1, court.price(1), "honest")
            honest = await reception.bid(data, lot=court.lot(1), actor=court.code(1))
            assert honest.refused is None
            return journal.head.size - before - 1

    grown = asyncio.run(play())
    assert answered.total() > 1_000 * SECONDS
    assert set(answered) == {"not_json", "not_utf8", "code_unknown", "bid_for_other_lot"}
    assert 0 < grown <= 70
    counted: Counter[str] = Counter()
    for row in journal.rows:
        entry = decode_entry(row.stored.leaf)
        if entry.kind == "house.junk_counted":
            event = court.registry().decode(name=entry.kind, version=entry.ver, body=entry.body)
            assert isinstance(event, JunkCounted)
            counted.update({one.code: one.count for one in event.counts})
    assert counted == answered  # nobody's junk goes uncounted
