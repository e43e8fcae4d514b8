"""How accounts come about on the pages."""

from typing import Any


def test_a_citizen_registers_and_signs_in(guest: Any) -> None:
    """Login, authenticator, password and a simulated real-name check; then he signs in."""
    assert guest.register("li.hua", "SAMPLE-123456").status_code == 303
    assert guest.sign_in("li.hua", "/lots/1").headers["location"] == "/lots/1"


def test_a_real_looking_number_is_not_verified(guest: Any) -> None:
    """The simulated check takes made-up numbers alone, and the page says that it is simulated."""
    answer = guest.register("li.hua", "110101199003070011")
    assert answer.status_code == 403
    text = guest.post("/en/register", "/en/register/factor", login="li.hua").text
    assert "simulated" in text


def test_a_person_has_one_account(guest: Any) -> None:
    """The same number under another login is refused."""
    guest.register("li.hua", "SAMPLE-123456")
    other = guest.house.visitor()
    assert other.register("li.hua2", "SAMPLE-123456").status_code == 403


def test_a_malformed_login_is_told_so(guest: Any) -> None:
    """Before anything else is asked."""
    answer = guest.post("/register", "/register/factor", login="!!")
    assert answer.status_code == 403
    assert "otpauth" not in answer.text


def test_an_official_needs_the_secret_that_he_was_given(guest: Any) -> None:
    """Without it the answer is that of any wrong sign-in."""
    text = guest.post("/enrol", "/enrol/factor", login="clerk.wang").text
    setup = text.split('name="setup" value="')[1].split('"')[0]
    fields = {"login": "clerk.wang", "setup": setup, "code": "000000"}
    answer = guest.post(
        "/enrol", "/enrol", password="seven green lanterns", secret="guess", **fields
    )
    assert answer.status_code == 403
