"""Who gets a bidding code, for what money, through whom, and every refusal he can meet."""

from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from mingpai.auction.commands import (
    BarPerson,
    ConfirmPriority,
    QualifyApplicant,
    QualifyBidder,
)
from mingpai.auction.decide import CLOCKWORK, MAX_JOINT
from mingpai.auction.model import Ground, Keeper, Standing
from mingpai.auction.preparation.commands import ConfirmAgent, NamePerson
from mingpai.auction.preparation.model import Role, Trait
from mingpai.kernel.ids import LotToken, OfficeId
from mingpai.kernel.money import MAX_FEN, Fen

TICK = timedelta.resolution
OTHER_COURT = OfficeId("court/sh-pudong")


# Codes ----------------------------------------------------------------------------------------


def test_court_and_platform_issue_codes(lot: Any) -> None:
    """The deposit is confirmed by court or platform, and by nobody else (第十八条)."""
    command = QualifyBidder(lot.code(4), lot.token(4), lot.DEPOSIT)
    for actor in (OTHER_COURT, "A0004", CLOCKWORK):
        assert lot.code_of(command, actor=actor) == "not_this_court"
    assert isinstance(lot.ask(command, actor=lot.COURT), tuple)
    assert isinstance(lot.ask(command, actor=lot.PLATFORM), tuple)


def test_no_code_before_the_notice(empty_lot: Any) -> None:
    """A code is for a published round."""
    lot = empty_lot.open()
    command = QualifyBidder(lot.code(1), lot.token(1), lot.DEPOSIT)
    assert lot.code_of(command) == "lot_not_published"


def test_registration_lasts_until_bidding_ends(lot: Any) -> None:
    """A code is issued during bidding up to the close, and not at the close or later."""
    command = QualifyBidder(lot.code(4), lot.token(4), lot.DEPOSIT)
    assert isinstance(lot.ask(command, now=lot.CLOSES - TICK), tuple)
    assert lot.code_of(command, now=lot.CLOSES) == "registration_closed"
    lot.close()
    assert lot.code_of(command, now=lot.CLOSES - TICK) == "registration_closed"


@pytest.mark.parametrize("code", ["", "a0004", "A004", "A0004567", "Ａ0004", "A0004\n", 4])
def test_a_code_has_one_form(lot: Any, code: Any) -> None:
    """A bidding code is a capital letter and four to six digits."""
    command = QualifyBidder(code, lot.token(4), lot.DEPOSIT)
    assert lot.code_of(command) == "code_malformed"


def test_a_code_is_issued_once_and_a_person_gets_one(lot: Any) -> None:
    """No code serves two persons and no person holds two codes of one round."""
    taken = QualifyBidder(lot.code(1), lot.token(4), lot.DEPOSIT)
    second = QualifyBidder(lot.code(4), lot.token(1), lot.DEPOSIT)
    assert lot.code_of(taken) == "code_taken"
    assert lot.code_of(second) == "already_qualified"


def test_whoever_sends_his_registration_twice_is_told_of_his_own_code(lot: Any) -> None:
    """The same person under the same code holds it already; it was not issued to another."""
    again = QualifyBidder(lot.code(1), lot.token(1), lot.DEPOSIT)
    assert lot.code_of(again) == "already_qualified"


@pytest.mark.parametrize("paid", [0, 699_999, -1, 7e5, True, MAX_FEN + 1])
def test_no_code_without_the_deposit(lot: Any, paid: Any) -> None:
    """A code exists only once the whole deposit is confirmed; more than it does no harm."""
    refusal = lot.refusal(QualifyBidder(lot.code(4), lot.token(4), paid))
    assert (refusal.code, refusal.article) == ("deposit_not_confirmed", "FS2016-18:17.2")
    assert refusal.facts["due_fen"] == lot.DEPOSIT
    assert refusal.facts["paid_fen"] == (paid if paid == lot.DEPOSIT - 1 else 0)
    lot.do(QualifyBidder(lot.code(4), lot.token(4), lot.DEPOSIT + 1))


def test_the_applicant_needs_no_deposit(lot: Any) -> None:
    """An applicant whose claim reaches the deposit gets a code without paying anything."""
    event = lot.do(QualifyApplicant(lot.code(4), lot.FLAT.applicant, lot.DEPOSIT, Fen(0)))
    assert (event.standing, event.paid_fen) == (Standing.APPLICANT, 0)
    assert (event.claim_fen, event.rank) == (lot.DEPOSIT, Fen(0))


@pytest.mark.rule("K12")
def test_trap_13_only_an_applicant_on_file_is_let_off(lot: Any) -> None:
    """Neither a stranger nor the debtor is an applicant, whatever he claims (第十七条第二款)."""
    for who in (lot.token(4), lot.FLAT.debtor):
        refusal = lot.refusal(QualifyApplicant(lot.code(4), who, lot.DEPOSIT, Fen(0)))
        assert (refusal.code, refusal.article) == ("applicant_not_named", "FS2016-18:17.2")


