"""Who sells, and who helps: the platform's place on the list, its choice, auxiliary firms.

Source: 法释〔2016〕18号 第四, 五, 二十六条; 法明传〔2017〕455号; Shanghai's own rules.
"""

from collections.abc import Iterator
from datetime import date
from typing import assert_never

from mingpai.auction.model import RoundKind
from mingpai.auction.preparation.events import PlatformAssigned, RoundAnnounced
from mingpai.auction.preparation.model import AssignmentReason, Role
from mingpai.kernel.ids import OfficeId, RuleId
from mingpai.supervision.detector import Check, Detector, finding
from mingpai.supervision.lot import Lot, OnFile
from mingpai.supervision.platforms import is_listed, list_named, moved_lawfully
from mingpai.supervision.reports import AuxiliaryMandated
from mingpai.supervision.rounds import auction_of
from mingpai.supervision.rule import Finding
from mingpai.supervision.seen import Seen

_LATER = (RoundKind.AUCTION_2, RoundKind.SALE, RoundKind.RERUN)


def _listed(seen: Seen, lot: Lot) -> Iterator[Finding]:
    """K01: the platform stood on its list when it was assigned, and when the notice was published.

    A list that is not known is taken for the national one: a name proves nothing.
    """
    event, file = seen.event, lot.file
    if isinstance(event, PlatformAssigned):
        yield from _not_listed(seen, event.platform, event.platform_list, event.on)
    if isinstance(event, RoundAnnounced) and file.platform is not None:
        assigned = file.assigned
        named = "" if assigned is None else assigned.platform_list
        yield from _not_listed(seen, file.platform, named, event.announced_on)


def _not_listed(seen: Seen, platform: OfficeId, named: str, day: date) -> Iterator[Finding]:
    held = list_named(named)
    if not held.is_listed(platform, on=day):
        yield finding(
            seen.seq,
            seen.seq,
            verified=held.is_verified(platform),
            platform=platform,
            on=day.isoformat(),
            list=f"{held.name}/{held.version}",
        )


def _evidenced(seen: Seen, lot: Lot) -> Iterator[Finding]:
    """K02: the reason that was given for a platform is borne out by what is on record.

    What an applicant chose and the list names no more is no choice (a reading).
    """
    event, file = seen.event, lot.file
    if isinstance(event, RoundAnnounced):
        if file.opened is not None and file.platform is None:
            yield finding(seen.seq, seen.seq, why="not_assigned")
        return
    if not isinstance(event, PlatformAssigned):
        return
    applicants = {one.token for one in lot.holders(Role.APPLICANT)}
    chosen = {
        one.platform
        for one in file.choices
        if one.token in applicants
        and is_listed(one.platform, named=event.platform_list, on=event.on)
    }
    why = _contradiction(event, chosen, file)
    if why:
        yield finding(seen.seq, seen.seq, why=why, reason=event.reason.value, choices=len(chosen))


def _contradiction(event: PlatformAssigned, chosen: set[OfficeId], file: OnFile) -> str:
    """Return what is wrong with an assignment, or nothing."""
    if not event.evidence:
        return "no_evidence"
    match event.reason:
        case AssignmentReason.APPLICANT_CHOICE:
            return "" if chosen == {event.platform} else "not_the_applicants_choice"
        case AssignmentReason.NO_CHOICE_DRAW:
            return "applicant_has_chosen" if chosen else ""
        case AssignmentReason.CONFLICT_DRAW:
            return "" if len(chosen) > 1 else "choices_do_not_conflict"
        case AssignmentReason.SAME_PLATFORM_RULE:
            stays_on = (file.first_platform, file.platform)
            return "" if event.platform in stays_on else "no_such_platform_before"
        case AssignmentReason.PLATFORM_UNAVAILABLE:
            return _not_unavailable(event, chosen, file)
        case AssignmentReason.APPLICANT_ASKED_ANOTHER:
            if file.platform is None:
                return "no_platform_before"
            return "" if chosen == {event.platform} else "not_the_applicants_choice"
        case _:
            assert_never(event.reason)


def _not_unavailable(event: PlatformAssigned, chosen: set[OfficeId], file: OnFile) -> str:
    """Return why a platform is not replaced for being unavailable, or nothing."""
    if file.platform is None:
        return "no_platform_before"
    if is_listed(file.platform, named=event.platform_list, on=event.on):
        return "platform_is_available"
    is_agreed = len(chosen) == 1
    return "not_the_applicants_choice" if is_agreed and event.platform not in chosen else ""


def _stays(seen: Seen, lot: Lot) -> Iterator[Finding]:
    """K03: a later round is held on the platform of the first auction, while it is listed.

    Of a 变卖 the applicant may ask in writing for another listed one (known at second hand). That
    a re-auction stays as well is a reading.
    """
    event, file = seen.event, lot.file
    if not isinstance(event, RoundAnnounced) or event.kind not in _LATER:
        return
    if file.first_platform is None or file.platform == file.first_platform:
        return
    auction = auction_of(event, lot)
    if moved_lawfully(file.assigned, away_from=file.first_platform, auction=auction):
        return
    yield finding(
        seen.seq,
        seen.seq,
        kind=event.kind.value,
        platform=file.platform,
        first_platform=file.first_platform,
        verified=auction is not RoundKind.SALE,
    )


def _drawn(seen: Seen, lot: Lot) -> Iterator[Finding]:
    """K46: an auxiliary firm is in the register, and was drawn."""
    del lot
    event = seen.event
    if isinstance(event, AuxiliaryMandated) and not (event.is_registered and event.draw):
        yield finding(
            seen.seq,
            seen.seq,
            firm=event.firm,
            is_registered=event.is_registered,
            is_drawn=bool(event.draw),
        )


RULES: tuple[Detector, ...] = (
    Check(id=RuleId("K01"), wants=(PlatformAssigned, RoundAnnounced), finds=_listed),
    Check(id=RuleId("K02"), wants=(PlatformAssigned, RoundAnnounced), finds=_evidenced),
    Check(id=RuleId("K03"), wants=(RoundAnnounced,), finds=_stays),
    Check(id=RuleId("K46"), wants=(AuxiliaryMandated,), finds=_drawn),
)
