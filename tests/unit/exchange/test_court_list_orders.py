"""What an import asks of each lot."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from mingpai.auction.model import PropertyClass
from mingpai.auction.preparation.commands import (
    FixPrice,
    OpenDisposal,
    RecordClaims,
    StartPricing,
)
from mingpai.auction.preparation.model import Claims, Nature, PriceMethod, Trait
from mingpai.exchange.court_list_columns import column_named
from mingpai.exchange.court_list_orders import (
    Court,
    LotOrders,
    lot_named,
    orders_of_list,
    with_what_is_on_file,
)
from mingpai.exchange.court_list_problems import ListProblem, Trouble
from mingpai.exchange.court_list_row import LotRow
from mingpai.kernel.canon import b64url
from mingpai.kernel.ids import CaseId, OfficeId, PropertyId, well_formed
from mingpai.kernel.money import Fen
from mingpai.law.pricing import Leave

COURT = Court(OfficeId("court/sh-xuhui"), "某某法院")
PAPER = b64url(b"p" * 32)
OPENED = LotRow(
    row=2,
    case_id=CaseId("2026-SH0104-Z-1"),
    property_id=PropertyId("1"),
    nature=Nature.HOME,
    seized_on=date(2026, 1, 5),
    seizure_until=date(2029, 1, 4),
)
PRICED = replace(
    OPENED,
    method=PriceMethod.APPRAISAL,
    tried=(PriceMethod.AGREED,),
    leave=Leave.PARTIES_AGREE,
    record=PAPER,
    reference_fen=Fen(100),
    priced_on=date(2026, 2, 1),
    price_until=date(2027, 1, 31),
    report=PAPER,
    debt_fen=Fen(500),
    senior_fen=Fen(7),
)


def one(row: LotRow) -> LotOrders:
    """Return what one row asks for."""
    (found,) = orders_of_list([row], COURT)
    return found


def missing(row: LotRow) -> list[str]:
    """Return which columns a row lacks."""
    found = one(row)
    assert not found.orders
    return [problem.column for problem in found.problems if problem.code is Trouble.MISSING]


def test_a_row_opens_prices_and_records_claims() -> None:
    """A full row asks for four things, in the order of the law."""
    found = one(replace(PRICED, traits=(Trait.LEASED,)))
    assert found.lot == "disposal/2026-SH0104-Z-1--1"
    assert [order.command for order in found.orders] == [
        OpenDisposal(
            CaseId("2026-SH0104-Z-1"),
            PropertyId("1"),
            PropertyClass.IMMOVABLE,
            COURT.office,
            Nature.HOME,
            date(2026, 1, 5),
            date(2029, 1, 4),
            (Trait.LEASED,),
        ),
        StartPricing(PriceMethod.APPRAISAL, (PriceMethod.AGREED,), Leave.PARTIES_AGREE, PAPER),
        FixPrice(Fen(100), date(2026, 2, 1), date(2027, 1, 31), PAPER),
        RecordClaims(Fen(500), Fen(7), Fen(0)),
    ]


def test_what_a_list_does_not_say_stays_on_file() -> None:
    """Senior claims and costs that a row leaves out, what else was sold, and the consent."""
    claims = Claims(Fen(1), Fen(2), Fen(3), Fen(4), PAPER)
    order = one(PRICED).orders[-1].command
    assert with_what_is_on_file(order, PRICED, None) == order
    kept = RecordClaims(Fen(500), Fen(7), Fen(3), Fen(4), PAPER)
    assert with_what_is_on_file(order, PRICED, claims) == kept
    silent, full = replace(PRICED, senior_fen=None), replace(PRICED, costs_fen=Fen(0))
    assert with_what_is_on_file(order, silent, claims) == replace(kept, senior_fen=Fen(2))
    assert with_what_is_on_file(order, full, claims) == replace(kept, costs_fen=Fen(0))
    opening = one(PRICED).orders[0].command
    assert with_what_is_on_file(opening, PRICED, claims) == opening


def test_a_row_without_a_price_only_opens() -> None:
    """What a row does not say is not asked for; a method alone begins the pricing."""
    assert [type(order.command) for order in one(OPENED).orders] == [OpenDisposal]
    begun = replace(OPENED, method=PriceMethod.AGREED)
    assert [type(order.command) for order in one(begun).orders] == [OpenDisposal, StartPricing]


def test_keys_are_made_of_content() -> None:
    """The same row has the same keys wherever it stands; any change gives another."""
    first, again = one(PRICED), one(replace(PRICED, row=9, title="x"))
    assert [order.key for order in first.orders] == [order.key for order in again.orders]
    other = one(replace(PRICED, debt_fen=Fen(501)))
    same = [a.key == b.key for a, b in zip(first.orders, other.orders, strict=True)]
    assert same == [True, True, True, False]
    elsewhere = one(replace(PRICED, property_id=PropertyId("2")))
    assert not {order.key for order in first.orders} & {order.key for order in elsewhere.orders}


@pytest.mark.parametrize(
    ("changes", "columns"),
    [
        ({"seized_on": None, "seizure_until": None}, ["查封日期", "查封到期日"]),
        ({"case_id": None}, ["案号"]),
        ({"property_id": None}, ["标的编号"]),
        ({"nature": None}, ["财产类型"]),
        ({"nature": Nature.OTHER}, ["财产类别"]),
        ({"method": None, "priced_on": None}, ["定价方式", "参考价确定日"]),
        ({"price_until": None, "report": None}, ["参考价有效期至", "报告摘要"]),
        ({"reference_fen": None}, ["评估价"]),
        ({"debt_fen": None}, ["债权金额"]),
        ({"record": None}, ["定价记录摘要"]),
        (
            {
                "reference_fen": None,
                "priced_on": None,
                "price_until": None,
                "report": None,
                "method": None,
            },
            ["定价方式"],
        ),
    ],
)
def test_what_is_missing_is_named(changes: dict[str, None], columns: list[str]) -> None:
    """Each fact that the import needs and the row lacks is told by its column."""
    assert missing(replace(PRICED, **changes)) == columns


def test_an_unread_cell_is_not_called_missing() -> None:
    """A cell that cannot be read is told once, as that."""
    bad = ListProblem(Trouble.DAY_IMPOSSIBLE, 2, "查封日", "x")
    row = replace(OPENED, seized_on=None, problems=(bad,), unread=("seized_on",))
    assert one(row).problems == (bad,)


def test_the_lists_own_names_are_told() -> None:
    """A column is told under the name that the list gives it."""
    row = replace(OPENED, seized_on=None)
    (found,) = orders_of_list([row], COURT, columns=[column_named("冻结日期"), column_named("x")])
    assert found.problems[0].column == "冻结日期"


def test_other_courts_are_not_imported() -> None:
    """A row is this court's by its id or its given name; any other name is refused."""
    for name in (COURT.office, COURT.name):
        assert one(replace(OPENED, court=name)).orders
    assert one(replace(OPENED, court="别的法院")).problems[0].code is Trouble.COURT_OTHER


