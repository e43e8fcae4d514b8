"""Where a rule comes from: instruments, their rank, their articles, and who may refuse.

Statutes and judicial interpretations in force may refuse. A normative document binds a bidder
only where the notice repeats it, and yields to a published decision of the court's panel; a
local rule is held to the same, which is the stricter reading. A proposal may only raise an alert.
Must not know what an article requires. Where to look next: `law.instruments`, `law.articles`.
"""

import enum
from datetime import date
from typing import assert_never

from msgspec import Struct

from mingpai.kernel.ids import ArticleId


class Rank(enum.StrEnum):
    """How strong a source is, strongest first. Statutes include administrative regulations."""

    STATUTE = "statute"
    JUDICIAL_INTERPRETATION = "judicial_interpretation"
    NORMATIVE_DOCUMENT = "normative_document"
    LOCAL_RULE = "local_rule"
    PROPOSAL = "proposal"

    @property
    def order(self) -> int:
        """Return 0 for the strongest rank, and more for each weaker one."""
        return tuple(Rank).index(self)

    def is_stronger_than(self, other: "Rank") -> bool:
        """Say whether this rank prevails over `other`."""
        return self.order < other.order


class Instrument(Struct, frozen=True):
    """A law, interpretation, document or proposal. `in_force_to` is the last day, or None.

    `number` is empty for what is cited by its title. `verified`: its text was read. False means
    that we know it at second hand only, and whoever is refused by it is told so.
    `dates_verified`: the days were read as well; `number_verified`: so was the number.
    """

    id: str
    rank: Rank
    number: str
    title_zh: str
    title_en: str
    in_force_from: date
    in_force_to: date | None = None
    verified: bool = True
    dates_verified: bool = True
    number_verified: bool = True


class Article(Struct, frozen=True):
    """One article, with a sentence of our own on what it requires, in both languages.

    `number` is the part of the id after the colon: article, paragraph and item.
    """

    id: ArticleId
    instrument: str
    number: str
    rank: Rank
    summary_zh: str
    summary_en: str
    in_force_from: date
    in_force_to: date | None = None
    verified: bool = True

    def in_force_on(self, day: date) -> bool:
        """Say whether the article was in force on `day`."""
        return self.in_force_from <= day and (self.in_force_to is None or day <= self.in_force_to)


class Standing(enum.StrEnum):
    """How a source that does not bind by itself stands to one sale."""

    SILENT = "silent"
    """The notice does not repeat it."""
    REPEATED = "repeated"
    """The notice repeats it, so bidders could know it."""
    OVERRULED = "overruled"
    """The court's panel decided otherwise and published that decision."""


def may_refuse(rank: Rank, standing: Standing = Standing.SILENT) -> bool:
    """Say whether a source of this rank may refuse anybody in this sale, while in force."""
    match rank:
        case Rank.STATUTE | Rank.JUDICIAL_INTERPRETATION:
            return True
        case Rank.NORMATIVE_DOCUMENT | Rank.LOCAL_RULE:
            return standing is Standing.REPEATED
        case Rank.PROPOSAL:
            return False
        case _:
            assert_never(rank)


class Weight(enum.StrEnum):
    """What an article can do in one sale."""

    REFUSES = "refuses"
    """It may refuse."""
    REFUSES_UNVERIFIED = "refuses_unverified"
    """It may refuse, and the person refused is told that its text was not verified."""
    ALERTS = "alerts"
    """It may raise an alert and hold nothing."""
    NONE = "none"
    """It is not in force on that day and can do nothing."""


def weigh(article: Article, *, on: date, standing: Standing = Standing.SILENT) -> Weight:
    """Return what an article can do in a sale that the law of the day `on` binds."""
    if not article.in_force_on(on):
        return Weight.NONE
    if not may_refuse(article.rank, standing):
        return Weight.ALERTS
    return Weight.REFUSES if article.verified else Weight.REFUSES_UNVERIFIED
