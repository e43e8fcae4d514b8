"""Where `verify` reads an export from: a folder, or an address under which it is served.

Implements `audit.files.Files` and nothing else; knows no service. What is no regular file cannot
be read, so that a pipe or a device in a folder stops nobody.
"""

import os
import stat
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Sequence
from http.client import HTTPException
from pathlib import Path

from mingpai.audit.files import Files
from mingpai.audit.manifest import FILES, MANIFEST, parse_files
from mingpai.commands.output import Unusable
from mingpai.journal.errors import VerificationError

_PIECE = 1 << 20
_MAX_LIST_BYTES = 1 << 28
_TIMEOUT_S = 30


class FolderFiles:
    """An export in a folder."""

    def __init__(self, folder: Path) -> None:
        """Keep where it is."""
        self._folder = folder

    def paths(self) -> Sequence[str]:
        """Return every file below the folder, whatever it is called."""
        found: list[str] = []
        for here, folders, names in os.walk(self._folder, onerror=_raise):
            links = [one for one in folders if Path(here, one).is_symlink()]
            found += [Path(here, name).relative_to(self._folder).as_posix() for name in names]
            found += [Path(here, link).relative_to(self._folder).as_posix() for link in links]
        return found

    def pieces(self, path: str) -> Iterator[bytes]:
        """Yield a file's bytes."""
        place = self._folder / path
        if not stat.S_ISREG(place.stat().st_mode):
            msg = "no regular file"
            raise OSError(msg)
        with place.open("rb", buffering=0) as file:
            while piece := file.read(_PIECE):
                yield piece


def _raise(error: OSError) -> None:
    raise error


class WebFiles:
    """An export under an address. A web server lists nothing, so the export's own list does."""

    def __init__(self, address: str) -> None:
        """Keep the address, with a slash at its end."""
        self._address = address.rstrip("/") + "/"

    def paths(self) -> Sequence[str]:
        """Return the paths that the export's list names, and the list and manifest themselves.

        The list is not verified here; `verify` holds it against the signed manifest.
        """
        listed: list[str] = []
        data = b""
        for piece in self.pieces(FILES):
            data += piece
            if len(data) > _MAX_LIST_BYTES:
                msg = f"{FILES}: longer than any list of files"
                raise OSError(msg)
        try:
            listed += parse_files(data)
        except VerificationError as error:
            raise OSError(str(error)) from error
        return [*listed, FILES, MANIFEST]

    def pieces(self, path: str) -> Iterator[bytes]:
        """Yield a file's bytes."""
        address = self._address + urllib.parse.quote(path)
        try:
            with urllib.request.urlopen(address, timeout=_TIMEOUT_S) as answer:  # noqa: S310 - the scheme was checked in open_files
                while piece := answer.read(_PIECE):
                    yield piece
        except HTTPException as error:
            raise OSError(str(error)) from error


def open_files(given: str) -> Files:
    """Return the files of an export named as a folder or as an http, https or file address.

    Raises: Unusable where there is no such folder, or the address has another scheme.
    """
    scheme = urllib.parse.urlsplit(given).scheme if "://" in given else ""
    if scheme in ("http", "https"):
        return WebFiles(given)
    if scheme not in ("", "file"):
        msg = f"{given}: only folders and http, https or file addresses can be verified"
        raise Unusable(msg)
    folder = Path(
        urllib.request.url2pathname(urllib.parse.urlsplit(given).path) if scheme else given
    )
    if not folder.is_dir():
        msg = f"{given}: no such folder; name the folder that `mingpai export` wrote"
        raise Unusable(msg)
    return FolderFiles(folder)
