"""K01 to K50: every check of the legal reference in one tuple, carried out or only registered.

A rule names its articles (the one it stands or falls with first), the values it uses, and the
functions that carry it out, as dotted paths: this package may not import them. Tests that prove
a rule carry `pytest.mark.rule("K16")`; `tools/gen_docs.py` joins the two into docs/law.md.
Source: legal reference, section 7.5.
"""

import enum
from datetime import date

from msgspec import Struct

from mingpai.kernel.ids import ArticleId, RuleId
from mingpai.law.articles import article_of
from mingpai.law.authority import Rank
from mingpai.law.parameters import PARAMETERS


class Status(enum.StrEnum):
    """How far a rule is built."""

    GUARD = "guard"
    """Carried out: what breaks it is refused or cannot happen."""
    REGISTERED = "registered"
    """Known and named; nothing carries it out yet."""


class LegalRule(Struct, frozen=True, kw_only=True):
    """One check of the law. `name` is an assertion: what holds where the rule is kept.

    `is_reading`: a reading of ours that goes beyond the article's words.
    """

    id: RuleId
    name: str
    articles: tuple[ArticleId, ...]
    title_zh: str
    title_en: str
    status: Status = Status.REGISTERED
    parameters: tuple[str, ...] = ()
    is_reading: bool = False
    carried_out_by: tuple[str, ...] = ()

    @property
    def rank(self) -> Rank:
        """Return the rank of the article that the rule stands or falls with."""
        return article_of(self.articles[0]).rank

    @property
    def in_force_from(self) -> date:
        """Return the day from which the rule holds: that of its first article."""
        return article_of(self.articles[0]).in_force_from

    @property
    def verified(self) -> bool:
        """Say whether the text of every article, and every value, was read."""
        used = (one for one in PARAMETERS if one.name in self.parameters)
        return all(article_of(one).verified for one in self.articles) and all(
            dated.verified for timeline in used for dated in timeline.values
        )


def _rule(text: str, titles: tuple[str, str], *articles: str, **more: object) -> LegalRule:
    rule, _, name = text.partition(" ")
    return LegalRule(
        id=RuleId(rule),
        name=name,
        articles=tuple(
            ArticleId(one if ":" in one else f"FS2016-18:{one}") for one in articles
        ),
        title_zh=titles[0],
        title_en=titles[1],
        **more,  # type: ignore[arg-type]
    )
