"""What a court must do before and between rounds, until when."""

from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from mingpai.auction.duty import Duty, Party
from mingpai.auction.model import Phase, PropertyClass, RoundKind
from mingpai.auction.preparation.duties import duties_of_preparation
from mingpai.auction.preparation.events import (
    NoticeWaived,
    PriceFixed,
    PriceObjected,
    PriceObjectionSettled,
    PricingStarted,
)
from mingpai.auction.preparation.model import Nature, Paper, PriceMethod, Role
from mingpai.auction.settlement.events import DisposalEnded
from mingpai.auction.settlement.model import Ending
from mingpai.auction.stops.events import BiddingStopped
from mingpai.auction.stops.model import StopGround, StopKind
from mingpai.kernel.ids import LotToken
from mingpai.kernel.money import Fen
from mingpai.law.articles import article_of

SOMEBODY = LotToken("somebody".rjust(22, "0"))
AUCTION_2 = RoundKind.AUCTION_2


def _duties(file: Any) -> dict[str, Duty]:
    found = list(duties_of_preparation(file.state, file.setting))
    by_name = {one.what: one for one in found}
    assert len(by_name) == len(found)
    for one in found:
        assert article_of(one.article).id == one.article
        assert one.by is Party.COURT
        assert one.zh.endswith("。")
        assert one.en.isascii()
    return by_name


def _phase(file: Any, phase: Phase) -> Any:
    rounds = file.state.rounds
    file.state = replace(file.state, rounds=(*rounds[:-1], replace(rounds[-1], phase=phase)))
    return file


def test_nothing_must_be_done_before_the_opening_or_after_the_end(empty: Any) -> None:
    """A disposal that is not open has no duties, nor has one that ended."""
    assert _duties(empty) == {}
    empty.opened()
    assert _duties(empty)
    empty.given(DisposalEnded(Ending.RETURNED, empty.PAPER))
    assert _duties(empty) == {}


def test_pricing_begins_within_thirty_days_of_seizure(opened: Any) -> None:
    """Seized on 1 October, work on the price begins by the 31st; once begun the duty is done."""
    duty = _duties(opened)["start_pricing"]
    assert (duty.since, duty.until) == (date(2025, 10, 1), date(2025, 10, 31))
    assert (duty.article, duty.verified) == ("FS2018-15:1", True)
    assert duty.is_overdue(now=opened.NOW, today=date(2025, 11, 1))
    assert "start_pricing" not in _duties(opened.priced())


def test_a_day_without_that_law_begins_no_duty(make_file: Any) -> None:
    """Seized before the rule was in force, pricing had no term; without a day there is none."""
    file = make_file().opened(seized_on=date(2018, 8, 31), seizure_until=date(2021, 8, 31))
    assert "start_pricing" not in _duties(file)
    first = make_file().opened(seized_on=None, seizure_until=None)
    assert _duties(first) == {}


@pytest.mark.rule("K39")
def test_the_seizure_is_renewed_until_title_has_passed(published: Any) -> None:
    """The duty has the seizure's last day, and ends with a title that passes within it."""
    duty = _duties(published)["renew_seizure"]
    assert (duty.since, duty.until, duty.rule) == (date(2025, 10, 1), date(2027, 9, 30), "K39")
    assert duty.verified
    for title_on, is_due in ((date(2027, 10, 1), True), (date(2027, 9, 30), False)):
        done = replace(published.state.file.settlement, title_on=title_on)
        file = replace(published.state.file, settlement=done)
        published.state = replace(published.state, file=file)
        assert ("renew_seizure" in _duties(published)) is is_due


def test_a_seizure_of_unknown_begin_still_ends(make_file: Any) -> None:
    """Where only its last day is on file the duty is known from that."""
    file = make_file().opened(seized_on=None)
    assert _duties(file)["renew_seizure"].since == date(2027, 9, 30)


