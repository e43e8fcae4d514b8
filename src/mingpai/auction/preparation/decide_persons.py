"""Who is concerned, what was served on whom and when it took effect, and who waived.

A service is a recorded fact of the enforcing court; it counts from the day on which it takes
effect and not from the day it was tried.
Source: 民事诉讼法（2023年修正）第八十七至九十五条; 法释〔2016〕18号 第十六条;
法释〔2018〕15号 第二十一条.
Where to look next: `law.service`.
"""

from datetime import date

from mingpai.auction.asked import Asked, Decision, not_a_paper, not_by_court, not_yet
from mingpai.auction.model import Disposal
from mingpai.auction.objections.model import Objection
from mingpai.auction.objections.terms import claim_in_the_way, outcome_to_carry_out
from mingpai.auction.preparation.commands import (
    NamePerson,
    ServeDocument,
    StateNoShareholder,
    WaiveNotice,
)
from mingpai.auction.preparation.events import (
    DocumentServed,
    NoShareholderStated,
    NoticeWaived,
    PersonNamed,
)
from mingpai.auction.preparation.guards import seizure_lapsed
from mingpai.auction.preparation.model import Nature, Paper, Role
from mingpai.auction.preparation.telling_guards import OWN_PAPER
from mingpai.auction.refusals import Code, refused
from mingpai.kernel.ids import well_formed
from mingpai.kernel.outcome import Refused
from mingpai.law.parameters import (
    DEEMED_NOTICE_DAYS,
    PRICE_REPORT_DISPLAY_DAYS,
    PUBLIC_NOTICE_DAYS,
)
from mingpai.law.service import Method, days_on_display, takes_effect_on

_SALE_NOTICES = (Paper.PARTY_NOTICE, Paper.SHAREHOLDER_NOTICE, Paper.TENANT_NOTICE)
"""What tells a party or a priority holder of the sale: on display for the short term."""
_RULINGS = (Paper.SALE_RULING, Paper.SETOFF_RULING)


def name_person(state: Disposal, command: NamePerson, asked: Asked) -> Decision:
    """Record as what somebody is concerned; the same person may be so in several ways."""
    wrong = not_by_court(state, asked)
    if wrong is not None:
        return wrong
    if not well_formed("lot token", command.token):
        return refused(Code.TOKEN_MALFORMED)
    if command.token in state.file.preparation.holders(command.role):
        return refused(Code.PERSON_NAMED_ALREADY, role=command.role.value)
    return (PersonNamed(command.token, command.role),)


def state_no_shareholder(state: Disposal, command: StateNoShareholder, asked: Asked) -> Decision:
    """Record that no other shareholder has a right of priority, which somebody must look up.

    Whoever turns up later is named and told all the same. Of a limited company all shareholders
    are told; that naming none is not enough is a reading. Source: 公司法（2023年修订）第八十五条.
    """
    wrong = not_by_court(state, asked) or not_a_paper(command.proof)
    if wrong is not None:
        return wrong
    filed = state.file.preparation
    if filed.nature is not Nature.EQUITY:
        return refused(Code.NO_EQUITY_HERE, nature=filed.nature.value)
    if filed.holders(Role.SHAREHOLDER):
        return refused(Code.PERSON_NAMED_ALREADY, role=Role.SHAREHOLDER.value)
    return (NoShareholderStated(on=asked.today, proof=command.proof),)


def waive(state: Disposal, command: WaiveNotice, asked: Asked) -> Decision:
    """Record a written waiver, which spares its giver every notice of the sale (第十六条第一款)."""
    wrong = not_by_court(state, asked) or not_a_paper(command.proof)
    if wrong is not None:
        return wrong
    if not well_formed("lot token", command.token):
        return refused(Code.TOKEN_MALFORMED)
    if command.token not in state.file.preparation.persons:
        return refused(Code.PERSON_UNKNOWN)
    return (NoticeWaived(token=command.token, on=asked.today, proof=command.proof),)


