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
from mingpai.auction.objections.model import Objection


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
    return replace(state, file=replace(state.file, objections=changed))


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