def test_the_parties_get_the_report_within_three_days(opened: Any) -> None:
    """Until applicant and debtor were both served the report of an inquiry the duty stands."""
    opened.named(opened.APPLICANT, Role.APPLICANT).named(opened.DEBTOR, Role.DEBTOR).priced()
    duty = _duties(opened)["send_price_report"]
    assert (duty.until, duty.article) == (date(2026, 4, 14), "FS2018-15:21")
    for token in (opened.APPLICANT, opened.DEBTOR):
        opened.served(token, Paper.PARTY_NOTICE)
        opened.served(token, Paper.PRICE_REPORT, on=date(2026, 4, 10))
    assert "send_price_report" in _duties(opened)
    unserved = opened.state
    for first, second in (
        (opened.APPLICANT, opened.DEBTOR),
        (opened.DEBTOR, opened.APPLICANT),
    ):
        opened.state = unserved
        opened.served(first, Paper.PRICE_REPORT)
        assert "send_price_report" in _duties(opened)
        opened.failed_service(second, Paper.PRICE_REPORT)
        assert "send_price_report" in _duties(opened)
        opened.served(second, Paper.PRICE_REPORT, on=date(2026, 4, 11))
        assert "send_price_report" not in _duties(opened)


def test_an_objection_is_dealt_with(opened: Any) -> None:
    """While an objection to the price is open somebody owes an answer, without a term."""
    opened.priced()
    assert "settle_price_objection" not in _duties(opened)
    opened.given(PriceObjected(SOMEBODY, date(2026, 4, 14), opened.PAPER))
    assert _duties(opened)["settle_price_objection"].until is None


@pytest.mark.rule("K38")
def test_the_sale_starts_within_ten_days_of_the_price(opened: Any) -> None:
    """Priced on 11 April, the sale starts by the 21st; a platform is its start."""
    opened.priced()
    duty = _duties(opened)["start_sale"]
    assert (duty.until, duty.rule) == (date(2026, 4, 21), "K38")
    assert "start_sale" not in _duties(opened.assigned())


@pytest.mark.rule("K37")
def test_notices_and_auctions_come_before_the_price_lapses(ready: Any) -> None:
    """The first notice by the last day of validity, each later round within the grace after it."""
    assert _duties(ready)["publish_first_notice"].until == date(2027, 2, 5)
    ready.announced()
    assert "publish_first_notice" not in _duties(ready)
    ready.passed_in()
    duty = _duties(ready)["open_before_price_lapses"]
    assert (duty.until, duty.rule) == (date(2027, 8, 5), "K37")


def test_without_a_price_or_its_law_nothing_lapses(second: Any) -> None:
    """What has no reference price, or one from before the rule, has no such term."""
    filed = second.state.file.preparation
    for price in (
        None,
        replace(filed.price, fixed_on=date(2018, 8, 1), valid_until=date(2018, 9, 1)),
    ):
        prepared = replace(filed, price=price)
        second.state = replace(second.state, file=replace(second.state.file, preparation=prepared))
        assert "open_before_price_lapses" not in _duties(second)


def test_a_price_found_anew_asks_for_what_the_first_did(ready: Any) -> None:
    """It is looked for at once, not thirty days from the seizure; then report and notice follow."""
    ready.announced().passed_in()
    ready.given(PriceObjected(SOMEBODY, date(2026, 6, 1), ready.PAPER))
    ready.given(PriceObjectionSettled(upheld=True, decision=ready.PAPER))
    duty = _duties(ready)["start_pricing"]
    assert (duty.since, duty.until, duty.article) == (ready.TODAY, None, "FS2018-15:22")
    ready.given(PricingStarted(PriceMethod.APPRAISAL, (), date(2026, 6, 2), None, ""))
    assert "start_pricing" not in _duties(ready)
    ready.given(
        PriceFixed(PriceMethod.APPRAISAL, Fen(9), date(2026, 6, 3), date(2027, 6, 2), ready.PAPER)
    )
    found = _duties(ready)
    assert found["send_price_report"].until == date(2026, 6, 8)
    assert found["publish_first_notice"].until == date(2027, 6, 2)
    assert "open_before_price_lapses" not in found
    assert "start_second_auction" not in found
    ready.announced()
    assert {"send_price_report", "publish_first_notice"}.isdisjoint(_duties(ready))


