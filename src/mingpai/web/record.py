"""The views of the record as a whole: refusals, flags, the checkpoint, and the law."""

from collections import Counter
from typing import Any

from msgspec import Struct

from mingpai.kernel.ids import ArticleId, StreamId
from mingpai.law.register import RULES, LegalRule, Status
from mingpai.service.projections import FlagRow, RefusalRow
from mingpai.web.lots import LOT
from mingpai.web.renderer import Renderer
from mingpai.web.site import Site
from mingpai.web.words import Ground, Told, fact, flag_name, ground, reason_of, told


class CodeLine(Struct, frozen=True):
    """A code of refusal: how often it was given, as what it is told, and one case of it."""

    told: Told
    entries: int
    unnumbered: int
    example: RefusalRow | None

    @property
    def number(self) -> str:
        """Return the number of the example's lot."""
        return "" if self.example is None else self.example.stream.removeprefix(LOT)


def refusals_view(site: Site, renderer: Renderer) -> dict[str, Any]:
    """Return every code that was given, most frequent first."""
    totals = site.board.totals()
    examples: dict[str, RefusalRow] = {}
    for row in site.board.refusals():
        examples.setdefault(row.code, row)
    counts = Counter(totals.refused) + Counter(totals.junk)
    lines = [
        CodeLine(
            told=_told(code, examples.get(code), renderer),
            entries=totals.refused.get(code, 0),
            unnumbered=totals.junk.get(code, 0),
            example=examples.get(code),
        )
        for code, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]
    return {
        "lines": lines,
        "entries": sum(totals.refused.values()),
        "unnumbered": sum(totals.junk.values()),
    }


def _told(code: str, example: RefusalRow | None, renderer: Renderer) -> Told:
    article = example.article if example is not None else _article_of(code)
    facts = dict(example.facts) if example is not None else {}
    return told(code, article, facts, renderer.language, renderer.texts)


def _article_of(code: str) -> ArticleId:
    """Return the article of a code that was counted only; 第八条 for one that is not ours."""
    reason = reason_of(code)
    return ArticleId("FS2016-18:8") if reason is None else reason.article


class FlagLine(Struct, frozen=True):
    """A flag as its page shows it."""

    row: FlagRow
    name: str
    lot: str
    number: str
    facts: tuple[tuple[str, str], ...]


def flags_view(site: Site, renderer: Renderer) -> dict[str, Any]:
    """Return every flag, newest first, and how often each rule raised one."""
    flags = site.board.flags()
    by_rule = Counter(flag.alert.rule for flag in flags)
    return {
        "flags": [_flag(site, flag, renderer) for flag in flags[::-1]],
        "by_rule": [
            (flag_name(rule, renderer.texts), count) for rule, count in by_rule.most_common()
        ],
    }


def _flag(site: Site, flag: FlagRow, renderer: Renderer) -> FlagLine:
    stream = StreamId(flag.alert.stream)
    return FlagLine(
        row=flag,
        name=flag_name(flag.alert.rule, renderer.texts),
        lot=site.captions.lot(stream, renderer.language),
        number=stream.removeprefix(LOT),
        facts=tuple(
            fact(name, value, renderer.language, renderer.texts) for name, value in flag.alert.facts
        ),
    )


def checkpoint_view(site: Site) -> dict[str, Any]:
    """Return the newest heads, and how far the journal is ahead of them."""
    log = site.heads.log()
    totals = site.board.totals()
    return {
        "log": log,
        "sm3": site.heads.sm3(),
        "age_s": 0 if log is None else int(log.age.total_seconds()),
        "entries": totals.entries,
        "behind": 0 if log is None else max(0, totals.entries - log.head.size),
        "log_vkey": site.papers.log_vkey,
        "receipts_vkey": site.papers.receipts_vkey,
    }


class RuleLine(Struct, frozen=True):
    """A rule of law as the page lists it."""

    rule: LegalRule
    title: str
    status: Status
    grounds: tuple[Ground, ...]


def about_view(site: Site, renderer: Renderer) -> dict[str, Any]:
    """Return what the site says of itself and of the law it carries out."""
    refusal = site.national_refusal
    return {
        "played": site.played(),
        "rules": [_rule(rule, renderer) for rule in RULES],
        "carried_out": sum(rule.status is not Status.REGISTERED for rule in RULES),
        "national": None
        if refusal is None
        else told(refusal.code, refusal.article, refusal.facts, renderer.language, renderer.texts),
    }


def _rule(rule: LegalRule, renderer: Renderer) -> RuleLine:
    return RuleLine(
        rule=rule,
        title=rule.title_zh if renderer.language == "zh" else rule.title_en,
        status=rule.status,
        grounds=tuple(ground(one, renderer.language, renderer.texts) for one in rule.articles),
    )
