"""The tables of `mingpai lots export`: their columns, what each means, and how a row is written.

Two forms of every table: CSV for a spreadsheet (UTF-8 with a BOM, amounts in yuan) and JSON Lines
for a program (amounts in fen). Bidders are codes, persons the role that they have; no name, token
or other mark of a person is in any of them.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import msgspec
from msgspec import Struct

from mingpai.kernel.moments import print_local
from mingpai.kernel.money import print_yuan

Values = Mapping[str, Any]
BOM = "\N{ZERO WIDTH NO-BREAK SPACE}".encode()
_FEN, _YUAN = "_fen", "_yuan"
_FORMULA = ("=", "+", "-", "@")


class Field(Struct, frozen=True):
    """A column: its name in JSON Lines, and what it says. An amount's name ends in `_fen`."""

    name: str
    zh: str
    en: str

    @property
    def in_csv(self) -> str:
        """Return its name in the CSV file, where amounts stand in yuan."""
        return self.name.replace(_FEN, _YUAN)


class Table(Struct, frozen=True):
    """A table, with the file's name without its ending."""

    name: str
    zh: str
    en: str
    fields: tuple[Field, ...]


LOT = Field("lot", "标的", "lot")
ROUND = Field("round", "第几轮", "number of the round")
SEQ = Field("seq", "日志序号", "sequence number in the journal")
_CASE = Field("case_id", "案件", "case")

CASES = Table(
    "cases",
    "案件",
    "cases",
    (
        _CASE,
        Field("disposals", "处置件数", "number of disposals"),
        Field("rounds", "轮次数", "number of rounds"),
        Field("sold", "成交轮次数", "rounds that were sold"),
        Field("ended", "已终结的处置件数", "disposals that have ended"),
    ),
)
DISPOSALS = Table(
    "disposals",
    "处置",
    "disposals",
    (
        LOT,
        _CASE,
        Field("property_id", "财产", "property"),
        Field("property_class", "财产类别", "class of property"),
        Field("nature", "财产类型", "kind of property"),
        Field("traits", "特别情形", "what else changes the rules of its sale"),
        Field("stage", "所处阶段", "stage at the time of the export"),
        Field("ending", "如何终结", "how it ended"),
        Field("opened_on", "立项日", "day on which it was opened"),
        Field("seized_on", "查封日", "day of the seizure"),
        Field("seizure_until", "查封到期日", "day on which the seizure lapses"),
        Field("platform", "平台", "platform"),
        Field("assignment_reason", "为何在该平台", "why it is on that platform"),
        Field("price_method", "定价方式", "how the price was found"),
        Field("reference_price_fen", "参考价", "reference price"),
        Field("price_fixed_on", "参考价确定日", "day on which it was found"),
        Field("price_valid_until", "参考价有效期至", "last day of its validity"),
        Field("price_report", "报告的 SHA-256", "SHA-256 of the report"),
        Field("debt_fen", "债权金额", "what the case is to be paid"),
        Field("senior_fen", "优先债权金额", "what ranks before it"),
        Field("costs_fen", "执行费用", "costs of enforcement"),
    ),
)
ROUNDS = Table(
    "rounds",
    "轮次",
    "rounds",
    (
        LOT,
        ROUND,
        Field("kind", "一拍、二拍、变卖或重新拍卖", "kind of round"),
        Field("phase", "状态", "what is on record of it"),
        Field("announced_on", "公告日", "day of the notice"),
        Field("law", "适用的法律版本", "version of the law that binds it"),
        Field("reference_price_fen", "参考价", "reference price"),
        Field("start_price_fen", "起拍价", "start price"),
        Field("step_fen", "增价幅度", "step"),
        Field("deposit_fen", "保证金", "deposit"),
        Field("opens_at", "开始时间", "when bidding opens"),
        Field("scheduled_close", "预定结束时间", "close in the notice"),
        Field("closes_at", "结束时间", "close after extensions"),
        Field("closed_at", "实际结束", "when it was closed"),
        Field("bids", "出价次数", "number of bids"),
        Field("extensions", "延时次数", "number of extensions"),
        Field("bidders", "取得竞买代码的人数", "number of codes handed out"),
        Field("price_fen", "当前价或成交价", "price now, or at the close"),
        Field("leader", "领先或竞得的竞买代码", "code that leads or won"),
        Field("is_confirmed", "确认书是否公示", "whether the confirmation was published"),
    ),
)
BIDS = Table(
    "bids",
    "出价",
    "bids, by code",
    (
        SEQ,
        LOT,
        ROUND,
        Field("code", "竞买代码", "bidding code"),
        Field("rank", "优先顺位", "rank of priority, 0: none"),
        Field("price_fen", "出价", "price"),
        Field("received_at", "到达时间", "arrival time"),
        Field("closes_at", "此后结束时间", "close after it"),
    ),
)
REFUSALS = Table(
    "refusals",
    "拒绝",
    "refusals on public record",
    (
        SEQ,
        LOT,
        Field("received_at", "到达时间", "arrival time"),
        Field("by", "竞买代码或机关", "bidding code or office"),
        Field("command", "所请求的事", "what was asked for"),
        Field("code", "拒绝代码", "code of the refusal"),
        Field("article", "条文", "article"),
        Field("facts", "事实，JSON", "facts, as JSON"),
    ),
)
SERVICES = Table(
    "services",
    "送达",
    "documents served",
    (
        LOT,
        Field("paper", "文书", "document"),
        Field("roles", "受送达人的身份", "role of the addressee"),
        Field("method", "送达方式", "how it was served"),
        Field("on", "送达日", "day of the service"),
        Field("effective_on", "生效日，空白为未成", "day of effect, blank: it failed"),
    ),
)
DUTIES = Table(
    "duties",
    "待办",
    "what must happen, at the time of the export",
    (
        LOT,
        Field("what", "事项", "what"),
        Field("by", "由谁", "by whom"),
        Field("since", "起算", "since when"),
        Field("until", "截至", "until when"),
        Field("is_overdue", "是否逾期", "whether it is overdue"),
        Field("article", "条文", "article"),
        Field("rule", "规则", "rule"),
        Field("zh", "说明", "in Chinese"),
        Field("en", "英文说明", "in English"),
        Field("verified", "期限是否核实", "whether the term was verified"),
    ),
)
OWN = (CASES, DISPOSALS, ROUNDS, BIDS, REFUSALS, SERVICES, DUTIES)
"""The tables beside those of `commands.lots_course`."""


