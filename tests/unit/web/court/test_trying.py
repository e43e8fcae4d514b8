"""What becomes of each row of a list, on the files as they stand."""

from datetime import timedelta
from typing import Any

import pytest

from mingpai.auction.evolve import evolve
from mingpai.auction.model import Disposal
from mingpai.auction.preparation.commands import NamePerson, RecordClaims
from mingpai.auction.preparation.model import Role as Concerned
from mingpai.exchange.court_list import CourtList, read_court_list
from mingpai.exchange.court_list_orders import Court, orders_of_list
from mingpai.kernel.ids import LotToken, OfficeId
from mingpai.kernel.moments import local_date
from mingpai.kernel.money import Fen
from mingpai.kernel.outcome import Refused
from mingpai.web.court.trying import Fate, Trying, tried

COURT = OfficeId("court/sh-xuhui")
HEADER = "案号,标的编号,财产类别,财产类型,查封日期,查封到期日,债权金额\n"


def listed(court_desk: Any, *, debt: str = "900000", until: int = 700) -> CourtList:
    """Return a list of one row, which asks for two commands."""
    today = local_date(court_desk.now)
    days = f"{today - timedelta(days=20)},{today + timedelta(days=until)}"
    text = f"{HEADER}2026-hu0104-zhi-1,flat-1,不动产,住宅,{days},{debt}\n"
    read = read_court_list(text.encode(), name="list")
    assert isinstance(read, CourtList), read
    return read


def trying(court_desk: Any, *, may: bool = True) -> Trying:
    """Return what rows are tried with."""
    return Trying(Court(COURT), court_desk.files, court_desk.now, lambda _: may)


def put(court_desk: Any, *commands: Any) -> None:
    """Put commands on record, as an import does."""
    lot = "disposal/2026-hu0104-zhi-1--flat-1"
    state = court_desk.files.of(lot) or Disposal(lot)
    for command in commands:
        found = court_desk.files.preview(state, command, actor=COURT, now=court_desk.now)
        assert not isinstance(found, Refused), found
        for event in found:
            state = evolve(state, event)
    court_desk.files.put(state)


def commands(court_desk: Any, read: CourtList) -> list[Any]:
    """Return what a list of one row asks for."""
    del court_desk
    return [one.command for one in orders_of_list(read.rows, Court(COURT))[0].orders]


def fate(court_desk: Any, read: CourtList) -> tuple[Fate, int]:
    """Return what becomes of the row, and how many of its orders are left."""
    one = tried(read, trying(court_desk))[0]
    return one.fate, len(one.left)


def test_a_new_row_is_ready(court_desk: Any) -> None:
    """A row whose every command the engine would accept can be imported whole."""
    read = listed(court_desk)
    assert fate(court_desk, read) == (Fate.READY, len(commands(court_desk, read)))


def test_what_was_cut_off_is_completed(court_desk: Any) -> None:
    """Of a row that is on record in part the rest is left, and of a whole one nothing."""
    read = listed(court_desk)
    first, *rest = commands(court_desk, read)
    assert rest
    put(court_desk, first)
    assert fate(court_desk, read) == (Fate.TO_COMPLETE, len(rest))
    put(court_desk, *rest)
    assert fate(court_desk, read) == (Fate.ALREADY_THERE, 0)


def test_what_followed_an_import_is_no_difference(court_desk: Any) -> None:
    """A lot that went on since is there; one with other facts stands in the way."""
    read = listed(court_desk)
    put(court_desk, *commands(court_desk, read))
    put(court_desk, NamePerson(LotToken("0" * 22), Concerned.DEBTOR))
    assert fate(court_desk, read) == (Fate.ALREADY_THERE, 0)
    put(court_desk, RecordClaims(Fen(5), Fen(0), Fen(0)))
    one = tried(read, trying(court_desk))[0]
    assert one.fate is Fate.OTHERWISE
    assert one.stands_in_the_way


@pytest.mark.parametrize(
    ("changes", "is_refused"), [({"until": 9000}, True), ({"debt": "many"}, False)]
)
def test_a_faulty_row_says_why(court_desk: Any, changes: Any, *, is_refused: bool) -> None:
    """Either the engine's refusal, or what of the row cannot be read."""
    one = tried(listed(court_desk, **changes), trying(court_desk))[0]
    assert one.fate is Fate.FAULTY
    assert (one.refused is not None) is is_refused
    assert bool(one.problems) is not is_refused


def test_another_case_is_not_his(court_desk: Any) -> None:
    """A row of a case that is not his is not even tried."""
    one = tried(listed(court_desk), trying(court_desk, may=False))[0]
    assert (one.fate, one.left) == (Fate.NOT_YOURS, ())
