"""The life of a lot in words: its rounds, stops and their grounds, and each step with its facts.

Must not know how a step is decided. Where to look next: `service.projections` (which entries are
steps), `web.words` (stages, refusals), `web.lots` (the page).
"""

from collections.abc import Iterator
from datetime import date, datetime
from enum import Enum

from mingpai.auction.events import ConfirmationPublished, RoundPassedIn, RoundSold
from mingpai.auction.model import Phase, RoundKind
from mingpai.auction.objections.events import (
    ObjectionCarriedOut,
    ObjectionDecided,
    ObjectionFiled,
    ReviewDecided,
    SuitDecided,
)
from mingpai.auction.objections.model import ObjectionKind, Outcome
from mingpai.auction.preparation.events import (
    DisposalOpened,
    DocumentServed,
    NoticeCorrected,
    PlatformAssigned,
    PriceCorrected,
    PriceFixed,
    PricingStarted,
    RoundAnnounced,
)
from mingpai.auction.preparation.model import AssignmentReason
from mingpai.auction.settlement.events import (
    ApprovalRecorded,
    BalanceReceived,
    BuyerDefaulted,
    CaseEnded,
    CreditorsAsked,
    DefaultRevoked,
    DepositForwarded,
    DisposalEnded,
    ForfeitApplied,
    NoOfferRecorded,
    PlanPublished,
    ProceedsDistributed,
    PropertyDelivered,
    SaleAnnulled,
    SaleRuled,
    SelfDisposalApproved,
    SelfDisposalConcluded,
    SetOffAwarded,
)
from mingpai.auction.settlement.model import AnnulmentGround, DefaultGround, Ending
from mingpai.auction.stops.events import (
    BiddingResumed,
    BiddingStopped,
    CauseEnded,
    EmergencyReported,
    RoundWithdrawn,
)
from mingpai.auction.stops.model import StopGround, StopKind, WithdrawalGround
from mingpai.service.projections import PublicStep
from mingpai.web.captions import Language
from mingpai.web.show import minute, money
from mingpai.web.words import Texts

Fact = tuple[str, str]


# Kinds and grounds ----------------------------------------------------------------------------


def round_kind_name(kind: RoundKind, texts: Texts) -> str:
    """Return what a kind of round is called."""
    _ = texts.gettext
    return {
        RoundKind.AUCTION_1: _("first auction"),
        RoundKind.AUCTION_2: _("second auction"),
        RoundKind.SALE: _("sale after two auctions"),
        RoundKind.RERUN: _("re-auction"),
    }[kind]


def phase_name(phase: Phase, texts: Texts) -> str:
    """Return what is on record of a round."""
    _ = texts.gettext
    return {
        Phase.PUBLISHED: _("running"),
        Phase.STOPPED: _("standing still"),
        Phase.CLOSED_SOLD: _("sold"),
        Phase.CLOSED_UNSOLD: _("passed in"),
        Phase.WITHDRAWN: _("withdrawn"),
        Phase.DEFAULTED: _("buyer defaulted"),
        Phase.ANNULLED: _("sale annulled"),
    }[phase]


def stop_kind_name(kind: StopKind, texts: Texts) -> str:
    """Return what a way to stand still is called."""
    _ = texts.gettext
    return {
        StopKind.DEFERMENT: _("Deferred by decision"),
        StopKind.STAY: _("Stayed by ruling"),
        StopKind.EMERGENCY: _("Emergency stop by the platform"),
    }[kind]


