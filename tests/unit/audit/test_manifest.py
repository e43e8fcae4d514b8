"""Claims about the manifest and its list of files."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingpai.audit.manifest import (
    FileMark,
    Manifest,
    is_harmless,
    mark_of,
    parse_files,
    parse_manifest,
    print_files,
    print_manifest,
)
from mingpai.journal.errors import VerificationError

pytestmark = pytest.mark.slow

MANIFEST = Manifest("mingpai.example/x", 70_000, b"r" * 32, 12, b"d" * 32)
DIGEST = "ZGRkZGRkZGRkZGRkZGRkZGRkZGRkZGRkZGRkZGRkZGQ="


def test_a_manifest_is_read_as_it_was_printed() -> None:
    """Printing and reading a manifest gives the same manifest."""
    assert parse_manifest(print_manifest(MANIFEST)) == MANIFEST


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("mingpai/export@v1", "mingpai/export@v2"),
        ("mingpai.example/x\n", "\n"),
        ("70000", "070000"),
        ("70000", "-1"),
        ("12\n", "12\n12\n"),
        (DIGEST, "ZGQ="),
        (DIGEST, DIGEST[:-2] + "R="),
        (DIGEST + "\n", DIGEST),
    ],
)
def test_a_manifest_of_another_form_is_refused(old: str, new: str) -> None:
    """Another context, an empty name, a number or digest in another spelling are refused."""
    text = print_manifest(MANIFEST)
    assert old in text
    with pytest.raises(VerificationError):
        parse_manifest(text.replace(old, new))


names = st.from_regex(r"[a-z0-9][a-z0-9._-]{0,20}", fullmatch=True)
paths = st.lists(names, min_size=1, max_size=4).map("/".join)


@given(
    st.dictionaries(
        paths,
        st.builds(FileMark, st.binary(min_size=32, max_size=32), st.integers(0, 2**53 - 1)),
        max_size=8,
    )
)
def test_a_list_is_read_as_it_was_printed(marks: dict[str, FileMark]) -> None:
    """Printing and reading a list of files gives the same list, and one spelling only."""
    data = print_files(marks)
    assert parse_files(data) == marks
    assert print_files(parse_files(data)) == data


@pytest.mark.parametrize(
    "data",
    [
        b"x",
        "é\n".encode(),
        b"\n",
        f"{DIGEST} 1\n".encode(),
        f"{DIGEST} 01 a\n".encode(),
        b"ZGQ= 1 a\n",
        f"{DIGEST} 1 ../a\n".encode(),
        f"{DIGEST} 1 a\n{DIGEST} 1 a\n".encode(),
        f"{DIGEST} 1 b\n{DIGEST} 1 a\n".encode(),
    ],
)
def test_a_list_of_another_form_is_refused(data: bytes) -> None:
    """A list that is cut off, unsorted, doubled, misspelt or leads elsewhere is refused."""
    with pytest.raises(VerificationError):
        parse_files(data)


def test_only_paths_that_stay_inside_are_harmless() -> None:
    """A path that could leave the export, or is too long, is not harmless."""
    for path in ("checkpoint", "tile/0/x001/x234/067.p/112", "tables/bids.csv"):
        assert is_harmless(path)
    for path in ("", "/a", "a/", "a//b", "../a", "a/../b", "a\\b", "a b", "A", "a" * 201, "a\n"):
        assert not is_harmless(path)


def test_a_mark_is_digest_and_length() -> None:
    """A file's mark holds the SHA-256 of its bytes and their number."""
    assert str(mark_of(b"")) == "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU= 0"
