"""`mingpai lots export`: everything that each court has, in open formats, a folder for each court.

Folded from the journal's own entries, page by page, so that memory does not grow with the bids.
Beside the tables stands the court's list in the form that `mingpai lots import` reads. Restricted
entries give figures and dates of the court's own file alone: who registered, objected or was barred
is in no table; the codes of a round, and who attended, stay out until it is over.
Where to look next: `commands.lots_tables`, `commands.lots_course` (the tables), docs/court-list.md.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from mingpai.adapters.clock import SystemClock
from mingpai.adapters.export_folder import ExportFolder
from mingpai.auction.asked import Setting
from mingpai.auction.duties import duties
from mingpai.auction.events import BidPlaced, CommandRefused
from mingpai.auction.model import Disposal, Phase, Round, stage_at
from mingpai.auction.preparation.events import PricingStarted
from mingpai.bootstrap import Service
from mingpai.commands.lots_course import AFTER_CLOSE, PARTS, part_of, row_of
from mingpai.commands.lots_tables import (
    BIDS,
    CASES,
    DISPOSALS,
    DUTIES,
    OWN,
    REFUSALS,
    ROUNDS,
    SERVICES,
    Table,
    Values,
    csv_header,
    csv_rows,
    dictionary,
    json_rows,
)
from mingpai.commands.lots_values import values_of
from mingpai.commands.output import DONE, Unusable, print_json, say
from mingpai.exchange.court_list_write import imported, list_as_csv, text_of
from mingpai.journal.entry import Entry, decode_entry
from mingpai.kernel.event import Event
from mingpai.kernel.ids import StreamId
from mingpai.kernel.moments import local_date, print_local
from mingpai.kernel.outcome import ensure
from mingpai.service.archive import Archive
from mingpai.service.catalogue import DISPOSAL
from mingpai.service.domains import domain_of
from mingpai.service.followers import PAGE

TABLES = (*OWN, *(part.table for part in PARTS))
"""Every table of an export."""
README = "README.txt"
DICTIONARY = "columns.csv"
LIST = "list.csv"
_README = """\
法院数据导出 A court's data
{at}, {entries} 条日志 entries

每个法院一个文件夹；每张表两种格式：.csv（UTF-8，带 BOM，金额以元计）和 .jsonl（金额以分计）。
时间均为北京时间，带时差。{dictionary} 说明每一列。{list} 可用 mingpai lots import 再次导入。
竞买人只以竞买代码出现，其他人只以身份出现；没有任何人的姓名或标识。正在进行的轮次，其保证金、阅知和进入大厅的记录不在表中。
以 = + - @ 开头的文字在 .csv 中前加一撇，以免被当作公式。

