"""Leaves of unknown origin, read strictly: known kind, exact canonical bytes, UTC, in place.

A whole bundle is read at once and written again at once; only where the bytes differ is each
leaf looked at by itself. An older version of a kind is read through its upcasts.
Where to look next: `mingpai.events` (the kinds), `journal.entry` (the envelope).
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Annotated, Any, Literal, Protocol, Union, cast

import msgspec
from msgspec import Meta, Struct

from mingpai.auction.events import BidPlaced
from mingpai.audit.report import Fault, Problems
from mingpai.journal.entry import Entry, decode_entry
from mingpai.kernel.canon import MAX_INTEGER, NotCanonical, parse_b64url, parse_canonical
from mingpai.kernel.event import Event, EventKind, Registry, Sealed, Visibility
from mingpai.kernel.ids import well_formed
from mingpai.law.platforms import NATIONAL

ENVELOPE_VERSION = 1
COMMIT_BYTES = 32
FIRST_YEAR = 2000
LAST_YEAR = 2999
"""No entry lies outside these years: neither its own instants nor a day that it records."""
_COMMAND_ID_CHARS = 22
_BASE64URL = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

_Instant = Annotated[datetime, Meta(tz=True)]
_Count = Annotated[int, Meta(ge=0, le=MAX_INTEGER)]
_CommandId = Annotated[str, Meta(min_length=_COMMAND_ID_CHARS, max_length=_COMMAND_ID_CHARS)]
_RECEIVER = "core"
"""Who received every entry so far: a word of ours, never a sender's."""
OUR_SOURCE = "hall"
"""Where our own entries come from; those of a platform's feed come from its office."""
_FEED = "platform/"
_SOURCES: Any = Literal[(OUR_SOURCE, *(listed.platform for listed in NATIONAL.listings))]
"""Sources that whole bundles are read with at once; of others each leaf is read by itself."""
_FIELDS: tuple[tuple[str, Any], ...] = (
    ("cause", _Count | None),
    ("command_id", _CommandId | None),
    ("epoch", _Count),
    ("law", str | None),
    ("received_at", _Instant),
    ("receiver", Literal[_RECEIVER]),
    ("seq", _Count),
    ("source", _SOURCES),
    ("stream", str),
    ("v", Literal[1]),
    ("ver", int),
)


class Leaf(Protocol):
    """An entry with its body read: the envelope of `journal.entry`, and an event or its seal.

    The kind's name is the struct's tag, see `kind_of`.
    """

    actor: str
    at: datetime
    body: Event | Sealed
    cause: int | None
    command_id: str | None
    epoch: int
    law: str | None
    received_at: datetime
    receiver: str
    seq: int
    source: str
    stream: str
    v: int
    ver: int


def is_source(text: str) -> bool:
    """Say whether an entry can come from there: our own hall, or a platform's feed."""
    return text == OUR_SOURCE or (text.startswith(_FEED) and well_formed("office", text))


def kind_of(leaf: Leaf) -> str:
    """Return the name of a leaf's kind."""
    return cast("str", cast("Struct", leaf).__struct_config__.tag)


def _body_class(kind: EventKind) -> type[Struct]:
    return Sealed if kind.visibility is Visibility.RESTRICTED else kind.body


@cache
def _leaf_class(name: str, body: type[Struct]) -> type[Struct]:
    fields = [("actor", str), ("at", _Instant), ("body", body), *_FIELDS]
    return msgspec.defstruct(
        "Leaf",
        fields,
        frozen=True,
        gc=False,
        forbid_unknown_fields=True,
        tag_field="kind",
        tag=name,
    )


