"""What must happen, in words: duties as the desk's pages list them, each with the act that does it.

Where to look next: `auction.duties` (what must happen), `web.court.acts` (what does it).
"""

from collections.abc import Iterable
from datetime import date, datetime

from msgspec import Struct

from mingpai.accounts.model import Viewer
from mingpai.auction.duty import Party
from mingpai.law.instruments import cite, cite_in_english
from mingpai.web import show
from mingpai.web.captions import Caption
from mingpai.web.court.acts import DUE, act_of, page_of
from mingpai.web.court.desk import OpenFile, may_prepare
from mingpai.web.court.files import Owed
from mingpai.web.lots import LOT
from mingpai.web.renderer import Renderer

PARTIES: dict[Party, Caption] = {
    Party.COURT: Caption("法院", "court"),
    Party.PLATFORM: Caption("平台", "platform"),
    Party.BUYER: Caption("买受人", "buyer"),
    Party.CREDITOR: Caption("债权人", "creditor"),
    Party.DEBTOR: Caption("被执行人", "debtor"),
}


class OwedLine(Struct, frozen=True):
    """A duty as a page shows it. `page` is where it is done, without language; empty: not here."""

    number: str
    text: str
    by: str
    until: str
    article: str
    is_overdue: bool
    verified: bool
    page: str


def owed_lines(found: Iterable[Owed], renderer: Renderer, viewer: Viewer) -> list[OwedLine]:
    """Return duties in words, what is overdue first, then what is due soonest.

    A duty leads to its form where who looks may fill that in.
    """
    lines = [_line(one, renderer, viewer) for one in found]
    return sorted(lines, key=lambda line: (not line.is_overdue, line.until or "", line.number))


def _line(one: Owed, renderer: Renderer, viewer: Viewer) -> OwedLine:
    duty = one.duty
    is_chinese = renderer.language == "zh"
    number = one.state.id.removeprefix(LOT)
    command = DUE.get(duty.what, "")
    act = act_of(command)
    is_open = act is not None and may_prepare(OpenFile(viewer, one.state), act)
    return OwedLine(
        number=number,
        text=duty.zh if is_chinese else duty.en,
        by=PARTIES[duty.by].text(renderer.language),
        until=_until(duty.until),
        article=cite(duty.article) if is_chinese else cite_in_english(duty.article),
        is_overdue=one.is_overdue,
        verified=duty.verified,
        page=page_of(number, command) if is_open else "",
    )


def _until(when: date | datetime | None) -> str:
    if when is None:
        return ""
    return show.minute(when) if isinstance(when, datetime) else when.isoformat()
