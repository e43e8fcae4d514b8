"""Claims about writing an export."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from mingpai.audit.manifest import FILES, MANIFEST, parse_files
from mingpai.bench.sample_journal import Size, new_source, write_sample
from mingpai.journal.merkle import SHA256
from mingpai.journal.tiles import bundle_places, tile_places
from mingpai.kernel.outcome import InvariantBroken
from mingpai.ports import Batch, NewEntry
from mingpai.service.export import NothingPublished, Source, export


class Folder:
    """A sink in memory."""

    def __init__(self) -> None:
        """Begin empty."""
        self.files: dict[str, bytes] = {}
        self.is_finished = False

    def append(self, path: str, piece: bytes) -> None:
        """Add to a file."""
        self.files[path] = self.files.get(path, b"") + piece

    def finish(self) -> None:
        """Take note."""
        self.is_finished = True


@pytest.fixture
def empty(tmp_path: Path) -> Source:
    """Return a journal without entries."""
    return new_source(tmp_path / "keys")


def test_an_export_holds_what_its_size_needs(empty: Source) -> None:
    """An export holds the tiles and bundles that its size needs, partial ones too, and no other."""
    size = write_sample(empty, Size(lots=3, bids_per_lot=250))
    sink = Folder()
    exported = export(empty, sink)
    assert sink.is_finished
    assert exported.size == size
    assert exported.files == len(sink.files)
    tiles = {path for path in sink.files if path.startswith("tile/")}
    wanted = {place.path() for place in (*tile_places(size), *bundle_places(size))}
    assert tiles == wanted
    assert parse_files(sink.files[FILES]).keys() | {FILES, MANIFEST} == sink.files.keys()


def test_an_export_ends_at_the_newest_checkpoint(empty: Source) -> None:
    """Entries after the newest published checkpoint are in no export."""
    size = write_sample(empty, Size(lots=1, bids_per_lot=10))
    head = empty.store.open_epoch()
    entry = NewEntry(b"{}", "disposal/later")  # type: ignore[arg-type]
    empty.store.append(
        Batch(b"b" * 16, head.epoch, size, [entry], SHA256.leaf(b""), SHA256.leaf(b""), b"s")
    )
    assert export(empty, Folder()).size == size


def test_without_a_checkpoint_there_is_nothing_to_export(empty: Source) -> None:
    """Before anything was published an export is refused, not empty."""
    with pytest.raises(NothingPublished):
        export(empty, Folder())


def test_a_store_that_contradicts_its_checkpoint_is_not_exported(
    empty: Source, tmp_path: Path
) -> None:
    """Where the entries do not lead to the published checkpoint nothing becomes visible."""
    other = new_source(tmp_path / "other")
    write_sample(other, Size(lots=1, bids_per_lot=10))
    write_sample(empty, Size(lots=1, bids_per_lot=10))
    (size, note), *_rest = empty.store.checkpoints()

    class Mixed:
        def latest_checkpoint(self) -> tuple[int, bytes]:
            return (size, note)

        def __getattr__(self, name: str) -> Callable[..., object]:
            found: Callable[..., object] = getattr(other.store, name)
            return found

    sink = Folder()
    with pytest.raises(InvariantBroken):
        export(msgspec.structs.replace(empty, store=Mixed()), sink)
    assert not sink.is_finished


def test_a_store_may_give_short_pages(empty: Source) -> None:
    """A store that returns fewer entries than were asked for is asked again."""
    write_sample(empty, Size(lots=1, bids_per_lot=40))
    inner = empty.store

    class Short:
        def read(self, first: int, *, limit: int) -> object:
            return inner.read(first, limit=min(limit, 7))

        def __getattr__(self, name: str) -> object:
            return getattr(inner, name)

    one, other = Folder(), Folder()
    export(empty, one)
    export(msgspec.structs.replace(empty, store=Short()), other)
    signed = {"sm3/checkpoint", FILES, MANIFEST}  # SM2 signatures differ each time
    assert {p: d for p, d in one.files.items() if p not in signed} == {
        p: d for p, d in other.files.items() if p not in signed
    }
