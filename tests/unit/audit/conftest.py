"""Exports in memory: a sound one of a sample journal, and ways to forge and to re-sign others."""

import hashlib
import importlib.util
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest

from mingpai.adapters import sm2_libcrypto
from mingpai.audit.leaves import LeafReader
from mingpai.audit.manifest import FILES, MANIFEST, Manifest, mark_of, print_files, print_manifest
from mingpai.audit.recount import Recount
from mingpai.audit.report import Problems, Report
from mingpai.audit.verify import CHECKPOINT, Trust, verify
from mingpai.bench.sample_journal import (
    Size,
    new_source,
    write_acts,
    write_sample,
)
from mingpai.journal.checkpoint import Checkpoint, parse_checkpoint, print_checkpoint
from mingpai.journal.errors import VerificationError
from mingpai.journal.merkle import SHA256, root_of
from mingpai.journal.notes import parse_note, sign_note
from mingpai.kernel.canon import canonical
from mingpai.ports import Batch, NewEntry
from mingpai.service.export import Source, export

Files = dict[str, bytes]
LIVES = Path(__file__).with_name("lives.py")


class MemoryExport:
    """An export in a dictionary: the sink of `export` and the files of `verify`."""

    def __init__(self, files: Files | None = None) -> None:
        """Begin with no files, or with these."""
        self.files: Files = {} if files is None else files
        self.is_finished = False

    def append(self, path: str, piece: bytes) -> None:
        """Add to a file."""
        self.files[path] = self.files.get(path, b"") + piece

    def finish(self) -> None:
        """Take note."""
        self.is_finished = True

    def paths(self) -> Sequence[str]:
        """List the files."""
        return list(self.files)

    def pieces(self, path: str) -> Iterator[bytes]:
        """Yield a file in two pieces."""
        data = self.files[path]
        yield data[:100]
        yield data[100:]


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> Source:
    """Return a journal of 700 entries or so: eight lots, among them one that passes in."""
    made = new_source(tmp_path_factory.mktemp("audit") / "keys")
    write_sample(made, Size(lots=8, bids_per_lot=70))
    return made


@pytest.fixture(scope="session")
def whole_lives(tmp_path_factory: pytest.TempPathFactory) -> Source:
    """Return whole disposals: stops, corrections, three rounds, and what undoes one."""
    spec = importlib.util.spec_from_file_location("mingpai_test_lives", LIVES)
    assert spec is not None
    assert spec.loader is not None
    lives = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(lives)
    made = new_source(tmp_path_factory.mktemp("lives") / "keys")
    write_acts(made, lives.all_lives())
    return made


@pytest.fixture(scope="session")
def life_leaves(whole_lives: Source) -> list[bytes]:
    """Return its leaves."""
    return [one.leaf for one in whole_lives.store.read(0, limit=100_000)]


@pytest.fixture(scope="session")
def sound(source: Source) -> Files:
    """Return the files of its export. Never changed: take a copy."""
    sink = MemoryExport()
    export(source, sink)
    assert sink.is_finished
    return sink.files


@pytest.fixture(scope="session")
def leaves(source: Source) -> list[bytes]:
    """Return its leaves."""
    return [one.leaf for one in source.store.read(0, limit=100_000)]


@pytest.fixture(scope="session")
def examine() -> Callable[..., Report]:
    """Return what verifies files, with SM2 and a stopwatch, and any trust that is given."""

    def run(files: Files, **trust: Any) -> Report:
        given = {"nanos": time.perf_counter_ns, "sm2": sm2_libcrypto.verify, **trust}
        return verify(MemoryExport(dict(files)), Trust(**given))

    return run


@pytest.fixture(scope="session")
def faults() -> Callable[[Report], set[str]]:
    """Return the codes of a report's problems."""
    return lambda report: {problem.code.value for problem in report.problems}


@pytest.fixture(scope="session")
def forged(source: Source, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Files]:
    """Return what exports any leaves under the log's own signature: a dishonest operator."""

    def forge(leaves: Sequence[bytes], *, by: Source = source) -> Files:
        made = new_source(tmp_path_factory.mktemp("forged") / "keys")
        made = msgspec.structs.replace(made, ring=by.ring)
        epoch = made.store.open_epoch().epoch
        root = root_of([SHA256.leaf(leaf) for leaf in leaves], SHA256)
        entries = [NewEntry(leaf, "disposal/x") for leaf in leaves]  # type: ignore[arg-type]
        made.store.append(Batch(b"b" * 16, epoch, 0, entries, root, root, b"s"))
        head = print_checkpoint(Checkpoint(made.origin, len(leaves), root))
        made.store.save_checkpoint(len(leaves), sign_note(head, [made.ring.log]).encode())
        sink = MemoryExport()
        export(made, sink)
        return sink.files

    return forge


