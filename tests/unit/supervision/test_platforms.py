"""On which platform a disposal belongs, and when it may move."""

from datetime import date

import pytest
from msgspec.structs import replace

from mingpai.auction.model import RoundKind
from mingpai.auction.preparation.events import PlatformAssigned
from mingpai.auction.preparation.model import AssignmentReason
from mingpai.kernel.ids import OfficeId
from mingpai.law.platforms import NATIONAL, OUR_HALL
from mingpai.supervision.platforms import is_listed, list_named, moved_lawfully

JD, BEIJIAO = OfficeId("platform/jd"), OfficeId("platform/beijiao")
BEFORE = date(2018, 5, 28)
"""A day on which the younger platform stood on no list yet."""
MOVED = PlatformAssigned(
    platform=JD,
    platform_list="national/2019",
    reason=AssignmentReason.PLATFORM_UNAVAILABLE,
    evidence="paper",
    on=BEFORE,
)


def test_a_list_that_nobody_knows_is_the_national_one() -> None:
    """A name proves nothing: only a list that is known names our own hall."""
    assert list_named("our-own/1") is list_named("") is NATIONAL
    assert list_named("sandbox-of-national/2019").is_sandbox
    assert not is_listed(OUR_HALL, named="our-own/1", on=BEFORE)
    assert is_listed(OUR_HALL, named="sandbox-of-national/2019", on=BEFORE)


@pytest.mark.rule("K03")
def test_what_left_its_list_is_left() -> None:
    """Any later round may leave a platform that its list does not name, and no other."""
    for auction in (RoundKind.AUCTION_2, RoundKind.SALE):
        assert moved_lawfully(MOVED, away_from=BEIJIAO, auction=auction)
        assert not moved_lawfully(MOVED, away_from=JD, auction=auction)
        drawn = replace(MOVED, reason=AssignmentReason.NO_CHOICE_DRAW)
        assert not moved_lawfully(drawn, away_from=BEIJIAO, auction=auction)
        assert not moved_lawfully(None, away_from=BEIJIAO, auction=auction)


@pytest.mark.rule("K03")
def test_a_sale_moves_on_request() -> None:
    """Of a 变卖 the applicant may ask for another platform, of an auction not."""
    asked = replace(MOVED, reason=AssignmentReason.APPLICANT_ASKED_ANOTHER)
    assert moved_lawfully(asked, away_from=JD, auction=RoundKind.SALE)
    assert not moved_lawfully(asked, away_from=JD, auction=RoundKind.AUCTION_2)
