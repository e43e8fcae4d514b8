"""C2SP signed notes: text, signature lines, verification keys. Strict readers with inverses.

A note is text ending in a newline, an empty line, and one line per signature. A known key whose
signature fails makes the whole note worthless; an unknown key is ignored.
Source: C2SP signed-note v1.0.0, tlog-cosignature v1.0.1.
"""

import base64
import binascii
import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from msgspec import Struct

from mingpai.journal.errors import VerificationError

ED25519 = 0x01
COSIGNATURE = 0x04
EXTERNAL = 0xFF
SM2_LABEL = b"sm2-sm3-cosignature/v1\n"
"""What follows type 0xff, in an SM2 key's line and in its id: 0xff asks for a longer name."""

MAX_NOTE_BYTES = 1_000_000
MAX_SIGNATURES = 100
MAX_NAME_BYTES = 255
"""Of a key's name. C2SP names no bound; without one a name alone could overfill an entry."""
_KEY_ID_BYTES = 4
_TIME_BYTES = 8
_ED25519_BYTES = 32
_SM2_POINT_BYTES = 65
_DASH = "\u2014 "

Sm2Verify = Callable[[bytes, bytes, bytes], bool]
"""(65-byte point, message, DER signature) -> whether the signature is right."""


class NoteSigner(Protocol):
    """What can sign a note: `ports.Signer` is one."""

    @property
    def vkey(self) -> str:
        """The verification key line."""
        ...

    def sign(self, message: bytes) -> bytes:
        """Return the signature bytes that follow the key id."""
        ...


class Verifier(Protocol):
    """A key that checks one signer's line."""

    @property
    def name(self) -> str:
        """The key's name."""
        ...

    @property
    def key_id(self) -> bytes:
        """Four bytes."""
        ...

    def verify(self, message: bytes, signature: bytes) -> bool:
        """Say whether `signature` (without key id) is right for the note text `message`."""
        ...


class VKey(Struct, frozen=True):
    """A verification key as its line says it: `<name>+<hex key id>+<base64(type, key)>`."""

    name: str
    key_id: bytes
    kind: int
    key: bytes

    def __str__(self) -> str:
        """Print the line; the inverse of `parse_vkey_line`."""
        body = base64.b64encode(_typed(self.kind, self.key)).decode()
        return f"{self.name}+{self.key_id.hex()}+{body}"


def _typed(kind: int, key: bytes) -> bytes:
    """Return a key behind its type: what its line holds and its id is computed over."""
    return bytes([kind]) + (SM2_LABEL if kind == EXTERNAL else b"") + key


def key_id_of(name: str, kind: int, key: bytes) -> bytes:
    """Return a key's id: the first four bytes of SHA-256 over name, newline, type and key."""
    return hashlib.sha256(name.encode() + b"\n" + _typed(kind, key)).digest()[:_KEY_ID_BYTES]


def utf8(text: str, what: str) -> bytes:
    """Return the bytes of a text from outside. Raises: VerificationError for lone surrogates."""
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        msg = f"{what}: no Unicode text at character {error.start}"
        raise VerificationError(msg) from error


def check_key_name(name: str) -> None:
    """Refuse a key name with spaces, plus signs or control characters, too long, or none at all."""
    size = len(utf8(name, "key name"))
    if size > MAX_NAME_BYTES:
        msg = f"a key name of {size} bytes ({name:.20}...); {MAX_NAME_BYTES} are the most"
        raise VerificationError(msg)
    if not name or "+" in name or any(c.isspace() or ord(c) < ord(" ") for c in name):
        msg = f"{name!r:.60} is no key name: no spaces, no plus sign, no control characters"
        raise VerificationError(msg)


def new_vkey(name: str, kind: int, key: bytes) -> VKey:
    """Return the verification key for a raw public key (32 bytes; 65 for SM2)."""
    check_key_name(name)
    wanted = _SM2_POINT_BYTES if kind == EXTERNAL else _ED25519_BYTES
    if kind not in (ED25519, COSIGNATURE, EXTERNAL) or len(key) != wanted:
        msg = f"a key of type {kind:#x} and {len(key)} bytes is not known here"
        raise VerificationError(msg)
    return VKey(name, key_id_of(name, kind, key), kind, key)


