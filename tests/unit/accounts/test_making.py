"""New factors: nothing is kept before they proved good, and a setup is good once."""

from typing import Any

import pytest

from mingpai.accounts import one_time
from mingpai.accounts.denials import Denial, Denied
from mingpai.accounts.making import SETUP_LASTS, Checked, Offered
from mingpai.accounts.model import FactorKind
from mingpai.accounts.proving import SEED
from mingpai.kernel.ids import SubjectId


def offer(office: Any, login: str = "wang") -> Offered:
    """Set an app up and offer its first code."""
    setup = office.maker.one_time_setup(login, issuer="Mingpai")
    code = one_time.code_at(office.seed_in(setup), office.clock.now())
    return Offered(setup.sealed, code)


def test_an_app_is_taken_once_its_first_code_came_back(office: Any) -> None:
    """The seed is sealed for its account, and the first code is used up with the setup."""
    offered = offer(office)
    checked = office.maker.checked(offered, login="wang", purpose="x")
    factor = office.maker.second(checked, SubjectId("s"))
    assert factor.kind is FactorKind.ONE_TIME
    seed = office.parts.keys.unseal(factor.secret, owner="s", purpose=SEED)
    now = office.clock.now()
    assert one_time.step_of(offered.code, seed, now=now, used=factor.counter) is None
    assert office.run(office.maker.used_up(checked))
    assert not office.run(office.maker.used_up(checked))


def test_a_setup_is_its_logins_and_for_a_quarter_of_an_hour(office: Any) -> None:
    """Another login's, too late, altered, or none: begin again. A wrong code: try again."""
    offered = offer(office)
    check = office.maker.checked
    assert check(offered, login="li", purpose="x") == Denied(Denial.SETUP_EXPIRED)
    for setup in ("", "A" + offered.setup, "!", offered.setup[:-4]):
        wrong = Offered(setup, offered.code)
        assert check(wrong, login="wang", purpose="x") == Denied(Denial.SETUP_EXPIRED)
    wrong = Offered(offered.setup, "000000")
    assert check(wrong, login="wang", purpose="x") == Denied(Denial.WRONG_CODE)
    office.clock.move_by(SETUP_LASTS)
    assert check(offered, login="wang", purpose="x") == Denied(Denial.SETUP_EXPIRED)


def test_a_passkey_is_taken_for_what_it_was_asked_for(office: Any, device: Any) -> None:
    """The key is kept with its handle; an answer to another question is refused."""
    asked = office.parts.passkeys.asked_to_make(
        login="wang", purpose="enrol wang", known=(), now=office.clock.now()
    )
    offered = Offered(passkey=device.make(asked))
    checked = office.maker.checked(offered, login="wang", purpose="enrol wang")
    assert isinstance(checked, Checked)
    factor = office.maker.second(checked, SubjectId("s"))
    assert (factor.kind, factor.handle) == (FactorKind.PASSKEY, device.handle)
    denied = office.maker.checked(offered, login="wang", purpose="add wang")
    assert denied == Denied(Denial.SETUP_EXPIRED)


def test_a_password_and_recovery_codes_are_kept_as_digests(office: Any) -> None:
    """Neither stands in what is kept."""
    password = office.run(office.maker.password(SubjectId("s"), "stone river lantern"))
    assert password.secret.startswith(b"$argon2id$")
    codes, factors = office.maker.recovery(SubjectId("s"))
    assert len(codes) == len(factors) == 10
    kept = b"".join(one.secret for one in factors)
    assert not [code for code in codes if one_time.plain(code).encode() in kept]


@pytest.mark.parametrize("name", ["setup", "offered", "checked"])
def test_secrets_do_not_show(office: Any, name: str) -> None:
    """Printing a setup, an offer or what was checked shows no seed and no code."""
    setup = office.maker.one_time_setup("wang", issuer="Mingpai")
    code = one_time.code_at(office.seed_in(setup), office.clock.now())
    offered = Offered(setup.sealed, code)
    checked = office.maker.checked(offered, login="wang", purpose="x")
    told = repr({"setup": setup, "offered": offered, "checked": checked}[name])
    assert len(told) < 40
    assert code not in told
