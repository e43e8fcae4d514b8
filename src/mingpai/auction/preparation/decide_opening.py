"""Opening a disposal of a property under seizure, and renewing the seizure.

Ships and exchange-traded shares are sold under rules of their own and are refused.
Source: 民诉法解释（2022年修正）第四百八十五条 (K39); 法释〔2015〕6号; 法释〔2021〕20号 第一条.
Where to look next: `auction.preparation.decide`.
"""

from datetime import date

from mingpai.auction.asked import Asked, Decision, not_a_paper, not_by_court, not_yet
from mingpai.auction.model import Disposal, PropertyClass
from mingpai.auction.preparation.commands import OpenDisposal, RenewSeizure
from mingpai.auction.preparation.events import DisposalOpened, SeizureRenewed
from mingpai.auction.preparation.guards import LAST_YEAR, seizure_lapsed
from mingpai.auction.preparation.model import Nature, Trait
from mingpai.auction.refusals import Code, refused
from mingpai.kernel.ids import well_formed
from mingpai.kernel.outcome import Refused
from mingpai.law.notice import days_for
from mingpai.law.parameters import SEIZURE_YEARS
from mingpai.law.periods import add_months

_MONTHS = 12
_CLASS_OF = {
    Nature.GOODS: PropertyClass.MOVABLE,
    Nature.VEHICLE: PropertyClass.MOVABLE,
    Nature.HOME: PropertyClass.IMMOVABLE,
    Nature.BUILDING: PropertyClass.IMMOVABLE,
    Nature.LAND: PropertyClass.IMMOVABLE,
    Nature.EQUITY: PropertyClass.OTHER_RIGHT,
}
"""OTHER is of any class; ships and listed shares are not sold here at all."""
_NATURE_OF = {
    Trait.PURCHASE_RESTRICTED: Nature.HOME,
    Trait.APPROVAL_NEEDED: Nature.EQUITY,
    Trait.CANNOT_BE_VALUED: Nature.EQUITY,
}
"""Traits that only one nature can have."""


def open_disposal(state: Disposal, command: OpenDisposal, asked: Asked) -> Decision:
    """Open a disposal. Only the enforcing court opens its own (第六条)."""
    if state.court is not None:
        return refused(Code.ALREADY_OPEN)
    if asked.actor != command.court:
        return refused(Code.NOT_THIS_COURT)
    wrong = (
        not_yet(command.seized_on, asked)
        or _id_malformed(command)
        or _sold_elsewhere(command)
        or _muddled(command)
        or _term_wrong(command, asked)
    )
    if wrong is not None:
        return wrong
    return (
        DisposalOpened(
            case_id=command.case_id,
            property_id=command.property_id,
            property_class=command.property_class,
            court=command.court,
            nature=command.nature,
            seized_on=command.seized_on,
            seizure_until=command.seizure_until,
            traits=tuple(dict.fromkeys(command.traits)),
            opened_on=asked.today,
        ),
    )


def _id_malformed(command: OpenDisposal) -> Refused | None:
    if (
        well_formed("case", command.case_id)
        and well_formed("property", command.property_id)
        and well_formed("office", command.court)
    ):
        return None
    return refused(Code.ID_MALFORMED)


def _sold_elsewhere(command: OpenDisposal) -> Refused | None:
    """Refuse ships (a secret reserve, a committee of their own) and exchange-traded shares."""
    if command.nature is Nature.SHIP:
        return refused(Code.SHIP_HAS_OWN_RULES)
    if command.nature is Nature.LISTED_SHARES:
        return refused(Code.LISTED_SHARES_HAVE_OWN_RULES)
    return None


def _muddled(command: OpenDisposal) -> Refused | None:
    """Refuse a nature that is not of the class, by which notice and seizure have their terms."""
    nature = command.nature
    if _CLASS_OF.get(nature, command.property_class) is not command.property_class:
        return refused(
            Code.NATURE_NOT_OF_CLASS,
            nature=nature.value,
            property_class=command.property_class.value,
        )
    for trait in command.traits:
        if _NATURE_OF.get(trait, nature) is not nature:
            return refused(Code.TRAIT_NOT_OF_NATURE, trait=trait.value, nature=nature.value)
    return None


def _term_wrong(command: OpenDisposal, asked: Asked) -> Refused | None:
    """Refuse a seizure longer than its class allows, or one that has lapsed (K39)."""
    until = command.seizure_until
    most = latest_end(command.seized_on, command.property_class, asked)
    if not command.seized_on <= until <= most:
        return refused(Code.SEIZURE_TERM_WRONG, until=until.isoformat(), latest=most.isoformat())
    if until < asked.today:
        return refused(Code.SEIZURE_LAPSED, until=until.isoformat())
    return None


def latest_end(begins_on: date, property_class: PropertyClass, asked: Asked) -> date:
    """Return the last day to which a seizure of this class may reach. Raises: NoValueInForce."""
    dated = asked.setting.laws.dated(SEIZURE_YEARS, on=asked.today)
    years = days_for(dated.value, property_class.value)
    return add_months(begins_on, years * _MONTHS)


def renew_seizure(state: Disposal, command: RenewSeizure, asked: Asked) -> Decision:
    """Record that the seizure was renewed, which is possible only before it lapses.

    Where none is on file (a disposal of the first version) this puts one there.
    """
    wrong = not_by_court(state, asked) or not_a_paper(command.proof)
    if wrong is not None:
        return wrong
    held = state.file.preparation.seizure_until
    lapsed = None if held is None else seizure_lapsed(state, asked.today)
    if lapsed is not None:
        return lapsed
    begins = held or asked.today
    most = latest_end(begins, state.file.property_class, asked)
    if not begins < command.until <= most or command.until.year > LAST_YEAR:
        return refused(
            Code.SEIZURE_TERM_WRONG, until=command.until.isoformat(), latest=most.isoformat()
        )
    return (SeizureRenewed(until=command.until, proof=command.proof),)
