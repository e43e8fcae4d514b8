"""Why something was refused, or why something must happen: facts, rule, article, what is allowed.

In both languages, from what is on record alone. Where to look next: `auction.refusals` (texts),
`auction.duties` (what must happen), `commands.why` (who asks).
"""

from msgspec import Struct

from mingpai.auction.duty import Duty
from mingpai.auction.refusals import REASONS, Code, explain
from mingpai.kernel.ids import ArticleId, RuleId
from mingpai.kernel.outcome import Refused
from mingpai.law.articles import article_of
from mingpai.law.instruments import cite, cite_in_english
from mingpai.law.register import RULES


class Text(Struct, frozen=True):
    """One thing said in both languages."""

    zh: str
    en: str


class Ground(Struct, frozen=True):
    """The article something rests on: how it is cited, what it requires, whether it was read."""

    article: ArticleId
    cited: Text
    requires: Text
    rank: str
    verified: bool
    rules: tuple[RuleId, ...]


class WhyRefused(Struct, frozen=True):
    """Why a command was refused. `reading`: a reading of ours goes beyond the article's words."""

    code: str
    ground: Ground
    facts: dict[str, int | str | bool | None]
    said: Text
    allowed: Text
    reading: bool
    by_notice: bool


class WhyDue(Struct, frozen=True):
    """Why something must happen, and until when."""

    code: str
    by: str
    ground: Ground
    since: str
    until: str | None
    said: Text
    verified: bool


def why_refused(refused: Refused) -> WhyRefused:
    """Explain a refusal. A code that this program does not know is shown as it is."""
    zh = explain(refused.code, refused.facts, language="zh")
    en = explain(refused.code, refused.facts, language="en")
    is_known = refused.code in Code.__members__.values()
    reason = REASONS[Code(refused.code)] if is_known else None
    return WhyRefused(
        code=refused.code,
        ground=ground_of(refused.article),
        facts=dict(refused.facts),
        said=Text(zh.text if zh else refused.code, en.text if en else refused.code),
        allowed=Text(zh.next if zh else "", en.next if en else ""),
        reading=reason is not None and reason.reading,
        by_notice=reason is not None and reason.by_notice,
    )


def why_due(duty: Duty) -> WhyDue:
    """Explain a duty."""
    return WhyDue(
        code=duty.what,
        by=duty.by.value,
        ground=ground_of(duty.article, rule=duty.rule),
        since=duty.since.isoformat(),
        until=None if duty.until is None else duty.until.isoformat(),
        said=Text(duty.zh, duty.en),
        verified=duty.verified,
    )


def ground_of(article: ArticleId, *, rule: RuleId | None = None) -> Ground:
    """Return an article as a ground. Raises: UnknownArticle."""
    found = article_of(article)
    rules = (rule,) if rule is not None else rules_on(article)
    return Ground(
        article=article,
        cited=Text(cite(article), cite_in_english(article)),
        requires=Text(found.summary_zh, found.summary_en),
        rank=found.rank.value,
        verified=found.verified,
        rules=rules,
    )


def rules_on(article: ArticleId) -> tuple[RuleId, ...]:
    """Return every rule that rests on an article, or on the article that it is a paragraph of."""
    exact = tuple(rule.id for rule in RULES if article in rule.articles)
    if exact or "." not in article:
        return exact
    return rules_on(ArticleId(article.rpartition(".")[0]))
