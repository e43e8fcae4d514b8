"""Bidders over HTTP as load: the bids of `bench.bidders`, one connection each, with its ticket.

Started as `python -m mingpai.bench.http_bidders`; reads the same task and prints the same figures.
"""

import asyncio
import resource
import sys
import time
from urllib.parse import urlsplit

import msgspec

from mingpai.bench.bidders import Figures, Task

_TAKEN = b'"outcome":"taken"'
_LENGTH = b"content-length:"


class _Load:
    def __init__(self, task: Task) -> None:
        self.task = task
        self.prices = dict.fromkeys(task.lots, task.start_fen)
        self.delays: list[float] = []
        self.taken = 0

    async def run(self) -> Figures:
        task, begun = self.task, time.perf_counter()
        await asyncio.gather(*(self._bid(n, begun) for n in range(len(task.lots))))
        took = time.perf_counter() - begun
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        return Figures(len(self.delays), self.taken, took, self.delays, peak)

    async def _bid(self, number: int, begun: float) -> None:
        """Bid until the time is over, one bid after the other, at his share of the pace."""
        task = self.task
        where = urlsplit(task.url)
        reader, writer = await asyncio.open_connection(where.hostname, where.port)
        lot, code, sent = task.lots[number], task.codes[number], 0
        while time.perf_counter() < begun + task.seconds:
            if task.every_s:
                due = begun + (sent * len(task.lots) + number) * task.every_s
                await asyncio.sleep(max(0.0, due - time.perf_counter()))
            sent += 1
            self.prices[lot] += task.step_fen
            body = (
                f'{{"lot":"{lot}","round":1,"code":"{code}","key":"{number}-{sent}",'
                f'"price_fen":{self.prices[lot]}}}'
            )
            at = time.perf_counter()
            writer.write(
                f"POST {where.path} HTTP/1.1\r\nHost: {where.netloc}\r\n"
                f"Authorization: Bearer {task.tickets[number]}\r\n"
                f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode()
                + body.encode()
            )
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().split(_LENGTH)[1].split(b"\r\n")[0])
            self.taken += _TAKEN in await reader.readexactly(length)
            self.delays.append((time.perf_counter() - at) * 1000)
        writer.close()


def main() -> None:
    """Read the task, carry it out, print the figures."""
    task = msgspec.json.decode(sys.stdin.buffer.readline(), type=Task)
    figures = asyncio.run(_Load(task).run())
    sys.stdout.buffer.write(msgspec.json.encode(figures) + b"\n")


if __name__ == "__main__":
    main()
