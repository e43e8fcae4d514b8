"""`mingpai user add|disable|reset-factor|list`: the accounts of officials.

Citizens register themselves on the pages. Whoever adds an official gets a secret, printed once and
logged nowhere, by which that person chooses password and second factor. Where to look next:
`accounts.invitations`, `accounts.enrolling`.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from msgspec import Struct

from mingpai import bootstrap
from mingpai.accounts.invitations import new_invitation
from mingpai.accounts.keys import AccountKeys, secret_from
from mingpai.accounts.model import Account, Language, Role, parse_login
from mingpai.accounts.store import AccountStore, Added
from mingpai.adapters.clock import SystemClock
from mingpai.adapters.postgres_accounts import PostgresAccounts
from mingpai.commands.output import DONE, Unusable, labelled, print_json, say, tell
from mingpai.kernel.ids import CaseId, OfficeId, parse_id
from mingpai.kernel.moments import print_local
from mingpai.ports import SubjectStore

OFFICES = {Role.CLERK: "court/", Role.JUDGE: "court/", Role.PLATFORM: "platform/"}
"""How the office of a role begins, where that is fixed."""
_OFFICIALS = tuple(role for role in Role if role is not Role.CITIZEN)


class Wanted(Struct, frozen=True):
    """What the command line asks for. Without `cases` an account reaches all of its office's."""

    login: str
    role: str
    office: str
    cases: tuple[str, ...]


class _Books(Struct, frozen=True):
    """What these commands work on."""

    accounts: AccountStore
    subjects: SubjectStore
    keys: AccountKeys
    now: datetime


def add(data: Path | None, wanted: Wanted, *, as_json: bool) -> int:
    """Make an official's account and print the secret by which he enrols."""
    login, role, office, cases = _login(wanted.login), *_capacity(wanted)
    with _opened(data) as books:
        if books.accounts.by_login(login) is not None:
            msg = f"user add: the login {login} is taken; another one is wanted"
            raise Unusable(msg)
        subject = books.subjects.enrol({"office": office})
        account = Account(
            id=subject,
            login=login,
            role=role,
            office=office,
            cases=cases,
            language=Language.ZH,
            made_at=books.now,
        )
        told = _invited(books, account)
    _tell_invitation(account, told, as_json=as_json)
    return DONE


def reset_factor(data: Path | None, login: str, *, as_json: bool) -> int:
    """End all of an account's factors and sign-ins; print a secret by which to enrol anew."""
    with _opened(data) as books:
        account = _known(books.accounts, login)
        if account.disabled_at is not None:
            msg = f"user reset-factor: {account.login} is disabled for good; add another account"
            raise Unusable(msg)
        secret, factor = new_invitation(
            account.id, keys=books.keys, random=secrets.token_bytes, now=books.now
        )
        old = [one.id for one in books.accounts.factors(account.id)]
        if not books.accounts.change_factors(account.id, removed=old, added=[factor]):
            msg = f"user reset-factor: {account.login} was changed just now; run it again"
            raise Unusable(msg)
        books.accounts.close_sessions(account.id)
    _tell_invitation(account, (secret, factor.ends_at or books.now), as_json=as_json)
    return DONE


def disable(data: Path | None, login: str, *, as_json: bool) -> int:
    """Disable an account for good; whoever is signed in with it is out at once."""
    with _opened(data) as books:
        account = _known(books.accounts, login)
        books.accounts.disable(account.id, at=books.now)
        account = _known(books.accounts, login)
    if as_json:
        print_json(_shown(account))
    else:
        tell(
            f"{account.login} 已停用，所有登录已结束；停用不能恢复。",
            f"{account.login} is disabled for good, and every sign-in of it has ended.",
        )
    return DONE