class LeafReader:
    """Reads bundles of leaves, each with the sequence number that its place gives it."""

    def __init__(self, registry: Registry, problems: Problems) -> None:
        """Prepare a decoder over every kind."""
        self._registry = registry
        self._problems = problems
        self._classes: dict[str, type[Struct]] = {
            name: _leaf_class(name, _body_class(kind)) for name, kind in registry.by_name.items()
        }
        union = Union[tuple(self._classes.values())]  # type: ignore[valid-type] # noqa: UP007 - made at run time
        self._decode: Callable[[bytes], list[Leaf]] = msgspec.json.Decoder(union).decode_lines
        encoder = msgspec.json.Encoder(order="sorted")
        self._encode, self._encode_lines = encoder.encode, encoder.encode_lines
        self._versions: dict[object, int] = {
            made: registry.by_name[name].version for name, made in self._classes.items()
        }
        bids = registry.by_class.get(BidPlaced)
        self._bid_version = None if bids is None else bids.version

    def are_plain(self, leaves: Sequence[bytes]) -> bool:
        """Say whether all leaves are as this program writes them: each canonical, of a known kind.

        Depends on the leaves alone, so that whoever has them may ask, and tell `read`.
        """
        return self._plainly(leaves) is not None

    def read(
        self, first: int, leaves: Sequence[bytes], *, are_plain: bool | None = None
    ) -> list[Leaf]:
        """Return the leaves that are right, in order; the others are noted as problems.

        `are_plain` is what the method of that name said of them, where it was asked before.
        """
        read = self._decode(_lines(leaves)) if are_plain else None
        if are_plain is None:
            read = self._plainly(leaves)
        if read is None:
            return self._one_by_one(first, leaves)
        right, of_bids = self._is_right, self._bid_version
        wrong: set[int] = set()
        for seq, leaf in enumerate(read, first):
            body, arrived, decided = leaf.body, leaf.received_at, leaf.at
            # Hot path: a bid, as it comes, passes this one condition.
            if not (
                type(body) is BidPlaced
                and leaf.seq == seq
                and arrived <= decided
                and arrived.tzinfo is decided.tzinfo is body.closes_at.tzinfo is UTC
                and leaf.cause is None
                and leaf.ver == of_bids
            ) and not right(leaf, seq):
                wrong.add(seq)
        return [leaf for seq, leaf in enumerate(read, first) if seq not in wrong] if wrong else read

    def _plainly(self, leaves: Sequence[bytes]) -> list[Leaf] | None:
        """Return all leaves read at once, or nothing where one is not plain."""
        lines = _lines(leaves)
        try:
            read = self._decode(lines)
            if self._encode_lines(read) != lines or len(read) != len(leaves):
                return None
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return None
        ids = [text for leaf in read if (text := leaf.command_id) is not None]
        return read if _are_base64url(ids) else None

    def _is_right(self, leaf: Leaf, seq: int) -> bool:
        """Check what types cannot say, and note what is wrong."""
        text = self._fault(leaf, seq)
        if text:
            self._problems.add(f"entry {seq}", Fault.ENTRY_WRONG, text)
        return not text

    def _one_by_one(self, first: int, leaves: Sequence[bytes]) -> list[Leaf]:
        found: list[Leaf] = []
        for seq, data in enumerate(leaves, first):
            try:
                leaf = self._slowly(data)
            except (ValueError, RecursionError) as error:
                kind = Fault.KIND_UNKNOWN if isinstance(error, _Unknown) else Fault.ENTRY_WRONG
                self._problems.add(f"entry {seq}", kind, error)
                continue
            if self._is_right(leaf, seq):
                found.append(leaf)
        return found

    def _slowly(self, data: bytes) -> Leaf:
        """Read one leaf by itself. Raises: ValueError saying what is wrong."""
        parse_canonical(data)
        entry = decode_entry(data)
        kind = self._registry.by_name.get(entry.kind)
        if kind is None:
            raise _Unknown(f"unknown kind {entry.kind!r:.60}")  # noqa: EM102, TRY003 - one place
        body: Event | Sealed
        if kind.visibility is Visibility.RESTRICTED:
            body = msgspec.json.decode(entry.body, type=Sealed)
        else:
            body = self._registry.decode(name=entry.kind, version=entry.ver, body=entry.body)
        self._fields_are_known(_as_of_today(kind, entry), body)
        fields = {n: getattr(entry, n) for n in entry.__struct_fields__ if n != "kind"}
        made = self._classes[entry.kind](**{**fields, "body": body})
        return cast("Leaf", made)

    def _fields_are_known(self, plain: dict[str, object], body: Struct) -> None:
        """Every stored field means what the kind says; a field that came later has its default."""
        again = msgspec.json.decode(self._encode(body), type=dict[str, object])
        for name, value in plain.items():
            if name not in again or again[name] != value:
                msg = f"the body's field {name!r:.40} is unknown or not in canonical form"
                raise NotCanonical(msg)

    def _fault(self, leaf: Leaf, seq: int) -> str:
        """Say what is wrong with a leaf, or nothing."""
        if leaf.seq != seq:
            return f"says it is entry {leaf.seq}"
        if leaf.at.tzinfo is not UTC or leaf.received_at.tzinfo is not UTC:
            return "its instants are not in UTC"
        if leaf.received_at > leaf.at:
            return "was decided before it arrived"
        if leaf.received_at.year < FIRST_YEAR or leaf.at.year > LAST_YEAR:
            return f"lies outside the years {FIRST_YEAR} to {LAST_YEAR}"
        if leaf.v != ENVELOPE_VERSION:
            return f"has an envelope of version {leaf.v}"
        if leaf.cause is not None and not 0 <= leaf.cause < seq:
            return f"follows from entry {leaf.cause}, which is not before it"
        if leaf.epoch < 0:
            return f"belongs to epoch {leaf.epoch}"
        if not 1 <= leaf.ver <= self._versions[type(leaf)]:
            return f"has version {leaf.ver} of its kind"
        if leaf.receiver != _RECEIVER or not is_source(leaf.source):
            return f"received by {leaf.receiver!r:.40} from {leaf.source!r:.40}"
        if leaf.command_id is not None and not (
            len(leaf.command_id) == _COMMAND_ID_CHARS and _are_base64url([leaf.command_id])
        ):
            return f"its command's id {leaf.command_id!r:.40} is none"
        if not _is_bounded(leaf.body):
            return "its body has a number, an instant or a commitment out of bounds"
        return ""


