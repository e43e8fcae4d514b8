"""The desk: new tokens, expiry and holds, fresh factors, forms, signing out."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace
from structlog.testing import capture_logs

from mingpai.accounts.denials import Denial, Denied
from mingpai.accounts.model import Caller, FactorKind, Language, Role, SessionId
from mingpai.accounts.passwords import Cost, Passwords
from mingpai.accounts.signing_in import Admitted, SignIn, SignInDesk

PASSWORD = "stone river lantern"


def test_a_sign_in_gives_a_token_that_says_who_looks(office: Any) -> None:
    """The token leads back to the account, with its role and language."""
    clerk = office.account("li", Role.CLERK)
    admitted = office.signed_in(clerk)
    viewer = office.viewer(admitted.token)
    assert viewer == admitted.viewer
    assert (viewer.account, viewer.role, viewer.office) == (clerk.id, "clerk", "court/sh-xuhui")
    assert office.viewer("") is None
    assert office.viewer(admitted.token[:-1]) is None


def test_no_session_can_be_fixed(office: Any) -> None:
    """Each sign-in and each raising of rights gives a token that nobody had before."""
    wang = office.account()
    first, second = office.signed_in(wang), office.signed_in(wang)
    assert first.token != second.token
    office.wait(seconds=30)
    raised = office.run(office.desk.freshen(second.viewer, office.home, code=office.code(wang)))
    assert isinstance(raised, Admitted)
    assert office.viewer(second.token) is None
    assert office.viewer(raised.token).session == second.viewer.session
    assert office.viewer(first.token) is not None


def test_an_unused_sign_in_expires_and_a_used_one_within_twelve_hours(office: Any) -> None:
    """Half an hour unused; in use, until twelve hours have passed."""
    wang = office.account()
    token = office.signed_in(wang).token
    office.wait(minutes=29)
    assert office.viewer(token) is not None
    office.wait(minutes=29)
    assert office.viewer(token) is not None
    office.wait(minutes=30)
    assert office.viewer(token) is None
    token = office.signed_in(wang).token
    for _ in range(35):
        office.wait(minutes=20)
        assert office.viewer(token) is not None
    office.wait(minutes=20)
    assert office.viewer(token) is None


def test_while_an_entered_lot_runs_no_sign_in_expires(office: Any) -> None:
    """Unused for a day and more, it lasts until the close, and half an hour for the result."""
    wang = office.account()
    admitted = office.signed_in(wang)
    session, desk = admitted.viewer.session, office.desk
    close = office.clock.now() + timedelta(hours=26)
    assert office.run(desk.hold(session, close))
    office.clock.move_to(close)
    moved = close + timedelta(minutes=5)
    assert office.run(desk.hold(session, moved))
    assert office.run(desk.hold(session, close - timedelta(hours=1)))
    office.clock.move_to(moved + timedelta(minutes=29))
    assert office.viewer(admitted.token) is not None
    office.clock.move_to(moved + timedelta(minutes=30))
    assert office.viewer(admitted.token) is None
    assert not office.run(desk.hold(session, moved + timedelta(hours=1)))
    assert office.viewer(admitted.token) is None
    assert not office.run(desk.hold(SessionId("unknown"), moved))


def test_a_held_sign_in_ends_by_signing_out_and_by_disabling(office: Any) -> None:
    """A hold keeps a sign-in from expiring, and from nothing else."""
    wang, li = office.account("wang"), office.account("li")
    until = office.clock.now() + timedelta(days=2)
    mine, his = office.signed_in(wang), office.signed_in(li)
    for one in (mine, his):
        office.run(office.desk.hold(one.viewer.session, until))
    office.run(office.desk.sign_out(mine.viewer))
    office.parts.store.disable(li.id, at=office.clock.now())
    assert office.viewer(mine.token) is None
    assert office.viewer(his.token) is None


def test_a_disabled_account_is_out_at_once_and_stays_out(office: Any) -> None:
    """Its sessions end, and signing in is refused as a wrong password is."""
    wang = office.account()
    token = office.signed_in(wang).token
    office.parts.store.disable(wang.id, at=office.clock.now())
    assert office.viewer(token) is None
    office.wait(seconds=30)
    answer = office.sign_in(SignIn("wang", PASSWORD, office.code(wang)))
    assert answer == Denied(Denial.WRONG_SIGN_IN)


def test_use_is_noted_once_a_minute(office: Any) -> None:
    """Reading a page does not write each time."""
    wang = office.account()
    admitted = office.signed_in(wang)
    seen = []
    for _ in range(4):
        office.wait(seconds=30)
        assert office.viewer(admitted.token) is not None
        seen.append(office.parts.store.session_named(admitted.viewer.session).session.seen_at)
    assert len(set(seen)) == 3


def test_a_fresh_factor_lasts_five_minutes(office: Any) -> None:
    """Fresh at sign-in, stale after five minutes, fresh again by a new code."""
    judge = office.account("zhao", Role.JUDGE)
    admitted = office.signed_in(judge)
    assert office.desk.is_fresh(admitted.viewer)
    office.wait(minutes=5)
    stale = office.viewer(admitted.token)
    assert not office.desk.is_fresh(stale)
    code = office.code(judge)
    raised = office.run(office.desk.freshen(stale, office.home, code=code))
    assert office.desk.is_fresh(raised.viewer)
    again = office.run(office.desk.freshen(raised.viewer, office.home, code=code))
    assert again == Denied(Denial.WRONG_CODE)


def test_wrong_codes_for_freshness_have_to_wait(office: Any) -> None:
    """Whoever holds somebody's session cannot go through the codes."""
    judge = office.account("zhao", Role.JUDGE)
    viewer = office.signed_in(judge).viewer
    answers = [
        office.run(office.desk.freshen(viewer, office.home, code="000000")) for _ in range(12)
    ]
    assert [one.code for one in answers] == [Denial.WRONG_CODE] * 10 + [Denial.PAUSED] * 2
    office.wait(seconds=answers[-1].retry_after_s)
    raised = office.run(office.desk.freshen(viewer, office.home, code=office.code(judge)))
    assert isinstance(raised, Admitted)


