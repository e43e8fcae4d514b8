"""`mingpai lots template` and `lots judge`: an empty list, and what the law says of one.

Where to look next: `exchange.court_list` (reading), `audit.listings` (the verdict),
`commands.lots_import` and `commands.lots_export`.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from mingpai.adapters.clock import SystemClock
from mingpai.audit.listings import ALWAYS, Check, Finding, Judged, RowVerdict, Seller, judge_row
from mingpai.commands.output import DONE, WRONG, Unusable, print_json, progress, say
from mingpai.exchange.court_list import CourtList, read_court_list
from mingpai.exchange.court_list_fields import read_day
from mingpai.exchange.court_list_problems import MAX_BYTES, SAYS, Bad, ListProblem, ListProblems
from mingpai.exchange.court_list_write import template
from mingpai.kernel.moments import local_date
from mingpai.law.instruments import cite

WORKBOOK, CSV = ".xlsx", ".csv"
SHOWN = 40
"""Rows and problems that are printed for people; `--json` has all."""
_HUNDRED = 100
_TEN_THOUSAND = 10_000


def lots_template(file: Path) -> int:
    """Write an empty list. Raises: Unusable where the file is there or has another ending."""
    suffix = file.suffix.lower()
    if suffix not in {WORKBOOK, CSV}:
        msg = f"{file}: a template is {CSV} or {WORKBOOK}; give the file one of these endings"
        raise Unusable(msg)
    try:
        with file.open("xb") as stream:
            stream.write(template(as_workbook=suffix == WORKBOOK))
    except FileExistsError as error:
        msg = f"{file}: is there already and would be lost; name another file"
        raise Unusable(msg) from error
    except OSError as error:
        msg = f"{file}: cannot be written: {error.strerror or error}; name another file"
        raise Unusable(msg) from error
    say(f"{file}: 表头和一行示例 header and one row marked as an example")
    return DONE


def read_list(file: Path) -> CourtList:
    """Return a list. Raises: Unusable where the file cannot be used as one."""
    try:
        with file.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        msg = f"{file}: cannot be read: {error.strerror or error}; give the path of a list"
        raise Unusable(msg) from error
    read = read_court_list(data, name=str(file))
    if isinstance(read, ListProblems):
        raise Unusable(read.told())
    return read


def lots_judge(file: Path, *, on: str | None = None, as_json: bool) -> int:
    """Print what the law says of each row. `on`: the day whose law is asked of undated rows.

    Raises: Unusable.
    """
    undated = local_date(SystemClock().now()) if on is None else _day(on)
    read = read_list(file)
    verdicts = [judge_row(row, undated=undated) for row in read.rows]
    if as_json:
        print_json(_plain(read, verdicts))
    else:
        _tell(read, verdicts)
    return WRONG if any(one.breaches for one in verdicts) else DONE


def _day(text: str) -> date:
    try:
        return read_day(text)
    except Bad as error:
        msg = f"--on: {text!r:.40} is no day: write it as 2022-07-01"
        raise Unusable(msg) from error


def plain_problem(problem: ListProblem) -> dict[str, Any]:
    """Return a problem as it is printed in JSON."""
    says = SAYS[problem.code]
    return {
        "row": problem.row,
        "column": problem.column,
        "code": problem.code.value,
        "found": problem.found,
        "reason": problem.reason,
        "expected": {"zh": says.zh, "en": says.en},
        "to_do": {"zh": says.do_zh, "en": says.do_en},
    }


def plain_list(read: CourtList) -> dict[str, Any]:
    """Return what is told of every list: its rows, and what of the file was no lot."""
    return {
        "file": read.name,
        "rows": len(read.rows),
        "unknown_columns": list(read.unknown),
        "skipped_rows": list(read.skipped),
        "sheets_not_read": list(read.left_out),
    }


def one_line(text: str) -> str:
    """Return a text of a file as a terminal can show it on one line."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


