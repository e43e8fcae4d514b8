"""On which platform a disposal belongs: the lists as they are named, and when it may move.

Where to look next: `law.platforms` (the lists), `supervision.rules.choice` (who asks).
"""

from datetime import date

from mingpai.auction.model import RoundKind
from mingpai.auction.preparation.events import PlatformAssigned
from mingpai.auction.preparation.model import AssignmentReason
from mingpai.kernel.ids import OfficeId
from mingpai.law.platforms import NATIONAL, PlatformList, sandbox_list

_LISTS: dict[str, PlatformList] = {one.name: one for one in (NATIONAL, sandbox_list())}


def list_named(named: str) -> PlatformList:
    """Return the list that an entry names; one that nobody knows is taken for the national one."""
    return _LISTS.get(named.partition("/")[0], NATIONAL)


def is_listed(platform: OfficeId, *, named: str, on: date) -> bool:
    """Say whether a platform stood on a list on a day."""
    return list_named(named).is_listed(platform, on=on)


def moved_lawfully(
    assigned: PlatformAssigned | None, *, away_from: OfficeId, auction: RoundKind
) -> bool:
    """Say whether the last assignment may take a later round away from a platform.

    It may where that one stood on its list no more, or, for a 变卖, where the applicant asked for
    another (known at second hand). Source: 法释〔2016〕18号 第四, 二十六条; 法明传〔2017〕455号.
    """
    if assigned is None:
        return False
    if assigned.reason is AssignmentReason.APPLICANT_ASKED_ANOTHER:
        return auction is RoundKind.SALE
    is_gone = not is_listed(away_from, named=assigned.platform_list, on=assigned.on)
    return is_gone and assigned.reason is AssignmentReason.PLATFORM_UNAVAILABLE
