"""暂缓, 中止, 紧急暂停 and 恢复 公告: bidding stands still, and goes on.

Three stops are three papers: a decision with a term, a ruling until its cause ends, the platform's
own act. Source: 法释〔2016〕18号 第二十八条 (K33-K35), 第三十六条. Where to look next:
`auction.stops`.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from mingpai.auction.model import Round
from mingpai.auction.papers import PaperKind
from mingpai.auction.stops.model import COVERED_REASON, COVERED_TEXT, Stop, StopKind
from mingpai.exchange.scenario_names import chinese
from mingpai.kernel.moments import local_date
from mingpai.kernel.outcome import InvariantBroken
from mingpai.law.book import LAWS
from mingpai.law.parameters import RESUME_WITHIN_DAYS
from mingpai.papers.basis import (
    PROVISIONS,
    Basis,
    TimesMissing,
    contact_table,
    current_round,
    document,
    opening,
    paragraphs,
    provision,
    round_name,
    sale_word,
    sections,
)
from mingpai.papers.figures import day, moment, signed_day
from mingpai.papers.model import Document

_ACTS: Mapping[StopKind, tuple[str, str]] = {
    StopKind.DEFERMENT: ("暂缓", "决定暂缓"),
    StopKind.STAY: ("中止", "裁定中止"),
    StopKind.EMERGENCY: ("紧急暂停", "先行暂停"),
}


def _name(stop: Stop) -> str:
    """Return what a stop is called: of one that no decision made, only that it stands still."""
    return "停止" if stop.reason == COVERED_REASON else _ACTS[stop.kind][0]


def stop_announcement(basis: Basis) -> Document:
    """Return the announcement of the stop that stands, by whoever stopped."""
    of, stop, given = current_round(basis), _stop(basis), basis.given
    word = sale_word(of)
    if stop.reason == COVERED_REASON:
        return _stopped_by_record(basis, of, stop)
    act = _ACTS[stop.kind][1]
    by_platform = stop.kind is StopKind.EMERGENCY
    who = given.platform if by_platform else given.court
    number = "" if by_platform else f"（{given.decision_number}）"
    parts = sections(
        opening(
            f"{given.property}的{round_name(of)}（{given.case_number}），{who}于{moment(stop.since)}"
            f"{act}{word}{number}。现依照{PROVISIONS}{provision('28')}公告如下："
        ),
        ("事由", paragraphs(f"{chinese(stop.ground)}：{given.reason}")),
        ("停止期间", paragraphs(*_meanwhile(basis, stop))),
        ("联系方式", (contact_table(given, with_supervision=False),)),
    )
    return document(
        basis,
        PaperKind.STOP_ANNOUNCEMENT,
        title=f"{_ACTS[stop.kind][0]}{word}公告",
        number=given.case_number if by_platform else given.decision_number,
        signature=(who,),
        sections=parts,
        dated=signed_day(local_date(stop.since)),
    )


def _stopped_by_record(basis: Basis, of: Round, stop: Stop) -> Document:
    """Return the announcement of a stop that followed from a record, before the court ruled on it.

    There is no decision and no number of one yet. Source: 法释〔2004〕16号 第十四条.
    """
    given, word = basis.given, sale_word(of)
    parts = sections(
        opening(
            f"{given.property}的{round_name(of)}（{given.case_number}），自{moment(stop.since)}起停止"
            f"{word}。现依照{PROVISIONS}{provision('28')}公告如下："
        ),
        ("事由", paragraphs(COVERED_TEXT.splitlines()[0])),
        (
            "停止期间",
            paragraphs(
                *_bids_meanwhile(stop), f"是否中止或者撤回{word}，由{given.court}依法裁定后公告。"
            ),
        ),
        ("联系方式", (contact_table(given, with_supervision=False),)),
    )
    return document(
        basis,
        PaperKind.STOP_ANNOUNCEMENT,
        title=f"停止{word}公告",
        sections=parts,
        dated=signed_day(local_date(stop.since)),
    )


def _stop(basis: Basis) -> Stop:
    stop = current_round(basis).stop
    if stop is None:
        msg = "an announcement of a stop, or of its end, needs one"
        raise InvariantBroken(msg)
    return stop


def _meanwhile(basis: Basis, stop: Stop) -> Iterator[str]:
    """Yield what holds until bidding goes on."""
    days = LAWS.dated(RESUME_WITHIN_DAYS, on=current_round(basis).terms.announced_on).value
    yield from _bids_meanwhile(stop)
    if stop.until is not None:
        yield f"暂缓期限至{day(stop.until)}止。"
    if stop.kind is StopKind.EMERGENCY:
        yield f"暂停后立即报告{basis.given.court}，由其依法处理。"
    yield (
        f"期限届满或者事由消除后{days}日内恢复，恢复的时间另行公告，并留足竞价所需的时间"
        f"（{provision('28.4')}）。"
    )


def _bids_meanwhile(stop: Stop) -> Iterator[str]:
    if stop.left is None:
        yield "竞价尚未开始，停止期间不接受出价。"
    else:
        yield "停止期间不接受出价；停止前的有效出价和已经取得的竞买代码保持不变。"


def resumption(basis: Basis) -> Document:
    """Return the announcement that bidding goes on, from when until when. Raises: TimesMissing."""
    if basis.resumes is None:
        raise TimesMissing
    of, stop, given = current_round(basis), _stop(basis), basis.given
    word = sale_word(of)
    parts = sections(
        opening(
            f"{given.property}的{round_name(of)}（{given.case_number}）自{moment(stop.since)}起"
            f"{_name(stop)}。现期限届满或者事由已经消除，{given.court}依照{PROVISIONS}"
            f"{provision('28.4')}决定恢复{word}，公告如下："
        ),
        ("事由消除情况", paragraphs(*_ended(basis, stop.ends_on))),
        ("恢复后的竞价", paragraphs(*_goes_on(basis, stop, basis.resumes))),
        ("联系方式", (contact_table(given, with_supervision=False),)),
    )
    return document(
        basis,
        PaperKind.RESUMPTION,
        title=f"恢复{word}公告",
        sections=parts,
        dated=signed_day(basis.today),
    )


def _ended(basis: Basis, ended_on: date | None) -> Iterator[str]:
    yield basis.given.reason
    if ended_on is not None:
        yield f"停止的期限或者事由于{day(ended_on)}终了。"


def _goes_on(basis: Basis, stop: Stop, resumes: tuple[datetime, datetime]) -> Iterator[str]:
    opens_at, closes_at = resumes
    given, begins = basis.given, "开始" if stop.left is None else "继续"
    yield (
        f"竞价于{moment(opens_at)}在{given.platform}（{given.platform_address}）{begins}，至"
        f"{moment(closes_at)}结束，依规则顺延的除外。"
    )
    yield "停止前的有效出价和已经取得的竞买代码继续有效；恢复后仍可以报名、交纳保证金参加竞买。"
