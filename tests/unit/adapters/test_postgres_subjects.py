"""Persons in PostgreSQL: what stays of the erased, and what an error may say."""

from collections.abc import Callable

import psycopg
import pytest

from mingpai.adapters.postgres_schema import Dsns
from mingpai.adapters.postgres_subjects import PostgresSubjects
from mingpai.ports import PortError

pytestmark = pytest.mark.database

WANG = {"name": "王小明"}


def test_of_an_erased_subject_only_id_and_time_stay(fresh_dsns: Callable[[], Dsns]) -> None:
    """The row stays, without key and fields, with the time of erasure."""
    dsns = fresh_dsns()
    subjects = PostgresSubjects(dsns.subjects)
    wang = subjects.enrol(WANG)
    subjects.erase(wang)
    subjects.close()
    with psycopg.connect(dsns.admin) as connection:
        rows = connection.execute(
            "SELECT id, key, erased_at IS NOT NULL FROM subjects.subject"
        ).fetchall()
        fields = connection.execute("SELECT count(*) FROM subjects.field").fetchone()
    assert rows == [(wang, None, True)]
    assert fields == (0,)


def test_an_error_names_no_person(fresh_dsns: Callable[[], Dsns]) -> None:
    """A value that PostgreSQL refuses does not stand in the error, and nothing half is kept."""
    dsns = fresh_dsns()
    subjects = PostgresSubjects(dsns.subjects)
    with pytest.raises(PortError, match="enrol a subject") as caught:
        subjects.enrol(WANG | {"note": "no\x00byte"})
    assert "王" not in str(caught.value)
    assert subjects.fields(subjects.enrol(WANG)) == WANG
    subjects.close()
    with psycopg.connect(dsns.admin) as connection:
        assert connection.execute("SELECT count(*) FROM subjects.subject").fetchone() == (1,)


def test_without_a_server_the_attempt_is_named(tmp_path: object) -> None:
    """No connection: a PortError that may be tried again."""
    subjects = PostgresSubjects(f"host={tmp_path} dbname=none user=nobody")
    with pytest.raises(PortError, match="enrol a subject") as caught:
        subjects.enrol(WANG)
    assert caught.value.retry_is_safe
