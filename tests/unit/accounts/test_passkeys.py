"""What a browser's answer proves, and everything that proves nothing."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingpai.accounts.keys import AccountKeys
from mingpai.accounts.passkeys import CHALLENGE_LASTS, NotProven, Passkeys, Site, digest_of

NOW = datetime(2026, 5, 26, tzinfo=UTC)
MAKE, SHOW = "enrol wang", "sign in"


def made(passkeys: Passkeys, device: Any, **changes: Any) -> Any:
    """Register a device's passkey."""
    options = passkeys.asked_to_make(login="wang", purpose=MAKE, known=(), now=NOW)
    return passkeys.made(device.make(options), **({"purpose": MAKE, "now": NOW} | changes))


def shown(passkeys: Passkeys, device: Any, key: bytes, **changes: Any) -> Any:
    """Show a device's passkey."""
    answer = device.show(passkeys.asked_to_show(purpose=SHOW, now=NOW))
    at = {"purpose": SHOW, "now": NOW, "counter": 0, "key": key} | changes
    return passkeys.shown(answer, **at)


def test_a_passkey_that_was_made_can_be_shown(passkeys: Passkeys, device: Any) -> None:
    """What is made names its handle and key; shown, it proves itself and counts on."""
    new = made(passkeys, device)
    assert (new.handle, new.counter) == (device.handle, 0)
    proof = shown(passkeys, device, new.public_key)
    assert (proof.counter, proof.until) == (1, NOW + CHALLENGE_LASTS)
    assert len(digest_of(proof.challenge)) == 32


def test_what_is_asked_wants_a_verified_user_and_names_nobody(passkeys: Passkeys) -> None:
    """A passkey that a device keeps itself, with its user verified; at sign-in no list of any."""
    asked = json.loads(passkeys.asked_to_make(login="wang", purpose=MAKE, known=(b"old",), now=NOW))
    chosen = asked["authenticatorSelection"]
    assert (chosen["residentKey"], chosen["userVerification"]) == ("required", "required")
    assert [one["id"] for one in asked["excludeCredentials"]] == ["b2xk"]
    assert asked["rp"] == {"name": "明拍", "id": "paimai.example"}
    asked = json.loads(passkeys.asked_to_show(purpose=SHOW, now=NOW))
    assert asked["userVerification"] == "required"
    assert not asked.get("allowCredentials")


def test_a_device_that_does_not_count_is_taken(passkeys: Passkeys, device: Any) -> None:
    """A count that is always 0 is no replay."""
    device.counts = False
    key = made(passkeys, device).public_key
    assert shown(passkeys, device, key).counter == 0
    assert shown(passkeys, device, key).counter == 0


def test_a_count_that_stands_still_proves_nothing(passkeys: Passkeys, device: Any) -> None:
    """A copy of a passkey, or a replay, shows a count that was there before."""
    key = made(passkeys, device).public_key
    device.count = 6
    assert shown(passkeys, device, key, counter=6).counter == 7
    for counter in (8, 9):
        device.count = 7
        with pytest.raises(NotProven):
            shown(passkeys, device, key, counter=counter)


@pytest.mark.parametrize(
    "fault",
    [
        {"origin": "https://evil.example"},
        {"origin": "https://paimai.example.evil.example"},
        {"origin": "http://paimai.example"},
        {"rp_id": "evil.example"},
        {"flags": 0x01},
        {"flags": 0x04},
    ],
)
def test_another_site_or_an_unverified_user_proves_nothing(
    passkeys: Passkeys, device: Any, new_device: Callable[[], Any], fault: dict[str, Any]
) -> None:
    """Origin, relying party, presence and verification are held against what we asked for."""
    key = made(passkeys, device).public_key
    other = new_device()
    for name, value in fault.items():
        setattr(device, name, value)
        setattr(other, name, value)
    with pytest.raises(NotProven):
        shown(passkeys, device, key)
    with pytest.raises(NotProven):
        made(passkeys, other)


