"""What the machine of whole disposals asks for: phrases that make sense at some time, and nonsense.

Where to look next: `test_disposal_machine.py`, which asks.
"""

import enum
import typing
from datetime import UTC, date, datetime
from typing import Any

import msgspec
from hypothesis import strategies as st

from mingpai.auction.commands import Command
from mingpai.auction.decide import CLOCKWORK
from mingpai.auction.model import Stage
from mingpai.exchange.scenario_words import digest_of, token_of
from mingpai.kernel.ids import OfficeId, StreamId
from mingpai.kernel.moments import SHANGHAI
from mingpai.kernel.money import MAX_FEN

LOT = StreamId("disposal/2026-0001")
COURT, PLATFORM = OfficeId("court/sh-xuhui"), OfficeId("platform/gongpai")
START, DEPOSIT = 7_000_000, 700_000
PEOPLE = tuple(f"P{number}" for number in range(6))


# What may be asked ----------------------------------------------------------------------------

BEFORE = (
    "starts pricing by agreed",
    "fixes the price at 100,000.00 on {today}, valid until {far}",
    "records a debt of 500,000.00, senior claims 1,000.00, costs 500.00",
    "records a debt of 500,000.00, senior claims 80,000.00, costs 500.00",
    "notes that applicant chose platform/gongpai",
    "assigns platform/gongpai for applicant_choice",
    "assigns platform/jd for no_choice_draw",
    "names applicant as applicant",
    "names debtor as debtor",
    "names {p} as creditor",
    "notes that applicant waived the notice",
    "notes that debtor waived the notice",
    "serves party_notice on debtor by direct on {today}",
    "serves price_report on debtor by public_notice on {past}",
    "renews the seizure until {far}",
    "takes debtor's objection to the price of {today}",
    "settles the objection to the price",
    "settles the objection to the price, upheld",
    "records a debt of 500,000.00, senior claims 1,000.00, costs 500.00, proceeds 600,000.00",
    "corrects the price on record to 100,000.00, fixed on {past}, valid until {soon}",
)
DURING = (
    "registers {p} as {code} paying 7,000.00",
    "registers {p} as {code} paying 56,000.00",
    "registers {p} as {code} paying 7,000.00 with agent {q} jointly with P5",
    "registers applicant applicant as {code} claiming 500,000.00 paying 0.00",
    "confirms priority of {p} with rank 1",
    "bars {p} as court_staff",
    "confirms {q} as agent of {p}",
    "corrects the notice: contact",
    "corrects the notice: description",
    "defers bidding until {soon} for agreed_security",
    "stays bidding for bankruptcy",
    "notes that the cause ended on {today}",
    "withdraws for notice_defective",
    "withdraws for settlement",
)
AFTER = (
    "publishes the confirmation",
    "notes {rest} returned to {code} at {now}",
    "notes 7,000.00 returned to {code} at {now}",
    "notes 7,000.00 forwarded at {now}",
    "receives {rest} from {p} on {today}",
    "receives 1,000.00 from {p} on {today}",
    "asks the creditors on {today}",
    "notes that applicant offers to take it, claim 60,000.00, rank 1",
    "notes that {p} offers to take it, claim 90,000.00, rank 1",
    "awards it to applicant for only_one, due on {soon}",
    "awards it to applicant for lot, due on {soon}",
    "notes that nobody takes it, all declined",
    "reviews eligibility from {past} to {today}, held",
    "makes the ruling",
    "serves sale_ruling on {p} by direct on {today}",
    "serves setoff_ruling on applicant by direct on {today}",
    "hands it over on {today}",
    "pays out on {today}: costs 500.00, creditors {all}, debtor 0.00",
    "decides that the buyer defaulted, claiming the shortfall",
    "decides that the buyer defaulted for ineligible",
    "applies the forfeit: costs {lost}",
    "annuls the sale for collusion",
    "lets the debtor sell for 80,000.00 until {soon}",
    "notes that the debtor's sale ended",
    "notes that the debtor's sale ended, sold for 80,000.00 paid on {today}",
    "ends the disposal: returned",
    "takes P5's outsider_claim as outsider",
    "takes debtor's conduct as debtor",
    "decides objection {n}: rejected",
    "decides objection {n}: upheld",
    "notes decision {n} served on {today}",
    "takes a review of {n} on {today}",
    "notes a suit over {n} on {today}",
    "notes judgment {n}: rejected",
    "notes that objection {n} was carried out on {today}",
    "notes that the case ended on {today}",
    "defers bidding until {far} for agreed_security",
)
_WAIVED = ("notes that applicant waived the notice", "notes that debtor waived the notice")
NEXT: dict[Stage, tuple[str, ...]] = {
    Stage.SEIZED: BEFORE[:1],
    Stage.PRICING: BEFORE[1:2],
    Stage.PRICED: BEFORE[2:6],
    Stage.ASSIGNED: ("panel", "notice", *BEFORE[7:12]),
    Stage.PUBLISHED: (*DURING[:5], "open", "stays bidding for bankruptcy"),
    Stage.BIDDING: ("bid", "bid", "bid", "close", *DURING[:2], DURING[9]),
    Stage.STOPPED: ("notes that the cause ended on {today}", "resume", "resume", DURING[12]),
    Stage.CLOSED_SOLD: ("closes", *AFTER[:5], "wait"),
    Stage.CONFIRMED: (*AFTER[1:5], "decides that the buyer defaulted, claiming the shortfall"),
    Stage.CLOSED_UNSOLD: ("closes", "asks the creditors on {today}", *_WAIVED, "panel", "notice"),
    Stage.SET_OFF_ASKED: AFTER[7:12],
    Stage.SET_OFF_AWARDED: ("receives {rest} from applicant on {today}", "wait", AFTER[18]),
    Stage.PAID: AFTER[12:14],
    Stage.RULED: AFTER[14:16],
    Stage.TITLE_PASSED: AFTER[16:18],
    Stage.DELIVERED: (AFTER[17], "annuls the sale for collusion"),
    Stage.SELF_DISPOSAL: AFTER[23:25],
    Stage.DEFAULTED: ("panel", "notice", *_WAIVED, AFTER[1], AFTER[20], AFTER[6]),
    Stage.ANNULLED: ("panel", "notice", *_WAIVED, AFTER[1]),
    Stage.WITHDRAWN: ("panel", "notice", *_WAIVED),
    Stage.PRICE_LAPSED: BEFORE[:1],
}
"""What leads on from each stage, in phrases and a few acts that need more than a phrase."""


