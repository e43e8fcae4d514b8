"""Writings and the digests that stand for them."""

import hashlib

import msgspec
import pytest

from mingpai.affairs.writings import (
    Content,
    Purpose,
    Writing,
    digest_of,
    print_content,
    read_content,
)
from mingpai.auction.asked import is_digest
from mingpai.kernel.canon import parse_b64url, parse_canonical
from mingpai.kernel.ids import LotToken, StreamId, SubjectId

LOT = StreamId("disposal/1")


def content(**changes: object) -> Content:
    """Return a writing's content."""
    given = {"lot": LOT, "purpose": Purpose.OBJECTION, "words": "理由", "salt": "s" * 22} | changes
    return Content(**given)  # type: ignore[arg-type]


def test_a_writing_is_read_as_it_was_printed() -> None:
    """Content is canonical JSON, and its digest SHA-256 as papers have it in the journal."""
    one = content(asked="撤销", receipts=(3, 5), fields={"kind": "conduct"})
    data = print_content(one)
    assert read_content(data) == one
    assert parse_canonical(data)
    assert is_digest(digest_of(data))
    assert parse_b64url(digest_of(data)) == hashlib.sha256(data).digest()


def test_the_same_words_have_another_digest_under_another_salt() -> None:
    """Nobody finds short words by trying them against the digest."""
    first, second = (print_content(content(salt=one * 22)) for one in "st")
    assert digest_of(first) != digest_of(second)


def test_what_is_no_writing_is_not_read() -> None:
    """Unknown fields are refused."""
    with pytest.raises(msgspec.DecodeError):
        read_content(b'{"words":"x"}')


def test_no_log_line_repeats_words() -> None:
    """Printed, a writing names its lot, and neither word nor person."""
    one = content(contact="某路一号")
    made = Writing(
        digest_of(print_content(one)),
        SubjectId("a" * 22),
        LOT,
        LotToken("t" * 22),
        print_content(one),
        None,  # type: ignore[arg-type]
    )
    for text in (repr(one), repr(made)):
        assert LOT in text
        for secret in ("理由", "某路", "a" * 22, "t" * 22):
            assert secret not in text
