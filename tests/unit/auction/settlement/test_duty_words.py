"""What is said of each duty after a round."""

import re
from datetime import date

from mingpai.auction.settlement.duty_words import SAID, duty
from mingpai.kernel.ids import well_formed
from mingpai.law.articles import article_of
from mingpai.law.periods import Term
from mingpai.law.register import RULES

DAY = date(2026, 6, 2)


def test_every_duty_has_an_article_and_words_in_both_languages() -> None:
    """Each rests on an article that is known, and on a rule where there is one."""
    rules = {rule.id for rule in RULES}
    for what, said in SAID.items():
        one = duty(what, since=DAY, code="A0001", amount_fen=12_34)
        assert article_of(one.article).id == one.article
        assert one.rule is None or (well_formed("rule", one.rule) and one.rule in rules)
        assert re.search(r"[\u4e00-\u9fff]", one.zh)
        assert re.fullmatch(r"[ -~]+", one.en)
        assert ("12.34" in one.zh) is ("{amount}" in said.zh) is ("{amount}" in said.en)
        assert ("A0001" in one.zh) is ("{code}" in said.en)


def test_a_term_says_whether_it_was_read() -> None:
    """Whoever sees a duty sees whether its term rests on what was read."""
    unread = duty("pay_out", since=DAY, until=Term(DAY, verified=False))
    assert (unread.until, unread.verified) == (DAY, False)
    assert duty("pay_out", since=DAY, until=DAY).verified
    assert duty("pay_out", since=DAY).until is None
