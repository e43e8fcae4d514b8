"""Who may do what, over the whole enum and the whole table."""

from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec.structs import replace

from mingpai.accounts.model import Language, Role, SessionId, Viewer
from mingpai.accounts.permissions import (
    MEANINGS,
    ROLES,
    Act,
    Permission,
    Scope,
    Thing,
    has,
    may,
    needs_fresh,
)
from mingpai.kernel.ids import CaseId, OfficeId, SubjectId

XUHUI, PUDONG = OfficeId("court/sh-xuhui"), OfficeId("court/sh-pudong")
CASE, OTHER = CaseId("2026-1"), CaseId("2026-2")
AT = datetime(2026, 5, 26, tzinfo=UTC)
IDENTITY = ("bidder", "identity", "name", "person", "subject", "unmask", "reveal")
MEDDLING = ("filter", "delay", "reorder", "queue", "throttle", "priorit", "drop", "hide", "hold")
ABOUT_BIDDING = {
    Permission.PLACE_BID: (Act.SEND, Thing.OWN_BID, {Role.CITIZEN}),
    Permission.DECIDE_STOP: (Act.DECIDE, Thing.BIDDING, {Role.JUDGE}),
    Permission.STOP_IN_EMERGENCY: (Act.STOP, Thing.BIDDING, {Role.PLATFORM}),
}


def viewer(role: Role, **changes: Any) -> Viewer:
    """Return somebody of a role at the court of Xuhui, with all its cases."""
    who = Viewer(
        account=SubjectId("s"),
        login="wang",
        role=role,
        office=XUHUI,
        cases=None,
        language=Language.ZH,
        session=SessionId("x"),
        digest=b"d",
        fresh_until=AT,
        expires_at=AT,
    )
    return replace(who, **changes)


def test_every_permission_means_something_and_every_role_is_told() -> None:
    """No permission is without a meaning or a role, no role without a row, no word unused."""
    assert set(MEANINGS) == set(Permission)
    assert set(ROLES) == set(Role)
    assert {one for row in ROLES.values() for one in row} == set(Permission)
    assert {one.act for one in MEANINGS.values()} == set(Act)
    assert {one.thing for one in MEANINGS.values()} == set(Thing)


def test_no_permission_reads_a_bidders_identity() -> None:
    """第八、十八条: no word of the enum, of its acts or of its things is about who bids."""
    said = [*Permission, *Act, *Thing]
    assert not [one for one in said for word in IDENTITY if word in one.value]


def test_no_permission_filters_delays_or_reorders_bids() -> None:
    """第八条: what touches bidding is one's own bid, or stopping the whole of it, in the open."""
    said = [*Permission, *Act, *Thing]
    assert not [one for one in said for word in MEDDLING if word in one.value]
    about = {one for one, said in MEANINGS.items() if said.thing in {Thing.OWN_BID, Thing.BIDDING}}
    assert about == set(ABOUT_BIDDING)
    for permission, (act, thing, roles) in ABOUT_BIDDING.items():
        assert (MEANINGS[permission].act, MEANINGS[permission].thing) == (act, thing)
        assert {role for role, row in ROLES.items() if permission in row} == roles


def test_clerks_prepare_and_judges_decide() -> None:
    """No clerk decides, no judge prepares, and every decision wants a fresh factor."""
    acts = {role: {MEANINGS[one].act for one in row} for role, row in ROLES.items()}
    assert Act.DECIDE not in acts[Role.CLERK]
    assert Act.PREPARE not in acts[Role.JUDGE]
    assert {role for role in Role if Act.DECIDE in acts[role]} == {Role.JUDGE}
    for permission, meaning in MEANINGS.items():
        assert needs_fresh(permission) or meaning.act not in {Act.DECIDE, Act.STOP}


def test_an_auxiliary_firm_sees_appointments_only() -> None:
    """A firm's whole row is about viewings, and of named cases."""
    row = ROLES[Role.AUXILIARY]
    assert {MEANINGS[one].thing for one in row} == {Thing.VIEWING}
    assert set(row.values()) == {Scope.CASES}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("permission", Permission)
def test_what_is_not_in_the_table_nobody_may(role: Role, permission: Permission) -> None:
    """Every role against every permission, at one's own court and case, named or not."""
    who = viewer(role, cases=(CASE,))
    allowed = permission in ROLES[role]
    assert may(who, permission, court=XUHUI, case=CASE) is allowed
    assert has(who, permission) is allowed
    assert may(None, permission, court=XUHUI, case=CASE) is False
    assert has(None, permission) is False


def test_a_courts_permission_ends_at_its_own_court_and_cases() -> None:
    """Another court, no court, another case or none: not allowed; all cases where none is named."""
    what = Permission.PREPARE_DISPOSAL
    everywhere, narrow = viewer(Role.CLERK), viewer(Role.CLERK, cases=(CASE,))
    assert may(everywhere, what, court=XUHUI)
    assert may(everywhere, what, court=XUHUI, case=OTHER)
    assert may(narrow, what, court=XUHUI, case=CASE)
    assert not may(narrow, what, court=XUHUI, case=OTHER)
    assert not may(narrow, what, court=XUHUI)
    for who in (everywhere, narrow):
        assert not may(who, what, court=PUDONG, case=CASE)
        assert not may(who, what, case=CASE)
    assert not may(viewer(Role.CLERK, office=None), what)


def test_a_firms_permission_needs_a_named_case() -> None:
    """Without named cases a firm may nothing; with them, those alone."""
    what = Permission.SEE_APPOINTMENTS
    assert may(viewer(Role.AUXILIARY, cases=(CASE,)), what, case=CASE)
    assert not may(viewer(Role.AUXILIARY, cases=(CASE,)), what, case=OTHER)
    assert not may(viewer(Role.AUXILIARY, cases=(CASE,)), what)
    assert not may(viewer(Role.AUXILIARY), what, case=CASE)


def test_a_supervisor_reaches_every_court() -> None:
    """What is scoped everywhere asks for neither court nor case."""
    assert may(viewer(Role.SUPERVISOR, office=OfficeId("authority/market")), Permission.SEE_ALERTS)
