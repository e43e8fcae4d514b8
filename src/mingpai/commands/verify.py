"""`mingpai verify`: everything from an export's static files alone, without the service.

Imports nothing of the service and no adapter but SM2 and a second process, so that it works where
neither a database driver nor a key is installed. Where to look next: `audit.verify`,
`adapters.aside` (when there are two processes).
"""

import time
from pathlib import Path
from typing import Any

import msgspec

from mingpai.adapters import sm2_libcrypto
from mingpai.adapters.aside import CountingLost, beside
from mingpai.audit.meaning import Aside
from mingpai.audit.report import Report
from mingpai.audit.verify import NoExport, Trust, verify
from mingpai.commands.export_files import open_files
from mingpai.commands.given_file import read_given
from mingpai.commands.output import DONE, WRONG, Unusable, labelled, print_json, progress, say
from mingpai.journal.errors import VerificationError
from mingpai.journal.notes import ED25519, VKey, parse_vkey_line
from mingpai.journal.policy import Policy, parse_policy

MAX_POLICY_BYTES = 1_000_000
SHOWN = 20
"""Problems that are printed for people; `--json` has more."""


def verify_export(
    given: str, *, key: str | None = None, policy: Path | None = None, as_json: bool = False
) -> int:
    """Verify an export and print the verdict.

    Raises: Unusable for what is no export, a key or policy that cannot be read, and a machine
    without SM2.
    """
    report = examine(given, vkey=read_key(key), policy=_read_policy(policy))
    if as_json:
        print_json(_plain(report))
    else:
        for line in _lines(report):
            say(line)
    return DONE if report.is_valid else WRONG


def examine(
    given: str,
    *,
    vkey: VKey | None = None,
    policy: Policy | None = None,
    aside: Aside | None = None,
) -> Report:
    """Verify an export and return the report.

    `aside` says where the entries are counted; if not given, in a second process where that pays.
    Raises: Unusable, also where that process dies: then there is no verdict.
    """
    if not sm2_libcrypto.is_available():
        msg = "SM2 signatures cannot be checked here: install OpenSSL 3 (libcrypto.so.3)"
        raise Unusable(msg)
    try:
        with beside() as other:
            trust = Trust(
                nanos=time.perf_counter_ns,
                sm2=sm2_libcrypto.verify,
                vkey=vkey,
                policy=policy,
                aside=aside or other,
            )
            return verify(open_files(given), trust)
    except (NoExport, CountingLost) as error:
        msg = f"{given}: {error}"
        raise Unusable(msg) from error
    except OSError as error:
        msg = f"{given}: its files cannot be listed: {error}"
        raise Unusable(msg) from error


def read_key(line: str | None) -> VKey | None:
    """Read a pinned log or receipts key from the command line. Raises: Unusable."""
    if line is None:
        return None
    try:
        vkey = parse_vkey_line(line.strip())
    except VerificationError as error:
        msg = f"--key: {error}"
        raise Unusable(msg) from error
    if vkey.kind != ED25519:
        msg = "--key: the log's Ed25519 key is wanted, which `mingpai init` prints as log_vkey"
        raise Unusable(msg)
    return vkey


def _read_policy(path: Path | None) -> Policy | None:
    if path is None:
        return None
    try:
        data = read_given(path, most=MAX_POLICY_BYTES)
        if len(data) > MAX_POLICY_BYTES:
            msg = f"--policy {path}: too long for a policy"
            raise Unusable(msg)
        return parse_policy(data.decode())
    except (OSError, ValueError, VerificationError) as error:
        msg = f"--policy {path}: {error}"
        raise Unusable(msg) from error


def _plain(report: Report) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(report)
    return {"valid": report.is_valid, **plain}


def _lines(report: Report) -> list[str]:
    """Return what people read, each line in both languages."""
    pinned = "" if report.pinned else "（公钥随导出而来 the key came with the export: give --key）"
    rates = f"{report.leaves_per_s} leaves/s, SM3 {report.sm3_leaves_per_s} leaves/s"
    if report.processes > 1:
        rates += f"（{report.processes} 个进程 processes）"
    rows = [
        ("日志 journal", report.origin or "?"),
        *([_SANDBOX] if report.sandbox else []),
        ("条目 entries", f"{report.size}"),
        ("文件 files", f"{report.files}"),
        ("根 root", report.root or "?"),
        ("签名 signatures", _word(report.signatures_valid) + pinned),
        ("见证 witnesses", f"{report.witnesses}"),
        ("法定数 quorum", _word(report.quorum) if report.quorum_asked else _NONE_ASKED),
        ("哈希树 tree", _word(report.tree_valid)),
        ("国密树 SM3 tree", _word(report.sm3_valid)),
        ("重算的拍卖 auctions", f"{report.auctions_recomputed}"),
        ("速度 speed", rates),
        *(
            ("问题 PROBLEM", f"{p.where}: {p.code.value}: {p.text}")
            for p in report.problems[:SHOWN]
        ),
    ]
    if report.problems_total > SHOWN:
        total = report.problems_total
        progress(f"共有 {total} 个问题 {total} problems in all; --json lists the first 200")
    return [labelled(*row) for row in rows] + [
        "有效 VALID" if report.is_valid else "无效 NOT VALID"
    ]


_NONE_ASKED = "未要求 none asked"
_SANDBOX = ("沙箱 SANDBOX", "其中没有真实法院的标的 no lot in it is a real court's")


def _word(value: bool) -> str:  # noqa: FBT001 - says a truth value in words
    return "有效 valid" if value else "无效 NOT VALID"
