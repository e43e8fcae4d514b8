"""The panel's decision, the notice of a round and its correction, and who bids for whom."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from msgspec.structs import replace

from mingpai.auction.events import BidderQualified
from mingpai.auction.model import PropertyClass, RoundKind, Standing, StepRule
from mingpai.auction.preparation.commands import ConfirmAgent, CorrectNotice, RecordPanel
from mingpai.auction.preparation.events import NoShareholderStated
from mingpai.auction.preparation.model import (
    Nature,
    PanelMatter,
    Possession,
    PriceBasis,
    Role,
    TaxRule,
    Trait,
)
from mingpai.auction.stops.events import BiddingResumed, BiddingStopped
from mingpai.auction.stops.model import StopGround, StopKind
from mingpai.kernel.ids import BiddingCode, LotToken
from mingpai.kernel.money import MAX_FEN, Fen
from mingpai.law.content import Effect, Item, NoticeField, SpecialWarning, effect_of

DIGEST = "A" * 43
DAY = timedelta(days=1)
AGENT, PRINCIPAL = (LotToken(one.rjust(22, "0")) for one in ("agent", "principal"))
PANEL = RecordPanel(
    members=3,
    matters=(PanelMatter.DEPOSIT, PanelMatter.START_PRICE, PanelMatter.DEPOSIT),
    start_price_fen=Fen(7_000_000),
    step_fen=Fen(50_000),
    deposit_fen=Fen(700_000),
    decision=DIGEST,
)


def _stopped(file: Any, *, left_ms: int | None = None) -> Any:
    at = file.now
    event = BiddingStopped(1, at, StopKind.STAY, StopGround.BANKRUPTCY, DIGEST, left_ms=left_ms)
    return file.given(event)


# The panel ------------------------------------------------------------------------------------


@pytest.mark.rule("K04")
def test_a_panel_decides_for_the_round_that_comes_next(ready: Any, second: Any) -> None:
    """Its matters stand in one order, each once, and it counts for one round alone."""
    event = ready.do(PANEL)
    assert (event.round, event.on) == (1, ready.TODAY)
    assert event.matters == (PanelMatter.START_PRICE, PanelMatter.DEPOSIT)
    assert second.do(PANEL).round == 2


@pytest.mark.rule("K04")
@pytest.mark.parametrize(
    ("members", "told"),
    [
        (0, 0),
        (1, 1),
        (2, 2),
        (4, 4),
        (98, 98),
        *((out_of_range, 0) for out_of_range in (-3, 101, True, 3.0, "3", 10**30)),
    ],
)
def test_a_panel_is_three_or_more_and_odd(ready: Any, members: Any, told: int) -> None:
    """A panel is lawfully formed; that it is at least three is known at second hand."""
    refusal = ready.refusal(replace(PANEL, members=members))
    assert (refusal.code, refusal.article) == ("panel_too_small", "FS2016-18:27")
    assert refusal.facts == {"members": told, "least": 3, "verified": False}
    for lawful in (5, 99):
        assert isinstance(ready.ask(replace(PANEL, members=lawful)), tuple)


@pytest.mark.parametrize("field", ["start_price_fen", "step_fen", "deposit_fen"])
@pytest.mark.parametrize("amount", [0, -1, MAX_FEN + 1, True, 1.5])
def test_a_panel_decides_amounts(ready: Any, field: str, amount: Any) -> None:
    """What the panel decided are positive whole numbers of fen."""
    assert ready.code(replace(PANEL, **{field: amount})) == "terms_out_of_range"
    for least_and_most in (Fen(1), Fen(MAX_FEN)):
        assert isinstance(ready.ask(replace(PANEL, **{field: least_and_most})), tuple)


def test_no_panel_decides_for_a_round_that_runs(published: Any) -> None:
    """While a round runs there is no next one to decide for."""
    assert published.code(PANEL) == "already_announced"
    assert published.code(PANEL, actor=published.PLATFORM) == "not_this_court"
    assert published.code(replace(PANEL, decision="评议笔录")) == "paper_malformed"


# The notice -----------------------------------------------------------------------------------


def test_a_notice_carries_what_it_said_and_no_text(ready: Any) -> None:
    """The event has day, UTC instants, items and warnings by name, and digests of the papers."""
    shanghai = timezone(timedelta(hours=8))
    terms = ready.terms(
        opens_at=ready.OPENS.astimezone(shanghai),
        closes_at=ready.CLOSES.astimezone(shanghai),
        step_rule=StepRule.WHOLE_STEPS,
        notice_taxes=TaxRule.COURT_DECIDED,
        notice_tax_decision=DIGEST,
    )
    event = ready.do(terms)
    assert (event.round, event.announced_on) == (1, ready.TODAY)
    assert event.reference_price_fen == ready.REFERENCE
    assert (event.opens_at.tzinfo, event.closes_at.tzinfo) == (UTC, UTC)
    assert (event.items, event.warnings) == (tuple(Item), tuple(SpecialWarning))
    assert (event.taxes, event.tax_decision, event.document) == (
        TaxRule.COURT_DECIDED,
        DIGEST,
        DIGEST,
    )
    assert (event.possession, event.balance_days) == (Possession.DEBTOR, 10)
    assert ready.state.rounds[0].terms.opens_at == ready.OPENS


def test_only_the_court_announces_and_the_first_guard_is_told(ready: Any) -> None:
    """No platform publishes for a court; of several guards a decision names the first."""
    assert ready.code(ready.TERMS, actor=ready.PLATFORM) == "not_this_court"
    command = ready.terms(notice_balance_days=0, notice_document="", deposit_fen=Fen(1))
    assert ready.code(command) == "paper_malformed"
    command = ready.terms(notice_balance_days=0, deposit_fen=Fen(1))
    assert ready.code(command) == "deposit_out_of_range"


def test_a_later_notice_keeps_the_reference_price(second: Any) -> None:
    """A second notice names the price on file, or that of the round before where it is gone."""
    opens = second.at(2026, 6, 25).now
    second.at(2026, 6, 10)
    command = second.terms(kind=RoundKind.AUCTION_2, opens_at=opens, closes_at=opens + DAY)
    assert second.do(command).reference_price_fen == second.REFERENCE


def test_equity_that_nobody_valued_has_no_reference_price(make_file: Any) -> None:
    """Where nobody could value it the notice says 0, and so does the round that follows it."""
    company = LotToken("company".rjust(22, "0"))
    file = make_file().opened(
        property_class=PropertyClass.OTHER_RIGHT,
        nature=Nature.EQUITY,
        traits=(Trait.CANNOT_BE_VALUED,),
    )
    for token, role in ((file.APPLICANT, Role.APPLICANT), (file.DEBTOR, Role.DEBTOR)):
        file.named(token, role).served(token)
    file.named(company, Role.COMPANY).given()
    file.state = replace(
        file.state,
        file=replace(
            file.state.file,
            preparation=replace(file.state.file.preparation, waivers={company: file.TODAY}),
        ),
    )
    file.claimed().assigned().decided().given(NoShareholderStated(file.TODAY, DIGEST))
    said = {"notice_further": file.FURTHER}
    command = file.terms(basis=PriceBasis.EQUITY_COST, basis_proof=DIGEST, **said)
    event = file.do(command)
    assert (event.reference_price_fen, event.basis_proof) == (0, DIGEST)
    file.passed_in().told_again(file.at(2026, 6, 1).now.date()).at(2026, 6, 8).decided()
    opens = file.now + 16 * DAY
    later = file.terms(kind=RoundKind.AUCTION_2, opens_at=opens, closes_at=opens + DAY, **said)
    assert file.do(later).reference_price_fen == 0


# Correcting it --------------------------------------------------------------------------------


def _correction(field: NoticeField, **more: Any) -> CorrectNotice:
    return replace(CorrectNotice(field, "更正如下。", DIGEST), **more)


@pytest.mark.parametrize(
    "field", [one for one in NoticeField if effect_of(one) is Effect.WITHDRAWAL_NEEDED]
)
def test_what_the_panel_fixed_is_not_corrected(published: Any, field: NoticeField) -> None:
    """Another price, step, deposit or property is another auction."""
    refusal = published.refusal(_correction(field))
    assert (refusal.code, refusal.facts) == (
        "correction_needs_withdrawal",
        {"field": field.value},
    )


@pytest.mark.parametrize(
    "field", [one for one in NoticeField if effect_of(one) is Effect.CORRECTED]
)
def test_small_matters_are_corrected_without_more(published: Any, field: NoticeField) -> None:
    """A contact, a viewing day or a typing error changes nothing about the term."""
    published.at(2026, 5, 24)
    event = published.do(_correction(field))
    assert (event.effect, event.opens_at) == (Effect.CORRECTED, published.OPENS)
    assert published.state.file.preparation.corrections == 1


@pytest.mark.parametrize(
    "field",
    [
        one
        for one in NoticeField
        if effect_of(one) is Effect.TERM_RESTARTS and one is not NoticeField.OPENING
    ],
)
def test_a_correction_that_matters_needs_the_whole_term_again(
    published: Any, field: NoticeField
) -> None:
    """Thirty days before the opening it is lawful, a day later only with bidding put off."""
    published.at(2026, 4, 25)
    assert isinstance(published.ask(_correction(field)), tuple)
    published.at(2026, 4, 26)
    refusal = published.refusal(_correction(field))
    assert (refusal.code, refusal.facts["earliest"]) == ("notice_too_short", "2026-05-26")
    opens = published.OPENS + DAY
    later = _correction(field, opens_at=opens, closes_at=opens + DAY)
    event = published.do(later)
    assert (event.effect, event.opens_at) == (Effect.TERM_RESTARTS, opens)
    current = published.state.rounds[0]
    assert (current.terms.opens_at, current.book.closes_at) == (opens, opens + DAY)
    assert current.terms.closes_at == opens + DAY


def test_another_opening_is_given_with_its_time(published: Any) -> None:
    """Correcting the opening needs a lawful time; a field that begins no term takes none."""
    opening = _correction(NoticeField.OPENING)
    assert published.code(opening) == "instant_misplaced"
    assert published.code(replace(opening, closes_at=published.OPENS)) == "window_too_short"
    naive = datetime(2026, 6, 1, 10, 0)  # noqa: DTZ001 - an instant without offset is the point
    assert published.code(replace(opening, opens_at=naive)) == "instant_malformed"
    contact = _correction(NoticeField.CONTACT, opens_at=published.OPENS)
    assert published.code(contact) == "instant_misplaced"
    published.do(replace(opening, closes_at=published.CLOSES + DAY))


@pytest.mark.rule("K39")
def test_a_lapsed_seizure_carries_no_new_term(published: Any) -> None:
    """A correction from which the term begins again needs the seizure like a notice does."""
    state = published.state
    prepared = replace(state.file.preparation, seizure_until=published.TODAY - DAY)
    published.state = replace(state, file=replace(state.file, preparation=prepared))
    assert published.code(_correction(NoticeField.TAXES)) == "seizure_lapsed"
    published.do(_correction(NoticeField.CONTACT))


def test_once_bidding_opened_only_what_no_bid_rests_on_is_corrected(published: Any) -> None:
    """At the opening and later a contact or a viewing may still be corrected, nothing else."""
    published.now = published.OPENS
    for field in (NoticeField.TYPING_ERROR, NoticeField.TAXES):
        refusal = published.refusal(_correction(field))
        assert (refusal.code, refusal.facts) == ("not_correctable_now", {"field": field.value})
    for field in (NoticeField.CONTACT, NoticeField.VIEWING):
        published.do(_correction(field))


def test_a_round_that_stands_still_begins_no_term(published: Any) -> None:
    """Its times are set when it is resumed; small matters are corrected as before."""
    _stopped(published)
    assert published.code(_correction(NoticeField.TAXES)) == "not_correctable_now"
    published.do(_correction(NoticeField.TYPING_ERROR))
    published.do(_correction(NoticeField.CONTACT))


def test_a_stop_during_bidding_does_not_undo_its_opening(published: Any) -> None:
    """Where bidding had opened before it stopped, a typing error waits."""
    _stopped(published, left_ms=3_600_000)
    assert published.code(_correction(NoticeField.TYPING_ERROR)) == "not_correctable_now"


@pytest.mark.rule("K23")
def test_bidding_that_goes_on_later_has_opened_all_the_same(published: Any) -> None:
    """Between a resumption and its hour neither agents nor what a bid rests on are changed."""
    _stopped(published, left_ms=3_600_000)
    opens_at = published.OPENS + 3 * DAY
    published.given(BiddingResumed(1, opens_at, opens_at + DAY, published.PAPER))
    published.now = published.OPENS + DAY
    assert published.code(_correction(NoticeField.TYPING_ERROR)) == "not_correctable_now"
    assert published.code(ConfirmAgent(AGENT, PRINCIPAL, DIGEST)) == "agent_too_late"


@pytest.mark.rule("K44")
def test_a_correction_says_nothing_that_a_notice_must_not(published: Any) -> None:
    """The text of a correction is read like that of the notice, and refused by its place."""
    command = _correction(NoticeField.TAXES, text="一切税费均由买受人承担。")
    refusal = published.refusal(command)
    assert refusal.code == "wording_forbidden"
    assert (refusal.facts["part"], refusal.facts["start"]) == ("taxes", 0)


def test_a_correction_is_of_a_running_notice_on_paper(ready: Any, published: Any) -> None:
    """Without a notice, or once its round is over, there is nothing to correct."""
    command = _correction(NoticeField.CONTACT)
    assert ready.code(command) == "lot_not_published"
    assert published.code(command, actor=published.PLATFORM) == "not_this_court"
    assert published.code(replace(command, document="更正公告")) == "paper_malformed"
    published.passed_in()
    assert published.code(command) == "lot_not_published"


# Agents ---------------------------------------------------------------------------------------


@pytest.mark.rule("K23")
def test_an_agent_is_confirmed_before_bidding_opens(published: Any) -> None:
    """An instant before the opening is in time, the opening itself is not."""
    command = ConfirmAgent(AGENT, PRINCIPAL, DIGEST)
    published.now = published.OPENS
    refusal = published.refusal(command)
    assert (refusal.code, refusal.article) == ("agent_too_late", "FS2016-18:14.0.2")
    published.now = published.OPENS - timedelta.resolution
    published.do(command)
    assert published.state.file.preparation.agents == {AGENT: PRINCIPAL}


@pytest.mark.rule("K23")
def test_a_round_that_stood_still_before_its_opening_has_not_opened(published: Any) -> None:
    """Stopped before bidding began, agents may still be confirmed, whatever the hour."""
    _stopped(published)
    published.now = published.OPENS + DAY
    published.do(ConfirmAgent(AGENT, PRINCIPAL, DIGEST))


@pytest.mark.rule("K23")
def test_agents_are_confirmed_for_a_round_that_runs(ready: Any, published: Any) -> None:
    """Before a notice, or after the round, there is nothing to bid in."""
    command = ConfirmAgent(AGENT, PRINCIPAL, DIGEST)
    assert ready.code(command) == "lot_not_published"
    published.passed_in()
    assert published.code(command) == "lot_not_published"


def test_an_agent_is_somebody_else(published: Any) -> None:
    """Nobody is his own agent, no name passes for a token, and the mandate is on paper."""
    command = ConfirmAgent(AGENT, PRINCIPAL, DIGEST)
    for wrong in (
        replace(command, agent=PRINCIPAL),
        replace(command, agent=LotToken("张三")),
        replace(command, principal=LotToken("张三")),
    ):
        assert published.code(wrong) == "token_malformed"
    assert published.code(replace(command, proof="委托书")) == "paper_malformed"
    assert published.code(command, actor=published.PLATFORM) == "not_this_court"


def _qualified(code: str) -> BidderQualified:
    token = LotToken(code.rjust(22, "0"))
    return BidderQualified(1, BiddingCode(code), token, Standing.ORDINARY, 0, Fen(1))


def test_registrants_are_told_of_a_correction(published: Any) -> None:
    """Whoever holds a code is told, on record and restricted; nobody is where nobody does."""
    assert len(published.ask(_correction(NoticeField.CONTACT))) == 1
    published.given(_qualified("A0002"))
    published.given(_qualified("A0001"))
    corrected, told = published.ask(_correction(NoticeField.CONTACT))
    assert told.codes == ("A0001", "A0002")
    assert told.document == corrected.document
    before = published.state
    published.given(told)
    assert published.state == before