def stop_ground_name(ground: StopGround, texts: Texts) -> str:
    """Return why bidding stands still."""
    _ = texts.gettext
    return {
        StopGround.AGREED_SECURITY: _("security was given and the applicant agreed"),
        StopGround.HIGHER_COURT: _("a higher court ordered it"),
        StopGround.OBJECTION: _("an objection is under review"),
        StopGround.OUTSIDER_CLAIM: _("an outsider claims the property"),
        StopGround.APPLICANT_AGREED: _("the applicant agreed to a later performance"),
        StopGround.PARTY_DIED_OR_ENDED: _("a party died or ended; a successor is awaited"),
        StopGround.BANKRUPTCY: _("bankruptcy proceedings"),
        StopGround.OTHER_CPL_267: _("another ground to stay enforcement"),
        StopGround.DEBT_COVERED: _("other property of the case brought enough"),
        StopGround.SYSTEM_FAILURE: _("the system failed"),
        StopGround.SECURITY_DANGER: _("the system was in danger"),
        StopGround.CORE_RESTARTED: _("the service restarted in the last minutes"),
    }[ground]


def withdrawal_ground_name(ground: WithdrawalGround, texts: Texts) -> str:
    """Return why an auction was withdrawn."""
    _ = texts.gettext
    return {
        WithdrawalGround.INSTRUMENT_REVOKED: _("the enforcement instrument was revoked"),
        WithdrawalGround.APPLICANT_WITHDREW: _("the applicant withdrew"),
        WithdrawalGround.DEBT_PERFORMED: _("the debt was paid"),
        WithdrawalGround.SETTLEMENT: _("the parties settled"),
        WithdrawalGround.OUTSIDER_CLAIM_UPHELD: _("an outsider's claim was upheld"),
        WithdrawalGround.COLLUSION: _("bidders colluded"),
        WithdrawalGround.DEBT_COVERED: _("other property brought enough"),
        WithdrawalGround.NOTICE_DEFECTIVE: _("an error of the notice that no correction mends"),
        WithdrawalGround.SELF_DISPOSAL: _("the debtor sells by himself"),
        WithdrawalGround.PRICE_LAPSED: _("the reference price lapsed"),
        WithdrawalGround.OTHER: _("another ground"),
    }[ground]


def annulment_ground_name(ground: AnnulmentGround, texts: Texts) -> str:
    """Return why a sale was annulled. Source: 法释〔2016〕18号 第三十一条."""
    _ = texts.gettext
    return {
        AnnulmentGround.MISDESCRIPTION: _("the property was seriously misdescribed"),
        AnnulmentGround.SYSTEM_FAILURE: _("a failure of the system made the result wrong"),
        AnnulmentGround.COLLUSION: _("bidders colluded"),
        AnnulmentGround.BUYER_INELIGIBLE: _("the buyer was not eligible"),
        AnnulmentGround.UNEQUAL_CONDITIONS: _("unequal conditions for bidders"),
        AnnulmentGround.OTHER_SERIOUS_BREACH: _("another serious breach"),
    }[ground]


def assignment_reason_name(reason: AssignmentReason, texts: Texts) -> str:
    """Return why a lot went to its platform. Source: 法释〔2016〕18号 第五条."""
    _ = texts.gettext
    return {
        AssignmentReason.APPLICANT_CHOICE: _("the applicant chose it"),
        AssignmentReason.NO_CHOICE_DRAW: _("nobody chose: drawn by the court"),
        AssignmentReason.CONFLICT_DRAW: _("applicants disagreed: drawn by the court"),
        AssignmentReason.SAME_PLATFORM_RULE: _("the platform of the round before"),
        AssignmentReason.PLATFORM_UNAVAILABLE: _("the platform before is no longer available"),
        AssignmentReason.APPLICANT_ASKED_ANOTHER: _("the applicant asked for another"),
    }[reason]


def default_ground_name(ground: DefaultGround, texts: Texts) -> str:
    """Return why a buyer counts as a defaulter."""
    _ = texts.gettext
    return {
        DefaultGround.BALANCE_UNPAID: _("the balance was not paid in time"),
        DefaultGround.INELIGIBLE: _("the buyer was not eligible"),
        DefaultGround.APPROVAL_REFUSED: _("the authority refused; he could not know it"),
        DefaultGround.APPROVAL_REFUSED_KNOWINGLY: _("the authority refused, as he could know"),
    }[ground]


