"""Evidence packs for the court's desk, from a store that nobody else uses; from any thread."""

import threading
from typing import Any

from mingpai.auction.settlement.model import AnnulmentGround
from mingpai.kernel.ids import StreamId
from mingpai.service.evidence_pack import gather, plain
from mingpai.service.export import Source


class Packs:
    """Gathers one pack at a time. Blocks."""

    def __init__(self, source: Source) -> None:
        """Keep a source whose store is nobody else's."""
        self._source = source
        self._lock = threading.Lock()

    def of(self, lot: StreamId, ground: AnnulmentGround) -> dict[str, Any] | None:
        """Return a lot's pack as plain fields, None for an unknown lot. Raises: PortError."""
        with self._lock:
            found = gather(self._source, lot, ground)
        return None if found is None else plain(lot, found)
