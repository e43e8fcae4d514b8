"""The evidence pack of a disposal for one ground: gathered from a journal, and as plain fields.

Names entries by number and opens nothing to its reader. Used by `mingpai pack` and by the court's
desk. Where to look next: `auction.objections.evidence` (what bears on which ground).
"""

from typing import Any

from mingpai.auction.objections.evidence import EvidenceItem, EvidencePack, collect
from mingpai.auction.settlement.model import AnnulmentGround
from mingpai.journal.entry import decode_entry
from mingpai.kernel.ids import StreamId
from mingpai.service.archive import Archive
from mingpai.service.export import Source


def gather(source: Source, stream: StreamId, ground: AnnulmentGround) -> EvidencePack | None:
    """Return what the journal holds for a ground, or None where it knows no such disposal.

    Blocks on the store. Raises: PortError. Source: 法释〔2016〕18号 第三十一条.
    """
    stored = source.store.read_stream(stream)
    if not stored:
        return None
    archive = Archive(
        source.store, source.registry, origin=source.origin, vkey=source.ring.receipts.vkey
    )
    return collect(
        ground, [(one.seq, archive.event(decode_entry(one.leaf), one)) for one in stored]
    )


def plain(stream: StreamId, found: EvidencePack) -> dict[str, Any]:
    """Return a pack as plain fields; their names are a contract (commands reference)."""
    return {
        "lot": stream,
        "ground": found.ground.value,
        "article": found.article,
        "held": [_item(one.item) | {"entries": list(one.seqs)} for one in found.held],
        "missing": [_item(one) | {"outside": one.is_outside} for one in found.missing],
    }


def _item(item: EvidenceItem) -> dict[str, Any]:
    return {"name": item.name, "bearing": item.bearing.value, "zh": item.zh, "en": item.en}