def test_a_challenge_is_for_one_thing_and_for_five_minutes(
    passkeys: Passkeys, device: Any, random: Callable[[int], bytes]
) -> None:
    """Another purpose, too late, or a challenge that was not ours: nothing is proven."""
    key = made(passkeys, device).public_key
    last = NOW + CHALLENGE_LASTS - timedelta(seconds=1)
    assert shown(passkeys, device, key, now=last).counter
    for changes in ({"now": NOW + CHALLENGE_LASTS}, {"purpose": MAKE}):
        with pytest.raises(NotProven):
            shown(passkeys, device, key, **changes)
    for changes in ({"now": NOW + CHALLENGE_LASTS}, {"purpose": SHOW}):
        with pytest.raises(NotProven):
            made(passkeys, device, **changes)
    site = Site("paimai.example", ("https://paimai.example",), "x")
    strange = Passkeys(site, AccountKeys(b"t" * 32, random), random)
    answer = device.show(strange.asked_to_show(purpose=SHOW, now=NOW))
    with pytest.raises(NotProven):
        passkeys.shown(answer, key=key, counter=0, purpose=SHOW, now=NOW)


def test_another_devices_signature_proves_nothing(
    passkeys: Passkeys, device: Any, new_device: Callable[[], Any]
) -> None:
    """A signature by another key, or an answer of the other kind, is refused."""
    key = made(passkeys, device).public_key
    with pytest.raises(NotProven):
        shown(passkeys, new_device(), key)
    options = passkeys.asked_to_make(login="wang", purpose=SHOW, known=(), now=NOW)
    with pytest.raises(NotProven):
        passkeys.shown(device.make(options), key=key, counter=0, purpose=SHOW, now=NOW)
    with pytest.raises(NotProven):
        passkeys.shown(device.show(options), key=b"no key", counter=0, purpose=SHOW, now=NOW)


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "{}",
        "[]",
        "null",
        "1",
        "{",
        '{"id": 7}',
        '{"response": {"clientDataJSON": "!"}}',
        '{"response": {"clientDataJSON": "e30"}}',
        '{"id": "é", "response": {"clientDataJSON": "eyJjaGFsbGVuZ2UiOiAiQSJ9"}}',
        "x" * 20_000,
    ],
)
def test_what_is_no_answer_proves_nothing(passkeys: Passkeys, answer: str) -> None:
    """Whatever a client sends instead is refused, never an error."""
    assert not passkeys.handle_in(answer)
    with pytest.raises(NotProven):
        passkeys.made(answer, purpose=MAKE, now=NOW)
    with pytest.raises(NotProven):
        passkeys.shown(answer, key=b"", counter=0, purpose=SHOW, now=NOW)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(at=st.integers(0, 10**6), value=st.sampled_from([None, 7, "", "AA", "é", [], {}, "_" * 99]))
def test_a_spoilt_answer_is_never_an_error(at: int, value: Any) -> None:
    """Any field of an honest answer, or any byte of its parts, replaced: refused or harmless."""
    site = Site("paimai.example", ("https://paimai.example",), "x")
    passkeys = Passkeys(site, AccountKeys(b"s" * 32, bytes), bytes)
    device = DEVICES[0]
    options = passkeys.asked_to_make(login="wang", purpose=MAKE, known=(), now=NOW)
    for honest in (device.make(options), device.show(options)):
        for spoilt in (_field(honest, at, value), _byte(honest, at)):
            passkeys.handle_in(spoilt)
            for check in (
                lambda text=spoilt: passkeys.made(text, purpose=MAKE, now=NOW),
                lambda text=spoilt: passkeys.shown(
                    text, key=KEYS[0], counter=0, purpose=MAKE, now=NOW
                ),
            ):
                try:
                    check()
                except NotProven:
                    continue


DEVICES: list[Any] = []
KEYS: list[bytes] = []


@pytest.fixture(autouse=True)
def _honest(passkeys: Passkeys, new_device: Callable[[], Any]) -> None:
    """Keep one device and its key for the test above, whose examples take no fixtures."""
    if not DEVICES:
        DEVICES.append(new_device())
        KEYS.append(made(passkeys, DEVICES[0]).public_key)


def _field(answer: str, at: int, value: Any) -> str:
    """Replace one field, at the top or in the response."""
    told = json.loads(answer)
    names = [(told, one) for one in told] + [(told["response"], one) for one in told["response"]]
    place, name = names[at % len(names)]
    place[name] = value
    return json.dumps(told)


def _byte(answer: str, at: int) -> str:
    """Replace one character of one part of the response."""
    told = json.loads(answer)
    name = sorted(told["response"])[at % len(told["response"])]
    text = told["response"][name]
    place = at % len(text)
    told["response"][name] = text[:place] + ("B" if text[place] == "A" else "A") + text[place + 1 :]
    return json.dumps(told)
