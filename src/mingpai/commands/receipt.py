"""`mingpai receipt check`: one receipt or one offline proof, without the service."""

from pathlib import Path

from msgspec.structs import replace

from mingpai.audit.papers import RECEIPT, NoPaper, Paper, check_paper
from mingpai.commands.given_file import read_given
from mingpai.commands.output import DONE, WRONG, Unusable, labelled, print_json, say
from mingpai.commands.verify import read_key
from mingpai.journal.notes import ED25519, VKey
from mingpai.journal.receipt import RECEIPTS_SUFFIX

MAX_BYTES = 2_000_000
"""A receipt holds one entry (65,535 bytes), a path and a signed note."""


def check_receipt(path: Path, *, key: str | None = None, as_json: bool = False) -> int:
    """Check one file and print what it proves. Raises: Unusable where it cannot be read."""
    paper = _read(path, key)
    if as_json:
        print_json(paper)
    else:
        for line in _lines(paper):
            say(line)
    return DONE if paper.valid else WRONG


def _read(path: Path, key: str | None) -> Paper:
    pinned = read_key(key)
    try:
        data = read_given(path, most=MAX_BYTES)
        if len(data) > MAX_BYTES:
            msg = f"{path}: too long for a receipt or a proof"
            raise Unusable(msg)
        return _with_the_key_wanted(check_paper(data.decode(), pinned), pinned)
    except UnicodeDecodeError as error:
        msg = f"{path}: no UTF-8 text, and a receipt or a proof is one; give the file as it came"
        raise Unusable(msg) from error
    except (OSError, NoPaper) as error:
        msg = f"{path}: {error}"
        raise Unusable(msg) from error


def _with_the_key_wanted(paper: Paper, pinned: VKey | None) -> Paper:
    """Say which key is wanted where the other of a journal's two Ed25519 keys was given."""
    if paper.valid or pinned is None or pinned.kind != ED25519:
        return paper
    origin, is_receipts = pinned.name.removesuffix(RECEIPTS_SUFFIX), paper.form == RECEIPT
    wanted = origin + RECEIPTS_SUFFIX if is_receipts else origin
    if pinned.name == wanted:
        return paper
    reason = (
        f"{paper.reason}; a {paper.form} is checked with the key named {wanted}, "
        f"and the one given is {pinned.name} (docs/operating.md says where both are published)"
    )
    return replace(paper, reason=reason)


def _lines(paper: Paper) -> list[str]:
    """Return what people read, each line in both languages; the verdict is the last."""
    if not paper.valid:
        return [labelled("原因 reason", paper.reason), "无效 NOT VALID"]
    where = "没有条目 no entry" if paper.seq is None else f"条目 entry {paper.seq}"
    rows = [
        ("文件 paper", f"{paper.form}, {paper.origin}"),
        ("证明 proves", f"{where}, {paper.what}"),
        ("到达 received", f"{paper.received_at} {paper.stream}".rstrip()),
    ]
    if paper.reason:
        rows.append(("拒绝 refused", f"{paper.reason} ({paper.article})"))
    if not paper.pinned:
        rows.append(
            ("注意 note", "公钥随文件而来 the key came with the file: give --key to pin it")
        )
    return [*(labelled(*row) for row in rows), "有效 VALID"]
