"""An objection as pages show it: its course, its clock, and the words that are kept of it.

The terms are the engine's own (`auction.objections.terms`). Where to look next:
`web.objections.filing`, `web.objections.desk`.
"""

from datetime import date

from msgspec import Struct

from mingpai.affairs.writings import Content, Writing, read_content
from mingpai.auction.asked import Setting
from mingpai.auction.model import Disposal
from mingpai.auction.objections.events import ObjectionDecided
from mingpai.auction.objections.model import Objection, ObjectionKind, Outcome
from mingpai.auction.objections.terms import decide_within, go_on_within
from mingpai.auction.preparation.model import Role
from mingpai.law.periods import Term
from mingpai.law.platforms import NATIONAL
from mingpai.law.timeline import NoValueInForce
from mingpai.service.projections import LotHead, LotRecord
from mingpai.web.life import annulment_ground_name, objection_name, outcome_name
from mingpai.web.objections.words import Standing, role_name, standing_words
from mingpai.web.words import Texts

SETTING = Setting(NATIONAL)
"""The law that terms are counted by; the list of platforms has no part in them."""


class Line(Struct, frozen=True):
    """One objection in words."""

    one: Objection
    kind: str
    by: str
    ground: str
    outcome: str
    standing: Standing


def line(one: Objection, head: LotHead, *, today: date, texts: Texts) -> Line:
    """Return an objection in words, on a day."""
    return Line(
        one=one,
        kind=objection_name(one.kind, texts),
        by=role_name(one.by, texts),
        ground="" if one.ground is None else annulment_ground_name(one.ground, texts),
        outcome="" if one.outcome is None else outcome_name(one.outcome, texts),
        standing=standing(one, head.state, today=today, texts=texts),
    )


def standing(one: Objection, state: Disposal, *, today: date, texts: Texts) -> Standing:
    """Return who owes what on an objection.

    Source: 民事诉讼法（2023年修正）第二百三十六, 二百三十八条.
    """
    _ = texts.gettext
    court = _("the court")
    if one.outcome is None:
        return _undecided(one, state, today=today, texts=texts)
    if one.suit_filed_on is not None and one.suit_outcome is None:
        return Standing("waiting", standing_words("suit", texts), _("the court of the suit"))
    if one.review_filed_on is not None and one.review_outcome is None:
        return Standing("waiting", standing_words("review", texts), _("the higher court"))
    if one.served_on is None and _is_to_be_served(one):
        return Standing("owed", standing_words("serve", texts), court)
    if one.must_be_carried_out:
        return Standing("owed", standing_words("carry_out", texts), court)
    term = _term_to_go_on(one, state)
    if term is not None and not term.is_over(today):
        name = "may_review" if one.kind is ObjectionKind.CONDUCT else "may_sue"
        return Standing(
            "served", standing_words(name, texts), _("whoever filed"), term.last, term.verified
        )
    return Standing("over", standing_words("over", texts), "")


def _undecided(one: Objection, state: Disposal, *, today: date, texts: Texts) -> Standing:
    court = texts.gettext("the court")
    try:
        term = decide_within(one, state, SETTING)
    except NoValueInForce:
        term = None
    if term is None:
        return Standing("waiting", standing_words("answer", texts), court)
    kind = "overdue" if term.is_over(today) else "waiting"
    return Standing(kind, standing_words("decide", texts), court, term.last, term.verified)


def _is_to_be_served(one: Objection) -> bool:
    return one.kind is not ObjectionKind.COMPLAINT and one.outcome is not Outcome.WITHDRAWN


def _term_to_go_on(one: Objection, state: Disposal) -> Term | None:
    """Return the term in which the decision can be taken further, where one runs or ran."""
    begun = one.review_filed_on or one.suit_filed_on
    if one.served_on is None or begun is not None or not _is_to_be_served(one):
        return None
    try:
        return go_on_within(one.kind, one.served_on, state, SETTING)
    except NoValueInForce:
        return None


def may_ask_review(one: Objection, state: Disposal, *, today: date) -> bool:
    """Say whether the form for 复议 is worth showing; whether it is in time the engine says."""
    term = _term_to_go_on(one, state)
    return one.kind is ObjectionKind.CONDUCT and term is not None and not term.is_over(today)


def decided_by(kind: ObjectionKind, state: Disposal, *, today: date) -> date | None:
    """Return until when the court would decide what is filed today; None without a term."""
    as_filed = Objection(0, kind, Role.OUTSIDER, today)
    try:
        term = decide_within(as_filed, state, SETTING)
    except NoValueInForce:
        return None
    return None if term is None else term.last


def content_of(writing: Writing | None) -> Content | None:
    """Return what a writing says, where it is kept here."""
    return None if writing is None else read_content(writing.content)


def decision_on(course: LotRecord, number: int) -> str:
    """Return the digest of the court's decision on an objection, empty where there is none."""
    decided = (step.event for step in course.steps if isinstance(step.event, ObjectionDecided))
    return next((one.decision for one in decided if one.number == number), "")
