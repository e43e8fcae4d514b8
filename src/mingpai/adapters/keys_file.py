"""The service's keys as files: made once, readable by their owner only, never overwritten.

A folder of mode 0700 with one file per key. Fit for a laptop and for tests; production keeps keys
in a cipher machine behind the same port (`ports.KeyRing`). No secret is ever printed.
"""

import os
import secrets
import stat
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from mingpai.adapters import sm2_libcrypto as sm2
from mingpai.journal.notes import ED25519, EXTERNAL, check_key_name, new_vkey, sm2_message
from mingpai.ports import PortError

SECRET_BYTES = 32
_LOG = "log.ed25519"
_RECEIPTS = "receipts.ed25519"
_SM2 = "log.sm2.der"
_COMMANDS = "commands.secret"
_ORIGIN = "origin"
FILES = (_LOG, _RECEIPTS, _SM2, _COMMANDS, _ORIGIN)
_TIME_BYTES = 8


class Ed25519Signer:
    """Signs note texts with an Ed25519 key."""

    def __init__(self, name: str, seed: bytes) -> None:
        """Load the key from its 32-byte seed. Raises: ValueError for anything else."""
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        public = self._key.public_key().public_bytes_raw()
        self._vkey = str(new_vkey(name, ED25519, public))

    @property
    def vkey(self) -> str:
        """The verification key line."""
        return self._vkey

    def sign(self, message: bytes) -> bytes:
        """Return the 64-byte signature."""
        return self._key.sign(message)


class Sm2Signer:
    """Signs note texts with SM2 over SM3, with the time of signing in front."""

    def __init__(self, name: str, private: bytes, seconds: Callable[[], int]) -> None:
        """Load the key from DER; `seconds` tells the time as Unix seconds."""
        self._private = private
        self._seconds = seconds
        self._vkey = str(new_vkey(name, EXTERNAL, sm2.public_point(private)))

    @property
    def vkey(self) -> str:
        """The verification key line."""
        return self._vkey

    def sign(self, message: bytes) -> bytes:
        """Return eight bytes of time and the DER signature over label, time and text."""
        now = self._seconds()
        signature = sm2.sign(self._private, sm2_message(now, message))
        return now.to_bytes(_TIME_BYTES, "big") + signature


class FileKeyRing:
    """`ports.KeyRing` over a folder made by `create`."""

    def __init__(self, folder: Path, seconds: Callable[[], int]) -> None:
        """Load every key. Raises: PortError naming the file that is missing, open or damaged."""
        _check_folder(folder)
        name = _read(folder / _ORIGIN)
        try:
            origin = name.decode()
            self.log = Ed25519Signer(origin, _read(folder / _LOG))
            self.receipts = Ed25519Signer(f"{origin}/receipts", _read(folder / _RECEIPTS))
            self.sm2 = Sm2Signer(f"{origin}/sm3", _read(folder / _SM2), seconds)
        except ValueError as error:
            msg = f"read the keys in {folder}: one of them is damaged; restore the folder"
            raise PortError(msg, retry_is_safe=False) from error
        self.command_secret = _read(folder / _COMMANDS)
        self.origin = origin
        if len(self.command_secret) != SECRET_BYTES:
            msg = f"read {folder / _COMMANDS}: it has not {SECRET_BYTES} bytes; restore it"
            raise PortError(msg, retry_is_safe=False)

    def __repr__(self) -> str:
        """Say whose keys these are, and nothing of them."""
        return f"FileKeyRing({self.origin})"


def create(folder: Path, origin: str) -> None:
    """Make new keys for the journal named `origin`.

    Raises: VerificationError for a name that cannot be a key's name; PortError where the folder
    holds keys already or cannot be written.
    """
    for name in (origin, f"{origin}/receipts"):  # the longest of the names that follow from it
        check_key_name(name)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        for name, content in (
            (_LOG, secrets.token_bytes(SECRET_BYTES)),
            (_RECEIPTS, secrets.token_bytes(SECRET_BYTES)),
            (_SM2, sm2.generate()),
            (_COMMANDS, secrets.token_bytes(SECRET_BYTES)),
            (_ORIGIN, origin.encode()),
        ):
            _write_new(folder / name, content)
    except FileExistsError as error:
        msg = f"make keys in {folder}: there are keys already, and keys are never overwritten"
        raise PortError(msg, retry_is_safe=False) from error
    except OSError as error:
        msg = f"make keys in {folder}: {error.strerror}"
        raise PortError(msg, retry_is_safe=True) from error


def _write_new(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _check_folder(folder: Path) -> None:
    """Refuse a folder of keys that others may enter. Raises: PortError."""
    try:
        mode = stat.S_IMODE(folder.stat().st_mode)
    except OSError as error:
        msg = f"read the keys in {folder}: {error.strerror}; bring the folder back from its copy"
        raise PortError(msg, retry_is_safe=True) from error
    if mode & 0o077:
        msg = (
            f"read the keys in {folder}: others may enter it (mode {mode:04o}); "
            f"run chmod 700 {folder}"
        )
        raise PortError(msg, retry_is_safe=False)


def _read(path: Path) -> bytes:
    """Return a key file's bytes, if only its owner can read it."""
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            msg = f"read {path}: others may read it; run chmod 600 on it and change the key"
            raise PortError(msg, retry_is_safe=False)
        return path.read_bytes()
    except OSError as error:
        msg = f"read the key {path}: {error.strerror}"
        raise PortError(msg, retry_is_safe=True) from error
