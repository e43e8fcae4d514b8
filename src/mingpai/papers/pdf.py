"""A paper as PDF: A4, page numbers, check code and its QR; same paper and font, same bytes.

A paper that needs a character which the font lacks is refused by it, never printed with a gap.
Nothing is compressed, so that the bytes depend on no compressor. Where to look next:
`papers.font` (what is embedded), `papers.lines` (where lines break).
"""

import io
from collections.abc import Iterator
from typing import Any, assert_never
from xml.sax.saxutils import escape

from msgspec import Struct
from reportlab.graphics.barcode.qr import QrCode
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    CondPageBreak,
    Flowable,
    KeepTogether,
    SimpleDocTemplate,
    Spacer,
    TableStyle,
)
from reportlab.platypus import Paragraph as Flow
from reportlab.platypus import Table as Grid

from mingpai.papers.check import MARK, check_code
from mingpai.papers.font import Font, known_to_reportlab, spaced
from mingpai.papers.lines import lines_of
from mingpai.papers.model import Document, Paragraph, Table, foot_of

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
_HEADED = 76
"""What a heading needs with two lines below it."""
_LEFT = _SIDE + _FRAME
_WIDE = A4[0] - 2 * (_SIDE + _FRAME)
_COLON = "："
_DIGITS = "0123456789"
_PAGE = "第{}页，共{}页"
MADE_UP = "样本：本文书所载法院、人员、财产和金额均为虚构，没有法律效力。"


class _Styles(Struct, frozen=True):
    """How each part of a paper is set, all in one font."""

    body: ParagraphStyle
    plain: ParagraphStyle
    court: ParagraphStyle
    title: ParagraphStyle
    centred: ParagraphStyle
    heading: ParagraphStyle
    signed: ParagraphStyle
    cell: ParagraphStyle
    grid: TableStyle


_INDENT = 24


def _styles(font: str) -> _Styles:
    def style(name: str, **more: Any) -> ParagraphStyle:  # noqa: ANN401 - reportlab's own settings
        settings: dict[str, Any] = {
            "fontName": font,
            "bulletFontName": font,
            "fontSize": 12,
            "leading": 22,
            "wordWrap": "CJK",
        }
        return ParagraphStyle(name, **(settings | more))

    return _Styles(
        body=style("body", firstLineIndent=_INDENT),
        plain=style("plain"),
        court=style("court", fontSize=15, leading=24, alignment=TA_CENTER),
        title=style("title", fontSize=20, leading=32, alignment=TA_CENTER),
        centred=style("centred", alignment=TA_CENTER, spaceAfter=10),
        heading=style("heading", fontSize=13, leading=24, spaceBefore=8),
        signed=style("signed", alignment=TA_RIGHT),
        cell=style("cell", fontSize=11, leading=17),
        grid=TableStyle(
            [
                ("FONTNAME", (0, 0), (-1, -1), font),  # or reportlab names one of its own
                ("GRID", (0, 0), (-1, -1), 0.5, HexColor("#555555")),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("TOPPADDING", (0, 0), (-1, -1), 5),  # a line has its own space below
                ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
            ]
        ),
    )


class Unprintable(ValueError):
    """A paper needs characters that the font of the PDF lacks; `characters` are all of them."""

    def __init__(self, font: Font, characters: tuple[str, ...]) -> None:
        """Name them, in both languages."""
        self.characters = characters
        named = "、".join(_named(one) for one in characters)
        super().__init__(f"PDF 字体 {font.title} 没有这些字 the font of the PDF lacks: {named}")


def _named(character: str) -> str:
    code = f"U+{ord(character):04X}"
    return f"{character} ({code})" if character.isprintable() else code


def lacking(document: Document, font: Font) -> tuple[str, ...]:
    """Return the characters that a paper needs and a font lacks, the feet of its pages included."""
    first, second = _feet(document, check_code(document))
    fixed = (MADE_UP, _COLON, _PAGE.format(0, 0), _DIGITS)
    return font.lacking((*document.texts(), first, second, *fixed))


