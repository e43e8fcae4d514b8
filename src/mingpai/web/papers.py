"""The papers that anybody may take home: the receipt and the offline proof of an entry.

A leaf is public, and so is what proves it; of a restricted entry both show the commitment alone.
"""

import threading
from collections.abc import Mapping

from mingpai.journal.entry import decode_entry
from mingpai.journal.proof import print_proof
from mingpai.journal.receipt import print_receipt
from mingpai.service.archive import Archive
from mingpai.service.domains import Domain, domain_of
from mingpai.service.export import NothingPublished, Source
from mingpai.service.proofs import NotCovered, entry_proof

MAX_SEQ = 2**53


class NoSuchPaper(LookupError):
    """There is no such entry, or no checkpoint covers it yet."""


class Papers:
    """Makes papers from a store of its own, one at a time; called from any thread. Blocks."""

    def __init__(self, source: Source, domains: Mapping[str, Domain]) -> None:
        """Keep a store that nobody else uses, and the keys whose names the papers carry."""
        self._source = source
        self._domains = domains
        self._lock = threading.Lock()
        self._archive = Archive(
            source.store,
            source.registry,
            origin=source.origin,
            vkey=source.ring.receipts.vkey,
        )

    @property
    def log_vkey(self) -> str:
        """The key to pin when an export or a proof is verified."""
        return self._source.ring.log.vkey

    @property
    def receipts_vkey(self) -> str:
        """The key to pin when a receipt is checked."""
        return self._source.ring.receipts.vkey

    def receipt(self, seq: int) -> str:
        """Return the receipt of entry `seq` as a file. Raises: NoSuchPaper, PortError."""
        with self._lock:
            stored = self._source.store.read(seq, limit=1) if 0 <= seq < MAX_SEQ else []
            if not stored:
                raise NoSuchPaper(seq)
            domain = self._domains[domain_of(decode_entry(stored[0].leaf).stream)]
            return print_receipt(self._archive.answer(seq, domain).receipt())

    def proof(self, seq: int) -> str:
        """Return the `.tlog-proof` of entry `seq`. Raises: NoSuchPaper, PortError."""
        with self._lock:
            try:
                return print_proof(entry_proof(self._source, seq))
            except (NotCovered, NothingPublished) as error:
                raise NoSuchPaper(seq) from error
