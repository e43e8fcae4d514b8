"""The days and hours of a round."""

from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from mingpai.auction.model import PropertyClass, RoundKind
from mingpai.auction.preparation.events import NoticeWaived
from mingpai.auction.preparation.model import Paper, Role
from mingpai.kernel.ids import LotToken

SOMEBODY = LotToken("somebody".rjust(22, "0"))
DAY = timedelta(days=1)
TICK = timedelta.resolution


def _window(file: Any, opens: tuple[int, int, int], days: int = 1) -> dict[str, Any]:
    """Return terms that open at 10:00 on a day, and leave the file's hour as it was."""
    now = file.now
    opens_at = file.at(*opens).now
    file.now = now
    return {"opens_at": opens_at, "closes_at": opens_at + days * DAY}


def test_the_opening_lies_after_the_notice(ready: Any) -> None:
    """A notice published at its own opening is told that, beside its length."""
    now = ready.now
    terms = {"opens_at": now, "closes_at": now + DAY}
    assert ready.codes(**terms) == ["opening_not_ahead", "notice_too_short"]
    assert ready.codes(opens_at=now + TICK, closes_at=now + 2 * DAY) == ["notice_too_short"]


@pytest.mark.rule("K07")
@pytest.mark.parametrize(
    ("property_class", "days"),
    [
        (PropertyClass.MOVABLE, 15),
        (PropertyClass.IMMOVABLE, 30),
        (PropertyClass.OTHER_RIGHT, 30),
    ],
)
def test_the_first_notice_stands_its_days(
    make_file: Any, property_class: PropertyClass, days: int
) -> None:
    """Fifteen days for movables, thirty for all else; a day less is told the earliest."""
    file = make_file().ready(property_class=property_class)
    opens = file.NOW + days * DAY
    assert file.codes(opens_at=opens, closes_at=opens + DAY) == []
    early = opens - DAY
    (found,) = file.guards(opens_at=early, closes_at=early + DAY)
    assert (found.code, found.article) == ("notice_too_short", "FS2016-18:12.1")
    assert found.facts == {
        "days": days - 1,
        "least_days": days,
        "earliest": (file.TODAY + days * DAY).isoformat(),
        "verified": True,
    }


@pytest.mark.rule("K08")
@pytest.mark.parametrize(
    ("property_class", "days"), [(PropertyClass.MOVABLE, 7), (PropertyClass.IMMOVABLE, 15)]
)
def test_the_second_notice_stands_fewer_days(
    make_file: Any, property_class: PropertyClass, days: int
) -> None:
    """Seven days for movables and fifteen for all else before a second auction."""
    file = make_file().ready(property_class=property_class).announced().passed_in()
    file.told_again(date(2026, 6, 1)).at(2026, 6, 8).decided()
    opens = file.now + days * DAY
    terms = {"kind": RoundKind.AUCTION_2}
    assert file.codes(opens_at=opens, closes_at=opens + DAY, **terms) == []
    early = opens - DAY
    (found,) = file.guards(opens_at=early, closes_at=early + DAY, **terms)
    assert (found.code, found.article) == ("notice_too_short", "FS2016-18:26.1")


@pytest.mark.rule("K08")
def test_the_days_before_a_sale_are_known_at_second_hand(published: Any) -> None:
    """A notice of a 变卖 that is too short is refused, and told that the days are not verified."""
    published.passed_in().announced(kind=RoundKind.AUCTION_2).passed_in()
    published.told_again(date(2026, 6, 1)).at(2026, 6, 10).decided()
    sale = {"kind": RoundKind.SALE}
    assert published.codes(**sale, **_window(published, (2026, 6, 25), 60)) == []
    (found,) = published.guards(**sale, **_window(published, (2026, 6, 24), 60))
    assert (found.code, found.facts["verified"]) == ("notice_too_short", False)
    assert found.article == "FS2016-18:37"


# The second auction ---------------------------------------------------------------------------


@pytest.mark.rule("K09")
def test_trap_8_the_second_auction_starts_within_thirty_days(second: Any) -> None:
    """Passed in on 26 May, it starts by 25 June: a day later is refused while that day was open."""
    terms = {"kind": RoundKind.AUCTION_2}
    assert second.codes(**terms, **_window(second, (2026, 6, 25))) == []
    (found,) = second.guards(**terms, **_window(second, (2026, 6, 26)))
    assert (found.code, found.article) == ("starts_too_late", "FS2016-18:26.1")
    assert found.facts == {"opens_on": "2026-06-26", "last": "2026-06-25"}


@pytest.mark.rule("K09")
def test_once_it_is_too_late_the_second_auction_is_held_late(second: Any) -> None:
    """Where no lawful opening in time was left it may still be held: the breach lies elsewhere."""
    second.at(2026, 6, 11)
    terms = {"kind": RoundKind.AUCTION_2}
    assert second.codes(**terms, **_window(second, (2026, 6, 26))) == []


@pytest.mark.rule("K09")
def test_only_a_second_auction_has_that_term(second: Any) -> None:
    """A round out of turn, a re-auction, or one whose failure has no day is not measured by it."""
    assert "starts_too_late" not in second.codes(kind=RoundKind.SALE)
    late = _window(second, (2026, 7, 30))
    assert "starts_too_late" in second.codes(kind=RoundKind.AUCTION_2, **late)
    before = second.state
    second.announced(kind=RoundKind.AUCTION_2)
    assert "starts_too_late" not in second.codes(kind=RoundKind.RERUN, **late)
    second.state = before
    first = replace(second.state.rounds[0], closed_at=None)
    second.state = replace(second.state, rounds=(first,))
    terms = {"kind": RoundKind.AUCTION_2}
    assert "starts_too_late" not in second.codes(**terms, **_window(second, (2026, 7, 30)))


