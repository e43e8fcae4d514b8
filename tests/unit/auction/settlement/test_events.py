"""The kinds of events after a round: names, who may read them, and their bytes."""

from datetime import UTC, date, datetime
from pathlib import Path

import msgspec
import pytest

from mingpai.auction.settlement.events import (
    KINDS,
    ApprovalRecorded,
    BalancePaidByAnother,
    BalanceReceived,
    BuyerDefaulted,
    CaseEnded,
    CreditorsAsked,
    DefaultRevoked,
    DepositForwarded,
    DepositReturned,
    DisposalEnded,
    EligibilityReviewed,
    ForfeitApplied,
    NoOfferRecorded,
    OfferMade,
    PlanObjected,
    PlanObjectionSettled,
    PlanPublished,
    ProceedsDistributed,
    PropertyDelivered,
    SaleAnnulled,
    SaleRuled,
    SelfDisposalApproved,
    SelfDisposalConcluded,
    SetOffAwarded,
)
from mingpai.auction.settlement.model import (
    AnnulmentGround,
    AwardBasis,
    Bucket,
    DefaultGround,
    Ending,
    Payer,
)
from mingpai.kernel.canon import canonical_struct
from mingpai.kernel.event import Event, Registry, Visibility
from mingpai.kernel.ids import BiddingCode, LotToken
from mingpai.kernel.money import Fen

DAY = date(2026, 6, 2)
AT = datetime(2026, 5, 26, 3, 0, tzinfo=UTC)
WHO = LotToken("applicant".rjust(22, "0"))
CODE = BiddingCode("A0001")
PAPER = "A" * 43
EXAMPLES: tuple[Event, ...] = (
    DepositReturned(1, CODE, Fen(700_000), AT),
    DepositForwarded(1, Fen(700_000), AT),
    BalanceReceived(1, Fen(7_300_000), Fen(8_000_000), DAY),
    BalancePaidByAnother(1, Fen(4_000_000), WHO, Payer.LENDER, PAPER),
    CreditorsAsked(1, Fen(7_000_000), DAY, PAPER),
    OfferMade(1, WHO, Fen(5_000_000), 1, PAPER, date(2026, 5, 27)),
    SetOffAwarded(1, WHO, AwardBasis.LOT, Fen(7_000_000), Fen(2_000_000), DAY, DAY, PAPER),
    NoOfferRecorded(1, all_declined=True, proof=PAPER),
    EligibilityReviewed(
        1, is_eligible=True, applied_on=DAY, held_from=DAY, held_to=DAY, proof=PAPER
    ),
    ApprovalRecorded(1, is_approved=True, on=DAY, proof=PAPER),
    SaleRuled(1, DAY, PAPER),
    PropertyDelivered(1, DAY, PAPER),
    PlanPublished(DAY, PAPER),
    PlanObjected(WHO, DAY, PAPER),
    PlanObjectionSettled(PAPER),
    ProceedsDistributed(Fen(10_000), Fen(7_990_000), Fen(0), DAY, PAPER),
    BuyerDefaulted(
        round=1,
        code=CODE,
        ground=DefaultGround.BALANCE_UNPAID,
        forfeited_fen=Fen(700_000),
        return_fen=Fen(0),
        claims_shortfall=True,
        on=DAY,
        decision=PAPER,
    ),
    DefaultRevoked(
        round=1,
        code=CODE,
        is_restored=True,
        return_fen=Fen(0),
        due_on=date(2026, 6, 20),
        on=date(2026, 6, 13),
        decision=PAPER,
    ),
    ForfeitApplied(1, ((Bucket.COSTS, Fen(1)), (Bucket.SHORTFALL, Fen(699_999))), PAPER),
    SaleAnnulled(1, AnnulmentGround.SYSTEM_FAILURE, Fen(8_000_000), DAY, PAPER),
    SelfDisposalApproved(Fen(7_000_001), DAY, PAPER, date(2026, 5, 27)),
    SelfDisposalConcluded(True, PAPER, Fen(7_000_001), date(2026, 6, 1)),  # noqa: FBT003 - fields
    DisposalEnded(Ending.RETURNED, PAPER),
    CaseEnded(date(2026, 6, 30), PAPER),
)
GOLDEN = Path(__file__).parents[3] / "golden"
KIND_OF = {kind.body: kind for kind in KINDS}


def test_there_is_an_example_of_each_kind() -> None:
    """Every kind of this part has its example here, in the order of the table."""
    assert [type(one) for one in EXAMPLES] == [kind.body for kind in KINDS]


@pytest.mark.parametrize("event", EXAMPLES, ids=lambda one: type(one).__name__)
def test_an_event_comes_back_from_its_bytes(event: Event) -> None:
    """Written canonically and read again an event is the same, and its golden file holds it."""
    kind = KIND_OF[type(event)]
    name, version = kind.name, kind.version
    body = canonical_struct(event)
    assert Registry(KINDS).decode(name=name, version=version, body=body) == event
    assert (GOLDEN / f"{name}.{version}.json").read_bytes() == body


def test_an_offer_of_old_bore_no_day() -> None:
    """An offer of version 1 reads as one whose day was not said."""
    body = (GOLDEN / "auction.offer_made.1.json").read_bytes()
    event = Registry(KINDS).decode(name="auction.offer_made", version=1, body=body)
    assert isinstance(event, OfferMade)
    assert event.on is None


def test_what_is_private_is_restricted() -> None:
    """Who registered, who is owed what, and since when somebody may buy a home: commitments."""
    restricted = {kind.body for kind in KINDS if kind.visibility is Visibility.RESTRICTED}
    assert restricted == {
        DepositReturned,
        BalancePaidByAnother,
        OfferMade,
        EligibilityReviewed,
        PlanObjected,
    }


def test_no_free_text_enters_an_event() -> None:
    """Every text field is an id, a choice, or the digest of a paper."""
    for kind in KINDS:
        for field in msgspec.structs.fields(kind.body):
            if field.type is str:
                papers = {"proof", "evidence", "document", "decision", "statement", "loan"}
                assert field.name in papers
