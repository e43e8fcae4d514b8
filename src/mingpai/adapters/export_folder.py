"""A folder that an export is written to: all of it appears at once, or none of it.

Files go to a hidden folder beside the wanted one, which takes its name when everything is
written. `service.export.Sink` over the file system.
"""

import contextlib
import os
import shutil
from pathlib import Path
from types import TracebackType
from typing import Self


class FolderInUse(OSError):
    """The folder is not empty, or is no folder: an export is never mixed with other files."""


class ExportFolder:
    """Writes into a new or empty folder; leaves nothing behind unless `finish` was called.

    Use as a context manager. One writer at a time; not a security control.
    """

    def __init__(self, folder: Path) -> None:
        """Look whether the folder may be used. Raises: FolderInUse, OSError."""
        self._folder = folder.absolute()
        if self._folder.is_symlink() or (self._folder.exists() and not self._folder.is_dir()):
            msg = f"{folder} is no folder; name a new or an empty one"
            raise FolderInUse(msg)
        if self._folder.is_dir() and any(self._folder.iterdir()):
            msg = f"{folder} is not empty; name a new or an empty folder"
            raise FolderInUse(msg)
        self._hidden = self._folder.parent / f".{self._folder.name}.partial-{os.getpid()}"
        self._made: set[Path] = set()

    def __enter__(self) -> Self:
        """Make the hidden folder. Raises: FolderInUse, OSError."""
        try:
            self._hidden.mkdir(parents=True)
        except NotADirectoryError as error:
            msg = f"{self._folder.parent} is no folder; name a place that can be made"
            raise FolderInUse(msg) from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Remove what was not finished."""
        del kind, error, trace
        with contextlib.suppress(FileNotFoundError):
            shutil.rmtree(self._hidden)

    def append(self, path: str, piece: bytes) -> None:
        """Add bytes to the end of a file, which begins empty."""
        place = self._hidden / path
        if place.parent not in self._made:
            place.parent.mkdir(parents=True, exist_ok=True)
            self._made.add(place.parent)
        with place.open("ab") as file:
            file.write(piece)

    def finish(self) -> None:
        """Give the folder its name; an empty one that stood there makes way."""
        self._hidden.replace(self._folder)
