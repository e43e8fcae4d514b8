"""What stages, classes and flags are called on a page, and how a refusal is told.

Where to look next: `web.life` (steps in the life of a lot, stops and grounds).
"""

import gettext

from msgspec import Struct

from mingpai.auction.model import PropertyClass, Stage, StepRule
from mingpai.auction.refusals import REASONS, Reason, explain
from mingpai.kernel.ids import ArticleId
from mingpai.kernel.outcome import Facts
from mingpai.law.articles import article_of
from mingpai.law.authority import Rank
from mingpai.law.instruments import cite, cite_in_english
from mingpai.web.captions import Language
from mingpai.web.show import money

Texts = gettext.NullTranslations


def stage_name(stage: Stage, texts: Texts) -> str:
    """Return what a stage is called."""
    _ = texts.gettext
    return {
        Stage.UNOPENED: _("not opened"),
        Stage.SEIZED: _("seized"),
        Stage.PRICING: _("being priced"),
        Stage.PRICED: _("priced"),
        Stage.ASSIGNED: _("assigned"),
        Stage.PUBLISHED: _("published"),
        Stage.BIDDING: _("bidding"),
        Stage.STOPPED: _("standing still"),
        Stage.CLOSED_SOLD: _("sold"),
        Stage.CLOSED_UNSOLD: _("passed in"),
        Stage.CONFIRMED: _("sold and confirmed"),
        Stage.PAID: _("paid"),
        Stage.RULED: _("ruled"),
        Stage.TITLE_PASSED: _("title passed"),
        Stage.DELIVERED: _("delivered"),
        Stage.SET_OFF_ASKED: _("creditors asked"),
        Stage.SET_OFF_AWARDED: _("set off"),
        Stage.SELF_DISPOSAL: _("sold by the debtor himself"),
        Stage.DEFAULTED: _("buyer defaulted"),
        Stage.ANNULLED: _("sale annulled"),
        Stage.PRICE_LAPSED: _("price lapsed"),
        Stage.WITHDRAWN: _("withdrawn"),
        Stage.ENDED: _("ended"),
    }[stage]


def class_name(kind: PropertyClass, texts: Texts) -> str:
    """Return what a class of property is called."""
    _ = texts.gettext
    return {
        PropertyClass.MOVABLE: _("movable"),
        PropertyClass.IMMOVABLE: _("immovable"),
        PropertyClass.OTHER_RIGHT: _("other right"),
    }[kind]


def step_rule_name(rule: StepRule, texts: Texts) -> str:
    """Return what the notice says of a raise."""
    _ = texts.gettext
    return {
        StepRule.AT_LEAST_STEP: _("at least one step"),
        StepRule.WHOLE_STEPS: _("whole steps only"),
    }[rule]


def rank_name(rank: Rank, texts: Texts) -> str:
    """Return what a rank of law is called."""
    _ = texts.gettext
    return {
        Rank.STATUTE: _("statute"),
        Rank.JUDICIAL_INTERPRETATION: _("judicial interpretation"),
        Rank.NORMATIVE_DOCUMENT: _("normative document"),
        Rank.LOCAL_RULE: _("local rule"),
        Rank.PROPOSAL: _("proposal"),
    }[rank]


def flag_name(rule: str, texts: Texts) -> str:
    """Return what a flag means; a rule that is not known here is shown by its name."""
    _ = texts.gettext
    names = {
        "self_outbid": _("a bidder raised over his own top bid"),
        "raise_over_ten_steps": _("a raise of more than ten steps"),
        "code_over_half_of_raises": _("one code made more than half of the raises"),
        "paid_by_another": _("somebody else than the buyer paid"),
    }
    return names.get(rule, rule)


def fact(name: str, value: object, language: Language, texts: Texts) -> tuple[str, str]:
    """Return a fact of a flag in words; one that is not known here is shown by its name."""
    _ = texts.gettext
    names = {
        "code": _("code"),
        "raise_fen": _("raise"),
        "step_fen": _("step"),
        "of": _("raises in all"),
        "raises": _("of them by this code"),
        "amount_fen": _("amount"),
        "capacity": _("paid as"),
    }
    if isinstance(value, int) and name.endswith("_fen"):
        return names.get(name, name), money(value, language)
    return names.get(name, name), str(value)


_REASONS: dict[str, Reason] = {code.value: reason for code, reason in REASONS.items()}


def reason_of(code: str) -> Reason | None:
    """Return the reason that a code of the auction stands for, or None for any other code."""
    return _REASONS.get(code)


class Ground(Struct, frozen=True):
    """An article as a page names it: how it is cited, its rank, and what it requires."""

    id: ArticleId
    cited: str
    rank: str
    summary: str
    is_verified: bool


def ground(article: ArticleId, language: Language, texts: Texts) -> Ground:
    """Return an article in the reader's language."""
    found = article_of(article)
    return Ground(
        id=article,
        cited=cite(article) if language == "zh" else cite_in_english(article),
        rank=rank_name(found.rank, texts),
        summary=found.summary_zh if language == "zh" else found.summary_en,
        is_verified=found.verified,
    )


class Told(Struct, frozen=True):
    """A refusal as it is told: what was wrong, what to do next, and by which article."""

    code: str
    text: str
    next: str
    ground: Ground
    is_reading: bool
    is_by_notice: bool


def told(code: str, article: ArticleId, facts: Facts, language: Language, texts: Texts) -> Told:
    """Return a refusal in the reader's language; a code that is not ours speaks for itself."""
    said = explain(code, facts, language=language)
    reason = reason_of(code)
    return Told(
        code=code,
        text=said.text if said is not None else code,
        next=said.next if said is not None else "",
        ground=ground(article, language, texts),
        is_reading=reason is not None and reason.reading,
        is_by_notice=reason is not None and reason.by_notice,
    )
