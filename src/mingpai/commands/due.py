"""`mingpai due [LOT]`: what must happen, until when, by whom, under which article.

Of one disposal or of all that have not ended, the soonest first. Where to look next:
`auction.duties` (what must happen), `commands.why` (which entry made it so).
"""

from datetime import date, datetime
from typing import Any

from msgspec import Struct

from mingpai.auction.asked import Setting
from mingpai.auction.duties import duties
from mingpai.auction.duty import Duty
from mingpai.auction.evolve import evolve
from mingpai.auction.model import Disposal, stage_at
from mingpai.commands.output import DONE, WRONG, Unusable, print_json, say
from mingpai.journal.entry import decode_entry
from mingpai.kernel.ids import StreamId
from mingpai.kernel.moments import local_date, print_local
from mingpai.kernel.outcome import ensure
from mingpai.law.instruments import cite
from mingpai.law.platforms import NATIONAL
from mingpai.service.archive import Archive
from mingpai.service.catalogue import DISPOSAL
from mingpai.service.domains import domain_of
from mingpai.service.export import Source

_PAGE = 5_000


class Line(Struct, frozen=True):
    """One duty of one disposal, as it is printed."""

    lot: str
    stage: str
    what: str
    by: str
    since: str
    until: str | None
    is_overdue: bool
    article: str
    rule: str | None
    zh: str
    en: str
    verified: bool


def due(source: Source, lot: str | None, *, now: datetime, as_json: bool) -> int:
    """Print every duty; status 1 where one is overdue. Raises: Unusable; PortError."""
    states = disposals(source)
    if lot is not None:
        stream = StreamId(lot if lot.startswith(f"{DISPOSAL}/") else f"{DISPOSAL}/{lot}")
        if stream not in states:
            msg = f"{lot}: the journal knows no such disposal; give its number, such as 2026-0001"
            raise Unusable(msg)
        states = {stream: states[stream]}
    lines = [
        _line(state, duty, now)
        for state in states.values()
        if state.file.ending is None
        for duty in duties(state, Setting(NATIONAL))
    ]
    lines.sort(key=lambda line: (line.until or "", line.lot, line.what))
    if as_json:
        print_json(_plain(lines, now))
    else:
        _tell(lines)
    return WRONG if any(line.is_overdue for line in lines) else DONE


def disposals(source: Source) -> dict[StreamId, Disposal]:
    """Return every disposal of a journal, those that are over included."""
    archive = Archive(
        source.store, source.registry, origin=source.origin, vkey=source.ring.receipts.vkey
    )
    states: dict[StreamId, Disposal] = {}
    seq = 0
    while page := source.store.read(seq, limit=_PAGE):
        for place, stored in enumerate(page, seq):
            ensure(stored.seq == place, f"entry {place} is in the journal")
            entry = decode_entry(stored.leaf)
            if domain_of(entry.stream) == DISPOSAL:
                stream = StreamId(entry.stream)
                state = states.get(stream) or Disposal(stream)
                states[stream] = evolve(state, archive.event(entry, stored))
        seq += len(page)
    return states


def _line(state: Disposal, duty: Duty, now: datetime) -> Line:
    return Line(
        lot=state.id,
        stage=stage_at(state, now=now).value,
        what=duty.what,
        by=duty.by.value,
        since=_shown(duty.since) or "",
        until=_shown(duty.until),
        is_overdue=duty.is_overdue(now=now, today=local_date(now)),
        article=cite(duty.article),
        rule=duty.rule,
        zh=duty.zh,
        en=duty.en,
        verified=duty.verified,
    )


def _shown(when: date | datetime | None) -> str | None:
    if when is None:
        return None
    return print_local(when) if isinstance(when, datetime) else when.isoformat()


def _plain(lines: list[Line], now: datetime) -> dict[str, Any]:
    return {
        "now": print_local(now),
        "duties": lines,
        "overdue": sum(line.is_overdue for line in lines),
    }


def _tell(lines: list[Line]) -> None:
    if not lines:
        say("没有待办事项。 Nothing is due.")
    for line in lines:
        mark = "逾期 OVERDUE" if line.is_overdue else ""
        say(f"{line.until or '立即 at once':<26}{line.lot}  {line.by}  {line.what}  {mark}")
        say(f"    {line.zh}（{line.article}）")
        say(f"    {line.en}")
        if not line.verified:
            say("    （所依数值或日历尚未核实 / a value or calendar it rests on was not verified）")
