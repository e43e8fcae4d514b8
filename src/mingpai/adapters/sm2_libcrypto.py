"""SM2 signatures with SM3 over the system's libcrypto (OpenSSL 3), by ctypes.

The user id is the default one, `1234567812345678`. Private keys are DER (as libcrypto writes
them), public keys 65-byte uncompressed points, signatures DER (r, s). Every call makes and frees
its own contexts, so that threads do not share any; ctypes releases the interpreter's lock.
Not a certified product: production keeps keys in a cipher machine behind the same port.
Source: GB/T 32918.2-2016; formats note C.
"""

import ctypes
import ctypes.util
import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

SIGNER_ID = b"1234567812345678"
POINT_BYTES = 65
MAX_SIGNATURE_BYTES = 80
MAX_MESSAGE_BYTES = 1 << 24
_SM2 = 1172
_UNCOMPRESSED = 4
_SPKI_PREFIX = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d034200")
_NAMES = ("libcrypto.so.3", "libcrypto.3.dylib", "libcrypto-3-x64.dll")

_Pointer = ctypes.c_void_p
_Size = ctypes.c_size_t
_Int = ctypes.c_int
_Bytes = ctypes.c_char_p

_FUNCTIONS: dict[str, tuple[type | None, list[type]]] = {
    "EVP_PKEY_CTX_new_id": (_Pointer, [_Int, _Pointer]),
    "EVP_PKEY_keygen_init": (_Int, [_Pointer]),
    "EVP_PKEY_keygen": (_Int, [_Pointer, ctypes.POINTER(_Pointer)]),
    "EVP_PKEY_CTX_new": (_Pointer, [_Pointer, _Pointer]),
    "EVP_PKEY_CTX_free": (None, [_Pointer]),
    "EVP_PKEY_CTX_set1_id": (_Int, [_Pointer, _Bytes, _Int]),
    "EVP_PKEY_free": (None, [_Pointer]),
    "EVP_PKEY_is_a": (_Int, [_Pointer, _Bytes]),
    "EVP_MD_CTX_new": (_Pointer, []),
    "EVP_MD_CTX_free": (None, [_Pointer]),
    "EVP_MD_CTX_set_pkey_ctx": (None, [_Pointer, _Pointer]),
    "EVP_sm3": (_Pointer, []),
    "EVP_DigestSignInit": (_Int, [_Pointer, _Pointer, _Pointer, _Pointer, _Pointer]),
    "EVP_DigestSign": (_Int, [_Pointer, _Pointer, ctypes.POINTER(_Size), _Bytes, _Size]),
    "EVP_DigestVerifyInit": (_Int, [_Pointer, _Pointer, _Pointer, _Pointer, _Pointer]),
    "EVP_DigestVerify": (_Int, [_Pointer, _Bytes, _Size, _Bytes, _Size]),
    "i2d_PrivateKey": (_Int, [_Pointer, ctypes.POINTER(_Pointer)]),
    "i2d_PUBKEY": (_Int, [_Pointer, ctypes.POINTER(_Pointer)]),
    "d2i_AutoPrivateKey": (_Pointer, [_Pointer, ctypes.POINTER(_Pointer), ctypes.c_long]),
    "d2i_PUBKEY": (_Pointer, [_Pointer, ctypes.POINTER(_Pointer), ctypes.c_long]),
    "ERR_clear_error": (None, []),
}


class NoLibcrypto(RuntimeError):
    """No OpenSSL 3 library with SM2 was found on this machine."""


def _candidates() -> Iterator[str]:
    """Yield where libcrypto may be: the system's, then the one that Python itself is linked to."""
    yield from _NAMES
    found = ctypes.util.find_library("crypto")
    if found is not None:
        yield found
    linked = importlib.util.find_spec("_hashlib")
    if linked is not None and linked.origin is not None:
        yield linked.origin


@lru_cache(maxsize=1)
def _library() -> ctypes.CDLL:
    """Load libcrypto once and give each function its types. Raises: NoLibcrypto."""
    for name in _candidates():
        try:
            library = ctypes.CDLL(name)
            for function, (result, arguments) in _FUNCTIONS.items():
                handle = getattr(library, function)
                handle.restype, handle.argtypes = result, arguments
        except (OSError, AttributeError):
            continue
        return library
    msg = "no OpenSSL 3 libcrypto was found; install the system's package (Debian: libssl3)"
    raise NoLibcrypto(msg)


def is_available() -> bool:
    """Say whether SM2 works on this machine."""
    try:
        _library()
    except NoLibcrypto:
        return False
    return True


