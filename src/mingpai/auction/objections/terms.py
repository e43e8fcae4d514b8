"""The clocks of an objection, and what of objections still stands in the way of a sale.

Terms for 复议 and suit run only from proven service. Source: Civil Procedure Law (2023) 236, 238,
85. Where to look next: `objections.decide` and `objections.duties`, which rest on them.
"""

from datetime import date, timedelta

from msgspec.structs import replace

from mingpai.auction.asked import Asked, Setting
from mingpai.auction.model import Disposal
from mingpai.auction.objections.model import Objection, ObjectionKind, Outcome
from mingpai.law.parameters import OBJECTION_DAYS, OUTSIDER_DAYS, REVIEW_DAYS, SUIT_DAYS
from mingpai.law.periods import Term, term_of_days
from mingpai.law.timeline import Timeline


def decide_within(one: Objection, state: Disposal, setting: Setting) -> Term | None:
    """Return the term in which the court decides; None for a complaint, which has none.

    Raises: NoValueInForce. Source: 民事诉讼法（2023年修正）第二百三十六, 二百三十八条.
    """
    if one.kind is ObjectionKind.COMPLAINT:
        return None
    timeline = OBJECTION_DAYS if one.kind is ObjectionKind.CONDUCT else OUTSIDER_DAYS
    return _term(timeline, one.filed_on, state, setting)


def go_on_within(kind: ObjectionKind, served_on: date, state: Disposal, setting: Setting) -> Term:
    """Return the term in which a decision may be taken further: to 复议, or to a suit.

    Raises: NoValueInForce. Source: 民事诉讼法（2023年修正）第二百三十六, 二百三十八条.
    """
    timeline = REVIEW_DAYS if kind is ObjectionKind.CONDUCT else SUIT_DAYS
    return _term(timeline, served_on, state, setting)


def _term(timeline: Timeline[int], first: date, state: Disposal, setting: Setting) -> Term:
    """Return a term under the law that binds the round, or of its first day where none is."""
    current = state.current
    bound_on = first if current is None else current.terms.announced_on
    days = setting.laws.dated(timeline, on=bound_on)
    term = term_of_days(first, days.value, calendar=setting.calendar)
    return replace(term, verified=term.verified and days.verified)


def claim_in_the_way(state: Disposal, asked: Asked) -> Objection | None:
    """Return the first outsider's claim that forbids to go on with the sale, or None.

    One under review or in suit, one that was upheld, and one that was rejected while the suit may
    still be brought: so long the property is not disposed of. The last is a reading.
    Raises: NoValueInForce.
    Source: 法释〔2016〕18号 第三十六条第二款; 民事诉讼法（2023年修正）第二百三十八条.
    """
    listed = (
        one for one in state.file.objections if one.blocks_sale or _may_sue(one, state, asked)
    )
    return next(listed, None)


def outcome_to_carry_out(state: Disposal) -> Objection | None:
    """Return the first upheld objection whose outcome was not carried out yet, or None.

    So long no ruling is made or served and nothing is paid out: either would settle what the
    court has ordered to be undone or put right. A reading.
    Source: 民事诉讼法（2023年修正）第二百三十六条.
    """
    return next((one for one in state.file.objections if one.must_be_carried_out), None)


def holds_the_sale(state: Disposal) -> bool:
    """Say whether anything filed holds the sale, with no day on file from which it does not.

    So long nothing is due that would settle it. Source: as `claim_in_the_way`.
    """
    return any(
        one.blocks_sale or one.must_be_carried_out or (_is_open_to_suit(one) and not one.served_on)
        for one in state.file.objections
    )


def free_from(state: Disposal, setting: Setting) -> date:
    """Return from which day on nothing filed holds the sale any more; long ago where nothing did.

    Requires: nothing of which that day is not on file. Raises: NoValueInForce.
    """
    days = [one.carried_out_on or date.min for one in state.file.objections]
    for one in state.file.objections:
        if one.kind is not ObjectionKind.OUTSIDER_CLAIM:
            continue
        days.append(one.decided_on or date.min)
        if _is_open_to_suit(one) and one.served_on is not None:
            last = go_on_within(one.kind, one.served_on, state, setting).last
            days.append(last + timedelta(days=1))
    return max(days, default=date.min)


def _is_open_to_suit(one: Objection) -> bool:
    """Say whether an outsider's claim was rejected and no suit was brought over it."""
    is_rejected = one.kind is ObjectionKind.OUTSIDER_CLAIM and one.outcome is Outcome.REJECTED
    return is_rejected and one.suit_filed_on is None


def _may_sue(one: Objection, state: Disposal, asked: Asked) -> bool:
    """Say whether an outsider whose claim was rejected may still sue, or was not told yet."""
    if not _is_open_to_suit(one):
        return False
    if one.served_on is None:
        return True
    return not go_on_within(one.kind, one.served_on, state, asked.setting).is_over(asked.today)
