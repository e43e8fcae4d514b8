"""A counting in a process of its own, beside the one that reads the files: for `verify`.

Owns how leaves get there and how what they came to gets back, and when that is worth a process.
The child is a copy of this process (fork): nothing is imported or read a second time, and what is
counted are the very bytes that were read here, once. Must not know what is counted.
Where to look next: `audit.meaning` (the contract, `Aside`), `commands.verify`.
"""

import contextlib
import fcntl
import gc
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import assert_never

import msgspec
from msgspec import Struct

from mingpai.audit.meaning import Aside, Counted, Counting
from mingpai.kernel.outcome import InvariantBroken, ensure

LEAST_ENTRIES = 20_000
"""Below that a second process is no gain: it costs some hundredths of a second."""
_PIPE_BYTES = 1 << 20
"""Room for some eight bundles, so that neither process waits for every step of the other."""
FAREWELL_S = 5.0
"""How long a child may take to notice that it is to end: it looks between two bundles."""
_END = b""
_encode = msgspec.msgpack.Encoder().encode
_bundle = msgspec.msgpack.Decoder(tuple[bool, list[bytes]]).decode


class CountingLost(Exception):
    """The other process ended before it had said what the entries came to."""


class Answered(Struct, frozen=True, tag="answered"):
    """What the entries came to."""

    counted: Counted


class Broke(Struct, frozen=True, tag="broke"):
    """The program met a fault of its own there, as it might have here."""

    what: str


_answer = msgspec.msgpack.Decoder(Answered | Broke).decode


@contextmanager
def beside() -> Iterator[Aside]:
    """Have leaves counted beside this process, where that pays and can be done.

    Whatever is started has ended when the context does. Raises: CountingLost, in `take` and
    `finish` of what stands in for the counting, where the other process dies.
    """
    with contextlib.ExitStack() as started:

        def aside(counting: Counting, size: int) -> Counting:
            if size < LEAST_ENTRIES or not _is_room():
                return counting
            try:
                child = ChildCounting(counting)
            except OSError:  # no process is to be had: here it goes on as on one core
                return counting
            started.callback(child.end)
            return child

        yield aside


def _is_room() -> bool:
    """Say whether there is another core, and no thread whose locks a copy would hold for ever."""
    may_start = not multiprocessing.current_process().daemon
    return may_start and threading.active_count() == 1 and len(os.sched_getaffinity(0)) > 1


class ChildCounting:
    """Stands in for a counting, of which a copy counts in a child process."""

    def __init__(self, counting: Counting) -> None:
        """Start the child. Raises: OSError where it cannot be started."""
        context = multiprocessing.get_context("fork")
        with contextlib.ExitStack() as undo:
            theirs, self._leaves = (undo.enter_context(one) for one in context.Pipe(duplex=False))
            self._answer, answer = (undo.enter_context(one) for one in context.Pipe(duplex=False))
            with contextlib.suppress(OSError):  # without the room it only goes slower
                fcntl.fcntl(theirs.fileno(), fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
            mine = (self._leaves, self._answer)
            self.process = context.Process(
                target=_be_child, args=(counting, theirs, answer, mine), daemon=True
            )
            self.process.start()
            undo.pop_all()
        theirs.close()
        answer.close()
        self.are_plain = counting.are_plain
        self._taken = 0

    def take(self, leaves: list[bytes], *, are_plain: bool | None = None) -> None:
        """Look at the next bundle's form here, which evens the work out, and send it over.

        Raises: CountingLost; InvariantBroken.
        """
        if are_plain is None:
            are_plain = self.are_plain(leaves)
        self._taken += len(leaves)
        self._send(_encode((are_plain, leaves)))

    def finish(self) -> Counted:
        """Return what all leaves came to there. Raises: CountingLost; InvariantBroken."""
        self._send(_END)
        counted = self._heard()
        ensure(counted.leaves == self._taken, "every leaf was counted in the other process")
        return counted

    def _send(self, message: bytes) -> None:
        try:
            self._leaves.send_bytes(message)
        except OSError as error:
            self._heard()  # it no longer listens; it may have said why
            raise self._lost() from error

    def _heard(self) -> Counted:
        try:
            answer = _answer(self._answer.recv_bytes())
        except (EOFError, OSError) as error:
            raise self._lost() from error
        match answer:
            case Answered(counted):
                return counted
            case Broke(what):
                raise InvariantBroken(what)
            case _:
                assert_never(answer)

    def _lost(self) -> CountingLost:
        self.end()
        return CountingLost(
            "the second process, which counts the entries again, ended early "
            f"(status {self.process.exitcode}): there is no verdict; see that there is memory "
            "for two, and run it again"
        )

    def end(self) -> None:
        """Let the child go: it ends where its line does. Kill it where it does not notice."""
        self._leaves.close()
        self._answer.close()
        self.process.join(FAREWELL_S)
        if self.process.exitcode is None:
            self.process.kill()
            self.process.join()


def _be_child(
    counting: Counting, leaves: Connection, answer: Connection, of_parent: tuple[Connection, ...]
) -> None:
    """Count what comes until the end of it, say what it came to, and go with the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # meant for the parent, whose end ends us
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for one in of_parent:
        one.close()
    gc.freeze()  # what was there before is the parent's too: a collection would copy it all
    said: Answered | Broke
    try:
        said = Answered(_count(counting, leaves))
    except InvariantBroken as broken:
        said = Broke(str(broken))
    except EOFError:
        return
    with contextlib.suppress(BrokenPipeError):
        answer.send_bytes(_encode(said))


def _count(counting: Counting, leaves: Connection) -> Counted:
    """Count, and measure how long there was nothing to count. Raises: EOFError."""
    waited = 0
    while True:
        asked = time.perf_counter_ns()
        message = leaves.recv_bytes()
        waited += time.perf_counter_ns() - asked
        if message == _END:
            return msgspec.structs.replace(counting.finish(), waited=waited)
        are_plain, bundle = _bundle(message)
        counting.take(bundle, are_plain=are_plain)
