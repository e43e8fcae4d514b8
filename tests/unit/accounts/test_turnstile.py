"""Tries are counted before they are looked at."""

from typing import Any

from mingpai.accounts.denials import Denial, Denied
from mingpai.accounts.model import Caller
from mingpai.accounts.turnstile import Passage, Turnstile, seconds_until


def enter(office: Any, login: str = "wang", caller: Caller | None = None) -> Any:
    """Enter once, as a process that was started just now."""
    return office.run(Turnstile(office.parts).enter(login, caller or office.home))


def test_pauses_grow_and_survive_a_restart(office: Any) -> None:
    """After five tries of one login from one address each next has to wait longer."""
    for _ in range(5):
        assert isinstance(enter(office), Passage)
    waits = []
    for _ in range(4):
        denied = enter(office)
        assert isinstance(denied, Denied)
        assert denied.code is Denial.PAUSED
        waits.append(denied.retry_after_s)
        office.wait(seconds=denied.retry_after_s)
        assert isinstance(enter(office), Passage)
    assert waits == [2, 4, 8, 16]


def test_another_address_and_another_login_go_on(office: Any) -> None:
    """Whoever tries somebody's login elsewhere does not stop him, nor his neighbours."""
    while isinstance(enter(office), Passage):
        pass
    assert isinstance(enter(office, caller=Caller("203.0.113.6", "x")), Passage)
    assert isinstance(enter(office, "li"), Passage)


def test_one_address_cannot_go_through_many_logins(office: Any) -> None:
    """After thirty tries from one address every login has to wait there, and only there."""
    for number in range(30):
        assert isinstance(enter(office, f"user{number}"), Passage)
    assert isinstance(enter(office, "fresh"), Denied)
    assert isinstance(enter(office, "fresh", Caller("203.0.113.6", "x")), Passage)


def test_success_forgets_the_tries_of_this_login_here(office: Any) -> None:
    """After a success the next five tries are free again, and the address counts one less."""
    turnstile = Turnstile(office.parts)
    for _ in range(40):
        passage = enter(office)
        assert isinstance(passage, Passage)
        office.run(turnstile.succeeded(passage))


def test_a_try_that_was_not_looked_at_does_not_count(office: Any) -> None:
    """Turned away because too many were waiting: as if it had not been made."""
    turnstile = Turnstile(office.parts)
    for _ in range(40):
        passage = enter(office)
        assert isinstance(passage, Passage)
        office.run(turnstile.undo(passage))


def test_what_is_no_login_is_counted_all_the_same(office: Any) -> None:
    """Every malformed login counts as one and the same."""
    for text in ("", "a b", "\x00", "x" * 999, "\ud800"):
        assert enter(office, text).login == ""
    assert isinstance(enter(office, "<>"), Denied)


def test_a_wait_is_never_less_than_a_second(office: Any) -> None:
    """Fractions are rounded up, so that whoever waits as told is let through."""
    now = office.clock.now()
    office.wait(seconds=1.2)
    assert seconds_until(office.clock.now(), now=now) == 2
    assert seconds_until(now, now=now) == 1
