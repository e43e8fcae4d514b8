"""What the sale is still to pay: the claims on file, less what was paid of them already.

Other property of the case may have brought something, a forfeited deposit too, a taker has his
part in kind, and a payout is never undone by being forgotten. Whoever shares in the proceeds is on
file as this case's debt or as what ranks before it; who is not, is put on file first. Reads;
decides nothing. Source: 法释〔2004〕16号 第十四, 十六条; 法释〔2016〕18号 第十七, 二十四条.
Where to look next: `preparation.model` (the claims), `settlement.distribution`.
"""

from msgspec import Struct

from mingpai.auction.model import Disposal
from mingpai.auction.settlement.model import Bucket, Settlement
from mingpai.kernel.money import Fen


class Left(Struct, frozen=True):
    """What is still to be paid, in fen: each is a bound, and `all_fen` bounds them together.

    `debt_fen` is this case's own debt; `creditors_fen` it and what ranks before it; `costs_fen`
    the costs; `all_fen` everything, less what other property of the case has brought.
    """

    debt_fen: Fen
    creditors_fen: Fen
    costs_fen: Fen
    all_fen: Fen

    @property
    def claims_fen(self) -> Fen:
        """Return the most that creditors can claim while the costs are still to be paid."""
        return Fen(min(self.creditors_fen, max(0, self.all_fen - self.costs_fen)))


def left_to_pay(state: Disposal) -> Left | None:
    """Return what of the claims on file is still to be paid; None where none are on file.

    What other property brought is counted against this case's debt: what ranks before it ranks so
    in this property, and the costs are this property's. Related debts that a forfeited deposit
    paid count against what ranks before, as far as that goes. A reading.
    Source: 法释〔2004〕16号 第十四条; 法释〔2016〕18号 第二十四条第一款.
    """
    claims, done = state.file.preparation.claims, state.file.settlement
    if claims is None:
        return None
    related_fen = min(_used_fen(done, Bucket.RELATED_DEBT), claims.senior_fen)
    case_fen = _used_fen(done, Bucket.CASE_DEBT) + _in_kind_fen(done)
    costs_out_fen = min(_used_fen(done, Bucket.COSTS) + done.costs_paid_fen, claims.costs_fen)
    out_fen = done.creditors_paid_fen
    senior_fen = claims.senior_fen - related_fen
    debt_fen = claims.debt_fen - claims.proceeds_fen - case_fen - max(0, out_fen - senior_fen)
    creditors_fen = claims.debt_fen + senior_fen - case_fen - out_fen
    all_fen = claims.open_fen - costs_out_fen - related_fen - case_fen - out_fen
    return Left(
        debt_fen=Fen(max(0, debt_fen)),
        creditors_fen=Fen(max(0, creditors_fen)),
        costs_fen=Fen(claims.costs_fen - costs_out_fen),
        all_fen=Fen(max(0, all_fen)),
    )


def _used_fen(done: Settlement, bucket: Bucket) -> int:
    """Return what forfeited deposits were used for a purpose, of every round."""
    return sum(
        amount_fen for one in done.forfeits for name, amount_fen in one.parts if name is bucket
    )


def _in_kind_fen(done: Settlement) -> int:
    """Return what a taker has in kind of a set-off that stands."""
    return done.in_kind_fen if done.is_sold else 0