def ending_name(ending: Ending, texts: Texts) -> str:
    """Return how a disposal ended."""
    _ = texts.gettext
    return {
        Ending.DISTRIBUTED: _("the proceeds were paid out"),
        Ending.WITHDRAWN: _("withdrawn"),
        Ending.SELF_DISPOSED: _("sold by the debtor himself"),
        Ending.ADMINISTERED: _("put under administration for the creditor"),
        Ending.RETURNED: _("given back to the debtor"),
    }[ending]


def objection_name(kind: ObjectionKind, texts: Texts) -> str:
    """Return what is filed."""
    _ = texts.gettext
    return {
        ObjectionKind.CONDUCT: _("objection to the conduct of the sale"),
        ObjectionKind.OUTSIDER_CLAIM: _("claim of an outsider to the property"),
        ObjectionKind.COMPLAINT: _("complaint"),
    }[kind]


def outcome_name(outcome: Outcome, texts: Texts) -> str:
    """Return what was decided about it."""
    _ = texts.gettext
    return {
        Outcome.UPHELD: _("upheld"),
        Outcome.REJECTED: _("rejected"),
        Outcome.WITHDRAWN: _("taken back"),
    }[outcome]


# Steps ----------------------------------------------------------------------------------------


def step_name(event: PublicStep, texts: Texts) -> str:
    """Return what a step in the life of a lot is called."""
    _ = texts.gettext
    match event:
        case RoundAnnounced(kind=kind):
            return _("Notice published: %(kind)s") % {"kind": round_kind_name(kind, texts)}
        case BiddingStopped(kind=stop):
            return stop_kind_name(stop, texts)
        case ObjectionFiled(kind=objection):
            return _("Filed: %(kind)s") % {"kind": objection_name(objection, texts)}
        case _:
            return _plain_names(texts)[type(event)]


def _plain_names(texts: Texts) -> dict[type, str]:
    _ = texts.gettext
    return {
        DisposalOpened: _("Opened by the court"),
        PricingStarted: _("Pricing begun"),
        PriceFixed: _("Reference price fixed"),
        PlatformAssigned: _("Put on its platform"),
        NoticeCorrected: _("Notice corrected"),
        EmergencyReported: _("Emergency reported to the court"),
        CauseEnded: _("The cause of the stop ended"),
        BiddingResumed: _("Resumption announced"),
        RoundWithdrawn: _("Withdrawn"),
        RoundSold: _("Bidding closed: sold"),
        RoundPassedIn: _("Bidding closed: passed in"),
        ConfirmationPublished: _("Confirmation published"),
        CreditorsAsked: _("Creditors asked whether they take the property"),
        NoOfferRecorded: _("No creditor takes it"),
        SetOffAwarded: _("A creditor takes it (set-off)"),
        DepositForwarded: _("The buyer's deposit reached the court"),
        BalanceReceived: _("Money of the buyer reached the court"),
        ApprovalRecorded: _("Answer of the approving authority"),
        SaleRuled: _("Ruling made"),
        DocumentServed: _("Ruling served"),
        PropertyDelivered: _("Property handed over"),
        PlanPublished: _("Plan of distribution published"),
        ProceedsDistributed: _("Proceeds paid out"),
        BuyerDefaulted: _("Default decided"),
        DefaultRevoked: _("Default decision taken back"),
        ForfeitApplied: _("Forfeited deposit used"),
        SaleAnnulled: _("Sale annulled"),
        SelfDisposalApproved: _("The debtor may sell by himself"),
        SelfDisposalConcluded: _("The debtor's own sale is over"),
        DisposalEnded: _("Ended without a sale"),
        ObjectionDecided: _("Objection decided"),
        ReviewDecided: _("Reconsideration decided"),
        SuitDecided: _("Suit decided"),
        ObjectionCarriedOut: _("What an upheld objection ordered was done"),
        PriceCorrected: _("Recorded price put right"),
        CaseEnded: _("Enforcement of the case ended"),
    }


