"""A paper as PDF: A4, page numbers, check code and its QR; the same paper, the same bytes.

The Chinese font is one that every PDF reader brings (STSong-Light), so that none is shipped. It
lacks some rare characters: a paper that needs one is refused by name, never printed with a gap.
Nothing is compressed, so that the bytes depend on no compressor.
Source: ISO 32000-1, 9.7.5.2 (predefined CMap UniGB-UCS2-H).
"""

import io
from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape

from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, KeepTogether, SimpleDocTemplate, Spacer, TableStyle
from reportlab.platypus import Paragraph as Flow
from reportlab.platypus import Table as Grid

from mingpai.papers.check import MARK, check_code
from mingpai.papers.lines import lines_of
from mingpai.papers.model import Document, Paragraph, Section, Table, foot_of

_FONT = "STSong-Light"
_SIDE = 24 * mm
_TOP = 25 * mm
_BOTTOM = 30 * mm
_FOOT = 10 * mm
_QR = 18 * mm
_NAMES_WIDE = 38 * mm
_PADDING = 6
"""Left and right of a cell: reportlab's own."""
_FRAME = 6
"""What reportlab leaves free on each side within the margins."""
_WIDE = A4[0] - 2 * (_SIDE + _FRAME)
_LAST_OF_BMP = 0xFFFF
_IDEOGRAPHS = (range(0x3400, 0x4DB6), range(0x4E00, 0x9FA6))
MADE_UP = "样本：本文书所载法院、人员、财产和金额均为虚构，没有法律效力。"


def _style(name: str, **more: Any) -> ParagraphStyle:  # noqa: ANN401 - reportlab's own settings
    settings: dict[str, Any] = {"fontName": _FONT, "fontSize": 12, "leading": 22, "wordWrap": "CJK"}
    settings |= more
    return ParagraphStyle(name, **settings)


_INDENT = 24
_BODY = _style("body", firstLineIndent=_INDENT)
_PLAIN = _style("plain")
_COURT = _style("court", fontSize=15, leading=24, alignment=TA_CENTER)
_TITLE = _style("title", fontSize=20, leading=32, alignment=TA_CENTER)
_CENTRED = _style("centred", alignment=TA_CENTER, spaceAfter=10)
_HEADING = _style("heading", fontSize=13, leading=24, spaceBefore=8, keepWithNext=1)
_SIGNED = _style("signed", alignment=TA_RIGHT)
_CELL = _style("cell", fontSize=11, leading=17)
_GRID = TableStyle(
    [
        ("GRID", (0, 0), (-1, -1), 0.5, HexColor("#555555")),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ]
)


class Unprintable(ValueError):
    """A paper needs characters that the font of the PDF lacks; `characters` are all of them."""

    def __init__(self, characters: tuple[str, ...]) -> None:
        """Name them, in both languages."""
        self.characters = characters
        named = "、".join(f"{one} (U+{ord(one):04X})" for one in characters)
        super().__init__(f"PDF 字体没有这些字 the font of the PDF lacks: {named}")


def print_pdf(document: Document) -> bytes:
    """Return the paper as a PDF. Raises: Unprintable."""
    missing = dict.fromkeys(
        one for text in document.texts() for one in text if not _is_in_font(one)
    )
    if missing:
        raise Unprintable(tuple(missing))
    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    code = check_code(document)
    made = io.BytesIO()
    template = SimpleDocTemplate(
        made,
        pagesize=A4,
        leftMargin=_SIDE,
        rightMargin=_SIDE,
        topMargin=_TOP,
        bottomMargin=_BOTTOM,
        title=f"{document.title} {document.number}",
        author=document.court,
        keywords=[f"{MARK} {code}"],
        lang="zh-CN",
        invariant=1,
        pageCompression=0,
    )
    foot = _foot_of(document, code)
    template.build(list(_flow(document)), canvasmaker=foot)
    return made.getvalue()


def _is_in_font(character: str) -> bool:
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


# The text -------------------------------------------------------------------------------------


def _flow(document: Document) -> Iterator[Flowable]:
    if document.made_up:
        yield _flowed(MADE_UP, _CENTRED, wide=_WIDE)
    yield _flowed(document.court, _COURT, wide=_WIDE)
    yield _flowed(document.title, _TITLE, wide=_WIDE)
    yield _flowed(document.number, _CENTRED, wide=_WIDE)
    if document.addressee is not None:
        yield _flowed(f"{document.addressee}：", _PLAIN, wide=_WIDE)
    for section in document.sections:
        yield from _part(section)
    signed = [_flowed(line, _SIGNED, wide=_WIDE) for line in (*document.signature, document.dated)]
    yield KeepTogether([Spacer(1, 24), *signed])


def _part(section: Section) -> Iterator[Flowable]:
    if section.heading is not None:
        yield Flow(escape(section.heading), _HEADING)
    for block in section.blocks:
        match block:
            case Paragraph(text):
                yield _flowed(text, _BODY, wide=_WIDE, indent=_INDENT)
            case Table(rows):
                widths = [_NAMES_WIDE, _WIDE - _NAMES_WIDE]
                cells = [
                    [
                        _flowed(cell, _CELL, wide=wide - 2 * _PADDING)
                        for cell, wide in zip(row, widths, strict=True)
                    ]
                    for row in rows
                ]
                yield Spacer(1, 4)
                yield Grid(cells, colWidths=widths, style=_GRID, splitInRow=1)
                yield Spacer(1, 4)


def _flowed(text: str, style: ParagraphStyle, *, wide: float, indent: float = 0) -> Flow:
    """Return a paragraph whose lines break where Chinese lines may."""
    lines = lines_of(
        text,
        lambda some: pdfmetrics.stringWidth(some, _FONT, style.fontSize),
        wide=wide,
        indent=indent,
    )
    return Flow("<br/>".join(escape(line) for line in lines), style)


# The foot of each page ------------------------------------------------------------------------


def _foot_of(document: Document, code: str) -> type[Canvas]:
    """Return a canvas that numbers its pages once their count is known."""
    first = foot_of(document)
    second = f"校验码 {code}    随机码 {document.nonce}"

    class Numbered(Canvas):
        """Keeps each page until the last, then writes the foot of all."""

        def __init__(self, *told: Any, **more: Any) -> None:  # noqa: ANN401 - passed on
            super().__init__(*told, **more)
            self._pages: list[dict[str, object]] = []

        def showPage(self) -> None:  # noqa: N802 - reportlab's own name
            self._pages.append(dict(self.__dict__))
            self._startPage()  # type: ignore[attr-defined] # not in the stubs

        def save(self) -> None:
            for number, page in enumerate(self._pages, 1):
                self.__dict__.update(page)
                _draw_foot(self, first, second, f"第{number}页，共{len(self._pages)}页")
                super().showPage()
            super().save()

    return Numbered


def _draw_foot(canvas: Canvas, first: str, second: str, page: str) -> None:
    canvas.setFont(_FONT, 8.5)
    canvas.drawString(_SIDE, _FOOT + 26, first)
    canvas.drawString(_SIDE, _FOOT + 13, second)
    canvas.drawString(_SIDE, _FOOT, page)
    code = second.split()[1]
    widget = QrCodeWidget(f"{MARK} {code}", barWidth=_QR, barHeight=_QR, barBorder=2)
    drawing = Drawing(_QR, _QR)
    drawing.add(widget)
    drawing.drawOn(canvas, A4[0] - _SIDE - _QR, _FOOT - 6)
