"""Which passwords are refused, and how the others are kept and compared."""

import asyncio

import pytest

from mingpai.accounts.denials import Denial
from mingpai.accounts.passwords import (
    OWASP_LEAST,
    RFC_9106_SECOND,
    Cost,
    Passwords,
    TooMany,
    fault,
)

CHEAP = Cost(memory_kib=8, passes=1, lanes=1)


@pytest.mark.parametrize(
    "password",
    [
        "stone river lantern",
        "竹林深处有一盏旧灯笼",
        "correct horse battery",
        "Xk3!fw9_Lq2z",
        "9271640385572914",
    ],
)
def test_a_password_of_ones_own_is_taken(password: str) -> None:
    """A few words, random characters or a long number: nobody has to use a special sign."""
    assert fault(password, login="wang") is None


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("kurz", Denial.PASSWORD_SHORT),
        ("９９９", Denial.PASSWORD_SHORT),
        ("x" * 129, Denial.PASSWORD_LONG),
        ("aaaaaaaaaaaa", Denial.PASSWORD_COMMON),
        ("abababababab", Denial.PASSWORD_COMMON),
        ("1234567890", Denial.PASSWORD_COMMON),
        ("0987654321", Denial.PASSWORD_COMMON),
        ("13800138000", Denial.PASSWORD_COMMON),
        ("13925847061", Denial.PASSWORD_COMMON),
        ("19900101199001", Denial.PASSWORD_COMMON),
        ("qwertyuiop", Denial.PASSWORD_COMMON),
        ("poiuytrewq", Denial.PASSWORD_COMMON),
        ("1qaz2wsx3edc", Denial.PASSWORD_COMMON),
        ("Password123", Denial.PASSWORD_COMMON),
        ("P@ssw0rd2026", Denial.PASSWORD_COMMON),
        ("admin-12345", Denial.PASSWORD_COMMON),
        ("woaini1314520", Denial.PASSWORD_COMMON),
        ("abcd12345678", Denial.PASSWORD_COMMON),
        ("a123456789", Denial.PASSWORD_COMMON),
        ("wang.judge2026", Denial.PASSWORD_COMMON),
        ("mypass1mypass1", Denial.PASSWORD_COMMON),
        ("ｐａｓｓｗｏｒｄ１２３", Denial.PASSWORD_COMMON),
    ],
)
def test_what_everybody_tries_first_is_refused(password: str, reason: Denial) -> None:
    """Short, long, runs, repetitions, telephone numbers, common words, and one's own login."""
    assert fault(password, login="wang.judge") is reason


def test_a_password_is_right_however_it_was_typed() -> None:
    """The kept hash is argon2id, matches the same text in full width, and no other."""

    async def go() -> None:
        passwords = Passwords(CHEAP)
        kept = await passwords.hashed("stone river lantern")
        assert kept.startswith(b"$argon2id$v=19$m=8,t=1,p=1$")
        assert await passwords.hashed("stone river lantern") != kept
        assert await passwords.matches(kept, "stone river lantern")
        assert await passwords.matches(kept, "ｓｔｏｎｅ ｒｉｖｅｒ ｌａｎｔｅｒｎ")
        assert not await passwords.matches(kept, "stone river lanter")
        assert not await passwords.matches(kept, "x" * 10**6)
        assert not await passwords.matches(kept, "\ud800")
        assert not await passwords.matches(b"no hash", "stone river lantern")
        assert not await passwords.matches(b"\xff\xfe", "stone river lantern")
        passwords.close()

    asyncio.run(go())


def test_nobody_has_no_right_password() -> None:
    """For an unknown login even the text behind the stand-in hash is wrong."""
    passwords = Passwords(CHEAP)
    assert not asyncio.run(passwords.matches(None, "nobody's password"))
    passwords.close()


def test_a_hash_of_another_cost_is_outdated() -> None:
    """When the cost changes every hash made before is known to be of before."""

    async def go() -> bytes:
        passwords = Passwords(CHEAP)
        kept = await passwords.hashed("stone river lantern")
        assert not passwords.is_outdated(kept)
        passwords.close()
        return kept

    kept = asyncio.run(go())
    dearer = Passwords(Cost(memory_kib=16, passes=1, lanes=1))
    assert dearer.is_outdated(kept)
    dearer.close()


def test_too_many_at_once_are_turned_away() -> None:
    """One works, one waits, the third is told; when they are done the next is taken."""

    async def go() -> None:
        passwords = Passwords(CHEAP, threads=1, most_waiting=1)
        three = [passwords.hashed("stone river lantern") for _ in range(3)]
        done = await asyncio.gather(*three, return_exceptions=True)
        assert [isinstance(one, TooMany) for one in done] == [False, False, True]
        assert await passwords.hashed("stone river lantern")
        passwords.close()

    asyncio.run(go())


def test_the_loop_goes_on_while_a_password_is_hashed() -> None:
    """Hashing at the real cost leaves the event loop free."""

    async def go() -> int:
        passwords = Passwords(OWASP_LEAST)
        hashing = asyncio.ensure_future(passwords.hashed("stone river lantern"))
        turns = 0
        while not hashing.done():
            await asyncio.sleep(0.001)
            turns += 1
        passwords.close()
        return turns

    assert asyncio.run(go()) > 3


def test_the_costs_are_those_of_their_sources() -> None:
    """OWASP's least and RFC 9106's second choice, as published."""
    costs = [(one.memory_kib, one.passes, one.lanes) for one in (OWASP_LEAST, RFC_9106_SECOND)]
    assert costs == [(19 * 1024, 2, 1), (64 * 1024, 3, 4)]
