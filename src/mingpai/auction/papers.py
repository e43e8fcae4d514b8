"""文书: which of a court's papers a disposal allows as it stands, and that one was issued.

A paper itself (its words, its bytes) is made elsewhere and never enters an entry: names, addresses
and phone numbers stand in it. The entry holds its kind, its check code and the digests of its two
forms, so that anybody who holds a copy can ask whether the court issued it. Issuing a paper
changes nothing in the disposal. Where to look next: `mingpai.papers` (how a paper is made).
"""

import enum
import re
from typing import assert_never

from msgspec import Struct

from mingpai.auction.asked import Asked, Decision, not_a_paper, not_by_court
from mingpai.auction.model import Disposal, Phase, Round, RoundKind
from mingpai.auction.preparation.model import Panel, Role
from mingpai.auction.refusals import Code, refused
from mingpai.kernel.event import Event, EventKind, Visibility
from mingpai.kernel.outcome import Refused

CHECK_CODE = re.compile(r"[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){3}", re.ASCII)
"""Four groups of four digits of Crockford's base 32: 80 bits."""
PRIORITY_ROLES = (Role.CO_OWNER, Role.TENANT, Role.SHAREHOLDER, Role.PRIORITY_BUYER)
"""Who may have a right of priority, and is told of the sale for it (第十六条)."""


class PaperKind(enum.StrEnum):
    """Which paper. A choice in entries: only added to."""

    NOTICE = "notice"
    """拍卖公告, of a first or second auction."""
    SALE_NOTICE = "sale_notice"
    """变卖公告."""
    RERUN_NOTICE = "rerun_notice"
    """重新拍卖公告, of whichever round is held again."""
    SPECIAL_WARNINGS = "special_warnings"
    """特别提示."""
    INSTRUCTIONS = "instructions"
    """竞买须知."""
    PRIORITY_NOTICE = "priority_notice"
    """优先购买权通知书."""
    CONFIRMATION = "confirmation"
    """成交确认书."""
    STOP_ANNOUNCEMENT = "stop_announcement"
    """暂缓, 中止 or 紧急暂停 公告, as the stop is."""
    RESUMPTION = "resumption"
    """恢复拍卖公告."""
    DEFAULT_DECISION = "default_decision"
    """悔拍保证金不予退还决定书."""
    BALANCE_REMINDER = "balance_reminder"
    """尾款催告."""


class IssuePaper(Struct, frozen=True, gc=False):
    """The court issues a paper; a confirmation may be issued by the platform that made it.

    `round` is 0 before there was one. `html` and `pdf` are the digests of the two forms.
    """

    paper: PaperKind
    round: int
    check_code: str
    html: str
    pdf: str


class PaperIssued(Event, frozen=True, gc=False):
    """A paper went out. Whoever holds a copy finds it by its check code or by its bytes.

    Public for private papers too: a paper holds a keyed nonce, so that its digests tell nothing
    to whoever would guess a name or an address.
    """

    paper: PaperKind
    round: int
    check_code: str
    html: str
    pdf: str


KINDS: tuple[EventKind, ...] = (
    EventKind("auction.paper_issued", 1, Visibility.PUBLIC, PaperIssued),
)

PaperCommand = IssuePaper


def issue_paper(state: Disposal, command: IssuePaper, asked: Asked) -> Decision:
    """Record that a paper was issued, where the disposal allows such a paper as it stands.

    The same paper may go out more than once. Source: 法释〔2016〕18号 第三, 六, 十二至十四, 十六,
    二十二, 二十四, 二十五, 二十八条.
    """
    wrong = (
        not_by_its_office(state, command, asked)
        or not_a_paper(command.html, command.pdf)
        or _code_malformed(command)
        or _round_wrong(state, command)
        or paper_refused(state, command.paper)
    )
    if wrong is not None:
        return wrong
    return (
        PaperIssued(command.paper, command.round, command.check_code, command.html, command.pdf),
    )


def not_by_its_office(state: Disposal, command: IssuePaper, asked: Asked) -> Refused | None:
    """Return why a paper is nobody's: only the platform's own confirmation is not the court's."""
    is_its_own = command.paper is PaperKind.CONFIRMATION and asked.actor == state.platform
    by_court = Asked(state.court or "", asked.now, asked.setting)
    return not_by_court(state, by_court if is_its_own else asked)


