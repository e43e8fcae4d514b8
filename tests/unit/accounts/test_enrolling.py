"""How citizens register and officials enrol."""

from typing import Any

import pytest
from msgspec.structs import replace

from mingpai.accounts import one_time
from mingpai.accounts.denials import Denial, Denied
from mingpai.accounts.enrolling import Enrolment, EnrolmentDesk, Registration
from mingpai.accounts.identity import Identity
from mingpai.accounts.invitations import LASTS, new_invitation
from mingpai.accounts.making import Offered
from mingpai.accounts.model import Account, Caller, FactorKind, Language, Role
from mingpai.accounts.passwords import Cost, Passwords
from mingpai.accounts.signing_in import Admitted, SignIn
from mingpai.accounts.simulated_identity import SimulatedIdentityProvider
from mingpai.accounts.store import Added
from mingpai.kernel.ids import OfficeId

PASSWORD = "stone river lantern"
WANG = Identity("王小明", "SAMPLE-000001")


def app(office: Any, login: str = "wang") -> Offered:
    """Set an app up on a new step, and offer its first code."""
    office.wait(seconds=30)
    setup = office.enrolling.one_time_setup(login)
    code = one_time.code_at(office.seed_in(setup), office.clock.now())
    return Offered(setup.sealed, code)


def registration(office: Any, login: str = "wang", **changes: Any) -> Registration:
    """Return what a citizen gives to register with an app."""
    made = Registration(login, WANG, app(office, login), PASSWORD, Language.EN)
    return replace(made, **changes)


def register(office: Any, given: Registration, caller: Caller | None = None) -> Any:
    """Try to register."""
    return office.run(office.enrolling.register(given, caller or office.home))


def test_a_citizen_registers_and_signs_in(office: Any) -> None:
    """A subject holds name and number, and which provider verified them; the account holds none."""
    account = register(office, registration(office))
    assert isinstance(account, Account)
    fields = office.subjects.fields(account.id)
    assert (fields["name"], fields["identity_number"]) == ("王小明", "SAMPLE-000001")
    assert "simulated" in fields["verified_by"]
    assert (account.role, account.office, account.language) == (Role.CITIZEN, None, Language.EN)
    assert "王小明" not in repr(account)
    assert b"SAMPLE" not in (account.person or b"")
    office.wait(seconds=30)
    given = SignIn("wang", PASSWORD, office.code(account))
    assert isinstance(office.sign_in(given), Admitted)


def test_a_citizen_registers_with_a_passkey_alone(office: Any, device: Any) -> None:
    """No password is wanted beside a passkey; one that is given is judged and kept."""
    offered = Offered(passkey=device.make(office.enrolling.ask_for_new_passkey("wang")))
    bad = registration(office, offered=offered, password="short")
    assert register(office, bad) == Denied(Denial.PASSWORD_SHORT)
    account = register(office, replace(bad, password=""))
    assert [one.kind for one in office.parts.store.factors(account.id)] == [FactorKind.PASSKEY]
    shown = device.show(office.desk.ask_for_passkey())
    assert office.sign_in(SignIn(passkey=shown)).viewer.account == account.id


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"login": "two words"}, Denial.LOGIN_MALFORMED),
        ({"password": ""}, Denial.PASSWORD_SHORT),
        ({"password": "password1234"}, Denial.PASSWORD_COMMON),
        ({"password": "x1" * 99}, Denial.PASSWORD_LONG),
        ({"offered": Offered()}, Denial.SETUP_EXPIRED),
        ({"offered": Offered(passkey="{}")}, Denial.SETUP_EXPIRED),
        ({"identity": Identity("王小明", "31010419900101001X")}, Denial.IDENTITY_NOT_VERIFIED),
    ],
)
def test_what_does_not_hold_keeps_nothing(
    office: Any, changes: dict[str, Any], reason: Denial
) -> None:
    """Login, password, factor or identity wrong: its own code, no account and no subject."""
    before = dict(office.subjects._fields)
    given = replace(registration(office), **changes)
    assert register(office, given) == Denied(reason)
    assert office.parts.store.accounts() == []
    assert office.subjects._fields == before


