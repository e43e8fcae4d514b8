"""`mingpai referee`: another platform's bid log, judged by the law that binds our own hall.

Where to look next: `exchange.bidlog` (reading), `audit.referee` (the verdict), docs/bidlog.md.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import asdict

from mingpai.audit.bidlog_course import Flag, Violation
from mingpai.audit.referee import Given as Known
from mingpai.audit.referee import Verdict, judge
from mingpai.commands.given_file import read_given
from mingpai.commands.output import DONE, WRONG, Unusable, print_json, progress, say
from mingpai.exchange.bidlog import BidLog, read_bid_log
from mingpai.exchange.bidlog_problems import BidLogProblems
from mingpai.exchange.bidlog_text import MAX_BYTES
from mingpai.kernel.moments import parse_instant, print_local
from mingpai.kernel.money import parse_yuan, print_yuan
from mingpai.law.instruments import cite
from mingpai.law.timeline import NoValueInForce

SHOWN = 20
"""Violations and flags that are printed for people; `--json` has all."""
FIRST_YEAR, LAST_YEAR = 2000, 2999
"""Years that an option may name, as in a log."""

T = TypeVar("T")


class Given(Struct, frozen=True):
    """What the command line says of the sale, as it was typed. None: not said."""

    starts_at: str | None = None
    scheduled_close: str | None = None
    start_price: str | None = None
    step: str | None = None


NOTHING_GIVEN = Given()


def referee(file: Path, given: Given = NOTHING_GIVEN, *, as_json: bool) -> int:
    """Judge a bid log and print the verdict.

    Raises: Unusable for a log or an option that cannot be read.
    """
    verdict = examine(file, given)
    if as_json:
        print_json(_plain(verdict))
    else:
        _tell(verdict)
    return DONE if verdict.lawful else WRONG


def examine(file: Path, given: Given = NOTHING_GIVEN) -> Verdict:
    """Return the verdict on a bid log. Raises: Unusable."""
    known = _known(given)
    log = _read(file)
    try:
        return judge(log, known)
    except NoValueInForce as error:
        msg = f"{file}: no law of online court auctions was in force on that day: {error}"
        raise Unusable(msg) from error


def _read(file: Path) -> BidLog:
    try:
        data = read_given(file, most=MAX_BYTES)
    except OSError as error:
        msg = f"{file}: cannot be read: {error.strerror or error}; give the path of a bid log"
        raise Unusable(msg) from error
    log = read_bid_log(data, name=str(file))
    if isinstance(log, BidLogProblems):
        raise Unusable(log.told())
    return log


def _known(given: Given) -> Known:
    """Read the options. Raises: Unusable, naming the option."""
    starts_at = _option("--starts-at", given.starts_at, _instant)
    scheduled_close = _option("--scheduled-close", given.scheduled_close, _instant)
    if starts_at is not None and scheduled_close is not None and starts_at > scheduled_close:
        msg = "--starts-at: lies after --scheduled-close; correct one of the two"
        raise Unusable(msg)
    return Known(
        starts_at=starts_at,
        scheduled_close=scheduled_close,
        start_price_fen=_option("--start-price", given.start_price, _amount),
        step_fen=_option("--step", given.step, _amount),
    )


def _option(name: str, text: str | None, read: Callable[[str], T]) -> T | None:
    if text is None:
        return None
    try:
        return read(text)
    except (ValueError, OverflowError) as error:
        msg = f"{name}: {error}"
        raise Unusable(msg) from error


def _instant(text: str) -> datetime:
    instant = parse_instant(text)
    if not FIRST_YEAR <= instant.year <= LAST_YEAR:
        msg = f"a year from {FIRST_YEAR} to {LAST_YEAR} is wanted"
        raise ValueError(msg)
    return instant


def _amount(text: str) -> int:
    amount = parse_yuan(text)
    if not amount:
        msg = "an amount of more than 0 yuan is wanted"
        raise ValueError(msg)
    return amount


def _plain(verdict: Verdict) -> dict[str, Any]:
    """Return the verdict as it is printed: times as a clock in Shanghai shows them."""
    plain = {
        key: print_local(value) if isinstance(value, datetime) else value
        for key, value in asdict(verdict).items()
    }
    plain["scheduled_close_range"] = {
        "earliest": plain.pop("scheduled_close_earliest"),
        "latest": plain.pop("scheduled_close_latest"),
    }
    return plain


def _tell(verdict: Verdict) -> None:
    """Print the verdict for people, in both languages."""
    for label, value in _lines(verdict):
        say(f"{label:<24}{value}")
    _list("违规 violation", verdict.violations)
    _list("提示 flag", verdict.flags)
    say("合法 LAWFUL" if verdict.lawful else "不合法 NOT LAWFUL")


def _lines(verdict: Verdict) -> list[tuple[str, str]]:
    """Return what is told of the course, label and value."""
    v, scheduled = verdict, print_local(verdict.scheduled_close)
    if v.scheduled_close_inferred:
        latest = v.scheduled_close_latest
        until = "..." if latest is None else print_local(latest)
        scheduled += f" [{print_local(v.scheduled_close_earliest)} - {until}]"
    start = _yuan(v.start_price_fen)
    return [
        ("出价 bids", f"{v.bids}"),
        ("竞买人 bidders", f"{v.bidders}"),
        ("起拍价 start price", _source(start, inferred=v.start_price_inferred)),
        ("增价幅度 step", _source(_yuan(v.step_fen), inferred=v.step_inferred)),
        ("最高价 price", _yuan(v.price_fen)),
        ("竞得代码 winner", v.winner or "?"),
        ("开始 opens", _source(print_local(v.starts_at), inferred=v.starts_at_inferred)),
        ("预定结束 scheduled", _source(scheduled, inferred=v.scheduled_close_inferred)),
        *_absolved(v),
        ("结束 closes", print_local(v.closes_at)),
        ("延时 extensions", f"{v.extensions}"),
    ]


def _absolved(v: Verdict) -> list[tuple[str, str]]:
    """Say how many bids are in time only because another close than the usual one was inferred."""
    if v.usual_close is None or v.usual_close == v.scheduled_close:
        return []
    late, usual = v.late_at_usual_close, print_local(v.usual_close)
    return [("若按通常 usual close", f"{usual}: 迟到 late {late}")]


def _yuan(amount_fen: int | None) -> str:
    return "?" if amount_fen is None else f"{print_yuan(amount_fen)} 元"


def _source(value: str, *, inferred: bool) -> str:
    """Say beside a value whether it was given or inferred."""
    return f"{value} ({'推定 inferred' if inferred else '给定 given'})"


def _list(label: str, found: Sequence[Violation | Flag]) -> None:
    """Print the first of many; say on standard error how many there are."""
    for one in found[:SHOWN]:
        article = f", {cite(one.article)}" if isinstance(one, Violation) else ""
        say(f"{label:<24}第 {one.seq} 行 row {one.seq}: {one.code}{article}")
    if len(found) > SHOWN:
        progress(f"{label}: {len(found)} in all; --json lists every one")
