"""`mingpai init`: a journal with its court and officers, or one line that says why not."""

import json
from pathlib import Path
from types import ModuleType
from typing import Any

import psycopg
import pytest
import structlog
from psycopg.conninfo import make_conninfo

from mingpai import bootstrap
from mingpai.adapters import postgres_schema
from mingpai.cli import main
from mingpai.commands.init import Wanted, _FirstStart, init
from mingpai.commands.output import DONE, Unusable
from mingpai.commands.verify import read_key
from mingpai.journal.entry import decode_entry
from mingpai.journal.notes import parse_vkey_line
from mingpai.service.sequencer import Stopped


@pytest.mark.database
@pytest.mark.slow
def test_a_new_service_begins_with_its_keys_court_and_officers(
    tmp_path: Path,
    court: ModuleType,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The journal's first entries; an officer's name stays in the subject store, out of leaves."""
    folder = tmp_path / "data"
    wanted = Wanted(court.ORIGIN, court.COURT, ("王法官",), is_sandbox=True)
    assert init(folder, wanted, as_json=True) == DONE
    told = json.loads(capsys.readouterr().out)
    assert (told["origin"], told["court"], told["journal_size"]) == (court.ORIGIN, court.COURT, 5)
    assert read_key(told["log_vkey"]) is not None
    names = [parse_vkey_line(told[key]).name for key in ("receipts_vkey", "sm2_vkey")]
    assert names == [f"{court.ORIGIN}/receipts", f"{court.ORIGIN}/sm3"]
    with bootstrap.opened(folder) as service:
        assert told["log_vkey"] == service.ring.log.vkey
        stored = service.reading.read(0, limit=99)
    assert [decode_entry(one.leaf).kind for one in stored] == [
        "house.journal_opened",
        "house.epoch_opened",
        "house.clock_checked",
        "house.office_opened",
        "house.officer_appointed",
    ]
    assert all("王法官".encode() not in one.leaf + (one.sealed or b"") for one in stored)
    with pytest.raises(Unusable, match="is not empty"):
        init(folder, wanted, as_json=True)
    (folder / bootstrap.KEYS).rename(tmp_path / "keys")
    other = tmp_path / "other"
    with bootstrap.database(folder) as dsns:
        monkeypatch.setenv("DATABASE_URL", dsns.admin)
        with pytest.raises(Unusable, match="holds a journal of 5 entries"):
            init(other, wanted, as_json=True)


@pytest.mark.database
def test_a_database_whose_roles_are_not_apart_is_told_beside_the_json(
    tmp_path: Path,
    embedded_server: Any,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each command that opens it warns once on standard error; standard output stays one object."""
    server = make_conninfo(embedded_server.dsns.admin, dbname="postgres")
    url = make_conninfo(server, dbname="plain", user="plain", passfile="/dev/null", password="p")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("CREATE ROLE plain LOGIN PASSWORD 'p'")
        connection.execute("CREATE DATABASE plain OWNER plain TEMPLATE template0")
    monkeypatch.setenv("DATABASE_URL", url)
    try:
        for command in ("init", "replay"):
            postgres_schema._warn.cache_clear()  # each is a program of its own
            with pytest.raises(SystemExit) as ended:
                main([command, "--data", str(tmp_path / "data"), "--json"])
            told = capsys.readouterr()
            assert (ended.value.code, type(json.loads(told.out))) == (DONE, dict)
            assert told.err.count("are not apart") == 1
            assert "GRANT" in told.err
    finally:
        structlog.reset_defaults()
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute("DROP DATABASE plain WITH (FORCE)")
            connection.execute("DROP ROLE plain")


@pytest.mark.parametrize(
    ("origin", "court_id", "reason"),
    [
        ("mingpai.example/x", "platform/gongpai", "no court"),
        ("mingpai.example/x", "Court Xuhui", "office id"),
        ("mingpai.example/x", "", "office id"),
        ("two words", "court/sh-xuhui", "name"),
        ("", "court/sh-xuhui", "name"),
        ("plus+sign", "court/sh-xuhui", "name"),
    ],
)
def test_a_wrong_name_is_refused_before_anything_is_made(
    tmp_path: Path, origin: str, court_id: str, reason: str
) -> None:
    """A court or an origin that has not the form of one: one line, and no half-made service."""
    folder = tmp_path / "data"
    with pytest.raises(Unusable, match=reason):
        init(folder, Wanted(origin, court_id, (), is_sandbox=False), as_json=False)
    assert not (folder / bootstrap.CONFIG).exists()


@pytest.mark.parametrize("name", ["", "  ", "王" * 101, "王\n法官", "王\x1b[2J", "王\ud800"])
def test_what_is_no_name_of_an_officer_is_refused(
    tmp_path: Path, court: ModuleType, name: str
) -> None:
    """Empty, over-long, or with control characters: one line, and nothing is made."""
    folder = tmp_path / "data"
    with pytest.raises(Unusable, match="--officer"):
        init(folder, Wanted(court.ORIGIN, court.COURT, (name,), is_sandbox=True), as_json=False)
    assert not folder.exists()


def test_interrupted_it_leaves_nothing(
    tmp_path: Path, court: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C while the journal is being opened leaves no half-made service."""

    async def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("mingpai.commands.init._open_journal", interrupted)
    wanted = Wanted(court.ORIGIN, court.COURT, (), is_sandbox=True)
    with pytest.raises(KeyboardInterrupt):
        init(tmp_path / "data", wanted, as_json=True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.database
@pytest.mark.slow
def test_a_time_source_is_kept_and_a_wrong_one_is_told(tmp_path: Path) -> None:
    """An SNTP server is named once, at the beginning; what is no address makes no folder."""
    wanted = Wanted(
        "time.example/journal", "court/sh-xuhui", (), is_sandbox=True, time_source="127.0.0.1:12345"
    )
    assert init(tmp_path / "good", wanted, as_json=True) == DONE
    config = bootstrap.read_config(tmp_path / "good")
    assert config.source_of_time is not None
    wrong = Wanted(
        "time.example/journal", "court/sh-xuhui", (), is_sandbox=True, time_source="no place!"
    )
    with pytest.raises(Unusable):
        init(tmp_path / "bad", wrong, as_json=True)
    assert not (tmp_path / "bad").exists()


@pytest.mark.database
@pytest.mark.slow
def test_keys_stay_where_an_outside_database_holds_entries(
    tmp_path: Path,
    court: ModuleType,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    embedded_server: Any,
) -> None:
    """Ended midway over DATABASE_URL: once there are entries the folder stays, and it is said."""
    server = make_conninfo(embedded_server.dsns.admin, dbname="postgres")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("CREATE DATABASE midway TEMPLATE template0")
    monkeypatch.setenv("DATABASE_URL", make_conninfo(server, dbname="midway"))
    wanted = Wanted(court.ORIGIN, court.COURT, ("王法官",), is_sandbox=True)

    def ended(*_: object) -> None:
        raise SystemExit(143)

    monkeypatch.setattr("mingpai.bootstrap.PostgresSubjects.enrol", ended)
    try:
        with monkeypatch.context() as patch:
            patch.setattr("mingpai.bootstrap.Service.core", ended)
            with pytest.raises(SystemExit):
                init(tmp_path / "empty", wanted, as_json=True)
        assert not (tmp_path / "empty").exists()
        assert capsys.readouterr().err == ""
        with pytest.raises(SystemExit):
            init(tmp_path / "data", wanted, as_json=True)
        assert (tmp_path / "data" / bootstrap.KEYS).is_dir()
        assert "holds 4 entries" in capsys.readouterr().err
        with pytest.raises(Unusable, match="holds a journal of 4"):
            init(tmp_path / "other", wanted, as_json=True)
        assert not (tmp_path / "other").exists()
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute("DROP DATABASE midway WITH (FORCE)")


def test_keys_stay_where_the_outside_database_gives_no_answer(
    tmp_path: Path,
    court: ModuleType,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Once something may have been written, a database that is gone is taken to hold it."""
    bootstrap.create(tmp_path / "data", court.CONFIG)
    first = _FirstStart(tmp_path / "data")
    monkeypatch.setenv("DATABASE_URL", "postgresql://127.0.0.1:1/nothing?connect_timeout=1")
    assert not first.is_on_record()
    first.writes = True
    assert first.is_on_record()
    assert "holds ? entries" in capsys.readouterr().err
    monkeypatch.delenv("DATABASE_URL")
    assert not first.is_on_record()


def test_a_name_that_is_too_long_is_refused(tmp_path: Path, court: ModuleType) -> None:
    """An origin whose keys' names would be longer than a key's name may be: one line, no folder."""
    for origin in ("a" * 20_000, "王" * 85, "a" * 247):
        with pytest.raises(Unusable, match="255 are the most"):
            init(tmp_path / "data", Wanted(origin, court.COURT, (), is_sandbox=True), as_json=True)
    assert list(tmp_path.iterdir()) == []


def test_a_core_that_stops_is_told_in_one_line(
    tmp_path: Path, court: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever stops the sequencer at the first start ends in one line, and nothing stays."""

    async def stopped(*_: object) -> None:
        msg = "the journal cannot be written"
        raise Stopped(msg)

    monkeypatch.setattr("mingpai.commands.init._open_journal", stopped)
    with pytest.raises(Unusable, match="cannot be written"):
        init(
            tmp_path / "data", Wanted(court.ORIGIN, court.COURT, (), is_sandbox=True), as_json=True
        )
    assert list(tmp_path.iterdir()) == []
