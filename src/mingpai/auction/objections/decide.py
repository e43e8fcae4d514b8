"""What a filing or a decision on it leads to, or the one reason why not. In a fixed order.

An objection is taken until enforcement of the case ends, a claim until title passed; both are
decided, even late, though the disposal is over. Nothing here stops bidding: that is for the court
to do (`auction.stops`). Where to look next: `objections.terms` (the clocks), `objections.duties`.
"""

from datetime import date
from typing import assert_never

from mingpai.auction.asked import Asked, Decision, not_a_paper, not_yet
from mingpai.auction.model import Disposal
from mingpai.auction.objections.commands import (
    DecideObjection,
    DecideReview,
    FileObjection,
    FileReview,
    ObjectionCommand,
    RecordCarriedOut,
    RecordDecisionServed,
    RecordJudgment,
    RecordSuit,
)
from mingpai.auction.objections.events import (
    ObjectionCarriedOut,
    ObjectionDecided,
    ObjectionDecisionServed,
    ObjectionFiled,
    ObjectorNamed,
    ReviewDecided,
    ReviewFiled,
    SuitDecided,
    SuitFiled,
)
from mingpai.auction.objections.model import Objection, ObjectionKind, Outcome
from mingpai.auction.objections.terms import go_on_within
from mingpai.auction.preparation.model import Role
from mingpai.auction.refusals import Code, refused
from mingpai.kernel.ids import LotToken, well_formed
from mingpai.kernel.outcome import Refused
from mingpai.law.timeline import NoValueInForce

_PARTIES = (Role.APPLICANT, Role.DEBTOR)


def decide_objection(state: Disposal, command: ObjectionCommand, asked: Asked) -> Decision:
    """Return what follows from a command of this part."""
    try:
        return _decide(state, command, asked)
    except NoValueInForce:
        return refused(Code.NO_LAW_IN_FORCE)


def _decide(state: Disposal, command: ObjectionCommand, asked: Asked) -> Decision:
    match command:
        case FileObjection():
            return _file(state, command, asked)
        case DecideObjection():
            return _decided(state, command, asked)
        case RecordDecisionServed():
            return _served(state, command, asked)
        case FileReview() | RecordSuit():
            return _taken_further(state, command, asked)
        case DecideReview() | RecordJudgment():
            return _ended(state, command, asked)
        case RecordCarriedOut():
            return _carried_out(state, command, asked)
        case _:
            assert_never(command)


# Filing ---------------------------------------------------------------------------------------


def _file(state: Disposal, command: FileObjection, asked: Asked) -> Decision:
    """Take what somebody concerned files: through the registry, or a bidder under his own code.

    Source: 法释〔2016〕18号 第三十六条; 民事诉讼法（2023年修正）第二百三十六, 二百三十八条.
    """
    wrong = (
        _not_for_him_to_file(state, asked)
        or not_a_paper(command.statement)
        or _not_concerned(state, command, asked)
        or _filed_too_late(state, command, asked)
    )
    if wrong is not None:
        return wrong
    number = len(state.file.objections) + 1
    return (
        ObjectionFiled(
            number=number,
            kind=command.kind,
            by=command.by,
            filed_on=asked.today,
            ground=command.ground,
            statement=command.statement,
        ),
        ObjectorNamed(number, command.token),
    )


def _not_for_him_to_file(state: Disposal, asked: Asked) -> Refused | None:
    if _token_of_code(state, asked.actor) is not None:
        return None
    return _not_this_court(state, asked)


def _token_of_code(state: Disposal, actor: str) -> LotToken | None:
    """Return whose bidding code of the current round asks; None: it is none."""
    bidder = None if state.current is None else state.current.bidders.get(actor)
    return None if bidder is None else bidder.token


def _not_this_court(state: Disposal, asked: Asked) -> Refused | None:
    """Return why an act of the court is none. A disposal that is over hinders none here."""
    if state.court is None:
        return refused(Code.NOT_OPEN)
    return None if asked.actor == state.court else refused(Code.NOT_THIS_COURT)


