"""Codes of RFC 6238, each once and within one step, and recovery codes."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from mingpai.accounts import one_time
from mingpai.accounts.keys import AccountKeys

SEED = b"12345678901234567890"
STEP = timedelta(seconds=30)


@pytest.mark.parametrize(
    ("at", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_codes_are_those_of_the_rfc(at: int, code: str) -> None:
    """The test vectors of RFC 6238, appendix B (SHA-1), in their last six digits."""
    now = datetime.fromtimestamp(at, UTC)
    assert one_time.code_at(SEED, now) == code
    assert one_time.step_of(code, SEED, now=now, used=0) == at // 30


def test_a_code_is_good_one_step_early_or_late_and_once() -> None:
    """Two steps off is wrong, and a used step uses up every earlier one."""
    now = datetime(2026, 5, 26, tzinfo=UTC)
    code = one_time.code_at(SEED, now)
    step = one_time.step_of(code, SEED, now=now, used=0)
    assert step is not None
    for off in (-1, 0, 1):
        assert one_time.step_of(code, SEED, now=now + off * STEP, used=0) == step
        assert one_time.step_of(code, SEED, now=now + off * STEP, used=step) is None
        assert one_time.step_of(code, SEED, now=now + off * STEP, used=step + 1) is None
    for off in (-2, 2):
        assert one_time.step_of(code, SEED, now=now + off * STEP, used=0) is None


@pytest.mark.parametrize(
    "code", ["", "12345", "abcdef", "½½½½½½", "0" * 1000, "\x00" * 6, "\ud800"]
)
def test_what_is_no_code_is_wrong(code: str) -> None:
    """Whatever is typed instead of a code is refused, never an error."""
    now = datetime(2026, 5, 26, tzinfo=UTC)
    assert one_time.step_of(code, SEED, now=now, used=0) is None


def test_a_code_may_be_typed_as_it_is_shown() -> None:
    """Spaces and hyphens inside a code do not matter."""
    now = datetime(2026, 5, 26, tzinfo=UTC)
    code = one_time.code_at(SEED, now)
    spaced = f" {code[:3]} {code[3:]}"
    assert one_time.is_one_time(spaced)
    assert one_time.step_of(spaced, SEED, now=now, used=0) is not None
    assert not one_time.is_one_time("ABCD-EFGH-IJKL-MNOP")
    assert not one_time.is_one_time("١٢٣٤٥٦")


def test_an_app_is_set_up_by_a_line(random: Callable[[int], bytes]) -> None:
    """The otpauth line names login and issuer and holds the seed that is also typed by hand."""
    seed = one_time.new_seed(random)
    assert len(seed) == 20
    line = one_time.setup_line(seed, login="王小明", issuer="Mingpai")
    assert line.startswith("otpauth://totp/Mingpai:")
    assert one_time.typed_seed(seed).replace("-", "") in line
    assert re.fullmatch(r"[A-Z2-7]{4}(-[A-Z2-7]{4}){7}", one_time.typed_seed(seed))


def test_recovery_codes_are_known_however_they_are_typed(
    keys: AccountKeys, random: Callable[[int], bytes]
) -> None:
    """Ten codes of 80 bits; small letters and spaces do not matter; another owner's are others."""
    codes = one_time.new_recovery_codes(random)
    assert len(set(codes)) == 10
    assert all(re.fullmatch(r"[A-Z2-7]{4}(-[A-Z2-7]{4}){3}", code) for code in codes)
    kept = [one_time.recovery_digest(code, keys, owner="wang") for code in codes]
    typed = codes[3].lower().replace("-", "  ")
    assert one_time.matching(one_time.recovery_digest(typed, keys, owner="wang"), kept) == 3
    assert one_time.matching(one_time.recovery_digest(typed, keys, owner="li"), kept) is None
