"""Which files are taken."""

import pytest

from mingpai.affairs.exhibits import (
    MOST_BYTES,
    FileKind,
    Unfit,
    digest_of,
    is_digest,
    kind_of,
)

PNG = b"\x89PNG\r\n\x1a\n....IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0....\xff\xd9"
PDF = b"%PDF-1.7\n....\n%%EOF\n"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (PNG, FileKind.PNG),
        (JPEG, FileKind.JPEG),
        (PDF, FileKind.PDF),
        (b"", Unfit.NOT_A_KIND),
        (PNG[:-1], Unfit.NOT_A_KIND),
        (JPEG[1:], Unfit.NOT_A_KIND),
        (b"%PDF-1.7\n", Unfit.NOT_A_KIND),
        (b"<svg onload='x'/>", Unfit.NOT_A_KIND),
        (b"GIF89a", Unfit.NOT_A_KIND),
        (b"<html>", Unfit.NOT_A_KIND),
        (JPEG[:-2] + b"x" * MOST_BYTES + JPEG[-2:], Unfit.TOO_LARGE),
    ],
)
def test_a_file_is_what_its_bytes_are(data: bytes, kind: FileKind | Unfit) -> None:
    """Three kinds are known by how they begin and end; what is cut off or else is not taken."""
    assert kind_of(data) is kind


def test_kinds_say_how_they_are_shown() -> None:
    """Pictures stand on the page, a document is downloaded; each has an ending of its own."""
    assert {kind.ending for kind in FileKind} == {"jpg", "png", "pdf"}
    assert [kind for kind in FileKind if not kind.is_picture] == [FileKind.PDF]


def test_a_digest_has_one_form() -> None:
    """What a file is known by is read back as one; anything else is none."""
    assert is_digest(digest_of(PNG))
    for wrong in ("", "a" * 42, "a" * 44, "../" + "a" * 40, "é" * 43):
        assert not is_digest(wrong)
