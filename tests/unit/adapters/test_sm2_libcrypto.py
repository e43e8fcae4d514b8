"""SM2 over libcrypto, against a second implementation."""

import gmalg
import pytest
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)

from mingpai.adapters import sm2_libcrypto as sm2

MESSAGE = b"mingpai.example/journal/sm3\n70000\n"
SCALAR = bytes.fromhex("128b2fa8bd433c6c068c8d803dff79792a519a55171b1b650c23661d15897263")


@pytest.fixture(scope="module")
def private() -> bytes:
    return sm2.generate()


def test_a_signature_verifies_under_its_own_key_only(private: bytes) -> None:
    """What one key signed is right under that key and wrong under another."""
    signature = sm2.sign(private, MESSAGE)
    assert sm2.verify(sm2.public_point(private), MESSAGE, signature)
    assert not sm2.verify(sm2.public_point(sm2.generate()), MESSAGE, signature)


def test_the_oracle_accepts_our_signature(private: bytes) -> None:
    """A second implementation of SM2 with SM3 and the default id accepts what we sign."""
    r, s = decode_dss_signature(sm2.sign(private, MESSAGE))
    oracle = gmalg.SM2(pk=sm2.public_point(private), uid=sm2.USER_ID)
    assert oracle.verify(MESSAGE, r.to_bytes(32, "big"), s.to_bytes(32, "big"))


def test_we_accept_the_oracles_signature() -> None:
    """We accept what a second implementation signed."""
    oracle = gmalg.SM2(sk=SCALAR, uid=sm2.USER_ID)
    point = oracle.generate_pk(SCALAR)
    r, s = gmalg.SM2(sk=SCALAR, uid=sm2.USER_ID, pk=point).sign(MESSAGE)
    signature = encode_dss_signature(int.from_bytes(r, "big"), int.from_bytes(s, "big"))
    assert sm2.verify(point, MESSAGE, signature)


@pytest.mark.parametrize(
    "point",
    [b"", b"\x04" * 65, b"\x02" + b"\x00" * 64, b"\x04" + b"\xff" * 64, b"\x04" + b"\x00" * 63],
)
def test_a_malformed_point_is_no_key(private: bytes, point: bytes) -> None:
    """A point that is none makes the signature wrong and never stops the interpreter."""
    assert not sm2.verify(point, MESSAGE, sm2.sign(private, MESSAGE))


@pytest.mark.parametrize(
    "signature", [b"", b"\x30", b"\x00" * 72, b"\x30\x06\x02\x01\x00\x02\x01\x00"]
)
def test_a_malformed_signature_is_wrong(private: bytes, signature: bytes) -> None:
    """A signature that is none is wrong and never stops the interpreter."""
    assert not sm2.verify(sm2.public_point(private), MESSAGE, signature)


def test_each_changed_bit_of_a_signature_makes_it_wrong(private: bytes) -> None:
    """Whichever byte of a signature is changed, it is wrong afterwards."""
    signature = sm2.sign(private, MESSAGE)
    point = sm2.public_point(private)
    for place in range(len(signature)):
        changed = bytearray(signature)
        changed[place] ^= 1
        assert not sm2.verify(point, MESSAGE, bytes(changed))


def test_a_private_key_that_is_none_is_said_to_be(private: bytes) -> None:
    """Signing with bytes that are no key raises ValueError."""
    with pytest.raises(ValueError, match="SM2"):
        sm2.sign(private[:-3], MESSAGE)
