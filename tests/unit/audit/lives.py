"""Whole disposals, each act decided by our own engine. Loaded by the conftest.

Stops, a correction, withdrawals, a claim, three rounds, set-off, default, annulment, and four ends.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from msgspec.structs import replace

from mingpai.auction.commands import (
    CloseRound,
    ConfirmPriority,
    PlaceBid,
    PublishConfirmation,
    QualifyBidder,
)
from mingpai.auction.decide import CLOCKWORK
from mingpai.auction.model import PropertyClass, RoundKind
from mingpai.auction.objections.commands import (
    DecideObjection,
    FileObjection,
    RecordDecisionServed,
    RecordJudgment,
    RecordSuit,
)
from mingpai.auction.objections.model import ObjectionKind, Outcome
from mingpai.auction.preparation.commands import (
    CorrectNotice,
    CorrectPrice,
    NamePerson,
    RecordClaims,
)
from mingpai.auction.preparation.model import PanelMatter, Paper, PriceBasis, Role, Trait
from mingpai.auction.settlement.commands import (
    AnnulSale,
    ApplyForfeit,
    ApproveSelfDisposal,
    AskCreditors,
    AwardSetOff,
    ConcludeSelfDisposal,
    DecideDefault,
    DistributeProceeds,
    EndDisposal,
    MakeRuling,
    OfferToTake,
    RecordBalance,
    RecordCaseEnded,
    RecordDelivery,
    RecordDepositForwarded,
    RecordNoOffer,
    RevokeDefault,
)
from mingpai.auction.settlement.model import AnnulmentGround, AwardBasis, Bucket, Ending
from mingpai.auction.stops.commands import (
    DeferBidding,
    RecordCauseEnded,
    ReportEmergency,
    ResumeBidding,
    StayBidding,
    SuspendInEmergency,
    WithdrawRound,
)
from mingpai.auction.stops.model import StopGround, WithdrawalGround
from mingpai.bench.sample_journal import (
    BEGIN,
    COURT,
    Act,
)
from mingpai.exchange import paperwork
from mingpai.exchange.paperwork import paper, served
from mingpai.kernel.ids import BiddingCode, CaseId, LotToken, PropertyId, StreamId
from mingpai.kernel.moments import local_date
from mingpai.kernel.money import Fen
from mingpai.law.content import NoticeField
from mingpai.law.platforms import OUR_HALL

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
PRICE = paperwork.Price(Fen(10_000_00), Fen(7_000_00), Fen(10_00), Fen(1_000_00))
APPLICANT, DEBTOR = LotToken("applicant".ljust(22, "0")), LotToken("debtor".ljust(22, "0"))
MATTERS = tuple(PanelMatter)


class Life:
    """The acts of one lot from its opening on, each decided by our own engine.

    A movable: its notice stands 16 days before bidding opens, and bidding is open for a day.
    """

    def __init__(self, name: str, *, traits: tuple[Trait, ...] = ()) -> None:
        """File all papers and publish the first auction."""
        self.stream = StreamId(f"disposal/{name}")
        self.acts: list[Act] = []
        self.at, self.round, self.bidders, self.price = BEGIN, 0, 0, PRICE
        self.opens_at = self.closes_at = BEGIN
        self.paid_in: dict[str, int] = {}
        thing = paperwork.Property(
            case_id=CaseId("case-life"),
            property_id=PropertyId(f"property-{name}"),
            property_class=PropertyClass.MOVABLE,
            court=COURT,
            platform=OUR_HALL,
            applicant=APPLICANT,
            debtor=DEBTOR,
            traits=traits,
        )
        for filed in paperwork.until_notice(thing, PRICE, announced_at=BEGIN):
            self.do(filed)
        self.publish(RoundKind.AUCTION_1)

    def do(self, command: Any, *, after: timedelta = timedelta(0), actor: str = COURT) -> None:
        """Let somebody do something, so long after what was done last."""
        self.at += after
        self.acts.append(Act(self.at, actor, command))

    def publish(
        self, kind: RoundKind, *, days: int = 16, window: timedelta = DAY, **changes: Any
    ) -> None:
        """Publish a round on the terms that stand."""
        at = self.at.replace(hour=2, minute=0, second=0, microsecond=0)
        self.opens_at = at + days * DAY
        self.closes_at = self.opens_at + window
        hours = {"opens_at": self.opens_at, "closes_at": self.closes_at}
        notice = paperwork.notice(self.price, kind=kind, **hours)
        self.do(replace(notice, **changes), after=HOUR)
        self.round += 1

    def again(self, kind: RoundKind, *, start: int | None = None, **changes: Any) -> None:
        """Tell the parties, have the panel decide, and publish the next round four days later."""
        if start is not None:
            self.price = replace(self.price, start_fen=Fen(start), deposit_fen=Fen(start // 10))
        for party in (APPLICANT, DEBTOR):
            told = paperwork.served(Paper.PARTY_NOTICE, party, on=local_date(self.at))
            self.do(told)
        self.do(paperwork.panel(self.price, MATTERS), after=4 * DAY)
        self.publish(kind, **changes)

    def admit(self, count: int = 2, *, whole_price: bool = False) -> list[BiddingCode]:
        """Hand out codes."""
        codes = []
        paid = self.price.start_fen if whole_price else self.price.deposit_fen
        for _ in range(count):
            self.bidders += 1
            code = BiddingCode(f"A{self.round}{self.bidders:03d}")
            token = LotToken(f"bidder{self.bidders:03d}".ljust(22, "0"))
            self.do(QualifyBidder(code, token, paid), after=timedelta(minutes=1))
            codes.append(code)
        return codes

    def bid(self, code: str, price: int, *, at: datetime) -> None:
        """Let a bid arrive."""
        self.at = at
        command = PlaceBid(self.stream, self.round, BiddingCode(code), Fen(price))
        self.do(command, actor=code)

    def close(self, at: datetime | None = None) -> None:
        """Let the time close the round, at its scheduled close unless told."""
        self.at = self.closes_at if at is None else at
        self.do(CloseRound(self.round), actor=CLOCKWORK)

    def confirm(self) -> None:
        """Publish the confirmation."""
        digest = paper("confirmation")
        self.do(PublishConfirmation(self.round, buyer=digest, document=digest), after=HOUR)

    def sold(self, *, count: int = 2) -> None:
        """Let two bid, and close and confirm."""
        first, second, *_ = self.admit(count)
        self.bid(first, self.price.start_fen, at=self.opens_at + HOUR)
        self.bid(second, self.price.start_fen + self.price.step_fen, at=self.opens_at + 2 * HOUR)
        self.close()
        self.confirm()

    def resumed(self, *, opens_at: datetime, left: timedelta) -> None:
        """Announce a resumption."""
        self.do(ResumeBidding(opens_at, opens_at + left, paper("resumption")), after=HOUR)
        self.opens_at, self.closes_at = opens_at, opens_at + left

    def declined(self) -> None:
        """Ask the creditors after a failed round; nobody takes the property."""
        self.do(AskCreditors(local_date(self.at), paper("asked")), after=HOUR)
        self.do(RecordNoOffer(all_declined=True, proof=paper("declined")), after=HOUR)

    def awarded(self, taker: LotToken, *, claim: int) -> None:
        """Let a creditor take the property."""
        self.do(AskCreditors(local_date(self.at), paper("asked")), after=HOUR)
        self.do(OfferToTake(taker, Fen(claim), 1, paper("offer")), after=HOUR)
        due_on = local_date(self.at + 5 * DAY)
        self.do(AwardSetOff(taker, AwardBasis.ONLY_ONE, due_on), after=HOUR)

    def defaults(self) -> None:
        """Let the buyer not pay, and the court decide that he defaulted."""
        self.at += 13 * DAY
        self.do(DecideDefault(claims_shortfall=True, decision=paper("default")))

    def paid_out(self, buyer: LotToken, ruling: Paper, *, left: int, price: int) -> None:
        """Let the buyer pay what is left, the ruling be served on him, the price be paid out."""
        self.do(RecordBalance(Fen(left), local_date(self.at), buyer), after=HOUR)
        self.do(MakeRuling(paper("ruling")), after=HOUR)
        self.do(served(ruling, buyer, on=local_date(self.at + DAY)), after=DAY)
        day = local_date(self.at + DAY)
        self.do(DistributeProceeds(Fen(0), Fen(0), Fen(price), day, paper("paid out")), after=DAY)


def _stopped_lives() -> Iterator[Life]:
    deferred = Life("deferred")
    first, second = deferred.admit()
    deferred.bid(first, PRICE.start_fen, at=deferred.opens_at + HOUR)
    deferred.at = deferred.closes_at - 2 * HOUR
    until = local_date(deferred.at) + 3 * DAY
    deferred.do(DeferBidding(StopGround.AGREED_SECURITY, until, paper("reason")))
    deferred.bid(second, PRICE.start_fen + 1000_00, at=deferred.at + HOUR)
    deferred.do(ConfirmPriority(LotToken("late".ljust(22, "0")), 1), after=HOUR)
    deferred.admit(1)
    longer = DeferBidding(StopGround.HIGHER_COURT, until + 2 * DAY, paper("reason"))
    deferred.do(longer, after=HOUR)
    deferred.at += 6 * DAY
    deferred.resumed(opens_at=deferred.at + DAY, left=2 * HOUR)
    deferred.bid(second, PRICE.start_fen + 1000_00, at=deferred.closes_at - HOUR / 60)
    deferred.close(deferred.closes_at + HOUR)
    deferred.confirm()
    yield deferred

    waiting = Life("waiting")
    waiting.do(StayBidding(StopGround.PARTY_DIED_OR_ENDED, paper("reason")), after=3 * DAY)
    waiting.do(RecordCauseEnded(local_date(waiting.at + DAY), paper("ended")), after=DAY)
    waiting.resumed(opens_at=waiting.opens_at + DAY, left=DAY)
    waiting.sold()
    yield waiting

    covered = Life("covered")
    covered.do(RecordClaims(Fen(100_00), Fen(0), Fen(0), Fen(100_00)), after=DAY)
    covered.do(StayBidding(StopGround.DEBT_COVERED, paper("reason")), after=HOUR)
    covered.do(WithdrawRound(WithdrawalGround.DEBT_COVERED, paper("why")), after=HOUR)
    yield covered

    replaced = Life("replaced")
    first, second = replaced.admit()
    replaced.bid(first, PRICE.start_fen, at=replaced.opens_at + HOUR)
    replaced.at = replaced.closes_at - timedelta(seconds=90)
    emergency = SuspendInEmergency(StopGround.SYSTEM_FAILURE, paper("reason"))
    replaced.do(emergency, actor=OUR_HALL)
    replaced.do(ReportEmergency(paper("report")), after=HOUR, actor=OUR_HALL)
    replaced.do(StayBidding(StopGround.OBJECTION, paper("reason")), after=HOUR)
    replaced.do(RecordCauseEnded(local_date(replaced.at + DAY), paper("ended")), after=DAY)
    replaced.resumed(opens_at=replaced.at + DAY, left=timedelta(minutes=5))
    replaced.bid(second, PRICE.start_fen + 10_00, at=replaced.opens_at)
    replaced.close(replaced.at + HOUR)
    replaced.confirm()
    yield replaced


def _noticed_lives() -> Iterator[Life]:
    corrected = Life("corrected")
    at = corrected.opens_at + 5 * DAY
    moved = CorrectNotice(NoticeField.OPENING, "开始时间改期", paper("correction"), at, at + DAY)
    corrected.do(moved, after=4 * DAY)
    corrected.opens_at, corrected.closes_at = at, at + DAY
    contact = CorrectNotice(NoticeField.CONTACT, "联系电话更正", paper("correction"))
    corrected.do(contact, after=HOUR)
    corrected.sold()
    yield corrected

    withdrawn = Life("withdrawn")
    withdrawn.do(WithdrawRound(WithdrawalGround.NOTICE_DEFECTIVE, paper("why")), after=3 * DAY)
    fixed_on = local_date(BEGIN) - DAY
    right = CorrectPrice(
        PRICE.reference_fen, fixed_on, fixed_on + 300 * DAY, paper("price report"), paper("slip")
    )
    withdrawn.do(right, after=HOUR)
    withdrawn.again(RoundKind.AUCTION_1)
    withdrawn.close()
    withdrawn.declined()
    withdrawn.again(RoundKind.AUCTION_2, days=8, start=5_600_00)
    withdrawn.sold()
    withdrawn.at += 13 * DAY
    withdrawn.do(DecideDefault(claims_shortfall=True, decision=paper("default")))
    withdrawn.again(RoundKind.RERUN, days=8)
    withdrawn.do(WithdrawRound(WithdrawalGround.DEBT_PERFORMED, paper("why")), after=DAY)
    yield withdrawn


def _claimed_lives() -> Iterator[Life]:
    claimed = Life("claimed")
    who, by = LotToken("outsider".ljust(22, "0")), Role.OUTSIDER
    for number, kind in ((1, ObjectionKind.CONDUCT), (2, ObjectionKind.OUTSIDER_CLAIM)):
        claimed.do(FileObjection(kind, who, by, paper("filed")), after=HOUR)
        outcome = Outcome.UPHELD if number == 1 else Outcome.WITHDRAWN
        claimed.do(DecideObjection(number, outcome, paper("decided")), after=HOUR)
    claimed.do(FileObjection(ObjectionKind.OUTSIDER_CLAIM, who, by, paper("filed")), after=HOUR)
    claimed.do(DecideObjection(3, Outcome.REJECTED, paper("decided")), after=DAY)
    today = local_date(claimed.at)
    claimed.do(RecordDecisionServed(3, today, paper("served")))
    claimed.do(RecordSuit(3, today, paper("suit")))
    claimed.do(RecordJudgment(3, Outcome.UPHELD, paper("judgment")), after=DAY)
    claimed.do(WithdrawRound(WithdrawalGround.OUTSIDER_CLAIM_UPHELD, paper("why")), after=DAY)
    yield claimed


def _laddered_lives() -> Iterator[Life]:
    ladder = Life("ladder")
    _fails_twice(ladder)
    ladder.again(RoundKind.SALE, days=8, window=60 * DAY)
    ladder.do(StayBidding(StopGround.BANKRUPTCY, paper("reason")), after=HOUR)
    ladder.do(RecordCauseEnded(local_date(ladder.at), paper("ended")), after=HOUR)
    ladder.resumed(opens_at=ladder.opens_at, left=60 * DAY)
    first, second = ladder.admit(whole_price=True)
    ladder.bid(first, ladder.price.start_fen, at=ladder.opens_at + 9 * DAY)
    ladder.bid(second, ladder.price.start_fen + 10_00, at=ladder.at + DAY - HOUR / 60)
    ladder.close(ladder.at + HOUR)
    ladder.confirm()
    ladder.do(AnnulSale(AnnulmentGround.COLLUSION, paper("annulment")), after=2 * DAY)
    ladder.again(RoundKind.RERUN, days=8, window=60 * DAY)
    (only,) = ladder.admit(1, whole_price=True)
    ladder.bid(only, ladder.price.start_fen, at=ladder.opens_at + DAY)
    ladder.close(ladder.at + DAY)
    ladder.confirm()
    yield ladder

    taken, other = Life("taken"), LotToken("creditor".ljust(22, "0"))
    taken.do(NamePerson(other, Role.CREDITOR))
    taken.close()
    taken.awarded(APPLICANT, claim=1_000_00)
    taken.at += 9 * DAY
    taken.do(DecideDefault(claims_shortfall=False, decision=paper("default")))
    taken.again(RoundKind.RERUN)
    taken.close()
    taken.awarded(other, claim=9_000_00)
    taken.do(AnnulSale(AnnulmentGround.OTHER_SERIOUS_BREACH, paper("annulment")), after=DAY)
    taken.again(RoundKind.AUCTION_2, days=8, start=5_600_00)
    taken.close()
    taken.awarded(other, claim=9_000_00)
    taken.do(MakeRuling(paper("ruling")), after=DAY)
    taken.do(served(Paper.SETOFF_RULING, other, on=local_date(taken.at + DAY)), after=DAY)
    taken.do(RecordDelivery(local_date(taken.at + DAY), paper("delivery")), after=DAY)
    yield taken


def _ended_lives() -> Iterator[Life]:
    criminal = Life("criminal", traits=(Trait.CRIMINAL,))
    _fails_twice(criminal)
    criminal.again(RoundKind.SALE, days=8, window=60 * DAY)
    criminal.close()
    criminal.declined()
    criminal.again(
        RoundKind.AUCTION_1,
        start=100_00,
        basis=PriceBasis.CRIMINAL_NO_RESERVE,
        basis_proof=paper("declined"),
    )
    criminal.close()
    criminal.do(
        ApproveSelfDisposal(Fen(8_000_00), local_date(criminal.at + 9 * DAY), paper("leave"))
    )
    paid_on = local_date(criminal.at + DAY)
    sold = ConcludeSelfDisposal(
        is_sold=True, proof=paper("sold"), amount_fen=Fen(8_000_00), received_on=paid_on
    )
    criminal.do(sold, after=DAY)
    payout = DistributeProceeds(
        Fen(0), Fen(8_000_00), Fen(0), local_date(criminal.at + HOUR), paper("paid out")
    )
    criminal.do(payout, after=HOUR)
    criminal.do(RecordCaseEnded(local_date(criminal.at), paper("case ended")), after=HOUR)
    yield criminal

    returned = Life("returned")
    _fails_twice(returned)
    returned.again(RoundKind.SALE, days=8, window=60 * DAY)
    returned.close()
    returned.declined()
    returned.do(EndDisposal(Ending.RETURNED, paper("return")), after=DAY)
    yield returned


def _revoked_lives() -> Iterator[Life]:
    """Yield lots whose defaults were taken back, and whose money went all its ways."""
    revoked = Life("revoked")
    revoked.sold()
    revoked.defaults()
    until = local_date(revoked.at + 3 * DAY)
    revoked.do(RevokeDefault(paper("revoked"), due_on=until), after=DAY)
    revoked.defaults()
    revoked.again(RoundKind.RERUN)
    revoked.do(RevokeDefault(paper("revoked"), round=1), after=HOUR)
    revoked.sold()
    revoked.defaults()
    deposit = PRICE.deposit_fen
    revoked.do(RecordDepositForwarded(deposit, revoked.at), after=HOUR)
    revoked.again(RoundKind.RERUN)
    revoked.sold()
    revoked.do(ApplyForfeit(((Bucket.CASE_DEBT, deposit),), paper("used")), after=HOUR)
    revoked.do(RecordDepositForwarded(deposit, revoked.at), after=HOUR)
    buyer = LotToken(f"bidder{revoked.bidders:03d}".ljust(22, "0"))
    price = Fen(PRICE.start_fen + PRICE.step_fen)
    revoked.paid_out(buyer, Paper.SALE_RULING, left=price - deposit, price=price)
    yield revoked

    retaken = Life("retaken")
    retaken.close()
    retaken.awarded(APPLICANT, claim=1_000_00)
    retaken.defaults()
    until = local_date(retaken.at + 3 * DAY)
    retaken.do(RevokeDefault(paper("revoked"), due_on=until), after=DAY)
    left = PRICE.start_fen - 1_000_00
    retaken.paid_out(APPLICANT, Paper.SETOFF_RULING, left=left, price=left)
    yield retaken


def _fails_twice(life: Life) -> None:
    life.close()
    life.declined()
    life.again(RoundKind.AUCTION_2, days=8, start=5_600_00)
    life.close()
    life.declined()


def all_lives() -> Iterator[tuple[StreamId, list[Act]]]:
    """Yield every lot with its acts."""
    parts = (
        _stopped_lives,
        _noticed_lives,
        _claimed_lives,
        _laddered_lives,
        _ended_lives,
        _revoked_lives,
    )
    for part in parts:
        for life in part():
            yield life.stream, life.acts
