"""Where an objection stands: open or not, right or not, in the way of a sale or not."""

from datetime import date

import pytest
from msgspec.structs import replace

from mingpai.auction.objections.model import Objection, ObjectionKind, Outcome
from mingpai.auction.preparation.model import Role

ON = date(2026, 5, 25)
CLAIM = Objection(1, ObjectionKind.OUTSIDER_CLAIM, Role.OUTSIDER, ON)
UPHELD, REJECTED, WITHDRAWN = Outcome.UPHELD, Outcome.REJECTED, Outcome.WITHDRAWN


def test_an_objection_is_open_until_the_last_word() -> None:
    """Undecided, under review or in suit it is open; a word on each closes it."""
    assert CLAIM.is_open
    decided = replace(CLAIM, outcome=REJECTED)
    assert not decided.is_open
    review = replace(decided, review_filed_on=ON)
    assert review.is_open
    assert not replace(review, review_outcome=REJECTED).is_open
    suit = replace(decided, suit_filed_on=ON)
    assert suit.is_open
    assert not replace(suit, suit_outcome=REJECTED).is_open


@pytest.mark.parametrize(
    ("words", "is_upheld"),
    [
        ((None, None, None), False),
        ((UPHELD, None, None), True),
        ((REJECTED, None, None), False),
        ((WITHDRAWN, None, None), False),
        ((REJECTED, UPHELD, None), True),
        ((UPHELD, REJECTED, None), False),
        ((UPHELD, WITHDRAWN, None), True),
        ((REJECTED, None, UPHELD), True),
        ((UPHELD, None, REJECTED), False),
        ((REJECTED, None, WITHDRAWN), False),
    ],
)
def test_the_last_word_counts(words: tuple[Outcome | None, ...], *, is_upheld: bool) -> None:
    """A suit goes before a review, a review before the decision; what was withdrawn is none."""
    outcome, review, suit = words
    one = replace(CLAIM, outcome=outcome, review_outcome=review, suit_outcome=suit)
    assert one.is_upheld is is_upheld


def test_only_an_outsiders_claim_blocks_a_sale() -> None:
    """Open or upheld it does; rejected it does not, and a party's objection never does."""
    assert CLAIM.blocks_sale
    assert replace(CLAIM, outcome=UPHELD).blocks_sale
    assert not replace(CLAIM, outcome=REJECTED).blocks_sale
    for kind in (ObjectionKind.CONDUCT, ObjectionKind.COMPLAINT):
        assert not replace(CLAIM, kind=kind).blocks_sale
        assert not replace(CLAIM, kind=kind, outcome=UPHELD).blocks_sale


def test_an_upheld_objection_to_conduct_is_carried_out() -> None:
    """Once, and only what was upheld: a claim leads to a withdrawal, a complaint to an answer."""
    conduct = replace(CLAIM, kind=ObjectionKind.CONDUCT)
    assert not conduct.must_be_carried_out
    upheld = replace(conduct, outcome=UPHELD)
    assert upheld.must_be_carried_out
    assert not replace(upheld, review_outcome=REJECTED).must_be_carried_out
    assert not replace(upheld, carried_out_on=ON).must_be_carried_out
    for kind in (ObjectionKind.OUTSIDER_CLAIM, ObjectionKind.COMPLAINT):
        assert not replace(upheld, kind=kind).must_be_carried_out
