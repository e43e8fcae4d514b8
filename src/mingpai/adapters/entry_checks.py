"""What every store of entries refuses before it writes: the same for memory and PostgreSQL.

Owns no storage. A breach here is a fault of the caller, hence ValueError.
"""

from collections.abc import Sequence

from mingpai.ports import Batch

TILE_BYTES = 8192
TREES = frozenset({"sha256", "sm3"})


def check_batch(batch: Batch) -> None:
    """Refuse a batch that is empty or whose entries lack half of a pair.

    Raises: ValueError naming the entry.
    """
    if not batch.entries:
        msg = "a batch holds at least one entry"
        raise ValueError(msg)
    for seq, entry in enumerate(batch.entries, batch.first):
        if (entry.command_id is None) is not (entry.fingerprint is None):
            msg = f"entry {seq}: a command id and its fingerprint come together"
            raise ValueError(msg)
        if (entry.nonce is None) is not (entry.sealed is None):
            msg = f"entry {seq}: a nonce and what it seals come together"
            raise ValueError(msg)


def check_tiles(tree: str, tiles: Sequence[bytes]) -> None:
    """Refuse hash tiles of an unknown tree, or that are not full.

    Raises: ValueError.
    """
    if tree not in TREES:
        msg = f"{tree!r:.40} is no tree; there are {', '.join(sorted(TREES))}"
        raise ValueError(msg)
    if any(len(tile) != TILE_BYTES for tile in tiles):
        msg = f"a full tile has {TILE_BYTES} bytes"
        raise ValueError(msg)