def serve(state: Disposal, command: ServeDocument, asked: Asked) -> Decision:
    """Record that a document was served, or that serving it failed."""
    wrong = (
        not_by_court(state, asked)
        or not_a_paper(command.proof)
        or not_yet(command.on, asked)
        or _addressee_wrong(state, command)
        or _out_of_order(state, command)
        or _stopped_by_objection(state, command, asked)
        or _seizure_over(state, command)
    )
    if wrong is not None:
        return wrong
    return (
        DocumentServed(
            paper=command.paper,
            token=command.token,
            method=command.method,
            on=command.on,
            effective_on=takes_effect_on(
                command.method,
                on=command.on,
                failed=command.failed,
                display_days=_display_days(command, asked),
            ),
            proof=command.proof,
        ),
    )


def _addressee_wrong(state: Disposal, command: ServeDocument) -> Refused | None:
    """Refuse a service on somebody who is not named and did not buy, or whose paper it is not.

    A bidder who did not buy is served nothing here: his token stays secret (第十八条).
    """
    if not well_formed("lot token", command.token):
        return refused(Code.TOKEN_MALFORMED)
    filed = state.file.preparation
    if command.token not in filed.persons and command.token != state.file.settlement.buyer:
        return refused(Code.PERSON_UNKNOWN)
    return None


def _out_of_order(state: Disposal, command: ServeDocument) -> Refused | None:
    """Refuse a paper that cannot exist yet, is not for this person, or took effect before.

    Display is the last way: it follows a service of the same paper on the same person that failed.
    """
    cause = _cause_of(command.paper, state)
    reasons = (
        (cause is None, "no_cause"),
        (cause is not None and command.on < cause, "before_cause"),
        (not _is_his_paper(state, command), "not_his_paper"),
        (_has_effect(state, command), "served_already"),
        (_is_first_way(state, command, cause), "display_before_failure"),
    )
    for holds, why in reasons:
        if holds:
            return refused(Code.SERVICE_OUT_OF_ORDER, paper=command.paper.value, why=why)
    return None


def _is_his_paper(state: Disposal, command: ServeDocument) -> bool:
    filed = state.file.preparation
    match command.paper:
        case Paper.SHAREHOLDER_NOTICE | Paper.TENANT_NOTICE:
            roles = [role for role, paper in OWN_PAPER.items() if paper is command.paper]
            return command.token in filed.holders(*roles)
        case Paper.SURPLUS_NOTICE:
            return command.token in filed.holders(Role.APPLICANT)
        case Paper.BALANCE_REMINDER:
            return command.token == state.file.settlement.buyer
        case _:
            return True


def _has_effect(state: Disposal, command: ServeDocument) -> bool:
    """Say whether title passed by a service of the ruling before, so that no other can pass it."""
    done = state.file.settlement
    if command.paper not in _RULINGS or command.token != done.buyer:
        return False
    return done.title_on is not None and done.title_on <= command.on


def _is_first_way(state: Disposal, command: ServeDocument, cause: date | None) -> bool:
    """Say whether a paper goes on display without having been tried in another way.

    That another paper did not reach him long ago does not say where he is today. A reading of
    民事诉讼法（2023年修正）第九十五条.
    """
    if command.method is not Method.PUBLIC_NOTICE or command.failed:
        return False
    return not any(
        one.token == command.token
        and one.paper is command.paper
        and one.effective_on is None
        and one.on >= (cause or date.min)
        for one in state.file.preparation.services
    )