def _not_concerned(state: Disposal, command: FileObjection, asked: Asked) -> Refused | None:
    """Return why a person may not file this, as what he says he is.

    Who is on file as nothing, such as a bidder, files as an outsider to the case. A party's claim
    to the property is no outsider's.
    """
    if not well_formed("lot token", command.token):
        return refused(Code.TOKEN_MALFORMED)
    own = _token_of_code(state, asked.actor)
    is_his = own is None or own == command.token
    is_claim = command.kind is ObjectionKind.OUTSIDER_CLAIM
    is_barred = is_claim and _is_party(state, command.token)
    if is_his and not is_barred and _is_on_file(state, command):
        return None
    return refused(Code.OBJECTOR_NOT_CONCERNED, kind=command.kind.value, by=command.by.value)


def _is_party(state: Disposal, token: LotToken) -> bool:
    return token in state.file.preparation.holders(*_PARTIES)


def _is_on_file(state: Disposal, command: FileObjection) -> bool:
    match command.by:
        case Role.BUYER:
            return command.token == state.file.settlement.buyer
        case Role.OUTSIDER:
            return not _is_party(state, command.token)
        case _:
            return command.token in state.file.preparation.holders(command.by)


def _filed_too_late(state: Disposal, command: FileObjection, asked: Asked) -> Refused | None:
    """Return why it came too late: enforcement ended, or the claimed property passed to another.

    The end of this disposal is the end of a claim to its property, and not yet that of the case;
    a complaint may come at any time.
    A reading of 民事诉讼法（2023年修正）第二百三十六, 二百三十八条.
    """
    ending = state.file.ending
    is_claim = command.kind is ObjectionKind.OUTSIDER_CLAIM
    last = _passed_on(state) if is_claim else state.file.case_ended_on
    is_over = is_claim and ending is not None
    has_passed = last is not None and asked.today > last
    if command.kind is ObjectionKind.COMPLAINT or not (is_over or has_passed):
        return None
    return refused(
        Code.FILED_TOO_LATE,
        kind=command.kind.value,
        ending="none" if ending is None else ending.value,
        last="none" if last is None else last.isoformat(),
    )


def _passed_on(state: Disposal) -> date | None:
    """Return on which day title passed to somebody else than a party, or None.

    What a party took it still holds, so that it can be claimed until the disposal ends.
    """
    done = state.file.settlement
    if done.annulled is not None or (done.buyer is not None and _is_party(state, done.buyer)):
        return None
    return done.title_on


# Deciding, and serving the decision -----------------------------------------------------------


def _asked_about(
    state: Disposal, number: int, papers: tuple[str, ...], asked: Asked
) -> Objection | Refused:
    """Return the objection that the court speaks of, or why it cannot."""
    wrong = _not_this_court(state, asked) or not_a_paper(*papers)
    if wrong is not None:
        return wrong
    listed = state.file.objections
    if type(number) is not int or not 1 <= number <= len(listed):
        return refused(Code.OBJECTION_UNKNOWN, listed=len(listed))
    return listed[number - 1]


def _decided(state: Disposal, command: DecideObjection, asked: Asked) -> Decision:
    """Record the court's decision. A late one is a breach and made all the same."""
    one = _asked_about(state, command.number, (command.decision,), asked)
    if isinstance(one, Refused):
        return one
    if one.outcome is not None:
        return _decided_already(one.outcome)
    return (ObjectionDecided(one.number, command.outcome, asked.today, command.decision),)


def _decided_already(outcome: Outcome) -> Refused:
    return refused(Code.DECIDED_ALREADY, outcome=outcome.value)


def _served(state: Disposal, command: RecordDecisionServed, asked: Asked) -> Decision:
    """Record, once, from when the terms for 复议 or suit run."""
    one = _asked_about(state, command.number, (command.proof,), asked)
    if isinstance(one, Refused):
        return one
    wrong = not_yet(command.on, asked)
    if wrong is not None:
        return wrong
    if one.decided_on is None:
        return refused(Code.NOT_DECIDED, number=one.number)
    if one.served_on is not None:
        return refused(Code.DECISION_SERVED_ALREADY, served_on=one.served_on.isoformat())
    if command.on < one.decided_on:
        return _before(command.on, one.decided_on)
    return (ObjectionDecisionServed(one.number, command.on, command.proof),)


