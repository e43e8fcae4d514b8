"""What a filing or a decision changes in the list of objections. Checks nothing."""

from typing import assert_never

from msgspec.structs import replace

from mingpai.auction.model import Disposal
from mingpai.auction.objections.events import (
    ObjectionCarriedOut,
    ObjectionDecided,
    ObjectionDecisionServed,
    ObjectionEvent,
    ObjectionFiled,
    ObjectorNamed,
    ReviewDecided,
    ReviewFiled,
    SuitDecided,
    SuitFiled,
)
from mingpai.auction.objections.model import Objection, ObjectionKind, Outcome


def evolve_objection(state: Disposal, event: ObjectionEvent) -> Disposal:
    """Return the disposal after a filing or a decision."""
    if isinstance(event, ObjectorNamed):
        return state
    listed = state.file.objections
    if isinstance(event, ObjectionFiled):
        filed = Objection(event.number, event.kind, event.by, event.filed_on, event.ground)
        changed = (*listed, filed)
    else:
        changed = tuple(_after(one, event) if one.number == event.number else one for one in listed)
    after = replace(state, file=replace(state.file, objections=changed))
    return _without_title(after, event)


def _without_title(state: Disposal, event: ObjectionEvent) -> Disposal:
    """Take back a service of the ruling that has yet to take effect: what holds the sale holds it.

    An outsider's claim suspends the sale, and an upheld objection orders it undone or put right; a
    ruling that is still on display then is served anew once nothing stands in the way. A reading.
    Source: 法释〔2016〕18号 第三十六条第二款; 民事诉讼法（2023年修正）第二百三十六, 二百三十八条.
    """
    match event:
        case ObjectionFiled(kind=ObjectionKind.OUTSIDER_CLAIM, filed_on=day):
            holds_from = day
        case ObjectionDecided(number=number, outcome=Outcome.UPHELD, on=day) if any(
            one.number == number and one.must_be_carried_out for one in state.file.objections
        ):
            holds_from = day
        case _:
            return state
    done = state.file.settlement
    if done.title_on is None or done.title_on <= holds_from:
        return state
    return replace(state, file=replace(state.file, settlement=replace(done, title_on=None)))


def _after(
    one: Objection,
    event: ObjectionDecided
    | ObjectionDecisionServed
    | ReviewFiled
    | ReviewDecided
    | SuitFiled
    | SuitDecided
    | ObjectionCarriedOut,
) -> Objection:
    match event:
        case ObjectionDecided(outcome=outcome, on=day):
            return replace(one, outcome=outcome, decided_on=day)
        case ObjectionDecisionServed(on=day):
            return replace(one, served_on=day)
        case ReviewFiled(on=day):
            return replace(one, review_filed_on=day)
        case ReviewDecided(outcome=outcome):
            return replace(one, review_outcome=outcome)
        case SuitFiled(on=day):
            return replace(one, suit_filed_on=day)
        case SuitDecided(outcome=outcome):
            return replace(one, suit_outcome=outcome)
        case ObjectionCarriedOut(on=day):
            return replace(one, carried_out_on=day)
        case _:
            assert_never(event)
