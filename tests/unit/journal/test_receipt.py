"""A receipt proves what was answered, when, and in which place, to whoever knows the key."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from mingpai.journal.checkpoint import MAX_SIZE
from mingpai.journal.entry import encode_entry
from mingpai.journal.errors import VerificationError
from mingpai.journal.merkle import SHA256, root_of
from mingpai.journal.notes import sign_note, verifier_for
from mingpai.journal.receipt import (
    BatchStatement,
    Receipt,
    ReceiptMaker,
    RefusalsStatement,
    batch_text,
    note_of,
    parse_batch_text,
    parse_receipt,
    parse_refusals_text,
    print_receipt,
    print_statement,
    refusals_text,
    sign_refusals,
    verify_receipt,
)
from mingpai.kernel.canon import canonical
from mingpai.kernel.outcome import InvariantBroken

ORIGIN = "journal.example/2026"
NOON = datetime(2026, 5, 26, 4, tzinfo=UTC)
type_of_maker = Callable[..., Any]
ORIGINS = st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"]), min_size=1)
NUMBERS = st.integers(0, MAX_SIZE)
ROOTS = st.binary(min_size=32, max_size=32)


def batch(leaves: Sequence[bytes], signer: Any, *, first: int = 40, epoch: int = 3) -> ReceiptMaker:
    root = root_of([SHA256.leaf(leaf) for leaf in leaves], SHA256)
    statement = BatchStatement(ORIGIN, epoch, first, len(leaves), root)
    note, _ = print_statement(statement, signer)
    return ReceiptMaker(leaves, note, signer.vkey)


@pytest.fixture
def key(signer: type_of_maker) -> Any:
    return signer(f"{ORIGIN}/receipts")


@pytest.fixture
def receipts(entry_at: type_of_maker, key: Any) -> list[Receipt]:
    leaves = [encode_entry(entry_at(seq)) for seq in range(40, 47)]
    made = batch(leaves, key)
    return [made.receipt(index) for index in range(7)]


@given(st.builds(BatchStatement, ORIGINS, NUMBERS, NUMBERS, NUMBERS, ROOTS))
def test_a_batch_statement_is_read_as_it_is_printed(statement: BatchStatement) -> None:
    """Every statement over a batch comes back the same."""
    assert parse_batch_text(batch_text(statement)) == statement


@given(
    st.builds(
        RefusalsStatement, ORIGINS, NUMBERS, st.datetimes(timezones=st.just(UTC)), NUMBERS, ROOTS
    )
)
def test_a_statement_over_junk_is_read_as_it_is_printed(statement: RefusalsStatement) -> None:
    """Every statement over answers to junk comes back the same."""
    assert parse_refusals_text(refusals_text(statement)) == statement


@pytest.mark.parametrize("origin", ["", "a\nb"])
def test_an_origin_is_one_line(origin: str) -> None:
    """A statement that could not be read back is never printed."""
    with pytest.raises(InvariantBroken):
        batch_text(BatchStatement(origin, 1, 2, 3, b"r" * 32))
    with pytest.raises(InvariantBroken):
        refusals_text(RefusalsStatement(origin, 1, NOON, 3, b"r" * 32))


BATCH = batch_text(BatchStatement(ORIGIN, 3, 40, 7, b"r" * 32))
JUNK = refusals_text(RefusalsStatement(ORIGIN, 3, NOON, 7, b"r" * 32))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("mingpai/", "other/"),
        ("@v1", "@v2"),
        (ORIGIN, ""),
        ("\n3\n", "\n03\n"),
        ("\n3\n", "\n-3\n"),
        ("\n7\n", "\n\n"),
        ("\n7\n", "\n7\nextra\n"),
        ("cnI=\n", "cnI="),
        ("cnI=\n", "cnI=\n\n"),
        ("cnI=\n", "cnJ=\n"),
        ("cnJycnJycnJy", ""),
    ],
)
def test_another_form_is_no_statement(old: str, new: str) -> None:
    """Another context, number, root or number of lines is refused in both statements."""
    assert old in BATCH
    with pytest.raises(VerificationError):
        parse_batch_text(BATCH.replace(old, new, 1))
    with pytest.raises(VerificationError):
        parse_refusals_text(JUNK.replace(old, new, 1))


@pytest.mark.parametrize(
    "instant", ["", "noon", "2026-05-26T12:00:00+08:00", "2026-05-26T04:00:00.000Z"]
)
def test_the_instant_of_a_statement_has_one_spelling(instant: str) -> None:
    """A statement over junk names its instant as the journal writes it."""
    with pytest.raises(VerificationError):
        parse_refusals_text(JUNK.replace("2026-05-26T04:00:00Z", instant))


def test_one_statement_is_never_the_other() -> None:
    """A statement over a batch is not read as one over junk, nor the reverse."""
    with pytest.raises(VerificationError):
        parse_batch_text(JUNK)
    with pytest.raises(VerificationError):
        parse_refusals_text(BATCH)


def test_each_receipt_of_a_batch_proves_its_entry(receipts: list[Receipt], key: Any) -> None:
    """Every receipt gives the entry, its number and the origin, through its file too."""
    for index, receipt in enumerate(receipts):
        again = parse_receipt(print_receipt(receipt))
        assert again == receipt
        found = verify_receipt(again, [verifier_for(key.key)])
        assert found.entry is not None
        assert (found.seq, found.entry.seq, found.origin) == (40 + index, 40 + index, ORIGIN)
        assert found.answer is None


def test_a_batch_of_one_has_no_path(entry_at: type_of_maker, key: Any) -> None:
    """A single entry's receipt is its leaf and the statement."""
    receipt = batch([encode_entry(entry_at(40))], key).receipt(0)
    assert receipt.path == ()
    assert parse_receipt(print_receipt(receipt)) == receipt
    assert verify_receipt(receipt, [verifier_for(key.key)]).seq == 40


