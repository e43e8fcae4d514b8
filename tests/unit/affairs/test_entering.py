"""Into the hall with code and password, slower with each wrong try, and out with a ticket."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from mingpai.accounts.model import Caller, Role
from mingpai.accounts.passwords import TooMany
from mingpai.accounts.sessions import ABSOLUTE, IDLE
from mingpai.affairs.denials import Denial, Denied
from mingpai.affairs.entering import AFTER_CLOSE
from mingpai.affairs.lots import LOBBY
from mingpai.affairs.model import Registration
from mingpai.auction.model import Phase
from mingpai.auction.presence import HallEntered

HOME = Caller("203.0.113.5", "device cookie")
ELSEWHERE = Caller("203.0.113.9", "other cookie")


@pytest.fixture
def clerk(affairs: Any) -> Any:
    """Return a clerk of the lot's court."""
    return affairs.viewer("clerk", Role.CLERK)


def enter(affairs: Any, viewer: Any, code: str, password: str, caller: Caller = HOME) -> Any:
    """Try to enter."""
    return affairs.run(
        affairs.desk.enter(viewer, caller, affairs.lot, code=code, password=password)
    )


def ticket(affairs: Any, viewer: Any) -> Any:
    """Ask for a ticket."""
    return affairs.run(affairs.desk.ticket(viewer, affairs.lot))


def test_an_entry_is_on_record_once_for_each_place(affairs: Any, clerk: Any) -> None:
    """Tokens of device and address stand there, no clear value; another place is another entry."""
    wang = affairs.viewer("wang")
    known, password = affairs.entered(wang, clerk)
    assert isinstance(enter(affairs, wang, known.code.lower(), password.lower()), Registration)
    (event,) = affairs.rules.events(HallEntered)
    place = affairs.run(affairs.parts.sign_in.place_of(HOME))
    assert event == HallEntered(1, known.code, place.device, place.address)
    enter(affairs, wang, known.code, password, ELSEWHERE)
    assert len(affairs.rules.events(HallEntered)) == 2
    assert affairs.rules.orders[-1].actor == affairs.court.PLATFORM


def test_a_sign_in_is_held_until_the_lot_is_over(affairs: Any, clerk: Any) -> None:
    """Entering moves its end behind the close."""
    wang = affairs.viewer("wang")
    affairs.entered(wang, clerk)
    found = affairs.parts.accounts.store.session_named(wang.session)
    assert found.session.held_until == affairs.court.CLOSES + IDLE


def test_a_hall_is_open_from_shortly_before_to_the_end(affairs: Any, clerk: Any) -> None:
    """Not sooner than half an hour before; while bidding stands still it is open, unheld."""
    wang = affairs.viewer("wang")
    affairs.coded(wang, clerk)
    issued = affairs.run(affairs.desk.reveal(wang, affairs.lot))
    early = affairs.court.OPENS - LOBBY - timedelta(microseconds=1)
    affairs.clock.move_by(early - affairs.clock.now())
    given = (issued.code, issued.password)
    assert enter(affairs, wang, *given) == Denied(Denial.HALL_NOT_OPEN)
    affairs.wait(microseconds=1)
    assert isinstance(enter(affairs, wang, *given), Registration)
    wang = affairs.signed_in(affairs.parts.accounts.store.account(wang.account))
    head = affairs.rules.head(affairs.lot)
    stop = replace(head.current, stop=object())
    stopped = replace(head, state=replace(head.state, rounds=(stop,)))
    affairs.rules.head = lambda _: stopped
    assert isinstance(enter(affairs, wang, *given), Registration)
    found = affairs.parts.accounts.store.session_named(wang.session)
    assert found.session.held_until == found.session.made_at
    read = affairs.parts.tickets.read(ticket(affairs, wang), now=affairs.clock.now())
    assert read.until == found.session.made_at + ABSOLUTE


def test_only_ones_own_code_and_password_open(affairs: Any, clerk: Any) -> None:
    """Another's code with his password, a wrong password, and no code at all do not."""
    wang, li = affairs.viewer("wang"), affairs.viewer("li")
    known, password = affairs.entered(wang, clerk)
    affairs.coded(li, clerk)
    assert enter(affairs, li, known.code, password) == Denied(Denial.WRONG_CODE_OR_PASSWORD)
    wrong = enter(affairs, wang, known.code, "ACDEFGHJKM")
    assert wrong == Denied(Denial.WRONG_CODE_OR_PASSWORD)
    nobody = affairs.viewer("nobody")
    assert enter(affairs, nobody, known.code, password) == Denied(Denial.NO_CODE)
    affairs.registered(nobody)
    assert enter(affairs, nobody, known.code, password) == Denied(Denial.NO_CODE)