def csv_header(table: Table) -> bytes:
    """Return the head of a table's CSV file."""
    return BOM + _csv([[field.in_csv for field in table.fields]])


def csv_rows(table: Table, rows: Iterable[Values]) -> bytes:
    """Return rows as CSV."""
    return _csv([[_shown(field, row[field.name]) for field in table.fields] for row in rows])


def json_rows(table: Table, rows: Iterable[Values]) -> bytes:
    """Return rows as JSON Lines, their fields in the table's order."""
    return b"".join(
        msgspec.json.encode({one.name: _told(row[one.name]) for one in table.fields}) + b"\n"
        for row in rows
    )


def dictionary(tables: Sequence[Table]) -> bytes:
    """Return the column dictionary: what each column of each table means, in both languages."""
    head = ["table", "csv_column", "json_field", "说明", "meaning"]
    return BOM + _csv([head, *_dictionary_rows(tables)])


def _dictionary_rows(tables: Sequence[Table]) -> Iterator[list[str]]:
    for table in tables:
        for field in table.fields:
            yield [table.name, field.in_csv, field.name, field.zh, field.en]


def _csv(rows: Iterable[Sequence[str]]) -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file).writerows(rows)
    return file.getvalue().encode()


def _shown(field: Field, value: object) -> str:
    """Return a value for a spreadsheet, in which no text becomes a formula."""
    if value is not None and field.name.endswith(_FEN) and isinstance(value, int):
        return print_yuan(value).replace(",", "")
    told = _told(value)
    match told:
        case None:
            return ""
        case bool():
            return "是 yes" if told else "否 no"
        case list():
            return "、".join(map(str, told))
        case dict():
            return msgspec.json.encode(told).decode()
        case str() if told.startswith(_FORMULA):
            return f"'{told}"
        case _:
            return str(told)


def _told(value: object) -> object:
    """Return a value as JSON has it: times as a clock in Shanghai shows them."""
    match value:
        case datetime():
            return print_local(value)
        case date():
            return value.isoformat()
        case tuple():
            return [_told(one) for one in value]
        case _:
            return value
