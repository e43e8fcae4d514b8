"""Proves that every doubt has its article, its reason and a lawful wording in both languages."""

from mingpai.law.articles import article_of
from mingpai.law.authority import Rank
from mingpai.law.wording_reasons import FORBIDDEN, REASONS, DoubtCode


def test_every_doubt_has_its_reason() -> None:
    """Each code has an article that is described, a reason and a way to say it lawfully."""
    assert set(REASONS) == set(DoubtCode)
    for code, reason in REASONS.items():
        article_of(reason.article)
        for zh, en in ((reason.zh, reason.en), (reason.lawful_zh, reason.lawful_en)):
            assert zh.endswith("。"), code
            assert en.endswith("."), code
            assert en.isascii(), code


def test_a_proposal_forbids_nothing() -> None:
    """What rests on a proposal alone is a doubt and never forbidden."""
    for code in FORBIDDEN:
        assert article_of(REASONS[code].article).rank is not Rank.PROPOSAL, code
    assert DoubtCode.LOAN_CONTACT not in FORBIDDEN
