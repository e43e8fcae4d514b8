"""The pre-flight panel: one thing at a time, in its order, and until when."""

from datetime import datetime, timedelta
from typing import Any

from msgspec.structs import replace

from mingpai.affairs.lots import LOBBY
from mingpai.affairs.model import Capacity, Hint, Registration
from mingpai.affairs.preflight import in_lobby, preflight
from mingpai.auction.model import Phase
from mingpai.kernel.ids import BiddingCode, LotToken, SubjectId

TICK = timedelta(microseconds=1)


def ready(affairs: Any, **changes: Any) -> Registration:
    """Return a registration with everything behind it but the entry."""
    made = Registration(
        lot=affairs.lot,
        round=1,
        account=SubjectId("s"),
        token=LotToken("t" * 22),
        capacity=Capacity.OWN,
        made_at=affairs.court.NOTICE,
        acknowledged_at=affairs.court.NOTICE,
        code=BiddingCode("A000001"),
        password_hash="h",
    )
    return replace(made, **changes)


def looked(affairs: Any, known: Registration | None, now: datetime, **how: Any) -> Any:
    """Look at the panel of whoever is signed in and has entered, unless said otherwise."""
    head = how.pop("head", affairs.rules.head(affairs.lot))
    given = {"is_signed_in": True, "has_entered": True} | how
    return preflight(head, known, now=now, **given)


def test_who_has_done_everything_can_bid_now(affairs: Any) -> None:
    """From the opening to the close nothing is missing, and all steps are done."""
    for now in (affairs.court.OPENS, affairs.court.CLOSES - TICK):
        found = looked(affairs, ready(affairs), now)
        assert (found.missing, found.until, found.done) == (None, None, tuple(Hint))


def test_the_first_missing_step_is_named_with_its_end(affairs: Any) -> None:
    """Each is asked for until the close, the court's confirmation until the opening."""
    now, closes = affairs.court.NOTICE, affairs.court.CLOSES
    uncoded = ready(affairs, code=None, password_hash="")
    cases = [
        (None, Hint.REGISTERED, closes),
        (replace(uncoded, acknowledged_at=None), Hint.ACKNOWLEDGED, closes),
        (replace(uncoded, capacity=Capacity.AGENT), Hint.CONFIRMED, affairs.court.OPENS),
        (replace(uncoded, capacity=Capacity.PRIORITY), Hint.CONFIRMED, affairs.court.OPENS),
        (replace(uncoded, capacity=Capacity.JOINT, confirmed_at=now), Hint.DEPOSIT, closes),
        (uncoded, Hint.DEPOSIT, closes),
        (ready(affairs, sealed_password=b"s"), Hint.PASSWORD_SEEN, closes),
        (ready(affairs), Hint.OPEN, affairs.court.OPENS),
    ]
    for known, missing, until in cases:
        found = looked(affairs, known, now, has_entered=False)
        assert (found.missing, found.until) == (missing, until), missing
    nobody = looked(affairs, None, now, is_signed_in=False, has_entered=False)
    assert (nobody.missing, nobody.done) == (Hint.SIGNED_IN, ())


def test_a_right_of_priority_is_confirmed_or_too_late(affairs: Any) -> None:
    """Confirmed on public record it is done; after the opening it is not asked for any more."""
    known = ready(affairs, code=None, password_hash="", capacity=Capacity.PRIORITY)
    head = affairs.rules.head(affairs.lot)
    confirmed = replace(head, state=replace(head.state, priorities={known.token: 1}))
    now = affairs.court.NOTICE
    assert looked(affairs, known, now, head=confirmed).missing is Hint.DEPOSIT
    assert looked(affairs, known, affairs.court.OPENS).missing is Hint.DEPOSIT


def test_the_hall_is_entered_before_it_opens(affairs: Any) -> None:
    """From half an hour before, entering is asked for, not waiting."""
    opens = affairs.court.OPENS
    for now, missing in ((opens - LOBBY - TICK, Hint.OPEN), (opens - LOBBY, Hint.ENTERED)):
        found = looked(affairs, ready(affairs), now, has_entered=False)
        assert found.missing is missing
    inside = looked(affairs, ready(affairs), opens - TICK)
    assert (inside.missing, inside.until) == (Hint.OPEN, opens)
    for has_entered in (True, False):
        late = looked(affairs, ready(affairs), affairs.court.CLOSES, has_entered=has_entered)
        assert (late.missing, late.until) == (Hint.OPEN, None)


def test_while_bidding_stands_still_nobody_can_bid(affairs: Any) -> None:
    """The hall can be entered, and no instant is promised."""
    affairs.rules.change(affairs.lot, phase=Phase.STOPPED)
    outside = looked(affairs, ready(affairs), affairs.court.OPENS, has_entered=False)
    assert (outside.missing, outside.until) == (Hint.ENTERED, None)
    inside = looked(affairs, ready(affairs), affairs.court.OPENS)
    assert (inside.missing, inside.until) == (Hint.OPEN, None)
    current = affairs.rules.head(affairs.lot).current
    assert in_lobby(current, affairs.court.NOTICE)


def test_a_lot_without_a_notice_has_nothing_to_wait_for(affairs: Any) -> None:
    """Unknown lots and unpublished ones are told without an instant."""
    known = ready(affairs, code=None, password_hash="", capacity=Capacity.PRIORITY)
    head = affairs.rules.head(affairs.lot)
    unpublished = replace(head, state=replace(head.state, rounds=()))
    for place in (None, unpublished):
        found = looked(affairs, known, affairs.court.NOTICE, head=place)
        assert (found.missing, found.until) == (Hint.DEPOSIT, None)
