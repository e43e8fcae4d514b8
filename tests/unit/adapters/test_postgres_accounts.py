"""Accounts in PostgreSQL: who sees them, what stands in the rows, and what an error may say."""

import asyncio
import base64
import secrets
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from structlog.testing import capture_logs

from mingpai.accounts import one_time
from mingpai.accounts.enrolling import EnrolmentDesk, Registration
from mingpai.accounts.identity import Identity
from mingpai.accounts.keys import AccountKeys
from mingpai.accounts.making import Offered
from mingpai.accounts.model import Account, Caller, Factor, FactorId, FactorKind, Language, Role
from mingpai.accounts.own_factors import OwnFactors
from mingpai.accounts.parts import Parts
from mingpai.accounts.passkeys import Passkeys, Site
from mingpai.accounts.passwords import Cost, Passwords
from mingpai.accounts.signing_in import Admitted, SignIn, SignInDesk
from mingpai.accounts.simulated_identity import SimulatedIdentityProvider
from mingpai.accounts.store import Added
from mingpai.adapters.memory import FixedClock
from mingpai.adapters.postgres_accounts import PostgresAccounts
from mingpai.adapters.postgres_pool import MOST_IDLE
from mingpai.adapters.postgres_schema import Dsns, migrate
from mingpai.adapters.postgres_subjects import PostgresSubjects
from mingpai.kernel.ids import SubjectId
from mingpai.ports import PortError

pytestmark = pytest.mark.database

PASSWORD = "stone river lantern"
AT = datetime(2026, 5, 26, 2, 0, tzinfo=UTC)
TABLES = ("account", "factor", "session", "tries", "spent", "day_secret")


@pytest.fixture
def dsns(fresh_dsns: Callable[[], Dsns]) -> Dsns:
    """Return how to connect to an empty database."""
    return fresh_dsns()


@pytest.fixture
def accounts(dsns: Dsns) -> Iterator[PostgresAccounts]:
    """Return a store over it."""
    opened = PostgresAccounts(dsns.subjects)
    yield opened
    opened.close()


def rows(dsns: Dsns) -> str:
    """Return everything that stands in the accounts' tables."""
    with psycopg.connect(dsns.admin) as connection:
        found = [
            connection.execute(f"SELECT t::text FROM subjects.{table} t".encode()).fetchall()
            for table in TABLES
        ]
    assert all(found), "every table was used"
    return str(found)


def test_a_database_of_before_gets_these_tables(dsns: Dsns, accounts: PostgresAccounts) -> None:
    """One step further, nothing that was there is lost, and once more changes nothing."""
    subjects = PostgresSubjects(dsns.subjects)
    wang = subjects.enrol({"name": "x"})
    with psycopg.connect(dsns.admin) as connection:
        later = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'subjects'"
            " AND tablename NOT IN ('subject', 'field')"
        ).fetchall()
        assert {name for (name,) in later} >= {*TABLES}
        tables = ", ".join(f"subjects.{name}" for (name,) in later)
        connection.execute(f"DROP TABLE {tables}".encode())
        connection.execute("UPDATE journal.alembic_version SET version_num = '0001'")
    migrate(dsns.admin)
    migrate(dsns.admin)
    made = Account(wang, "wang", Role.CITIZEN, None, (), Language.ZH, AT)
    assert accounts.add(made, []) is Added.KEPT
    assert subjects.fields(wang) == {"name": "x"}
    subjects.close()