@pytest.mark.rule("K12")
def test_a_claim_is_no_more_than_what_is_on_file(lot: Any) -> None:
    """The debt on file bounds a claim, and what another applicant's code rests on is used up."""
    debt = lot.state.file.preparation.claims.debt_fen
    over = QualifyApplicant(lot.code(4), lot.FLAT.applicant, Fen(debt + 1), Fen(0))
    refusal = lot.refusal(over)
    assert refusal.code == "claim_above_debt"
    assert refusal.facts == {"claim_fen": debt + 1, "most_fen": debt}
    lot.do(replace(over, claim_fen=debt))
    lot.do(NamePerson(lot.token(5), Role.APPLICANT))
    second = QualifyApplicant(lot.code(5), lot.token(5), Fen(1), lot.DEPOSIT)
    assert lot.refusal(second).facts == {"claim_fen": 1, "most_fen": 0}
    assert lot.code_of(replace(second, claim_fen=Fen(-1))) == "claim_out_of_range"
    unclaimed = replace(lot.state.file.preparation, claims=None)
    lot.state = replace(lot.state, file=replace(lot.state.file, preparation=unclaimed))
    assert lot.code_of(second) == "claim_above_debt"


def test_an_applicant_bids_through_a_confirmed_agent(lot: Any) -> None:
    """A bank that applied has to: its agent is confirmed like any other (第十四条第二项)."""
    command = QualifyApplicant(
        lot.code(4), lot.FLAT.applicant, lot.DEPOSIT, Fen(0), agent=lot.token(8)
    )
    assert lot.code_of(command) == "agent_not_confirmed"
    lot.do(ConfirmAgent(lot.token(8), lot.FLAT.applicant, lot.DIGEST), now=lot.NOTICE)
    event = lot.do(command)
    assert (event.agent, event.standing) == (lot.token(8), Standing.APPLICANT)


def test_the_court_alone_says_what_it_holds(lot: Any) -> None:
    """A deposit in the court's account is confirmed by the court, one with a platform by both."""
    command = QualifyBidder(lot.code(4), lot.token(4), lot.DEPOSIT, held_by=Keeper.COURT)
    assert lot.code_of(command, actor=lot.PLATFORM) == "not_this_court"
    event = lot.do(command)
    assert (event.held_by, event.on) == (Keeper.COURT, date(2026, 5, 25))


# Homes under purchase restriction -------------------------------------------------------------


def _restricted(lot: Any, *, announced_on: date = date(2026, 4, 20)) -> Any:
    """Return the lot as a home under purchase restriction that was announced on a day."""
    file = lot.state.file
    filed = replace(file.preparation, traits=(Trait.PURCHASE_RESTRICTED,))
    (current,) = lot.state.rounds
    then = replace(current, terms=replace(current.terms, announced_on=announced_on))
    lot.state = replace(lot.state, file=replace(file, preparation=filed), rounds=(then,))
    return lot


@pytest.mark.rule("K42")
def test_whoever_bids_for_a_restricted_home_promises_that_he_may(lot: Any) -> None:
    """No code without the promise, for an applicant either (法释〔2021〕18号 第二条)."""
    _restricted(lot)
    ordinary = QualifyBidder(lot.code(4), lot.token(4), lot.DEPOSIT)
    applicant = QualifyApplicant(lot.code(4), lot.FLAT.applicant, lot.DEPOSIT, Fen(0))
    for command in (ordinary, applicant):
        refusal = lot.refusal(command)
        assert (refusal.code, refusal.article) == ("commitment_missing", "FS2021-18:2")
        assert lot.code_of(replace(command, commitment="我承诺")) == "paper_malformed"
        promised = replace(command, commitment=lot.DIGEST)
        assert lot.ask(promised)[0].commitment == lot.DIGEST


def test_before_2022_nobody_was_asked_for_a_promise(lot: Any) -> None:
    """A lot that was announced before the provisions were in force is not bound by them."""
    _restricted(lot, announced_on=date(2021, 12, 31))
    lot.do(QualifyBidder(lot.code(4), lot.token(4), lot.DEPOSIT))


def test_an_applicant_pays_what_his_claim_does_not_cover(lot: Any) -> None:
    """A claim a fen short of the deposit leaves one fen to pay."""
    short = QualifyApplicant(lot.code(4), lot.FLAT.applicant, lot.DEPOSIT - 1, Fen(0))
    refusal = lot.refusal(short)
    assert (refusal.code, refusal.article) == ("topup_not_confirmed", "FS2016-18:17.2")
    assert refusal.facts == {"paid_fen": 0, "due_fen": 1}
    assert lot.code_of(replace(short, paid_fen=Fen(-1))) == "topup_not_confirmed"
    lot.do(replace(short, paid_fen=Fen(1)))


@pytest.mark.parametrize("claim", [-1, 1.0, MAX_FEN + 1])
def test_a_claim_is_an_amount(lot: Any, claim: Any) -> None:
    """A claim is a whole amount within the bounds."""
    command = QualifyApplicant(lot.code(4), lot.FLAT.applicant, claim, Fen(0))
    assert lot.code_of(command) == "claim_out_of_range"


