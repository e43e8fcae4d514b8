"""The font of a PDF: a TrueType font whose used part goes into the file, or one left to the reader.

Knows bytes, not files: `commands.paper_font` finds one. A font that is not embedded is on paper
only where the reader's machine has a Chinese font of its own; everywhere else the page is blank.
Source: ISO 32000-1, 9.6.6.4 (TrueType subsets), 9.7.5.2 (predefined CMap UniGB-UCS2-H).
"""

import hashlib
import io
import struct
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from msgspec import Struct
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFError, TTFont

_READERS = "STSong-Light"
_LAST_OF_BMP = 0xFFFF
_IDEOGRAPHS = (range(0x3400, 0x4DB6), range(0x4E00, 0x9FA6))
_COLLECTION = b"ttcf"
_POSTSCRIPT = b"OTTO"
_COLLECTION_HEAD = 12
"""Bytes of a collection before the places of its fonts: tag, version, count."""
_FSTYPE = 8
"""Where that field stands in its table."""
_LEVELS = 0x000F
_RESTRICTED = 0x0002
_NO_SUBSETS = 0x0300
"""No subsets (0x0100), or bitmaps alone (0x0200)."""
_SIGNS_LONG = 16
_SPACES = str.maketrans("\t\n\v\f\r", "     ")


class FontProblem(ValueError):
    """Bytes that cannot be embedded as a font; the text says why and what to do."""


class Font(Struct, frozen=True):
    """A font by the name that it is known by. `face` measures; one of TrueType is embedded."""

    name: str
    title: str
    face: TTFont | UnicodeCIDFont

    @property
    def is_embedded(self) -> bool:
        """Say whether a PDF in this font brings the font with it."""
        return isinstance(self.face, TTFont)

    def lacking(self, texts: Iterable[str]) -> tuple[str, ...]:
        """Return each character that texts need and the font cannot show, in their order."""
        needed = dict.fromkeys(one for text in texts for one in spaced(text))
        return tuple(one for one in needed if not self._shows(one))

    def _shows(self, character: str) -> bool:
        if unicodedata.category(character).startswith("C"):
            return False  # a control, or a character of private use: the same nowhere else
        if isinstance(self.face, TTFont):
            return _has_outline(self.face, character)
        return _is_in_readers_font(character)


def spaced(text: str) -> str:
    """Return a text with a space for each tab and line break: what a line of a PDF can hold."""
    return text.translate(_SPACES)


def readers_font() -> Font:
    """Return the Chinese font that a PDF reader is asked to bring; nothing is embedded."""
    return Font(_READERS, _READERS, UnicodeCIDFont(_READERS))


def embedded_font(data: bytes) -> Font:
    """Return a font to embed from a TrueType file: .ttf, or the first font of a .ttc.

    The same bytes give the same font. Raises: FontProblem.
    """
    if _tag(data) == _POSTSCRIPT:
        msg = (
            "PostScript 轮廓（CFF）的字体不能嵌入，请换用 TrueType 字体 has PostScript outlines "
            "(CFF), which cannot be embedded; give a TrueType font, such as Debian's "
            "fonts-wqy-zenhei"
        )
        raise FontProblem(msg)
    sign = hashlib.sha256(data).hexdigest()[:_SIGNS_LONG]
    try:
        face = TTFont(f"mingpai-{sign}", io.BytesIO(data), subfontIndex=0, shapable=False)
        title = face.face.name.decode("ascii")
        _ensure_whole(face, len(data))
    except (TTFError, struct.error, LookupError, ValueError, TypeError) as error:
        why = " ".join(str(error).split())
        msg = (
            f"不是可以嵌入的 TrueType 字体 is no TrueType font that can be embedded ({why}); give "
            "the .ttf or .ttc of a Chinese font, such as Debian's fonts-wqy-zenhei"
        )
        raise FontProblem(msg) from error
    if _forbids_subsets(face, data):
        msg = (
            f"{title} 不许嵌入 forbids that a part of it is embedded (OS/2 fsType); 请换用 give "
            "another TrueType font, such as Debian's fonts-wqy-zenhei"
        )
        raise FontProblem(msg)
    return Font(face.fontName, title, face)


def _ensure_whole(face: TTFont, size: int) -> None:
    """Raise: ValueError where a table ends after the file: a glyph of it might be a gap."""
    if any(one["offset"] + one["length"] > size for one in face.face.tables):
        msg = "the file ends too early"
        raise ValueError(msg)


def _forbids_subsets(face: TTFont, data: bytes) -> bool:
    """Say whether the font's maker lets no part of it be embedded.

    Source: OpenType, OS/2, fsType.
    """
    if "OS/2" not in face.face.table:
        return False
    at: int = face.face.table["OS/2"]["offset"] + _FSTYPE
    kind = int.from_bytes(data[at : at + 2], "big")
    return kind & _LEVELS == _RESTRICTED or bool(kind & _NO_SUBSETS)


def _tag(data: bytes) -> bytes:
    """Return the four bytes that say of which sort the first font of a file is."""
    at = 0
    if data.startswith(_COLLECTION):
        at = int.from_bytes(data[_COLLECTION_HEAD : _COLLECTION_HEAD + 4], "big")
    return data[at : at + 4]


@contextmanager
def known_to_reportlab(font: Font) -> Iterator[None]:
    """Let reportlab find a font by its name, for one PDF.

    Reportlab takes two files that call their font the same for one font, and keeps the first: a
    font is forgotten again, so that the next PDF gets its own.
    """
    pdfmetrics.registerFont(font.face)
    try:
        yield
    finally:
        if isinstance(font.face, TTFont):
            font.face.unregister()


def _has_outline(face: TTFont, character: str) -> bool:
    """Say whether a font has a glyph for a character, and an outline unless it is a space."""
    glyph = face.face.charToGlyph.get(ord(character))
    if not glyph:
        return False
    places: list[int] = face.face.glyphPos
    return places[glyph] < places[glyph + 1] or unicodedata.category(character) == "Zs"


def _is_in_readers_font(character: str) -> bool:
    """Say whether the font has a character: those of GB 18030 as it was when the font was made."""
    code = ord(character)
    if code > _LAST_OF_BMP:
        return False
    if any(code in some for some in _IDEOGRAPHS):
        return True
    try:
        return len(character.encode("gbk")) > 0
    except UnicodeEncodeError:
        return False
