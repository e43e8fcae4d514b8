"""How long a sign-in lasts."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from mingpai.accounts import sessions
from mingpai.accounts.model import Account, Language, Role
from mingpai.accounts.places import Place
from mingpai.kernel.canon import b64url
from mingpai.kernel.ids import SubjectId

NOW = datetime(2026, 5, 26, tzinfo=UTC)
HOUR = timedelta(hours=1)
WANG = Account(SubjectId("s"), "wang", Role.CITIZEN, None, (), Language.ZH, NOW)
HOME = Place("device", "address")


@pytest.fixture
def opened(random: Callable[[int], bytes]) -> Any:
    """Return a new session."""
    return sessions.new_session(WANG, HOME, now=NOW, random=random)


def test_a_session_ends_when_idle_and_in_any_case(opened: Any) -> None:
    """Half an hour without use, twelve hours with; never while it is held."""
    session = opened.session
    assert sessions.expires_at(session) == NOW + timedelta(minutes=30)
    used = replace(session, seen_at=NOW + 11 * HOUR + timedelta(minutes=50))
    assert sessions.expires_at(used) == NOW + 12 * HOUR
    held = replace(used, held_until=NOW + 30 * HOUR)
    assert sessions.expires_at(held) == NOW + 30 * HOUR
    soon = replace(session, held_until=NOW + timedelta(minutes=1))
    assert sessions.expires_at(soon) == NOW + timedelta(minutes=30)


def test_the_token_is_nowhere_but_in_its_holders_hands(opened: Any) -> None:
    """The session holds its digest alone, and printing shows neither."""
    assert sessions.digest_of(opened.token) == opened.session.digest
    assert opened.token not in repr(opened)
    assert opened.token not in repr(opened.session)
    assert len(opened.token) == 43


@pytest.mark.parametrize("text", ["", "x", b64url(bytes(31)), b64url(bytes(33)), "é" * 43])
def test_what_is_no_token_has_no_digest(text: str) -> None:
    """Another length or alphabet is no token."""
    assert sessions.digest_of(text) is None


def test_a_renewed_session_has_another_token_and_the_same_beginning(
    opened: Any, random: Callable[[int], bytes]
) -> None:
    """Renewing changes token and place; the twelve hours still count from the sign-in."""
    late = NOW + 11 * HOUR
    elsewhere = Place("d2", "a2")
    new = sessions.renewed(
        opened.session, elsewhere, fresh_until=late + HOUR, now=late, random=random
    )
    assert new.token != opened.token
    assert (new.session.id, new.session.made_at) == (opened.session.id, NOW)
    assert (new.session.device, new.session.fresh_until) == ("d2", late + HOUR)
    assert sessions.expires_at(new.session) == late + timedelta(minutes=30)


def test_a_viewer_is_the_account_and_the_session(opened: Any) -> None:
    """What pages see of somebody: no secret, no place."""
    viewer = sessions.viewer_of(opened.session, WANG)
    assert (viewer.account, viewer.login, viewer.cases) == ("s", "wang", ())
    assert viewer.expires_at == NOW + timedelta(minutes=30)
    assert viewer.fresh_until == NOW + timedelta(minutes=5)