def decode_base64(text: str, what: str) -> bytes:
    """Read canonical base64 only. Raises: VerificationError."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        msg = f"{what}: no base64"
        raise VerificationError(msg) from error
    if base64.b64encode(data).decode() != text:
        msg = f"{what}: base64, but not in canonical form"
        raise VerificationError(msg)
    return data


def parse_vkey_line(line: str) -> VKey:
    """Read a verification key line. Raises: VerificationError where anything is off."""
    parts = line.split("+", 2)
    if len(parts) != 3:  # noqa: PLR2004 - name, id, key
        msg = f"{line!r:.80} is no verification key: name+id+key"
        raise VerificationError(msg)
    name, hex_id, body = parts
    data = decode_base64(body, "verification key")
    if not data:
        msg = "verification key: empty"
        raise VerificationError(msg)
    label = SM2_LABEL if data[0] == EXTERNAL else b""
    if not data.startswith(label, 1):
        msg = "verification key: of a type that is not known here"
        raise VerificationError(msg)
    vkey = new_vkey(name, data[0], data[1 + len(label) :])
    if vkey.key_id.hex() != hex_id:
        msg = f"verification key: its id is {vkey.key_id.hex()}, the line says {hex_id!r:.20}"
        raise VerificationError(msg)
    return vkey


class Ed25519Verifier:
    """Checks a plain Ed25519 line: the signature is over the note text."""

    def __init__(self, vkey: VKey) -> None:
        """Load the key."""
        self.name = vkey.name
        self.key_id = vkey.key_id
        self._key = Ed25519PublicKey.from_public_bytes(vkey.key)

    def verify(self, message: bytes, signature: bytes) -> bool:
        """Say whether the signature is right."""
        try:
            self._key.verify(signature, message)
        except InvalidSignature:
            return False
        return True


def cosigned_message(time: int, text: bytes) -> bytes:
    """Return what a witness signs: a header with its time, then the note text."""
    return b"cosignature/v1\ntime %d\n" % time + text


class CosignatureVerifier(Ed25519Verifier):
    """Checks a witness's timestamped Ed25519 line."""

    def verify(self, message: bytes, signature: bytes) -> bool:
        """Say whether time and signature are right for the text."""
        if len(signature) <= _TIME_BYTES:
            return False
        time = int.from_bytes(signature[:_TIME_BYTES], "big")
        return super().verify(cosigned_message(time, message), signature[_TIME_BYTES:])


def sm2_message(time: int, text: bytes) -> bytes:
    """Return what an SM2 line signs: its label with the time, then the note text."""
    return SM2_LABEL + b"time %d\n" % time + text


class Sm2Verifier:
    """Checks an SM2 line; the curve arithmetic comes from outside, so that this stays pure."""

    def __init__(self, vkey: VKey, verify: Sm2Verify) -> None:
        """Keep the key and the function that checks."""
        self.name = vkey.name
        self.key_id = vkey.key_id
        self._point = vkey.key
        self._verify = verify

    def verify(self, message: bytes, signature: bytes) -> bool:
        """Say whether time and signature are right for the text."""
        if len(signature) <= _TIME_BYTES:
            return False
        time = int.from_bytes(signature[:_TIME_BYTES], "big")
        return self._verify(self._point, sm2_message(time, message), signature[_TIME_BYTES:])


def verifier_for(vkey: VKey, *, sm2: Sm2Verify | None = None) -> Verifier:
    """Return what checks this key's lines. Raises: VerificationError for SM2 without a library."""
    if vkey.kind == ED25519:
        return Ed25519Verifier(vkey)
    if vkey.kind == COSIGNATURE:
        return CosignatureVerifier(vkey)
    if sm2 is None:
        msg = f"{vkey.name}: no library for SM2 signatures was found on this machine"
        raise VerificationError(msg)
    return Sm2Verifier(vkey, sm2)


