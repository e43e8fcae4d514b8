"""From payment to delivery: eligibility, approval, the ruling, and the property handed over.

Title passes with proven service of the ruling, not with the close, the payment or the register;
`preparation` records service. Source: 法释〔2016〕18号 第二十二条; 法释〔2021〕18号 第三, 五条;
法释〔2021〕20号 第十五条; 法释〔2004〕16号 第二十, 二十六, 二十七条.
"""

from datetime import date

from mingpai.auction.asked import Asked, Decision, not_a_paper, not_by_court
from mingpai.auction.model import Disposal, is_title_void
from mingpai.auction.preparation.draft import by_article
from mingpai.auction.preparation.guards import seizure_lapsed
from mingpai.auction.preparation.model import Trait
from mingpai.auction.refusals import Code, refused
from mingpai.auction.settlement.checks import (
    claim_or_outcome_in_the_way,
    not_at_court,
    not_between,
    not_of_its_court,
    nothing_sold,
    outside,
    ruled_already,
)
from mingpai.auction.settlement.commands import (
    MakeRuling,
    RecordApproval,
    RecordDelivery,
    ReviewEligibility,
)
from mingpai.auction.settlement.events import (
    ApprovalRecorded,
    EligibilityReviewed,
    PropertyDelivered,
    SaleRuled,
)
from mingpai.auction.settlement.owed import closed_on
from mingpai.kernel.outcome import Refused
from mingpai.law.eligibility import Span, held_without_break

_HELD_FROM = "FS2021-18:3"
"""Eligible from the application to take part on, until the ruling is made."""


def needs(state: Disposal, trait: Trait) -> bool:
    """Say whether the property has a trait that puts a condition before the ruling."""
    return trait in state.file.preparation.traits


def review_eligibility(state: Disposal, command: ReviewEligibility, asked: Asked) -> Decision:
    """Record the review of whoever buys or takes a restricted home; a later one replaces it.

    He is eligible only if he was so on each day from his application on. Source: 法释〔2021〕18号
    第三条, 第五条 (K42).
    """
    wrong = (
        not_by_court(state, asked)
        or not_a_paper(command.proof)
        or nothing_sold(state)
        or ruled_already(state)
        or _not_in_question(state, Trait.PURCHASE_RESTRICTED, Code.ELIGIBILITY_NOT_IN_QUESTION)
    )
    if wrong is not None:
        return wrong
    first, last = _applied_between(state, asked.today)
    applied_on = first if command.applied_on is None else command.applied_on
    wrong = (
        _applied_outside(applied_on, first=first, last=last)
        or not_between(command.held_to, since=command.held_from, asked=asked)
        or _not_held(command, applied_on)
    )
    if wrong is not None:
        return wrong
    return (
        EligibilityReviewed(
            round=state.rounds[-1].terms.number,
            is_eligible=command.is_eligible,
            applied_on=applied_on,
            held_from=command.held_from,
            held_to=command.held_to,
            proof=command.proof,
        ),
    )


def _not_in_question(state: Disposal, trait: Trait, code: Code) -> Refused | None:
    return None if needs(state, trait) else refused(code)


def _applied_between(state: Disposal, today: date) -> tuple[date, date]:
    """Return the first and last day on which whoever has the property can have applied for it.

    He applied to bid at the latest on the day on which he got his code, and to take the property
    on the day of his offer: not when he won it. Of older entries, which do not say that day, the
    close or today is the last.
    """
    done, current = state.file.settlement, state.rounds[-1]
    if done.code is None and done.set_off is not None:
        offers = (one for one in done.set_off.offers if one.token == done.buyer)
        made_on = next((one.made_on for one in offers), None)
        return done.set_off.asked_on, made_on or today
    bidder = current.bidders.get(done.code or "")
    qualified_on = None if bidder is None else bidder.qualified_on
    return current.terms.announced_on, qualified_on or closed_on(current)


def _applied_outside(day: date, *, first: date, last: date) -> Refused | None:
    wrong = outside(day, first=first, last=last)
    return None if wrong is None else by_article(_HELD_FROM, wrong)


def _not_held(command: ReviewEligibility, applied_on: date) -> Refused | None:
    """Refuse to call eligible whoever was not so without a break from his application on."""
    spans = (Span(command.held_from, command.held_to),)
    if not command.is_eligible or (
        applied_on <= command.held_to
        and held_without_break(spans, applied_on=applied_on, ruled_on=command.held_to)
    ):
        return None
    return refused(
        Code.ELIGIBILITY_BROKEN,
        applied_on=applied_on.isoformat(),
        held_from=command.held_from.isoformat(),
        held_to=command.held_to.isoformat(),
    )


