"""What lies on file before a round."""

from datetime import date

from mingpai.auction.preparation.model import (
    Paper,
    Preparation,
    PriceMethod,
    Role,
    Service,
)
from mingpai.kernel.ids import LotToken
from mingpai.law.pricing import METHODS
from mingpai.law.service import Method

ONE, TWO = LotToken("1" * 22), LotToken("2" * 22)
FILED = Preparation(
    persons={ONE: Role.APPLICANT, TWO: Role.DEBTOR},
    further=((TWO, Role.CO_OWNER), (ONE, Role.CO_OWNER)),
)


def test_the_ways_to_a_price_are_those_of_the_law_in_their_order() -> None:
    """Ways are written as the law's own table has them, so that the two never part."""
    assert tuple(one.value for one in PriceMethod) == METHODS


def test_everybody_is_found_by_any_of_his_roles() -> None:
    """Whoever has two roles is found in both, and once where he fits twice."""
    assert FILED.holders(Role.CO_OWNER) == (TWO, ONE)
    assert FILED.holders(Role.APPLICANT, Role.CO_OWNER) == (ONE, TWO)
    assert FILED.holders(Role.TENANT) == ()
    assert list(FILED.concerned()) == [
        (ONE, Role.APPLICANT),
        (TWO, Role.DEBTOR),
        (TWO, Role.CO_OWNER),
        (ONE, Role.CO_OWNER),
    ]


def test_the_latest_service_of_a_paper_is_found() -> None:
    """Of several services the last recorded counts; another paper or person is none."""
    day = date(2026, 4, 15)
    tries = tuple(
        Service(Paper.PARTY_NOTICE, ONE, Method.MAIL, day, effective) for effective in (day, None)
    )
    filed = Preparation(services=tries)
    assert filed.service_of(Paper.PARTY_NOTICE, ONE) == tries[1]
    assert filed.service_of(Paper.PARTY_NOTICE, TWO) is None
    assert filed.service_of(Paper.PRICE_REPORT, ONE) is None