def print_pdf(document: Document, font: Font) -> bytes:
    """Return the paper as a PDF in a font. Raises: Unprintable."""
    missing = lacking(document, font)
    if missing:
        raise Unprintable(font, missing)
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
        initialFontName=font.name,
    )
    with known_to_reportlab(font):
        flow = list(_flow(document, _styles(font.name)))
        template.build(flow, canvasmaker=_foot_of(document, code, font.name))
    return made.getvalue()


# The text -------------------------------------------------------------------------------------


def _flow(document: Document, styles: _Styles) -> Iterator[Flowable]:
    if document.made_up:
        yield _flowed(MADE_UP, styles.centred, wide=_WIDE)
    yield _flowed(document.court, styles.court, wide=_WIDE)
    yield _flowed(document.title, styles.title, wide=_WIDE)
    yield _flowed(document.number, styles.centred, wide=_WIDE)
    if document.addressee is not None:
        yield _flowed(f"{document.addressee}{_COLON}", styles.plain, wide=_WIDE)
    *blocks, (heading, last) = _blocks(document)
    for above, block in blocks:
        yield from _block(above, block, styles)
    signed = [
        _flowed(line, styles.signed, wide=_WIDE) for line in (*document.signature, document.dated)
    ]
    # No page holds a signature alone.
    yield KeepTogether([*_flows(heading, last, styles), Spacer(1, 24), *signed])


def _blocks(document: Document) -> Iterator[tuple[str | None, Paragraph | Table]]:
    """Yield each block of a paper, the first of a part with its heading."""
    for section in document.sections:
        heading = section.heading
        for block in section.blocks:
            yield heading, block
            heading = None


def _block(heading: str | None, block: Paragraph | Table, styles: _Styles) -> Iterator[Flowable]:
    """Yield a block so that a table stays whole and a heading with the lines below it."""
    flows = _flows(heading, block, styles)
    if isinstance(block, Table):
        yield KeepTogether(flows)
    else:
        yield CondPageBreak(_HEADED if heading is not None else 0)
        yield from flows


def _flows(heading: str | None, block: Paragraph | Table, styles: _Styles) -> list[Flowable]:
    above = [] if heading is None else [_flowed(heading, styles.heading, wide=_WIDE)]
    match block:
        case Paragraph(text):
            return [*above, _flowed(text, styles.body, wide=_WIDE, indent=_INDENT)]
        case Table(rows):
            widths = [_NAMES_WIDE, _WIDE - _NAMES_WIDE]
            cells = [
                [
                    _flowed(cell, styles.cell, wide=wide - 2 * _PADDING)
                    for cell, wide in zip(row, widths, strict=True)
                ]
                for row in rows
            ]
            grid = Grid(cells, colWidths=widths, style=styles.grid, splitInRow=1)
            return [*above, Spacer(1, 4), grid, Spacer(1, 4)]
        case _:
            assert_never(block)


def _flowed(text: str, style: ParagraphStyle, *, wide: float, indent: float = 0) -> Flow:
    """Return a paragraph whose lines break where Chinese lines may."""
    lines = lines_of(
        spaced(text),
        lambda some: pdfmetrics.stringWidth(some, style.fontName, style.fontSize),
        wide=wide,
        indent=indent,
    )
    return Flow("<br/>".join(escape(line) for line in lines), style)


# The foot of each page ------------------------------------------------------------------------


def _feet(document: Document, code: str) -> tuple[str, str]:
    """Return the two lines that stand at the foot of every page, above its number."""
    return foot_of(document), f"校验码 {code}    随机码 {document.nonce}"


def _foot_of(document: Document, code: str, font: str) -> type[Canvas]:
    """Return a canvas that numbers its pages once their count is known."""
    first, second = _feet(document, code)

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
                self.setFont(font, 8.5)
                _draw_foot(self, first, second, _PAGE.format(number, len(self._pages)))
                super().showPage()
            super().save()

    return Numbered


def _draw_foot(canvas: Canvas, first: str, second: str, page: str) -> None:
    for above, line in ((26, first), (13, second), (0, page)):
        canvas.drawString(_LEFT, _FOOT + above, line)
    code = second.split()[1]
    square = QrCode(f"{MARK} {code}", width=_QR, height=_QR, qrBorder=2)
    square.drawOn(canvas, _LEFT + _WIDE - _QR, _FOOT - 6)
