"""A counting in another process, with toy countings that answer, break, die, or will not end."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from msgspec.structs import replace

from mingpai.adapters import aside as module
from mingpai.adapters.aside import LEAST_ENTRIES, ChildCounting, CountingLost, beside
from mingpai.audit.manifest import mark_of
from mingpai.audit.meaning import Counted, Counting
from mingpai.audit.report import Fault, Found, Problem
from mingpai.kernel.outcome import InvariantBroken

# Newer interpreters warn of a fork beside threads, which other tests may have left.
pytestmark = pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")

FOUND = Found(3, 1, Problem("entry 7", Fault.ENTRY_WRONG, "错 wrong"))


class Toy:
    """Notes which process it runs in and all that it was given; does something at each bundle."""

    def __init__(self, each: Callable[[], object] = lambda: None) -> None:
        """Begin with nothing taken."""
        self.each = each
        self.taken: list[list[bytes]] = []

    def are_plain(self, leaves: list[bytes]) -> bool:
        """Say something of each bundle that differs from one to the next."""
        return leaves[-1:] != [b"\x07"]

    def take(self, leaves: list[bytes], *, are_plain: bool | None = None) -> None:
        """Take them, and do it."""
        assert are_plain in (None, self.are_plain(leaves))
        self.taken.append(leaves)
        self.each()

    def finish(self) -> Counted:
        """Return the process as the number of auctions, and a mark of all leaves as a table's."""
        number = sum(len(leaves) for leaves in self.taken)
        mark = mark_of(b"".join(leaf for leaves in self.taken for leaf in leaves))
        return Counted(number, [FOUND], 1, mark, mark_of(b""), os.getpid(), is_sandbox=True)


def broken() -> None:
    """Meet a fault of ours."""
    msg = "two and two"
    raise InvariantBroken(msg)


def fed(child: Counting, leaves: Sequence[bytes] = (b"x" * 40_000, b"", b"\n")) -> Counted:
    """Give 64 bundles, of these leaves and one that tells them apart; return what they came to."""
    for number in range(64):
        child.take([*leaves, bytes([number])])
    return child.finish()


def test_leaves_are_counted_in_another_process() -> None:
    """What was taken comes out as if counted here, but by another process, which then ends."""
    child = ChildCounting(Toy())
    here, counted = fed(Toy()), fed(child)
    child.end()
    assert counted.waited is not None
    assert counted.waited > 0
    assert counted.auctions == child.process.pid != os.getpid()
    assert replace(counted, auctions=0, waited=None) == replace(here, auctions=0)
    assert child.process.exitcode == 0


def test_a_bundle_that_could_not_be_read_is_told_too() -> None:
    """A bundle without leaves is taken as one, and is not the end."""
    child = ChildCounting(Toy())
    child.take([])
    child.take([b"leaf"])
    assert child.finish().leaves == 1
    child.end()


