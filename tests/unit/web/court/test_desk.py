"""What all pages of the desk share."""

import asyncio
from typing import Any

import pytest

from mingpai.accounts.model import Role
from mingpai.auction.preparation.commands import InsistOnAuction
from mingpai.auction.refusals import Code, refused
from mingpai.kernel.ids import OfficeId, StreamId
from mingpai.ports import PortError
from mingpai.web.court.desk import CourtParts, Desk, OpenFile, digest_of, new_nonce, office_of
from mingpai.web.shell import Shell
from mingpai.web.visitors import NotPermitted

pytestmark = pytest.mark.slow

COURT, LOT = OfficeId("court/sh-xuhui"), StreamId("disposal/2026-0001")


@pytest.fixture
def desk(court_desk: Any, english: Any) -> Desk:
    """Return a desk without any page."""
    parts = CourtParts(
        court_desk.house.porter, court_desk.core, court_desk.files, court_desk.drafts
    )
    return Desk(Shell(court_desk.site), english, parts)


def test_another_content_is_another_order(court_desk: Any, desk: Desk) -> None:
    """A key is the same for one form sent twice, and another for another text, lot or form."""
    first = court_desk.notice()
    second = court_desk.notice(deposit_fen=1)
    key = desk.key(COURT, LOT, first, "n")
    assert key == desk.key(COURT, LOT, first, "n")
    others = (
        desk.key(COURT, LOT, second, "n"),
        desk.key(COURT, LOT, first, "m"),
        desk.key(COURT, StreamId("disposal/2"), first, "n"),
    )
    assert key not in others
    assert len({digest_of(first), digest_of(second)}) == 2
    assert new_nonce() != new_nonce()


async def _no_answer(order: Any) -> Any:
    del order
    msg = "no answer"
    raise PortError(msg, retry_is_safe=True)


def test_without_an_answer_it_may_be_sent_again(court_desk: Any, desk: Desk) -> None:
    """Where the core did not answer, the form is told as busy: the same key may be sent again."""
    court_desk.core.order = _no_answer
    wanted = InsistOnAuction(court_desk.now.date(), "x")
    found = asyncio.run(desk.order(COURT, LOT, wanted, key="k"))
    assert desk.denied(found)[0]  # type: ignore[arg-type]


def test_a_refusal_shows_its_facts_in_yuan(desk: Desk) -> None:
    """Amounts are told in yuan, other facts as they stand."""
    said = desk.said(refused(Code.DEPOSIT_OUT_OF_RANGE, deposit_fen=100, least_fen=250, most_fen=1))
    assert ("deposit_fen", "1.00\N{NO-BREAK SPACE}yuan") in said.facts
    assert said.told.ground.cited
    other = desk.said(refused(Code.SEIZURE_LAPSED, until="2026-05-26"))
    assert other.facts == (("until", "2026-05-26"),)


def test_who_acts_for_no_office_acts_not_here(court_desk: Any) -> None:
    """An order is an office's: whoever has none sends none."""

    class Nobody:
        role = Role.SUPERVISOR
        office = None
        cases = None

    with pytest.raises(NotPermitted):
        office_of(Nobody())  # type: ignore[arg-type]
    at = OpenFile(Nobody(), court_desk.state(court_desk.prepared(1)))  # type: ignore[arg-type]
    assert at.number == "2026-0001"
