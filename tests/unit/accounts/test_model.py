"""Logins have one form, and no struct that holds a secret shows it."""

import pytest

from mingpai.accounts.model import Caller, Factor, FactorId, FactorKind, parse_login
from mingpai.kernel.ids import SubjectId
from mingpai.kernel.moments import parse_instant


@pytest.mark.parametrize(
    ("text", "login"),
    [
        ("Li.Clerk", "li.clerk"),
        ("  王小明 ", "王小明"),
        ("ＷＡＮＧ＿1", "wang_1"),
        ("13800000000", "13800000000"),
        ("a+b@paimai.example", "a+b@paimai.example"),
    ],
)
def test_logins_that_look_alike_are_one(text: str, login: str) -> None:
    """Width, case and outer spaces make no second login; what was read is read again the same."""
    assert parse_login(text) == login
    assert parse_login(login) == login


@pytest.mark.parametrize(
    "text", ["", "q", "a" * 65, "two words", ".dot", "a\nbc", "a\x00bc", "<b>bold", "a'--", "-ab"]
)
def test_what_is_no_login_is_refused_without_repeating_it(text: str) -> None:
    """Too short, too long, spaces, control and other characters: what is wanted is said."""
    with pytest.raises(ValueError, match="2 to 64") as caught:
        parse_login(text)
    assert not text or text not in str(caught.value)


def test_secrets_do_not_show() -> None:
    """Printing a factor or a caller, as a log would, shows none of what it holds."""
    at = parse_instant("2026-05-26T10:00:00+08:00")
    factor = Factor(FactorId("f"), SubjectId("s"), FactorKind.PASSWORD, b"hidden", at)
    assert "hidden" not in repr(factor)
    assert repr(Caller("203.0.113.5", "cookie")) == "Caller(...)"
