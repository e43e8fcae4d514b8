"""That everybody who holds a code is told of an announcement: a correction, a resumption.

Where to look next: `preparation.decide_notice` and `stops.decide` (what is announced).
"""

from collections.abc import Iterator

from mingpai.auction.model import Round
from mingpai.auction.preparation.events import RegistrantsTold
from mingpai.kernel.ids import BiddingCode


def registrants_told(current: Round, document: str) -> Iterator[RegistrantsTold]:
    """Yield that everybody who holds a code is told of an announcement, where anybody does.

    Source: 法释〔2016〕18号 第十二, 十六, 二十八条 (what changes for bidders is announced to them).
    """
    if current.bidders:
        codes = tuple(sorted(BiddingCode(code) for code in current.bidders))
        yield RegistrantsTold(current.terms.number, codes, document)
