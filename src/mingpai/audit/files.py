"""An export's files as a verifier reads them: each once, never more of it than it may hold.

Whatever cannot be read is a problem and reads as nothing; what was read is marked, so that the
manifest can be held against every byte. Where to look next: `audit.verify`.
"""

import hashlib
from collections.abc import Iterator, Sequence
from typing import Protocol

from mingpai.audit.manifest import FileMark
from mingpai.audit.report import Fault, Problems


class Files(Protocol):
    """An export as a stranger holds it."""

    def paths(self) -> Sequence[str]:
        """Return every file's path, relative, with forward slashes.

        Raises: OSError where they cannot be told.
        """
        ...

    def pieces(self, path: str) -> Iterator[bytes]:
        """Yield a file's bytes in order. Raises: OSError where it cannot be read."""
        ...


class Shelf:
    """Reads files and remembers what their bytes came to."""

    def __init__(self, files: Files, problems: Problems) -> None:
        """List the files. Raises: OSError where they cannot be listed."""
        self._files = files
        self._problems = problems
        self.paths = set(files.paths())
        self.marks: dict[str, FileMark] = {}
        self._missed: set[str] = set()

    def miss(self, path: str) -> None:
        """Note, once, that a file is not there."""
        if path not in self._missed:
            self._missed.add(path)
            self._problems.add(path, Fault.FILE_MISSING, "the file is not there")

    def read(self, path: str, *, most: int) -> bytes:
        """Return a file's bytes; nothing, and a problem, where it is missing or over `most`."""
        if path not in self.paths:
            self.miss(path)
            return b""
        found, length = [], 0
        try:
            for piece in self._files.pieces(path):
                length += len(piece)
                if length > most:
                    text = f"is longer than the {most} bytes it may have"
                    self._problems.add(path, Fault.FILE_TOO_LARGE, text)
                    return b""
                found.append(piece)
        except OSError as error:
            self._problems.add(path, Fault.FILE_UNREADABLE, f"cannot be read: {error}")
            return b""
        data = b"".join(found)
        self.marks[path] = FileMark(hashlib.sha256(data).digest(), length)
        return data

    def text(self, path: str, *, most: int) -> str:
        """Return a file as text; nothing, and a problem, where it is none."""
        try:
            return self.read(path, most=most).decode()
        except UnicodeDecodeError:
            self._problems.add(path, Fault.NOT_TEXT, "no UTF-8 text")
            return ""

    def mark(self, path: str) -> FileMark | None:
        """Return what a file's bytes come to, reading it in pieces if it was not read yet."""
        if path in self.marks or path not in self.paths:
            return self.marks.get(path)
        digest, length = hashlib.sha256(), 0
        try:
            for piece in self._files.pieces(path):
                digest.update(piece)
                length += len(piece)
        except OSError as error:
            self._problems.add(path, Fault.FILE_UNREADABLE, f"cannot be read: {error}")
            return None
        self.marks[path] = FileMark(digest.digest(), length)
        return self.marks[path]
