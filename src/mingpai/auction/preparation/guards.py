"""Every guard of a notice: all that is not met, in one fixed order, each with its article.

The court's desk shows them all; a decision names the first. Guards that need amounts and instants
are left out while those are none. Source: legal reference, sections 7.2 (D5, D7, D9) and 7.3.
Where to look next: the guards of `money_guards`, `telling_guards`, `term_guards`,
`content_guards`; `ladder` (which round comes next).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import partial

from mingpai.auction.asked import Asked, not_a_paper
from mingpai.auction.model import Disposal
from mingpai.auction.objections.terms import claim_in_the_way, outcome_to_carry_out
from mingpai.auction.preparation import (
    content_guards,
    money_guards,
    telling_guards,
    term_guards,
)
from mingpai.auction.preparation.commands import AnnounceRound
from mingpai.auction.preparation.draft import Draft, Timing, drafted
from mingpai.auction.preparation.ladder import creditors_declined, next_round
from mingpai.auction.refusals import Code, refused
from mingpai.auction.settlement.owed import running_self_disposal
from mingpai.kernel.ids import OfficeId
from mingpai.kernel.money import is_fen
from mingpai.kernel.outcome import Refused
from mingpai.law.articles import ARTICLES
from mingpai.law.timeline import NoValueInForce

FIRST_YEAR = 2000
LAST_YEAR = 2999
"""No notice reaches beyond them; arithmetic on a close stays far from the calendar's ends."""
_PLACES: Mapping[str, int] = {code.value: place for place, code in enumerate(Code)}


def publication_guards(state: Disposal, command: AnnounceRound, asked: Asked) -> Iterator[Refused]:
    """Yield every guard of a notice that is not met, in the order of `Code`.

    Who asks is not looked at: see `auction.asked.not_by_court`.
    """
    draft = drafted(state, command, asked)
    malformed = tuple(malformed_terms(command))
    asking = [partial(guard, draft) for guard in _ALWAYS]
    if not malformed:
        asking += [partial(guard, draft) for guard in _WELL_FORMED]
        asking += [partial(guard, draft.timing) for guard in _TERMS]
    yield from _in_order([*malformed, *_not_met(asking)])


def term_guards_of(timing: Timing) -> Iterator[Refused]:
    """Yield every guard on the days and hours of a round that is not met, in the order of `Code`.

    Requires: instants that have an offset and lie within the bounds of a notice.
    """
    yield from _in_order(_not_met([partial(guard, timing) for guard in _TERMS]))


def _in_order(found: Sequence[Refused]) -> list[Refused]:
    return sorted(found, key=lambda one: _PLACES[one.code])


def _not_met(asking: Sequence[Callable[[], Iterator[Refused]]]) -> list[Refused]:
    """Ask each guard. Where the law has no value on that day, that is what is told, once."""
    found: list[Refused] = []
    is_lawless = False
    for ask in asking:
        try:
            found.extend(ask())
        except NoValueInForce:
            is_lawless = True
    return [*found, refused(Code.NO_LAW_IN_FORCE)] if is_lawless else found


# What stands before all terms -----------------------------------------------------------------


def seizure_lapsed(state: Disposal, today: date) -> Refused | None:
    """Return why nothing may be done with the property: its seizure lapsed, or is not on file.

    The last day of the seizure still belongs to it (K39).
    Source: 民诉法解释（2022年修正）第四百八十五条.
    """
    until = state.file.preparation.seizure_until
    if until is not None and today <= until:
        return None
    return refused(Code.SEIZURE_LAPSED, until="" if until is None else until.isoformat())


def platform_not_listed(platform: OfficeId, asked: Asked) -> Refused | None:
    """Return why a platform may not sell today: it is not on the list (K01). Source: 第四条."""
    listed = asked.setting.platforms
    if listed.is_listed(platform, on=asked.today):
        return None
    return refused(
        Code.PLATFORM_NOT_LISTED,
        platform=platform,
        platform_list=f"{listed.name}/{listed.version}",
        verified=listed.is_verified(platform),
    )


def malformed_terms(command: AnnounceRound) -> Iterator[Refused]:
    """Refuse amounts that are none, and instants without offset or beyond all notices."""
    amounts = (command.start_price_fen, command.step_fen, command.deposit_fen)
    if not all(is_fen(amount) and amount > 0 for amount in amounts) or not is_fen(
        command.notice.bidder_fee_fen
    ):
        yield refused(Code.TERMS_OUT_OF_RANGE)
    wrong = malformed_instants(command.opens_at, command.closes_at)
    if wrong is not None:
        yield wrong
    if not all(one in ARTICLES for one in command.notice.repeats):
        yield refused(Code.ARTICLE_UNKNOWN)


