"""The checkpoint cell as one file: the last signed tree head, away from the database.

Owns durable compare-and-swap on a file. Must not know what a checkpoint says. The file belongs
on another disk or host than the database's backups; inside the database's own folder it would
be restored together with it and prove nothing, so that is refused.
"""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from mingpai.ports import FateUnknown, Fenced, PortError

_DATABASE_MARK = "PG_VERSION"
"""A file that stands at the top of every PostgreSQL data folder."""
_LARGEST_NOTE = 65_536


class FileCell:
    """`ports.CheckpointCell` in one file, with a lock file beside it.

    `swap` returns when the new note is on the disk under its name. Safe between processes.
    Raises: PortError where the file lies inside a database's folder, or cannot be used.
    """

    def __init__(self, path: Path) -> None:
        """Name the file; its folder must exist. Nothing is written yet."""
        self._path = path.absolute()
        for folder in self._path.resolve().parents:
            if (folder / _DATABASE_MARK).exists():
                msg = (
                    f"keep the checkpoint cell in {path}: {folder} is a database's own folder, "
                    "and a restore of it would bring back an old cell as well; choose another place"
                )
                raise PortError(msg, retry_is_safe=False)

    def read(self) -> bytes | None:
        """Return the last checkpoint note, or None where none was ever written."""
        try:
            note = self._path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._failed(error, attempted="read") from error
        if not note:  # never written by us: a rename puts a whole file in place
            msg = f"read the checkpoint cell {self._path}: it is empty; restore it from its copy"
            raise PortError(msg, retry_is_safe=False)
        return note

    def swap(self, *, old: bytes | None, new: bytes) -> None:
        """Replace `old` by `new`, durably.

        Raises: Fenced where the cell does not hold `old`; PortError where nothing was changed;
        FateUnknown where the new note may or may not survive a loss of power.
        """
        if not 0 < len(new) <= _LARGEST_NOTE:
            msg = f"a checkpoint note has 1 to {_LARGEST_NOTE} bytes, not {len(new)}"
            raise ValueError(msg)
        draft = self._path.with_name(self._path.name + ".new")
        try:
            with self._locked():
                if self.read() != old:
                    msg = f"swap the checkpoint cell {self._path}: it holds another checkpoint"
                    raise Fenced(msg)
                _write_durably(draft, new)
                draft.replace(self._path)
                self._sync_folder()
        except OSError as error:
            raise self._failed(error, attempted="swap") from error

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        lock = self._path.with_name(self._path.name + ".lock")
        descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _sync_folder(self) -> None:
        """Make the rename itself durable."""
        try:
            descriptor = os.open(self._path.parent, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        except OSError as error:
            msg = f"swap the checkpoint cell {self._path}: replaced, but not yet safe: {error}"
            raise FateUnknown(msg) from error

    def _failed(self, error: OSError, *, attempted: str) -> PortError:
        msg = f"{attempted} the checkpoint cell {self._path}: {error.strerror or error}"
        return PortError(msg, retry_is_safe=True)


def _write_durably(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
