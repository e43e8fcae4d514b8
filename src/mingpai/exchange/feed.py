"""The public feed: every entry in the journal's order, page by page, each with its proof.

Owns the form of a page, in both directions, and the strict reading of what is asked for. A page
is open JSON that proves itself: each entry as the bytes of its leaf, with the hashes that lead
from it to the root of the checkpoint in the page. Without gaps: a restricted entry stands here as
it stands in every tile, as a commitment. Must not know where entries are kept, nor HTTP.
Where to look next: `web.tiles` (the address), `journal.proof` (what an entry's proof is).
"""

import base64
import re
from collections.abc import Sequence
from functools import cache
from typing import Final, Protocol

import msgspec
from msgspec import Raw, Struct

from mingpai.journal.checkpoint import Checkpoint, decode_hash, parse_checkpoint
from mingpai.journal.entry import decode_entry
from mingpai.journal.errors import VerificationError
from mingpai.journal.merkle import SHA256, inclusion_proof
from mingpai.journal.notes import Verifier, parse_note
from mingpai.journal.proof import Extra, Proof, ProvenEntry, verify_proof
from mingpai.journal.tiles import NodeReader, TilePlace
from mingpai.kernel.canon import MAX_INTEGER, b64url, canonical_struct, parse_b64url
from mingpai.kernel.event import Registry, Sealed, Visibility
from mingpai.kernel.outcome import ensure

FORMAT: Final = "mingpai/feed@v1"
MAX_LIMIT = 256
"""Entries in a page: as many as in a bundle, some hundred kilobytes with their proofs."""
USUAL_LIMIT = 64
_SEALED: Final = Raw(b"null")
_NUMBER = re.compile("0|[1-9][0-9]{0,15}", re.ASCII)


class Published(Protocol):
    """A journal as far as it is published. May block."""

    def checkpoint(self) -> str | None:
        """Return the newest published checkpoint, a signed note; None before the first."""
        ...

    def leaves(self, first: int, *, limit: int) -> list[bytes]:
        """Return the leaves of up to `limit` entries from `first` on. Requires: published."""
        ...

    def tile(self, place: TilePlace) -> bytes:
        """Return a hash tile. Requires: the newest checkpoint covers it."""
        ...


class NoCheckpoint(LookupError):
    """There is no checkpoint yet, and so nothing that a page could be proved by."""


class NotCovered(LookupError):
    """The reader stands beyond the newest checkpoint: with a later one, or in another journal."""


class QueryMalformed(ValueError):
    """What is asked for cannot be read; the text says what is wrong and what is right."""


# What is asked for ---------------------------------------------------------------------------


class Wanted(Struct, frozen=True):
    """The entries behind number `after` (None: from the first on), `limit` at the most."""

    after: int | None = None
    limit: int = USUAL_LIMIT

    @property
    def first(self) -> int:
        """Return the number of the first entry that is wanted."""
        return 0 if self.after is None else self.after + 1


def read_query(query: str) -> Wanted:
    """Read `after=41&limit=256`; each may be left out. Raises: QueryMalformed."""
    given: dict[str, int] = {}
    for part in query.split("&") if query else ():
        name, _, text = part.partition("=")
        if name not in ("after", "limit"):
            msg = f"{name!r:.40} is not known here; what may be asked for is after and limit"
            raise QueryMalformed(msg)
        if name in given:
            msg = f"{name} is given twice"
            raise QueryMalformed(msg)
        if _NUMBER.fullmatch(text) is None or int(text) > MAX_INTEGER:
            msg = f"{name}={text!r:.40}: a whole number without leading zeros is wanted"
            raise QueryMalformed(msg)
        given[name] = int(text)
    limit = given.get("limit", USUAL_LIMIT)
    if not 0 < limit <= MAX_LIMIT:
        msg = f"limit={limit}: from 1 to {MAX_LIMIT} entries make a page"
        raise QueryMalformed(msg)
    return Wanted(given.get("after"), limit)


def print_query(wanted: Wanted) -> str:
    """Write what is asked for; the inverse of `read_query`."""
    after = "" if wanted.after is None else f"after={wanted.after}&"
    return f"{after}limit={wanted.limit}"


# A page --------------------------------------------------------------------------------------


class FeedEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """One entry. All but `path` is in `leaf`, and is told a second time to be read at ease.

    `leaf` is base64url: what is hashed. `body` is what happened, null where only a commitment to
    it is public. `path` are the hashes from the leaf's sibling upward, base64, as in a
    `.tlog-proof`.
    """

    seq: int
    kind: str
    ver: int
    leaf: str
    body: Raw
    path: tuple[str, ...]


class FeedPage(Struct, frozen=True, forbid_unknown_fields=True):
    """A page: entries in their order without gaps, and the checkpoint that all are proved by.

    `next` is the query that goes on from here; behind the newest entry it asks for the same page
    again, until there is more.
    """

    format: str
    origin: str
    checkpoint: str
    entries: tuple[FeedEntry, ...]
    next: str


class Made(Struct, frozen=True):
    """A page as bytes. `is_full`: it holds as many as were asked for, and never changes again.

    Asked for anew it may hold a later checkpoint; the earlier proves the same for ever.
    """

    data: bytes
    is_full: bool


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(FeedPage, strict=True).decode


