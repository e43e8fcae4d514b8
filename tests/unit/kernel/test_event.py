"""Kinds of events are checked once, and old versions are read as what they mean today."""

import enum
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal, NewType

import msgspec
import pytest
from msgspec import Meta, Raw, Struct

from mingpai.kernel.event import Event, EventKind, Registry, Upcast, Visibility
from mingpai.kernel.outcome import InvariantBroken

NOON = datetime(2026, 5, 26, 4, tzinfo=UTC)
Code = NewType("Code", str)


class Form(enum.StrEnum):
    """One of two."""

    A = "a"
    B = "b"


class Part(Struct, frozen=True, gc=False):
    """A struct within an event."""

    n: int


class Rich(Event, frozen=True, gc=False):
    """An event with every type of field that has a canonical form."""

    code: Code
    form: Form
    step: Annotated[int, Meta(ge=0)]
    word: Literal["x", "y"]
    parts: tuple[Part, ...]
    figures: Mapping[str, int | bool | None]
    at: datetime
    day: date


class Empty(Event, frozen=True, gc=False):
    """An event without fields."""


class Renamed(Event, frozen=True, gc=False):
    """What began as version 1 with the field `old`, and got `extra` in version 3."""

    new: int
    extra: str = ""


def kind(body: Any, *, name: str = "t.kind", version: int = 1, upcasts: Any = None) -> EventKind:
    return EventKind(name, version, Visibility.PUBLIC, body, upcasts or {})


def rename(old: dict[str, object]) -> dict[str, object]:
    return {"new": old["old"]}


def extend(old: dict[str, object]) -> dict[str, object]:
    return {**old, "extra": "then unknown"}


UPCASTS: dict[int, Upcast] = {1: rename, 2: extend}


def test_every_canonical_type_is_accepted() -> None:
    """An event of plain, named, listed and nested canonical types registers and is read back."""
    registry = Registry([kind(Rich)])
    body = Rich(Code("A1"), Form.B, 5, "x", (Part(1),), {"n": None}, NOON, date(2026, 5, 26))
    assert registry.decode(name="t.kind", version=1, body=msgspec.json.encode(body)) == body
    assert registry.by_class[Rich] is registry.by_name["t.kind"]


@pytest.mark.parametrize("unsafe", [float, Any, bytes, list[float], dict, Part | complex])
def test_a_type_without_canonical_form_is_refused(unsafe: object) -> None:
    """A float, anything at all, raw bytes or an untyped container cannot be in an event."""
    body = msgspec.defstruct("Bad", [("field", unsafe)], bases=(Event,), frozen=True)
    with pytest.raises(InvariantBroken, match="has no canonical form"):
        Registry([kind(body)])


def _twice_named() -> Registry:
    return Registry([kind(Empty), kind(Renamed)])


def _twice_classed() -> Registry:
    return Registry([kind(Empty), kind(Empty, name="t.other")])


def _without_upcast() -> Registry:
    return Registry([kind(Renamed, version=3, upcasts={1: rename})])


@pytest.mark.parametrize(
    ("build", "why"),
    [
        (_twice_named, "two event kinds are named"),
        (_twice_classed, "has two kinds"),
        (_without_upcast, "one upcast for each version"),
    ],
)
def test_a_contradictory_registry_is_not_built(build: Callable[[], Registry], why: str) -> None:
    """Two kinds of one name or one class, or a version without upcast, stop the program."""
    with pytest.raises(InvariantBroken, match=why):
        build()


def test_an_old_body_is_read_as_what_it_means_today() -> None:
    """A body of version 1 passes every upcast in turn."""
    registry = Registry([kind(Renamed, version=3, upcasts=UPCASTS)])
    assert registry.decode(name="t.kind", version=1, body=b'{"old":7}') == Renamed(
        7, "then unknown"
    )
    assert registry.decode(name="t.kind", version=2, body=Raw(b'{"new":7}')).extra  # type: ignore[attr-defined]
    assert registry.decode(name="t.kind", version=3, body=b'{"new":7}') == Renamed(7)


@pytest.mark.parametrize(
    ("name", "version", "body"),
    [
        ("t.unknown", 1, b"{}"),
        ("t.kind", 4, b'{"new":7}'),
        ("t.kind", 0, b'{"old":7}'),
        ("t.kind", 3, b'{"new":"seven"}'),
        ("t.kind", 1, b"["),
    ],
)
def test_what_this_program_does_not_know_is_refused(name: str, version: int, body: bytes) -> None:
    """An unknown kind, a version from the future and a body of another shape are refused."""
    registry = Registry([kind(Renamed, version=3, upcasts=UPCASTS)])
    with pytest.raises(ValueError, match=r".+"):
        registry.decode(name=name, version=version, body=body)
