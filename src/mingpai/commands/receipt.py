"""`mingpai receipt check`: one receipt or one offline proof, without the service."""

from pathlib import Path

from mingpai.audit.papers import NoPaper, Paper, check_paper
from mingpai.commands.output import DONE, WRONG, Unusable, print_json, say
from mingpai.commands.verify import read_key

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
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            msg = f"{path}: too long for a receipt or a proof"
            raise Unusable(msg)
        return check_paper(data.decode(), pinned)
    except (OSError, UnicodeDecodeError, NoPaper) as error:
        msg = f"{path}: {error}"
        raise Unusable(msg) from error


def _lines(paper: Paper) -> list[str]:
    if not paper.valid:
        return [f"NOT VALID: {paper.reason}"]
    where = "no entry" if paper.seq is None else f"entry {paper.seq}"
    lines = [
        f"{paper.form} of {paper.origin}: {where}, {paper.what}",
        f"received    {paper.received_at} {paper.stream}".rstrip(),
    ]
    if paper.reason:
        lines.append(f"refused     {paper.reason} ({paper.article})")
    if not paper.pinned:
        lines.append("note        the key came with the file: give --key to pin it")
    return [*lines, "VALID"]
