"""Proves that the table of rules is whole: fifty rows, each with articles that can be cited."""

from mingpai.kernel.ids import ArticleId
from mingpai.law.articles import article_of
from mingpai.law.rule_table import TABLE


def test_fifty_rows_in_order() -> None:
    """K01 to K50 stand in order, each under a name of its own."""
    assert [row[0] for row in TABLE] == [f"K{number:02d}" for number in range(1, 51)]
    assert len({row[1] for row in TABLE}) == 50


def test_each_row_cites_articles_once() -> None:
    """Each row names at least one article that is described, and none twice."""
    for rule, _, articles, _, _ in TABLE:
        cited = articles.split(" ")
        assert len(set(cited)) == len(cited), rule
        for part in cited:
            article_of(ArticleId(part if ":" in part else f"FS2016-18:{part}"))
