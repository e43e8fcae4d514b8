"""A disposal as it would stand once the court did what a draft says: decided, not recorded.

A notice, a resumption and a decision on a default exist as papers before the act that publishes
them, and the act holds their digest. So the engine itself decides the act here, with an empty
digest in the paper's place: what it would refuse has no paper. Once the act is on record, the
record is what counts and the draft is not looked at.
"""

from datetime import date, datetime

from mingpai.auction.asked import Asked
from mingpai.auction.commands import Command
from mingpai.auction.decide import decide
from mingpai.auction.evolve import evolve
from mingpai.auction.model import Disposal, Phase, RoundKind
from mingpai.auction.papers import PaperKind, coming_panel, running_round
from mingpai.auction.preparation.commands import AnnounceRound, Notice
from mingpai.auction.preparation.content_guards import further_asked
from mingpai.auction.preparation.model import Panel
from mingpai.auction.settlement.commands import DecideDefault
from mingpai.auction.stops.commands import ResumeBidding
from mingpai.kernel.canon import b64url
from mingpai.kernel.ids import ArticleId
from mingpai.kernel.outcome import Refused
from mingpai.papers.basis import TimesMissing
from mingpai.papers.filled import Draft, Filled
from mingpai.papers.proof import NoticeTexts, Unpublishable, prove

_PAPER = b64url(bytes(32))
"""Stands for the digest of the paper that is yet to be made."""
_PREPAYMENT = ArticleId("FMC2017-455:0")
"""Binds bidders of a sale only where its notice repeats it."""
_WITH_NOTICE = frozenset(
    {
        PaperKind.NOTICE,
        PaperKind.SALE_NOTICE,
        PaperKind.RERUN_NOTICE,
        PaperKind.SPECIAL_WARNINGS,
        PaperKind.INSTRUCTIONS,
    }
)


def as_drafted(
    kind: PaperKind, state: Disposal, filled: Filled, asked: Asked
) -> Disposal | Refused:
    """Return the disposal that a paper is made from, or why the engine refuses what is drafted.

    Raises: TimesMissing; Unpublishable, of a notice whose texts lack something or are forbidden.
    """
    if filled.draft is None:
        return state
    command = _command(kind, state, filled, asked)
    if command is None:
        return state
    decision = decide(state, command, actor=asked.actor, now=asked.now, setting=asked.setting)
    if isinstance(decision, Refused):
        return decision
    if kind is PaperKind.RESUMPTION:  # the stop that it ends is what the paper speaks of
        return state
    for event in decision:
        state = evolve(state, event)
    return state


def resumes(draft: Draft | None) -> tuple[datetime, datetime] | None:
    """Return when bidding goes on and ends, where a draft says both."""
    if draft is None or draft.opens_at is None or draft.closes_at is None:
        return None
    return draft.opens_at, draft.closes_at


def _command(kind: PaperKind, state: Disposal, filled: Filled, asked: Asked) -> Command | None:
    """Return the act that a paper belongs to, or None where it is on record or there is none."""
    current, draft = state.current, filled.draft or Draft()
    if kind in _WITH_NOTICE and running_round(state) is None:
        panel = coming_panel(state)
        if panel is None:
            return None
        return _announcement(kind, state, filled, panel=panel, today=asked.today)
    if kind is PaperKind.RESUMPTION:
        return ResumeBidding(*_times(draft), announcement=_PAPER)
    if (
        kind is PaperKind.DEFAULT_DECISION
        and current is not None
        and current.phase is Phase.CLOSED_SOLD
    ):
        return DecideDefault(draft.claims_shortfall, _PAPER, draft.default_ground)
    return None


def _times(draft: Draft) -> tuple[datetime, datetime]:
    times = resumes(draft)
    if times is None:
        raise TimesMissing
    return times


def _announcement(
    kind: PaperKind, state: Disposal, filled: Filled, *, panel: Panel, today: date
) -> AnnounceRound:
    """Return the notice as an act, its amounts as the panel decided them."""
    draft = filled.draft or Draft()
    texts = filled.texts or NoticeTexts({}, {})
    proof = prove(texts, asked=further_asked(state, on=today))
    if not proof.is_publishable:
        raise Unpublishable(proof)
    opens_at, closes_at = _times(draft)
    return AnnounceRound(
        kind=_round_kind(kind, state),
        start_price_fen=panel.start_price_fen,
        step_fen=panel.step_fen,
        deposit_fen=panel.deposit_fen,
        opens_at=opens_at,
        closes_at=closes_at,
        notice=Notice(
            items=texts.items,
            warnings=texts.warnings,
            possession=draft.possession,
            taxes=draft.taxes,
            balance_days=draft.balance_days,
            document=_PAPER,
            tax_decision=draft.tax_decision,
            repeats=(_PREPAYMENT,) if draft.prepaid else (),
            further=texts.further,
        ),
        step_rule=draft.step_rule,
        basis=draft.basis,
        basis_proof=draft.basis_proof,
    )


def _round_kind(kind: PaperKind, state: Disposal) -> RoundKind:
    """Return which round the paper is of; of several papers, the one that comes next."""
    last = state.current
    if kind is PaperKind.SALE_NOTICE:
        return RoundKind.SALE
    if last is None:
        return RoundKind.AUCTION_1
    if kind is PaperKind.RERUN_NOTICE or last.phase in (Phase.DEFAULTED, Phase.ANNULLED):
        return RoundKind.RERUN
    if last.phase is not Phase.CLOSED_UNSOLD:
        return last.terms.kind
    if last.terms.auction is RoundKind.AUCTION_1 or kind is PaperKind.NOTICE:
        return RoundKind.AUCTION_2
    return RoundKind.SALE
