"""Looking at a second factor uses nothing up; using it is done once."""

from typing import Any

import pytest
from msgspec.structs import replace

from mingpai.accounts.keys import AccountKeys
from mingpai.accounts.model import FactorKind
from mingpai.accounts.proving import Given, Proof, Prover
from mingpai.ports import PortError


@pytest.fixture
def prover(office: Any) -> Prover:
    """Return a prover over the office's store."""
    return Prover(office.parts.store, office.parts.keys, office.parts.passkeys)


def test_looking_uses_nothing_up(office: Any, prover: Prover) -> None:
    """A code can be looked at twice and used once."""
    wang = office.account()
    office.wait(seconds=30)
    given = Given("sign in", office.code(wang))
    factors = office.parts.store.factors(wang.id)
    proof = prover.look(factors, given, now=office.clock.now())
    assert proof == prover.look(factors, given, now=office.clock.now())
    assert proof is not None
    assert office.run(prover.use(proof))
    assert not office.run(prover.use(proof))


def test_a_recovery_code_is_used_up_by_being_removed(office: Any, prover: Prover) -> None:
    """Of ten codes nine are left; another account's code is nobody's here."""
    wang, li = office.account("wang"), office.account("li")
    store, now = office.parts.store, office.clock.now()
    for account in (wang, li):
        codes, factors = office.maker.recovery(account.id)
        store.change_factors(account.id, removed=[], added=factors)
    proof = prover.look(store.factors(li.id), Given("sign in", codes[4]), now=now)
    assert proof is not None
    assert prover.look(store.factors(wang.id), Given("sign in", codes[4]), now=now) is None
    assert office.run(prover.use(proof))
    assert not office.run(prover.use(proof))
    kinds = [one.kind for one in store.factors(li.id)]
    assert kinds.count(FactorKind.RECOVERY) == 9


def test_a_copied_devices_second_use_fails(office: Any, prover: Prover, device: Any) -> None:
    """Two answers to two challenges with one count, both looked at before either was used."""
    wang = office.account()
    passkeys, store, now = office.parts.passkeys, office.parts.store, office.clock.now()
    asked = passkeys.asked_to_make(login="wang", purpose="x", known=(), now=now)
    new = passkeys.made(device.make(asked), purpose="x", now=now)
    first = store.factors(wang.id)[0]
    key = replace(
        first, id="key", kind=FactorKind.PASSKEY, secret=new.public_key, handle=new.handle
    )
    store.change_factors(wang.id, removed=[], added=[key])
    proofs = []
    for _ in range(2):
        device.count = 4
        answer = device.show(passkeys.asked_to_show(purpose="sign in", now=now))
        proofs.append(prover.look([key], Given("sign in", passkey=answer), now=now))
    assert [office.run(prover.use(one)) for one in proofs] == [True, False]


@pytest.mark.parametrize("kind", [FactorKind.PASSWORD, FactorKind.ENROLMENT, FactorKind.PASSKEY])
def test_what_is_no_second_factor_proves_nothing(
    office: Any, prover: Prover, kind: FactorKind
) -> None:
    """A password, an invitation, or a passkey that was not shown is not used."""
    wang = office.account()
    factor = replace(office.parts.store.factors(wang.id)[0], kind=kind)
    assert not office.run(prover.use(Proof(factor)))


def test_another_key_is_an_outage_and_no_wrong_code(office: Any, random: Any) -> None:
    """Seeds sealed with a key that is gone: a failure that says what to bring back."""
    wang = office.account()
    other = Prover(office.parts.store, AccountKeys(b"t" * 32, random), office.parts.passkeys)
    with pytest.raises(PortError, match="bring back the key") as caught:
        other.look(
            office.parts.store.factors(wang.id), Given("x", "123456"), now=office.clock.now()
        )
    assert not caught.value.retry_is_safe


def test_what_was_given_does_not_show() -> None:
    """Printing it shows the purpose alone."""
    assert repr(Given("sign in", "123456", "answer")) == "Given(sign in)"
