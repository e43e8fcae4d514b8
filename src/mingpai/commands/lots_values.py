"""What a journal holds of a lot, in the columns of a list; and how a row of a list differs from it.

Where to look next: `commands.lots_import` and `commands.lots_export`, which ask.
"""

from collections.abc import Iterator

from msgspec import Struct

from mingpai.auction.model import Disposal
from mingpai.auction.preparation.events import PricingStarted
from mingpai.exchange.court_list_columns import Column
from mingpai.exchange.court_list_row import LotRow
from mingpai.exchange.court_list_write import imported, text_of

Values = dict[str, object]
"""A value for each field of a list; None where the journal has none."""


class Difference(Struct, frozen=True):
    """A column in which two values of a lot differ, both as a list would write them."""

    column: Column
    before: str
    after: str


def values_of(state: Disposal, pricing: PricingStarted | None) -> Values:
    """Return what is on record of a lot. `pricing` is the last pricing that was begun."""
    file, filed = state.file, state.file.preparation
    price, claims = filed.price, filed.claims
    values: Values = {
        "case_id": file.case_id,
        "property_id": file.property_id,
        "court": file.court,
        "nature": filed.nature,
        "property_class": file.property_class,
        "traits": filed.traits,
        "seized_on": filed.seized_on,
        "seizure_until": filed.seizure_until,
    }
    if pricing is not None:
        values |= {
            "method": pricing.method,
            "tried": pricing.tried,
            "leave": pricing.leave,
            "record": pricing.record,
        }
    if price is not None:
        values |= {
            "reference_fen": price.price_fen,
            "priced_on": price.fixed_on,
            "price_until": price.valid_until,
            "report": price.report,
        }
    if claims is not None:
        values |= {
            "debt_fen": claims.debt_fen,
            "senior_fen": claims.senior_fen,
            "costs_fen": claims.costs_fen,
        }
    return values


def changes(before: Values, after: Values) -> tuple[Difference, ...]:
    """Return every column in which what is on record becomes something else."""
    return tuple(_differing(before, after))


def otherwise(on_record: Values, row: LotRow) -> tuple[Difference, ...]:
    """Return every column of which a row says something else than the journal has."""
    told: Values = {
        column.field: getattr(row, column.field)
        for column in imported()
        if column.field != "court" and getattr(row, column.field) is not None
    }
    return tuple(_differing(on_record | {"title": None}, on_record | told | {"title": None}))


def _differing(before: Values, after: Values) -> Iterator[Difference]:
    for column in imported():
        old, new = before.get(column.field), after.get(column.field)
        if old != new:
            yield Difference(column, text_of(column, old), text_of(column, new))
