"""SM2 over libcrypto, against a second implementation, and what else national rules ask for."""

import ctypes
import importlib.util
import resource
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import gmalg  # type: ignore[import-untyped]
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from mingpai.adapters import sm2_libcrypto as sm2

pytestmark = pytest.mark.slow

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
    oracle = gmalg.SM2(pk=sm2.public_point(private), uid=sm2.SIGNER_ID)
    assert oracle.verify(MESSAGE, r.to_bytes(32, "big"), s.to_bytes(32, "big"))


def test_we_accept_the_oracles_signature() -> None:
    """We accept what a second implementation signed."""
    oracle = gmalg.SM2(sk=SCALAR, uid=sm2.SIGNER_ID)
    point = oracle.generate_pk(SCALAR)
    r, s = gmalg.SM2(sk=SCALAR, uid=sm2.SIGNER_ID, pk=point).sign(MESSAGE)
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


def as_der(key: ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


@pytest.mark.parametrize(
    "other",
    [as_der(ec.generate_private_key(ec.SECP256R1())), as_der(ed25519.Ed25519PrivateKey.generate())],
    ids=["P-256", "Ed25519"],
)
def test_a_key_of_another_curve_is_refused(other: bytes) -> None:
    """Neither a key of another curve nor one of another kind signs as SM2."""
    with pytest.raises(ValueError, match="SM2"):
        sm2.sign(other, MESSAGE)
    with pytest.raises(ValueError, match="SM2"):
        sm2.public_point(other)


@pytest.mark.parametrize("noise", [b"", b"\x00", b"\x30\x82\xff\xff", b"\xff" * 5000])
def test_noise_is_no_key(noise: bytes) -> None:
    """Bytes that are no key at all raise ValueError."""
    with pytest.raises(ValueError, match="SM2"):
        sm2.public_point(noise)


def test_an_overlong_message_or_signature_is_wrong(private: bytes) -> None:
    """What is longer than any signed note is not even looked at."""
    point, signature = sm2.public_point(private), sm2.sign(private, MESSAGE)
    assert not sm2.verify(point, bytes(sm2.MAX_MESSAGE_BYTES + 1), signature)
    assert not sm2.verify(point, MESSAGE, signature + bytes(sm2.MAX_SIGNATURE_BYTES))
    assert not sm2.verify(point, MESSAGE, signature + b"\x00")


@pytest.mark.parametrize("message", [b"", b"\x00", b"a\x00b", b"x" * 100_000])
def test_any_message_is_signed_whole(private: bytes, message: bytes) -> None:
    """Empty, long and NUL-holding messages are signed to their last byte."""
    point, signature = sm2.public_point(private), sm2.sign(private, message)
    assert sm2.verify(point, message, signature)
    assert not sm2.verify(point, message + b"\x00", signature)


def test_threads_do_not_disturb_one_another(private: bytes) -> None:
    """Four threads that sign, check and fail at once get the answers that one would."""
    point = sm2.public_point(private)

    def work(number: int) -> bool:
        message = b"%d" % number
        signature = sm2.sign(private, message)
        wrong = sm2.verify(point, MESSAGE, signature) or sm2.verify(point, message, b"noise")
        return sm2.verify(point, message, signature) and not wrong

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(work, range(200)))


def test_memory_does_not_grow(private: bytes) -> None:
    """Hundreds of signatures, checks and failures leave no more than noise behind."""
    point, signature = sm2.public_point(private), sm2.sign(private, MESSAGE)

    def rounds(count: int) -> None:
        for _ in range(count):
            assert sm2.verify(point, MESSAGE, signature)
            assert not sm2.verify(point, b"", signature)
            assert not sm2.verify(b"\x04" * 65, MESSAGE, signature)
            sm2.sign(private, MESSAGE)
            with pytest.raises(ValueError, match="SM2"):
                sm2.sign(b"noise", MESSAGE)

    rounds(100)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    rounds(300)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 1_000


@pytest.fixture
def unloaded() -> Iterator[None]:
    """Forget which library was found, before the test and after it."""
    sm2._library.cache_clear()
    yield
    sm2._library.cache_clear()


@pytest.mark.usefixtures("unloaded")
def test_a_machine_without_the_library_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where no candidate can be loaded, or none has SM2, the error names the package."""
    monkeypatch.setattr(sm2, "_candidates", lambda: iter(["/nowhere/libcrypto.so", "libc.so.6"]))
    assert not sm2.is_available()
    with pytest.raises(sm2.NoLibcrypto, match="libssl3"):
        sm2.generate()


@pytest.mark.usefixtures("unloaded")
def test_the_library_that_python_is_linked_to_will_do(
    monkeypatch: pytest.MonkeyPatch, private: bytes
) -> None:
    """Where the system's names lead nowhere, the library behind Python's own hashes is used."""
    assert set(sm2._NAMES) < set(sm2._candidates())
    monkeypatch.setattr(sm2, "_NAMES", ())
    monkeypatch.setattr(ctypes.util, "find_library", lambda _name: None)
    assert len(list(sm2._candidates())) == 1
    assert sm2.is_available()
    assert sm2.verify(sm2.public_point(private), MESSAGE, sm2.sign(private, MESSAGE))


@pytest.mark.usefixtures("unloaded")
def test_without_any_name_there_is_no_candidate(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Python with built-in hashes on a machine without the library leaves nothing to try."""
    monkeypatch.setattr(sm2, "_NAMES", ())
    monkeypatch.setattr(ctypes.util, "find_library", lambda _name: None)
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    assert list(sm2._candidates()) == []


def test_sm4_in_gcm_has_its_published_value(shared_data: Callable[[str], Path]) -> None:
    """The library that seals fields gives the ciphertext and tag of RFC 8998, and opens them."""
    text = (shared_data("sm-crypto") / "sm4-rfc8998.txt").read_text("utf-8")
    section = text.split("# SM4 GCM", 1)[1].split("\n\n# ", 2)[1]
    value = {
        name: bytes.fromhex(digits)
        for name, _, digits in (line.partition(" = ") for line in section.splitlines())
        if name in {"KEY", "IV", "AAD", "TAG", "PLAINTEXT", "CIPHERTEXT"}
    }
    sealing = Cipher(algorithms.SM4(value["KEY"]), modes.GCM(value["IV"])).encryptor()
    sealing.authenticate_additional_data(value["AAD"])
    assert sealing.update(value["PLAINTEXT"]) + sealing.finalize() == value["CIPHERTEXT"]
    assert sealing.tag == value["TAG"]
    opening = Cipher(algorithms.SM4(value["KEY"]), modes.GCM(value["IV"], value["TAG"])).decryptor()
    opening.authenticate_additional_data(value["AAD"])
    assert opening.update(value["CIPHERTEXT"]) + opening.finalize() == value["PLAINTEXT"]
