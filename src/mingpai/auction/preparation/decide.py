"""What a command before a round leads to, or the one reason why not. Checks in a fixed order.

The same facts may be recorded while a round runs. What is merely late is recorded as late: the
breach is named by the duties and by supervision. Where to look next: `opening`, `service`,
`platform`, `guards` (the notice), `correction`; `auction.codes` (the order of the checks).
"""

from typing import assert_never

from mingpai.auction.asked import Asked, Decision
from mingpai.auction.model import Disposal
from mingpai.auction.preparation.commands import (
    AnnounceRound,
    AssignPlatform,
    ConfirmAgent,
    CorrectNotice,
    CorrectPrice,
    FixPrice,
    InsistOnAuction,
    NamePerson,
    ObjectToPrice,
    OpenDisposal,
    PreparationCommand,
    RecordChoice,
    RecordClaims,
    RecordPanel,
    RenewSeizure,
    ServeDocument,
    SettlePriceObjection,
    StartPricing,
    StateNoShareholder,
    WaiveNotice,
)
from mingpai.auction.preparation.decide_notice import announce, confirm_agent, correct, record_panel
from mingpai.auction.preparation.decide_opening import open_disposal, renew_seizure
from mingpai.auction.preparation.decide_persons import (
    name_person,
    serve,
    state_no_shareholder,
    waive,
)
from mingpai.auction.preparation.decide_platform import assign, record_choice
from mingpai.auction.preparation.decide_price import (
    correct_price,
    fix_price,
    insist,
    object_to_price,
    record_claims,
    settle_objection,
    start_pricing,
)
from mingpai.auction.refusals import Code, refused
from mingpai.law.timeline import NoValueInForce


def decide_preparation(state: Disposal, command: PreparationCommand, asked: Asked) -> Decision:
    """Return what follows from a command of this part."""
    try:
        return _decide(state, command, asked)
    except NoValueInForce:
        return refused(Code.NO_LAW_IN_FORCE)


def _decide(state: Disposal, command: PreparationCommand, asked: Asked) -> Decision:
    match command:
        case OpenDisposal():
            return open_disposal(state, command, asked)
        case RenewSeizure():
            return renew_seizure(state, command, asked)
        case NamePerson() | StateNoShareholder() | ServeDocument() | WaiveNotice():
            return _decide_persons(state, command, asked)
        case RecordChoice():
            return record_choice(state, command, asked)
        case AssignPlatform():
            return assign(state, command, asked)
        case RecordPanel():
            return record_panel(state, command, asked)
        case ConfirmAgent():
            return confirm_agent(state, command, asked)
        case AnnounceRound():
            return announce(state, command, asked)
        case CorrectNotice():
            return correct(state, command, asked)
        case _:
            return _decide_price(state, command, asked)


def _decide_persons(
    state: Disposal,
    command: NamePerson | StateNoShareholder | ServeDocument | WaiveNotice,
    asked: Asked,
) -> Decision:
    match command:
        case NamePerson():
            return name_person(state, command, asked)
        case StateNoShareholder():
            return state_no_shareholder(state, command, asked)
        case ServeDocument():
            return serve(state, command, asked)
        case WaiveNotice():
            return waive(state, command, asked)
        case _:
            assert_never(command)


def _decide_price(
    state: Disposal,
    command: StartPricing
    | FixPrice
    | CorrectPrice
    | ObjectToPrice
    | SettlePriceObjection
    | RecordClaims
    | InsistOnAuction,
    asked: Asked,
) -> Decision:
    match command:
        case StartPricing():
            return start_pricing(state, command, asked)
        case FixPrice():
            return fix_price(state, command, asked)
        case CorrectPrice():
            return correct_price(state, command, asked)
        case ObjectToPrice():
            return object_to_price(state, command, asked)
        case SettlePriceObjection():
            return settle_objection(state, command, asked)
        case RecordClaims():
            return record_claims(state, command, asked)
        case InsistOnAuction():
            return insist(state, command, asked)
        case _:
            assert_never(command)
