"""Passwords: how they are hashed and compared, and which are refused.

argon2id with a salt per password. The work is done in threads of its own, few of them, because
each costs memory and a core; when too many wait, a try is turned away at once and not counted.
Sources: RFC 9106 (argon2), OWASP Password Storage Cheat Sheet (least costs), NIST SP 800-63B
(length and common passwords instead of rules of composition; NFKC before hashing).
"""

import asyncio
import re
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError
from msgspec import Struct

from mingpai.accounts.denials import Denial

_Answer = TypeVar("_Answer")

SHORTEST = 10
"""Characters; a second factor stands beside every password."""
LONGEST = 128
FEWEST_KINDS = 5
"""Different characters in a password."""
ALL_DIGITS_FROM = 16
"""Digits alone (telephone and identity numbers, dates) only from this length."""
_RUNS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "qwertyuiopasdfghjklzxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "1q2w3e4r5t6y7u8i9o0p",
)
_LONGEST_REMAINDER = 3
_WORDS = """
    password passw passwd pass admin administrator root user test guest login welcome hello
    letmein master monkey dragon iloveyou sunshine princess football baseball superman batman
    shadow michael qwerty qwertyuiop asdfgh asdfghjkl zxcvbn zxcvbnm qazwsx qazwsxedc qweasd
    qweasdzxc abc abcd abcde abcabc changeme default secret trustno freedom whatever computer
    internet samsung huawei xiaomi apple google alibaba taobao alipay tencent weixin wechat qq
    jingdong mingpai paimai fayuan court auction woaini woaiwojia woaizhongguo woshishui zhongguo
    china beijing shanghai guangzhou shenzhen nihao mima wodemima denglu zhanghao iloveu loveyou
    lovely forever baobao baobei laopo laogong a q w s z x
"""
_COMMON = frozenset(_WORDS.split())
"""Words that the commonest passwords of this country and others are made of."""
_LETTERS = re.compile(r"[^\W\d_]+")
_LEET = str.maketrans("@$!013457", "asioleast")


class Cost(Struct, frozen=True):
    """What one hash costs: memory in KiB, passes over it, lanes."""

    memory_kib: int
    passes: int
    lanes: int


OWASP_LEAST = Cost(memory_kib=19_456, passes=2, lanes=1)
"""OWASP's least: 30 ms of one core here. Used, because auctions run on the same machine."""
RFC_9106_SECOND = Cost(memory_kib=65_536, passes=3, lanes=4)
"""RFC 9106's choice for little memory: 190 ms of a core here. For a machine of its own."""
_SALT_BYTES = 16
_TAG_BYTES = 32


class TooMany(Exception):
    """So many passwords wait to be compared that one more would only make all of them late."""


def plain_form(password: str) -> str:
    """Return the form of a password that is hashed: NFKC, so that keyboards do not differ."""
    return unicodedata.normalize("NFKC", password)


def fault(password: str, *, login: str) -> Denial | None:
    """Say why a password may not be chosen; None where it may."""
    plain = plain_form(password)
    if len(plain) < SHORTEST:
        return Denial.PASSWORD_SHORT
    if len(plain) > LONGEST:
        return Denial.PASSWORD_LONG
    return Denial.PASSWORD_COMMON if _is_common(plain.casefold(), login) else None


def _is_common(text: str, login: str) -> bool:
    if len(set(text)) < FEWEST_KINDS or _is_run(text):
        return True
    if text.isdecimal() and len(text) < ALL_DIGITS_FROM:
        return True
    if login and login in text and len(text) - len(login) < SHORTEST - _LONGEST_REMAINDER:
        return True
    return any(_is_common_word(form) for form in (text, text.translate(_LEET)))


def _is_common_word(text: str) -> bool:
    """Say whether the letters of a text are common words alone, whatever digits stand between."""
    found = _LETTERS.findall(text)
    return bool(found) and all(word in _COMMON or _is_run(word) for word in found)


def _is_run(text: str) -> bool:
    """Say whether a text is a walk along the keyboard or the alphabet, or one piece repeated."""
    if any(text in way or text[::-1] in way for way in _RUNS):
        return True
    return len(text) > 1 and text in (text + text)[1:-1]


def _bytes_of(password: str) -> bytes:
    """Return what is hashed: whatever text it is, and of an over-long one enough to be wrong."""
    return plain_form(password)[: LONGEST + 1].encode(errors="surrogatepass")


class Passwords:
    """Hashes and compares passwords off the event loop."""

    def __init__(
        self, cost: Cost = OWASP_LEAST, *, threads: int = 2, most_waiting: int = 64
    ) -> None:
        """Choose the cost, how many are worked on at once, and how many may wait."""
        self._hasher = PasswordHasher(
            time_cost=cost.passes,
            memory_cost=cost.memory_kib,
            parallelism=cost.lanes,
            hash_len=_TAG_BYTES,
            salt_len=_SALT_BYTES,
            type=Type.ID,
        )
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="passwords")
        self._most = threads + most_waiting
        self._under_way = 0
        self._nobodys = self._hasher.hash("nobody's password").encode()

    async def hashed(self, password: str) -> bytes:
        """Return the hash to keep. Raises: TooMany."""
        return (await self._work(self._hasher.hash, _bytes_of(password))).encode()

    async def matches(self, kept: bytes | None, password: str) -> bool:
        """Say whether a password is the one that was hashed. Raises: TooMany.

        None for `kept` costs what a wrong password costs, and is never right.
        """
        known = self._nobodys if kept is None else kept
        is_right = await self._work(self._compare, known, _bytes_of(password))
        return is_right and kept is not None

    def is_outdated(self, kept: bytes) -> bool:
        """Say whether a hash was made at another cost than is used now."""
        return self._hasher.check_needs_rehash(kept)

    def close(self) -> None:
        """End the threads once what is under way is done."""
        self._threads.shutdown()

    def _compare(self, kept: bytes, password: bytes) -> bool:
        try:
            return self._hasher.verify(kept, password)
        except (VerificationError, InvalidHashError):
            return False

    async def _work(self, work: Callable[..., _Answer], *given: bytes) -> _Answer:
        """Do a piece of work in a thread. Called on one event loop only, hence the plain count."""
        if self._under_way >= self._most:
            raise TooMany
        self._under_way += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._threads, work, *given)
        finally:
            self._under_way -= 1
