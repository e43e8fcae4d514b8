"""Every permission there is, and the one table that says which role has which, and how far.

What is not in the table nobody may. Clerks prepare, judges decide. There is no permission that
reads who a bidder is, or that filters, delays or reorders bids, and none can be given by
configuration: `Act` and `Thing` have no word for it, and a test reads the whole enum and table.
Source: 法释〔2016〕18号 第八条 (a platform must not misuse its place over bidding), 第十八条
(bidders stay unnamed). Whether an act is lawful is not asked here but of the domain that owns it.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import assert_never

from msgspec import Struct

from mingpai.accounts.model import Role, Viewer
from mingpai.kernel.ids import CaseId, OfficeId


class Act(StrEnum):
    """What is done. No word here filters, delays or reorders anything."""

    SEE = "see"
    PREPARE = "prepare"
    CONFIRM = "confirm"
    DECIDE = "decide"
    SEND = "send"
    KEEP = "keep"
    STOP = "stop"


class Thing(StrEnum):
    """To what it is done. No word here is a bidder's identity."""

    OWN_AFFAIRS = "own affairs"
    OWN_REGISTRATION = "own registration"
    OWN_BID = "own bid"
    COURT_FILE = "court file"
    NOTICE = "notice"
    DEPOSIT = "deposit"
    VIEWING = "viewing"
    OBJECTION = "objection"
    TERMS = "terms"
    BIDDING = "bidding as a whole"
    OUTCOME = "outcome"
    ALERT = "alert"
    EVIDENCE = "evidence"
    REPORT = "report"
    SERVICE = "service"
    ACCOUNT = "account"


class Permission(StrEnum):
    """Everything that somebody who signed in can be allowed to do."""

    SEE_OWN_AFFAIRS = "see_own_affairs"
    REGISTER_FOR_LOT = "register_for_lot"
    PLACE_BID = "place_bid"
    BOOK_VIEWING = "book_viewing"
    FILE_OBJECTION = "file_objection"
    SEE_COURT_FILE = "see_court_file"
    PREPARE_DISPOSAL = "prepare_disposal"
    RECORD_PROCEEDING = "record_proceeding"
    PUBLISH_NOTICE = "publish_notice"
    CONFIRM_DEPOSIT = "confirm_deposit"
    ARRANGE_VIEWING = "arrange_viewing"
    RECEIVE_OBJECTION = "receive_objection"
    DECIDE_TERMS = "decide_terms"
    DECIDE_STOP = "decide_stop"
    DECIDE_OUTCOME = "decide_outcome"
    DECIDE_OBJECTION = "decide_objection"
    EXPORT_EVIDENCE = "export_evidence"
    SEE_APPOINTMENTS = "see_appointments"
    RECORD_VIEWING = "record_viewing"
    SEND_REPORT = "send_report"
    STOP_IN_EMERGENCY = "stop_in_emergency"
    SEE_ALERTS = "see_alerts"
    SEE_HEALTH = "see_health"
    KEEP_ACCOUNTS = "keep_accounts"


class Meaning(Struct, frozen=True):
    """What a permission allows, in words that the program itself can read."""

    act: Act
    thing: Thing
    needs_fresh: bool = False
    """Whether it binds somebody, so that a factor shown within five minutes must sign it."""


class Scope(StrEnum):
    """How far a role's permission reaches."""

    OWN = "own"
    """His own things, or his office's: the domain that owns them holds that against the actor."""
    COURT = "court"
    """His own court, and of it only his cases where his account names any."""
    CASES = "cases"
    """Only the cases that his account names: none where it names none."""
    EVERYWHERE = "everywhere"


MEANINGS: Mapping[Permission, Meaning] = {
    Permission.SEE_OWN_AFFAIRS: Meaning(Act.SEE, Thing.OWN_AFFAIRS),
    Permission.REGISTER_FOR_LOT: Meaning(Act.SEND, Thing.OWN_REGISTRATION),
    Permission.PLACE_BID: Meaning(Act.SEND, Thing.OWN_BID),
    Permission.BOOK_VIEWING: Meaning(Act.SEND, Thing.VIEWING),
    Permission.FILE_OBJECTION: Meaning(Act.SEND, Thing.OBJECTION),
    Permission.SEE_COURT_FILE: Meaning(Act.SEE, Thing.COURT_FILE),
    Permission.PREPARE_DISPOSAL: Meaning(Act.PREPARE, Thing.COURT_FILE),
    Permission.RECORD_PROCEEDING: Meaning(Act.CONFIRM, Thing.COURT_FILE),
    Permission.PUBLISH_NOTICE: Meaning(Act.SEND, Thing.NOTICE, needs_fresh=True),
    Permission.CONFIRM_DEPOSIT: Meaning(Act.CONFIRM, Thing.DEPOSIT),
    Permission.ARRANGE_VIEWING: Meaning(Act.PREPARE, Thing.VIEWING),
    Permission.RECEIVE_OBJECTION: Meaning(Act.CONFIRM, Thing.OBJECTION),
    Permission.DECIDE_TERMS: Meaning(Act.DECIDE, Thing.TERMS, needs_fresh=True),
    Permission.DECIDE_STOP: Meaning(Act.DECIDE, Thing.BIDDING, needs_fresh=True),
    Permission.DECIDE_OUTCOME: Meaning(Act.DECIDE, Thing.OUTCOME, needs_fresh=True),
    Permission.DECIDE_OBJECTION: Meaning(Act.DECIDE, Thing.OBJECTION, needs_fresh=True),
    Permission.EXPORT_EVIDENCE: Meaning(Act.SEE, Thing.EVIDENCE),
    Permission.SEE_APPOINTMENTS: Meaning(Act.SEE, Thing.VIEWING),
    Permission.RECORD_VIEWING: Meaning(Act.CONFIRM, Thing.VIEWING),
    Permission.SEND_REPORT: Meaning(Act.SEND, Thing.REPORT),
    Permission.STOP_IN_EMERGENCY: Meaning(Act.STOP, Thing.BIDDING, needs_fresh=True),
    Permission.SEE_ALERTS: Meaning(Act.SEE, Thing.ALERT),
    Permission.SEE_HEALTH: Meaning(Act.SEE, Thing.SERVICE),
    Permission.KEEP_ACCOUNTS: Meaning(Act.KEEP, Thing.ACCOUNT, needs_fresh=True),
}