def test_the_note_is_made_again_from_the_stored_signature(key: Any) -> None:
    """From a statement and its bare signature the same note comes out."""
    statement = BatchStatement(ORIGIN, 3, 40, 7, b"r" * 32)
    note, signature = print_statement(statement, key)
    assert note_of(statement, signature=signature, vkey=key.vkey) == note
    assert note == sign_note(batch_text(statement), [key])


def test_every_changed_character_is_noticed(receipts: list[Receipt], key: Any) -> None:
    """Whichever character of the file is changed, only the claimed key's line may still pass."""
    printed = print_receipt(receipts[3])
    claimed = printed.index("index ")
    for place in range(claimed, len(printed)):
        changed = "0" if printed[place] != "0" else "1"
        with pytest.raises(VerificationError):
            verify_receipt(
                parse_receipt(printed[:place] + changed + printed[place + 1 :]),
                [verifier_for(key.key)],
            )


def test_a_receipt_proves_nothing_under_another_key(
    receipts: list[Receipt], signer: type_of_maker
) -> None:
    """The key that the file claims counts for nothing where the reader knows another."""
    with pytest.raises(VerificationError, match="no signature by a known key"):
        verify_receipt(receipts[0], [verifier_for(signer("stranger").key)])


def test_a_key_speaks_for_its_own_journal_only(
    entry_at: type_of_maker, signer: type_of_maker
) -> None:
    """A statement for one journal signed by another's receipts key, or the log's, is refused."""
    for name in ("other.example/receipts", ORIGIN, f"{ORIGIN}/receipts/old"):
        other = signer(name)
        receipt = batch([encode_entry(entry_at(40))], other).receipt(0)
        with pytest.raises(VerificationError, match="speaks for"):
            verify_receipt(receipt, [verifier_for(other.key)])


def test_an_entry_must_stand_where_the_statement_says(entry_at: type_of_maker, key: Any) -> None:
    """A leaf with another number or epoch than its place in the signed batch is refused."""
    leaf = encode_entry(entry_at(40))
    for made in (batch([leaf], key, first=41), batch([leaf], key, epoch=4)):
        with pytest.raises(VerificationError, match="its place says"):
            verify_receipt(made.receipt(0), [verifier_for(key.key)])


@pytest.mark.parametrize("leaf", [b"{}", b"[1]", b'{"code": 1}', b"not json", b"\xc3\xa9"])
def test_a_leaf_must_be_what_was_signed_for(leaf: bytes, key: Any) -> None:
    """A signed leaf that is no entry, or no canonical answer, is refused all the same."""
    with pytest.raises(VerificationError):
        verify_receipt(batch([leaf], key).receipt(0), [verifier_for(key.key)])
    junk = sign_refusals([leaf], origin=ORIGIN, epoch=3, at=NOON, signer=key)
    if leaf != b"{}":
        with pytest.raises(VerificationError, match="the answer is not canonical"):
            verify_receipt(junk.receipt(0), [verifier_for(key.key)])