def test_guessing_is_slowed_down(affairs: Any, clerk: Any) -> None:
    """After five wrong tries a pause follows, for this person from this address alone."""
    wang = affairs.viewer("wang")
    known, password = affairs.entered(wang, clerk)
    for _ in range(5):
        enter(affairs, wang, known.code, "ACDEFGHJKM")
    assert enter(affairs, wang, known.code, password) == Denied(Denial.PAUSED, 2)
    assert isinstance(enter(affairs, wang, known.code, password, ELSEWHERE), Registration)
    affairs.wait(seconds=2)
    assert isinstance(enter(affairs, wang, known.code, password), Registration)
    enter(affairs, wang, known.code, "ACDEFGHJKM")
    assert isinstance(enter(affairs, wang, known.code, password), Registration)


def test_what_was_not_compared_does_not_count(affairs: Any, clerk: Any) -> None:
    """Where too many passwords wait a try is turned away, as often as it comes."""
    wang = affairs.viewer("wang")
    known, password = affairs.entered(wang, clerk)
    matches = affairs.parts.accounts.passwords.matches

    async def full(*_: object) -> bool:
        raise TooMany

    affairs.parts.accounts.passwords.matches = full
    for _ in range(7):
        assert enter(affairs, wang, known.code, password) == Denied(Denial.BUSY, 1)
    affairs.parts.accounts.passwords.matches = matches
    assert isinstance(enter(affairs, wang, known.code, password), Registration)


def test_an_entry_that_is_not_recorded_is_none(affairs: Any, clerk: Any) -> None:
    """A busy core, or its refusal, leaves him outside."""
    wang = affairs.viewer("wang")
    affairs.coded(wang, clerk)
    issued = affairs.run(affairs.desk.reveal(wang, affairs.lot))
    affairs.clock.move_by(affairs.court.OPENS - affairs.clock.now())
    affairs.rules.busy = 1
    assert enter(affairs, wang, issued.code, issued.password) == Denied(Denial.BUSY, 3)
    assert ticket(affairs, wang) == Denied(Denial.NOT_ENTERED)
    board = affairs.rules.head(affairs.lot)
    affairs.rules.head = lambda _: board
    affairs.rules.change(affairs.lot, phase=Phase.WITHDRAWN)
    refused = enter(affairs, wang, issued.code, issued.password)
    assert refused.code == "registration_closed"
    assert ticket(affairs, wang) == Denied(Denial.NOT_ENTERED)


def test_a_ticket_is_for_the_sign_in_that_entered(affairs: Any, clerk: Any) -> None:
    """It names lot, code and session, and ends with the sign-in; another sign-in gets none."""
    wang = affairs.viewer("wang")
    known, _ = affairs.entered(wang, clerk)
    read = affairs.parts.tickets.read(ticket(affairs, wang), now=affairs.clock.now())
    assert (read.lot, read.code, read.session) == (affairs.lot, known.code, wang.session)
    assert read.until == affairs.court.CLOSES + IDLE
    other = affairs.signed_in(affairs.parts.accounts.store.account(wang.account))
    assert ticket(affairs, other) == Denied(Denial.NOT_ENTERED)
    renamed = replace(wang, account=affairs.viewer("li").account)
    assert ticket(affairs, renamed) == Denied(Denial.NOT_ENTERED)
    affairs.parts.accounts.store.close_session(wang.account, wang.session)
    assert ticket(affairs, wang) == Denied(Denial.NOT_ENTERED)


def test_a_ticket_does_not_outlast_the_lot_by_much(affairs: Any, clerk: Any) -> None:
    """However long the sign-in is held for another lot, it ends a day after this one's close."""
    wang = affairs.viewer("wang")
    affairs.entered(wang, clerk)
    far = affairs.court.CLOSES + timedelta(days=30)
    affairs.run(affairs.parts.sign_in.hold(wang.session, far))
    read = affairs.parts.tickets.read(ticket(affairs, wang), now=affairs.clock.now())
    assert read.until == affairs.court.CLOSES + AFTER_CLOSE
