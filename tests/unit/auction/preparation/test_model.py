"""What lies on file before a round."""

from datetime import date

from mingpai.auction.preparation.model import (
    Paper,
    Preparation,
    Price,
    PriceMethod,
    Role,
    Service,
)
from mingpai.kernel.ids import LotToken
from mingpai.kernel.money import Fen
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


def test_the_report_is_known_from_the_first_service_that_took_effect() -> None:
    """Neither a service in vain nor that of an earlier report counts, nor another paper."""
    day = date(2026, 4, 15)
    price = Price(PriceMethod.APPRAISAL, Fen(1), day, date(2027, 4, 14), "A" * 43)
    tries = (
        (Paper.PRICE_REPORT, ONE, 14, 14),
        (Paper.PRICE_REPORT, ONE, 15, None),
        (Paper.PARTY_NOTICE, ONE, 15, 15),
        (Paper.PRICE_REPORT, TWO, 15, None),
        (Paper.PRICE_REPORT, ONE, 17, 17),
        (Paper.PRICE_REPORT, ONE, 16, 16),
    )
    services = tuple(
        Service(
            paper,
            token,
            Method.MAIL,
            date(2026, 4, on),
            None if effective is None else date(2026, 4, effective),
        )
        for paper, token, on, effective in tries
    )
    filed = Preparation(price=price, services=services)
    assert filed.report_known_on(ONE) == date(2026, 4, 16)
    assert filed.report_known_on(TWO) is None
    assert Preparation(services=services).report_known_on(ONE) is None
