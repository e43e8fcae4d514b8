"""A paper as a value: its parts in their order, every one of them filled.

Both forms of a paper and its check code follow from this value alone. Where to look next:
`papers.make` (how one comes about), `papers.html` and `papers.pdf` (its forms), `papers.check`.
"""

from collections.abc import Iterator, Mapping

from msgspec import Struct

from mingpai.auction.papers import PaperKind
from mingpai.kernel.outcome import ensure
from mingpai.law.blanks import is_blank
from mingpai.law.content import Titled

TITLES: Mapping[PaperKind, Titled] = {
    PaperKind.NOTICE: Titled("拍卖公告", "Notice of an auction"),
    PaperKind.SALE_NOTICE: Titled("变卖公告", "Notice of a sale"),
    PaperKind.RERUN_NOTICE: Titled("重新拍卖公告", "Notice of a re-auction"),
    PaperKind.SPECIAL_WARNINGS: Titled("特别提示", "Special warnings"),
    PaperKind.INSTRUCTIONS: Titled("竞买须知", "Bidder instructions"),
    PaperKind.PRIORITY_NOTICE: Titled("优先购买权通知书", "Notice to a priority buyer"),
    PaperKind.CONFIRMATION: Titled("成交确认书", "Confirmation of a sale"),
    PaperKind.STOP_ANNOUNCEMENT: Titled("停止竞价公告", "Announcement of a stop"),
    PaperKind.RESUMPTION: Titled("恢复拍卖公告", "Announcement of a resumption"),
    PaperKind.DEFAULT_DECISION: Titled("不予退还保证金决定书", "Decision on a default"),
    PaperKind.BALANCE_REMINDER: Titled("交纳尾款催告书", "Reminder of the balance"),
}
"""How each kind is called on the command line and in lists; the paper's own title may say more."""


class Paragraph(Struct, frozen=True, tag="paragraph"):
    """One paragraph of running text."""

    text: str


class Table(Struct, frozen=True, tag="table"):
    """Rows of a name and what it is."""

    rows: tuple[tuple[str, str], ...]


class Section(Struct, frozen=True):
    """A part with its heading; the first part of a paper has none."""

    heading: str | None
    blocks: tuple[Paragraph | Table, ...]


class Document(Struct, frozen=True):
    """A paper. `number` is the case's or the decision's; `nonce` makes its digests tell nothing.

    `addressee` is None for what is said to everybody. `signature` is a line for each office or
    person below the text, `dated` the day as it is signed. `made_up` marks a paper of a sandbox.
    """

    kind: PaperKind
    lot: str
    round: int
    court: str
    title: str
    number: str
    addressee: str | None
    sections: tuple[Section, ...]
    signature: tuple[str, ...]
    dated: str
    nonce: str
    made_up: bool = False

    def texts(self) -> Iterator[str]:
        """Yield everything that stands on the paper, in its order."""
        yield from (self.court, self.title, self.number)
        if self.addressee is not None:
            yield self.addressee
        for section in self.sections:
            if section.heading is not None:
                yield section.heading
            for block in section.blocks:
                if isinstance(block, Paragraph):
                    yield block.text
                else:
                    for row in block.rows:
                        yield from row
        yield from (*self.signature, self.dated)


def foot_of(document: Document) -> str:
    """Return what stands at the foot of every page beside the check code."""
    number = (f"第{document.round}轮",) if document.round else ()
    return " · ".join((document.title, document.lot, *number))


def checked(document: Document) -> Document:
    """Return a paper none of whose parts is blank, or break: no paper goes out with a blank."""
    ensure(document.sections and document.signature, "a paper has a text and a signature")
    for section in document.sections:
        ensure(section.blocks, "a part of a paper says something")
        for block in section.blocks:
            ensure(isinstance(block, Paragraph) or block.rows, "a table has a row")
    for text in document.texts():
        ensure(not is_blank(text), f"a paper has no blank: {text!r:.60}")
    return document
