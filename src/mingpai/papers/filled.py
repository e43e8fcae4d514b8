"""A file of particulars (TOML) as a court fills it in: names, a notice's texts, what is drafted.

Strict: a name that is not known is an error that lists those that are; every fault of a file is
told at once. Names may be Chinese or English. Where to look next: `papers.particulars`,
`papers.draft`.
"""

import enum
import tomllib
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from mingpai.auction.model import StepRule
from mingpai.auction.preparation.model import Possession, PriceBasis, TaxRule
from mingpai.auction.settlement.model import DefaultGround
from mingpai.exchange.scenario_names import read_choice
from mingpai.kernel.moments import SHANGHAI
from mingpai.law.content import FurtherItem, Item, SpecialWarning
from mingpai.papers.particulars import MOST, NAMES, Particulars
from mingpai.papers.proof import NoticeTexts

MAX_BYTES = 1_000_000
MOST_OF_TEXT = 5_000
"""So many characters one text of a notice has at the most: what is longer is attached."""
MOST_OF_TEXTS = 40_000
"""So many all of them have together: some fifty pages."""
_Part = TypeVar("_Part", bound=enum.StrEnum)


class FileProblem(ValueError):
    """A file of particulars that cannot be used; the text names every fault."""


class Draft(Struct, frozen=True, forbid_unknown_fields=True):
    """What the court is about to do and has not recorded: a notice, a resumption, a decision.

    Times without an offset are those of a clock in Shanghai. Digests are those of papers.
    """

    opens_at: datetime | None = None
    closes_at: datetime | None = None
    step_rule: StepRule = StepRule.AT_LEAST_STEP
    possession: Possession = Possession.NOT_APPLICABLE
    taxes: TaxRule = TaxRule.AS_LAW
    tax_decision: str = ""
    balance_days: int = 0
    basis: PriceBasis = PriceBasis.REFERENCE
    basis_proof: str = ""
    default_ground: DefaultGround = DefaultGround.BALANCE_UNPAID
    claims_shortfall: bool = False
    prepaid: bool = False
    """Of a sale: the notice repeats that the whole price is paid before bidding."""


class Filled(Struct, frozen=True):
    """A file as read. `texts` and `draft` are None where the file has none."""

    particulars: Particulars
    texts: NoticeTexts | None = None
    draft: Draft | None = None


_TABLES = {
    "items": "items",
    "公示内容": "items",
    "further": "further",
    "专项内容": "further",
    "warnings": "warnings",
    "特别提示": "warnings",
    "draft": "draft",
    "拟定": "draft",
}
_DRAFTED = {
    "opens_at": "竞价开始",
    "closes_at": "竞价结束",
    "step_rule": "加价规则",
    "possession": "占有情况",
    "taxes": "税费负担",
    "tax_decision": "税费决定",
    "balance_days": "尾款期限",
    "basis": "起拍价依据",
    "basis_proof": "依据证明",
    "default_ground": "悔拍事由",
    "claims_shortfall": "追索差价",
    "prepaid": "全款预缴",
}
_CHOICES: Mapping[str, type[enum.StrEnum]] = {
    "step_rule": StepRule,
    "possession": Possession,
    "taxes": TaxRule,
    "basis": PriceBasis,
    "default_ground": DefaultGround,
}


def read_filled(data: bytes) -> Filled:
    """Read a file of particulars. Raises: FileProblem."""
    tables, single = _split(_toml(data))
    faults: list[str] = []
    particulars = _particulars(single, faults)
    texts = None
    if tables.keys() & {"items", "warnings", "further"}:
        texts = NoticeTexts(
            _texts(Item, tables.get("items", {}), "items", faults),
            _texts(SpecialWarning, tables.get("warnings", {}), "warnings", faults),
            _texts(FurtherItem, tables.get("further", {}), "further", faults),
        )
        length = sum(len(one) for one in texts.said())
        if length > MOST_OF_TEXTS:
            faults.append(f"[items] [further] [warnings]: {_too_long(length, most=MOST_OF_TEXTS)}")
    draft = _draft(tables["draft"], faults) if "draft" in tables else None
    if faults:
        raise FileProblem("; ".join(faults))
    return Filled(particulars, texts, draft)


