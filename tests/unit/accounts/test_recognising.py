"""Whose sign-in it is, and that no answer tells more than yes or no."""

from collections import Counter
from typing import Any

import pytest
from msgspec.structs import replace

from mingpai.accounts.denials import Denial, Denied
from mingpai.accounts.model import Caller, FactorKind, Role
from mingpai.accounts.passwords import Cost, Passwords, TooMany
from mingpai.accounts.signing_in import Admitted, SignIn, SignInDesk

pytestmark = pytest.mark.slow

PASSWORD = "stone river lantern"
WRONG = Denied(Denial.WRONG_SIGN_IN)


def give_passkey(office: Any, account: Any, device: Any) -> None:
    """Give an account a device's passkey."""
    now, passkeys = office.clock.now(), office.parts.passkeys
    asked = passkeys.asked_to_make(login=account.login, purpose="x", known=(), now=now)
    new = passkeys.made(device.make(asked), purpose="x", now=now)
    first = office.parts.store.factors(account.id)[0]
    key = replace(
        first,
        id=f"key {account.login}",
        kind=FactorKind.PASSKEY,
        secret=new.public_key,
        handle=new.handle,
    )
    office.parts.store.change_factors(account.id, removed=[], added=[key])


@pytest.mark.parametrize("role", Role)
def test_everybody_signs_in_by_password_and_code(office: Any, role: Role) -> None:
    """Password and code of the moment, whatever the role; the login in any spelling."""
    account = office.account("wang", role)
    office.wait(seconds=30)
    admitted = office.sign_in(SignIn(" ＷＡＮＧ ", PASSWORD, office.code(account)))
    assert isinstance(admitted, Admitted)
    assert admitted.viewer.role is role


@pytest.mark.parametrize("role", [one for one in Role if one is not Role.CITIZEN])
def test_an_official_needs_his_password_beside_a_passkey(
    office: Any, device: Any, role: Role
) -> None:
    """A passkey alone is refused to every official; with the password it is taken."""
    account = office.account("li", role)
    give_passkey(office, account, device)
    alone = SignIn(passkey=device.show(office.desk.ask_for_passkey()))
    assert office.sign_in(alone) == WRONG
    assert office.sign_in(replace(alone, login="li")) == WRONG
    both = SignIn("li", PASSWORD, passkey=device.show(office.desk.ask_for_passkey()))
    assert isinstance(office.sign_in(both), Admitted)


def test_a_citizen_signs_in_by_passkey_alone_once_for_each_challenge(
    office: Any, device: Any
) -> None:
    """No login is typed; the same answer again is refused, also where the device does not count."""
    account = office.account()
    give_passkey(office, account, device)
    device.counts = False
    given = SignIn(passkey=device.show(office.desk.ask_for_passkey()))
    assert office.sign_in(given).viewer.account == account.id
    assert office.sign_in(given) == WRONG
    again = SignIn(passkey=device.show(office.desk.ask_for_passkey()))
    assert isinstance(office.sign_in(again), Admitted)


def test_somebody_elses_passkey_is_no_second_factor(
    office: Any, device: Any, new_device: Any
) -> None:
    """Neither another account's passkey nor one that nobody has goes with a password."""
    wang, li = office.account("wang"), office.account("li")
    give_passkey(office, wang, device)
    for other in (device, new_device()):
        answer = other.show(office.desk.ask_for_passkey())
        assert office.sign_in(SignIn(li.login, PASSWORD, passkey=answer)) == WRONG
    assert office.sign_in(SignIn(passkey="{}")) == WRONG
    stranger = new_device().show(office.desk.ask_for_passkey())
    assert office.sign_in(SignIn(passkey=stranger)) == WRONG


def test_a_disabled_citizens_passkey_is_refused(office: Any, device: Any) -> None:
    """Disabled is disabled, by whatever factor."""
    wang = office.account()
    give_passkey(office, wang, device)
    office.parts.store.disable(wang.id, at=office.clock.now())
    assert office.sign_in(SignIn(passkey=device.show(office.desk.ask_for_passkey()))) == WRONG


def test_a_code_works_once(office: Any) -> None:
    """A replayed code is refused, within its own thirty seconds and in the next."""
    wang = office.account()
    office.wait(seconds=30)
    given = SignIn("wang", PASSWORD, office.code(wang))
    assert isinstance(office.sign_in(given), Admitted)
    assert office.sign_in(given) == WRONG
    office.wait(seconds=30)
    assert office.sign_in(given) == WRONG


def test_of_two_uses_at_once_one_is_taken(office: Any) -> None:
    """The same code in two requests that were both looked at: the second use fails."""
    wang = office.account()
    office.wait(seconds=30)
    given, store = SignIn("wang", PASSWORD, office.code(wang)), office.parts.store
    advance = store.advance
    store.advance = lambda factor, *, to: advance(factor, to=to) and advance(factor, to=to)
    assert office.sign_in(given) == WRONG


