"""Who may file what until when, and how a filing goes on: decision, service, 复议, suit."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from mingpai.auction.objections.commands import (
    DecideObjection,
    DecideReview,
    FileObjection,
    FileReview,
    ObjectionCommand,
    RecordCarriedOut,
    RecordDecisionServed,
    RecordJudgment,
    RecordSuit,
)
from mingpai.auction.objections.events import (
    ObjectionDecided,
    ObjectionFiled,
    ObjectorNamed,
    ReviewFiled,
    SuitFiled,
)
from mingpai.auction.objections.model import ObjectionKind, Outcome
from mingpai.auction.preparation.model import Role
from mingpai.auction.settlement.events import CaseEnded, DisposalEnded, SaleAnnulled
from mingpai.auction.settlement.model import AnnulmentGround, Ending
from mingpai.kernel.ids import LotToken
from mingpai.kernel.money import Fen
from mingpai.kernel.outcome import Refused
from mingpai.law.book import LawBook
from mingpai.law.parameters import REVIEW_DAYS
from mingpai.law.timeline import Timeline

CONDUCT, CLAIM, COMPLAINT = (
    ObjectionKind.CONDUCT,
    ObjectionKind.OUTSIDER_CLAIM,
    ObjectionKind.COMPLAINT,
)
KINDS = (CONDUCT, CLAIM, COMPLAINT)
PAPER = "A" * 43
DAY = timedelta(days=1)
ON = date(2026, 5, 25)
LATER = datetime(2026, 7, 1, 2, 0, tzinfo=UTC)
COURTS_OWN: tuple[ObjectionCommand, ...] = (
    DecideObjection(1, Outcome.UPHELD, PAPER),
    RecordDecisionServed(1, ON, PAPER),
    FileReview(1, ON, PAPER),
    DecideReview(1, Outcome.UPHELD, PAPER),
    RecordSuit(1, ON, PAPER),
    RecordJudgment(1, Outcome.UPHELD, PAPER),
)


# Who files ------------------------------------------------------------------------------------


def test_the_registry_files_for_whoever_is_on_file(docket: Any) -> None:
    """Filings are numbered from 1, bear the day of their arrival, and name nobody in public."""
    for number, by in enumerate((Role.APPLICANT, Role.DEBTOR, Role.TENANT), 1):
        filing = docket.filing(by=by)
        filed, named = docket.do(filing)
        assert filed == ObjectionFiled(number, CONDUCT, by, ON, None, PAPER)
        assert named == ObjectorNamed(number, filing.token)
        assert filing.token not in repr(filed)


def test_a_ground_of_annulment_is_kept_with_the_objection(docket: Any) -> None:
    """Which item of 第三十一条 is claimed stands in the filing."""
    docket.do(replace(docket.filing(), ground=AnnulmentGround.COLLUSION))
    assert docket.last.ground is AnnulmentGround.COLLUSION


def test_a_bidder_files_under_his_own_code_alone(docket: Any) -> None:
    """His code speaks for his token and for nobody else's."""
    own = docket.filing(by=Role.OUTSIDER, name="1")
    assert docket.do(own, actor=docket.CODE)[1] == ObjectorNamed(1, docket.token("1"))
    for other in (docket.filing(by=Role.OUTSIDER, name="2"), docket.filing()):
        assert docket.code_of(other, actor=docket.CODE) == "objector_not_concerned"


def test_nobody_else_files(docket: Any, make_docket: Any) -> None:
    """Neither the platform nor a code that is none of this round; nor before the opening."""
    for actor in (docket.PLATFORM, "A0009", "court/other"):
        assert docket.code_of(docket.filing(), actor=actor) == "not_this_court"
    assert make_docket().code_of(make_docket().filing()) == "not_open"
    assert make_docket().opened().code_of(docket.filing(), actor=docket.CODE) == "not_this_court"


def test_a_statement_is_a_paper_and_a_person_a_token(docket: Any) -> None:
    """No free text and no name reaches the journal."""
    assert docket.code_of(replace(docket.filing(), statement="为什么")) == "paper_malformed"
    nobody = replace(docket.filing(), token=LotToken("Zhang San"))
    assert docket.code_of(nobody) == "token_malformed"


@pytest.mark.parametrize("kind", KINDS)
def test_who_files_is_on_file_as_what_he_says(docket: Any, kind: ObjectionKind) -> None:
    """A role that is not on file is not taken, nor a party as an outsider."""
    for filing in (
        docket.filing(kind, by=Role.TENANT, name="stranger"),
        docket.filing(kind, by=Role.CO_OWNER, name="tenant"),
        docket.filing(kind, by=Role.OUTSIDER, name="debtor"),
        docket.filing(kind, by=Role.BUYER, name="1"),
    ):
        refusal = docket.refusal(filing)
        assert refusal.code == "objector_not_concerned"
        assert refusal.facts == {"kind": kind.value, "by": filing.by.value}
    assert docket.ask(docket.filing(kind, by=Role.OUTSIDER, name="stranger"))
    assert docket.sold().ask(docket.filing(kind, by=Role.BUYER, name="1"), now=docket.CLOSES)