def _ok(done: object, what: str) -> None:
    """Raise ValueError where libcrypto did not do what was asked."""
    if done not in (1, True):
        _library().ERR_clear_error()
        msg = f"SM2: {what} failed"
        raise ValueError(msg)


def _dumped(function: str, key: int) -> bytes:
    """Return a key as DER."""
    write = getattr(_library(), function)
    size = write(key, None)
    _ok(size > 0, function)
    buffer = ctypes.create_string_buffer(size)
    place = _Pointer(ctypes.addressof(buffer))
    _ok(write(key, ctypes.byref(place)) == size, function)
    return buffer.raw


@contextmanager
def _loaded(function: str, der: bytes) -> Iterator[int]:
    """Hold a key read from DER. Raises: ValueError where it is no SM2 key."""
    library = _library()
    buffer = ctypes.create_string_buffer(der, len(der))
    place = _Pointer(ctypes.addressof(buffer))
    key = getattr(library, function)(None, ctypes.byref(place), len(der))
    _ok(bool(key), "reading the key")
    try:
        _ok(library.EVP_PKEY_is_a(key, b"SM2"), "reading an SM2 key")
        yield key
    finally:
        library.EVP_PKEY_free(key)


@contextmanager
def _digest(key: int) -> Iterator[int]:
    """Hold a digest context that knows the user id."""
    library = _library()
    context = library.EVP_MD_CTX_new()
    key_context = library.EVP_PKEY_CTX_new(key, None)
    try:
        _ok(bool(context) and bool(key_context), "allocation")
        _ok(library.EVP_PKEY_CTX_set1_id(key_context, SIGNER_ID, len(SIGNER_ID)), "setting the id")
        library.EVP_MD_CTX_set_pkey_ctx(context, key_context)
        yield context
    finally:
        library.EVP_MD_CTX_free(context)
        library.EVP_PKEY_CTX_free(key_context)


def generate() -> bytes:
    """Return a new private key as DER. Raises: NoLibcrypto, ValueError."""
    library = _library()
    context = library.EVP_PKEY_CTX_new_id(_SM2, None)
    _ok(bool(context), "allocation")
    key = _Pointer()
    try:
        _ok(library.EVP_PKEY_keygen_init(context), "key generation")
        _ok(library.EVP_PKEY_keygen(context, ctypes.byref(key)), "key generation")
        if key.value is None:
            msg = "SM2: no key was generated"
            raise ValueError(msg)
        return _dumped("i2d_PrivateKey", key.value)
    finally:
        library.EVP_PKEY_free(key)
        library.EVP_PKEY_CTX_free(context)


def public_point(private: bytes) -> bytes:
    """Return the 65-byte point of a private key. Raises: ValueError where it is none."""
    with _loaded("d2i_AutoPrivateKey", private) as key:
        spki = _dumped("i2d_PUBKEY", key)
    return spki[-POINT_BYTES:]


def sign(private: bytes, message: bytes) -> bytes:
    """Return the DER signature over `message`. Raises: ValueError where the key is none."""
    library = _library()
    with _loaded("d2i_AutoPrivateKey", private) as key, _digest(key) as context:
        started = library.EVP_DigestSignInit(context, None, library.EVP_sm3(), None, key)
        _ok(started, "starting the signature")
        size = _Size(MAX_SIGNATURE_BYTES)
        buffer = ctypes.create_string_buffer(MAX_SIGNATURE_BYTES)
        done = library.EVP_DigestSign(context, buffer, ctypes.byref(size), message, len(message))
        _ok(done, "signing")
        return buffer.raw[: size.value]


def verify(point: bytes, message: bytes, signature: bytes) -> bool:
    """Say whether a DER signature is right. False for anything malformed; never raises for it.

    Raises: NoLibcrypto only.
    """
    library = _library()
    right_shape = len(point) == POINT_BYTES and point[0] == _UNCOMPRESSED
    if not right_shape or not 0 < len(signature) <= MAX_SIGNATURE_BYTES:
        return False
    if len(message) > MAX_MESSAGE_BYTES:
        return False
    try:
        with _loaded("d2i_PUBKEY", _SPKI_PREFIX + point) as key, _digest(key) as context:
            started = library.EVP_DigestVerifyInit(context, None, library.EVP_sm3(), None, key)
            _ok(started, "starting the check")
            args = (context, signature, len(signature), message, len(message))
            return bool(library.EVP_DigestVerify(*args) == 1)
    except ValueError:
        return False
    finally:
        library.ERR_clear_error()
