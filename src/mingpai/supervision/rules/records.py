"""What is kept, how long, and what must be told to the authority.

All of it is reported by those who hold the data. Source: 法释〔2016〕18号 第二十九条;
网络数据安全管理条例 第十二条; 网络安全法 第二十一条; 国家网络安全事件报告管理办法 第四条.
"""

from collections.abc import Iterator

from mingpai.kernel.ids import RuleId
from mingpai.kernel.moments import local_date
from mingpai.law.parameters import (
    INCIDENT_HOURS_CRITICAL,
    INCIDENT_HOURS_ORGAN,
    INCIDENT_HOURS_OTHER,
    NETWORK_LOG_MONTHS,
    RETENTION_YEARS,
    SHARE_RECORD_YEARS,
)
from mingpai.law.periods import add_months
from mingpai.law.timeline import Timeline
from mingpai.supervision.detector import Check, Detector, Move, TermRule, finding
from mingpai.supervision.lot import Lot
from mingpai.supervision.reports import (
    DataDisposed,
    DataProvided,
    IncidentNoticed,
    IncidentReported,
    NetworkLogDisposed,
    Operator,
    Records,
)
from mingpai.supervision.rule import Finding
from mingpai.supervision.seen import Seen
from mingpai.supervision.terms import Begin, End, hours_from, in_force

_MONTHS = 12
_INCIDENT_HOURS = {
    Operator.CRITICAL: INCIDENT_HOURS_CRITICAL,
    Operator.ORGAN: INCIDENT_HOURS_ORGAN,
    Operator.OTHER: INCIDENT_HOURS_OTHER,
}


def _auction_kept(seen: Seen, lot: Lot) -> Iterator[Finding]:
    """K47: the data of an auction are kept for ten years."""
    del lot
    event = seen.event
    if isinstance(event, DataDisposed) and event.what is Records.AUCTION:
        yield from _too_early(seen, event, RETENTION_YEARS, months=_MONTHS)


def _share_kept(seen: Seen, lot: Lot) -> Iterator[Finding]:
    """K48: that data were provided is on record, under a contract, and kept for three years."""
    del lot
    event = seen.event
    if isinstance(event, DataDisposed) and event.what is Records.SHARE:
        yield from _too_early(seen, event, SHARE_RECORD_YEARS, months=_MONTHS)
    if isinstance(event, DataProvided) and not (event.record and event.contract):
        if in_force(SHARE_RECORD_YEARS, on=event.on) is None:
            return
        yield finding(
            seen.seq,
            seen.seq,
            recipient=event.recipient,
            has_record=bool(event.record),
            has_contract=bool(event.contract),
        )


def _log_kept(seen: Seen, lot: Lot) -> Iterator[Finding]:
    """K49: network logs are kept for six months."""
    del lot
    event = seen.event
    if isinstance(event, NetworkLogDisposed):
        yield from _too_early(seen, event, NETWORK_LOG_MONTHS, months=1)


def _too_early(
    seen: Seen,
    event: DataDisposed | NetworkLogDisposed,
    timeline: Timeline[int],
    *,
    months: int,
) -> Iterator[Finding]:
    """Find what was destroyed before so many `months` times the value in force were over."""
    least = in_force(timeline, on=event.disposed_on)
    if least is None:
        return
    kept_until = add_months(event.kept_from, least.value * months)
    if event.disposed_on < kept_until:
        yield finding(
            seen.seq,
            seen.seq,
            verified=least.verified,
            holder=event.holder,
            disposed=event.disposed_on.isoformat(),
            until=kept_until.isoformat(),
        )


def _incident(seen: Seen, lot: Lot) -> Iterator[Move]:
    """K50: an incident is reported in one, two or four hours, by who runs the system."""
    del lot
    match seen.event:
        case IncidentNoticed(incident=incident, holder=holder, operator=operator, at=at):
            until = hours_from(at, _INCIDENT_HOURS[operator], law_of=local_date(at))
            if until is not None:
                told = (("operator", operator.value),)
                yield Begin(f"{holder}/{incident}", until, seen.seq, told)
        case IncidentReported(incident=incident, holder=holder, at=at):
            yield End(f"{holder}/{incident}", at)
        case _:
            return


RULES: tuple[Detector, ...] = (
    Check(id=RuleId("K47"), wants=(DataDisposed,), finds=_auction_kept),
    Check(id=RuleId("K48"), wants=(DataDisposed, DataProvided), finds=_share_kept),
    Check(id=RuleId("K49"), wants=(NetworkLogDisposed,), finds=_log_kept),
    TermRule(id=RuleId("K50"), wants=(IncidentNoticed, IncidentReported), moves=_incident),
)
