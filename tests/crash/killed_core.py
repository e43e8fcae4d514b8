"""A core under load in a process of its own, made to be killed. Started by `test_kill`.

Bids are numbered for good: what was sent stands in `sent`, what was acknowledged in `known`, each
line durable before anybody relies on it. A new start first sends again what has no answer yet.
"""

import asyncio
import base64
import importlib.util
import os
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import ModuleType

from mingpai import bootstrap
from mingpai.journal.receipt import print_receipt
from mingpai.service.core import Core
from mingpai.service.reception import Reception

AT_ONCE = 24
BIDDERS = 3


def load_court() -> ModuleType:
    """Return `tests/court.py`."""
    place = Path(__file__).parents[1] / "court.py"
    spec = importlib.util.spec_from_file_location("mingpai_test_court", place)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def write_durably(path: Path, lines: list[str]) -> None:
    """Add lines to a file; they are on the disk when this returns."""
    with path.open("a") as file:
        file.writelines(f"{line}\n" for line in lines)
        file.flush()
        os.fsync(file.fileno())


def whole_lines(path: Path) -> list[str]:
    """Return a file's lines; a last one that a kill cut off is removed."""
    if not path.exists():
        return []
    text = path.read_text()
    whole = text[: text.rfind("\n") + 1]
    if whole != text:
        path.write_text(whole)
    return whole.split("\n")[:-1]


def unanswered(folder: Path) -> tuple[list[int], int]:
    """Return the bids without an answer, in order, and the number of the next new one."""
    sent = [int(line) for line in whole_lines(folder / "sent")]
    known = {int(line.split(" ", 1)[0]) for line in whole_lines(folder / "known")}
    return sorted(set(sent) - known), max(sent, default=-1) + 1


def numbers(folder: Path) -> Iterator[list[int]]:
    """Yield groups of bids to send: first what has no answer, then new ones for ever."""
    pending, following = unanswered(folder)
    for start in range(0, len(pending), AT_ONCE):
        yield pending[start : start + AT_ONCE]
    while True:
        group = list(range(following, following + AT_ONCE))
        following += AT_ONCE
        write_durably(folder / "sent", [str(n) for n in group])
        yield group


async def load(core: Core, folder: Path, court: ModuleType) -> None:
    """Send bids until killed; two groups are always on their way."""
    reception = Reception(core.sequencer, core.parts.clock)
    lot = court.lot(1)
    groups = numbers(folder)

    async def client() -> None:
        for group in groups:
            futures = [
                reception.bid(
                    court.bid(lot, 1 + n % BIDDERS, court.price(n), f"k{n}"),
                    lot=lot,
                    actor=court.code(1 + n % BIDDERS),
                )
                for n in group
            ]
            answers = await asyncio.gather(*futures)
            lines = []
            for n, answer in zip(group, answers, strict=True):
                receipt = base64.b64encode(print_receipt(answer.receipt()).encode()).decode()
                reason = "-" if answer.refused is None else answer.refused.code
                lines.append(f"{n} {answer.seq} {reason} {receipt}")
            await asyncio.to_thread(write_durably, folder / "known", lines)

    await asyncio.gather(client(), client())


async def run(folder: Path, data: Path, began: float) -> None:
    """Start a core over the data folder and load it."""
    court = load_court()
    anchor = court.OPENS + timedelta(hours=1, seconds=time.time() - began)
    with bootstrap.opened(data) as service:
        async with service.core(court.RunningClock(anchor)) as core:
            sys.stdout.write("ready\n")
            sys.stdout.flush()
            await load(core, folder, court)


if __name__ == "__main__":
    asyncio.run(run(Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3])))
