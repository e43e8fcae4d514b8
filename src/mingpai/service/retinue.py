"""The retinue: all followers of one journal, kept together so that each page is read once.

Knows neither in which process it runs nor who tells it that the journal grew. Where to look
next: `service.following` (in the core's process), `adapters.follower_child` (in its own).
"""

from collections.abc import Mapping

from mingpai.kernel.event import Registry
from mingpai.ports import EntryStore, KeyRing
from mingpai.service.archive import Archive
from mingpai.service.domains import Domain
from mingpai.service.fold import Fold
from mingpai.service.followers import PAGE, Follower, Sm3Tree, Snapshotter
from mingpai.service.proofs import TileKeeper
from mingpai.service.start import restore
from mingpai.service.watch import Watch


class Retinue:
    """The SM3 tree, the tiles, the snapshots and the watch. Blocks on the store.

    One that has failed is of no more use: a new one goes on from what was saved.
    """

    def __init__(
        self,
        store: EntryStore,
        ring: KeyRing,
        origin: str,
        registry: Registry,
        domains: Mapping[str, Domain],
    ) -> None:
        """Go on from what each follower has saved. Raises: PortError."""
        archive = Archive(store, registry, origin=origin, vkey=ring.receipts.vkey)
        fold = Fold(archive, domains, secret=ring.command_secret)
        saved = store.latest_snapshot(at_most=store.head().size)
        if saved is not None:
            restore(fold, saved)
        self._store = store
        self.sm3 = Sm3Tree(store, ring.sm2, origin)
        self.watch = Watch(store, archive)
        self._snapshots = Snapshotter(store, fold, saved_at=fold.size)
        self._all: tuple[Follower, ...] = (
            self.sm3,
            TileKeeper(store),
            self._snapshots,
            self.watch,
        )

    @property
    def position(self) -> int:
        """The next entry to take, of the follower that is furthest behind."""
        return min(follower.position for follower in self._all)

    def committed(self) -> int:
        """Return how many entries the journal holds now."""
        return self._store.head().size

    def take_page(self) -> bool:
        """Take a page of what is committed; say whether there may be another behind it."""
        first = self.position
        page = self._store.read(first, limit=PAGE)
        for follower in self._all:
            part = page[follower.position - first :]
            if part:
                follower.take(part)
        return len(page) == PAGE

    def rest(self) -> None:
        """Do what is to be done at the journal's end, and save."""
        for follower in self._all:
            follower.rest()

    def catch_up(self) -> None:
        """Take all that is committed, and rest."""
        while self.take_page():
            pass
        self.rest()

    def keep_snapshot(self) -> None:
        """Keep a snapshot of what was taken, so that the next start has little to read."""
        self._snapshots.save()