@pytest.mark.parametrize("by", [Role.APPLICANT, Role.DEBTOR])
def test_a_partys_claim_to_the_property_is_no_outsiders(docket: Any, by: Role) -> None:
    """Parties object to the conduct of the sale; 第二百三十八条 is for others."""
    assert docket.code_of(docket.filing(CLAIM, by=by)) == "objector_not_concerned"
    assert docket.ask(docket.filing(CONDUCT, by=by))


def test_a_token_in_both_roles_is_a_party(docket: Any) -> None:
    """Whoever is the debtor too claims nothing as a tenant."""
    both = docket.filing(CLAIM, by=Role.TENANT, name="debtor")
    assert docket.code_of(both) == "objector_not_concerned"


# Until when -----------------------------------------------------------------------------------


def test_a_conduct_objection_may_be_filed_until_enforcement_ends(docket: Any) -> None:
    """After title passed and after the payout it still may; once the case ended it may not."""
    docket.sold(title_on=ON)
    assert docket.ask(docket.filing(), now=LATER)
    docket.happened(DisposalEnded(Ending.DISTRIBUTED, PAPER))
    assert not isinstance(docket.ask(docket.filing(), now=LATER), Refused)
    docket.happened(CaseEnded(ON, PAPER))
    refusal = docket.refusal(docket.filing(), now=LATER)
    assert (refusal.code, refusal.article) == ("filed_too_late", "FS2016-18:36")
    last = ON.isoformat()
    assert refusal.facts == {"kind": "conduct", "ending": "distributed", "last": last}


def test_a_withdrawal_may_itself_be_objected_to(docket: Any) -> None:
    """That the court withdrew the auction ends no right to say that it should not have."""
    docket.happened(DisposalEnded(Ending.WITHDRAWN, PAPER))
    assert docket.ask(docket.filing())
    assert docket.code_of(docket.filing(CLAIM, by=Role.TENANT)) == "filed_too_late"


def test_an_outsiders_claim_comes_before_title_passes(docket: Any) -> None:
    """The day on which title passed is the last; the refusal names it."""
    docket.sold(title_on=date(2026, 6, 10))
    filing = docket.filing(CLAIM, by=Role.TENANT)
    last = datetime(2026, 6, 10, 15, 59, tzinfo=UTC)  # 23:59 in Shanghai
    assert docket.ask(filing, now=last)
    refusal = docket.refusal(filing, now=last + timedelta(minutes=1))
    assert refusal.facts == {"kind": "outsider_claim", "ending": "none", "last": "2026-06-10"}


def test_what_a_party_took_can_be_claimed_until_all_ends(docket: Any) -> None:
    """Property that passed to the applicant himself is still within enforcement's reach."""
    docket.sold("applicant", title_on=date(2026, 6, 10))
    filing = docket.filing(CLAIM, by=Role.TENANT)
    assert docket.ask(filing, now=LATER)
    docket.happened(DisposalEnded(Ending.DISTRIBUTED, PAPER))
    assert docket.code_of(filing, now=LATER) == "filed_too_late"


def test_a_sale_undone_can_be_claimed_against_again(docket: Any) -> None:
    """After an annulment the property is the debtor's again, and so may be claimed."""
    docket.sold(title_on=date(2026, 6, 10))
    ground = AnnulmentGround.COLLUSION
    docket.happened(SaleAnnulled(1, ground, Fen(0), date(2026, 6, 20), PAPER))
    assert docket.ask(docket.filing(CLAIM, by=Role.TENANT), now=LATER)


def test_a_complaint_may_come_at_any_time(docket: Any) -> None:
    """Even when all is over it is taken and answered."""
    docket.happened(DisposalEnded(Ending.DISTRIBUTED, PAPER))
    docket.do(docket.filing(COMPLAINT))
    assert docket.do(DecideObjection(1, Outcome.UPHELD, PAPER), now=LATER)


# The decision and its service -----------------------------------------------------------------


@pytest.mark.parametrize("command", COURTS_OWN)
def test_only_the_court_speaks_of_what_was_filed(
    docket: Any, make_docket: Any, command: ObjectionCommand
) -> None:
    """Of nothing that does not exist, on no paper that is none, and nobody else."""
    paper = next(name for name in ("decision", "proof", "statement") if hasattr(command, name))
    docket.filed(CONDUCT)
    assert docket.code_of(command, actor=docket.CODE) == "not_this_court"
    assert docket.code_of(command, actor=docket.PLATFORM) == "not_this_court"
    assert docket.code_of(replace(command, **{paper: "no"})) == "paper_malformed"
    assert make_docket().code_of(command) == "not_open"
    for number in (0, 2, -1, True, 10**30):
        refusal = docket.refusal(replace(command, number=number))
        assert (refusal.code, refusal.facts) == ("objection_unknown", {"listed": 1})


