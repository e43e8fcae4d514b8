"""An answer carries its proof, made when it is asked for."""

import asyncio
from typing import Any

from mingpai.journal.receipt import print_receipt


def test_a_receipt_is_made_when_asked_for_and_proves_the_answer(bench: Any) -> None:
    """Asked twice it is the same, and it proves number, arrival and outcome."""

    async def play() -> Any:
        async with bench.running() as sequencer:
            await sequencer.submit(bench.count(1))
            return await sequencer.submit(bench.count(2))

    answer = asyncio.run(play())
    assert answer.receipt() == answer.receipt()
    assert answer.receipt_file() == print_receipt(answer.receipt())
    found = bench.court.proved(answer, bench.ring)
    assert (found.seq, found.entry.received_at) == (1, answer.received_at)
    assert not answer.repeated
