"""The messages of the addresses for programs as JSON Schema, made from the structs that read them.

What a struct cannot say of itself is added here from the code that decides it: which words a field
may hold, between which bounds a number stands. Must not know any address.
Where to look next: `web.api.openapi`, `web.api.asyncapi`.
"""

import inspect
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from msgspec import Struct
from msgspec import inspect as types

from mingpai.auction.intake import MAX_ROUND, Bid
from mingpai.auction.model import Phase
from mingpai.exchange.feed import FORMAT, FeedPage
from mingpai.hall import door, edge
from mingpai.hall.answering import REFUSED, TAKEN
from mingpai.hall.wire import Answered, Standing, Step, Turned
from mingpai.kernel.money import MAX_FEN

Schema = dict[str, Any]
REF = "#/components/schemas/"
DOOR_SAYS = (
    door.NO_TICKET,
    door.NOT_TEXT,
    door.TOO_MANY_WAIT,
    door.TOO_MANY_DOORS,
    door.SERVICE_FULL,
    door.STOPPING,
    door.SIGNED_OUT,
)
"""Why the bidders' door turns somebody away."""
EDGE_SAYS = (edge.NO_SUCH_LOT, edge.EDGE_FULL, edge.STOPPING, edge.SILENT)
"""Why the edge does."""

_PHASES = [one.value for one in Phase]
_NARROWED: Mapping[tuple[type[Struct], str], Schema] = {
    (Answered, "outcome"): {"enum": [TAKEN, REFUSED]},
    (Turned, "code"): {"enum": sorted({*DOOR_SAYS, *EDGE_SAYS})},
    (Step, "phase"): {"enum": ["", *_PHASES]},
    (Standing, "phase"): {"enum": [None, *_PHASES]},
    (FeedPage, "format"): {"const": FORMAT},
    (Bid, "round"): {"minimum": 1, "maximum": MAX_ROUND},
    (Bid, "price_fen"): {"minimum": 1, "maximum": MAX_FEN},
}
"""What a struct's own types leave open, each from the code that decides it."""


def reference(struct: type[Struct]) -> Schema:
    """Return the pointer to a struct's schema among a document's components."""
    return {"$ref": REF + struct.__name__}


def schemas_of(
    *, heard: Iterable[type[Struct]] = (), told: Iterable[type[Struct]] = ()
) -> dict[str, Schema]:
    """Return the schemas of structs, and of all that they are made of, by their names.

    What is heard may hold no field that is not known; what is told may hold more one day.
    """
    structs = {one.__name__: one for one in (*heard, *told)}
    open_names = {one.__name__ for one in told}
    _, found = msgspec.json.schema_components(structs.values(), ref_template=REF + "{name}")
    for name, struct in structs.items():
        _tell_instants(struct, found[name])
        if name in open_names:
            found[name].pop("additionalProperties", None)
    for schema in found.values():
        if "description" in schema:
            schema["description"] = inspect.cleandoc(schema["description"])
    for (struct, field), more in _NARROWED.items():
        if structs.get(struct.__name__) is struct:
            found[struct.__name__]["properties"][field].update(more)
    return dict(sorted(found.items()))


def _tell_instants(struct: type[Struct], schema: Schema) -> None:
    """Say of each text that holds an instant that it does: RFC 3339, with its offset."""
    told = types.type_info(struct)
    if not isinstance(told, types.StructType) or "properties" not in schema:
        return
    for field in told.fields:
        if _holds_instant(field.type):
            _mark(schema["properties"][field.encode_name])


def _holds_instant(kind: types.Type) -> bool:
    members = kind.types if isinstance(kind, types.UnionType) else (kind,)
    return any(isinstance(one, types.DateTimeType) for one in members)


def _mark(schema: Schema) -> None:
    for one in schema.get("anyOf", [schema]):
        if one.get("type") == "string":
            one["format"] = "date-time"
