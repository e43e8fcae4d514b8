"""Which paper a disposal allows as it stands, and what issuing one records."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from mingpai.auction.asked import Asked
from mingpai.auction.codes import Code
from mingpai.auction.model import Disposal, Phase, RoundKind
from mingpai.auction.papers import (
    CHECK_CODE,
    IssuePaper,
    PaperIssued,
    PaperKind,
    issue_paper,
    paper_refused,
    running_round,
)
from mingpai.auction.preparation.model import Panel, Role
from mingpai.auction.settlement.model import Ending, Forfeit
from mingpai.kernel.ids import BiddingCode, LotToken
from mingpai.kernel.money import Fen
from mingpai.kernel.outcome import Refused

CODE = "7K2M-0QXA-93TB-HJ5C"
TOLD = LotToken("coowner".rjust(22, "0"))


def _with(state: Disposal, **changes: Any) -> Disposal:
    """Return a disposal whose last round is otherwise."""
    return replace(state, rounds=(*state.rounds[:-1], replace(state.rounds[-1], **changes)))


def _settled(state: Disposal, **changes: Any) -> Disposal:
    done = replace(state.file.settlement, **changes)
    return replace(state, file=replace(state.file, settlement=done))


def _of_kind(state: Disposal, kind: RoundKind) -> Disposal:
    return _with(state, terms=replace(state.rounds[-1].terms, kind=kind))


def _code(state: Disposal, paper: PaperKind) -> str | None:
    why = paper_refused(state, paper)
    return None if why is None else why.code


@pytest.fixture
def published(lot: Any) -> Disposal:
    """Return a disposal whose first notice is out."""
    state: Disposal = lot.state
    return state


@pytest.fixture
def asked(lot: Any) -> Callable[[str], Asked]:
    """Return how an office asks, an hour after the opening."""
    return lambda actor: Asked(actor, lot.OPENS + timedelta(hours=1), lot.SETTING)


def _command(paper: PaperKind, **changes: Any) -> IssuePaper:
    command = IssuePaper(paper, 1, CODE, "A" * 43, "A" * 43)
    return replace(command, **changes)


def test_an_issued_paper_leaves_its_digests_alone(
    lot: Any, published: Disposal, asked: Callable[[str], Asked]
) -> None:
    """The event holds kind, round, check code and digests, as they were asked for."""
    done = issue_paper(published, _command(PaperKind.NOTICE), asked(lot.COURT))
    assert done == (PaperIssued(PaperKind.NOTICE, 1, CODE, "A" * 43, "A" * 43),)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"html": "short"}, Code.PAPER_MALFORMED),
        ({"pdf": ""}, Code.PAPER_MALFORMED),
        ({"check_code": "7K2M-0QXA-93TB-HJ5U"}, Code.PAPER_MALFORMED),
        ({"round": 2}, Code.ROUND_NOT_CURRENT),
    ],
)
def test_a_paper_that_is_none_is_not_issued(
    lot: Any,
    published: Disposal,
    asked: Callable[[str], Asked],
    changes: dict[str, Any],
    code: Code,
) -> None:
    """Digests, check code and round must have their form."""
    done = issue_paper(published, _command(PaperKind.NOTICE, **changes), asked(lot.COURT))
    assert isinstance(done, Refused)
    assert done.code == code


def test_a_paper_that_the_disposal_does_not_allow_is_not_issued(
    lot: Any, published: Disposal, asked: Callable[[str], Asked]
) -> None:
    """What the disposal does not allow as it stands is refused for that very reason."""
    done = issue_paper(published, _command(PaperKind.CONFIRMATION), asked(lot.COURT))
    assert isinstance(done, Refused)
    assert done.code == Code.NOT_SOLD


def test_only_a_confirmation_may_be_the_platforms(
    lot: Any, published: Disposal, asked: Callable[[str], Asked]
) -> None:
    """The platform issues its confirmation and nothing else; a stranger nothing at all."""
    sold = _with(published, phase=Phase.CLOSED_SOLD)
    confirmation = _command(PaperKind.CONFIRMATION)
    assert isinstance(issue_paper(sold, confirmation, asked(lot.PLATFORM)), tuple)
    assert isinstance(issue_paper(sold, confirmation, asked(lot.COURT)), tuple)
    for paper, actor in ((PaperKind.NOTICE, lot.PLATFORM), (PaperKind.CONFIRMATION, "court/bj")):
        done = issue_paper(published, _command(paper), asked(actor))
        assert isinstance(done, Refused)
        assert done.code == Code.NOT_THIS_COURT
    unopened = issue_paper(Disposal(lot.ID), confirmation, asked(lot.COURT))
    assert isinstance(unopened, Refused)
    assert unopened.code == Code.NOT_OPEN
    over = replace(sold, file=replace(sold.file, ending=Ending.DISTRIBUTED))
    late = issue_paper(over, confirmation, asked(lot.PLATFORM))
    assert isinstance(late, Refused)
    assert late.code == Code.DISPOSAL_OVER


def test_a_notice_is_of_the_round_that_is_out(published: Disposal) -> None:
    """Each of three notices is of its own kind of round, and of a round that has no result."""
    papers = (PaperKind.NOTICE, PaperKind.SALE_NOTICE, PaperKind.RERUN_NOTICE)
    own = {
        RoundKind.AUCTION_1: PaperKind.NOTICE,
        RoundKind.AUCTION_2: PaperKind.NOTICE,
        RoundKind.SALE: PaperKind.SALE_NOTICE,
        RoundKind.RERUN: PaperKind.RERUN_NOTICE,
    }
    for kind, paper in own.items():
        state = _of_kind(published, kind)
        assert [_code(state, one) for one in papers] == [
            None if one is paper else Code.ROUND_NOT_NEXT for one in papers
        ]
    for paper in (*papers, PaperKind.SPECIAL_WARNINGS, PaperKind.INSTRUCTIONS):
        assert _code(_with(published, phase=Phase.CLOSED_UNSOLD), paper) == Code.LOT_NOT_PUBLISHED
        assert _code(Disposal(published.id), paper) == Code.LOT_NOT_PUBLISHED
    for paper in (PaperKind.SPECIAL_WARNINGS, PaperKind.INSTRUCTIONS):
        assert _code(_with(published, phase=Phase.STOPPED), paper) is None


@pytest.mark.rule("K05")
def test_a_priority_buyer_is_told_of_a_sale_that_is_near(published: Disposal) -> None:
    """There is a platform, a price that the panel decided or a notice, and somebody to tell."""
    paper = PaperKind.PRIORITY_NOTICE
    assert _code(published, paper) == Code.PERSON_UNKNOWN
    confirmed = replace(published, priorities={TOLD: 1})
    assert _code(confirmed, paper) is None
    filed = published.file.preparation
    decided = Panel(1, 3, (), Fen(3), Fen(1), Fen(1), date(2026, 4, 20))
    named = replace(filed, persons={**filed.persons, TOLD: Role.CO_OWNER}, panel=decided)
    before = replace(published, rounds=(), file=replace(published.file, preparation=named))
    assert _code(before, paper) is None
    assert running_round(before) is None
    for panel in (None, replace(decided, round=2)):
        undecided = replace(before.file, preparation=replace(named, panel=panel))
        assert _code(replace(before, file=undecided), paper) == Code.PANEL_MISSING
    nowhere = replace(before, file=replace(before.file, platform=None))
    assert _code(nowhere, paper) == Code.NOT_ASSIGNED


@pytest.mark.rule("K28")
@pytest.mark.parametrize("phase", Phase)
def test_a_confirmation_is_of_a_sale(published: Disposal, phase: Phase) -> None:
    """Only a round that was sold is confirmed: not one that defaulted or was annulled since."""
    state = _with(published, phase=phase)
    wanted = None if phase is Phase.CLOSED_SOLD else Code.NOT_SOLD
    assert _code(state, PaperKind.CONFIRMATION) == wanted


@pytest.mark.rule("K33")
def test_a_stop_is_announced_while_it_stands(published: Disposal) -> None:
    """Both the stop and the resumption are announced of a round that stands still."""
    for paper in (PaperKind.STOP_ANNOUNCEMENT, PaperKind.RESUMPTION):
        assert _code(_with(published, phase=Phase.STOPPED), paper) is None
        assert _code(published, paper) == Code.NOT_STOPPED


def test_a_deposit_is_kept_from_who_defaulted_on_this_round(published: Disposal) -> None:
    """The decision needs a default of the last round by which a deposit was lost."""
    paper = PaperKind.DEFAULT_DECISION
    lost = Forfeit(1, Fen(100), Fen(10), claims_shortfall=True, decided_on=date(2026, 6, 6))
    defaulted = _with(_settled(published, forfeits=(lost,)), phase=Phase.DEFAULTED)
    assert _code(defaulted, paper) is None
    of_another = _settled(defaulted, forfeits=(replace(lost, round=2),))
    for state in (published, of_another, _settled(defaulted, forfeits=())):
        assert _code(state, paper) == Code.NOTHING_FORFEITED


@pytest.mark.rule("K29")
def test_a_buyer_is_reminded_while_he_owes(published: Disposal) -> None:
    """The reminder needs a sale that stands, by bidding, and that is not paid in full."""
    paper = PaperKind.BALANCE_REMINDER
    code = BiddingCode("A0001")
    sold = _with(_settled(published, code=code), phase=Phase.CLOSED_SOLD)
    assert _code(sold, paper) is None
    assert _code(_settled(sold, covered_on=date(2026, 6, 1)), paper) == Code.PAID_ALREADY
    annulled_on = _settled(sold, defaulted_on=date(2026, 6, 1))
    running = _settled(published, code=code)
    taken = _settled(sold, code=None, buyer=TOLD)
    for state in (published, running, _settled(sold, code=None), taken, annulled_on):
        assert _code(state, paper) == Code.NOTHING_SOLD


def test_a_check_code_has_no_letter_that_looks_like_another() -> None:
    """I, L, O and U are no digits of a check code, and small letters are none."""
    assert CHECK_CODE.fullmatch(CODE)
    for letter in "ILOUa":
        assert CHECK_CODE.fullmatch(letter + CODE[1:]) is None


def test_what_is_no_kind_of_paper_breaks(published: Disposal) -> None:
    """A kind that nobody wrote down is a fault of ours."""
    with pytest.raises(AssertionError, match="unreachable"):
        paper_refused(published, "letter")  # type: ignore[arg-type]