def test_a_property_stands_once() -> None:
    """The same property of the same case twice is told at the second, with the row of the first."""
    first, second = orders_of_list([OPENED, replace(OPENED, row=5)], COURT)
    assert first.orders
    assert second.problems == (ListProblem(Trouble.ROW_TWICE, 5, reason="as in row 2"),)


@pytest.mark.parametrize(
    ("one_case", "one_property", "other_case", "other_property"),
    [
        ("A-1", "1", "A", "1-1"),
        ("A-", "1", "A", "1"),
        ("A--1", "1", "A", "1--1"),
        ("A", "1-", "A", "1"),
    ],
)
def test_no_two_properties_share_a_lot(
    one_case: str, one_property: str, other_case: str, other_property: str
) -> None:
    """Ids with hyphens in whatever places name lots of their own."""
    lots = {
        lot_named(CaseId(one_case), PropertyId(one_property)),
        lot_named(CaseId(other_case), PropertyId(other_property)),
    }
    assert len(lots) == 2
    assert all(well_formed("stream", lot) for lot in lots)


_IDS = st.from_regex(re.compile(r"[A1][A1-]{0,6}", re.ASCII), fullmatch=True)


@given(_IDS, _IDS, _IDS, _IDS)
def test_a_lot_tells_case_and_property(
    one_case: str, one_property: str, other_case: str, other_property: str
) -> None:
    """Two pairs of ids name the same lot where they are the same pair, and nowhere else."""
    lot = lot_named(CaseId(one_case), PropertyId(one_property))
    other = lot_named(CaseId(other_case), PropertyId(other_property))
    assert (lot == other) is ((one_case, one_property) == (other_case, other_property))


def test_an_id_of_any_length_names_a_lot() -> None:
    """Long ids are named by their digest; both names can stand in the journal."""
    long = lot_named(CaseId("c" * 48), PropertyId("p" * 48))
    assert well_formed("stream", long)
    assert long != lot_named(CaseId("c" * 48), PropertyId("p" * 47))


def test_a_class_may_be_said_where_the_kind_leaves_it_open() -> None:
    """Other things are of the class that the row names."""
    row = replace(OPENED, nature=Nature.OTHER, property_class=PropertyClass.MOVABLE)
    command = one(row).orders[0].command
    assert isinstance(command, OpenDisposal)
    assert command.property_class is PropertyClass.MOVABLE
