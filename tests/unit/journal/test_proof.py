"""An offline proof stands by itself and proves one entry, or nothing."""

import base64
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw
from msgspec.structs import replace

from mingpai.journal.checkpoint import Checkpoint, print_checkpoint
from mingpai.journal.entry import encode_entry
from mingpai.journal.errors import VerificationError
from mingpai.journal.merkle import SHA256, levels_of, path_in
from mingpai.journal.notes import COSIGNATURE, sign_note, verifier_for
from mingpai.journal.proof import (
    MAX_PATH,
    Extra,
    Proof,
    parse_proof,
    print_proof,
    verify_proof,
)

ORIGIN = "journal.example/2026"
SIZE = 11
type_of_maker = Callable[..., Any]


@pytest.fixture
def log(signer: type_of_maker) -> Any:
    return signer(ORIGIN)


@pytest.fixture
def court(signer: type_of_maker) -> Any:
    return signer("court.example", COSIGNATURE)


@pytest.fixture
def proofs(entry_at: type_of_maker, log: Any, court: Any) -> list[Proof]:
    leaves = [encode_entry(entry_at(seq)) for seq in range(SIZE)]
    levels = levels_of([SHA256.leaf(leaf) for leaf in leaves], SHA256)
    text = print_checkpoint(Checkpoint(ORIGIN, SIZE, levels[-1][0]))
    note = sign_note(text, [log, court])
    return [
        Proof(Extra(leaf.decode(), log.vkey), seq, tuple(path_in(levels, seq)), note)
        for seq, leaf in enumerate(leaves)
    ]


def test_every_entry_is_proven_from_its_file(proofs: list[Proof], log: Any, court: Any) -> None:
    """Each proof comes back from its file and gives entry, number and checkpoint."""
    for seq, proof in enumerate(proofs):
        again = parse_proof(print_proof(proof))
        assert again == proof
        found = verify_proof(again, [verifier_for(log.key), verifier_for(court.key)])
        assert (found.seq, found.entry.seq) == (seq, seq)
        assert found.checkpoint.size == SIZE


def test_the_file_begins_as_the_specification_says(proofs: list[Proof]) -> None:
    """Header, extra, index, path, an empty line, and the checkpoint verbatim."""
    head, _, checkpoint = print_proof(proofs[10]).partition("\n\n")
    lines = head.split("\n")
    assert lines[0] == "c2sp.org/tlog-proof@v1"
    assert lines[1].startswith("extra ")
    assert lines[2] == "index 10"
    assert [base64.b64decode(line) for line in lines[3:]] == list(proofs[10].path)
    assert checkpoint == proofs[10].checkpoint


def test_a_proof_without_extra_is_read_and_proves_no_entry(proofs: list[Proof], log: Any) -> None:
    """Another's proof may leave out the entry; then it does not say what it proves."""
    bare = replace(proofs[0], extra=None)
    assert parse_proof(print_proof(bare)) == bare
    with pytest.raises(VerificationError, match="does not say which entry"):
        verify_proof(bare, [verifier_for(log.key)])


def test_every_changed_character_is_noticed(proofs: list[Proof], log: Any) -> None:
    """Whichever character after the extra line is changed, the proof fails."""
    printed = print_proof(proofs[5])
    end = printed.index("— court")
    for place in range(printed.index("index "), end):
        changed = "0" if printed[place] != "0" else "1"
        with pytest.raises(VerificationError):
            verify_proof(
                parse_proof(printed[:place] + changed + printed[place + 1 :]),
                [verifier_for(log.key)],
            )


def test_a_witness_alone_does_not_speak_for_the_log(proofs: list[Proof], court: Any) -> None:
    """A reader who knows only a witness's key learns nothing from its cosignature."""
    with pytest.raises(VerificationError, match="not signed by its own log"):
        verify_proof(proofs[0], [verifier_for(court.key)])


def test_another_entry_is_not_proven(
    proofs: list[Proof], entry_at: type_of_maker, log: Any
) -> None:
    """A changed entry, one that is none, or one of another number is refused."""
    keys = [verifier_for(log.key)]
    changed = encode_entry(entry_at(0, body=Raw(b'{"amount_fen":2}'))).decode()
    for entry, why in (
        (changed, "another root"),
        ("{}", "no entry"),
        ("\ud800", "no Unicode"),
        (proofs[1].extra.entry if proofs[1].extra else "", "the proof says index 0"),
    ):
        other = replace(proofs[0], extra=Extra(entry, log.vkey))
        with pytest.raises(VerificationError, match=why):
            verify_proof(other, keys)


@given(st.data())
def test_whatever_is_read_is_printed_the_same(data: st.DataObject) -> None:
    """A file with any characters put in, left out or changed is refused or comes back itself."""
    begin = data.draw(st.integers(0, len(GOOD)))
    end = data.draw(st.integers(begin, len(GOOD)))
    text = GOOD[:begin] + data.draw(st.text("0a= \n/+A", max_size=3)) + GOOD[end:]
    try:
        read = parse_proof(text)
    except VerificationError:
        return
    assert print_proof(read) == text


def extra_of(body: bytes) -> str:
    return f"extra {base64.b64encode(body).decode()}\n"


GOOD = print_proof(Proof(Extra("e", "v"), 3, (b"p" * 32,), "checkpoint\n"))
EXTRA = extra_of(b'{"entry":"e","vkey":"v"}')


@pytest.mark.parametrize(
    "data",
    [
        "",
        "\n\n",
        GOOD.replace("@v1", "@v2"),
        GOOD.replace("\n\n", "\n"),
        GOOD.replace(EXTRA, "extra \n"),
        GOOD.replace(EXTRA, "extra e===\n"),
        GOOD.replace(EXTRA, extra_of(b"opaque")),
        GOOD.replace(EXTRA, extra_of(b'{"entry":"e"}')),
        GOOD.replace(EXTRA, extra_of(b'{"entry":"e","more":1,"vkey":"v"}')),
        GOOD.replace(EXTRA, extra_of(b'{"vkey":"v","entry":"e"}')),
        GOOD.replace(EXTRA, EXTRA + EXTRA),
        GOOD.replace("index 3\n", ""),
        GOOD.replace(EXTRA + "index 3\n", ""),
        GOOD.replace("index 3", "index 03"),
        GOOD.replace("index 3", "index  3"),
        GOOD.replace("cHBwcHBw", "cHBw\ncHBw", 1),
        GOOD.replace("cHA=", "cHB="),
        GOOD.replace("index 3\n", "index 3\n" + "cA==\n" * MAX_PATH),
        "c2sp.org/tlog-proof@v1\n\ncheckpoint\n",
    ],
)
def test_another_form_is_no_proof(data: str) -> None:
    """Another header, extra, index or path is refused before any key is asked."""
    assert parse_proof(GOOD).index == 3
    with pytest.raises(VerificationError):
        parse_proof(data)