def test_a_signed_statement_of_another_kind_is_no_receipt(
    receipts: list[Receipt], key: Any
) -> None:
    """A note by the receipts key that is neither statement is refused."""
    other = replace(receipts[0], note=sign_note("a\nb\n", [key]))
    with pytest.raises(VerificationError, match="no statement"):
        verify_receipt(other, [verifier_for(key.key)])


def test_an_answer_to_junk_is_proven_without_a_number(key: Any) -> None:
    """Each answered sender can prove code, article and arrival, and holds no sequence number."""
    answers = [
        {"article": "FS2016-18:18.1", "code": f"c{n}", "received_at": "2026-05-26T03:59:59Z"}
        for n in range(5)
    ]
    made = sign_refusals(
        [canonical(one) for one in answers], origin=ORIGIN, epoch=3, at=NOON, signer=key
    )
    for index, answer in enumerate(answers):
        receipt = parse_receipt(print_receipt(made.receipt(index)))
        found = verify_receipt(receipt, [verifier_for(key.key)])
        assert (found.seq, found.entry, found.answer) == (None, None, answer)
        assert found.origin == ORIGIN


def test_a_statement_over_no_answers_is_never_signed(key: Any) -> None:
    """Signing nothing is our fault."""
    with pytest.raises(InvariantBroken):
        sign_refusals([], origin=ORIGIN, epoch=3, at=NOON, signer=key)


def test_an_index_outside_the_batch_is_refused(receipts: list[Receipt], key: Any) -> None:
    """A receipt of one entry does not become that of a place beyond the batch."""
    for index in (7, 40, MAX_SIZE):
        with pytest.raises(VerificationError):
            verify_receipt(replace(receipts[6], index=index), [verifier_for(key.key)])


GOOD = print_receipt(Receipt(b'{"a":1}', 3, (b"p" * 32, b"q" * 32), "note\n", "key"))


@given(st.data())
def test_whatever_is_read_is_printed_the_same(data: st.DataObject) -> None:
    """A file with any characters put in, left out or changed is refused or comes back itself."""
    begin = data.draw(st.integers(0, len(GOOD)))
    end = data.draw(st.integers(begin, len(GOOD)))
    text = GOOD[:begin] + data.draw(st.text("0a= \n/+A", max_size=3)) + GOOD[end:]
    try:
        read = parse_receipt(text)
    except VerificationError:
        return
    assert print_receipt(read) == text


@pytest.mark.parametrize(
    "data",
    [
        "",
        "\n\n",
        GOOD.replace("mingpai/receipt@v1", "mingpai/receipt@v2"),
        GOOD.replace("\n\n", "\n"),
        GOOD.replace("key key\n", ""),
        GOOD.replace("key key\n", "kex key\n"),
        GOOD.replace("index 3\n", ""),
        GOOD.replace("index 3", "index 03"),
        GOOD.replace("index 3", "index -3"),
        GOOD.replace("index 3", "place 3"),
        GOOD.replace("leaf ", "leav "),
        GOOD.replace("leaf ", "\nleaf "),
        GOOD.replace('"a"', '"\ud800"'),
        GOOD.replace("cHBwcHBw", "cHBw cHBw", 1),
        GOOD.replace("leaf ", "cHBw=\nleaf ", 1),
        GOOD.replace("leaf ", "cA==\n" * 70 + "leaf ", 1),
    ],
)
def test_another_form_is_no_receipt(data: str) -> None:
    """Another header, order, number, base64 or too long a path is refused before any key."""
    with pytest.raises(VerificationError):
        parse_receipt(data)


@given(st.integers(min_value=1, max_value=40))
def test_a_batch_prints_its_receipts_as_each_is_printed(size: int) -> None:
    """Printed together or one by one, a receipt is the same file."""
    maker = ReceiptMaker([b"leaf %d" % number for number in range(size)], "note\n", "key")
    for index in range(size):
        assert maker.printed(index) == print_receipt(maker.receipt(index))


def test_a_leaf_of_two_lines_is_never_printed() -> None:
    """What could not be read back is never written."""
    with pytest.raises(InvariantBroken):
        print_receipt(Receipt(b"a\nb", 0, (), "note\n", "key"))
