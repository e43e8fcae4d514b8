"""Claims about `mingpai receipt check`."""

import json
import os
from pathlib import Path

import pytest

from mingpai.commands.output import DONE, WRONG, Unusable
from mingpai.commands.receipt import check_receipt
from mingpai.journal.merkle import SHA256, root_of
from mingpai.journal.proof import print_proof
from mingpai.journal.receipt import BatchStatement, ReceiptMaker, print_receipt, print_statement
from mingpai.service.export import Source
from mingpai.service.proofs import entry_proof

NOTICE = 13
"""The entry of the first lot's notice, after all the paperwork before it."""


@pytest.fixture
def receipts(source: Source, tmp_path: Path) -> list[Path]:
    """Return files with the receipts of the first 60 entries."""
    leaves = [one.leaf for one in source.store.read(0, limit=60)]
    root = root_of([SHA256.leaf(leaf) for leaf in leaves], SHA256)
    statement = BatchStatement(source.origin, 1, 0, len(leaves), root)
    note, _ = print_statement(statement, source.ring.receipts)
    maker = ReceiptMaker(leaves, note, source.ring.receipts.vkey)
    files = []
    for index in range(len(leaves)):
        files.append(tmp_path / f"{index}.receipt")
        files[-1].write_text(print_receipt(maker.receipt(index)))
    return files


def test_a_receipt_is_checked(
    receipts: list[Path], source: Source, capsys: pytest.CaptureFixture[str]
) -> None:
    """A sound receipt ends with status 0 and says what it proves."""
    assert check_receipt(receipts[NOTICE], as_json=True) == DONE
    said = json.loads(capsys.readouterr().out)
    assert said.keys() >= {"valid", "seq", "what", "reason", "pinned"}
    assert (said["valid"], said["seq"], said["what"]) == (True, NOTICE, "auction.round_announced")
    assert said["body"]["start_price_fen"] == 7_000_000
    assert check_receipt(receipts[NOTICE], key=source.ring.receipts.vkey) == DONE
    out = capsys.readouterr().out
    assert out.splitlines()[-1] == "有效 VALID"
    assert "--key" not in out


def test_a_refusal_is_explained(
    receipts: list[Path], source: Source, capsys: pytest.CaptureFixture[str]
) -> None:
    """A receipt of a refusal says its code and article, and that the key is not pinned."""
    page = source.store.read(0, limit=60)
    at = next(n for n, one in enumerate(page) if b"command_refused" in one.leaf)
    assert check_receipt(receipts[at]) == DONE
    out = capsys.readouterr().out
    assert "bid_not_higher (FS2016-18:20" in out
    assert "give --key" in out


def test_a_proof_is_checked(
    source: Source, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An offline proof is checked by the same command."""
    path = tmp_path / "5.tlog-proof"
    path.write_text(print_proof(entry_proof(source, 5)))
    assert check_receipt(path, key=source.ring.log.vkey, as_json=True) == DONE
    assert json.loads(capsys.readouterr().out)["seq"] == 5


def test_a_wrong_receipt_ends_with_1(
    receipts: list[Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """A receipt whose leaf was changed ends with status 1 and a reason."""
    text = receipts[NOTICE].read_text()
    receipts[NOTICE].write_text(
        text.replace('"start_price_fen":7000000', '"start_price_fen":7000001')
    )
    assert check_receipt(receipts[NOTICE]) == WRONG
    assert capsys.readouterr().out.splitlines()[-1] == "无效 NOT VALID"
    assert check_receipt(receipts[NOTICE], as_json=True) == WRONG
    assert json.loads(capsys.readouterr().out)["reason"]


def test_what_is_no_regular_file_is_unusable(tmp_path: Path) -> None:
    """A pipe is not waited for and a device not read."""
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path("/dev/zero")):
        with pytest.raises(Unusable, match="no regular file"):
            check_receipt(path)


@pytest.mark.parametrize("data", [None, b"", b"hello\n", b"\xff\xfe", b"x" * 3_000_000])
def test_what_is_no_receipt_is_unusable(data: bytes | None, tmp_path: Path) -> None:
    """A file that is missing, empty, binary, of another form or too long cannot be used."""
    path = tmp_path / "x"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(Unusable, match=str(path)):
        check_receipt(path)


def test_what_is_no_text_is_told_as_that(tmp_path: Path) -> None:
    """Bytes that are no text are told in our own words, not in a decoder's."""
    path = tmp_path / "x"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(Unusable, match="no UTF-8 text") as told:
        check_receipt(path)
    assert "codec" not in str(told.value)


def test_the_other_key_of_the_journal_is_told_apart(
    receipts: list[Path], source: Source, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever pins the log's key on a receipt, or the reverse, learns which key is wanted."""
    assert check_receipt(receipts[NOTICE], key=source.ring.log.vkey, as_json=True) == WRONG
    reason = json.loads(capsys.readouterr().out)["reason"]
    assert f"the key named {source.origin}/receipts, " in reason
    assert "docs/operating.md" in reason
    proof = tmp_path / "5.tlog-proof"
    proof.write_text(print_proof(entry_proof(source, 5)))
    assert check_receipt(proof, key=source.ring.receipts.vkey, as_json=True) == WRONG
    assert f"the key named {source.origin}, " in json.loads(capsys.readouterr().out)["reason"]
    receipts[NOTICE].write_text(receipts[NOTICE].read_text().replace("7000000", "7000001"))
    assert check_receipt(receipts[NOTICE], key=source.ring.receipts.vkey, as_json=True) == WRONG
    assert "the key named" not in json.loads(capsys.readouterr().out)["reason"]
