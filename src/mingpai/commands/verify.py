"""`mingpai verify`: everything from an export's static files alone, without the service.

Imports nothing of the service and no adapter but SM2, so that it works where neither a database
driver nor a key is installed. Where to look next: `audit.verify`.
"""

import time
from pathlib import Path
from typing import Any

import msgspec

from mingpai.adapters import sm2_libcrypto
from mingpai.audit.report import Report
from mingpai.audit.verify import NoExport, Trust, verify
from mingpai.commands.export_files import open_files
from mingpai.commands.output import DONE, WRONG, Unusable, print_json, progress, say
from mingpai.journal.errors import VerificationError
from mingpai.journal.notes import ED25519, VKey, parse_vkey_line
from mingpai.journal.policy import Policy, parse_policy

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


def examine(given: str, *, vkey: VKey | None = None, policy: Policy | None = None) -> Report:
    """Verify an export and return the report. Raises: Unusable."""
    if not sm2_libcrypto.is_available():
        msg = "SM2 signatures cannot be checked here: install OpenSSL 3 (libcrypto.so.3)"
        raise Unusable(msg)
    trust = Trust(nanos=time.perf_counter_ns, sm2=sm2_libcrypto.verify, vkey=vkey, policy=policy)
    try:
        return verify(open_files(given), trust)
    except NoExport as error:
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
        msg = "--key: the log's Ed25519 key is wanted, as `mingpai init` printed it"
        raise Unusable(msg)
    return vkey


def _read_policy(path: Path | None) -> Policy | None:
    if path is None:
        return None
    try:
        return parse_policy(path.read_text("utf-8"))
    except (OSError, ValueError, VerificationError) as error:
        msg = f"--policy {path}: {error}"
        raise Unusable(msg) from error


def _plain(report: Report) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(report)
    return {"valid": report.is_valid, **plain}


def _lines(report: Report) -> list[str]:
    """Return what people read."""
    lines = [
        f"journal     {report.origin or '?'}",
        *(["SANDBOX     no lot in it is a real court's"] if report.sandbox else []),
        f"size        {report.size} entries, {report.files} files",
        f"root        {report.root or '?'}",
        f"signatures  {_word(report.signatures_valid)}"
        + ("" if report.pinned else " (the key came with the export: give --key to pin it)"),
        f"witnesses   {report.witnesses}, quorum {_word(report.quorum)}",
        f"tree        {_word(report.tree_valid)}, under SM3 {_word(report.sm3_valid)}",
        f"auctions    {report.auctions_recomputed} counted again",
        f"speed       {report.leaves_per_s} leaves/s, SM3 {report.sm3_leaves_per_s} leaves/s",
    ]
    lines += [f"PROBLEM     {p.where}: {p.code.value}: {p.text}" for p in report.problems[:SHOWN]]
    if report.problems_total > SHOWN:
        progress(f"{report.problems_total} problems in all; --json lists the first 200")
    lines.append("VALID" if report.is_valid else "NOT VALID")
    return lines


def _word(value: bool) -> str:  # noqa: FBT001 - says a truth value in words
    return "valid" if value else "NOT VALID"
