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
from mingpai.audit.verify import CHECKPOINT, POLICY
from mingpai.commands.output import Unusable
from mingpai.journal.errors import VerificationError

_PIECE = 1 << 20
_MAX_LIST_BYTES = 1 << 28
_TIMEOUT_S = 30
_FIXED = (MANIFEST, FILES, CHECKPOINT, POLICY)


class FolderFiles:
    """An export in a folder."""

    def __init__(self, folder: Path) -> None:
        """Keep where it is."""
        self._folder = os.fspath(folder)

    def paths(self) -> Sequence[str]:
        """Return every file below the folder, whatever it is called."""
        found: list[str] = []
        begin = len(self._folder) + 1
        for here, folders, names in os.walk(self._folder, onerror=_raise):
            links = [one for one in folders if os.path.islink(f"{here}/{one}")]  # noqa: PTH114 - plain strings: there are thousands
            found += [f"{here}/{name}"[begin:] for name in names + links]
        return found

    def pieces(self, path: str) -> Iterator[bytes]:
        """Yield a file's bytes. A pipe is not waited for: it is opened without blocking."""
        opened = os.open(f"{self._folder}/{path}", os.O_RDONLY | os.O_NONBLOCK)
        try:
            if not stat.S_ISREG(os.fstat(opened).st_mode):
                msg = "no regular file"
                raise OSError(msg)
            while piece := os.read(opened, _PIECE):
                yield piece
        finally:
            os.close(opened)


def _raise(error: OSError) -> None:
    raise error


class WebFiles:
    """An export under an address. A web server lists nothing, so the export's own list does."""

    def __init__(self, address: str) -> None:
        """Keep the address, with a slash at its end."""
        self._address = address.rstrip("/") + "/"

    def paths(self) -> Sequence[str]:
        """Return the paths that the export's list names, and those that are in no list.

        The list is not verified here; `verify` holds it against the signed manifest. Where it is
        damaged, the files that stand at fixed paths still say so.
        """
        try:
            listed = parse_files(self._list())
        except (OSError, VerificationError):
            found = [path for path in _FIXED if self._is_there(path)]
            if not found:
                raise
            if MANIFEST not in found and FILES not in found:
                msg = (
                    f"neither {MANIFEST} nor {FILES} stands there: no export, but perhaps the log "
                    "of a running service; ask for an export of it (mingpai export)"
                )
                raise OSError(msg) from None
            return found
        return [*listed, FILES, MANIFEST]

    def _list(self) -> bytes:
        data = b""
        for piece in self.pieces(FILES):
            data += piece
            if len(data) > _MAX_LIST_BYTES:
                msg = f"{FILES}: longer than any list of files"
                raise OSError(msg)
        return data

    def _is_there(self, path: str) -> bool:
        try:
            return any(True for _ in self.pieces(path))
        except OSError:
            return False

    def pieces(self, path: str) -> Iterator[bytes]:
        """Yield a file's bytes."""
        address = self._address + urllib.parse.quote(path)
        try:
            with urllib.request.urlopen(address, timeout=_TIMEOUT_S) as answer:  # noqa: S310 - the scheme was checked in open_files
                while piece := answer.read(_PIECE):
                    yield piece
        except (HTTPException, ValueError) as error:
            # A name that no host can have, also one that a server sends us on to, is a ValueError.
            msg = f"{address}: {error}"
            raise OSError(msg) from error


def _scheme(given: str) -> str:
    """Return an address's scheme, or nothing for a folder. Raises: Unusable for no address."""
    if "://" not in given:
        return ""
    try:
        parts = urllib.parse.urlsplit(given)
        if parts.scheme in ("http", "https"):
            _check_host(parts.hostname or "")
            _ = parts.port  # a port that is no number is refused when it is asked for
            _check_plain(parts, given)
    except _NotPlain as error:
        msg = f"the address {error}; give it as https://host/path"  # and do not repeat a secret
        raise Unusable(msg) from error
    except ValueError as error:
        msg = f"{given}: no address: {error}; give it as https://host/path"
        raise Unusable(msg) from error
    return parts.scheme


class _NotPlain(Exception):
    """What an address holds beyond host and path."""


def _check_plain(parts: urllib.parse.SplitResult, given: str) -> None:
    """Refuse what no file of an export is named by. Raises: _NotPlain."""
    if parts.username is not None or parts.password is not None:
        msg = "names a user, which no server here asks for"
        raise _NotPlain(msg)
    if "?" in given or "#" in given:
        msg = "has something behind its path (? or #)"
        raise _NotPlain(msg)


def _check_host(host: str) -> None:
    """Refuse a name that no host can have. Raises: ValueError."""
    if not host:
        msg = "it names no host"
        raise ValueError(msg)
    host.encode("idna")


def open_files(given: str) -> Files:
    """Return the files of an export named as a folder or as an http, https or file address.

    Raises: Unusable where there is no such folder, or the address has another scheme or cannot be
    one.
    """
    if not given:
        msg = "no export is named; name the folder that `mingpai export` wrote, or its address"
        raise Unusable(msg)
    scheme = _scheme(given)
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
