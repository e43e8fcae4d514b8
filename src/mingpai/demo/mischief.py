"""Bids and orders that must be refused, put into a lot's script after its sale was written.

Each is named for the code of refusal that answers it. Where to look next: `demo.faults` (bids that
have not the form of one), `auction.codes` (every code).
"""

from collections.abc import Callable, Mapping
from datetime import timedelta

from mingpai.auction.commands import CloseRound
from mingpai.auction.preparation.commands import RecordChoice
from mingpai.demo.faults import FORMS, bid_bytes, wrong_bytes
from mingpai.demo.places import UNLISTED
from mingpai.demo.script import LotScript, Taken
from mingpai.demo.steps import Admit, Confirm, Flood, GrantPriority, Send, stand_in
from mingpai.exchange.paperwork import paper
from mingpai.kernel.ids import BiddingCode, StreamId

_SOON = timedelta(milliseconds=700)
_MINUTE = timedelta(minutes=1)
NOBODY = "Z0001"
"""A code of the right form that is never handed out."""
OTHER_LOT = StreamId("disposal/2026-0999")
FLOOD_BIDS = 240
_FLOOD_FORMS = ("not_json", "price_nan", "price_is_text", "field_unknown")
Mischief = Callable[[LotScript], None]


def put_form(script: LotScript, fault: str) -> None:
    """Put in a bid that has not the form of one."""
    taken = script.quiet_moment()
    good = _again(script, taken, taken.price_fen + script.sale.step_fen)
    data = wrong_bytes(fault, good, price_fen=taken.price_fen + script.sale.step_fen)
    script.act(taken.at + _SOON, Send(taken.code, data))


def _again(script: LotScript, taken: Taken, price_fen: int) -> bytes:
    lot = script.sale.stream
    return bid_bytes(lot=lot, code=taken.code, price_fen=price_fen, key=script.key())


# Bids ----------------------------------------------------------------------------------------


def _lot_not_published(script: LotScript) -> None:
    script.send(script.sale.announced_at - _MINUTE, script.codes[0], script.sale.start_fen)


def _bid_before_opening(script: LotScript) -> None:
    script.send(script.sale.opens_at - 2 * _MINUTE, script.codes[0], script.sale.start_fen)


def _bid_below_start_price(script: LotScript) -> None:
    price = script.sale.start_fen - script.sale.step_fen
    script.send(script.sale.opens_at + _MINUTE / 4, script.codes[0], price)


def _bid_not_higher(script: LotScript) -> None:
    taken = script.quiet_moment()
    script.send(taken.at + _SOON, taken.code, taken.price_fen)


def _bid_below_step(script: LotScript) -> None:
    taken = script.quiet_moment()
    price = taken.price_fen + script.sale.step_fen // 2
    script.send(taken.at + _SOON, script.rng.choice(script.codes), price)


def _code_unknown(script: LotScript) -> None:
    taken = script.quiet_moment()
    script.send(taken.at + _SOON, NOBODY, taken.price_fen + script.sale.step_fen)


def _not_your_code(script: LotScript) -> None:
    taken = script.quiet_moment()
    price = taken.price_fen + script.sale.step_fen
    other = next(code for code in script.codes if code != taken.code)
    script.send(taken.at + _SOON, taken.code, price, actor=other)


def _bid_for_other_lot(script: LotScript) -> None:
    taken = script.quiet_moment()
    price = taken.price_fen + script.sale.step_fen
    data = bid_bytes(lot=OTHER_LOT, code=taken.code, price_fen=price, key=script.key())
    script.act(taken.at + _SOON, Send(taken.code, data))


def _bid_after_close(script: LotScript) -> None:
    price = script.least_fen()
    script.send(script.closes_at + timedelta(milliseconds=83), script.rival(), price)


def _repeated(script: LotScript) -> None:
    taken = script.quiet_moment()
    script.act(taken.at + _SOON, Send(taken.code, taken.data))


def _id_reused(script: LotScript) -> None:
    taken = script.quiet_moment()
    price = str(taken.price_fen).encode()
    other = str(taken.price_fen + script.sale.step_fen).encode()
    script.act(taken.at + _SOON, Send(taken.code, taken.data.replace(price, other)))


