"""暂缓, 中止, 紧急暂停 and 恢复 公告."""

from collections.abc import Mapping
from typing import Any

import pytest
from msgspec.structs import replace

from mingpai.auction.papers import PaperKind
from mingpai.auction.stops.model import COVERED_REASON, StopGround, StopKind
from mingpai.kernel.outcome import InvariantBroken
from mingpai.papers.basis import Basis, TimesMissing
from mingpai.papers.stopping import resumption, stop_announcement


@pytest.fixture
def basis(bases: Mapping[PaperKind, Basis]) -> Basis:
    """Return that of a deferment while bidding ran."""
    return bases[PaperKind.STOP_ANNOUNCEMENT]


def _otherwise(basis: Basis, **changes: Any) -> Basis:
    """Return a basis whose stop is otherwise."""
    last = basis.state.rounds[-1]
    assert last.stop is not None
    stopped = replace(last, stop=replace(last.stop, **changes))
    return replace(basis, state=replace(basis.state, rounds=(stopped,)))


@pytest.mark.rule("K33")
def test_a_deferment_has_a_term_and_a_reason(basis: Basis) -> None:
    """暂缓 is the court's decision, with its number, ground, and last day."""
    paper = stop_announcement(basis)
    text = "\n".join(paper.texts())
    assert paper.title == "暂缓拍卖公告"
    assert paper.signature == (basis.given.court,)
    for said in (
        "决定暂缓拍卖",
        "异议审查",
        "暂缓期限至2026年6月1日止",
        basis.given.decision_number,
    ):
        assert said in text


def test_a_stay_has_no_term(basis: Basis) -> None:
    """中止 lasts until its cause ends; before the opening there are no bids to keep."""
    stayed = _otherwise(basis, kind=StopKind.STAY, until=None, left=None)
    paper = stop_announcement(stayed)
    text = "\n".join(paper.texts())
    assert paper.title == "中止拍卖公告"
    assert "裁定中止" in text
    assert "暂缓期限" not in text
    assert "竞价尚未开始" in text


@pytest.mark.rule("K35")
def test_an_emergency_stop_is_the_platforms(basis: Basis) -> None:
    """紧急暂停 is signed by the platform, under the case's number, and reported to the court."""
    emergency = _otherwise(
        basis, kind=StopKind.EMERGENCY, ground=StopGround.SYSTEM_FAILURE, until=None
    )
    paper = stop_announcement(emergency)
    assert paper.title == "紧急暂停拍卖公告"
    assert paper.signature == (basis.given.platform,)
    assert paper.number == basis.given.case_number
    assert any("立即报告" in text for text in paper.texts())


def test_a_stop_by_record_is_no_ruling(basis: Basis) -> None:
    """Once the debt is covered bidding stands still, before anybody ruled: no paper cites one."""
    covered = _otherwise(
        basis,
        kind=StopKind.STAY,
        ground=StopGround.DEBT_COVERED,
        until=None,
        reason=COVERED_REASON,
    )
    paper = stop_announcement(covered)
    text = "\n".join(paper.texts())
    assert (paper.title, paper.number) == ("停止拍卖公告", basis.given.case_number)
    for said in ("起停止拍卖", "已足以清偿债务和费用", "依法裁定后公告", "有效出价"):
        assert said in text
    for unsaid in ("裁定中止", basis.given.decision_number, basis.given.reason):
        assert unsaid not in text
    assert "起停止。现期限届满" in "\n".join(resumption(covered).texts())


@pytest.mark.rule("K34")
def test_a_resumption_says_when_bidding_goes_on(bases: Mapping[PaperKind, Basis]) -> None:
    """恢复: from when until when, that bids and codes stand, and when the cause ended."""
    basis = bases[PaperKind.RESUMPTION]
    text = "\n".join(resumption(basis).texts())
    for said in ("2026年6月1日10时", "继续", "2026年6月2日10时", "继续有效", "2026年5月28日终了"):
        assert said in text
    begins = "\n".join(resumption(_otherwise(basis, left=None, cause_ended_on=None)).texts())
    assert "开始，至" in begins
    endless = _otherwise(basis, until=None, cause_ended_on=None)
    assert not any("终了" in said for said in resumption(endless).texts())


def test_a_resumption_needs_its_times(bases: Mapping[PaperKind, Basis]) -> None:
    """Without both times there is nothing to announce."""
    with pytest.raises(TimesMissing, match="opens_at"):
        resumption(replace(bases[PaperKind.RESUMPTION], resumes=None))


def test_without_a_stop_there_is_nothing_to_announce(bases: Mapping[PaperKind, Basis]) -> None:
    """A round that runs has no stop to speak of."""
    with pytest.raises(InvariantBroken):
        stop_announcement(bases[PaperKind.NOTICE])