class Feed:
    """Makes pages of one published journal."""

    def __init__(self, journal: Published, registry: Registry) -> None:
        """Keep where entries come from and which kinds are restricted."""
        self._journal = journal
        self._restricted = frozenset(
            kind.name
            for kind in registry.by_name.values()
            if kind.visibility is Visibility.RESTRICTED
        )

    def page(self, wanted: Wanted) -> Made:
        """Return a page. Raises: NoCheckpoint, NotCovered; what the journal raises."""
        note = self._journal.checkpoint()
        if note is None:
            msg = "no checkpoint has been published yet; come back in a second"
            raise NoCheckpoint(msg)
        head = _head_of(note)
        first = wanted.first
        if first > head.size:
            msg = (
                f"entry {first - 1} is not among the {head.size} of the newest checkpoint; "
                f"come back in a second, and if it stays so, compare checkpoints"
            )
            raise NotCovered(msg)
        count = min(wanted.limit, head.size - first)
        leaves = self._journal.leaves(first, limit=count) if count else []
        ensure(len(leaves) == count, "what a checkpoint covers is in the store")
        nodes = cache(NodeReader(_Tiles(self._journal), head.size, SHA256))
        entries = tuple(
            self._entry(leaf, inclusion_proof(seq, head.size, nodes, SHA256))
            for seq, leaf in enumerate(leaves, first)
        )
        last = wanted.after if not count else first + count - 1
        page = FeedPage(FORMAT, head.origin, note, entries, print_query(Wanted(last, wanted.limit)))
        return Made(_encode(page), is_full=count == wanted.limit)

    def _entry(self, leaf: bytes, path: Sequence[bytes]) -> FeedEntry:
        entry = decode_entry(leaf)
        return FeedEntry(
            seq=entry.seq,
            kind=entry.kind,
            ver=entry.ver,
            leaf=b64url(leaf),
            body=_SEALED if entry.kind in self._restricted else entry.body,
            path=tuple(base64.b64encode(one).decode() for one in path),
        )


class _Tiles:
    """Reads a journal's tiles for as long as one page is made."""

    def __init__(self, journal: Published) -> None:
        self._journal = journal
        self._known: dict[TilePlace, bytes] = {}

    def read(self, place: TilePlace) -> bytes:
        """Return a tile, asked for once."""
        if place not in self._known:
            self._known[place] = self._journal.tile(place)
        return self._known[place]


def _head_of(note: str) -> Checkpoint:
    """Return what our own published note says; nothing is verified."""
    return parse_checkpoint(parse_note(note).text)


# Reading a page ------------------------------------------------------------------------------


def read_page(data: bytes) -> FeedPage:
    """Read a page strictly; nothing is verified. Raises: VerificationError."""
    try:
        page = _decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        msg = f"no page of a feed: {error}"
        raise VerificationError(msg) from error
    if page.format != FORMAT:
        msg = f"no page of a feed: {page.format!r:.60} instead of {FORMAT}"
        raise VerificationError(msg)
    return page


def proof_of(page: FeedPage, entry: FeedEntry, *, vkey: str) -> Proof:
    """Return an entry's proof as a `.tlog-proof` has it; `vkey` is the log's key, as claimed.

    Raises: VerificationError where leaf or path are not written as they should be.
    """
    try:
        leaf = parse_b64url(entry.leaf).decode()
    except ValueError as error:
        msg = f"entry {entry.seq}: its leaf cannot be read: {error}"
        raise VerificationError(msg) from error
    path = tuple(decode_hash(one, "proof path") for one in entry.path)
    return Proof(Extra(leaf, vkey), entry.seq, path, page.checkpoint)


def verify_page(page: FeedPage, verifiers: Sequence[Verifier], *, first: int) -> list[ProvenEntry]:
    """Verify that a page holds the entries from `first` on, with keys that the caller trusts.

    Steps: 1 each entry stands in the tree of the page's checkpoint, which its own log has signed;
    2 that log is the one the page names; 3 numbers follow one another from `first` on; 4 what is
    told a second time is what the leaf says. Raises: VerificationError.
    """
    proven = []
    for seq, entry in enumerate(page.entries, first):
        # 1
        found = verify_proof(proof_of(page, entry, vkey=""), verifiers)
        # 2
        if found.checkpoint.origin != page.origin:
            msg = f"the page is of {page.origin!r:.60}, its checkpoint of another journal"
            raise VerificationError(msg)
        # 3
        if found.seq != seq:
            msg = f"entry {found.seq} stands where entry {seq} belongs"
            raise VerificationError(msg)
        # 4
        leaf = found.entry
        body = b"null" if _is_commitment(leaf.body) else bytes(leaf.body)
        if (entry.kind, entry.ver, bytes(entry.body)) != (leaf.kind, leaf.ver, body):
            msg = f"entry {seq}: kind, version or body are not those of its leaf"
            raise VerificationError(msg)
        proven.append(found)
    return proven


def _is_commitment(body: Raw) -> bool:
    """Say whether a leaf holds no more than a commitment to what happened."""
    try:
        sealed = msgspec.json.decode(body, type=Sealed)
    except msgspec.DecodeError:
        return False
    return canonical_struct(sealed) == bytes(body)
