"""What our script computes where a browser offers no cryptography agrees with the program's."""

import hashlib
import random
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

pytestmark = [pytest.mark.slow, pytest.mark.browser]
Visitor = Callable[..., Any]

VERIFY = """
async (cases) => {
  const { verify } = await import("/static/ed25519.js");
  const { engineOf } = await import("/static/paper.js");
  const bytes = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (two) => parseInt(two, 16));
  const browser = engineOf().verify;
  const found = [];
  for (const one of cases) {
    const [key, signature, message] = one.map(bytes);
    found.push([verify(key, signature, message), await browser(key, signature, message)]);
  }
  return found;
}
"""
HASH = """
async (messages) => {
  const { sha256, sha512 } = await import("/static/ed25519.js");
  const hex = (bytes) => Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");
  return messages.map((length) => {
    const message = Uint8Array.from({ length }, (_, i) => i * 7);
    return [hex(sha256(message)), hex(sha512(message))];
  });
}
"""


def test_hashes_are_those_of_the_standard(visitor: Visitor) -> None:
    """Both hashes of our script agree with Python's, on both sides of each block's end."""
    page = visitor("/en/check")
    lengths = [0, 1, 54, 55, 56, 63, 64, 65, 110, 111, 112, 119, 120, 127, 128, 129, 300, 5_000]
    for length, found in zip(lengths, page.evaluate(HASH, lengths), strict=True):
        message = bytes(i * 7 & 255 for i in range(length))
        assert found == [hashlib.sha256(message).hexdigest(), hashlib.sha512(message).hexdigest()]


ORDER = 2**252 + 27742317777372353535851937790883648493
PRIME = 2**255 - 19
ORDER_8 = (
    2707385501144840649318225287225658788936804267575313519463743609750303402022,
    55188659117513257062467267217118295137698188065244968500265048394206261417927,
)
TORSION = tuple(
    y + sign * 2**255 for y in (1, PRIME - 1, 0, *ORDER_8, PRIME, PRIME + 1) for sign in range(2)
)
"""Points of small order as numbers, and the same in spellings that no encoder writes."""


def signed() -> Iterator[tuple[bytes, bytes, bytes]]:
    """Return keys, signatures and messages: right ones, and each way to be wrong or odd."""
    draw = random.Random(5)
    for length in (0, 1, 63, 64, 65, 200):
        key = Ed25519PrivateKey.from_private_bytes(draw.randbytes(32))
        public, message = key.public_key().public_bytes_raw(), draw.randbytes(length)
        signature = key.sign(message)
        r, s = signature[:32], int.from_bytes(signature[32:], "little")
        yield public, signature, message
        yield public, signature, message + b"x"
        yield public, signature[:63], message
        yield public, signature + b"\0", message
        yield public, r + (s + ORDER).to_bytes(32, "little"), message
        yield public, r + (s + 2**255).to_bytes(32, "little"), message
        yield public, bytes([r[0] ^ 1]) + signature[1:], message
        yield public, signature[:31] + bytes([r[31] ^ 128]) + signature[32:], message
        yield public[:31] + bytes([public[31] ^ 128]), signature, message
        yield draw.randbytes(32), signature, message
    points = [point.to_bytes(32, "little") for point in TORSION]
    for key_point, r_point, number in product(points, points, range(3)):
        yield key_point, r_point + bytes(32), b"%d" % number
    for key_point in points:
        yield key_point, points[0] + ORDER.to_bytes(32, "little"), b""


def test_our_ed25519_agrees_with_openssl(visitor: Visitor) -> None:
    """Right, wrong, malleable and small-order signatures are judged as the program judges them."""
    cases = list(signed())
    given = [[part.hex() for part in case] for case in cases]
    expected = [_openssl(*case) for case in cases]
    found = visitor("/en/check").evaluate(VERIFY, given)
    accepted = {case[0] for case, is_right in zip(cases, expected, strict=True) if is_right}
    assert len(accepted & {point.to_bytes(32, "little") for point in TORSION}) > len(TORSION) // 2
    assert [own for own, _ in found] == expected
    assert [browser for _, browser in found] == expected


def _openssl(key: bytes, signature: bytes, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except InvalidSignature:
        return False
    return True
