"""第十七, 二十四条: the deposit, who needs none, and what becomes of a defaulter's.

The base is the start price, not the assessed price. The applicant for enforcement may bid
without a deposit; where his claim is smaller than the deposit he pays the difference. Whoever
defaults loses it: four purposes in turn, and nothing goes back.
"""

from msgspec import Struct

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


class ForfeitParts(Struct, frozen=True):
    """What a forfeited deposit goes to, in the order of the law. Fen.

    `rest_fen` is what is left after all four: it stays with the court and is not returned to the
    defaulter; the article does not say to whom it goes.
    """

    costs_fen: Fen
    shortfall_fen: Fen
    case_debt_fen: Fen
    related_debt_fen: Fen
    rest_fen: Fen


def shortfall_fen(*, first_price_fen: int, second_price_fen: int) -> Fen:
    """Return by how much the price of the re-auction falls short of the defaulter's. Never < 0.

    Source: 法释〔2016〕18号 第二十四条第一款.
    """
    return Fen(max(0, first_price_fen - second_price_fen))


def forfeit_parts(
    deposit_fen: int,
    *,
    costs_fen: int,
    shortfall_fen: int,
    case_debt_fen: int,
    related_debt_fen: int,
) -> ForfeitParts:
    """Return how a defaulter's deposit is used: each purpose in turn, as far as money is left.

    First the costs and losses that the auction caused, then what the re-auction brought less,
    then this case's debt, then debts of the debtor that are connected with the property. Online
    no surplus goes back, unlike in an auction outside the net.
    Source: 法释〔2016〕18号 第二十四条第一款 (in force from 2017-01-01).
    """
    left = deposit_fen
    parts = []
    for wanted_fen in (costs_fen, shortfall_fen, case_debt_fen, related_debt_fen):
        parts.append(Fen(min(left, wanted_fen)))
        left -= parts[-1]
    costs, shortfall, case_debt, related_debt = parts
    return ForfeitParts(costs, shortfall, case_debt, related_debt, Fen(left))


def kept_of_prepayment(*, prepaid_fen: int, deposit_fen: int) -> tuple[Fen, Fen]:
    """Return what is kept of a defaulter's prepayment in a 变卖, and what goes back to him.

    Only the deposit that the notice states is kept, never the whole prepayment.
    Source: 法明传〔2017〕455号 (known at second hand).
    """
    kept = min(prepaid_fen, deposit_fen)
    return Fen(kept), Fen(prepaid_fen - kept)