def list_users(data: Path | None, *, as_json: bool) -> int:
    """List the officials' accounts, and how many citizens there are; no secrets."""
    with _opened(data) as books:
        accounts = books.accounts.accounts()
    officials = [one for one in accounts if one.role is not Role.CITIZEN]
    citizens = len(accounts) - len(officials)
    if as_json:
        print_json({"users": [_shown(one) for one in officials], "citizens": citizens})
        return DONE
    for one in officials:
        cases = "" if one.cases is None else f" {' '.join(one.cases)}"
        ended = f" 已停用 disabled {print_local(one.disabled_at)}" if one.disabled_at else ""
        say(labelled(one.login, f"{one.role} {one.office}{cases}{ended}"))
    tell(f"另有竞买人账户 {citizens} 个。", f"Besides, {citizens} accounts of citizens.")
    return DONE


@contextmanager
def _opened(data: Path | None) -> Iterator[_Books]:
    """Open the accounts of a service, whether or not it runs. Raises: NotReady, PortError."""
    with bootstrap.opened(bootstrap.place_to_read(data)) as service:
        accounts = PostgresAccounts(service.dsns.subjects)
        keys = AccountKeys(secret_from(service.ring.command_secret), secrets.token_bytes)
        try:
            yield _Books(accounts, service.subjects, keys, SystemClock().now())
        finally:
            accounts.close()


def _invited(books: _Books, account: Account) -> tuple[str, datetime]:
    """Keep a new account with its invitation; nothing of it stays where the login is taken."""
    secret, factor = new_invitation(
        account.id, keys=books.keys, random=secrets.token_bytes, now=books.now
    )
    if books.accounts.add(account, [factor]) is not Added.KEPT:
        books.subjects.erase(account.id)
        msg = f"user add: the login {account.login} is taken; another one is wanted"
        raise Unusable(msg)
    return secret, factor.ends_at or books.now


def _known(accounts: AccountStore, login: str) -> Account:
    """Return the account with a login. Raises: Unusable."""
    account = accounts.by_login(_login(login))
    if account is None:
        msg = f"no account has the login {login!r:.80}; see mingpai user list"
        raise Unusable(msg)
    return account


def _login(text: str) -> str:
    try:
        return parse_login(text)
    except ValueError as error:
        msg = f"{text!r:.80}: {error}"
        raise Unusable(msg) from error


def _capacity(wanted: Wanted) -> tuple[Role, OfficeId, tuple[CaseId, ...] | None]:
    """Read role, office and cases. Raises: Unusable saying which of them is wrong, and how."""
    if wanted.role not in _OFFICIALS:
        msg = f"--role {wanted.role!r:.40}: one of {', '.join(_OFFICIALS)} is wanted"
        raise Unusable(msg)
    role = Role(wanted.role)
    try:
        office = OfficeId(parse_id("office", wanted.office))
        cases = tuple(CaseId(parse_id("case", one)) for one in wanted.cases)
    except ValueError as error:
        msg = f"user add: {error}"
        raise Unusable(msg) from error
    beginning = OFFICES.get(role, "")
    if not office.startswith(beginning):
        msg = f"--office {office}: for a {role} one such as {beginning}sh-xuhui is wanted"
        raise Unusable(msg)
    if role is Role.AUXILIARY and not cases:
        msg = "--case: an auxiliary firm sees only the cases it is named for; one is wanted"
        raise Unusable(msg)
    return role, office, cases or None


def _shown(account: Account) -> dict[str, Any]:
    return {
        "login": account.login,
        "role": account.role,
        "office": account.office,
        "cases": account.cases,
        "made_at": print_local(account.made_at),
        "disabled_at": account.disabled_at and print_local(account.disabled_at),
    }


def _tell_invitation(account: Account, told: tuple[str, datetime], *, as_json: bool) -> None:
    """Print the secret: here, once, and nowhere else."""
    secret, until = told[0], print_local(told[1])
    if as_json:
        print_json(_shown(account) | {"enrolment_secret": secret, "valid_until": until})
        return
    say(labelled("账户 account", f"{account.login}, {account.role}, {account.office}"))
    say(labelled("登记密钥 secret", secret))
    say(labelled("有效至 valid until", until))
    tell(
        "登记密钥只显示这一次，只能用一次；请当面交给本人，由本人设置密码和第二因素。",
        "The secret is shown this once and works once: hand it to that person, who chooses "
        "password and second factor with it.",
    )
