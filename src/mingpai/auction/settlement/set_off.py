"""以物抵债: after a failed round a creditor may take the property at that round's reserve price.

Several who would take it: the stronger rank by law, and among equals a draw by lot (online, a tie
of bids never is). A claim counts as far as it is on file; what it does not cover he pays by a day
that is set. Whoever may not bid may not take it either.
Source: 法释〔2004〕16号 第十六, 二十二条; 法释〔2016〕18号 第二十四, 三十四条; 法明传〔2017〕455号
(the term to ask; known at second hand).
"""

from mingpai.auction.asked import Asked, Decision, not_a_paper, not_by_court
from mingpai.auction.model import Disposal, Ground, RoundKind
from mingpai.auction.preparation.guards import seizure_lapsed
from mingpai.auction.preparation.model import Role
from mingpai.auction.refusals import Code, refused
from mingpai.auction.settlement.checks import (
    LONGEST_TERM,
    claim_or_outcome_in_the_way,
    not_an_amount,
    not_between,
    not_failed,
    outside,
    self_disposal_runs,
    term_runs,
)
from mingpai.auction.settlement.commands import (
    AskCreditors,
    AwardSetOff,
    OfferToTake,
    RecordNoOffer,
)
from mingpai.auction.settlement.debt import left_to_pay
from mingpai.auction.settlement.events import (
    CreditorsAsked,
    NoOfferRecorded,
    OfferMade,
    SetOffAwarded,
)
from mingpai.auction.settlement.model import AwardBasis, Offer, SetOff
from mingpai.auction.settlement.owed import closed_on
from mingpai.kernel.ids import LotToken, well_formed
from mingpai.kernel.money import Fen
from mingpai.kernel.outcome import Refused
from mingpai.law.parameters import SALE_OFFSET_ASK_DAYS
from mingpai.law.periods import Term, term_of_days
from mingpai.law.timeline import NoValueInForce

MAX_RANK = 9
"""Ranks of creditors are counted from 1, the strongest."""
_MAY_TAKE = (Role.APPLICANT, Role.CREDITOR)


def ask_creditors(state: Disposal, command: AskCreditors, asked: Asked) -> Decision:
    """Ask whether anybody takes the property; again where nobody did, or the taker failed.

    After a taker's default others may still take it; if nobody does, the auction is held again.
    Source: 法释〔2004〕16号 第十六, 二十二条.
    """
    wrong = (
        not_by_court(state, asked)
        or not_a_paper(command.proof)
        or not_failed(state)
        or (None if _open_offer(state) is None else refused(Code.ASKED_ALREADY))
        or self_disposal_runs(state, asked)
    )
    if wrong is not None:
        return wrong
    failed = state.rounds[-1]
    wrong = not_between(command.asked_on, since=closed_on(failed), asked=asked)
    if wrong is not None:
        return wrong
    return (
        CreditorsAsked(
            round=failed.terms.number,
            price_fen=failed.terms.start_price_fen,
            asked_on=command.asked_on,
            proof=command.proof,
        ),
    )


def offer_to_take(state: Disposal, command: OfferToTake, asked: Asked) -> Decision:
    """Record that applicant or creditor would take it. Source: 法释〔2004〕16号 第十六条."""
    wrong = (
        not_by_court(state, asked)
        or not_a_paper(command.proof)
        or _not_offered(state)
        or _not_a_creditor(state, command)
        or _barred(state, command.token)
        or _claim_wrong(state, command)
    )
    if wrong is not None:
        return wrong
    return (
        OfferMade(
            round=state.rounds[-1].terms.number,
            token=command.token,
            claim_fen=command.claim_fen,
            rank=command.rank,
            proof=command.proof,
            on=asked.today,
        ),
    )


def _open_offer(state: Disposal) -> SetOff | None:
    offered = state.file.settlement.set_off
    is_open = offered is not None and offered.award is None and not offered.declined
    return offered if is_open else None


def _not_offered(state: Disposal) -> Refused | None:
    return refused(Code.NOT_OFFERED) if _open_offer(state) is None else None


def _not_a_creditor(state: Disposal, command: OfferToTake) -> Refused | None:
    if not well_formed("lot token", command.token):
        return refused(Code.TOKEN_MALFORMED)
    if state.file.preparation.persons.get(command.token) not in _MAY_TAKE:
        return refused(Code.NOT_A_CREDITOR)
    offered = state.file.settlement.set_off
    if offered is not None and any(one.token == command.token for one in offered.offers):
        return refused(Code.OFFERED_ALREADY)
    return None


def _barred(state: Disposal, token: LotToken) -> Refused | None:
    """Refuse whoever may not bid, or was to take or buy it before and did not pay. A reading.

    Source: 法释〔2016〕18号 第二十四条第二款, 第三十四条; 民诉法解释（2022年修正）第四百八十八条.
    """
    ground = state.barred.get(token)
    if ground is None:
        return None
    is_default = ground is Ground.DEFAULTER
    return refused(Code.PERSON_BARRED_DEFAULTER if is_default else Code.PERSON_BARRED)


def _claim_wrong(state: Disposal, command: OfferToTake) -> Refused | None:
    wrong = not_an_amount(command.claim_fen)
    if wrong is not None:
        return wrong
    most_fen = _on_file_fen(state, command.token)
    if command.claim_fen > most_fen:
        return refused(Code.CLAIM_NOT_ON_FILE, claim_fen=command.claim_fen, most_fen=most_fen)
    if type(command.rank) is not int or not 1 <= command.rank <= MAX_RANK:
        return refused(Code.RANK_OUT_OF_RANGE, most=MAX_RANK)
    return None