def test_no_answer_tells_which_of_them_was_wrong(office: Any) -> None:
    """Unknown login, wrong password, wrong code, both, none, disabled: one and the same answer."""
    wang, gone = office.account("wang"), office.account("gone")
    office.parts.store.disable(gone.id, at=office.clock.now())
    office.wait(seconds=30)
    code = office.code(wang)
    for number, given in enumerate(
        (
            SignIn("nobody", PASSWORD, code),
            SignIn("wang", "wrong password", code),
            SignIn("wang", PASSWORD, "000000"),
            SignIn("wang", PASSWORD, ""),
            SignIn("wang", PASSWORD, "AAAA-BBBB-CCCC-DDDD"),
            SignIn("wang", "wrong password", "000000"),
            SignIn("gone", PASSWORD, office.code(gone)),
            SignIn("wang", "", code),
            SignIn("two words", PASSWORD, code),
            SignIn(),
        )
    ):
        assert office.sign_in(given, Caller(f"198.51.100.{number}", "x")) == WRONG


def test_every_wrong_sign_in_costs_the_same_work(office: Any) -> None:
    """Store calls and hashes are the same in number and kind for each way of being wrong."""
    wang = office.account("wang")
    office.wait(seconds=30)
    code, calls = office.code(wang), Counter[str]()
    counted = SignInDesk(
        replace(
            office.parts,
            store=Counting(office.parts.store, calls),
            passwords=Counting(office.parts.passwords, calls),
        )
    )
    work = []
    for number, given in enumerate(
        (
            SignIn("nobody", PASSWORD, code),
            SignIn("wang", "wrong password", code),
            SignIn("wang", PASSWORD, "000000"),
            SignIn("two words", PASSWORD, code),
        )
    ):
        calls.clear()
        caller = Caller(f"198.51.100.{number}", "x")
        assert office.run(counted.sign_in(given, caller)) == WRONG
        calls.pop("daily_secret", None)  # once a process and day, whoever asks
        work.append(dict(calls))
    assert work[0] == {"count_try": 2, "by_login": 1, "factors": 1, "matches": 1}
    assert all(one == work[0] for one in work)


class Counting:
    """Stands before a port and counts which methods are called."""

    def __init__(self, behind: Any, calls: Counter[str]) -> None:
        """Count calls of `behind`."""
        self._behind = behind
        self._calls = calls

    def __getattr__(self, name: str) -> Any:
        """Count a look at a method as a call of it."""
        self._calls[name] += 1
        return getattr(self._behind, name)


def test_who_knows_the_password_cannot_go_through_the_codes(office: Any, device: Any) -> None:
    """From ever new addresses: after ten wrong codes even a right one waits; a passkey does not."""
    wang = office.account()
    give_passkey(office, wang, device)
    for number in range(12):
        elsewhere = Caller(f"198.51.100.{number}", "x")
        assert office.sign_in(SignIn("wang", PASSWORD, "000000"), elsewhere) == WRONG
    office.wait(seconds=1)
    assert office.sign_in(SignIn("wang", PASSWORD, office.code(wang))) == WRONG
    answer = device.show(office.desk.ask_for_passkey())
    assert isinstance(office.sign_in(SignIn("wang", PASSWORD, passkey=answer)), Admitted)


def test_a_stranger_cannot_keep_somebody_out(office: Any) -> None:
    """A thousand wrong passwords from elsewhere do not stop the right one from here."""
    wang = office.account()
    for number in range(200):
        elsewhere = Caller(f"198.51.100.{number}", "x")
        for _ in range(5):
            assert office.sign_in(SignIn("wang", "wrong password", "000000"), elsewhere) == WRONG
    assert office.signed_in(wang)


def test_a_hash_of_before_is_brought_to_todays_cost(office: Any) -> None:
    """After a sign-in the password stands at the new cost; the password is the same."""
    wang = office.account()
    dearer = Passwords(Cost(memory_kib=16, passes=1, lanes=1))
    desk = SignInDesk(replace(office.parts, passwords=dearer))
    office.wait(seconds=30)
    given = SignIn("wang", PASSWORD, office.code(wang))
    assert isinstance(office.run(desk.sign_in(given, office.home)), Admitted)
    kept = [one for one in office.parts.store.factors(wang.id) if one.kind == "password"]
    assert [one.secret.split(b"$")[3] for one in kept] == [b"m=16,t=1,p=1"]
    dearer.close()
    assert office.signed_in(wang)


def test_where_hashing_anew_must_wait_the_sign_in_goes_on(office: Any) -> None:
    """Busy just then: the old hash stays for another time."""
    wang = office.account()
    passwords = Passwords(Cost(memory_kib=16, passes=1, lanes=1))

    async def busy(_password: str) -> bytes:
        raise TooMany

    passwords.hashed = busy
    desk = SignInDesk(replace(office.parts, passwords=passwords))
    office.wait(seconds=30)
    given = SignIn("wang", PASSWORD, office.code(wang))
    assert isinstance(office.run(desk.sign_in(given, office.home)), Admitted)
    passwords.close()
