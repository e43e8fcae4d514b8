"""The pre-flight panel: whether somebody can bid now, or exactly what is missing. Pure.

Where to look next: `affairs.model` (the steps and their order).
"""

from datetime import datetime

from mingpai.affairs.lots import LOBBY, takes_people
from mingpai.affairs.model import Capacity, Hint, Preflight, Registration
from mingpai.auction.model import Phase, Round
from mingpai.service.projections import LotHead

_WITH_OTHERS = (Capacity.AGENT, Capacity.JOINT)


def preflight(
    head: LotHead | None,
    registration: Registration | None,
    *,
    is_signed_in: bool,
    has_entered: bool,
    now: datetime,
) -> Preflight:
    """Say what is behind him, and what is missing first.

    A right of priority that was not confirmed before the opening is missing no more: he takes
    part as others do. Who can enter already is asked to do so before bidding opens.
    Source: 法释〔2016〕18号 第十三, 十四, 十五, 十七, 十八, 十九条.
    """
    current = None if head is None else head.current
    is_done: dict[Hint, bool] = {
        Hint.SIGNED_IN: is_signed_in,
        Hint.REGISTERED: registration is not None,
        Hint.ACKNOWLEDGED: registration is not None and registration.acknowledged_at is not None,
        Hint.CONFIRMED: registration is not None and _is_confirmed(registration, head, now),
        Hint.DEPOSIT: registration is not None and registration.code is not None,
        Hint.CODE: registration is not None and registration.code is not None,
        Hint.PASSWORD_SEEN: registration is not None
        and registration.code is not None
        and registration.sealed_password is None,
        Hint.OPEN: current is not None and _is_bidding(current, now),
        Hint.ENTERED: has_entered,
    }
    done = tuple(hint for hint in Hint if is_done[hint])
    missing = next((hint for hint in Hint if not is_done[hint]), None)
    if missing is Hint.OPEN and not has_entered and current is not None and in_lobby(current, now):
        missing = Hint.ENTERED
    return Preflight(done, missing, _until(missing, current, now))


def in_lobby(current: Round, now: datetime) -> bool:
    """Say whether the hall of a round can be entered: from shortly before its opening to its end.

    While bidding stands still it can be, so that whoever waits is there when it resumes.
    """
    if not takes_people(current, now=now):
        return False
    return current.phase is Phase.STOPPED or now >= current.terms.opens_at - LOBBY


def _is_confirmed(registration: Registration, head: LotHead | None, now: datetime) -> bool:
    if registration.code is not None:
        return True
    if registration.capacity in _WITH_OTHERS:
        return registration.confirmed_at is not None
    if registration.capacity is not Capacity.PRIORITY or head is None or head.current is None:
        return True
    return registration.token in head.state.priorities or now >= head.current.terms.opens_at


def _is_bidding(current: Round, now: datetime) -> bool:
    is_open = current.terms.opens_at <= now < current.book.closes_at
    return current.phase is Phase.PUBLISHED and is_open


def _until(missing: Hint | None, current: Round | None, now: datetime) -> datetime | None:
    """Return when the missing step must be done; for the opening, when it is."""
    if missing is None or current is None or current.phase is not Phase.PUBLISHED:
        return None
    opens_at, closes_at = current.terms.opens_at, current.book.closes_at
    ends_at = opens_at if missing in (Hint.OPEN, Hint.CONFIRMED) else closes_at
    return ends_at if now < ends_at else None