def _as_of_today(kind: EventKind, entry: Entry) -> dict[str, object]:
    """Return the fields of a stored body, in the version of today. Requires: it was read."""
    plain = msgspec.json.decode(entry.body, type=dict[str, object])
    if kind.visibility is Visibility.PUBLIC:  # the seal of a restricted one has one form for ever
        for step in range(entry.ver, kind.version):
            plain = kind.upcasts[step](plain)
    return plain


def _lines(leaves: Sequence[bytes]) -> bytes:
    """Join leaves. A canonical one holds no line feed: equal lines are equal leaves, one by one."""
    return b"\n".join(leaves) + b"\n"


def _are_base64url(ids: Sequence[str]) -> bool:
    """Say whether ids of commands, each as long as it must be, are base64url: all at once."""
    text = "".join(ids)
    return text.isascii() and not text.encode().translate(None, _BASE64URL)


class _Unknown(ValueError):
    """A kind that this program does not know."""


def _is_bounded(body: Event | Sealed) -> bool:
    """Say whether every integer, instant and commitment of a body has its canonical form.

    A bid's integers are bounded where it is counted too (`audit.recount`).
    """
    if type(body) is Sealed:
        try:
            return len(parse_b64url(body.commit)) == COMMIT_BYTES
        except NotCanonical:
            return False
    return all(_is_plain(getattr(body, name)) for name in body.__struct_fields__)


def _is_plain(value: object) -> bool:
    kind = type(value)
    if kind is str or value is None:
        return True
    if kind is int:
        return -MAX_INTEGER <= cast("int", value) <= MAX_INTEGER
    if kind is datetime:
        return cast("datetime", value).tzinfo is UTC
    if kind is tuple:
        return all(_is_plain(item) for item in cast("tuple[object, ...]", value))
    if isinstance(value, Struct):
        return all(_is_plain(getattr(value, name)) for name in value.__struct_fields__)
    return True