def test_an_objection_is_decided_once(docket: Any) -> None:
    """On the day of the decision, late or not; a second decision is refused."""
    docket.filed(CONDUCT)
    command = DecideObjection(1, Outcome.REJECTED, PAPER)
    assert docket.do(command, now=LATER) == (
        ObjectionDecided(1, Outcome.REJECTED, date(2026, 7, 1), PAPER),
    )
    assert docket.refusal(command, now=LATER).facts == {"outcome": "rejected"}
    assert docket.code_of(command, now=LATER) == "decided_already"


def test_a_decision_is_served_once_and_after_it_was_made(docket: Any) -> None:
    """Not ahead of today, not before the decision, not without one, and not twice."""
    docket.filed(CONDUCT)
    served = RecordDecisionServed(1, ON, PAPER)
    assert docket.code_of(served) == "not_decided"
    docket.do(DecideObjection(1, Outcome.REJECTED, PAPER))
    assert docket.code_of(replace(served, on=ON + DAY)) == "day_lies_ahead"
    refusal = docket.refusal(replace(served, on=ON - DAY))
    assert refusal.facts == {"day": "2026-05-24", "cause": "2026-05-25"}
    assert refusal.code == "day_before_cause"
    docket.do(served)
    assert docket.code_of(served) == "decision_served_already"


# Going further --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "kind_of_step", "last", "code"),
    [
        (CONDUCT, FileReview, date(2026, 6, 4), "review_too_late"),
        (CLAIM, RecordSuit, date(2026, 6, 9), "suit_too_late"),
    ],
)
def test_a_decision_goes_further_in_time(
    docket: Any, kind: ObjectionKind, kind_of_step: Any, last: date, code: str
) -> None:
    """Ten days to a 复议, fifteen to a suit, from the day after service; then it is too late."""
    docket.filed(kind).decided()
    refusal = docket.refusal(kind_of_step(1, last + DAY, PAPER), now=LATER)
    assert refusal.code == code
    assert refusal.facts == {
        "day": (last + DAY).isoformat(),
        "last": last.isoformat(),
        "served_on": "2026-05-25",
    }
    (event,) = docket.do(kind_of_step(1, last, PAPER), now=LATER)
    assert type(event) is (ReviewFiled if kind is CONDUCT else SuitFiled)
    assert event.on == last


def test_a_last_day_off_moves_to_the_next_working_day(docket: Any) -> None:
    """Served on Wednesday 2026-06-10 the tenth day is a Saturday of a holiday: until Monday."""
    docket.filed(CONDUCT)
    at = datetime(2026, 6, 10, 2, 0, tzinfo=UTC)
    docket.do(DecideObjection(1, Outcome.REJECTED, PAPER), now=at)
    docket.do(RecordDecisionServed(1, at.date(), PAPER), now=at)
    late = docket.refusal(FileReview(1, date(2026, 6, 23), PAPER), now=LATER)
    assert late.facts["last"] == "2026-06-22"
    assert docket.ask(FileReview(1, date(2026, 6, 22), PAPER), now=LATER)


def test_a_term_beyond_the_known_holidays_is_told_as_unverified(docket: Any) -> None:
    """Where the days off of a year were not read, the refusal says so."""
    docket.filed(CONDUCT)
    at = datetime(2027, 3, 10, 2, 0, tzinfo=UTC)
    docket.do(DecideObjection(1, Outcome.REJECTED, PAPER), now=at)
    docket.do(RecordDecisionServed(1, at.date(), PAPER), now=at)
    late = docket.refusal(FileReview(1, at.date() + 30 * DAY, PAPER), now=at + 60 * DAY)
    assert late.facts["verified"] is False


@pytest.mark.parametrize(("kind", "kind_of_step"), [(CONDUCT, FileReview), (CLAIM, RecordSuit)])
def test_terms_run_only_from_proven_service(
    docket: Any, kind: ObjectionKind, kind_of_step: Any
) -> None:
    """Before decision and service nothing goes further; nor earlier than it was served."""
    docket.filed(kind)
    step = kind_of_step(1, ON, PAPER)
    assert docket.code_of(step) == "not_decided"
    docket.do(DecideObjection(1, Outcome.REJECTED, PAPER))
    assert docket.code_of(step) == "decision_not_served"
    docket.do(RecordDecisionServed(1, ON, PAPER))
    assert docket.code_of(replace(step, on=ON + DAY)) == "day_lies_ahead"
    assert docket.code_of(replace(step, on=ON - DAY)) == "day_before_cause"
    docket.do(step)
    code = "review_not_open" if kind is CONDUCT else "suit_not_open"
    assert docket.code_of(step) == code