def _toml(data: bytes) -> dict[str, Any]:
    if len(data) > MAX_BYTES:
        msg = f"{len(data)} bytes; a file of particulars has at most {MAX_BYTES}"
        raise FileProblem(msg)
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        msg = f"byte {error.start} is no UTF-8; save the file as UTF-8"
        raise FileProblem(msg) from error
    except tomllib.TOMLDecodeError as error:
        msg = (
            f'不是 TOML no TOML: {error}; 每行写成 write each line as court = "…" '
            'or, a Chinese name in quotation marks too, "法院全称" = "…"'
        )
        raise FileProblem(msg) from error


def _split(told: dict[str, Any]) -> tuple[dict[str, dict[str, Any]], dict[str, Any]]:
    """Return the tables under their English names, and everything else."""
    tables = {_TABLES[name]: value for name, value in told.items() if _is_table(name, value)}
    return tables, {name: value for name, value in told.items() if not _is_table(name, value)}


def _is_table(name: str, value: object) -> bool:
    return name in _TABLES and isinstance(value, dict)


def _particulars(single: dict[str, Any], faults: list[str]) -> Particulars:
    known = {**{name: name for name in NAMES}, **{one.zh: name for name, one in NAMES.items()}}
    given: dict[str, str] = {}
    for name, value in single.items():
        if name not in known:
            names = "、".join(f"{one.zh} {key}" for key, one in NAMES.items())
            faults.append(
                f"{name!r:.40} 不是已知的事项 is none of: {names}, "
                "[items], [further], [warnings], [draft]"
            )
        elif not isinstance(value, str):
            faults.append(f"{name}: 应为文字 must be a text in quotation marks")
        elif known[name] in given:
            faults.append(f"{name}: 写了两次 is given twice, in Chinese and in English")
        elif len(value) > MOST:
            faults.append(f"{name}: {_too_long(len(value), most=MOST)}")
        else:
            given[known[name]] = value.strip()
    return Particulars(**given)


def _texts(
    kind: type[_Part], table: dict[str, Any], where: str, faults: list[str]
) -> dict[_Part, str]:
    found: dict[_Part, str] = {}
    for name, value in table.items():
        try:
            part = read_choice(kind, name)
        except ValueError as error:
            faults.append(f"[{where}] {error}")
            continue
        if not isinstance(value, str):
            faults.append(f"[{where}] {name}: 应为文字 must be a text in quotation marks")
        elif len(value) > MOST_OF_TEXT:
            faults.append(f"[{where}] {name}: {_too_long(len(value), most=MOST_OF_TEXT)}")
        else:
            found[part] = value.strip()
    return found


def _too_long(length: int, *, most: int) -> str:
    return (
        f"{length} 字，最多 {most} 字，其余作为附件 {length} characters, at most {most}; "
        "attach the rest"
    )


def _draft(table: dict[str, Any], faults: list[str]) -> Draft:
    try:
        return msgspec.convert(dict(_drafted(table)), Draft)
    except ValueError as error:
        known = "、".join(f"{zh} {name}" for name, zh in _DRAFTED.items())
        faults.append(f"[draft] {error}; known: {known}")
        return Draft()


def _drafted(table: dict[str, Any]) -> Iterator[tuple[str, object]]:
    """Yield a draft under English names, choices by their own values. Raises: ValueError."""
    english = {zh: name for name, zh in _DRAFTED.items()}
    for written, value in table.items():
        name = english.get(written, written)
        if name in _CHOICES and isinstance(value, str):
            yield name, read_choice(_CHOICES[name], value).value
        elif isinstance(value, datetime) and value.tzinfo is None:
            yield name, value.replace(tzinfo=SHANGHAI)
        else:
            yield name, value
