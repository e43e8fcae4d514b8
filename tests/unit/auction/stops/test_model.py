"""The kinds and grounds of standing still, and of ending."""

from datetime import UTC, date, datetime

from msgspec.structs import replace

from mingpai.auction.asked import is_digest
from mingpai.auction.stops.model import (
    COVERED_REASON,
    GROUNDS,
    ROUND_ALONE,
    Stop,
    StopGround,
    StopKind,
    WithdrawalGround,
)


def test_every_ground_belongs_to_a_kind() -> None:
    """No ground of the law is left without a stop, and no emergency is a court's ground."""
    assert set(GROUNDS) == set(StopKind)
    assert frozenset().union(*GROUNDS.values()) == set(StopGround)
    courts = GROUNDS[StopKind.DEFERMENT] | GROUNDS[StopKind.STAY]
    assert not GROUNDS[StopKind.EMERGENCY] & courts


def test_a_debt_performed_ends_the_disposal() -> None:
    """What is owed no more is not put up again; a defective notice is only published anew."""
    assert WithdrawalGround.DEBT_PERFORMED not in ROUND_ALONE
    assert WithdrawalGround.NOTICE_DEFECTIVE in ROUND_ALONE


def test_a_stop_ends_with_its_cause_or_its_term() -> None:
    """A cause on record as ended comes before the term; a stay without it has no end yet."""
    stay = Stop(
        StopKind.STAY, StopGround.BANKRUPTCY, datetime(2026, 5, 25, tzinfo=UTC), reason="A" * 43
    )
    assert stay.ends_on is None
    deferred = replace(stay, until=date(2026, 6, 10))
    assert deferred.ends_on == date(2026, 6, 10)
    assert replace(deferred, cause_ended_on=date(2026, 6, 1)).ends_on == date(2026, 6, 1)


def test_some_stops_wait_for_the_courts_own() -> None:
    """The platform's own, and the one that the record of a covered debt brings."""
    at = datetime(2026, 5, 25, tzinfo=UTC)
    assert Stop(StopKind.EMERGENCY, StopGround.SYSTEM_FAILURE, at, "A" * 43).awaits_order
    covered = Stop(StopKind.STAY, StopGround.DEBT_COVERED, at, COVERED_REASON)
    assert covered.awaits_order
    assert is_digest(COVERED_REASON)
    assert not replace(covered, reason="A" * 43).awaits_order


def test_a_deferment_runs_on_to_the_last_day_of_its_term() -> None:
    """Neither after it, nor once its cause ended, nor does a stay have a term."""
    deferred = Stop(
        StopKind.DEFERMENT,
        StopGround.AGREED_SECURITY,
        datetime(2026, 5, 25, tzinfo=UTC),
        "A" * 43,
        until=date(2026, 6, 10),
    )
    assert deferred.runs_on(date(2026, 6, 10))
    assert not deferred.runs_on(date(2026, 6, 11))
    assert not replace(deferred, cause_ended_on=date(2026, 6, 1)).runs_on(date(2026, 6, 1))
    assert not replace(deferred, until=None).runs_on(date(2026, 6, 1))
