"""Where a rule comes from: instruments, their rank, their articles, and who may refuse.

Statutes and judicial interpretations in force may refuse. A normative document binds a bidder
only where the notice repeats it, and yields to a published decision of the court's panel. A
proposal may only raise an alert.
"""

import enum
from datetime import date

from msgspec import Struct

from mingpai.kernel.ids import ArticleId


class Rank(enum.StrEnum):
    """How strong a source is, strongest first."""

    STATUTE = "statute"
    JUDICIAL_INTERPRETATION = "judicial_interpretation"
    NORMATIVE_DOCUMENT = "normative_document"
    LOCAL_RULE = "local_rule"
    PROPOSAL = "proposal"


class Instrument(Struct, frozen=True):
    """A law, interpretation, document or proposal. `in_force_to` is the last day, or None.

    `verified`: its text was read. False means that we know it at second hand only, and whoever
    is refused by it is told so.
    """

    id: str
    rank: Rank
    number: str
    title_zh: str
    title_en: str
    in_force_from: date
    in_force_to: date | None = None
    verified: bool = True


class Article(Struct, frozen=True):
    """One article, with a sentence of our own on what it requires, in both languages."""

    id: ArticleId
    instrument: str
    label_zh: str
    summary_zh: str
    summary_en: str
    in_force_from: date
    in_force_to: date | None = None
    verified: bool = True

    def in_force_on(self, day: date) -> bool:
        """Say whether the article was in force on `day`."""
        return self.in_force_from <= day and (self.in_force_to is None or day <= self.in_force_to)


class Standing(enum.StrEnum):
    """How a normative document stands to one sale."""

    SILENT = "silent"
    """The notice does not repeat it."""
    REPEATED = "repeated"
    """The notice repeats it, so bidders could know it."""
    OVERRULED = "overruled"
    """The court's panel decided otherwise and published that decision."""


def may_refuse(rank: Rank, standing: Standing = Standing.SILENT) -> bool:
    """Say whether a source of this rank may refuse anybody in this sale."""
    match rank:
        case Rank.STATUTE | Rank.JUDICIAL_INTERPRETATION:
            return True
        case Rank.NORMATIVE_DOCUMENT | Rank.LOCAL_RULE:
            return standing is Standing.REPEATED
        case Rank.PROPOSAL:
            return False
