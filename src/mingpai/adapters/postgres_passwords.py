"""The passwords of the embedded server's roles: one file each, mode 0600, in a folder of ours.

Owns making and finding them. A password stands in its file and nowhere else: the driver reads
it from there, so that no DSN, log line or process list can show it.
"""

import contextlib
import os
import secrets
import tempfile
from collections.abc import Iterator
from pathlib import Path

_PASSWORD_BYTES = 24


class Passwords:
    """One password file per role, in the form that PostgreSQL's drivers read (`passfile`)."""

    def __init__(self, folder: Path) -> None:
        """Name the folder; it is made when the first password is."""
        self._folder = folder

    def __repr__(self) -> str:
        """Name the folder and nothing secret."""
        return f"Passwords({str(self._folder)!r})"

    def file(self, role: str) -> Path:
        """Return the password file of `role`, made with a random password if there is none."""
        path = self._folder / f"{role}.pgpass"
        if not path.exists():
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            line = f"*:*:*:{role}:{secrets.token_urlsafe(_PASSWORD_BYTES)}\n"
            descriptor, draft = tempfile.mkstemp(dir=self._folder)  # mode 0600
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(line)
                file.flush()
                os.fsync(file.fileno())
            with contextlib.suppress(FileExistsError):  # another program of ours was quicker
                os.link(draft, path)
            Path(draft).unlink()
        return path

    def has(self, role: str) -> bool:
        """Say whether the password of `role` is there; makes none."""
        return (self._folder / f"{role}.pgpass").exists()

    def read(self, role: str) -> str:
        """Return the password of `role`, to be set in the server."""
        return self.file(role).read_text(encoding="ascii").rstrip("\n").rsplit(":", 1)[1]

    @contextlib.contextmanager
    def handed_to(self, uid: int | None, role: str) -> Iterator[int]:
        """Yield a descriptor of a nameless file with the password, readable by `uid`."""
        with tempfile.TemporaryFile() as file:
            file.write(self.read(role).encode() + b"\n")
            file.flush()
            if uid is not None:
                os.fchown(file.fileno(), uid, -1)
            yield file.fileno()
