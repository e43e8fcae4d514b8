"""第十七条: the deposit, 5 % to 20 % of the start price, and the applicant who needs none.

The base is the start price, not the assessed price. The applicant for enforcement may bid
without a deposit; where his claim is smaller than the deposit he pays the difference.
"""

from mingpai.kernel.money import (
    Fen,
    at_least_share,
    at_most_share,
    greatest_at_share,
    least_at_share,
)
from mingpai.law.book import Law


def deposit_in_range(deposit_fen: int, *, start_price_fen: int, law: Law) -> bool:
    """Say whether a deposit lies within 5 % to 20 % of the start price. Exact, both included.

    Source: 法释〔2016〕18号 第十七条第一款 (in force from 2017-01-01).
    """
    return at_least_share(
        deposit_fen, of_fen=start_price_fen, share=law.deposit_min_share
    ) and at_most_share(deposit_fen, of_fen=start_price_fen, share=law.deposit_max_share)


def deposit_bounds(*, start_price_fen: int, law: Law) -> tuple[Fen, Fen]:
    """Return the least and the greatest lawful deposit for a start price, in whole fen.

    For a start price of less than 5 fen no whole fen lies between: the least is then above the
    greatest, and `deposit_in_range` is true of nothing.
    Source: 法释〔2016〕18号 第十七条第一款.
    """
    return (
        least_at_share(start_price_fen, law.deposit_min_share),
        greatest_at_share(start_price_fen, law.deposit_max_share),
    )


def topup_fen(*, deposit_fen: int, claim_fen: int) -> Fen:
    """Return what the applicant pays in: the part of the deposit that his claim does not cover.

    Source: 法释〔2016〕18号 第十七条第二款 (in force from 2017-01-01).
    """
    return Fen(max(0, deposit_fen - claim_fen))
