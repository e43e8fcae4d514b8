"""`mingpai demo`: one invented court day on the embedded database, watched or as figures."""

import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import msgspec
from msgspec import Struct

from mingpai import bootstrap
from mingpai.audit.report import Report
from mingpai.commands.demo_progress import shown
from mingpai.commands.export import write_export
from mingpai.commands.output import DONE, WRONG, Unusable, labelled, print_json, progress, say
from mingpai.commands.verify import examine, read_key
from mingpai.demo import stage
from mingpai.demo.day import day
from mingpai.demo.run import Pace
from mingpai.demo.tally import Figures
from mingpai.ports import PortError
from mingpai.service.export import Source
from mingpai.service.sequencer import Stopped
from mingpai.service.start import NotReady
from mingpai.web.server import CannotServe

DAY_S = 25
"""How long a watched day lasts at speed 1."""
_SLOWEST, _FASTEST = 0.05, 1000.0
_MAX_SEED = 2**32
_MAX_PORT = 65_535


class Wanted(Struct, frozen=True):
    """What the command line asks for."""

    port: int
    seed: int
    speed: float


def watch_day(data: Path | None, wanted: Wanted) -> int:
    """Play a day with its pages and serve them until Ctrl-C. Raises: Unusable."""
    _check(wanted)
    script = day(wanted.seed)
    with _folder(data) as folder, _told_apart(), bootstrap.undone_on_failure(folder):
        stage.create(folder)
        pages = stage.Pages(wanted.port, _announce, _finished)
        with bootstrap.opened(folder) as service, shown() as watch:
            stage.show(service, script, Pace(DAY_S / wanted.speed), watch, pages)
        progress("已停止：页面、日志和数据库 stopped: pages, journal and database")
        if data is not None:
            progress(f"数据留在 the day stays in {folder}: mingpai export FOLDER --data {folder}")
    return DONE


def play_day(data: Path | None, wanted: Wanted, *, as_json: bool) -> int:
    """Play a day as fast as it goes, export it, verify the export, and print the figures.

    Raises: Unusable.
    """
    _check(wanted)
    began = time.monotonic()
    with _folder(data) as folder, _told_apart(), bootstrap.undone_on_failure(folder):
        stage.create(folder)
        with bootstrap.opened(folder) as service, shown() as watch:
            script = day(wanted.seed)
            tally = stage.play(service, script, Pace(), watch)
            found, source, stack = stage.outcome(service, script, tally)
            with stack:
                report = _verified(source)
    is_verified = _is_verified(found, report)
    plain: dict[str, Any] = msgspec.to_builtins(found)
    plain |= {
        "checkpoint": {"origin": report.origin, "size": report.size, "root": report.root},
        "auctions_recomputed": report.auctions_recomputed,
        "problems": msgspec.to_builtins(report.problems),
        "verified": is_verified,
        "wall_s": round(time.monotonic() - began, 3),
    }
    if as_json:
        print_json(plain)
    else:
        for line in _lines(found, report):
            say(line)
    return DONE if is_verified else WRONG


def _check(wanted: Wanted) -> None:
    if not 0 <= wanted.seed < _MAX_SEED:
        msg = f"--seed {wanted.seed}: a whole number from 0 to {_MAX_SEED - 1} is wanted"
        raise Unusable(msg)
    if not _SLOWEST <= wanted.speed <= _FASTEST:
        msg = f"--speed {wanted.speed}: a number from {_SLOWEST} to {_FASTEST:.0f} is wanted"
        raise Unusable(msg)
    if not 0 <= wanted.port <= _MAX_PORT:
        msg = f"--port {wanted.port}: a number from 0 (any free port) to {_MAX_PORT} is wanted"
        raise Unusable(msg)


@contextmanager
def _folder(data: Path | None) -> Iterator[Path]:
    """Give the day's folder: the one named, which stays, or a new one, removed at the end."""
    if os.environ.pop("DATABASE_URL", None) is not None:
        progress("演示用自己的数据库 DATABASE_URL is not used: a demonstration has its own")
    for end in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(end, _stop)  # so that the database never outlives its folder
    if data is not None:
        yield data
        return
    folder = Path(tempfile.mkdtemp(prefix="mingpai-demo-"))
    progress(f"演示目录，结束时删除；用 --data 保留 removed at the end, kept with --data: {folder}")
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _stop(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


@contextmanager
def _told_apart() -> Iterator[None]:
    """Turn what can go wrong outside of us into one line for the user."""
    try:
        yield
    except (NotReady, PortError, CannotServe, Stopped) as error:
        msg = f"demo: {error}"
        raise Unusable(msg) from error


def _announce(url: str) -> None:
    progress(f"观看 watch the day at {url} (English: {url}en)")
    progress("演示没有登录，人人看到公开页面 no sign-in here: everybody sees the public view")
    progress("要登录，用 mingpai serve to sign in, use: mingpai serve")


def _finished(found: Figures, source: Source) -> None:
    for line in _lines(found, _verified(source)):
        progress(line)
    progress("页面保留到按 Ctrl-C 为止 the pages stay until Ctrl-C")


def _verified(source: Source) -> Report:
    """Export into a folder of its own and verify that, with the log's key pinned."""
    with tempfile.TemporaryDirectory(prefix="mingpai-export-") as folder:
        export = Path(folder) / "export"
        write_export(export, source)
        return examine(str(export), vkey=read_key(source.ring.log.vkey))


def _is_verified(found: Figures, report: Report) -> bool:
    """Say whether the export is valid and holds the whole day."""
    is_whole = report.size == found.journal_size
    return report.is_valid and report.pinned and is_whole


def _lines(found: Figures, report: Report) -> list[str]:
    refused = ", ".join(f"{code} {number}" for code, number in found.refused_by_code.items())
    flags = ", ".join(f"{rule} {number}" for rule, number in found.alerts_by_rule.items())
    verified = "是 yes" if _is_verified(found, report) else "否 NO"
    rounds = f"成交 sold {found.sold}, 流拍 passed in {found.passed_in}"
    answers = f"受理 taken {found.accepted}, 拒绝 refused {found.refused}"
    others = f"重复答复 answered again {found.repeated}, 延时 extensions {found.extensions}"
    recounted = f"由导出重算 counted again from the export: {report.auctions_recomputed}"
    rows = [
        ("标的 lots", f"{found.lots}: {rounds} (全属虚构 all invented)"),
        ("出价 bids", f"{found.bids}: {answers}, {others}"),
        ("拒绝 refused", refused),
        ("保证金 deposits", f"{found.deposits}; 登记退还 returned on record {found.refunds}"),
        ("摇号 draws", "尚未建成 not built yet"),
        ("提示 flags", f"{found.alerts}: {flags}"),
        ("日志 journal", f"{found.journal_size} entries, root {report.root}"),
        ("核验 verified", f"{verified}, {recounted}"),
    ]
    return [labelled(*row) for row in rows]