def malformed_instants(*instants: datetime) -> Refused | None:
    """Return why one of these cannot be an instant of a notice."""
    if all(at.utcoffset() is not None and FIRST_YEAR <= at.year <= LAST_YEAR for at in instants):
        return None
    return refused(Code.INSTANT_MALFORMED, first_year=FIRST_YEAR, last_year=LAST_YEAR)


def _papers(draft: Draft) -> Iterator[Refused]:
    notice = draft.command.notice
    optional = (notice.tax_decision, draft.command.basis_proof)
    wrong = not_a_paper(notice.document, *(one for one in optional if one))
    if wrong is not None:
        yield wrong


def _seizure(draft: Draft) -> Iterator[Refused]:
    wrong = seizure_lapsed(draft.state, draft.asked.today)
    if wrong is not None:
        yield wrong


def _platform(draft: Draft) -> Iterator[Refused]:
    """Refuse a notice on no platform (K02) or on one that is not listed that day (K01)."""
    platform = draft.state.platform
    wrong = (
        refused(Code.NOT_ASSIGNED)
        if platform is None
        else platform_not_listed(platform, draft.asked)
    )
    if wrong is not None:
        yield wrong


def _ladder(draft: Draft) -> Iterator[Refused]:
    """Refuse a round while another runs, and one that is not the next."""
    current = draft.state.current
    if current is not None and current.is_running:
        yield refused(Code.ALREADY_ANNOUNCED, round=current.terms.number)
        return
    following = next_round(draft.state, basis=draft.command.basis)
    if following is None or following.kind is not draft.command.kind:
        due = "none" if following is None else following.kind.value
        yield refused(Code.ROUND_NOT_NEXT, kind=draft.command.kind.value, due=due)
    if following is not None and following.after_failure and not creditors_declined(draft.state):
        yield refused(Code.SET_OFF_NOT_ASKED)


def _others(draft: Draft) -> Iterator[Refused]:
    """Refuse a notice while an outsider's claim is open or upheld, or the debtor sells himself.

    And while an upheld objection is to be carried out: the notice would settle what the court has
    ordered to be undone or put right (a reading).
    Source: 法释〔2016〕18号 第三十六条; 民事诉讼法（2023年修正）第二百三十六条; 法〔2024〕238号.
    """
    claim = claim_in_the_way(draft.state, draft.asked)
    if claim is not None:
        yield refused(Code.OUTSIDER_CLAIM_OPEN, objection=claim.number)
    upheld = outcome_to_carry_out(draft.state)
    if upheld is not None:
        yield refused(Code.OBJECTION_NOT_CARRIED_OUT, objection=upheld.number)
    own_sale = running_self_disposal(draft.state, draft.asked.today)
    if own_sale is not None:
        yield refused(Code.SELF_DISPOSAL_RUNS, until=own_sale.until.isoformat())


_ALWAYS: tuple[Callable[[Draft], Iterator[Refused]], ...] = (
    _papers,
    _seizure,
    _platform,
    _ladder,
    _others,
    money_guards.debt_open,
    money_guards.price_on_file,
    money_guards.report_known,
    telling_guards.everybody_told,
    content_guards.all_items,
    content_guards.all_further,
    content_guards.all_warnings,
    content_guards.wording,
    content_guards.possession,
    content_guards.taxes,
    content_guards.balance_days,
)
"""What needs no amounts and no instants."""

_WELL_FORMED: tuple[Callable[[Draft], Iterator[Refused]], ...] = (
    money_guards.basis_allowed,
    money_guards.start_price,
    money_guards.surplus,
    money_guards.deposit,
    money_guards.panel_decided,
    content_guards.no_bidder_fee,
)

_TERMS: tuple[Callable[[Timing], Iterator[Refused]], ...] = (
    money_guards.price_carries,
    term_guards.opening_ahead,
    term_guards.notice_long_enough,
    term_guards.starts_in_time,
    term_guards.window_long_enough,
    term_guards.seizure_holds,
    term_guards.shareholders_had_term,
    term_guards.tenants_told_in_time,
)
