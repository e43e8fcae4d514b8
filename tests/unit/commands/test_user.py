"""`mingpai user`: accounts of officials, and one line for whatever is wrong."""

import json
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import psycopg
import pytest
import structlog

from mingpai import bootstrap
from mingpai.accounts.invitations import is_invitation
from mingpai.accounts.keys import AccountKeys, secret_from
from mingpai.accounts.model import Account, Language, Role
from mingpai.accounts.store import Added
from mingpai.adapters.clock import SystemClock
from mingpai.adapters.postgres_accounts import PostgresAccounts
from mingpai.cli import main
from mingpai.commands import user
from mingpai.commands.output import DONE, UNUSABLE, Unusable
from mingpai.kernel.ids import SubjectId

CLERK = ("--role", "clerk", "--office", "court/sh-xuhui")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, court: ModuleType) -> Path:
    """Return the folder of a service."""
    place = tmp_path_factory.mktemp("user") / "data"
    bootstrap.create(place, bootstrap.Config(court.ORIGIN, court.COURT, is_sandbox=True))
    return place


@pytest.fixture(scope="module")
def _running(folder: Path) -> Iterator[None]:
    """Keep its database running, as a service would."""
    with bootstrap.database(folder):
        yield


@pytest.fixture
def run(folder: Path, _running: None, capsys: pytest.CaptureFixture[str]) -> Iterator[Any]:
    """Return a runner of `mingpai user …`: exit status, what was printed, what was logged."""

    def go(*words: str) -> tuple[object, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(["user", *words, "--data", str(folder)])
        told = capsys.readouterr()
        return ended.value.code, told.out, told.err

    yield go
    structlog.reset_defaults()


@pytest.mark.database
def test_an_official_is_added_and_told_his_secret_once(run: Any, folder: Path) -> None:
    """The secret is printed, kept as a digest, and is the one that enrols; nothing is logged."""
    status, out, err = run("add", "Wang.Clerk", *CLERK, "--case", "A-1", "--case", "B-2", "--json")
    told = json.loads(out)
    assert (status, err) == (DONE, "")
    assert (told["login"], told["role"], told["cases"]) == ("wang.clerk", "clerk", ["A-1", "B-2"])
    with bootstrap.opened(folder) as service:
        accounts = PostgresAccounts(service.dsns.subjects)
        account = accounts.by_login("wang.clerk")
        assert account is not None
        assert service.subjects.fields(account.id) == {"office": "court/sh-xuhui"}
        (factor,) = accounts.factors(account.id)
        keys = AccountKeys(secret_from(service.ring.command_secret), bytes)
        now = SystemClock().now()
        assert is_invitation(factor, told["enrolment_secret"], keys=keys, now=now)
        with psycopg.connect(service.dsns.admin) as connection:
            row = connection.execute("SELECT f::text FROM subjects.factor f").fetchall()
        accounts.close()
    assert told["enrolment_secret"].replace("-", "") not in str(row)
    again = run("add", "wang.clerk", *CLERK)
    assert again[0] == UNUSABLE
    assert "is taken" in again[2]


@pytest.mark.database
def test_people_read_the_secret_on_the_terminal(run: Any) -> None:
    """Without --json account, secret and end stand on lines of their own, in both languages."""
    status, out, err = run("add", "li.judge", "--role", "judge", "--office", "court/sh-xuhui")
    assert (status, err) == (DONE, "")
    assert "登记密钥 secret" in out
    assert "li.judge, judge, court/sh-xuhui" in out


@pytest.mark.database
def test_resetting_ends_factors_and_sign_ins(run: Any, folder: Path) -> None:
    """A new secret in the place of every factor; of a disabled account: no more."""
    first = json.loads(run("add", "zhao", *CLERK, "--json")[1])
    status, out, _ = run("reset-factor", "ZHAO", "--json")
    second = json.loads(out)
    assert status == DONE
    assert second["enrolment_secret"] != first["enrolment_secret"]
    with bootstrap.opened(folder) as service:
        accounts = PostgresAccounts(service.dsns.subjects)
        account = accounts.by_login("zhao")
        assert account is not None
        assert len(accounts.factors(account.id)) == 1
        accounts.close()
    status, out, _ = run("disable", "zhao")
    assert (status, "zhao" in out) == (DONE, True)
    assert run("disable", "zhao", "--json")[0] == DONE
    status, _, err = run("reset-factor", "zhao")
    assert (status, err.count("\n")) == (UNUSABLE, 1)
    assert "disabled for good" in err


@pytest.mark.database
def test_the_list_names_officials_and_counts_citizens(run: Any, folder: Path) -> None:
    """Logins, roles and offices; no secret; a citizen's login is nobody's business here."""
    run("add", "sun", *CLERK, "--case", "C-3")
    run("disable", "sun")
    with bootstrap.opened(folder) as service:
        accounts = PostgresAccounts(service.dsns.subjects)
        subject = service.subjects.enrol({})
        at = SystemClock().now()
        made = Account(subject, "13800000000", Role.CITIZEN, None, (), Language.ZH, at)
        assert accounts.add(made, []) is Added.KEPT
        accounts.close()
    status, out, _ = run("list", "--json")
    told = json.loads(out)
    (sun,) = [one for one in told["users"] if one["login"] == "sun"]
    assert (status, told["citizens"], sun["cases"]) == (DONE, 1, ["C-3"])
    assert sun["disabled_at"]
    assert set(sun) == {"login", "role", "office", "cases", "made_at", "disabled_at"}
    status, out, _ = run("list")
    assert status == DONE
    assert "13800000000" not in out
    assert any("sun" in line and "disabled" in line for line in out.splitlines())


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("add", "x", *CLERK), "a login of"),
        (("add", "two words", *CLERK), "a login of"),
        (("add", "wang", "--role", "boss", "--office", "court/x"), "one of clerk"),
        (("add", "wang", "--role", "citizen", "--office", "court/x"), "one of clerk"),
        (("add", "wang", "--role", "judge", "--office", "platform/x"), "court/"),
        (("add", "wang", "--role", "platform", "--office", "court/x"), "platform/"),
        (("add", "wang", "--role", "judge", "--office", "Court"), "office id"),
        (("add", "wang", *CLERK, "--case", "no case"), "case id"),
        (("add", "wang", "--role", "auxiliary", "--office", "firm/x"), "--case"),
        (("add", "wang", "--role", "clerk"), "--office"),
        (("disable", "nobody"), "no account has the login"),
        (("disable", "a b"), "a login of"),
        (("reset-factor", "nobody"), "no account has the login"),
    ],
)
@pytest.mark.database
def test_whatever_is_wrong_is_one_line(run: Any, words: tuple[str, ...], reason: str) -> None:
    """Status 2, one line on standard error that says what is wanted, nothing on the other."""
    status, out, err = run(*words)
    assert (status, out, err.count("\n")) == (UNUSABLE, "", 1)
    assert reason in err


