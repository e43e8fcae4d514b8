"""What each event before a round changes on file."""

from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from mingpai.auction.model import Disposal, Phase, PropertyClass, RoundKind
from mingpai.auction.preparation.events import (
    AgentConfirmed,
    AuctionInsisted,
    DisposalOpened,
    NoticeCorrected,
    NoticeWaived,
    PlatformChosen,
    PriceCorrected,
    PriceObjected,
    PriceObjectionSettled,
    PricingStarted,
    RoundAnnounced,
    SeizureRenewed,
)
from mingpai.auction.preparation.evolve import evolve_preparation
from mingpai.auction.preparation.model import Choice, Nature, Paper, PriceMethod, Role
from mingpai.events import registry
from mingpai.kernel.ids import ArticleId, LotToken, OfficeId
from mingpai.kernel.money import Fen
from mingpai.kernel.outcome import InvariantBroken
from mingpai.law.content import Effect, NoticeField

ONE, TWO = LotToken("1" * 22), LotToken("2" * 22)


def test_a_complete_file_shows_all_that_was_put_there(ready: Any) -> None:
    """Every fact of the paperwork is on file, each where it belongs."""
    file, filed = ready.state.file, ready.state.file.preparation
    assert (file.court, file.platform) == (ready.COURT, ready.PLATFORM)
    assert (filed.opened_on, filed.seized_on) == (date(2025, 10, 8), date(2025, 10, 1))
    assert filed.pricing is PriceMethod.NETWORK_INQUIRY
    assert filed.price is not None
    assert filed.claims is not None
    assert filed.assignment is not None
    assert filed.panel is not None
    assert [one.token for one in filed.services] == [ready.APPLICANT, ready.DEBTOR] * 2


def test_small_facts_are_kept(opened: Any) -> None:
    """A renewal, an insistence, a waiver, a choice and an agent each leave their mark."""
    day, digest = date(2026, 4, 15), opened.PAPER
    opened.given(
        SeizureRenewed(date(2028, 1, 1), digest),
        AuctionInsisted(day, digest),
        NoticeWaived(ONE, day, digest),
        PlatformChosen(ONE, OfficeId("platform/jd"), digest),
        PlatformChosen(TWO, OfficeId("platform/jd"), digest),
        PlatformChosen(ONE, OfficeId("platform/ali"), digest),
        AgentConfirmed(ONE, TWO, digest),
    )
    filed = opened.state.file.preparation
    assert (filed.seizure_until, filed.insisted_on) == (date(2028, 1, 1), day)
    assert (filed.waivers, filed.agents) == ({ONE: day}, {ONE: TWO})
    assert filed.choices == (
        Choice(TWO, OfficeId("platform/jd")),
        Choice(ONE, OfficeId("platform/ali")),
    )


def test_a_second_role_stands_beside_the_first(opened: Any) -> None:
    """As what somebody was named first is kept when he is named again."""
    opened.named(ONE, Role.APPLICANT).named(ONE, Role.TENANT)
    filed = opened.state.file.preparation
    assert filed.persons == {ONE: Role.APPLICANT}
    assert filed.further == ((ONE, Role.TENANT),)


def test_pricing_goes_on_or_begins_anew(opened: Any) -> None:
    """Another way goes on with the same pricing; after a price was found it begins anew."""
    start = PricingStarted(PriceMethod.AGREED, (), date(2025, 10, 20))
    opened.given(start, replace(start, started_on=date(2025, 11, 20)))
    assert opened.state.file.preparation.pricing_since == date(2025, 10, 20)
    opened.priced().given(replace(start, started_on=date(2027, 3, 1)))
    filed = opened.state.file.preparation
    assert (filed.price, filed.pricing_since) == (None, date(2027, 3, 1))


def test_an_objection_stays_until_it_is_settled(opened: Any) -> None:
    """Rejected it leaves the price, upheld it takes it away; without a price there is none."""
    objected = PriceObjected(ONE, date(2026, 4, 15), opened.PAPER)
    with pytest.raises(InvariantBroken, match="needs a price"):
        opened.given(objected)
    opened.priced().given(objected)
    assert opened.state.file.preparation.price.is_objected
    opened.given(PriceObjectionSettled(upheld=False, decision=opened.PAPER))
    assert opened.state.file.preparation.price.is_objected is False
    opened.given(objected, PriceObjectionSettled(upheld=True, decision=opened.PAPER))
    filed = opened.state.file.preparation
    assert (filed.price, filed.pricing, filed.pricing_since) == (None, None, None)


def test_a_round_begins_with_a_clean_sheet(second: Any) -> None:
    """A notice takes up the panel's decision and the agents; what was settled is over."""
    second.given(AgentConfirmed(ONE, TWO, second.PAPER)).announced(kind=RoundKind.AUCTION_2)
    file = second.state.file
    assert (file.preparation.panel, file.preparation.agents) == (None, {})
    assert file.settlement.set_off is None
    current = second.state.rounds[-1]
    assert (current.phase, current.terms.number) == (Phase.PUBLISHED, 2)
    assert (current.terms.of, current.terms.run) == (None, None)
    assert current.terms.law.version == "2017-01-01"


