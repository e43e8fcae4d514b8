"""Event types: stable names, versions, public or restricted, and how an old one is read today.

An event's name and version are its identity for ever; a class may be renamed, moved or grow
fields with defaults. What a stored event of an older version means now is said by one named
upcasting function per step. The registry is built once, by `mingpai.events`; nothing registers
itself at import.
"""

import enum
import typing
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime

import msgspec
from msgspec import Raw, Struct

from mingpai.kernel.outcome import ensure


class Visibility(enum.StrEnum):
    """Whether a kind's body stands in the published leaf or only a commitment to it does."""

    PUBLIC = "public"
    RESTRICTED = "restricted"


class Event(Struct, frozen=True, gc=False):
    """Base of all events: something that happened, in the past tense, immutable."""


class Sealed(Struct, frozen=True, gc=False):
    """The body of a restricted kind's leaf: a commitment to what lies beside the journal."""

    commit: str


Upcast = Callable[[dict[str, object]], dict[str, object]]


class EventKind(Struct, frozen=True):
    """One kind of event as the journal knows it.

    `name` and `version` are written into each entry. `upcasts[n]` turns the plain body of
    version n into that of version n + 1; there is one for every version before `version`.
    """

    name: str
    version: int
    visibility: Visibility
    body: type[Event]
    upcasts: Mapping[int, Upcast] = {}


_SAFE: frozenset[object] = frozenset({str, int, bool, type(None), datetime, date})


def _parts(annotation: object) -> list[object]:
    """Return the types that `annotation` is made of; empty for one that is a leaf."""
    origin = typing.get_origin(annotation)
    if origin is typing.Annotated:
        return [typing.get_args(annotation)[0]]
    if isinstance(annotation, typing.NewType):
        return [annotation.__supertype__]
    if _is_struct(annotation):
        return list(typing.get_type_hints(annotation, include_extras=True).values())
    return [argument for argument in typing.get_args(annotation) if argument is not Ellipsis]


def _unsafe_types(annotation: object) -> typing.Iterator[object]:
    if typing.get_origin(annotation) is typing.Literal:
        return
    if isinstance(annotation, type) and issubclass(annotation, enum.StrEnum):
        return
    parts = _parts(annotation)
    if not parts and annotation not in _SAFE and not _is_struct(annotation):
        yield annotation
    for part in parts:
        yield from _unsafe_types(part)


def _is_struct(annotation: object) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, Struct)


class Registry:
    """Every kind of event, by name and by class. Built once and never changed.

    Refuses (InvariantBroken): two kinds of one name or class, a missing upcast, a body with a
    field whose type has no canonical form.
    """

    def __init__(self, kinds: Iterable[EventKind]) -> None:
        """Check every kind and index it."""
        self.by_name: dict[str, EventKind] = {}
        self.by_class: dict[type[Event], EventKind] = {}
        for kind in kinds:
            ensure(kind.name not in self.by_name, f"two event kinds are named {kind.name}")
            ensure(kind.body not in self.by_class, f"{kind.body.__name__} has two kinds")
            ensure(
                set(kind.upcasts) == set(range(1, kind.version)),
                f"{kind.name}: one upcast for each version before {kind.version}",
            )
            unsafe = list(_unsafe_types(kind.body))
            ensure(not unsafe, f"{kind.name}: {unsafe} has no canonical form")
            self.by_name[kind.name] = kind
            self.by_class[kind.body] = kind
        self._decoders = {
            name: msgspec.json.Decoder(kind.body).decode for name, kind in self.by_name.items()
        }

    def decode(self, *, name: str, version: int, body: bytes | Raw) -> Event:
        """Read a body of any version known and return it as the event class of today.

        Raises: ValueError for an unknown name, a version from the future, or a body that does
        not have the shape of its kind.
        """
        kind = self.by_name.get(name)
        if kind is None:
            msg = f"unknown event kind {name!r:.60}"
            raise ValueError(msg)
        if version == kind.version:
            return self._decoders[name](body)
        if not 1 <= version < kind.version:
            msg = f"{name}: version {version} is unknown; this program knows 1 to {kind.version}"
            raise ValueError(msg)
        plain: dict[str, object] = msgspec.json.decode(body, type=dict[str, object])
        for step in range(version, kind.version):
            plain = kind.upcasts[step](plain)
        return msgspec.convert(plain, kind.body)