def test_a_price_that_fell_before_any_notice_is_looked_for_since_the_seizure(opened: Any) -> None:
    """No term runs, and no other day is on file."""
    opened.priced().given(PriceObjected(SOMEBODY, date(2026, 4, 14), opened.PAPER))
    opened.given(PriceObjectionSettled(upheld=True, decision=opened.PAPER))
    duty = _duties(opened)["start_pricing"]
    assert (duty.since, duty.until) == (date(2025, 10, 1), None)


@pytest.mark.rule("K38")
def test_leave_to_the_debtor_to_sell_is_a_start(opened: Any) -> None:
    """It is a way to turn the property into money as well, whether or not it comes to anything."""
    opened.priced()
    done = replace(opened.state.file.settlement, own_sale_since=date(2026, 4, 12))
    opened.state = replace(opened.state, file=replace(opened.state.file, settlement=done))
    assert "start_sale" not in _duties(opened)


@pytest.mark.rule("K36")
def test_the_applicant_is_told_that_nothing_may_remain(ready: Any) -> None:
    """The duty stands from the panel's decision on, until he was told with effect."""
    assert "tell_of_no_surplus" not in _duties(ready)
    ready.claimed(senior=7_000_000)
    assert _duties(ready)["tell_of_no_surplus"].since == ready.TODAY
    ready.failed_service(ready.APPLICANT, Paper.SURPLUS_NOTICE)
    assert "tell_of_no_surplus" in _duties(ready)
    ready.served(ready.APPLICANT, Paper.SURPLUS_NOTICE)
    assert "tell_of_no_surplus" not in _duties(ready)


@pytest.mark.rule("K05")
def test_everybody_is_told_before_the_next_notice(ready: Any) -> None:
    """Somebody untold, or a role without anybody, keeps the duty; a waiver or service ends it."""
    assert "tell_parties" not in _duties(ready)
    ready.named(SOMEBODY, Role.TENANT)
    assert _duties(ready)["tell_parties"].rule == "K05"
    ready.given(NoticeWaived(SOMEBODY, ready.TODAY, ready.PAPER))
    assert "tell_parties" not in _duties(ready)
    ready.announced()
    assert "tell_parties" not in _duties(ready)
    ready.passed_in()
    assert "tell_parties" in _duties(ready)


def test_a_tenant_needs_his_own_paper(ready: Any) -> None:
    """The notice to the parties does not end the duty, as it does not let the sale be announced."""
    ready.named(SOMEBODY, Role.TENANT).served(SOMEBODY, Paper.PARTY_NOTICE)
    assert "tell_parties" in _duties(ready)
    ready.served(SOMEBODY, Paper.TENANT_NOTICE)
    assert "tell_parties" not in _duties(ready)


def test_nobody_is_told_of_another_round_once_the_property_is_taken_in_kind(published: Any) -> None:
    """Neither a second auction nor a price that may lapse is anybody's duty then."""
    published.passed_in(declined=False)
    assert {"start_second_auction", "tell_parties", "open_before_price_lapses"} <= set(
        _duties(published)
    )
    done = replace(published.state.file.settlement, buyer=published.APPLICANT)
    published.state = replace(published.state, file=replace(published.state.file, settlement=done))
    assert set(_duties(published)) == {"renew_seizure"}