@pytest.fixture
def at_rest() -> Iterator[None]:
    """Take SIGTERM as it comes: a child begins with its parent's way, whoever had set one."""
    before = signal.signal(signal.SIGTERM, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.mark.usefixtures("at_rest")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_child_that_is_killed_gives_no_verdict(number: int) -> None:
    """Whether it is killed before leaves come, among them, or at the end: it is told, with how."""
    for many in (0, 1, 64):
        child = ChildCounting(Toy(lambda: time.sleep(0.001)))
        for _ in range(many):
            child.take([b"leaf" * 1_000])
        assert child.process.pid is not None
        os.kill(child.process.pid, number)
        with pytest.raises(CountingLost, match=f"status -{number:d}"):
            fed(child)
        assert not child.process.is_alive()


def test_a_child_that_dies_of_itself_gives_no_verdict() -> None:
    """A child that goes while it counts, with a status of its own choice, is told."""
    for status in (0, 3):
        child = ChildCounting(Toy(lambda status=status: os._exit(status)))  # type: ignore[misc]
        with pytest.raises(CountingLost, match=f"status {status}"):
            fed(child)


def test_a_fault_of_ours_is_told_as_one() -> None:
    """A broken invariant there is raised here, whether we still send or already wait."""
    for leaves in ([b"leaf"], [b"leaf" * 20_000]):
        child = ChildCounting(Toy(broken))
        with pytest.raises(InvariantBroken, match="two and two"):
            fed(child, leaves)
        child.end()


def test_leaves_that_were_not_counted_are_noticed() -> None:
    """An answer for fewer leaves than were sent is no answer."""
    toy = Toy()
    toy.each = toy.taken.clear
    child = ChildCounting(toy)
    child.take([b"leaf"])
    with pytest.raises(InvariantBroken, match="every leaf"):
        child.finish()
    child.end()


def test_there_is_another_process_only_where_it_pays(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small export, one core, or a thread that holds who knows what: it is counted here."""
    toy = Toy()
    with beside() as aside:
        monkeypatch.setattr("threading.active_count", lambda: 1)
        monkeypatch.setattr("os.sched_getaffinity", lambda _: {0, 1})
        assert aside(toy, LEAST_ENTRIES - 1) is toy
        assert isinstance(aside(toy, LEAST_ENTRIES), ChildCounting)
        monkeypatch.setattr("os.sched_getaffinity", lambda _: {1})
        assert aside(toy, LEAST_ENTRIES) is toy
        monkeypatch.setattr("os.sched_getaffinity", lambda _: {0, 1})
        monkeypatch.setattr("threading.active_count", lambda: 2)
        assert aside(toy, LEAST_ENTRIES) is toy


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have room for a second process, however small the export."""
    monkeypatch.setattr(module, "_is_room", lambda: True)


@pytest.mark.usefixtures("room")
def test_where_no_process_is_to_be_had_it_is_counted_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """A system that refuses another process stops nobody."""

    def refuse() -> int:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr("os.fork", refuse)
    toy = Toy()
    with beside() as aside:
        assert aside(toy, LEAST_ENTRIES) is toy


def _open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def _begun(size: int) -> tuple[ChildCounting, contextlib.ExitStack]:
    stack = contextlib.ExitStack()
    child: Counting = stack.enter_context(beside())(Toy(), size)
    assert isinstance(child, ChildCounting)
    return child, stack


@pytest.mark.usefixtures("room")
def test_nothing_is_left_behind() -> None:
    """A verification that stops half-way leaves neither a process nor an open file."""
    before = _open_files()
    child, stack = _begun(LEAST_ENTRIES)
    child.take([b"leaf"])
    stack.close()
    assert child.process.exitcode == 0
    child.process.close()
    assert _open_files() == before


def test_a_child_that_will_not_end_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A child that does not look at its line is given a while, and then killed."""
    monkeypatch.setattr(module, "FAREWELL_S", 0.05)
    child = ChildCounting(Toy(lambda: time.sleep(60)))
    child.take([b"leaf"])
    child.end()
    assert child.process.exitcode == -signal.SIGKILL


_ORPHAN = """
import os, signal, time
from mingpai.adapters.aside import ChildCounting
class Slow:
    def are_plain(self, leaves):
        return True
    def take(self, leaves, are_plain):
        time.sleep(0.01)
child = ChildCounting(Slow())
for _ in range(10):
    child.take([b"leaf"])
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_child_goes_with_its_parent() -> None:
    """Where the parent is killed its child ends by itself, and says nothing."""
    done = subprocess.run(
        [sys.executable, "-c", _ORPHAN], capture_output=True, check=False, timeout=60
    )
    assert done.returncode == -signal.SIGKILL
    assert done.stderr == b""  # and nobody holds the other end of it: the child has ended, too


def test_a_thread_is_no_room_for_a_copy() -> None:
    """Beside a running thread nothing is forked."""
    ended = threading.Event()
    thread = threading.Thread(target=ended.wait)
    thread.start()
    toy = Toy()
    with beside() as aside:
        assert aside(toy, LEAST_ENTRIES) is toy
    ended.set()
    thread.join()
