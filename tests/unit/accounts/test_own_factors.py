"""What the holder of an account changes himself."""

from typing import Any

import pytest
from msgspec.structs import replace

from mingpai.accounts import one_time
from mingpai.accounts.denials import Denial, Denied
from mingpai.accounts.making import Offered
from mingpai.accounts.model import FactorId, FactorKind, Role
from mingpai.accounts.own_factors import OwnFactors
from mingpai.accounts.passwords import Cost, Passwords
from mingpai.accounts.signing_in import Admitted, SignIn

PASSWORD = "stone river lantern"
NEW = "another long secret"


def offer(office: Any, viewer: Any) -> Offered:
    """Set another app up and offer its first code."""
    setup = office.own.one_time_setup(viewer)
    return Offered(setup.sealed, one_time.code_at(office.seed_in(setup), office.clock.now()))


def test_a_change_ends_other_sign_ins_and_renews_this_one(office: Any) -> None:
    """Another app is added; the old token ends, and changing does not make anybody fresher."""
    wang = office.account()
    other, mine = office.signed_in(wang), office.signed_in(wang)
    office.wait(minutes=1)
    added = office.run(office.own.add(mine.viewer, offer(office, mine.viewer), office.home))
    assert isinstance(added, Admitted)
    assert office.viewer(other.token) is None
    assert office.viewer(mine.token) is None
    assert office.viewer(added.token).fresh_until == mine.viewer.fresh_until
    kinds = [one.kind for one in office.run(office.own.factors(added.viewer))]
    assert kinds.count(FactorKind.ONE_TIME) == 2


def test_a_passkey_is_added_for_this_account_alone(office: Any, device: Any) -> None:
    """What was asked for one account is no answer for another, nor twice for one."""
    wang, li = office.account("wang"), office.account("li")
    mine, his = office.signed_in(wang).viewer, office.signed_in(li).viewer
    offered = Offered(passkey=device.make(office.run(office.own.ask_for_new_passkey(mine))))
    denied = office.run(office.own.add(his, offered, office.home))
    assert denied == Denied(Denial.SETUP_EXPIRED)
    added = office.run(office.own.add(mine, offered, office.home))
    assert isinstance(added, Admitted)
    again = office.run(office.own.add(added.viewer, offered, office.home))
    assert again == Denied(Denial.SETUP_EXPIRED)
    asked = office.run(office.own.ask_for_new_passkey(added.viewer))
    assert "excludeCredentials" in asked
    assert isinstance(
        office.sign_in(SignIn(passkey=device.show(office.desk.ask_for_passkey()))), Admitted
    )


def test_every_change_wants_a_fresh_factor(office: Any) -> None:
    """Five minutes after the last factor nothing can be changed."""
    viewer = office.signed_in(office.account()).viewer
    office.wait(minutes=5)
    own, home = office.own, office.home
    for change in (
        own.add(viewer, Offered(), home),
        own.change_password(viewer, old=PASSWORD, new=NEW, caller=home),
        own.new_recovery_codes(viewer, home),
        own.remove(viewer, FactorId("app wang"), home),
    ):
        assert office.run(change) == Denied(Denial.NOT_FRESH)


def test_a_password_is_changed_by_who_knows_the_old_one(office: Any) -> None:
    """Wrong old one, weak new one: refused. Afterwards only the new one signs in."""
    wang = office.account()
    viewer = office.signed_in(wang).viewer

    def change(old: str, new: str) -> Any:
        return office.run(office.own.change_password(viewer, old=old, new=new, caller=office.home))

    assert change("wrong password", NEW) == Denied(Denial.WRONG_SIGN_IN)
    assert change(PASSWORD, "short") == Denied(Denial.PASSWORD_SHORT)
    assert isinstance(change(PASSWORD, NEW), Admitted)
    office.wait(seconds=30)
    old = office.sign_in(SignIn("wang", PASSWORD, office.code(wang)))
    assert old == Denied(Denial.WRONG_SIGN_IN)
    assert isinstance(office.sign_in(SignIn("wang", NEW, office.code(wang))), Admitted)


def test_who_has_no_password_may_choose_one(office: Any) -> None:
    """A citizen with a passkey alone is asked for no old password."""
    wang = office.account()
    viewer = office.signed_in(wang).viewer
    store = office.parts.store
    (password,) = [one for one in store.factors(wang.id) if one.kind is FactorKind.PASSWORD]
    store.change_factors(wang.id, removed=[password.id], added=[])
    changed = office.run(office.own.change_password(viewer, old="", new=NEW, caller=office.home))
    assert isinstance(changed, Admitted)


def test_new_recovery_codes_end_the_old_ones(office: Any) -> None:
    """Ten new ones, shown once; of the old ones none signs in."""
    wang = office.account()
    first = office.run(office.own.new_recovery_codes(office.signed_in(wang).viewer, office.home))
    second = office.run(office.own.new_recovery_codes(first.admitted.viewer, office.home))
    assert first.codes[0] not in repr(first)
    old = office.sign_in(SignIn("wang", PASSWORD, first.codes[0]))
    assert old == Denied(Denial.WRONG_SIGN_IN)
    assert isinstance(office.sign_in(SignIn("wang", PASSWORD, second.codes[0])), Admitted)


@pytest.mark.parametrize(("role", "enough"), [(Role.CITIZEN, True), (Role.JUDGE, False)])
def test_nobody_is_left_without_a_way_in(
    office: Any, device: Any, role: Role, *, enough: bool
) -> None:
    """Password and app stay together; a citizen may go on with a passkey alone."""
    wang = office.account("wang", role)
    viewer = office.signed_in(wang).viewer
    app, home = FactorId("app wang"), office.home
    assert office.run(office.own.remove(viewer, app, home)) == Denied(Denial.LAST_FACTOR)
    offered = Offered(passkey=device.make(office.run(office.own.ask_for_new_passkey(viewer))))
    viewer = office.run(office.own.add(viewer, offered, home)).viewer
    viewer = office.run(office.own.remove(viewer, app, home)).viewer
    (password,) = [
        one for one in office.run(office.own.factors(viewer)) if one.kind is FactorKind.PASSWORD
    ]
    answer = office.run(office.own.remove(viewer, password.id, home))
    assert isinstance(answer, Admitted) is enough
    assert isinstance(answer, Admitted) or answer == Denied(Denial.LAST_FACTOR)


def test_of_two_changes_at_once_one_is_made(office: Any) -> None:
    """What was changed elsewhere meanwhile is not changed over."""
    wang = office.account()
    viewer = office.signed_in(wang).viewer
    change = office.parts.store.change_factors
    office.parts.store.change_factors = lambda account, *, removed, added: (
        bool(change(account, removed=removed, added=added))
        and change(account, removed=removed, added=[])
    )
    answer = office.run(
        office.own.change_password(viewer, old=PASSWORD, new=NEW, caller=office.home)
    )
    assert answer == Denied(Denial.SETUP_EXPIRED)


def test_a_change_waits_its_turn(office: Any) -> None:
    """No password can be compared just then: nothing changes."""
    viewer = office.signed_in(office.account()).viewer
    none = Passwords(Cost(8, 1, 1), threads=1, most_waiting=-1)
    busy = OwnFactors(replace(office.parts, passwords=none), office.desk)
    answer = office.run(busy.change_password(viewer, old=PASSWORD, new=NEW, caller=office.home))
    assert answer == Denied(Denial.BUSY, 1)
    none.close()
