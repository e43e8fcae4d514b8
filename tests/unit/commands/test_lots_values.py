"""What a journal holds of a lot, and how a row differs from it."""

from datetime import date

from msgspec.structs import replace

from mingpai.auction.model import CourtFile, Disposal, PropertyClass
from mingpai.auction.preparation.events import PricingStarted
from mingpai.auction.preparation.model import Claims, Nature, Preparation, PriceMethod
from mingpai.commands.lots_values import changes, otherwise, values_of
from mingpai.exchange.court_list_row import LotRow
from mingpai.kernel.ids import CaseId, OfficeId, PropertyId, StreamId
from mingpai.kernel.money import Fen

FILED = Preparation(nature=Nature.HOME, seized_on=date(2026, 1, 5))
OPENED = Disposal(
    StreamId("disposal/c--1"),
    file=CourtFile(
        case_id=CaseId("c"),
        property_id=PropertyId("1"),
        court=OfficeId("court/sh-xuhui"),
        property_class=PropertyClass.IMMOVABLE,
        preparation=FILED,
    ),
)
PRICING = PricingStarted(method=PriceMethod.AGREED, tried=(), started_on=date(2026, 2, 1))


def with_claims(debt_fen: int) -> Disposal:
    """Return the lot with a debt on file."""
    claims = Claims(Fen(debt_fen), Fen(0), Fen(0), Fen(0))
    filed = replace(FILED, claims=claims)
    return replace(OPENED, file=replace(OPENED.file, preparation=filed))


def test_what_is_on_record_stands_under_the_lists_own_names() -> None:
    """A value for each field that is on record, and none for what is not."""
    values = values_of(OPENED, None)
    assert (values["case_id"], values["nature"]) == ("c", Nature.HOME)
    assert values.keys().isdisjoint({"method", "reference_fen", "debt_fen"})
    assert values_of(with_claims(5), PRICING)["method"] is PriceMethod.AGREED
    assert values_of(with_claims(5), None)["debt_fen"] == 5


def test_what_changes_is_told_before_and_after() -> None:
    """A column that is added has nothing before; one that stays is not told."""
    none, some, more = (
        values_of(state, None) for state in (OPENED, with_claims(500), with_claims(600))
    )
    added = {one.column.field: (one.before, one.after) for one in changes(none, some)}
    assert added == {
        "debt_fen": ("", "5.00"),
        "senior_fen": ("", "0.00"),
        "costs_fen": ("", "0.00"),
    }
    (changed,) = changes(some, more)
    assert (changed.column.zh, changed.before, changed.after) == ("债权金额", "5.00", "6.00")
    assert changes(more, more) == ()


def test_a_row_is_held_against_the_record() -> None:
    """What the row does not say, its title and its court's name are no difference."""
    on_record = values_of(with_claims(500), None)
    row = LotRow(row=2, case_id=CaseId("c"), title="x", court="某某法院", debt_fen=Fen(500))
    assert otherwise(on_record, row) == ()
    (differs,) = otherwise(on_record, replace(row, debt_fen=Fen(400)))
    assert (differs.before, differs.after) == ("5.00", "4.00")
