"""The panel's decision, the notice of a round and its correction, and who bids for whom.

Source: 法释〔2016〕18号 第十二至十四条, 第十四条第二项 (K23), 第二十七条 (K04).
Where to look next: `auction.preparation.guards` (all that a notice needs), `law.content`.
"""

from datetime import UTC, datetime

from mingpai.auction.asked import Asked, Decision, not_a_paper, not_by_court
from mingpai.auction.model import Disposal, Round
from mingpai.auction.preparation.commands import (
    AnnounceRound,
    ConfirmAgent,
    CorrectNotice,
    RecordPanel,
)
from mingpai.auction.preparation.content_guards import forbidden_in
from mingpai.auction.preparation.draft import timing_of
from mingpai.auction.preparation.events import (
    AgentConfirmed,
    NoticeCorrected,
    PanelDecided,
    RoundAnnounced,
)
from mingpai.auction.preparation.guards import (
    malformed_instants,
    publication_guards,
    seizure_lapsed,
    term_guards_of,
)
from mingpai.auction.preparation.model import PanelMatter
from mingpai.auction.preparation.telling import registrants_told
from mingpai.auction.refusals import Code, refused
from mingpai.kernel.ids import well_formed
from mingpai.kernel.money import Fen, is_fen
from mingpai.kernel.outcome import Refused
from mingpai.law.blanks import says_nothing
from mingpai.law.content import (
    Effect,
    FurtherItem,
    Item,
    NoticeField,
    SpecialWarning,
    effect_of,
)
from mingpai.law.parameters import PANEL_MIN

_MOST_MEMBERS = 99
_ANY_TIME = (NoticeField.CONTACT, NoticeField.VIEWING)
"""What may still be corrected while bidding runs: nobody's bid rests on it."""

# The panel ------------------------------------------------------------------------------------


def record_panel(state: Disposal, command: RecordPanel, asked: Asked) -> Decision:
    """Record what a panel decided for the round that comes next (K04).

    Source: 法释〔2016〕18号 第二十七条; 人民法院组织法（2018年修订）第三十条 (recalled): three or
    more, an odd number.
    """
    wrong = not_by_court(state, asked) or not_a_paper(command.decision)
    if wrong is not None:
        return wrong
    least = asked.setting.laws.dated(PANEL_MIN, on=asked.today)
    members = command.members
    if type(members) is not int or not 0 < members <= _MOST_MEMBERS:
        members = 0
    if members < least.value or members % 2 == 0:
        return refused(
            Code.PANEL_TOO_SMALL, members=members, least=least.value, verified=least.verified
        )
    current = state.current
    if current is not None and current.is_running:
        return refused(Code.ALREADY_ANNOUNCED, round=current.terms.number)
    amounts = (command.start_price_fen, command.step_fen, command.deposit_fen)
    if not all(is_fen(amount) and amount > 0 for amount in amounts):
        return refused(Code.TERMS_OUT_OF_RANGE)
    return (
        PanelDecided(
            round=len(state.rounds) + 1,
            members=members,
            matters=tuple(one for one in PanelMatter if one in command.matters),
            start_price_fen=command.start_price_fen,
            step_fen=command.step_fen,
            deposit_fen=command.deposit_fen,
            decision=command.decision,
            on=asked.today,
        ),
    )


# The notice -----------------------------------------------------------------------------------


def announce(state: Disposal, command: AnnounceRound, asked: Asked) -> Decision:
    """Publish the notice of a round, or name the first guard that is not met."""
    wrong = not_by_court(state, asked) or next(publication_guards(state, command, asked), None)
    if wrong is not None:
        return wrong
    notice = command.notice
    return (
        RoundAnnounced(
            round=len(state.rounds) + 1,
            kind=command.kind,
            announced_on=asked.today,
            reference_price_fen=_reference_price(state),
            start_price_fen=command.start_price_fen,
            step_fen=command.step_fen,
            deposit_fen=command.deposit_fen,
            opens_at=command.opens_at.astimezone(UTC),
            closes_at=command.closes_at.astimezone(UTC),
            step_rule=command.step_rule,
            basis=command.basis,
            items=tuple(one for one in Item if one in notice.items),
            warnings=tuple(one for one in SpecialWarning if one in notice.warnings),
            possession=notice.possession,
            taxes=notice.taxes,
            tax_decision=notice.tax_decision,
            balance_days=notice.balance_days,
            bidder_fee_fen=notice.bidder_fee_fen,
            document=notice.document,
            basis_proof=command.basis_proof,
            repeats=tuple(sorted(set(notice.repeats))),
            further=tuple(
                one for one in FurtherItem if not says_nothing(notice.further.get(one, ""))
            ),
        ),
    )


