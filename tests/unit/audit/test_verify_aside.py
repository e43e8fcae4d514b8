"""Claims about a verification whose entries are counted elsewhere: it says exactly the same."""

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import msgspec
import pytest

from mingpai.adapters import sm2_libcrypto
from mingpai.adapters.aside import ChildCounting
from mingpai.audit.manifest import FILES, MANIFEST
from mingpai.audit.meaning import Counted, Counting, in_line
from mingpai.audit.report import MAX_PROBLEMS, Report
from mingpai.audit.tables import BIDS, LOTS
from mingpai.audit.verify import CHECKPOINT, POLICY, SM3_CHECKPOINT, Trust, verify

# Newer interpreters warn of a fork beside threads, which other tests may have left.
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning"),
]

Files = dict[str, bytes]
Verdict = dict[str, Any]


class Later:
    """Counts nothing before the end: as far behind the bytes as another process can be."""

    def __init__(self, counting: Counting, _size: int) -> None:
        """Begin with nothing taken."""
        self._counting = counting
        self.are_plain = counting.are_plain
        self._taken: list[list[bytes]] = []

    def take(self, leaves: list[bytes], *, are_plain: bool | None = None) -> None:
        """Keep them."""
        assert are_plain is None
        self._taken.append(leaves)

    def finish(self) -> Counted:
        """Have all of them counted."""
        for leaves in self._taken:
            self._counting.take(leaves)
        return self._counting.finish()


class Exported:
    """An export in memory."""

    def __init__(self, files: Files) -> None:
        """Keep the files; note each that is read."""
        self._files = files
        self.read: list[str] = []

    def paths(self) -> Sequence[str]:
        """List them."""
        return list(self._files)

    def pieces(self, path: str) -> Iterator[bytes]:
        """Yield a file whole."""
        self.read.append(path)
        yield self._files[path]


def run(files: Files, aside: Any) -> Report:
    """Verify files, with the entries counted wherever `aside` says."""
    trust = Trust(nanos=time.perf_counter_ns, sm2=sm2_libcrypto.verify, aside=aside)
    return verify(Exported(files), trust)


def in_another_process(files: Files) -> Report:
    """Verify files, with the entries counted in a child process."""
    children: list[ChildCounting] = []

    def aside(counting: Counting, _size: int) -> ChildCounting:
        children.append(ChildCounting(counting))
        return children[-1]

    report = run(files, aside)
    for child in children:
        child.end()
    assert report.processes == 1 + len(children)
    return report


def verdict(report: Report) -> Verdict:
    """Return all that a report says of an export: everything but how fast it was."""
    said: Verdict = msgspec.to_builtins(report) | {"valid": report.is_valid}
    speed = ("leaves_per_s", "sm3_leaves_per_s", "processes")
    return {key: value for key, value in said.items() if key not in speed}


def one_and_two(files: Files) -> Verdict:
    """Return the verdict on files, which is the same whoever counts, and whenever."""
    here = verdict(run(files, in_line))
    assert verdict(run(files, Later)) == here
    assert verdict(in_another_process(files)) == here
    return here


def test_a_sound_export_is_valid_in_two_processes(sound: Files) -> None:
    """A sound export is valid, whoever counts; in two processes that is said."""
    assert one_and_two(sound)["valid"]
    assert run(sound, in_line).processes == 1
    assert in_another_process(sound).leaves_per_s > 0


def test_no_file_is_read_twice(sound: Files) -> None:
    """What is counted elsewhere is what was read here, once: no file can be two things."""
    files = Exported(sound)
    child: list[ChildCounting] = []

    def aside(counting: Counting, _size: int) -> ChildCounting:
        child.append(ChildCounting(counting))
        return child[0]

    verify(files, Trust(nanos=lambda: 0, sm2=sm2_libcrypto.verify, aside=aside))
    child[0].end()
    assert sorted(files.read) == sorted(sound)


BEGINNINGS = [
    MANIFEST,
    FILES,
    CHECKPOINT,
    SM3_CHECKPOINT,
    POLICY,
    LOTS,
    BIDS,
    "tile/0/000",
    "tile/0/002.p",
    "tile/1/000.p",
    "tile/entries/000",
    "tile/entries/001",
    "tile/entries/002.p",
]


@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_a_damaged_file_leads_to_the_same_verdict(
    beginning: str, sound: Files, resealed: Callable[[Files], Files]
) -> None:
    """A file changed at its begin, inside, cut off or missing, listed anew or not: one verdict."""
    path = next(one for one in sound if one.startswith(beginning))
    data = sound[path]
    half = len(data) // 2
    for changed in (b"?" + data[1:], data[:half] + b"\x00" + data[half + 1 :], data[:-1], None):
        files = {one: content for one, content in sound.items() if one != path}
        if changed is not None:
            files[path] = changed
        assert not one_and_two(files)["valid"]
        if path not in (MANIFEST, FILES) and (changed or path != CHECKPOINT):
            assert not one_and_two(resealed(files))["valid"]