def test_without_a_service_nothing_is_made(tmp_path: Path) -> None:
    """A folder that holds no service: one line, and the folder stays as it was."""
    with pytest.raises(SystemExit) as ended:
        main(["user", "list", "--data", str(tmp_path)])
    structlog.reset_defaults()
    assert ended.value.code == UNUSABLE
    assert list(tmp_path.iterdir()) == []


class _Hasty:
    """Accounts that somebody else changes at the last moment."""

    def __init__(self, added: Added, *, changed: bool) -> None:
        """Say what becomes of each write."""
        self._added = added
        self._changed = changed
        at = SystemClock().now()
        self._known = Account(SubjectId("s"), "wang", Role.CLERK, None, None, Language.ZH, at)
        self.erased: list[str] = []

    def by_login(self, _login: str) -> Account | None:
        """Return the account, if it is to be known."""
        return None if self._changed else self._known

    def factors(self, _account: str) -> list[Any]:
        """Return nothing."""
        return []

    def add(self, *_given: Any) -> Added:
        """Answer as told."""
        return self._added

    def change_factors(self, *_given: Any, **_named: Any) -> bool:
        """Answer as told."""
        return self._changed

    def enrol(self, _fields: Any) -> str:
        """Return an id."""
        return "s"

    def erase(self, subject: str) -> None:
        """Note who was erased."""
        self.erased.append(subject)


def test_a_login_taken_at_the_last_moment_leaves_no_subject(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Two that add one login at once: the second is told, and its subject is erased."""
    hasty = _Hasty(Added.LOGIN_TAKEN, changed=True)
    keys = AccountKeys(b"s" * 32, bytes)
    books = user._Books(hasty, hasty, keys, SystemClock().now())
    monkeypatch.setattr(user, "_opened", lambda _data: _Held(books))
    wanted = user.Wanted("wang", "clerk", "court/sh-xuhui", ())
    with pytest.raises(Unusable, match="is taken"):
        user.add(None, wanted, as_json=True)
    assert hasty.erased == ["s"]


def test_factors_changed_at_the_last_moment_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is reset over somebody else's change."""
    hasty = _Hasty(Added.KEPT, changed=False)
    keys = AccountKeys(b"s" * 32, bytes)
    books = user._Books(hasty, hasty, keys, SystemClock().now())
    monkeypatch.setattr(user, "_opened", lambda _data: _Held(books))
    with pytest.raises(Unusable, match="run it again"):
        user.reset_factor(None, "wang", as_json=True)


class _Held:
    """A context that holds what it is given."""

    def __init__(self, held: Any) -> None:
        """Keep it."""
        self._held = held

    def __enter__(self) -> Any:
        """Return it."""
        return self._held

    def __exit__(self, *_error: object) -> None:
        """Do nothing."""