def test_a_sale_runs_from_its_first_bid(published: Any) -> None:
    """A 变卖 and its re-auction have a run of a day; the re-auction knows what it repeats."""
    published.passed_in().announced(kind=RoundKind.AUCTION_2).passed_in()
    published.announced(kind=RoundKind.SALE)
    assert published.state.rounds[-1].terms.run == timedelta(hours=24)
    published.announced(kind=RoundKind.RERUN)
    terms = published.state.rounds[-1].terms
    assert (terms.of, terms.run) == (RoundKind.SALE, timedelta(hours=24))


def test_only_a_sale_whose_notice_says_so_is_prepaid(published: Any) -> None:
    """The document on the 变卖 binds bidders where its notice repeats it, and no other round."""
    rules = (ArticleId("FMC2017-455:0"),)
    asked = [
        published.announced(kind=kind, repeats=repeats).state.rounds[-1].terms.prepay_fen
        for kind in (RoundKind.AUCTION_1, RoundKind.SALE)
        for repeats in ((), rules)
    ]
    assert asked == [0, 0, 0, published.START]


def test_a_correction_counts_and_moves_the_round(published: Any) -> None:
    """The round's times are those of the correction; before a round there is nothing to move."""
    later = published.OPENS + timedelta(days=3)
    event = NoticeCorrected(
        round=1,
        field=NoticeField.OPENING,
        effect=Effect.TERM_RESTARTS,
        document=published.PAPER,
        on=published.TODAY,
        opens_at=later,
        closes_at=later + timedelta(days=1),
    )
    published.given(event)
    current = published.state.rounds[0]
    assert (current.terms.opens_at, current.book.closes_at) == (later, event.closes_at)
    assert published.state.file.preparation.corrections == 1
    with pytest.raises(InvariantBroken, match="needs a round"):
        evolve_preparation(Disposal("disposal/2026-0001"), event)


def test_a_service_without_effect_passes_no_title(published: Any) -> None:
    """Only a ruling that takes effect on the buyer passes title."""
    done = replace(published.state.file.settlement, buyer=ONE)
    published.state = replace(published.state, file=replace(published.state.file, settlement=done))
    published.failed_service(ONE, Paper.SALE_RULING).served(TWO, Paper.SALE_RULING)
    published.served(ONE, Paper.PARTY_NOTICE)
    assert published.state.file.settlement.title_on is None
    published.served(ONE, Paper.SETOFF_RULING, on=date(2026, 6, 1))
    published.served(ONE, Paper.SALE_RULING, on=date(2026, 7, 1))
    assert published.state.file.settlement.title_on == date(2026, 6, 1)


def test_events_of_the_first_version_are_read_by_upcasting() -> None:
    """What the first version did not say reads as not said, and still opens and announces."""
    read = registry().decode
    opening = (
        b'{"case_id":"c-1","court":"court/sh-xuhui","platform":"platform/gongpai",'
        b'"platform_list":"national/2019","property_class":"immovable","property_id":"f-1"}'
    )
    opened = read(name="auction.disposal_opened", version=1, body=opening)
    assert isinstance(opened, DisposalOpened)
    assert (opened.nature, opened.opened_on, opened.seizure_until) == (Nature.OTHER, None, None)
    notice = (
        b'{"announced_on":"2026-04-20","closes_at":"2026-05-26T02:00:00Z","deposit_fen":700000,'
        b'"kind":"auction_1","opens_at":"2026-05-25T02:00:00Z","reference_price_fen":10000000,'
        b'"round":1,"start_price_fen":7000000,"step_fen":50000,"step_rule":"whole_steps"}'
    )
    announced = read(name="auction.round_announced", version=1, body=notice)
    assert isinstance(announced, RoundAnnounced)
    assert (announced.items, announced.document, announced.balance_days) == ((), "", 0)
    state = evolve_preparation(Disposal("disposal/2026-0001"), opened)
    state = evolve_preparation(state, announced)
    assert state.platform == "platform/gongpai"
    assert state.file.property_class is PropertyClass.IMMOVABLE
    assert state.rounds[0].terms.start_price_fen == Fen(7_000_000)


def test_what_is_no_event_of_this_part_is_our_fault() -> None:
    """An event of another part never changes a file here."""
    with pytest.raises(InvariantBroken, match="no event of preparation"):
        evolve_preparation(Disposal("disposal/2026-0001"), object())  # type: ignore[arg-type]


def test_a_price_is_put_right_where_there_is_one(opened: Any) -> None:
    """Without a price there is nothing to correct."""
    right = PriceCorrected(
        Fen(9), date(2026, 4, 11), date(2027, 2, 5), opened.PAPER, opened.PAPER, opened.TODAY
    )
    with pytest.raises(InvariantBroken, match="corrected where there is one"):
        opened.given(right)
    opened.priced().decided().given(right)
    assert opened.state.file.preparation.price.price_fen == 9
    assert opened.state.file.preparation.panel is None
