"""第十七条: the deposit, 5 % to 20 % of the start price, and the applicant who needs none.

The base is the start price, not the assessed price. The applicant for enforcement may bid
without a deposit; where his claim is smaller than the deposit he pays the difference.
"""

from mingpai.kernel.ids import ArticleId
from mingpai.kernel.money import (
    Fen,
    at_least_share,
    at_most_share,
    greatest_at_share,
    least_at_share,
)
from mingpai.law.book import Law

ART_17_1 = ArticleId("FS2016-18:17.1")
ART_17_2 = ArticleId("FS2016-18:17.2")


def deposit_in_range(deposit_fen: int, *, start_price_fen: int, law: Law) -> bool:
    """Say whether a deposit lies within the shares of the start price that the law allows."""
    return at_least_share(
        deposit_fen, of_fen=start_price_fen, share=law.deposit_min_share
    ) and at_most_share(deposit_fen, of_fen=start_price_fen, share=law.deposit_max_share)


def deposit_bounds(*, start_price_fen: int, law: Law) -> tuple[Fen, Fen]:
    """Return the least and the greatest lawful deposit for a start price."""
    return (
        least_at_share(start_price_fen, law.deposit_min_share),
        greatest_at_share(start_price_fen, law.deposit_max_share),
    )


def topup_fen(*, deposit_fen: int, claim_fen: int) -> Fen:
    """Return what the applicant pays in: the part of the deposit that his claim does not cover."""
    return Fen(max(0, deposit_fen - claim_fen))
