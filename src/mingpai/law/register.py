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
from mingpai.law.carried_out import DETECTORS, GUARDS
from mingpai.law.parameters import PARAMETERS
from mingpai.law.rule_table import TABLE


class Status(enum.StrEnum):
    """How far a rule is built."""

    GUARD = "guard"
    """Carried out: what breaks it in our own hall is refused or cannot happen; others' breaches,
    and terms that pass, are found."""
    LIVE = "live"
    """Carried out: it binds a duty or another's act, and its breach is found and told."""
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


_PARAMETERS: dict[str, tuple[str, ...]] = {
    "K05": ("party_notice_days_before_publication",),
    "K06": ("deemed_notice_days",),
    "K07": ("notice_days_r1",),
    "K08": ("notice_days_r2", "notice_days_sale"),
    "K09": ("r2_within_days",),
    "K10": ("start_price_min_ratio_r1",),
    "K11": ("price_cut_max_ratio",),
    "K12": ("deposit_ratio_min", "deposit_ratio_max"),
    "K15": ("bidding_window_min_hours",),
    "K16": ("extension_minutes",),
    "K26": ("refund_hours",),
    "K27": ("forward_hours",),
    "K29": ("balance_due_days",),
    "K30": ("ruling_within_days",),
    "K31": ("delivery_within_days",),
    "K32": ("payout_within_days", "master_account_claim_days"),
    "K34": ("resume_within_days",),
    "K36": ("insist_days",),
    "K37": ("price_validity_max_months", "price_grace_after_validity_months"),
    "K38": ("sale_start_within_days",),
    "K39": ("seizure_years",),
    "K40": ("shareholder_days",),
    "K41": ("tenant_days",),
    "K47": ("retention_years_auction_data",),
    "K48": ("share_record_years",),
    "K49": ("network_log_months",),
    "K50": (
        "incident_report_hours_critical",
        "incident_report_hours_organ",
        "incident_report_hours_other",
    ),
}

_READINGS = frozenset({"K17", "K20", "K46"})
"""Unbroken numbers; that nobody opens an identity; that an auxiliary institution is drawn."""


def _articles(text: str) -> tuple[ArticleId, ...]:
    """Read article ids; a bare number is one of 法释〔2016〕18号."""
    return tuple(
        ArticleId(part if ":" in part else f"FS2016-18:{part}") for part in text.split(" ")
    )


def _status(rule: str) -> Status:
    if rule in GUARDS:
        return Status.GUARD
    return Status.LIVE if rule in DETECTORS else Status.REGISTERED


def _carried_out_by(rule: str) -> tuple[str, ...]:
    """Return the guards of a rule, then its detector."""
    detector = DETECTORS.get(rule)
    return (*GUARDS.get(rule, ()), *(() if detector is None else (detector,)))


RULES: tuple[LegalRule, ...] = tuple(
    LegalRule(
        id=RuleId(rule),
        name=name,
        articles=_articles(articles),
        title_zh=title_zh,
        title_en=title_en,
        status=_status(rule),
        parameters=_PARAMETERS.get(rule, ()),
        is_reading=rule in _READINGS,
        carried_out_by=_carried_out_by(rule),
    )
    for rule, name, articles, title_zh, title_en in TABLE
)
"""Every rule, in order of its number."""