def tell_list(read: CourtList) -> None:
    """Say on standard error what of a file was not taken as a lot."""
    if read.unknown:
        progress(f"未识别的列 columns not known: {one_line(', '.join(read.unknown))}")
    if read.skipped:
        progress(f"不是标的的行 rows that are no lots: {', '.join(map(str, read.skipped))}")
    if read.left_out:
        progress(f"未读的工作表 sheets not read: {one_line(', '.join(read.left_out))}")


def tell_problems(problems: Sequence[ListProblem]) -> None:
    """Print the first of many problems, and say on standard error how many there are."""
    for problem in problems[:SHOWN]:
        says = SAYS[problem.code]
        say(problem.told())
        say(f"    应为{says.zh}；{says.do_zh}")
    if len(problems) > SHOWN:
        progress(f"{len(problems)} problems in all; --json lists every one")


# Printing a verdict --------------------------------------------------------------------------


def _plain(read: CourtList, verdicts: Sequence[RowVerdict]) -> dict[str, Any]:
    return plain_list(read) | {
        "breaches": sum(len(one.breaches) for one in verdicts),
        "findings": findings(verdicts),
        "problems": [plain_problem(one) for one in read.problems],
        "verdicts": [
            {
                "row": one.row,
                "round": one.round,
                "seller": one.seller.value,
                "law_of": one.law_of.isoformat(),
                "is_dated": one.is_dated,
                "checks": [_plain_judged(judged) for judged in one.checks],
            }
            for one in verdicts
        ],
    }


def _plain_judged(judged: Judged) -> dict[str, Any]:
    share = judged.share_bp
    return {
        "check": judged.check.value,
        "finding": judged.finding.value,
        "article": judged.article,
        "why": judged.why,
        "share": None if share is None else share / _TEN_THOUSAND,
        "at_least": judged.at_least,
        "length_s": None if judged.length is None else int(judged.length.total_seconds()),
        "verified": judged.verified,
    }


def findings(verdicts: Sequence[RowVerdict]) -> dict[str, dict[str, int]]:
    """Return how many rows each check found what of."""
    counted = Counter(
        (judged.check, judged.finding) for verdict in verdicts for judged in verdict.checks
    )
    checks = [one for one in Check if one in ALWAYS or any(key[0] is one for key in counted)]
    return {one.value: {two.value: counted[one, two] for two in Finding} for one in checks}


def _tell(read: CourtList, verdicts: Sequence[RowVerdict]) -> None:
    tell_list(read)
    for verdict in verdicts[:SHOWN]:
        for line in _lines(verdict):
            say(line)
    if len(verdicts) > SHOWN:
        progress(f"{len(verdicts)} rows in all; --json lists every one")
    tell_problems(read.problems)
    for check, counts in findings(verdicts).items():
        told = ", ".join(f"{finding} {many}" for finding, many in counts.items() if many)
        say(f"{check:<12}{told}")


def _lines(verdict: RowVerdict) -> Iterator[str]:
    seller = "" if verdict.seller is Seller.COURT else f", seller {verdict.seller.value}"
    yield f"第 {verdict.row} 行 row {verdict.row}: {verdict.round or 'round ?'}{seller}"
    for one in verdict.checks:
        figure = figure_of(one)
        why = "" if one.why is None else f" ({one.why.value})"
        article = "" if one.article is None else f" {cite(one.article)}"
        mark = "" if one.verified else " 待核 unverified"
        yield f"    {one.check.value:<12}{one.finding.value:<12}{figure:<12}{why}{article}{mark}"


def figure_of(judged: Judged) -> str:
    """Return the share or the length that was judged, for people; empty where there is none."""
    share, length = judged.share_bp, judged.length
    if share is not None:
        sign = "≥ " if judged.at_least else ""
        return f"{sign}{share // _HUNDRED}.{share % _HUNDRED:02d} %"
    return "" if length is None else str(length).replace(", 0:00:00", "")