def test_problems_of_both_stand_in_the_order_of_bundles(
    leaves: list[bytes],
    forged: Callable[..., Files],
    resealed: Callable[[Files], Files],
    altered: Callable[..., bytes],
) -> None:
    """Bundle for bundle: unreadable entries, then its tile, then what was counted wrong."""
    wrong = [*leaves]
    for bundle in (0, 1, 2):
        bids = [n for n in range(bundle * 256, len(leaves)) if b"auction.bid_placed" in leaves[n]]
        wrong[bids[0]] = altered(leaves[bids[0]], actor="A9")
        wrong[bids[1]] = leaves[bids[1]].replace(b"{", b"{ ", 1)
    files = forged(wrong)
    tiles = [f"tile/0/00{bundle}" for bundle in (0, 1)]
    told = one_and_two(resealed(files | dict.fromkeys(tiles, b"x")))
    of_bundles = {
        bundle: [
            problem["code"]
            for problem in told["problems"]
            if problem["where"] == f"tile/0/00{bundle}"
            or (
                problem["where"].startswith("entry ")
                and int(problem["where"].removeprefix("entry ")) // 256 == bundle
            )
        ]
        for bundle in (0, 1)
    }
    for codes in of_bundles.values():
        assert codes[:2] == ["entry_wrong", "tile_wrong"]
        assert "actor_wrong" in codes[2:]
    places = [problem["where"] for problem in told["problems"]]
    assert places.index(tiles[0]) < places.index(tiles[1])


def test_of_too_many_problems_the_same_are_listed(
    leaves: list[bytes],
    forged: Callable[..., Files],
    resealed: Callable[[Files], Files],
    altered: Callable[..., bytes],
) -> None:
    """Where there are more problems than a report lists, it lists the first ones of both."""
    marks = (b"auction.bid_placed", b"auction.command_refused")
    wrong = [
        altered(leaf, law="x") if any(mark in leaf for mark in marks) else leaf for leaf in leaves
    ]
    files = forged(wrong) | {"tile/0/000": b"x", "tile/0/001": b"x"}
    told = one_and_two(resealed(files))
    assert len(told["problems"]) == MAX_PROBLEMS < told["problems_total"]
    assert {"tile_wrong", "law_wrong"} <= {problem["code"] for problem in told["problems"]}


def test_after_a_gap_the_same_is_told(
    leaves: list[bytes],
    forged: Callable[..., Files],
    resealed: Callable[[Files], Files],
) -> None:
    """Behind a bundle that is lost or broken entries are read, and nothing is counted."""
    wrong = [*leaves]
    wrong[520] = leaves[520].replace(b"{", b"{ ", 1)
    files = forged(wrong)
    for damage in (b"", files["tile/entries/001"][:-1]):
        told = one_and_two(resealed(files | {"tile/entries/001": damage}))
        assert {"bundle_wrong", "entry_wrong"} <= {one["code"] for one in told["problems"]}
        assert "result_missing" not in {one["code"] for one in told["problems"]}
    without = {path: data for path, data in files.items() if path != "tile/entries/001"}
    assert "file_missing" in {one["code"] for one in one_and_two(without)["problems"]}


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("round_sold", {"code": "A1005"}),
        ("round_sold", {"bids": 1}),
        ("bid_placed", {"price_fen": 1}),
        ("round_announced", {"step_fen": 0}),
        ("disposal_opened", {"court": "x"}),
    ],
)
def test_a_dishonest_journal_is_found_the_same_way(
    kind: str,
    body: dict[str, Any],
    *,
    leaves: list[bytes],
    forged: Callable[..., Files],
    altered: Callable[..., bytes],
) -> None:
    """A journal that lies under its own log's signature is told off in the same words."""
    at = next(n for n, leaf in enumerate(leaves) if f'"auction.{kind}"'.encode() in leaf)
    forgery = [*leaves]
    forgery[at] = altered(leaves[at], body=body)
    told = one_and_two(forged(forgery))
    assert told["tree_valid"]
    assert not told["valid"]


@pytest.mark.parametrize(
    ("waited", "apart"),
    [(None, 60), (0, 0), (25, 25), (1_000, 60)],
)
def test_the_sm3_tree_is_taken_off_only_where_it_was_waited_for(
    waited: int | None, apart: int, sound: Files
) -> None:
    """Beside another process no more of the SM3 tree is taken off than that one stood idle."""
    ticks = iter([0, *(n for at in (0, 100, 200, 300) for n in (at + 10, at + 25)), 1_000])

    class Told(Later):
        def finish(self) -> Counted:
            return msgspec.structs.replace(super().finish(), waited=waited)

    trust = Trust(nanos=lambda: next(ticks), sm2=sm2_libcrypto.verify, aside=Told)
    report = verify(Exported(sound), trust)
    assert report.leaves_per_s == report.size * 1_000_000_000 // (1_000 - apart)
    assert report.sm3_leaves_per_s == report.size * 1_000_000_000 // 60
    assert report.processes == (1 if waited is None else 2)