# Hostile values -------------------------------------------------------------------------------

_AMOUNTS = st.sampled_from([0, 1, DEPOSIT, START, MAX_FEN, MAX_FEN + 1, -1, True, 7e6, "7"])
_COUNTS = st.sampled_from([0, 1, 2, 3, 10, 99, 100, -1, 2**70])
_TEXTS = st.sampled_from(["", "?", "A" * 43, digest_of("paper"), "\ud800", "x" * 300, "占有不明"])
_DAYS = st.sampled_from(
    [date.min, date.max, date(2026, 4, 20), date(2026, 5, 20), date(2027, 1, 1), date(2999, 12, 31)]
)
_INSTANTS = st.sampled_from(
    [
        datetime.min.replace(tzinfo=UTC),
        datetime.max.replace(tzinfo=UTC),
        datetime(2026, 5, 20),  # noqa: DTZ001 - an instant without an offset is hostile
        datetime(2026, 5, 20, 2, tzinfo=UTC),
        datetime(2026, 6, 20, 2, tzinfo=SHANGHAI),
    ]
)
_TOKENS = st.sampled_from([*map(token_of, (*PEOPLE, "applicant", "debtor")), "", "P1", "\n" * 22])
_BY_NAME = {
    "Fen": _AMOUNTS,
    "int": _COUNTS,
    "date": _DAYS,
    "datetime": _INSTANTS,
    "LotToken": _TOKENS,
    "BiddingCode": st.sampled_from(["A0001", "A0002", "", "A1", "Ａ0001"]),
    "OfficeId": st.sampled_from([COURT, PLATFORM, "platform/jd", "", "platform/-x", "court/" * 20]),
    "StreamId": st.sampled_from([LOT, "disposal/other", ""]),
    "bool": st.booleans(),
    "str": _TEXTS,
}


def _any(hint: Any) -> st.SearchStrategy[Any]:
    """Return hostile values that a field of this type can come to hold."""
    parts = typing.get_args(hint)
    origin = typing.get_origin(hint)
    if origin is tuple and len(parts) == 2 and parts[1] is Ellipsis:
        return st.lists(_any(parts[0]), max_size=3).map(tuple)
    if origin is tuple:
        return st.tuples(*map(_any, parts))
    if origin is dict:
        return st.dictionaries(_any(parts[0]), _any(parts[1]), max_size=3)
    if parts:
        return st.one_of(*map(_any, parts))
    if hint is type(None):
        return st.none()
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return st.sampled_from(hint)
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return _built(hint)
    return _BY_NAME.get(hint.__name__, _TEXTS)


def _built(kind: type[msgspec.Struct]) -> st.SearchStrategy[Any]:
    hints = typing.get_type_hints(kind)
    return st.builds(kind, **{name: _any(hint) for name, hint in hints.items()})


HOSTILE = st.sampled_from(typing.get_args(Command)).flatmap(_built)
ACTORS = st.sampled_from(
    [COURT, PLATFORM, CLOCKWORK, "A0001", "A0002", "court/other", "", "\ud800"]
)
