"""The font of a PDF: what can be embedded, and what it can show."""

from pathlib import Path

import pytest
import reportlab
from reportlab.pdfbase import pdfmetrics

from mingpai.papers.font import (
    Font,
    FontProblem,
    embedded_font,
    known_to_reportlab,
    readers_font,
    spaced,
)

VERA = Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"
"""A TrueType font without Chinese that comes with reportlab."""


@pytest.fixture(scope="module")
def vera() -> bytes:
    """Return its bytes."""
    return VERA.read_bytes()


def _table(data: bytes, tag: bytes) -> int:
    """Return where a table of a TrueType file begins."""
    at = data.index(tag)
    return int.from_bytes(data[at + 8 : at + 12], "big")


def _collection(data: bytes) -> bytes:
    """Return a collection that holds one font, its places moved to where they are now."""
    head = b"ttcf" + (0x00010000).to_bytes(4, "big") + (1).to_bytes(4, "big")
    head += (16).to_bytes(4, "big")
    count = int.from_bytes(data[4:6], "big")
    moved = bytearray(data)
    for at in range(12 + 8, 12 + 16 * count, 16):
        place = int.from_bytes(moved[at : at + 4], "big") + len(head)
        moved[at : at + 4] = place.to_bytes(4, "big")
    return head + bytes(moved)


def test_the_same_file_is_the_same_font(vera: bytes) -> None:
    """A font is known by its bytes, alone or first of a collection, and not by where it lay."""
    font = embedded_font(vera)
    assert (font.name, font.title) == (embedded_font(vera).name, "BitstreamVeraSans-Roman")
    assert font.is_embedded
    first = embedded_font(_collection(vera))
    assert first.title == font.title
    assert first.name != font.name


def test_a_font_says_what_it_lacks(vera: bytes) -> None:
    """Every character without an outline is named once, in order; a space needs none."""
    font = embedded_font(vera)
    assert font.lacking(("ABC 123", "a汉b字汉")) == ("汉", "字")
    assert font.lacking(("a\u3000b", "tab\tline\nend")) == ("\u3000",)


def test_a_glyph_that_is_blank_is_a_gap(vera: bytes) -> None:
    """A font whose glyph of a letter has no outline lacks that letter."""
    font = embedded_font(vera)
    glyph = font.face.face.charToGlyph[ord("A")]
    font.face.face.glyphPos[glyph + 1] = font.face.face.glyphPos[glyph]
    assert font.lacking(("A",)) == ("A",)


def test_what_is_no_character_of_text_is_lacking_everywhere(vera: bytes) -> None:
    """A control and a character of private use are in no font, whatever a font says."""
    for font in (embedded_font(vera), readers_font()):
        assert font.lacking(("a\x07b\ue000c\u200b",)) == ("\x07", "\ue000", "\u200b")


def test_the_readers_font_has_what_gb18030_had() -> None:
    """Hanzi of the basic plane as they were, the signs of GBK; no later or rarer ones."""
    font = readers_font()
    assert not font.is_embedded
    assert font.lacking(("汉字㐀龥“”…é①〇",)) == ()
    assert font.lacking(("𬀩ç😀鿿",)) == ("𬀩", "ç", "😀", "鿿")


@pytest.mark.strangers
def test_a_chinese_font_of_debian_has_the_hanzi(zenhei: Font) -> None:
    """Every hanzi that GB 18030 had first is in it; the later and rarer are named."""
    first = "".join(map(chr, range(0x4E00, 0x9FA6)))
    assert zenhei.lacking((first, "〇（）《》〔〕、。，；：！？·“”％①⑩ 0A-z")) == ()
    assert zenhei.lacking(("丁𬀩",)) == ("𬀩",)


def test_postscript_outlines_are_refused(vera: bytes) -> None:
    """A font of PostScript outlines is refused for that, alone or in a collection."""
    otto = b"OTTO" + vera[4:]
    for data in (otto, _collection(otto)):
        with pytest.raises(FontProblem, match="PostScript"):
            embedded_font(data)


def test_what_is_no_font_is_refused(vera: bytes) -> None:
    """Nothing, text, and a file that was cut off anywhere before its end are refused."""
    for data in (b"", b"no font at all, but a text", b"ttcf", b"ttcf" + bytes(20)):
        with pytest.raises(FontProblem, match="no TrueType font"):
            embedded_font(data)
    for end in range(4, len(vera), 997):
        with pytest.raises(FontProblem):
            embedded_font(vera[:end])


@pytest.mark.parametrize(
    ("kind", "is_allowed"),
    [(0x0000, True), (0x0008, True), (0x0006, True), (0x0002, False), (0x0104, False)],
)
def test_a_font_that_forbids_it_is_not_embedded(
    vera: bytes, kind: int, *, is_allowed: bool
) -> None:
    """Where its maker lets no part of a font be embedded, none is."""
    at = _table(vera, b"OS/2") + 8
    changed = vera[:at] + kind.to_bytes(2, "big") + vera[at + 2 :]
    if is_allowed:
        assert embedded_font(changed).is_embedded
        return
    with pytest.raises(FontProblem, match=r"forbids|does not allow"):
        embedded_font(changed)


def test_a_font_without_that_table_forbids_nothing(vera: bytes) -> None:
    """Apple's fonts may lack the table that says so."""
    assert embedded_font(vera.replace(b"OS/2", b"os/2", 1)).is_embedded


def test_a_font_is_forgotten_after_its_pdf(vera: bytes) -> None:
    """Two files that give their font one name are two fonts, one after the other."""
    for data in (vera, vera + bytes(4)):
        font = embedded_font(data)
        with known_to_reportlab(font):
            assert pdfmetrics.getFont(font.name) is font.face
        with pytest.raises(KeyError):
            pdfmetrics.getFont(font.name)
    with known_to_reportlab(readers_font()):
        assert pdfmetrics.getFont(readers_font().name)


def test_a_line_holds_no_tab_and_no_break() -> None:
    """Tabs and breaks are spaces; a full-width space stays."""
    assert spaced("a\tb\r\nc\u3000d") == "a b  c\u3000d"