A folder for each court; each table in two forms: .csv (UTF-8 with a BOM, amounts in yuan) and
.jsonl (amounts in fen). Times are those of Shanghai, with their offset. {dictionary} says what each
column means. {list} can be imported again with mingpai lots import.
Bidders are codes and others the role that they have; nobody's name or token is in any file. Of a
round that still runs neither deposits are told, nor who took note of its notice or entered.
A text that begins with = + - @ has an apostrophe before it in .csv, so that it is no formula.
"""


def lots_export(folder: Path, service: Service, *, as_json: bool) -> int:
    """Write everything into a new or empty folder and print what was written.

    Raises: Unusable where the folder is in use or cannot be written; PortError.
    """
    try:
        with ExportFolder(folder) as sink:
            written = _Export(sink, SystemClock().now())
            written.take_all(service)
            counts = written.finish(Setting(service.config.platforms))
    except OSError as error:
        msg = f"{folder}: the export could not be written: {error}"
        raise Unusable(msg) from error
    if as_json:
        print_json({"folder": str(folder), "entries": written.entries, "courts": counts})
    else:
        for court, tables in counts.items():
            told = ", ".join(f"{name} {many}" for name, many in tables.items())
            say(f"{court}: {told}")
        say(f"{folder / README}")
    return DONE


class _Export:
    """An export while it is written: lots are folded, bids and refusals go straight out."""

    def __init__(self, sink: ExportFolder, now: datetime) -> None:
        """Begin before the first entry."""
        self._sink = sink
        self._now = now
        self._lots: dict[str, Disposal] = {}
        self._pricing: dict[str, PricingStarted] = {}
        self._begun: set[str] = set()
        self._secret: dict[str, list[tuple[Table, Values]]] = defaultdict(list)
        self._counts: dict[str, Counter[str]] = defaultdict(Counter)
        self.entries = 0

    def take_all(self, service: Service) -> None:
        """Fold every committed entry. Raises: PortError."""
        vkey = service.ring.receipts.vkey
        archive = Archive(service.reading, service.registry, origin=service.origin, vkey=vkey)
        domain = service.domains[DISPOSAL]
        while page := service.reading.read(self.entries, limit=PAGE):
            rows: dict[tuple[str, Table], list[Values]] = defaultdict(list)
            for place, one in enumerate(page, self.entries):
                ensure(one.seq == place, f"entry {place} is in the journal")
                entry = decode_entry(one.leaf)
                stream = StreamId(entry.stream)
                if domain_of(stream) == DISPOSAL:
                    event = archive.event(entry, one)
                    state = self._lots.get(stream) or domain.initial(stream)
                    self._lots[stream] = state = domain.evolve(state, event)
                    self._note(entry, event, rows, state.court)
                    if state.court is not None:
                        self._note_course(entry, event, rows, state)
            for (court, table), found in rows.items():
                self._write(court, table, found)
            self.entries += len(page)

    def _note(
        self,
        entry: Entry,
        event: Event,
        rows: dict[tuple[str, Table], list[Values]],
        court: str | None,
    ) -> None:
        match event:
            case BidPlaced() if court is not None:
                rows[court, BIDS].append(_bid(entry, event))
            case CommandRefused():  # of a lot that was never opened, by the court that asked
                rows[court or event.by, REFUSALS].append(_refusal(entry, event))
            case PricingStarted():
                self._pricing[entry.stream] = event
            case _:
                pass

    def _note_course(
        self,
        entry: Entry,
        event: Event,
        rows: dict[tuple[str, Table], list[Values]],
        state: Disposal,
    ) -> None:
        """Take an event as a row of its table; who takes part waits until the round is over."""
        court, part = str(state.court), part_of(event)
        if part is not None and part not in AFTER_CLOSE:
            rows[court, part.table].append(row_of(part, entry, event, state))
        elif part is not None:
            self._secret[entry.stream].append((part.table, row_of(part, entry, event, state)))
        if entry.stream in self._secret and (state.current is None or not state.current.is_running):
            for table, row in self._secret.pop(entry.stream):
                rows[court, table].append(row)

    def finish(self, setting: Setting) -> dict[str, dict[str, int]]:
        """Write what the lots came to; return how many rows each table of each court has."""
        courts: dict[str, dict[str, Disposal]] = {court: {} for court in self._counts}
        for lot, state in self._lots.items():
            if state.court is not None:
                courts.setdefault(state.court, {})[lot] = state
        for court, lots in courts.items():
            self._write(court, CASES, list(_cases(lots.values())))
            disposals = [_disposal(lot, one, self._now) for lot, one in lots.items()]
            self._write(court, DISPOSALS, disposals)
            rounds = [_round(lot, one) for lot, state in lots.items() for one in state.rounds]
            self._write(court, ROUNDS, rounds)
            services = [row for lot, state in lots.items() for row in _services(lot, state)]
            self._write(court, SERVICES, services)
            asked = [
                row for lot, one in lots.items() for row in _duties(lot, one, self._now, setting)
            ]
            self._write(court, DUTIES, asked)
            for table in (BIDS, REFUSALS, *(part.table for part in PARTS)):
                self._write(court, table, [])
            rows = [self._list_row(lot, state) for lot, state in lots.items()]
            self._sink.append(f"{_folder(court)}/{LIST}", list_as_csv(imported(), rows))
        told = {"at": print_local(self._now), "entries": self.entries}
        text = _README.format(**told, dictionary=DICTIONARY, list=LIST)
        self._sink.append(README, text.encode())
        self._sink.append(DICTIONARY, dictionary(TABLES))
        self._sink.finish()
        return {
            court: {table.name: self._counts[court][table.name] for table in TABLES}
            for court in courts
        }

    def _write(self, court: str, table: Table, rows: list[Values]) -> None:
        """Add rows to both files of a court's table, which begin with their head."""
        place = f"{_folder(court)}/{table.name}"
        if place not in self._begun:
            self._begun.add(place)
            self._sink.append(f"{place}.csv", csv_header(table))
        self._counts[court][table.name] += len(rows)
        self._sink.append(f"{place}.csv", csv_rows(table, rows))
        self._sink.append(f"{place}.jsonl", json_rows(table, rows))

    def _list_row(self, lot: str, state: Disposal) -> list[str]:
        """Return a lot as a row of a list that can be imported."""
        values = values_of(state, self._pricing.get(lot))
        return [text_of(column, values.get(column.field)) for column in imported()]