def _reference_price(state: Disposal) -> Fen:
    """Return the price on file, that of the last round, or 0 where nobody could value it."""
    price, current = state.file.preparation.price, state.current
    if price is not None:
        return price.price_fen
    return Fen(0) if current is None else current.terms.reference_price_fen


# What follows it ------------------------------------------------------------------------------


def correct(state: Disposal, command: CorrectNotice, asked: Asked) -> Decision:
    """Correct a field of the notice, before bidding opens; some fields need the whole term again.

    A correction that leaves too little time may put bidding off at once. How a correction works
    on the term is a reading of ours (see `law.content`).
    """
    wrong = not_by_court(state, asked) or not_a_paper(command.document)
    if wrong is not None:
        return wrong
    current = state.current
    if current is None or not current.is_running:
        return refused(Code.LOT_NOT_PUBLISHED)
    given = tuple(at for at in (command.opens_at, command.closes_at) if at is not None)
    wrong = malformed_instants(*given) or next(
        forbidden_in(command.text, part=command.field.value), None
    )
    if wrong is not None:
        return wrong
    effect = effect_of(command.field)
    if effect is Effect.WITHDRAWAL_NEEDED:
        return refused(Code.CORRECTION_NEEDS_WITHDRAWAL, field=command.field.value)
    wrong = _not_correctable(current, command, asked)
    if wrong is not None:
        return wrong
    opens_at = command.opens_at or current.terms.opens_at
    closes_at = command.closes_at or current.book.closes_at
    if effect is Effect.TERM_RESTARTS:
        timing = timing_of(state, current, asked, opens_at=opens_at, closes_at=closes_at)
        wrong = seizure_lapsed(state, asked.today) or next(term_guards_of(timing), None)
        if wrong is not None:
            return wrong
    corrected = NoticeCorrected(
        round=current.terms.number,
        field=command.field,
        effect=effect,
        document=command.document,
        on=asked.today,
        opens_at=opens_at.astimezone(UTC),
        closes_at=closes_at.astimezone(UTC),
    )
    return (corrected, *registrants_told(current, command.document))


def _not_correctable(current: Round, command: CorrectNotice, asked: Asked) -> Refused | None:
    """Refuse a correction once bidding has opened, or another time beside what begins no term.

    Of a round that stands still the times are set when it is resumed, and no term begins there.
    """
    is_moved = command.opens_at is not None or command.closes_at is not None
    begins_term = effect_of(command.field) is Effect.TERM_RESTARTS
    is_too_late = bidding_opened(current, asked.now) and command.field not in _ANY_TIME
    if is_too_late or (begins_term and current.stop is not None):
        return refused(Code.NOT_CORRECTABLE_NOW, field=command.field.value)
    if (is_moved and not begins_term) or (command.field is NoticeField.OPENING and not is_moved):
        return refused(Code.INSTANT_MISPLACED, field=command.field.value)
    return None


def bidding_opened(current: Round, now: datetime) -> bool:
    """Say whether bidding has opened; of a round that stands or stood still, whether it had."""
    return current.has_begun or (current.stop is None and now >= current.terms.opens_at)


def confirm_agent(state: Disposal, command: ConfirmAgent, asked: Asked) -> Decision:
    """Record that somebody bids for somebody else; only before bidding opens (K23).

    Source: 法释〔2016〕18号 第十四条第二项.
    """
    wrong = not_by_court(state, asked) or not_a_paper(command.proof)
    if wrong is not None:
        return wrong
    tokens = (command.agent, command.principal)
    if not all(well_formed("lot token", one) for one in tokens) or tokens[0] == tokens[1]:
        return refused(Code.TOKEN_MALFORMED)
    current = state.current
    if current is None or not current.is_running:
        return refused(Code.LOT_NOT_PUBLISHED)
    if bidding_opened(current, asked.now):
        return refused(Code.AGENT_TOO_LATE)
    return (AgentConfirmed(command.agent, command.principal, command.proof),)