def _before(day: date, cause: date) -> Refused:
    return refused(Code.DAY_BEFORE_CAUSE, day=day.isoformat(), cause=cause.isoformat())


# 复议, and suit --------------------------------------------------------------------------------


def _taken_further(state: Disposal, command: FileReview | RecordSuit, asked: Asked) -> Decision:
    """Record a 复议 or a suit that came in time after service.

    Source: 民事诉讼法（2023年修正）第二百三十六, 二百三十八条.
    """
    is_suit = isinstance(command, RecordSuit)
    paper = command.proof if isinstance(command, RecordSuit) else command.statement
    one = _asked_about(state, command.number, (paper,), asked)
    if isinstance(one, Refused):
        return one
    wrong = (
        not_yet(command.on, asked)
        or _not_open_to(one, is_suit=is_suit)
        or _out_of_term(one, command.on, state, asked)
    )
    if wrong is not None:
        return wrong
    if isinstance(command, RecordSuit):
        return (SuitFiled(one.number, command.on, command.proof),)
    return (ReviewFiled(one.number, command.on, command.statement),)


def _not_open_to(one: Objection, *, is_suit: bool) -> Refused | None:
    """Return why a decision goes no further this way: not made, withdrawn, or of another kind."""
    kind = ObjectionKind.OUTSIDER_CLAIM if is_suit else ObjectionKind.CONDUCT
    begun = one.suit_filed_on if is_suit else one.review_filed_on
    if one.outcome is None:
        return refused(Code.NOT_DECIDED, number=one.number)
    if one.kind is kind and one.outcome is not Outcome.WITHDRAWN and begun is None:
        return None
    code = Code.SUIT_NOT_OPEN if is_suit else Code.REVIEW_NOT_OPEN
    return refused(code, kind=one.kind.value, outcome=one.outcome.value)


def _out_of_term(one: Objection, day: date, state: Disposal, asked: Asked) -> Refused | None:
    if one.served_on is None:
        return refused(Code.DECISION_NOT_SERVED, number=one.number)
    if day < one.served_on:
        return _before(day, one.served_on)
    term = go_on_within(one.kind, one.served_on, state, asked.setting)
    if not term.is_over(day):
        return None
    is_suit = one.kind is ObjectionKind.OUTSIDER_CLAIM
    doubt = {} if term.verified else {"verified": False}
    return refused(
        Code.SUIT_TOO_LATE if is_suit else Code.REVIEW_TOO_LATE,
        day=day.isoformat(),
        last=term.last.isoformat(),
        served_on=one.served_on.isoformat(),
        **doubt,
    )


def _ended(state: Disposal, command: DecideReview | RecordJudgment, asked: Asked) -> Decision:
    """Record how a 复议 or a suit ended."""
    one = _asked_about(state, command.number, (command.decision,), asked)
    if isinstance(one, Refused):
        return one
    is_suit = isinstance(command, RecordJudgment)
    begun = one.suit_filed_on if is_suit else one.review_filed_on
    outcome = one.suit_outcome if is_suit else one.review_outcome
    if begun is None:
        code = Code.SUIT_NOT_OPEN if is_suit else Code.REVIEW_NOT_OPEN
        decided = "none" if one.outcome is None else one.outcome.value
        return refused(code, kind=one.kind.value, outcome=decided)
    if outcome is not None:
        return _decided_already(outcome)
    kind = SuitDecided if is_suit else ReviewDecided
    return (kind(one.number, command.outcome, command.decision),)


def _carried_out(state: Disposal, command: RecordCarriedOut, asked: Asked) -> Decision:
    """Record that the court undid, or put right, what was objected to with success.

    Source: 民事诉讼法（2023年修正）第二百三十六条.
    """
    one = _asked_about(state, command.number, (command.proof,), asked)
    if isinstance(one, Refused):
        return one
    if not one.must_be_carried_out or one.decided_on is None:
        outcome = "none" if one.outcome is None else one.outcome.value
        return refused(Code.NOTHING_TO_CARRY_OUT, kind=one.kind.value, outcome=outcome)
    wrong = not_yet(command.on, asked)
    if wrong is not None:
        return wrong
    if command.on < one.decided_on:
        return _before(command.on, one.decided_on)
    return (ObjectionCarriedOut(one.number, command.on, command.proof),)