class SignatureLine(Struct, frozen=True):
    """One line under a note."""

    name: str
    key_id: bytes
    signature: bytes

    def __str__(self) -> str:
        """Print the line without its newline."""
        return f"{_DASH}{self.name} {base64.b64encode(self.key_id + self.signature).decode()}"


class Note(Struct, frozen=True):
    """A note as read, nothing verified: its text (with final newline) and its lines."""

    text: str
    lines: tuple[SignatureLine, ...]


def print_note(note: Note) -> str:
    """Print a note; the inverse of `parse_note`."""
    return note.text + "\n" + "".join(f"{line}\n" for line in note.lines)


def parse_note(data: str) -> Note:
    """Read a note strictly. Raises: VerificationError. Verifies nothing."""
    if len(utf8(data, "note")) > MAX_NOTE_BYTES:
        msg = f"the note is longer than {MAX_NOTE_BYTES} bytes"
        raise VerificationError(msg)
    if any(c < " " and c != "\n" for c in data):
        msg = "the note holds control characters"
        raise VerificationError(msg)
    split = data.rfind("\n\n")
    if split < 0 or not data.endswith("\n"):
        msg = "no signed note: text, an empty line, then signature lines are wanted"
        raise VerificationError(msg)
    text, rest = data[: split + 1], data[split + 2 :]
    lines = rest.split("\n")[:-1]
    if not lines or len(lines) > MAX_SIGNATURES:
        msg = f"a note with {len(lines)} signature lines"
        raise VerificationError(msg)
    return Note(text, tuple(_parse_line(line) for line in lines))


def _parse_line(line: str) -> SignatureLine:
    name, space, body = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not space:
        msg = f"{line!r:.60} is no signature line"
        raise VerificationError(msg)
    check_key_name(name)
    data = decode_base64(body, "signature line")
    if len(data) <= _KEY_ID_BYTES:
        msg = "signature line: no signature after the key id"
        raise VerificationError(msg)
    return SignatureLine(name, data[:_KEY_ID_BYTES], data[_KEY_ID_BYTES:])


class OpenedNote(Struct, frozen=True):
    """A note of which at least one known key's signature was checked and found right."""

    text: str
    verified: tuple[SignatureLine, ...]
    unknown: int


def open_note(data: str, verifiers: Iterable[Verifier]) -> OpenedNote:
    """Read and verify a note with the keys that the caller trusts.

    A second line by a key whose signature was found right is not looked at.
    Raises: VerificationError where a known key's signature fails, no line is by a known key, or
    two of the caller's keys cannot be told apart by name and id.
    """
    note = parse_note(data)
    known = _by_name_and_id(verifiers)
    message = note.text.encode()
    verified: dict[tuple[str, bytes], SignatureLine] = {}
    unknown = 0
    for line in note.lines:
        verifier = known.get((line.name, line.key_id))
        if verifier is None:
            unknown += 1
            continue
        if (line.name, line.key_id) in verified:
            continue
        if not verifier.verify(message, line.signature):
            msg = f"the signature of {line.name} is wrong"
            raise VerificationError(msg)
        verified[line.name, line.key_id] = line
    if not verified:
        msg = "no signature by a known key"
        raise VerificationError(msg)
    return OpenedNote(note.text, tuple(verified.values()), unknown)


def _by_name_and_id(verifiers: Iterable[Verifier]) -> dict[tuple[str, bytes], Verifier]:
    known: dict[tuple[str, bytes], Verifier] = {}
    for verifier in verifiers:
        if known.setdefault((verifier.name, verifier.key_id), verifier) is not verifier:
            msg = f"two keys are named {verifier.name} and have one id"
            raise VerificationError(msg)
    return known


def sign_note(text: str, signers: Sequence[NoteSigner]) -> str:
    """Sign a text with each signer and print the note. Requires: `text` ends with a newline."""
    message = text.encode()
    lines = []
    for signer in signers:
        vkey = parse_vkey_line(signer.vkey)
        lines.append(SignatureLine(vkey.name, vkey.key_id, signer.sign(message)))
    return print_note(Note(text, tuple(lines)))
