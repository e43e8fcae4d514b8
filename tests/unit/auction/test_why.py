"""Why something was refused or is due: facts, rule, article, what is allowed, in both languages."""

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from mingpai.auction.duty import Duty, Party
from mingpai.auction.refusals import REASONS, Code, refused
from mingpai.auction.why import Text, rules_on, why_due, why_refused
from mingpai.kernel.ids import ArticleId, RuleId
from mingpai.kernel.outcome import Refused

NOW = datetime(2026, 5, 26, 2, 0, tzinfo=UTC)


def test_a_refusal_is_explained() -> None:
    """Code, facts, article, what it requires, its rules, and what would have been allowed."""
    told = why_refused(refused(Code.START_PRICE_TOO_LOW, start_price_fen=6, least_fen=7))
    assert told.ground.cited == Text(
        "法释〔2016〕18号第十条第二款", "法释〔2016〕18号 art. 10 para. 2"
    )
    assert (told.ground.article, told.ground.rules) == ("FS2016-18:10.2", ("K10",))
    assert told.ground.verified
    assert "0.06" in told.said.zh
    assert "0.07" in told.allowed.zh
    assert "0.07" in told.allowed.en
    assert not told.reading


def test_a_doubt_is_told_in_both_languages() -> None:
    """That a value was not read in the original is said in words, not as a yes or no."""
    told = why_refused(refused(Code.PANEL_TOO_SMALL, members=1, least=3, verified=False))
    assert "尚未核实" in told.said.zh
    assert "not verified" in told.said.en


@pytest.mark.parametrize("code", list(REASONS))
def test_every_refusal_can_be_explained(code: Code) -> None:
    """No code is without its article, its words and what to do next."""
    told = why_refused(Refused(code.value, REASONS[code].article, {}))
    assert told.said.zh
    assert told.said.en
    assert told.allowed.zh
    assert told.ground.requires.zh
    assert told.reading is REASONS[code].reading
    assert told.by_notice is REASONS[code].by_notice


def test_a_code_of_a_later_version_is_shown_as_it_is() -> None:
    """What this program does not know is not guessed at."""
    told = why_refused(Refused("later", ArticleId("FS2016-18:12"), {"x": 1}))
    assert (told.said.zh, told.allowed.zh, told.reading) == ("later", "", False)
    assert told.facts == {"x": 1}


def test_a_duty_is_explained() -> None:
    """Who must do what until when, under which article and rule."""
    duty = Duty(
        what="report",
        by=Party.PLATFORM,
        article=ArticleId("FS2016-18:28.2"),
        zh="立即报告",
        en="Report at once",
        since=NOW,
        rule=RuleId("K35"),
    )
    told = why_due(duty)
    assert (told.code, told.by, told.until) == ("report", "platform", None)
    assert told.ground.rules == ("K35",)
    assert (told.since, told.said) == (NOW.isoformat(), Text("立即报告", "Report at once"))
    assert why_due(replace(duty, until=NOW.date())).until == "2026-05-26"


def test_an_article_stands_for_its_paragraphs() -> None:
    """Where no rule names a paragraph, those of its article are told; where none does, none."""
    assert rules_on(ArticleId("FS2016-18:20.2")) == ("K15", "K16", "K17")
    assert rules_on(ArticleId("FS2016-18:13.9")) == rules_on(ArticleId("FS2016-18:13"))
    assert rules_on(ArticleId("FS2016-18:38")) == ()
