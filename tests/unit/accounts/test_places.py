"""Devices and addresses as tokens."""

from typing import Any

from msgspec.structs import replace

from mingpai.accounts.model import Caller
from mingpai.accounts.places import Places

HOME = Caller("203.0.113.5", "cookie")


def place(office: Any, caller: Caller = HOME) -> Any:
    """Return a caller's place, asked of a process that was started just now."""
    parts = office.parts
    places = Places(parts.store, parts.keys, parts.random)
    first = places.of(caller, now=office.clock.now())
    assert places.of(caller, now=office.clock.now()) == first
    return first


def test_a_device_stays_itself_and_an_address_for_a_day(office: Any) -> None:
    """The next day in Shanghai the address has another token; the device has the same."""
    today = place(office)
    assert place(office) == today
    office.wait(hours=14)
    tomorrow = place(office)
    assert tomorrow.device == today.device
    assert tomorrow.address != today.address


def test_different_callers_have_different_tokens(office: Any) -> None:
    """Tokens hold nothing of the clear values, and one does not pass for the other."""
    here = place(office)
    assert place(office, replace(HOME, address="203.0.113.6")).address != here.address
    assert place(office, replace(HOME, device="other")).device != here.device
    assert here.device != here.address
    assert "203" not in here.address
    assert "cookie" not in here.device