@pytest.mark.parametrize(
    ("kind", "kind_of_step", "code"),
    [
        (CLAIM, FileReview, "review_not_open"),
        (COMPLAINT, FileReview, "review_not_open"),
        (CONDUCT, RecordSuit, "suit_not_open"),
        (COMPLAINT, RecordSuit, "suit_not_open"),
    ],
)
def test_a_decision_goes_further_on_its_own_way_alone(
    docket: Any, kind: ObjectionKind, kind_of_step: Any, code: str
) -> None:
    """Conduct to a 复议, a claim to a suit, an answer to a complaint nowhere."""
    docket.filed(kind).decided()
    refusal = docket.refusal(kind_of_step(1, ON, PAPER))
    assert (refusal.code, refusal.facts) == (code, {"kind": kind.value, "outcome": "rejected"})


@pytest.mark.parametrize(("kind", "kind_of_step"), [(CONDUCT, FileReview), (CLAIM, RecordSuit)])
def test_what_was_withdrawn_goes_no_further(
    docket: Any, kind: ObjectionKind, kind_of_step: Any
) -> None:
    """Who takes back what he filed has nothing to be reviewed."""
    docket.filed(kind).decided(Outcome.WITHDRAWN)
    assert docket.refusal(kind_of_step(1, ON, PAPER)).facts["outcome"] == "withdrawn"


@pytest.mark.parametrize(
    ("kind", "step", "end", "code"),
    [
        (CONDUCT, FileReview(1, ON, PAPER), DecideReview, "review_not_open"),
        (CLAIM, RecordSuit(1, ON, PAPER), RecordJudgment, "suit_not_open"),
    ],
)
def test_a_review_and_a_suit_end_once(
    docket: Any, kind: ObjectionKind, step: ObjectionCommand, end: Any, code: str
) -> None:
    """What was not begun does not end, and what ended does not end again."""
    command = end(1, Outcome.UPHELD, PAPER)
    docket.filed(kind)
    assert docket.refusal(command).facts == {"kind": kind.value, "outcome": "none"}
    docket.decided()
    refusal = docket.refusal(command)
    assert (refusal.code, refusal.facts["outcome"]) == (code, "rejected")
    docket.do(step)
    assert docket.last.is_open
    docket.do(command)
    assert (docket.last.is_open, docket.last.is_upheld) == (False, True)
    assert docket.code_of(command) == "decided_already"


def test_no_law_in_force_is_said(make_docket: Any) -> None:
    """A day on which the law has no such term decides nothing."""
    amended = Timeline(
        REVIEW_DAYS.name, [replace(one, from_=date(2030, 1, 1)) for one in REVIEW_DAYS.values]
    )
    docket = make_docket(LawBook([amended])).opened().announced().filed(CONDUCT).decided()
    assert docket.code_of(FileReview(1, ON, PAPER)) == "no_law_in_force"


def test_what_is_no_command_about_an_objection_never_ends_in_a_decision(docket: Any) -> None:
    """A command of another part, sent here, is a fault of ours."""
    with pytest.raises(AssertionError):
        docket.ask(object())


def test_nobody_is_named_in_a_refusal(docket: Any) -> None:
    """A refused filing carries kind and role, and no token."""
    filing = FileObjection(CLAIM, docket.token("debtor"), Role.DEBTOR, PAPER)
    assert docket.token("debtor") not in docket.refusal(filing).facts.values()


# What is carried out ----------------------------------------------------------------------------


def test_what_was_upheld_is_carried_out_and_put_on_record(docket: Any) -> None:
    """By the court, with a proof, on a day from the decision on; once, and nothing else is."""
    carried = RecordCarriedOut(1, docket.OPENS.date(), PAPER)
    assert docket.code_of(carried) == "objection_unknown"
    docket.filed(ObjectionKind.CONDUCT)
    refusal = docket.refusal(carried)
    assert (refusal.code, refusal.article) == ("nothing_to_carry_out", "CPL-2023:236")
    assert refusal.facts == {"kind": "conduct", "outcome": "none"}
    docket.decided(Outcome.UPHELD)
    assert docket.code_of(replace(carried, proof="x")) == "paper_malformed"
    assert docket.code_of(carried, actor=docket.PLATFORM) == "not_this_court"
    assert docket.code_of(replace(carried, on=date(2026, 5, 26))) == "day_lies_ahead"
    assert docket.code_of(replace(carried, on=date(2026, 5, 24))) == "day_before_cause"
    docket.do(carried)
    assert docket.last.carried_out_on == docket.OPENS.date()
    assert docket.refusal(carried).facts == {"kind": "conduct", "outcome": "upheld"}