def _folder(court: str) -> str:
    """Return a court's folder. An office's id has one slash, and no folder's name has any."""
    return court.replace("/", "_")


# Rows ----------------------------------------------------------------------------------------


def _cases(lots: Iterable[Disposal]) -> Iterator[Values]:
    cases: dict[str, list[Disposal]] = defaultdict(list)
    for state in lots:
        cases[str(state.file.case_id)].append(state)
    for case_id, found in cases.items():
        rounds = [one for state in found for one in state.rounds]
        yield {
            "case_id": case_id,
            "disposals": len(found),
            "rounds": len(rounds),
            "sold": sum(one.phase is Phase.CLOSED_SOLD for one in rounds),
            "ended": sum(state.file.ending is not None for state in found),
        }


def _disposal(lot: str, state: Disposal, now: datetime) -> Values:
    file, filed = state.file, state.file.preparation
    price, claims, assignment = filed.price, filed.claims, filed.assignment
    return {
        "lot": lot,
        "case_id": file.case_id,
        "property_id": file.property_id,
        "property_class": file.property_class.value,
        "nature": filed.nature.value,
        "traits": tuple(one.value for one in filed.traits),
        "stage": stage_at(state, now=now).value,
        "ending": None if file.ending is None else file.ending.value,
        "opened_on": filed.opened_on,
        "seized_on": filed.seized_on,
        "seizure_until": filed.seizure_until,
        "platform": file.platform,
        "assignment_reason": None if assignment is None else assignment.reason.value,
        "price_method": None if price is None else price.method.value,
        "reference_price_fen": None if price is None else price.price_fen,
        "price_fixed_on": None if price is None else price.fixed_on,
        "price_valid_until": None if price is None else price.valid_until,
        "price_report": None if price is None else price.report,
        "debt_fen": None if claims is None else claims.debt_fen,
        "senior_fen": None if claims is None else claims.senior_fen,
        "costs_fen": None if claims is None else claims.costs_fen,
    }


def _round(lot: str, one: Round) -> Values:
    terms, book = one.terms, one.book
    return {
        "lot": lot,
        "round": terms.number,
        "kind": terms.kind.value,
        "phase": one.phase.value,
        "announced_on": terms.announced_on,
        "law": terms.law.version,
        "reference_price_fen": terms.reference_price_fen,
        "start_price_fen": terms.start_price_fen,
        "step_fen": terms.step_fen,
        "deposit_fen": terms.deposit_fen,
        "opens_at": terms.opens_at,
        "scheduled_close": terms.closes_at,
        "closes_at": book.closes_at,
        "closed_at": one.closed_at,
        "bids": book.bids,
        "extensions": book.extensions,
        "bidders": len(one.bidders),
        "price_fen": book.price_fen if book.bids else None,
        "leader": book.leader or None,
        "is_confirmed": one.is_confirmed,
    }


def _services(lot: str, state: Disposal) -> Iterator[Values]:
    filed = state.file.preparation
    for served in filed.services:
        roles = [role.value for token, role in filed.concerned() if token == served.token]
        yield {
            "lot": lot,
            "paper": served.paper.value,
            "roles": tuple(roles),
            "method": served.method.value,
            "on": served.on,
            "effective_on": served.effective_on,
        }


def _duties(lot: str, state: Disposal, now: datetime, setting: Setting) -> Iterator[Values]:
    if state.file.ending is not None:
        return
    for duty in duties(state, setting):
        yield {
            "lot": lot,
            "what": duty.what,
            "by": duty.by.value,
            "since": duty.since,
            "until": duty.until,
            "is_overdue": duty.is_overdue(now=now, today=local_date(now)),
            "article": duty.article,
            "rule": duty.rule,
            "zh": duty.zh,
            "en": duty.en,
            "verified": duty.verified,
        }


def _bid(entry: Entry, bid: BidPlaced) -> Values:
    return {
        "seq": entry.seq,
        "lot": entry.stream,
        "round": bid.round,
        "code": bid.code,
        "rank": bid.rank,
        "price_fen": bid.price_fen,
        "received_at": entry.received_at,
        "closes_at": bid.closes_at,
    }


def _refusal(entry: Entry, refused: CommandRefused) -> Values:
    return {
        "seq": entry.seq,
        "lot": entry.stream,
        "received_at": entry.received_at,
        "by": refused.by,
        "command": refused.command,
        "code": refused.code,
        "article": refused.article,
        "facts": dict(refused.facts),
    }