def test_freshness_is_not_had_by_a_recovery_code(office: Any) -> None:
    """A code on paper signs in, not fresh, and does not make fresh."""
    judge = office.account("zhao", Role.JUDGE)
    codes, factors = office.maker.recovery(judge.id)
    office.parts.store.change_factors(judge.id, removed=[], added=factors)
    admitted = office.sign_in(SignIn("zhao", PASSWORD, codes[0].lower()))
    assert isinstance(admitted, Admitted)
    assert not office.desk.is_fresh(admitted.viewer)
    answer = office.run(office.desk.freshen(admitted.viewer, office.home, code=codes[1]))
    assert answer == Denied(Denial.WRONG_CODE)
    assert office.sign_in(SignIn("zhao", PASSWORD, codes[0])) == Denied(Denial.WRONG_SIGN_IN)


def test_a_passkey_makes_fresh_for_its_own_session_alone(office: Any, device: Any) -> None:
    """The challenge is this session's; an answer for signing in is none for deciding."""
    judge = office.account("zhao", Role.JUDGE)
    options = office.parts.passkeys.asked_to_make(
        login="zhao", purpose="x", known=(), now=office.clock.now()
    )
    new = office.parts.passkeys.made(device.make(options), purpose="x", now=office.clock.now())
    (first, *_) = office.parts.store.factors(judge.id)
    key = replace(
        first, id="key", kind=FactorKind.PASSKEY, secret=new.public_key, handle=new.handle
    )
    office.parts.store.change_factors(judge.id, removed=[], added=[key])
    viewer, other = office.signed_in(judge).viewer, office.signed_in(judge).viewer
    for asked in (office.desk.ask_for_passkey(), office.desk.ask_for_fresh_passkey(other)):
        answer = device.show(asked)
        denied = office.run(office.desk.freshen(viewer, office.home, passkey=answer))
        assert denied == Denied(Denial.WRONG_CODE)
    answer = device.show(office.desk.ask_for_fresh_passkey(viewer))
    raised = office.run(office.desk.freshen(viewer, office.home, passkey=answer))
    assert isinstance(raised, Admitted)
    replayed = office.run(office.desk.freshen(raised.viewer, office.home, passkey=answer))
    assert replayed == Denied(Denial.WRONG_CODE)


def test_freshness_of_an_ended_sign_in_is_refused(office: Any) -> None:
    """Signed out meanwhile: no new token, whatever code is given."""
    wang = office.account()
    viewer = office.signed_in(wang).viewer
    office.run(office.desk.sign_out(viewer))
    office.wait(seconds=30)
    answer = office.run(office.desk.freshen(viewer, office.home, code=office.code(wang)))
    assert answer == Denied(Denial.NOT_SIGNED_IN)


def test_of_two_raisings_at_once_one_gets_the_new_token(office: Any) -> None:
    """Renewed elsewhere at the same moment: this one is told that its sign-in ended."""
    wang = office.account()
    viewer = office.signed_in(wang).viewer
    store, renew = office.parts.store, office.parts.store.renew_session
    store.renew_session = lambda old, new: renew(old, new) and renew(old, new)
    office.wait(seconds=30)
    answer = office.run(office.desk.freshen(viewer, office.home, code=office.code(wang)))
    assert answer == Denied(Denial.NOT_SIGNED_IN)


def test_wrong_sign_ins_have_to_wait_and_a_right_one_begins_anew(office: Any) -> None:
    """After five wrong ones even a right one waits; after it the next five are free again."""
    wang = office.account()
    for _ in range(2):
        answers = [office.sign_in(SignIn("wang", "wrong password")) for _ in range(6)]
        assert [one.code for one in answers] == [Denial.WRONG_SIGN_IN] * 5 + [Denial.PAUSED]
        right = SignIn("wang", PASSWORD, office.code(wang))
        assert office.sign_in(right) == Denied(Denial.PAUSED, 2)
        office.signed_in(wang)