# Hours ----------------------------------------------------------------------------------------


@pytest.mark.rule("K15")
def test_bidding_is_open_for_a_whole_day(ready: Any) -> None:
    """24 hours are enough; a second less is refused, as is a close before the opening."""
    (found,) = ready.guards(closes_at=ready.CLOSES - timedelta(seconds=1))
    assert (found.code, found.article) == ("window_too_short", "FS2016-18:20.2")
    assert found.facts == {"window_s": 86_399, "least_s": 86_400}
    assert ready.codes(closes_at=ready.CLOSES - TICK) == ["window_too_short"]
    assert ready.codes(closes_at=ready.OPENS - TICK) == ["window_too_short"]


def test_the_period_of_a_sale_is_exact(published: Any) -> None:
    """Sixty days, neither more nor less; known at second hand."""
    published.passed_in().announced(kind=RoundKind.AUCTION_2).passed_in()
    published.told_again(date(2026, 6, 1)).at(2026, 6, 10).decided()
    terms = _window(published, (2026, 6, 25), 60)
    for slip in (-TICK, TICK):
        wrong = terms | {"closes_at": terms["closes_at"] + slip}
        (found,) = published.guards(kind=RoundKind.SALE, **wrong)
        assert (found.code, found.facts["due_days"]) == ("sale_period_wrong", 60)
        assert found.facts["verified"] is False


# Those who have a term of their own -----------------------------------------------------------


@pytest.mark.rule("K40")
def test_shareholders_have_twenty_days_before_the_close(ready: Any) -> None:
    """Told on 5 May, twenty whole days are over on 26 May: a close that day is lawful."""
    ready.named(SOMEBODY, Role.SHAREHOLDER).served(SOMEBODY)
    told = {"paper": Paper.SHAREHOLDER_NOTICE}
    ready.served(SOMEBODY, **told, on=date(2026, 4, 20), effective_on=date(2026, 5, 5))
    assert ready.codes() == []
    ready.named("other".rjust(22, "0"), Role.COMPANY)
    ready.served(
        "other".rjust(22, "0"), **told, on=date(2026, 4, 20), effective_on=date(2026, 5, 6)
    )
    (found,) = ready.guards()
    assert (found.code, found.article) == ("shareholder_term_runs", "COMPANY-2023:85")
    assert found.facts == {"told_on": "2026-05-06", "earliest": "2026-05-27"}


@pytest.mark.rule("K40")
def test_a_sale_may_close_one_run_after_it_opens(published: Any) -> None:
    """Of a 变卖 the shareholders' term must be over one run after its opening."""
    published.passed_in().announced(kind=RoundKind.AUCTION_2).passed_in()
    published.told_again(date(2026, 6, 1)).at(2026, 6, 10).decided()
    published.named(SOMEBODY, Role.SHAREHOLDER).served(SOMEBODY, on=date(2026, 6, 2))
    told = {"paper": Paper.SHAREHOLDER_NOTICE, "on": date(2026, 6, 5)}
    published.served(SOMEBODY, **told)
    sale = {"kind": RoundKind.SALE}
    assert published.codes(**sale, **_window(published, (2026, 6, 25), 60)) == []
    published.at(2026, 6, 9)
    assert published.codes(**sale, **_window(published, (2026, 6, 24), 60)) == [
        "shareholder_term_runs"
    ]


@pytest.mark.rule("K41")
def test_a_tenant_is_told_five_days_before_the_auction(ready: Any) -> None:
    """Five days between telling and opening are enough, four are not."""
    ready.named(SOMEBODY, Role.TENANT).served(SOMEBODY)
    notice = Paper.TENANT_NOTICE
    ready.served(SOMEBODY, notice, effective_on=date(2026, 5, 21))
    (found,) = ready.guards()
    assert (found.code, found.article) == ("tenant_told_too_late", "CIVIL-CODE:727")
    assert found.facts == {"told_on": "2026-05-21", "earliest": "2026-05-26"}
    ready.served(SOMEBODY, notice, effective_on=date(2026, 5, 20))
    assert ready.codes() == []


@pytest.mark.rule("K41")
def test_whoever_waived_has_no_term(ready: Any) -> None:
    """A tenant who waived in writing holds nothing up, whenever he was told."""
    ready.named(SOMEBODY, Role.TENANT)
    ready.served(SOMEBODY, Paper.TENANT_NOTICE, effective_on=date(2026, 5, 24))
    assert "tenant_told_too_late" in ready.codes()
    ready.given(NoticeWaived(SOMEBODY, ready.TODAY, ready.PAPER))
    assert ready.codes() == []


@pytest.mark.rule("K39")
def test_bidding_closes_while_the_seizure_holds(make_file: Any) -> None:
    """On its last day at the latest; what is not on file is told elsewhere."""
    file = make_file().ready(seizure_until=date(2026, 5, 25))
    (found,) = file.guards()
    assert (found.code, found.article) == ("seizure_ends_too_soon", "CPLI-2022:485")
    assert found.facts == {"until": "2026-05-25", "closes_on": "2026-05-26"}
    assert make_file().ready(seizure_until=date(2026, 5, 26)).codes() == []
    assert make_file().ready(seizure_until=None).codes() == ["seizure_lapsed"]