def test_a_wrong_identity_does_not_cost_the_setup(office: Any) -> None:
    """Whoever mistyped his number goes on with the app he has set up."""
    given = registration(office)
    wrong = replace(given, identity=Identity("王小明", "SAMPLE-1"))
    assert register(office, wrong) == Denied(Denial.IDENTITY_NOT_VERIFIED)
    assert isinstance(register(office, given), Account)


def test_one_person_has_one_account_and_one_login_one_holder(office: Any) -> None:
    """The second is told which it is, only after his identity was verified, and leaves nothing."""
    assert isinstance(register(office, registration(office)), Account)
    before = dict(office.subjects._fields)
    other = Identity("李雷", "SAMPLE-000002")
    taken = registration(office, identity=other)
    assert register(office, taken) == Denied(Denial.LOGIN_TAKEN)
    same = registration(office, "another", identity=Identity("王小明", " sample-000001"))
    assert register(office, same) == Denied(Denial.IDENTITY_NOT_VERIFIED)
    same = replace(same, identity=Identity("王晓明", "SAMPLE-000001"))
    assert register(office, same) == Denied(Denial.PERSON_KNOWN)
    unverified = registration(office, identity=Identity("李雷", "7"))
    assert register(office, unverified) == Denied(Denial.IDENTITY_NOT_VERIFIED)
    assert office.subjects._fields == before


def test_a_setup_serves_one_account(office: Any) -> None:
    """The same setup sent twice at once: the second is told to begin again."""
    given = registration(office)
    spend, spent = office.parts.store.spend, []

    def twice(digest: bytes, **until: Any) -> bool:
        spent.append(digest)
        return bool(spend(digest, **until)) and bool(spend(digest, **until))

    office.parts.store.spend = twice
    assert register(office, given) == Denied(Denial.SETUP_EXPIRED)
    assert office.parts.store.accounts() == []
    assert len(spent) == 1


def test_registering_too_often_has_to_wait(office: Any) -> None:
    """One login from one address: after five tries there is a pause."""
    given = registration(office, identity=Identity("x", "7"))
    answers = [register(office, given).code for _ in range(6)]
    assert answers == [Denial.IDENTITY_NOT_VERIFIED] * 5 + [Denial.PAUSED]


def test_what_is_no_login_is_not_set_up(office: Any) -> None:
    """Neither an app nor a passkey is begun for it."""
    denied = Denied(Denial.LOGIN_MALFORMED)
    assert office.enrolling.one_time_setup("two words") == denied
    assert office.enrolling.ask_for_new_passkey("two words") == denied


def test_too_many_at_once_are_told(office: Any) -> None:
    """No password can be hashed just then: nothing is kept, and the setup is still good."""
    none = Passwords(Cost(8, 1, 1), threads=1, most_waiting=-1)
    parts = replace(office.parts, passwords=none)
    busy = EnrolmentDesk(parts, office.subjects, SimulatedIdentityProvider())
    given = registration(office)
    assert office.run(busy.register(given, office.home)) == Denied(Denial.BUSY, 1)
    none.close()
    assert isinstance(register(office, given), Account)


def invited(office: Any, login: str = "li") -> tuple[Account, str]:
    """Keep an official's account as the command does, and return his secret."""
    subject, now = office.subjects.enrol({}), office.clock.now()
    court = OfficeId("court/sh-xuhui")
    account = Account(subject, login, Role.CLERK, court, None, Language.ZH, now)
    secret, factor = new_invitation(
        subject, keys=office.parts.keys, random=office.parts.random, now=now
    )
    assert office.parts.store.add(account, [factor]) is Added.KEPT
    return account, secret


def enrol(office: Any, given: Enrolment) -> Any:
    """Try to enrol."""
    return office.run(office.enrolling.enrol(given, office.home))


def test_an_official_enrols_once_by_his_secret(office: Any) -> None:
    """He signs in with what he chose; the secret is used up."""
    account, secret = invited(office)
    given = Enrolment("li", secret.lower(), PASSWORD, app(office, "li"))
    assert enrol(office, given) == account
    kinds = {one.kind for one in office.parts.store.factors(account.id)}
    assert kinds == {FactorKind.PASSWORD, FactorKind.ONE_TIME}
    assert office.signed_in(account)
    again = replace(given, offered=app(office, "li"))
    assert enrol(office, again) == Denied(Denial.WRONG_SIGN_IN)


