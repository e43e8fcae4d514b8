"""第十条: the reserve price is the start price, at least 70 % of the reference price."""

from mingpai.kernel.money import Fen, at_least_share, least_at_share
from mingpai.law.book import Law


def start_price_high_enough(start_price_fen: int, *, reference_price_fen: int, law: Law) -> bool:
    """Say whether a first round's start price reaches the floor. Exact, without division.

    Source: 法释〔2016〕18号 第十条第二款 (in force from 2017-01-01). The lawful exceptions to the
    floor (criminal property, equity that cannot be valued) are not carried out yet.
    """
    return at_least_share(
        start_price_fen, of_fen=reference_price_fen, share=law.start_price_min_share
    )


def start_price_floor(*, reference_price_fen: int, law: Law) -> Fen:
    """Return the least lawful start price of a first round, in whole fen.

    Source: 法释〔2016〕18号 第十条第二款.
    """
    return least_at_share(reference_price_fen, law.start_price_min_share)