def _stopped_by_objection(state: Disposal, command: ServeDocument, asked: Asked) -> Refused | None:
    """Refuse to let title pass by service while an outsider's claim stands in the way.

    The property is not yet another's before the ruling is served, so that a claim filed after the
    ruling comes in time, and the court shall suspend what is left of the sale: its service. What
    was served before the claim came stays served, and is recorded. The same holds of an upheld
    objection that was not carried out. Source: 法释〔2016〕18号 第二十二条第二款, 第三十六条第二款;
    民事诉讼法（2023年修正）第二百三十六, 二百三十八条.
    """
    if not _passes_title(state, command):
        return None
    claim = claim_in_the_way(state, asked)
    if claim is not None and claim.filed_on <= command.on:
        return refused(Code.OUTSIDER_CLAIM_OPEN, objection=claim.number)
    upheld = outcome_to_carry_out(state)
    if upheld is not None and (upheld.decided_on or command.on) <= command.on:
        return refused(Code.OBJECTION_NOT_CARRIED_OUT, objection=upheld.number)
    return None


def _seizure_over(state: Disposal, command: ServeDocument) -> Refused | None:
    """Refuse to let title pass by service once the seizure lapsed: what is still to come waits.

    Served before the lapse it stays served, and is recorded. On display it must last until that
    takes effect: `settlement.title` looks at it then.
    Source: 民诉法解释（2022年修正）第四百八十五条.
    """
    return seizure_lapsed(state, command.on) if _passes_title(state, command) else None


def _passes_title(state: Disposal, command: ServeDocument) -> bool:
    """Say whether it is the ruling that reaches the buyer (第二十二条第二款)."""
    is_ruling = command.paper in _RULINGS and not command.failed
    return is_ruling and command.token == state.file.settlement.buyer


def _cause_of(paper: Paper, state: Disposal) -> date | None:
    """Return the day of what a paper tells of, or None where there is nothing to tell yet."""
    filed, done, current = state.file.preparation, state.file.settlement, state.current
    match paper:
        case Paper.PARTY_NOTICE | Paper.SHAREHOLDER_NOTICE | Paper.TENANT_NOTICE:
            return filed.seized_on or date.min
        case Paper.PRICE_REPORT:
            return None if filed.price is None else filed.price.fixed_on
        case Paper.SURPLUS_NOTICE:
            return None if filed.claims is None else date.min
        case Paper.STOP_DECISION | Paper.RESUMPTION_NOTICE:
            return None if current is None else current.terms.announced_on
        case Paper.OBJECTION_DECISION:
            return _first_decision(state.file.objections)
        case Paper.SALE_RULING | Paper.SETOFF_RULING:
            is_setoff = done.set_off is not None and done.set_off.award is not None
            return done.ruled_on if is_setoff is (paper is Paper.SETOFF_RULING) else None
        case _:
            return _cause_after_sale(paper, state)


def _first_decision(objections: tuple[Objection, ...]) -> date | None:
    return min((one.decided_on for one in objections if one.decided_on is not None), default=None)


def _cause_after_sale(paper: Paper, state: Disposal) -> date | None:
    done, current = state.file.settlement, state.current
    if paper is Paper.DEFAULT_DECISION:
        return done.defaulted_on
    if paper is Paper.ANNULMENT_DECISION:
        return done.annulled_on
    return None if done.buyer is None or current is None else current.terms.announced_on


def _display_days(command: ServeDocument, asked: Asked) -> int:
    """Return how long this paper is on display, where nothing else reaches its addressee.

    Raises: NoValueInForce.
    """
    laws, today = asked.setting.laws, asked.today
    if command.method is not Method.PUBLIC_NOTICE:
        return 0
    if command.paper is Paper.PRICE_REPORT:
        return laws.dated(PRICE_REPORT_DISPLAY_DAYS, on=today).value
    if command.paper in _SALE_NOTICES:
        return days_on_display(
            is_party_notice=True,
            deemed_days=laws.dated(DEEMED_NOTICE_DAYS, on=today).value,
            public_notice_days=0,
        )
    return days_on_display(
        is_party_notice=False,
        deemed_days=0,
        public_notice_days=laws.dated(PUBLIC_NOTICE_DAYS, on=today).value,
    )
