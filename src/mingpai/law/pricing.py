"""第十条: the reserve price is the start price, at least 70 % of the reference price."""

from mingpai.kernel.ids import ArticleId
from mingpai.kernel.money import Fen, at_least_share, least_at_share
from mingpai.law.book import Law

ART_10 = ArticleId("FS2016-18:10")


def start_price_high_enough(start_price_fen: int, *, reference_price_fen: int, law: Law) -> bool:
    """Say whether a first round's start price reaches the floor. Exact, without division."""
    return at_least_share(
        start_price_fen, of_fen=reference_price_fen, share=law.start_price_min_share
    )


def start_price_floor(*, reference_price_fen: int, law: Law) -> Fen:
    """Return the least lawful start price of a first round."""
    return least_at_share(reference_price_fen, law.start_price_min_share)
