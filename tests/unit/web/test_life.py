"""The life of a lot in words."""

import re
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import get_args

import pytest

from mingpai.auction.model import Phase, RoundKind
from mingpai.auction.objections.events import ObjectionDecided, ObjectionFiled
from mingpai.auction.objections.model import ObjectionKind, Outcome
from mingpai.auction.preparation.events import DocumentServed
from mingpai.auction.preparation.model import AssignmentReason, Paper, Role
from mingpai.auction.settlement.events import (
    ApprovalRecorded,
    DisposalEnded,
    SelfDisposalConcluded,
)
from mingpai.auction.settlement.model import AnnulmentGround, DefaultGround, Ending
from mingpai.auction.stops.model import StopGround, StopKind, WithdrawalGround
from mingpai.demo.rehearsal import Rehearsal
from mingpai.kernel.ids import LotToken
from mingpai.law.service import Method
from mingpai.service.projections import PublicStep
from mingpai.web import life
from mingpai.web.captions import Language
from mingpai.web.texts import translations

pytestmark = pytest.mark.slow

DAY = date(2026, 6, 11)
LANGUAGES: tuple[Language, ...] = ("zh", "en")
NAMED: tuple[tuple[type[StrEnum], Callable[..., str]], ...] = (
    (RoundKind, life.round_kind_name),
    (Phase, life.phase_name),
    (StopKind, life.stop_kind_name),
    (StopGround, life.stop_ground_name),
    (WithdrawalGround, life.withdrawal_ground_name),
    (AssignmentReason, life.assignment_reason_name),
    (AnnulmentGround, life.annulment_ground_name),
    (DefaultGround, life.default_ground_name),
    (Ending, life.ending_name),
    (ObjectionKind, life.objection_name),
    (Outcome, life.outcome_name),
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("kinds", "name"), NAMED)
def test_every_kind_and_ground_has_a_name(
    kinds: type[StrEnum], name: Callable[..., str], language: Language
) -> None:
    """Nothing that a step can hold is without words, and no two kinds of one sort share them."""
    names = [name(one, translations(language)) for one in kinds]
    assert all(names)
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_has_a_name(language: Language, rehearsal: Rehearsal) -> None:
    """Each kind of public step is named, by what the day shows and by what it does not."""
    told = ("RoundAnnounced", "BiddingStopped", "ObjectionFiled")
    plain = {kind.__name__ for kind in life._plain_names(translations(language))}
    assert plain | set(told) == {kind.__name__ for kind in get_args(PublicStep)}
    for head in rehearsal.board.lots():
        record = rehearsal.board.lot(head.stream)
        assert record is not None
        assert all(life.step_name(row.event, translations(language)) for row in record.steps)


def facts_of(event: PublicStep, language: Language = "en") -> dict[str, str]:
    """Return the facts of a step, by their names."""
    return dict(life.step_facts(event, language, translations(language)))


def step_of(rehearsal: Rehearsal, kind: str) -> PublicStep:
    """Return the first step of a kind that the day shows."""
    for head in rehearsal.board.lots():
        record = rehearsal.board.lot(head.stream)
        assert record is not None
        for row in record.steps:
            if type(row.event).__name__ == kind:
                return row.event
    raise LookupError(kind)


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("BiddingStopped", {"ground", "digest"}),
        ("BiddingResumed", {"opening", "close", "digest"}),
        ("RoundAnnounced", {"start price", "opening", "close", "digest"}),
        ("RoundWithdrawn", {"ground", "digest"}),
        ("BuyerDefaulted", {"ground", "deposit kept", "goes back", "on", "digest"}),
        ("SaleAnnulled", {"ground", "goes back", "on", "digest"}),
        ("SetOffAwarded", {"price", "difference to pay", "due on", "on"}),
        ("BalanceReceived", {"amount", "paid in all", "received on"}),
        ("ProceedsDistributed", {"to costs", "to creditors", "to the debtor", "on", "digest"}),
        ("DocumentServed", {"on", "takes effect on", "digest"}),
        ("RoundSold", {"price"}),
        ("PlatformAssigned", {"ground", "on", "digest"}),
    ],
)
def test_a_step_tells_its_facts(kind: str, names: set[str], rehearsal: Rehearsal) -> None:
    """Grounds, amounts, days and the digest of its paper: whatever a step holds, and no more."""
    facts = facts_of(step_of(rehearsal, kind))
    assert set(facts) >= names
    assert all(facts.values())
    assert len(facts.get("digest", "x" * 43)) == 43
    if "goes back" in facts:
        assert facts["goes back"].endswith("yuan")


def test_answers_are_told_as_grounds() -> None:
    """An approval, a sale by the debtor, a decision and an end say how they came out."""
    paper = "x" * 43
    yes = facts_of(ApprovalRecorded(1, is_approved=True, on=DAY, proof=paper))
    no = facts_of(ApprovalRecorded(1, is_approved=False, on=DAY, proof=paper))
    assert (yes["ground"], no["ground"]) == ("approved", "refused")
    sold = facts_of(SelfDisposalConcluded(is_sold=True, proof=paper))
    nothing = facts_of(SelfDisposalConcluded(is_sold=False, proof=paper))
    assert (sold["ground"], nothing["ground"]) == ("sold and paid", "came to nothing")
    ended = facts_of(DisposalEnded(Ending.RETURNED, paper))
    assert ended == {"ground": "given back to the debtor", "digest": paper}
    assert facts_of(ObjectionDecided(1, Outcome.UPHELD, DAY, paper))["ground"] == "upheld"
    failed = DocumentServed(Paper.SALE_RULING, LotToken("t" * 22), Method.DIRECT, DAY, None, paper)
    assert facts_of(failed)["ground"] == "service failed"


def test_a_filing_is_named_by_its_kind() -> None:
    """What was filed is told in the name of the step; who filed it is not."""
    paper = "x" * 43
    filed = ObjectionFiled(1, ObjectionKind.OUTSIDER_CLAIM, Role.OUTSIDER, DAY, None, paper)
    name = life.step_name(filed, translations("en"))
    assert name == "Filed: claim of an outsider to the property"
    assert re.search("[\u4e00-\u9fff]", life.step_name(filed, translations("zh")))
    assert facts_of(filed) == {"digest": paper}
