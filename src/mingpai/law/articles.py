"""Every article that a rule, a value or a refusal of ours cites, by id.

The rows stand by instrument: `law.articles_2016_18` and its items, `law.articles_enforcement`,
`law.articles_special`, `law.articles_data`. `verified` is false wherever we know an article at
second hand only, whether or not other articles of its instrument were read.
"""

from collections.abc import Iterator

from mingpai.kernel.ids import ArticleId
from mingpai.kernel.outcome import ensure
from mingpai.law import (
    articles_2016_18,
    articles_2016_18_items,
    articles_data,
    articles_enforcement,
    articles_special,
)
from mingpai.law.authority import Article
from mingpai.law.instruments import instrument_of


class UnknownArticle(LookupError):
    """No article of this id is known; nothing may be refused by it."""


_NOT_READ = articles_enforcement.NOT_READ | articles_special.NOT_READ


def _rows() -> Iterator[tuple[str, str, str]]:
    first = articles_2016_18
    yield from ((f"{first.INSTRUMENT}:{number}", zh, en) for number, zh, en in first.ARTICLES)
    yield from articles_2016_18_items.ARTICLES
    yield from articles_enforcement.ARTICLES
    yield from articles_special.ARTICLES
    yield from articles_data.ARTICLES


def _article(article: ArticleId, summary_zh: str, summary_en: str) -> Article:
    instrument = instrument_of(article)
    return Article(
        id=article,
        instrument=instrument.id,
        number=article.partition(":")[2],
        rank=instrument.rank,
        summary_zh=summary_zh,
        summary_en=summary_en,
        in_force_from=instrument.in_force_from,
        in_force_to=instrument.in_force_to,
        verified=instrument.verified and article not in _NOT_READ,
    )


def _all() -> dict[ArticleId, Article]:
    found: dict[ArticleId, Article] = {}
    for text, zh, en in _rows():
        article = ArticleId(text)
        ensure(article not in found, f"{article} stands twice in the tables")
        found[article] = _article(article, zh, en)
    return found


ARTICLES: dict[ArticleId, Article] = _all()
"""Every article by id."""


def article_of(article: ArticleId) -> Article:
    """Return an article by its id.

    Raises: UnknownArticle.
    """
    found = ARTICLES.get(article)
    if found is None:
        msg = f"{article}: no such article; add it with a summary of our own to law/articles.py"
        raise UnknownArticle(msg)
    return found