ROLES: Mapping[Role, Mapping[Permission, Scope]] = {
    Role.CITIZEN: {
        Permission.SEE_OWN_AFFAIRS: Scope.OWN,
        Permission.REGISTER_FOR_LOT: Scope.OWN,
        Permission.PLACE_BID: Scope.OWN,
        Permission.BOOK_VIEWING: Scope.OWN,
        Permission.FILE_OBJECTION: Scope.OWN,
    },
    Role.CLERK: {
        Permission.SEE_COURT_FILE: Scope.COURT,
        Permission.PREPARE_DISPOSAL: Scope.COURT,
        Permission.RECORD_PROCEEDING: Scope.COURT,
        Permission.PUBLISH_NOTICE: Scope.COURT,
        Permission.CONFIRM_DEPOSIT: Scope.COURT,
        Permission.ARRANGE_VIEWING: Scope.COURT,
        Permission.RECEIVE_OBJECTION: Scope.COURT,
        Permission.EXPORT_EVIDENCE: Scope.COURT,
    },
    Role.JUDGE: {
        Permission.SEE_COURT_FILE: Scope.COURT,
        Permission.PUBLISH_NOTICE: Scope.COURT,
        Permission.DECIDE_TERMS: Scope.COURT,
        Permission.DECIDE_STOP: Scope.COURT,
        Permission.DECIDE_OUTCOME: Scope.COURT,
        Permission.DECIDE_OBJECTION: Scope.COURT,
        Permission.EXPORT_EVIDENCE: Scope.COURT,
    },
    Role.SUPERVISOR: {
        Permission.SEE_ALERTS: Scope.EVERYWHERE,
        Permission.SEE_COURT_FILE: Scope.EVERYWHERE,
        Permission.EXPORT_EVIDENCE: Scope.EVERYWHERE,
    },
    Role.AUXILIARY: {
        Permission.SEE_APPOINTMENTS: Scope.CASES,
        Permission.RECORD_VIEWING: Scope.CASES,
    },
    Role.PLATFORM: {
        Permission.SEND_REPORT: Scope.OWN,
        Permission.STOP_IN_EMERGENCY: Scope.OWN,
    },
    Role.OPERATOR: {
        Permission.SEE_HEALTH: Scope.EVERYWHERE,
        Permission.KEEP_ACCOUNTS: Scope.EVERYWHERE,
    },
}
"""Role -> permission -> how far. A role that has not a permission does not name it."""


def may(
    viewer: Viewer | None,
    permission: Permission,
    *,
    court: OfficeId | None = None,
    case: CaseId | None = None,
) -> bool:
    """Say whether somebody may do this, to a thing of this court and case.

    Closed where in doubt: without a court nothing that is scoped to a court is allowed, without a
    case nothing that is narrowed to cases. Says nothing of freshness: see `needs_fresh`.
    """
    scope = None if viewer is None else ROLES[viewer.role].get(permission)
    if viewer is None or scope is None:
        return False
    match scope:
        case Scope.OWN | Scope.EVERYWHERE:
            return True
        case Scope.COURT:
            is_own = court is not None and court == viewer.office
            return is_own and (viewer.cases is None or case in viewer.cases)
        case Scope.CASES:
            return viewer.cases is not None and case in viewer.cases
        case _:
            assert_never(scope)


def has(viewer: Viewer | None, permission: Permission) -> bool:
    """Say whether somebody's role has this permission at all, anywhere: for menus and desks.

    Never enough to act on a thing: that is `may`.
    """
    return viewer is not None and permission in ROLES[viewer.role]


def needs_fresh(permission: Permission) -> bool:
    """Say whether doing this wants a factor that was shown within the last five minutes."""
    return MEANINGS[permission].needs_fresh