@pytest.mark.rule("K41")
def test_who_turns_out_after_the_notice_is_told_while_the_round_runs(published: Any) -> None:
    """A tenant before the opening, a shareholder before the close, everybody else at once."""
    assert set(_duties(published)) == {"renew_seizure"}
    published.named(SOMEBODY, Role.PRIORITY_BUYER)
    published.named(LotToken("t" * 22), Role.TENANT).named(LotToken("s" * 22), Role.SHAREHOLDER)
    found = _duties(published)
    assert (found["tell_parties"].since, found["tell_parties"].until) == (published.TODAY, None)
    assert (found["tell_tenant"].until, found["tell_tenant"].rule) == (date(2026, 5, 20), "K41")
    shareholders = found["tell_shareholders"]
    assert (shareholders.until, shareholders.rule) == (date(2026, 5, 5), "K40")
    published.given(
        BiddingStopped(
            1, published.NOW, StopKind.STAY, StopGround.BANKRUPTCY, published.PAPER, left_ms=None
        )
    )
    found = _duties(published)
    assert (found["tell_tenant"].until, found["tell_shareholders"].until) == (None, None)
    published.served(SOMEBODY, Paper.PARTY_NOTICE)
    published.served(LotToken("t" * 22), Paper.TENANT_NOTICE)
    published.given(NoticeWaived(LotToken("s" * 22), published.TODAY, published.PAPER))
    assert set(_duties(published)) == {"renew_seizure"}


def test_where_the_law_of_the_day_has_no_such_term_there_is_no_last_day(make_file: Any) -> None:
    """A tenant and a shareholder of before their laws are told all the same, without a term."""
    file = make_file().ready().announced(announced_on=date(2020, 5, 1))
    file.named(SOMEBODY, Role.TENANT).named(LotToken("s" * 22), Role.COMPANY)
    found = _duties(file)
    assert (found["tell_tenant"].until, found["tell_shareholders"].until) == (None, None)


def test_a_role_without_anybody_keeps_the_duty(make_file: Any) -> None:
    """Equity without a company is not ready to be announced."""
    equity = {"property_class": PropertyClass.OTHER_RIGHT, "nature": Nature.EQUITY}
    assert "tell_parties" in _duties(make_file().ready(**equity))


@pytest.mark.rule("K09")
def test_the_second_auction_starts_within_thirty_days(published: Any) -> None:
    """Passed in on 26 May, it starts by 25 June; withdrawn and due again, the term is the same."""
    published.passed_in(declined=False)
    duty = _duties(published)["start_second_auction"]
    assert (duty.since, duty.until) == (date(2026, 5, 26), date(2026, 6, 25))
    assert (duty.rule, duty.verified) == ("K09", True)
    _phase(published.announced(kind=AUCTION_2), Phase.WITHDRAWN)
    found = _duties(published)
    assert found["start_second_auction"].until == date(2026, 6, 25)
    assert found["announce_again"].since == published.TODAY


def test_the_sale_is_announced_once_creditors_declined(published: Any) -> None:
    """Fifteen days after the second failure, known at second hand."""
    published.passed_in().announced(kind=AUCTION_2).passed_in(declined=False)
    assert "announce_sale" not in _duties(published)
    published.passed_in()
    duty = _duties(published)["announce_sale"]
    assert (duty.until, duty.verified) == (date(2026, 6, 10), False)
    assert "start_second_auction" not in _duties(published)


@pytest.mark.parametrize(
    ("phase", "what"), [(Phase.DEFAULTED, "auction_again"), (Phase.ANNULLED, "announce_again")]
)
def test_a_round_that_came_to_nothing_is_held_again(
    published: Any, phase: Phase, what: str
) -> None:
    """After a default or an annulment the round is held again, without a term in the law."""
    first = published.state.rounds[0]
    ended = replace(first, closed_at=published.CLOSES + timedelta(hours=1))
    published.state = replace(published.state, rounds=(ended,))
    duty = _duties(_phase(published, phase))[what]
    assert (duty.since, duty.until) == (date(2026, 5, 26), None)


def test_a_term_that_rests_on_a_year_unread_says_so(make_file: Any) -> None:
    """Days off of a year that is not entered make the term unverified."""
    file = make_file().opened(seized_on=date(2019, 3, 1), seizure_until=date(2022, 3, 1))
    assert _duties(file)["start_pricing"].verified is False