def test_the_journals_role_sees_no_account(dsns: Dsns) -> None:
    """Whoever holds the journal's connection can read none of these tables."""
    for table in TABLES:
        with (
            psycopg.connect(dsns.journal) as connection,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            connection.execute(f"SELECT 1 FROM subjects.{table}".encode())


def test_an_account_is_never_deleted_by_its_own_role(dsns: Dsns) -> None:
    """Accounts are disabled; the role of the pages cannot make one vanish."""
    with (
        psycopg.connect(dsns.subjects) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("DELETE FROM subjects.account")


def test_no_secret_stands_in_any_row_in_clear(dsns: Dsns, accounts: PostgresAccounts) -> None:
    """A whole life of an account: neither rows nor logs hold what only people should have."""
    subjects, clock = PostgresSubjects(dsns.subjects), FixedClock(AT)
    keys = AccountKeys(b"s" * 32, secrets.token_bytes)
    site = Site("paimai.example", ("https://paimai.example",), "x")
    passkeys = Passkeys(site, keys, secrets.token_bytes)
    passwords = Passwords(Cost(8, 1, 1))
    parts = Parts(accounts, passwords, passkeys, keys, clock, secrets.token_bytes)
    desk = SignInDesk(parts)
    enrolling = EnrolmentDesk(parts, subjects, SimulatedIdentityProvider())
    home = Caller("203.0.113.5", "cookie-of-a-device")

    async def life() -> list[str]:
        setup: Any = enrolling.one_time_setup("wang")
        seed = base64.b32decode(setup.typed.replace("-", ""))
        code = one_time.code_at(seed, clock.now())
        given = Registration(
            "wang", Identity("王小明", "SAMPLE-000001"), Offered(setup.sealed, code), PASSWORD
        )
        account = await enrolling.register(given, home)
        assert isinstance(account, Account), account
        await desk.sign_in(SignIn("wang", "wrong password", "000000"), home)
        clock.move_by(timedelta(seconds=30))
        code = one_time.code_at(seed, clock.now())
        admitted = await desk.sign_in(SignIn("wang", PASSWORD, code), home)
        assert isinstance(admitted, Admitted)
        shown: Any = await OwnFactors(parts, desk).new_recovery_codes(admitted.viewer, home)
        clock.move_by(timedelta(hours=1))
        await desk.sign_in(SignIn("wang", "wrong password", "000000"), home)
        paper = await desk.sign_in(SignIn("wang", PASSWORD, shown.codes[0]), home)
        assert isinstance(paper, Admitted)
        viewer = await desk.viewer(paper.token)
        assert viewer == paper.viewer
        assert await desk.hold(paper.viewer.session, clock.now() + timedelta(days=2))
        await desk.sign_in(SignIn("wang", "wrong password", "000000"), home)
        tokens = [admitted.token, shown.admitted.token, paper.token]
        codes = [one_time.plain(one) for one in shown.codes]
        hexed = [seed.hex(), *(bytes(one, "ascii").hex() for one in codes)]
        typed = [setup.typed, setup.typed.replace("-", ""), *shown.codes, *codes]
        return [*tokens, *hexed, *typed, PASSWORD, "wrong password"]

    with capture_logs() as told:
        hidden = asyncio.run(life())
    kept = rows(dsns)
    clear = ["203.0.113.5", "cookie-of-a-device", "王小明", "SAMPLE-000001"]
    for secret in (*hidden, *clear, b"SAMPLE-000001".hex(), PASSWORD.encode().hex()):
        assert secret not in kept
        assert secret not in str(told)
    assert "wang" not in str(told)
    subjects.close()
    passwords.close()


def test_an_error_says_nothing_of_what_was_given(accounts: PostgresAccounts) -> None:
    """A value that PostgreSQL refuses stands neither in the error nor in what caused it."""
    with pytest.raises(PortError, match="find an account") as caught:
        accounts.by_login("hidden\x00login")
    assert "hidden" not in f"{caught.value} {caught.value.__cause__}"
    assert not caught.value.retry_is_safe
    factor = Factor(FactorId("f"), SubjectId("hidden"), FactorKind.PASSWORD, b"x", AT)
    account = Account(SubjectId("hidden"), "hidden", Role.CITIZEN, None, (), Language.ZH, AT)
    with pytest.raises(KeyError) as unknown:
        accounts.add(account, [factor])
    assert "hidden" not in str(unknown.value)


def test_after_the_server_went_away_the_next_call_connects_anew(
    dsns: Dsns, accounts: PostgresAccounts
) -> None:
    """One failure that may be tried again, however many connections were kept."""
    assert accounts.accounts() == []
    pool = accounts._pool
    taken = [pool._taken() for _ in range(MOST_IDLE + 1)]
    for connection in taken:
        pool._put_back(connection)
    assert len(pool._idle) == MOST_IDLE
    with psycopg.connect(dsns.admin, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name = 'mingpai accounts' AND datname = current_database()"
        )
    with pytest.raises(PortError) as caught:
        accounts.accounts()
    assert caught.value.retry_is_safe
    assert accounts.accounts() == []


def test_without_a_server_the_attempt_is_named(tmp_path: object) -> None:
    """No connection: a PortError that may be tried again."""
    with pytest.raises(PortError, match="list accounts") as caught:
        PostgresAccounts(f"host={tmp_path} dbname=none user=nobody").accounts()
    assert caught.value.retry_is_safe
