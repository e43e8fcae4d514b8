"""The manifest of an export: every file with its digest and length, under the log's signature.

Two files, because readers of signed notes refuse long ones: `files` is the list, and `manifest`
is a note over the export's origin, size and root, the number of files and the list's digest.
Everything else of an export is in the list, so that one changed byte anywhere is found.
"""

import base64
import hashlib
import re
from collections.abc import Mapping

from msgspec import Struct

from mingpai.journal.checkpoint import parse_size
from mingpai.journal.errors import VerificationError
from mingpai.journal.merkle import HASH_BYTES
from mingpai.journal.notes import decode_base64

MANIFEST = "manifest"
FILES = "files"
CONTEXT = "mingpai/export@v1"
_LINES = 6
_PATH = re.compile(r"[a-z0-9][a-z0-9._-]*(?:/(?:x?[0-9]{3}|[a-z0-9][a-z0-9._-]*))*", re.ASCII)
MAX_PATH_CHARS = 200


class FileMark(Struct, frozen=True):
    """What a file's bytes come to: SHA-256 and length."""

    digest: bytes
    length: int

    def __str__(self) -> str:
        """Print as in the list, without the path."""
        return f"{base64.b64encode(self.digest).decode()} {self.length}"


def mark_of(data: bytes) -> FileMark:
    """Return the mark of a file's bytes."""
    return FileMark(hashlib.sha256(data).digest(), len(data))


class Manifest(Struct, frozen=True):
    """What the signed note says: which tree, how many files, and the digest of their list."""

    origin: str
    size: int
    root: bytes
    count: int
    listed: bytes


def print_manifest(manifest: Manifest) -> str:
    """Print the note's text; the inverse of `parse_manifest`."""
    root = base64.b64encode(manifest.root).decode()
    listed = base64.b64encode(manifest.listed).decode()
    return f"{CONTEXT}\n{manifest.origin}\n{manifest.size}\n{root}\n{manifest.count}\n{listed}\n"


def parse_manifest(text: str) -> Manifest:
    """Read a note's text strictly as a manifest. Raises: VerificationError."""
    lines = text.split("\n")
    if len(lines) != _LINES + 1 or lines[_LINES] or lines[0] != CONTEXT or not lines[1]:
        msg = f"no manifest: {_LINES} lines beginning with {CONTEXT} are wanted"
        raise VerificationError(msg)
    root = decode_base64(lines[3], "manifest root")
    listed = decode_base64(lines[5], "digest of the list")
    if len(root) != HASH_BYTES or len(listed) != HASH_BYTES:
        msg = "the manifest's digests have not 32 bytes"
        raise VerificationError(msg)
    return Manifest(lines[1], parse_size(lines[2]), root, parse_size(lines[4]), listed)


def print_files(marks: Mapping[str, FileMark]) -> bytes:
    """Print the list, sorted by path; the inverse of `parse_files`."""
    return "".join(f"{marks[path]} {path}\n" for path in sorted(marks)).encode()


def parse_files(data: bytes) -> dict[str, FileMark]:
    """Read a list strictly: sorted, each path once and harmless. Raises: VerificationError."""
    try:
        lines = data.decode("ascii").split("\n")
    except UnicodeDecodeError as error:
        msg = "the list of files is no ASCII text"
        raise VerificationError(msg) from error
    if lines.pop():
        msg = "the list of files does not end with a newline"
        raise VerificationError(msg)
    marks: dict[str, FileMark] = {}
    last = ""
    for number, line in enumerate(lines, 1):
        path, mark = _parse_line(line, number)
        if path <= last:
            msg = f"files line {number}: {path} is listed twice or out of order"
            raise VerificationError(msg)
        marks[path] = mark
        last = path
    return marks


def _parse_line(line: str, number: int) -> tuple[str, FileMark]:
    parts = line.split(" ")
    if len(parts) != 3 or not is_harmless(parts[2]):  # noqa: PLR2004 - digest, length, path
        msg = f"files line {number}: {line!r:.80} is not digest, length and path"
        raise VerificationError(msg)
    digest = decode_base64(parts[0], f"files line {number}")
    if len(digest) != HASH_BYTES:
        msg = f"files line {number}: a digest of {len(digest)} bytes"
        raise VerificationError(msg)
    return parts[2], FileMark(digest, parse_size(parts[1]))


def is_harmless(path: str) -> bool:
    """Say whether a path may be joined to a folder or an address: it stays inside, always."""
    return len(path) <= MAX_PATH_CHARS and _PATH.fullmatch(path) is not None