def _code_malformed(command: IssuePaper) -> Refused | None:
    is_code = CHECK_CODE.fullmatch(command.check_code) is not None
    return None if is_code else refused(Code.PAPER_MALFORMED)


def _round_wrong(state: Disposal, command: IssuePaper) -> Refused | None:
    number = round_of(state)
    return None if command.round == number else refused(Code.ROUND_NOT_CURRENT, round=number)


def round_of(state: Disposal) -> int:
    """Return the number of the round that a paper is of, 0 before there was one."""
    return state.rounds[-1].terms.number if state.rounds else 0


def paper_refused(state: Disposal, paper: PaperKind) -> Refused | None:
    """Return why a disposal does not allow a paper as it stands, or None where it does."""
    match paper:
        case PaperKind.NOTICE:
            return _not_running(state, RoundKind.AUCTION_1, RoundKind.AUCTION_2)
        case PaperKind.SALE_NOTICE:
            return _not_running(state, RoundKind.SALE)
        case PaperKind.RERUN_NOTICE:
            return _not_running(state, RoundKind.RERUN)
        case PaperKind.SPECIAL_WARNINGS | PaperKind.INSTRUCTIONS:
            return _not_running(state, *RoundKind)
        case PaperKind.PRIORITY_NOTICE:
            return _nobody_to_tell(state)
        case PaperKind.CONFIRMATION:
            is_sold = _phase(state) is Phase.CLOSED_SOLD
            return None if is_sold else refused(Code.NOT_SOLD)
        case PaperKind.STOP_ANNOUNCEMENT | PaperKind.RESUMPTION:
            is_stopped = _phase(state) is Phase.STOPPED
            return None if is_stopped else refused(Code.NOT_STOPPED)
        case PaperKind.DEFAULT_DECISION:
            return None if _has_forfeit(state) else refused(Code.NOTHING_FORFEITED)
        case PaperKind.BALANCE_REMINDER:
            return _nothing_owed(state)
        case _:
            assert_never(paper)


def _phase(state: Disposal) -> Phase | None:
    return state.rounds[-1].phase if state.rounds else None


def _not_running(state: Disposal, *kinds: RoundKind) -> Refused | None:
    """Return why nothing may be said of a notice: none is out, or of another kind of round."""
    current = state.current
    if current is None or not current.is_running:
        return refused(Code.LOT_NOT_PUBLISHED)
    kind = current.terms.kind
    if kind in kinds:
        return None
    return refused(Code.ROUND_NOT_NEXT, kind=kinds[0].value, due=kind.value)


def _nobody_to_tell(state: Disposal) -> Refused | None:
    """Check that a sale is near, that its price is decided, and that somebody has priority."""
    filed = state.file.preparation
    if state.platform is None:
        return refused(Code.NOT_ASSIGNED)
    if running_round(state) is None and coming_panel(state) is None:
        return refused(Code.PANEL_MISSING)
    if not state.priorities and not filed.holders(*PRIORITY_ROLES):
        return refused(Code.PERSON_UNKNOWN)
    return None


def running_round(state: Disposal) -> Round | None:
    """Return the round whose notice is out and that has no result yet."""
    current = state.current
    return current if current is not None and current.is_running else None


def coming_panel(state: Disposal) -> Panel | None:
    """Return what the panel decided for the round that comes next, once it did."""
    panel = state.file.preparation.panel
    return panel if panel is not None and panel.round == round_of(state) + 1 else None


def _has_forfeit(state: Disposal) -> bool:
    """Say whether the buyer of the last round defaulted and lost his deposit."""
    lost = state.file.settlement.forfeits
    is_of_last = bool(lost) and lost[-1].round == round_of(state)
    return _phase(state) is Phase.DEFAULTED and is_of_last


def _nothing_owed(state: Disposal) -> Refused | None:
    done = state.file.settlement
    if _phase(state) is not Phase.CLOSED_SOLD or done.code is None or not done.is_sold:
        return refused(Code.NOTHING_SOLD)
    return None if done.covered_on is None else refused(Code.PAID_ALREADY)
