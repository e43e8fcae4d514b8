"""What an import asks of each lot of a court's list: its disposal opened, priced, with its claims.

Each order has a key made from its own content, so that the same list imported again repeats what
was done and changes nothing. What a list does not say stays as it is on file. Decides nothing of
the law: the engine does.
Where to look next: `commands.lots_import`, which tries the orders and then carries them out.
"""

import hashlib
from collections.abc import Iterable, Iterator

import msgspec
from msgspec import Struct

from mingpai.auction.preparation.commands import (
    FixPrice,
    OpenDisposal,
    PreparationCommand,
    RecordClaims,
    StartPricing,
)
from mingpai.auction.preparation.model import Claims
from mingpai.exchange.court_list_columns import COLUMNS, Named
from mingpai.exchange.court_list_problems import ListProblem, Trouble
from mingpai.exchange.court_list_row import LotRow
from mingpai.exchange.court_list_words import class_of
from mingpai.kernel.ids import CaseId, OfficeId, PropertyId, StreamId, well_formed
from mingpai.kernel.money import Fen

_PREFIX = "disposal/"
_BETWEEN = "--"
_ZH = {column.field: column.zh for column in COLUMNS}
_PRICE_NEEDS = ("method", "priced_on", "price_until", "report")
_CLAIMS_NEED = "debt_fen"


class Order(Struct, frozen=True):
    """One command for a lot, under a key that its content alone makes."""

    key: str
    command: PreparationCommand


class LotOrders(Struct, frozen=True):
    """What a row asks for, or why it asks for nothing: exactly one of the two is not empty."""

    row: LotRow
    lot: StreamId | None = None
    orders: tuple[Order, ...] = ()
    problems: tuple[ListProblem, ...] = ()


class Court(Struct, frozen=True):
    """The court that imports: its office, and the name under which a list may speak of it."""

    office: OfficeId
    name: str | None = None


def orders_of_list(
    rows: Iterable[LotRow], court: Court, *, columns: Iterable[Named] = ()
) -> tuple[LotOrders, ...]:
    """Return what each row asks for. `columns` are the list's, so that its own names are told."""
    names = _ZH | {one.column.field: one.name for one in columns if one.column is not None}
    seen: dict[StreamId, int] = {}
    found: list[LotOrders] = []
    for row in rows:
        asked = _orders_of(row, court, names)
        if asked.lot is not None:
            first = seen.setdefault(asked.lot, row.row)
            if first != row.row:
                twice = ListProblem(Trouble.ROW_TWICE, row.row, reason=f"as in row {first}")
                asked = LotOrders(row, problems=(twice,))
        found.append(asked)
    return tuple(found)


def lot_named(case_id: CaseId, property_id: PropertyId) -> StreamId:
    """Return the lot of a property of a case: their ids where these fit, else a digest of them.

    Two hyphens part the ids. An id that has them itself is told by its digest, so that no two
    properties share a lot.
    """
    readable = f"{_PREFIX}{case_id}{_BETWEEN}{property_id}"
    if well_formed("stream", readable) and _BETWEEN not in case_id + "/" + property_id:
        return StreamId(readable)
    digest = hashlib.sha256(f"{case_id}\n{property_id}".encode()).hexdigest()
    return StreamId(f"{_PREFIX}{digest[:40]}")


def _orders_of(row: LotRow, court: Court, names: dict[str, str]) -> LotOrders:
    problems = (*row.problems, *_more_problems(row, court, names))
    case_id, property_id = row.case_id, row.property_id
    if problems or case_id is None or property_id is None:
        return LotOrders(row, problems=problems)
    lot = lot_named(case_id, property_id)
    orders = tuple(Order(_key(lot, one), one) for one in _commands(row, court))
    return LotOrders(row, lot, orders)


def _key(lot: StreamId, command: PreparationCommand) -> str:
    content = f"{lot}\n{type(command).__name__}\n".encode() + msgspec.json.encode(command)
    return f"lots-import-{hashlib.sha256(content).hexdigest()}"


# What is missing -----------------------------------------------------------------------------


def _more_problems(row: LotRow, court: Court, names: dict[str, str]) -> Iterator[ListProblem]:
    """Yield what keeps a row from being imported though its cells can be read."""
    for field in _missing(row):
        if field not in row.unread:
            yield ListProblem(Trouble.MISSING, row.row, names[field])
    if row.court is not None and row.court not in {court.office, court.name}:
        reason = f"this service is that of {court.office}"
        yield ListProblem(Trouble.COURT_OTHER, row.row, names["court"], row.court, reason)


def _missing(row: LotRow) -> Iterator[str]:
    """Yield the fields that the import needs and the row does not say."""
    for column in COLUMNS:
        if column.is_needed and getattr(row, column.field) is None:
            yield column.field
    if row.nature is not None and class_of(row.nature) is None and row.property_class is None:
        yield "property_class"
    if row.reference_fen is not None:
        yield from (field for field in _PRICE_NEEDS if getattr(row, field) is None)
    elif row.priced_on is not None or row.price_until is not None or row.report is not None:
        yield "reference_fen"
    if row.debt_fen is None and (row.senior_fen is not None or row.costs_fen is not None):
        yield _CLAIMS_NEED
    if (row.tried or row.leave or row.record) and row.method is None and not row.reference_fen:
        yield "method"
    if (row.tried or row.leave) and row.record is None:
        yield "record"


# The commands --------------------------------------------------------------------------------


def _commands(row: LotRow, court: Court) -> Iterator[PreparationCommand]:
    """Yield the commands of a row that nothing is missing of, in the order of the law."""
    yield from _opening(row, court.office)
    if row.method is not None:
        yield StartPricing(row.method, row.tried or (), row.leave, row.record or "")
    if (
        row.reference_fen is not None
        and row.priced_on is not None
        and row.price_until is not None
        and row.report is not None
    ):
        yield FixPrice(row.reference_fen, row.priced_on, row.price_until, row.report)
    if row.debt_fen is not None:
        zero = Fen(0)
        yield RecordClaims(row.debt_fen, row.senior_fen or zero, row.costs_fen or zero)


def with_what_is_on_file(
    command: PreparationCommand, row: LotRow, claims: Claims | None
) -> PreparationCommand:
    """Return a command that takes over from the claims on file what its row does not say.

    No list has a column for what other property of the case brought, or for the debtor's consent:
    both decide whether the sale must stop (法释〔2004〕16号 第十四条). An order keeps its key.
    """
    if claims is None or not isinstance(command, RecordClaims):
        return command
    return msgspec.structs.replace(
        command,
        senior_fen=claims.senior_fen if row.senior_fen is None else command.senior_fen,
        costs_fen=claims.costs_fen if row.costs_fen is None else command.costs_fen,
        proceeds_fen=claims.proceeds_fen,
        consent=claims.consent,
    )


def _opening(row: LotRow, court: OfficeId) -> Iterator[PreparationCommand]:
    nature = row.nature
    kind = row.property_class or (None if nature is None else class_of(nature))
    if (
        row.case_id is not None
        and row.property_id is not None
        and nature is not None
        and kind is not None
        and row.seized_on is not None
        and row.seizure_until is not None
    ):
        yield OpenDisposal(
            case_id=row.case_id,
            property_id=row.property_id,
            property_class=kind,
            court=court,
            nature=nature,
            seized_on=row.seized_on,
            seizure_until=row.seizure_until,
            traits=row.traits or (),
        )