@pytest.mark.rule("K24")
def test_an_applicant_keeps_his_priority(lot: Any) -> None:
    """An applicant who is a confirmed priority holder too bids with his rank."""
    lot.do(ConfirmPriority(lot.FLAT.applicant, 1))
    event = lot.do(QualifyApplicant(lot.code(4), lot.FLAT.applicant, lot.DEPOSIT, Fen(0)))
    assert (event.standing, event.rank) == (Standing.APPLICANT, 1)


# Agents and joint bidders ---------------------------------------------------------------------


@pytest.mark.rule("K23")
def test_an_agent_is_confirmed_before_he_bids_for_somebody(lot: Any) -> None:
    """A code with an agent needs the court's confirmation of that agent for that person."""
    command = QualifyBidder(lot.code(4), lot.token(4), lot.DEPOSIT, agent=lot.token(8))
    assert lot.code_of(command) == "agent_not_confirmed"
    confirmed = ConfirmAgent(lot.token(8), lot.token(4), lot.DIGEST)
    lot.do(confirmed, now=lot.NOTICE)
    other = replace(command, code=lot.code(5), token=lot.token(5))
    assert lot.code_of(other) == "agent_not_confirmed"
    assert lot.do(command).agent == lot.token(8)


def test_joint_bidders_are_others_and_may_bid(lot: Any) -> None:
    """Whoever bids jointly is well formed, nobody twice, not too many, and not barred."""
    command = QualifyBidder(lot.code(4), lot.token(4), lot.DEPOSIT)
    crowd = tuple(lot.token(100 + number) for number in range(MAX_JOINT + 1))
    for joint, code in (
        (("张三",), "token_malformed"),
        ((lot.token(4),), "joint_bidders_wrong"),
        ((lot.token(8), lot.token(8)), "joint_bidders_wrong"),
        (crowd, "joint_bidders_wrong"),
    ):
        assert lot.code_of(replace(command, joint=joint)) == code
    lot.do(BarPerson(lot.token(8), Ground.CLOSE_RELATIVE))
    assert lot.code_of(replace(command, joint=(lot.token(8),))) == "person_barred"
    assert lot.do(replace(command, joint=crowd[:-1])).joint == crowd[:-1]


@pytest.mark.rule("K21")
def test_a_barred_agent_bids_for_nobody(lot: Any) -> None:
    """Whoever may not bid is no agent either, though he was confirmed as one (第三十四条)."""
    lot.do(ConfirmAgent(lot.token(8), lot.token(4), lot.DIGEST), now=lot.NOTICE)
    lot.do(BarPerson(lot.token(8), Ground.COURT_STAFF))
    command = QualifyBidder(lot.code(4), lot.token(4), lot.DEPOSIT, agent=lot.token(8))
    assert lot.code_of(command) == "person_barred"
    lot.do(replace(command, agent=None))


def test_an_agent_has_the_form_of_a_token(lot: Any) -> None:
    """No name stands in the agent's place."""
    named = LotToken("张三")
    command = QualifyBidder(lot.code(4), lot.token(4), lot.DEPOSIT, agent=named)
    assert lot.code_of(command) == "token_malformed"


@pytest.mark.rule("K23")
def test_nobody_stands_behind_two_codes(lot: Any) -> None:
    """Himself, jointly or as an agent: a person takes part under one code of a round."""
    for agent, principal in ((8, 4), (8, 5), (1, 6)):
        confirmed = ConfirmAgent(lot.token(agent), lot.token(principal), lot.DIGEST)
        lot.do(confirmed, now=lot.NOTICE)
        if principal == 4:
            first = QualifyBidder(lot.code(4), lot.token(4), lot.DEPOSIT)
            lot.do(replace(first, agent=lot.token(8), joint=(lot.token(9),)), now=lot.NOTICE)
    second = QualifyBidder(lot.code(5), lot.token(5), lot.DEPOSIT)
    wrong = (
        replace(second, agent=lot.token(8)),  # agent of both
        replace(second, joint=(lot.token(9),)),  # jointly with both
        replace(second, joint=(lot.token(4),)),  # by himself, and jointly
        replace(second, token=lot.token(8)),  # agent, and for himself
        replace(second, token=lot.token(9)),  # jointly, and for himself
        replace(second, token=lot.token(6), agent=lot.token(1)),  # for himself, and agent
    )
    for command in wrong:
        refusal = lot.refusal(command)
        assert (refusal.code, refusal.article) == ("under_another_code", "FS2016-18:31.0.3")
    lot.do(second)


@pytest.mark.rule("K24")
def test_priority_of_who_bids_jointly_comes_too_late(lot: Any) -> None:
    """Whoever bids already, alone or with others, goes on as he is; an agent bids for another."""
    lot.do(ConfirmAgent(lot.token(8), lot.token(4), lot.DIGEST), now=lot.NOTICE)
    command = QualifyBidder(lot.code(4), lot.token(4), lot.DEPOSIT)
    lot.do(replace(command, agent=lot.token(8), joint=(lot.token(9),)))
    assert lot.code_of(ConfirmPriority(lot.token(9), 1)) == "priority_too_late"
    lot.do(ConfirmPriority(lot.token(8), 1))