def test_a_form_is_taken_from_its_own_sign_in_alone(office: Any) -> None:
    """Another session's form token, one from before a renewal, none: refused."""
    wang = office.account()
    one, two = office.signed_in(wang).viewer, office.signed_in(wang).viewer
    token = office.desk.form_token(one)
    assert office.desk.is_form_token(token, one)
    assert not office.desk.is_form_token(token, two)
    assert not office.desk.is_form_token("", one)
    office.wait(seconds=30)
    raised = office.run(office.desk.freshen(one, office.home, code=office.code(wang)))
    assert not office.desk.is_form_token(token, raised.viewer)


def test_a_form_before_sign_in_is_bound_to_the_device(office: Any) -> None:
    """Nobody can make somebody else's browser sign in."""
    token = office.desk.form_token_before(office.home)
    assert office.desk.is_form_token_before(token, Caller("198.51.100.9", office.home.device))
    assert not office.desk.is_form_token_before(token, Caller(office.home.address, "other"))


def test_sign_ins_are_listed_device_by_device_and_ended_one_by_one(office: Any) -> None:
    """This device first; ending another's is nothing; everywhere ends all."""
    wang, li = office.account("wang"), office.account("li")
    phone, laptop = Caller("203.0.113.5", "phone"), Caller("203.0.113.5", "laptop")
    old = office.signed_in(wang, phone)
    here, there = office.signed_in(wang, laptop), office.signed_in(wang, phone)
    his = office.signed_in(li)
    listed = office.run(office.desk.sessions(there.viewer))
    assert [one.id for one in listed] == [
        old.viewer.session,
        there.viewer.session,
        here.viewer.session,
    ]
    assert len({one.device for one in listed}) == 2
    office.run(office.desk.close(there.viewer, his.viewer.session))
    office.run(office.desk.close(there.viewer, here.viewer.session))
    assert office.viewer(here.token) is None
    assert office.viewer(his.token) is not None
    office.run(office.desk.sign_out_everywhere(there.viewer))
    assert office.viewer(there.token) is None
    assert office.viewer(old.token) is None
    assert office.viewer(his.token) is not None


def test_expired_sign_ins_are_not_listed_and_are_swept_away(office: Any) -> None:
    """What no longer lasts is not shown, and half a day later it is gone."""
    wang = office.account()
    office.signed_in(wang)
    office.wait(minutes=31)
    viewer = office.signed_in(wang).viewer
    assert len(office.run(office.desk.sessions(viewer))) == 1
    assert len(office.parts.store.sessions(wang.id)) == 2
    office.wait(hours=12)
    office.run(office.desk.sweep())
    assert len(office.parts.store.sessions(wang.id)) == 1


def test_a_language_is_kept_with_the_account(office: Any) -> None:
    """The next request already speaks it."""
    admitted = office.signed_in(office.account())
    office.run(office.desk.set_language(admitted.viewer, Language.EN))
    assert office.viewer(admitted.token).language is Language.EN


def test_too_many_at_once_are_told_and_not_counted(office: Any) -> None:
    """Turned away before the password was looked at: no try is counted."""
    wang = office.account()
    none = Passwords(Cost(8, 1, 1), threads=1, most_waiting=-1)
    busy = SignInDesk(replace(office.parts, passwords=none))
    for _ in range(9):
        answer = office.run(busy.sign_in(SignIn("wang", PASSWORD, "000000"), office.home))
        assert answer == Denied(Denial.BUSY, 1)
    none.close()
    assert office.signed_in(wang)


def test_an_account_that_is_disabled_during_its_sign_in_gets_no_session(office: Any) -> None:
    """The store refuses the session, and the answer is that of a wrong password."""
    wang = office.account()
    office.wait(seconds=30)
    code = office.code(wang)
    store, opened = office.parts.store, office.parts.store.open_session

    def late(session: Any) -> bool:
        store.disable(wang.id, at=office.clock.now())
        return bool(opened(session))

    store.open_session = late
    assert office.sign_in(SignIn("wang", PASSWORD, code)) == Denied(Denial.WRONG_SIGN_IN)


def test_no_secret_stands_in_a_log_or_a_printed_value(office: Any) -> None:
    """Login, password, code, token, address and device appear nowhere but where they are needed."""
    wang = office.account("wang.secret")
    office.wait(seconds=30)
    code = office.code(wang)
    given = SignIn("wang.secret", PASSWORD, code)
    with capture_logs() as told:
        admitted = office.sign_in(given)
        office.sign_in(given)
    printed = f"{told} {given} {admitted!r} {office.desk!r} {office.home}"
    assert len(told) == 2
    for secret in ("wang.secret", PASSWORD, code, admitted.token, "203.0.113.5", "cookie"):
        assert secret not in printed


def test_nothing_lasting_is_kept_outside_the_store(office: Any) -> None:
    """A desk that was started just now knows everybody who is signed in."""
    admitted = office.signed_in(office.account())
    assert office.run(SignInDesk(office.parts).viewer(admitted.token)) == admitted.viewer


@pytest.mark.parametrize("token", ["", "\x00", "é", "A" * 43, "A" * 10_000, "../../x", "\ud800"])
def test_a_senseless_token_is_nobodys(office: Any, token: str) -> None:
    """Whatever stands in the cookie is refused, never an error."""
    assert office.viewer(token) is None