def record_approval(state: Disposal, command: RecordApproval, asked: Asked) -> Decision:
    """Record what the authority said of the transfer. Source: 法释〔2021〕20号 第十五条."""
    wrong = (
        not_by_court(state, asked)
        or not_a_paper(command.proof)
        or nothing_sold(state)
        or ruled_already(state)
        or _not_in_question(state, Trait.APPROVAL_NEEDED, Code.APPROVAL_NOT_IN_QUESTION)
    )
    if wrong is not None:
        return wrong
    return (
        ApprovalRecorded(
            round=state.rounds[-1].terms.number,
            is_approved=command.is_approved,
            on=asked.today,
            proof=command.proof,
        ),
    )


def make_ruling(state: Disposal, command: MakeRuling, asked: Asked) -> Decision:
    """Make the ruling on the sale or the set-off, once nothing stands in its way.

    Source: 法释〔2016〕18号 第二十二条, 第三十六条; 法释〔2004〕16号 第二十条 (K30).
    """
    wrong = (
        not_by_court(state, asked)
        or not_a_paper(command.document)
        or nothing_sold(state)
        or ruled_already(state)
        or seizure_lapsed(state, asked.today)
        or claim_or_outcome_in_the_way(state, asked)
        or _price_fell(state)
        or _not_confirmed(state)
        or not_at_court(state)
        or _not_reviewed(state, asked)
        or _not_approved(state)
    )
    if wrong is not None:
        return wrong
    return (SaleRuled(state.rounds[-1].terms.number, asked.today, command.document),)


def _price_fell(state: Disposal) -> Refused | None:
    """Refuse to rule on a sale whose reference price was found wrong: it is annulled, or not.

    A reading of 法释〔2018〕15号 第二十二条 and 法释〔2016〕18号 第三十一条.
    """
    fell = state.file.preparation.fell_in == state.rounds[-1].terms.number
    return refused(Code.PRICE_FOUND_WRONG) if fell else None


def _not_confirmed(state: Disposal) -> Refused | None:
    """Refuse before the confirmation of an auction sale is public (第二十二条第一款, K28)."""
    is_auction = state.file.settlement.code is not None
    if is_auction and not state.rounds[-1].is_confirmed:
        return refused(Code.CONFIRMATION_MISSING)
    return None


def _not_reviewed(state: Disposal, asked: Asked) -> Refused | None:
    """Refuse unless the review of a restricted home reaches to the day of the ruling."""
    if not needs(state, Trait.PURCHASE_RESTRICTED):
        return None
    held = state.file.settlement.eligibility
    if held is not None and not held.is_eligible:
        return refused(Code.NOT_ELIGIBLE)
    if held is not None and held.held_to >= asked.today:
        return None
    return refused(
        Code.ELIGIBILITY_NOT_REVIEWED,
        held_to="" if held is None else held.held_to.isoformat(),
        today=asked.today.isoformat(),
    )


def _not_approved(state: Disposal) -> Refused | None:
    is_missing = needs(state, Trait.APPROVAL_NEEDED) and not state.file.settlement.is_approved
    return refused(Code.APPROVAL_MISSING) if is_missing else None


def title_not_passed(state: Disposal, asked: Asked) -> Refused | None:
    """Refuse what presupposes that the ruling was served with effect (第二十二条第二款).

    Under a seizure that had lapsed by then it took no effect, unless that was renewed.
    Source: 民诉法解释（2022年修正）第四百八十五条.
    """
    done = state.file.settlement
    if done.ruled_on is None:
        return refused(Code.NOT_RULED)
    if done.title_on is None or done.title_on > asked.today:
        return claim_or_outcome_in_the_way(state, asked) or refused(Code.TITLE_NOT_PASSED)
    return seizure_lapsed(state, done.title_on) if is_title_void(state) else None


def record_delivery(state: Disposal, command: RecordDelivery, asked: Asked) -> Decision:
    """Record that the property was handed over, after title passed (K31).

    Also after the proceeds were paid out: neither waits for the other.
    Source: 法释〔2004〕16号 第二十七条.
    """
    done = state.file.settlement
    wrong = (
        not_of_its_court(state, asked)
        or not_a_paper(command.proof)
        or nothing_sold(state)
        or title_not_passed(state, asked)
        or (None if done.delivered_on is None else refused(Code.DELIVERED_ALREADY))
        or not_between(command.on, since=done.title_on, asked=asked)
    )
    if wrong is not None:
        return wrong
    return (PropertyDelivered(state.rounds[-1].terms.number, command.on, command.proof),)
