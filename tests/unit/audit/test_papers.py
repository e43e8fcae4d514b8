"""Claims about receipts and offline proofs, checked without the service."""

from datetime import UTC, datetime

import msgspec
import pytest

from mingpai.audit.papers import NoPaper, check_paper
from mingpai.journal.merkle import SHA256, root_of
from mingpai.journal.notes import parse_vkey_line
from mingpai.journal.proof import HEADER as PROOF_HEADER
from mingpai.journal.proof import Proof, print_proof
from mingpai.journal.receipt import (
    BatchStatement,
    ReceiptMaker,
    print_receipt,
    print_statement,
    sign_refusals,
)
from mingpai.kernel.canon import canonical
from mingpai.service.export import Source
from mingpai.service.proofs import entry_proof

NOTICE = 13
"""Where the first notice of the sample stands."""


@pytest.fixture(scope="session")
def receipts(source: Source, leaves: list[bytes]) -> list[str]:
    """Return receipts of the first 60 entries, answered as one batch."""
    batch = leaves[:60]
    root = root_of([SHA256.leaf(leaf) for leaf in batch], SHA256)
    statement = BatchStatement(source.origin, 1, 0, len(batch), root)
    note, _ = print_statement(statement, source.ring.receipts)
    maker = ReceiptMaker(batch, note, source.ring.receipts.vkey)
    return [print_receipt(maker.receipt(n)) for n in range(len(batch))]


def test_a_receipt_says_what_it_proves(source: Source, receipts: list[str]) -> None:
    """A receipt proves kind, number, arrival and lot; pinned or not is told."""
    text = receipts[NOTICE]
    paper = check_paper(text, None)
    assert (paper.valid, paper.seq, paper.what) == (True, NOTICE, "auction.round_announced")
    assert (paper.reason, paper.pinned, paper.form) == ("", False, "receipt")
    assert paper.stream == "disposal/sample-00000"
    assert paper.received_at == "2026-03-02T01:00:00Z"
    assert check_paper(text, parse_vkey_line(source.ring.receipts.vkey)).pinned


def test_a_refusal_says_why(receipts: list[str], leaves: list[bytes]) -> None:
    """A receipt of a refusal on record says the code and the article."""
    at = next(n for n, leaf in enumerate(leaves) if b"command_refused" in leaf)
    paper = check_paper(receipts[at], None)
    assert paper.valid
    assert paper.reason == "bid_not_higher"
    assert paper.article.startswith("FS2016-18:20")


def test_a_refusal_that_is_no_object_gives_no_reason(source: Source, leaves: list[bytes]) -> None:
    """Whoever signs may sign nonsense: it is read without an error, and tells nothing."""
    refusal = next(leaf for leaf in leaves if b"command_refused" in leaf)
    odd = canonical({**msgspec.json.decode(refusal), "body": 7})
    seq = int(msgspec.json.decode(refusal)["seq"])
    root = root_of([SHA256.leaf(odd)], SHA256)
    statement = BatchStatement(source.origin, 1, seq, 1, root)
    note, _ = print_statement(statement, source.ring.receipts)
    maker = ReceiptMaker([odd], note, source.ring.receipts.vkey)
    paper = check_paper(print_receipt(maker.receipt(0)), None)
    assert (paper.valid, paper.reason, paper.article) == (True, "", "")


def test_an_answer_to_junk_has_no_number(source: Source) -> None:
    """A signed answer to junk is valid, has no number, and says the code."""
    answer = canonical({"article": "X:1", "code": "price_not_a_number", "received_at": "now"})
    at = datetime(2026, 5, 26, tzinfo=UTC)
    made = sign_refusals(
        [answer], origin=source.origin, epoch=1, at=at, signer=source.ring.receipts
    )
    paper = check_paper(print_receipt(made.receipt(0)), None)
    assert (paper.valid, paper.seq, paper.what) == (True, None, "answer")
    assert paper.reason == "price_not_a_number"
    assert bytes(paper.body) == answer


def test_a_proof_says_what_it_proves(source: Source) -> None:
    """An offline proof proves its entry under the log's key."""
    paper = check_paper(print_proof(entry_proof(source, NOTICE)), None)
    assert (paper.valid, paper.seq, paper.what) == (True, NOTICE, "auction.round_announced")
    assert paper.form == "proof"
    assert b'"valid":true' in msgspec.json.encode(paper)


def test_the_wrong_key_is_no_key(source: Source, receipts: list[str]) -> None:
    """Under another pinned key, or a key of another type, a paper is not valid, with a reason."""
    log = parse_vkey_line(source.ring.log.vkey)
    paper = check_paper(receipts[3], log)
    assert not paper.valid
    assert paper.pinned
    assert "not the one given" in paper.reason
    assert not check_paper(receipts[3], parse_vkey_line(source.ring.sm2.vkey)).valid


def test_a_proof_without_entry_proves_nothing(source: Source) -> None:
    """A proof that does not carry its entry says nothing, and is not valid."""
    proof = msgspec.structs.replace(entry_proof(source, 3), extra=None)
    assert isinstance(proof, Proof)
    assert not check_paper(print_proof(proof), parse_vkey_line(source.ring.log.vkey)).valid
    assert not check_paper(print_proof(proof), None).valid
    sm2 = msgspec.structs.replace(entry_proof(source, 3).extra, vkey=source.ring.sm2.vkey)
    assert not check_paper(print_proof(msgspec.structs.replace(proof, extra=sm2)), None).valid


def test_each_changed_character_is_found(source: Source, receipts: list[str]) -> None:
    """One changed character anywhere in a receipt or a proof makes it invalid or unreadable."""
    log, key = source.ring.log.vkey, source.ring.receipts.vkey
    for text, vkey in ((receipts[3], key), (print_proof(entry_proof(source, 3)), log)):
        pinned = parse_vkey_line(vkey)
        for at in range(0, len(text), 3):
            changed = text[:at] + chr(ord(text[at]) ^ 1) + text[at + 1 :]
            try:
                paper = check_paper(changed, pinned)
            except NoPaper:
                continue
            assert not paper.valid


def test_another_file_is_no_paper() -> None:
    """A file that begins otherwise is neither, which is not a verdict."""
    for text in ("", "hello\n", "mingpai/receipt@v2\n"):
        with pytest.raises(NoPaper):
            check_paper(text, None)


@pytest.mark.parametrize("kind", ["receipt", "proof"])
def test_windows_line_ends_are_named(receipts: list[str], kind: str) -> None:
    """A file that a program gave other line ends is told so, not that it is no paper."""
    text = receipts[NOTICE] if kind == "receipt" else f"{PROOF_HEADER}\nrest\n"
    with pytest.raises(NoPaper, match="Windows line ends"):
        check_paper(text.replace("\n", "\r\n"), None)
    with pytest.raises(NoPaper, match="neither a receipt nor a proof"):
        check_paper("something else\r\n", None)