def put_flood(script: LotScript) -> None:
    """Put in a burst of malformed bids by one sender."""
    taken = script.quiet_moment()
    price = taken.price_fen + script.sale.step_fen
    good = _again(script, taken, price)
    data = tuple(
        wrong_bytes(_FLOOD_FORMS[number % len(_FLOOD_FORMS)], good, price_fen=price)
        for number in range(FLOOD_BIDS)
    )
    script.act(taken.at + _SOON, Flood(taken.code, "a robot", data))


# Codes ---------------------------------------------------------------------------------------


def _registration_closed(script: LotScript) -> None:
    code, person = script.roster.code(), script.stranger()
    late = script.closes_at + timedelta(seconds=5)
    script.act(late, Admit(script.sale.platform, person, code, script.sale.deposit_fen))


def _code_taken(script: LotScript) -> None:
    taken, person = script.quiet_moment(), script.stranger()
    act = Admit(script.sale.platform, person, BiddingCode(taken.code), script.sale.deposit_fen)
    script.act(taken.at + _SOON, act)


def _already_qualified(script: LotScript) -> None:
    taken, person = script.quiet_moment(), script.people[script.codes[0]]
    act = Admit(script.sale.platform, person, script.roster.code(), script.sale.deposit_fen)
    script.act(taken.at + _SOON, act)


def _deposit_not_confirmed(script: LotScript) -> None:
    taken, person = script.quiet_moment(), script.stranger()
    script.act(taken.at + _SOON, Admit(script.sale.platform, person, script.roster.code(), 0))


def _priority_too_late(script: LotScript) -> None:
    taken, person = script.quiet_moment(), script.people[script.codes[0]]
    script.act(taken.at + _SOON, GrantPriority(script.sale.court, person, 1))


# Offices -------------------------------------------------------------------------------------


def _platform_not_listed(script: LotScript) -> None:
    early = script.sale.announced_at - 54 * _MINUTE
    applicant = stand_in(script.parties[0])
    script.order(early, RecordChoice(applicant, UNLISTED, paper("choice")))


def _not_this_court(script: LotScript) -> None:
    at = script.sale.announced_at + _MINUTE
    script.order(at, script.sale.notice(), actor="court/dl-elsewhere")


def _already_announced(script: LotScript) -> None:
    script.order(script.sale.announced_at + 2 * _MINUTE, script.sale.notice())


def _not_the_clockwork(script: LotScript) -> None:
    taken = script.quiet_moment()
    script.order(taken.at + _SOON, CloseRound(1))


def _not_yet_closed(script: LotScript) -> None:
    taken = script.quiet_moment()
    script.act(taken.at + _SOON, Confirm(script.sale.platform))


def _already_confirmed(script: LotScript) -> None:
    script.act(script.closes_at + 5 * _MINUTE, Confirm(script.sale.platform))


def put_not_sold(script: LotScript) -> None:
    """Put in a confirmation of a lot that was passed in."""
    script.act(script.closes_at + _MINUTE, Confirm(script.sale.platform))


def _form(fault: str) -> Mischief:
    return lambda script: put_form(script, fault)


IN_A_SALE: Mapping[str, Mischief] = {
    **{fault: _form(fault) for fault in FORMS},
    "lot_not_published": _lot_not_published,
    "bid_before_opening": _bid_before_opening,
    "bid_below_start_price": _bid_below_start_price,
    "bid_not_higher": _bid_not_higher,
    "bid_below_step": _bid_below_step,
    "code_unknown": _code_unknown,
    "not_your_code": _not_your_code,
    "bid_for_other_lot": _bid_for_other_lot,
    "bid_after_close": _bid_after_close,
    "repeated": _repeated,
    "id_reused": _id_reused,
    "registration_closed": _registration_closed,
    "code_taken": _code_taken,
    "already_qualified": _already_qualified,
    "deposit_not_confirmed": _deposit_not_confirmed,
    "priority_too_late": _priority_too_late,
    "platform_not_listed": _platform_not_listed,
    "not_this_court": _not_this_court,
    "already_announced": _already_announced,
    "not_the_clockwork": _not_the_clockwork,
    "not_yet_closed": _not_yet_closed,
    "already_confirmed": _already_confirmed,
}
"""What can be put into any lot with several bidders, by the code that answers it."""