@pytest.fixture(scope="session")
def resealed(source: Source, sound: Files) -> Callable[[Files], Files]:
    """Return what lists changed files anew and signs the manifest again, as the log would."""

    def reseal(files: Files) -> Files:
        listed = {p: mark_of(data) for p, data in files.items() if p not in (FILES, MANIFEST)}
        try:
            head = parse_checkpoint(parse_note(files[CHECKPOINT].decode()).text)
        except (VerificationError, UnicodeDecodeError):
            head = parse_checkpoint(parse_note(sound[CHECKPOINT].decode()).text)
        data = print_files(listed)
        digest = hashlib.sha256(data).digest()
        manifest = Manifest(head.origin, head.size, head.root, len(listed), digest)
        note = sign_note(print_manifest(manifest), [source.ring.log])
        return {**files, FILES: data, MANIFEST: note.encode()}

    return reseal


@pytest.fixture(scope="session")
def altered() -> Callable[..., bytes]:
    """Return what changes fields of a leaf, those of its body under `body`, canonically."""

    def alter(leaf: bytes, *, body: dict[str, Any] | None = None, **envelope: Any) -> bytes:
        plain = msgspec.json.decode(leaf)
        plain["body"] |= body or {}
        return canonical(plain | envelope)

    return alter


@pytest.fixture
def problems() -> Problems:
    """Return an empty collection of problems."""
    return Problems()


@pytest.fixture
def reader(source: Source, problems: Problems) -> LeafReader:
    """Return a reader that notes what it finds in `problems`."""
    return LeafReader(source.registry, problems)


@pytest.fixture
def count(reader: LeafReader, problems: Problems) -> Callable[[Sequence[bytes]], Recount]:
    """Return what reads leaves, in the places they say, and counts them."""

    def run(leaves: Sequence[bytes]) -> Recount:
        recount = Recount(problems)
        for leaf in leaves:
            (read,) = reader.read(msgspec.json.decode(leaf)["seq"], [leaf])
            recount.take(read)
        return recount

    return run


class Lot:
    """The leaves of one lot, with the journal's opening ahead of them, to forge in."""

    def __init__(self, journal: Sequence[bytes], lot: str, altered: Callable[..., bytes]) -> None:
        """Pick a lot out of a journal."""
        mark = f'"stream":"disposal/{lot}"'.encode()
        self.leaves = [journal[0], *(leaf for leaf in journal if mark in leaf)]
        self._altered = altered

    def place(self, kind: str, nth: int = 0) -> int:
        """Return where the nth entry of a kind stands."""
        mark = f'"kind":"auction.{kind}"'.encode()
        return [n for n, leaf in enumerate(self.leaves) if mark in leaf][nth]

    def changed(
        self, kind: str, nth: int = 0, *, body: dict[str, Any] | None = None, **envelope: Any
    ) -> list[bytes]:
        """Return all leaves, one of them with other fields."""
        at = self.place(kind, nth)
        forged = self._altered(self.leaves[at], body=body, **envelope)
        return [*self.leaves[:at], forged, *self.leaves[at + 1 :]]

    def without(self, kind: str, nth: int = 0) -> list[bytes]:
        """Return all leaves but one."""
        at = self.place(kind, nth)
        return [*self.leaves[:at], *self.leaves[at + 1 :]]

    def twice(
        self, kind: str, nth: int = 0, *, body: dict[str, Any] | None = None, **envelope: Any
    ) -> list[bytes]:
        """Return all leaves, one of them a second time right after itself, with other fields."""
        at = self.place(kind, nth)
        again = self._altered(self.leaves[at], body=body, **envelope)
        return [*self.leaves[: at + 1], again, *self.leaves[at + 1 :]]

    def until(self, kind: str, nth: int = 0) -> list[bytes]:
        """Return the leaves up to an entry of a kind, which is the last."""
        return self.leaves[: self.place(kind, nth) + 1]


@pytest.fixture
def life(life_leaves: list[bytes], altered: Callable[..., bytes]) -> Callable[[str], Lot]:
    """Return what picks one whole life out of its journal, to forge in."""
    return lambda lot: Lot(life_leaves, lot, altered)


@pytest.fixture
def found(
    count: Callable[..., Recount], problems: Problems
) -> Callable[[Sequence[bytes]], set[str]]:
    """Return what counts leaves and says which faults it found, each time anew."""

    def run(leaves: Sequence[bytes]) -> set[str]:
        problems.listed.clear()
        count(leaves)
        return {problem.code.value for problem in problems.listed}

    return run