def test_enrolling_anew_ends_what_was_before(office: Any) -> None:
    """Old factors and old sign-ins end when the new ones are chosen."""
    account, secret = invited(office)
    enrol(office, Enrolment("li", secret, PASSWORD, app(office, "li")))
    old = office.signed_in(account)
    secret, factor = new_invitation(
        account.id, keys=office.parts.keys, random=office.parts.random, now=office.clock.now()
    )
    office.parts.store.change_factors(account.id, removed=[], added=[factor])
    given = Enrolment("li", secret, "another long secret", app(office, "li"))
    assert enrol(office, given) == account
    assert office.viewer(old.token) is None
    office.wait(seconds=30)
    answer = office.sign_in(SignIn("li", PASSWORD, office.code(account)))
    assert answer == Denied(Denial.WRONG_SIGN_IN)


def test_a_wrong_secret_is_told_as_an_unknown_login_is(office: Any) -> None:
    """Unknown, wrong, of another account, too late, disabled: one and the same answer."""
    account, secret = invited(office)
    _other, others = invited(office, "zhao")
    wrong = Denied(Denial.WRONG_SIGN_IN)
    given = Enrolment("li", secret, PASSWORD, Offered())
    assert enrol(office, replace(given, login="nobody")) == wrong
    assert enrol(office, replace(given, secret=others)) == wrong
    assert enrol(office, replace(given, secret="")) == wrong
    assert enrol(office, given) == Denied(Denial.SETUP_EXPIRED)
    office.clock.move_by(LASTS)
    assert enrol(office, given) == wrong
    office.parts.store.disable(account.id, at=office.clock.now())
    assert enrol(office, given) == wrong


def test_a_bad_password_or_login_does_not_cost_the_secret(office: Any) -> None:
    """What is wrong with the form is told before the secret is looked at."""
    _account, secret = invited(office)
    given = Enrolment("li", secret, "short", app(office, "li"))
    assert enrol(office, given) == Denied(Denial.PASSWORD_SHORT)
    assert enrol(office, replace(given, login="l i")) == Denied(Denial.LOGIN_MALFORMED)
    assert isinstance(enrol(office, replace(given, password=PASSWORD)), Account)


def test_secrets_are_not_guessed_quickly(office: Any) -> None:
    """Wrong secrets count as wrong passwords do."""
    invited(office)
    given = Enrolment("li", "AAAA", PASSWORD, Offered())
    answers = [enrol(office, given).code for _ in range(6)]
    assert answers == [Denial.WRONG_SIGN_IN] * 5 + [Denial.PAUSED]


def test_of_two_enrolments_at_once_one_is_taken(office: Any) -> None:
    """The secret is used up by the first; the other is told as if it were wrong."""
    _account, secret = invited(office)
    change = office.parts.store.change_factors

    def twice(account: Any, **changes: Any) -> bool:
        return bool(change(account, **changes)) and bool(change(account, **changes))

    office.parts.store.change_factors = twice
    given = Enrolment("li", secret, PASSWORD, app(office, "li"))
    assert enrol(office, given) == Denied(Denial.WRONG_SIGN_IN)


def test_an_enrolment_waits_its_turn(office: Any) -> None:
    """No password can be hashed just then: the secret is still good."""
    _account, secret = invited(office)
    none = Passwords(Cost(8, 1, 1), threads=1, most_waiting=-1)
    parts = replace(office.parts, passwords=none)
    busy = EnrolmentDesk(parts, office.subjects, SimulatedIdentityProvider())
    given = Enrolment("li", secret, PASSWORD, app(office, "li"))
    assert office.run(busy.enrol(given, office.home)) == Denied(Denial.BUSY, 1)
    none.close()
    assert isinstance(enrol(office, given), Account)


def test_what_was_given_does_not_show(office: Any) -> None:
    """Printing a registration or an enrolment shows nothing of it."""
    assert repr(registration(office)) == "Registration(...)"
    assert repr(Enrolment("li", "secret", PASSWORD, Offered())) == "Enrolment(...)"