def _on_file_fen(state: Disposal, token: LotToken) -> Fen:
    """Return the most that somebody can claim by what is on file and still to be paid.

    An applicant has at most this case's debt; another creditor is in it, or ranks before it.
    """
    left = left_to_pay(state)
    if left is None:
        return Fen(0)
    is_applicant = token in state.file.preparation.holders(Role.APPLICANT)
    return min(left.debt_fen, left.claims_fen) if is_applicant else left.claims_fen


def award_set_off(state: Disposal, command: AwardSetOff, asked: Asked) -> Decision:
    """Give the property to one of those who offered.

    It disposes of the property as a sale does: under a seizure that holds, and of what no outsider
    claims. Source: 法释〔2004〕16号 第十六条; 法释〔2016〕18号 第三十六条第二款.
    """
    wrong = (
        not_by_court(state, asked)
        or self_disposal_runs(state, asked)
        or seizure_lapsed(state, asked.today)
        or claim_or_outcome_in_the_way(state, asked)
    )
    if wrong is not None:
        return wrong
    offered = _open_offer(state)
    if offered is None:
        return refused(Code.NOT_OFFERED)
    taker = next((one for one in offered.offers if one.token == command.token), None)
    if taker is None:
        return refused(Code.NOT_OFFERED)
    due_fen = Fen(offered.price_fen - _covered_fen(state, offered, taker))
    wrong = (
        _barred(state, taker.token)
        or _not_the_strongest(state, offered, taker, command)
        or _due_day_wrong(command, due_fen, asked)
    )
    if wrong is not None:
        return wrong
    return (
        SetOffAwarded(
            round=offered.round,
            token=taker.token,
            basis=command.basis,
            price_fen=offered.price_fen,
            due_fen=due_fen,
            due_on=command.due_on if due_fen else asked.today,
            on=asked.today,
            evidence=command.evidence,
        ),
    )


def _covered_fen(state: Disposal, offered: SetOff, taker: Offer) -> Fen:
    """Return what of the price a taker's claim stands for: what he would get of it in money.

    What is on file by now bounds it. What ranks before an applicant is paid first, so that his
    claim covers only the rest of the price. A reading of 法释〔2004〕16号 第十六, 二十八条.
    """
    filed = state.file.preparation
    is_applicant = taker.token in filed.holders(Role.APPLICANT)
    before_fen = filed.claims.senior_fen if filed.claims is not None and is_applicant else 0
    most_fen = max(0, offered.price_fen - before_fen)
    return Fen(min(taker.claim_fen, most_fen, _on_file_fen(state, taker.token)))


def _not_the_strongest(
    state: Disposal, offered: SetOff, taker: Offer, command: AwardSetOff
) -> Refused | None:
    """Check that no stronger creditor is passed over, and why he was chosen among equals.

    Whoever was barred since he offered is passed over.
    """
    offers = [one for one in offered.offers if one.token not in state.barred]
    strongest = min(one.rank for one in offers)
    if taker.rank != strongest:
        return refused(Code.AWARD_NOT_TO_STRONGEST, rank=taker.rank, strongest=strongest)
    equals = sum(one.rank == strongest for one in offers)
    if len(offers) == 1:
        basis = AwardBasis.ONLY_ONE
    else:
        basis = AwardBasis.LOT if equals > 1 else AwardBasis.RANK
    if command.basis is not basis:
        return refused(Code.AWARD_BASIS_WRONG, basis=basis.value)
    return not_a_paper(command.evidence) if basis is AwardBasis.LOT or command.evidence else None


def _due_day_wrong(command: AwardSetOff, due_fen: int, asked: Asked) -> Refused | None:
    """Check the day by which the difference is paid; where nothing is due it does not matter."""
    if not due_fen:
        return None
    return outside(command.due_on, first=asked.today, last=asked.today + LONGEST_TERM)


def record_no_offer(state: Disposal, command: RecordNoOffer, asked: Asked) -> Decision:
    """Record that nobody takes it: all declined, or the term to answer is over.

    Only after the second auction is there a term; else the court's asking is enough.
    """
    wrong = (
        not_by_court(state, asked)
        or not_a_paper(command.proof)
        or _not_offered(state)
        or _offer_stands(state)
    )
    if wrong is None and not command.all_declined:
        wrong = _answer_term_runs(state, asked)
    if wrong is not None:
        return wrong
    return (
        NoOfferRecorded(
            round=state.rounds[-1].terms.number,
            all_declined=command.all_declined,
            proof=command.proof,
        ),
    )


def _offer_stands(state: Disposal) -> Refused | None:
    """Refuse to say that nobody takes it while an offer stands that may be awarded."""
    offered = state.file.settlement.set_off
    offers = () if offered is None else offered.offers
    stands = any(one.token not in state.barred for one in offers)
    return refused(Code.OFFER_STANDS) if stands else None


def _answer_term_runs(state: Disposal, asked: Asked) -> Refused | None:
    """Check that the term in which creditors answer after the second auction is over."""
    failed = state.rounds[-1]
    if failed.terms.auction is not RoundKind.AUCTION_2:
        return None
    try:
        days = asked.setting.laws.dated(SALE_OFFSET_ASK_DAYS, on=failed.terms.announced_on)
    except NoValueInForce:
        return refused(Code.NO_LAW_IN_FORCE)
    term = term_of_days(closed_on(failed), days.value, calendar=asked.setting.calendar)
    told = Term(term.last, term.verified and days.verified)
    return term_runs(Code.ANSWER_TERM_RUNS, told, on=asked.today)