def step_facts(event: PublicStep, language: Language, texts: Texts) -> Iterator[Fact]:
    """Yield the facts of a step in words: grounds, amounts, days, and the digest of its paper."""
    teller = _Teller(language, texts)
    yield from teller.grounds(event)
    yield from teller.amounts(event)
    yield from teller.days(event)
    yield from teller.papers(event)


class _Teller:
    """Tells facts by the names of their fields, which mean the same in every kind of step."""

    def __init__(self, language: Language, texts: Texts) -> None:
        self._language: Language = language
        self._texts = texts

    def grounds(self, event: PublicStep) -> Iterator[Fact]:
        """Tell on what ground, or with which answer."""
        text = self._ground(event)
        if text:
            yield self._texts.gettext("ground"), text

    def _ground(self, event: PublicStep) -> str:
        texts, _ = self._texts, self._texts.gettext
        match event:
            case PlatformAssigned(reason=reason):
                return assignment_reason_name(reason, texts)
            case BiddingStopped(ground=stop):
                return stop_ground_name(stop, texts)
            case RoundWithdrawn(ground=withdrawal):
                return withdrawal_ground_name(withdrawal, texts)
            case BuyerDefaulted(ground=default):
                return default_ground_name(default, texts)
            case SaleAnnulled(ground=annulment):
                return annulment_ground_name(annulment, texts)
            case DisposalEnded(ending=ending):
                return ending_name(ending, texts)
            case ObjectionDecided() | ReviewDecided() | SuitDecided():
                return outcome_name(event.outcome, texts)
            case ApprovalRecorded(is_approved=is_approved):
                return _("approved") if is_approved else _("refused")
            case SelfDisposalConcluded(is_sold=is_sold):
                return _("sold and paid") if is_sold else _("came to nothing")
            case DocumentServed(effective_on=None):
                return _("service failed")
            case _:
                return ""

    def amounts(self, event: PublicStep) -> Iterator[Fact]:
        """Tell every amount that the step names."""
        _ = self._texts.gettext
        names = {
            "price_fen": _("price"),
            "start_price_fen": _("start price"),
            "amount_fen": _("amount"),
            "paid_fen": _("paid in all"),
            "due_fen": _("difference to pay"),
            "forfeited_fen": _("deposit kept"),
            "return_fen": _("goes back"),
            "costs_fen": _("to costs"),
            "creditors_fen": _("to creditors"),
            "debtor_fen": _("to the debtor"),
        }
        for field, name in names.items():
            amount = getattr(event, field, None)
            if isinstance(amount, int):
                yield name, money(amount, self._language)

    def days(self, event: PublicStep) -> Iterator[Fact]:
        """Tell every day and instant that the step names."""
        _ = self._texts.gettext
        names = {
            "opens_at": _("opening"),
            "closes_at": _("close"),
            "until": _("until"),
            "asked_on": _("asked on"),
            "received_on": _("received on"),
            "fixed_on": _("fixed on"),
            "valid_until": _("valid until"),
            "due_on": _("due on"),
            "on": _("on"),
            "effective_on": _("takes effect on"),
        }
        for field, name in names.items():
            day = getattr(event, field, None)
            if isinstance(day, datetime):
                yield name, minute(day)
            elif isinstance(day, date):
                yield name, day.isoformat()

    def papers(self, event: PublicStep) -> Iterator[Fact]:
        """Tell the digest of the paper that the step rests on; the paper itself is the court's."""
        for field in _PAPERS:
            digest = getattr(event, field, "")
            if digest and not isinstance(digest, Enum):
                yield self._texts.gettext("digest"), digest
                return


_PAPERS = (
    "reason",
    "announcement",
    "decision",
    "document",
    "report",
    "evidence",
    "proof",
    "statement",
)
"""The fields that hold the digest of a step's paper, the one that it stands on first."""
