"""What is owed to whoever filed: a decision in time, its service, a stop, an answer.

A duty that is late stays a duty. Where to look next: `auction.duty`, `objections.terms`.
"""

from collections.abc import Iterator

from mingpai.auction.asked import Setting
from mingpai.auction.codes import article
from mingpai.auction.duty import Duty, Party
from mingpai.auction.model import Disposal, Phase
from mingpai.auction.objections.model import Objection, ObjectionKind, Outcome
from mingpai.auction.objections.terms import decide_within
from mingpai.kernel.ids import ArticleId
from mingpai.law.periods import Term

_DECISION = {
    ObjectionKind.CONDUCT: ArticleId("CPL-2023:236"),
    ObjectionKind.OUTSIDER_CLAIM: ArticleId("CPL-2023:238"),
}


def duties_of_objections(state: Disposal, setting: Setting) -> Iterator[Duty]:
    """Yield what is owed on each objection that was filed. Raises: NoValueInForce."""
    for one in state.file.objections:
        if one.outcome is None:
            yield _answer(one, decide_within(one, state, setting))
        elif one.served_on is None and _is_served(one):
            yield _service(one)
        if one.must_be_carried_out:
            yield _carrying_out(one)
    yield from _stop(state)


def _answer(one: Objection, term: Term | None) -> Duty:
    if term is None:
        return Duty(
            what="answer_complaint",
            by=Party.COURT,
            article=article("3"),
            zh=f"第 {one.number} 号投诉须查明并答复。",
            en=f"Complaint {one.number} must be looked into and answered.",
            since=one.filed_on,
        )
    return Duty(
        what="decide_objection",
        by=Party.COURT,
        article=_DECISION[one.kind],
        zh=f"第 {one.number} 号异议须在期限内审查并作出裁定。",
        en=f"Objection {one.number} must be reviewed and decided in time.",
        since=one.filed_on,
        until=term.last,
        verified=term.verified,
    )


def _is_served(one: Objection) -> bool:
    """Say whether a decision is one to be served: not on a complaint, nor on what was withdrawn."""
    return one.kind is not ObjectionKind.COMPLAINT and one.outcome is not Outcome.WITHDRAWN


def _service(one: Objection) -> Duty:
    """Return the duty to serve what was decided; the terms to go further run only from then."""
    return Duty(
        what="serve_objection_decision",
        by=Party.COURT,
        article=ArticleId("CPL-2023:87"),
        zh=f"第 {one.number} 号异议的处理结果须送达，并留送达回证。",
        en=f"The decision on objection {one.number} must be served, with proof.",
        since=one.decided_on or one.filed_on,
    )


def _carrying_out(one: Objection) -> Duty:
    """Return the duty to undo, or put right, what was objected to with success."""
    return Duty(
        what="carry_out_objection",
        by=Party.COURT,
        article=ArticleId("CPL-2023:236"),
        zh=f"第 {one.number} 号执行行为异议成立，须撤销或者改正，并登记办理结果。",
        en=f"Objection {one.number} was upheld: undo or put right what it is about, and record it.",
        since=one.decided_on or one.filed_on,
    )


def _stop(state: Disposal) -> Iterator[Duty]:
    """Yield the duty to stop a round while an outsider's claim stands. Source: 第三十六条第二款."""
    current = state.current
    if current is None or current.phase is not Phase.PUBLISHED:
        return
    for one in state.file.objections:
        if one.blocks_sale:
            yield Duty(
                what="stop_for_claim",
                by=Party.COURT,
                article=article("36.2"),
                zh=f"案外人就标的提出第 {one.number} 号异议，须立即暂缓或者中止拍卖。",
                en=f"Outsider's claim {one.number} is on file: defer or stay the auction at once.",
                since=one.filed_on,
            )
