"""Reads the case tables of supervision's rules: text that a judge can read and correct.

A table holds preludes and cases. Both consist of lines `time | who | what`; a case begins with
`rule | breach or clean | prelude or - | what it shows, in Chinese | in English` and ends with one
line `=> facts` for each alert, or `=> nothing`. What happens is said by a phrase and fields after
commas: a field is named as in the event, without `_fen`, `_at`, `_on` and `is_`. What is left out
has the lawful value of DEFAULTS. A line that is not understood is an error with its number.
"""

import enum
import re
import types
import typing
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any, NoReturn

from msgspec import Struct

from mingpai.auction import events as auction
from mingpai.auction.objections import events as objections
from mingpai.auction.preparation import events as preparation
from mingpai.auction.settlement import events as settlement
from mingpai.auction.stops import events as stops
from mingpai.kernel.event import Event
from mingpai.kernel.ids import LotToken, StreamId
from mingpai.kernel.moments import SHANGHAI
from mingpai.kernel.money import Fen, parse_yuan
from mingpai.supervision import reports
from mingpai.supervision.seen import HALL, Seen

LOT = StreamId("disposal/2026-0001")
YEAR = 2026
WHO = {
    "court": ("court/sh-xuhui", HALL),
    "platform": ("platform/gongpai", HALL),
    "clock": ("clockwork", HALL),
    "feed": ("platform/gongpai", "platform/gongpai"),
}
PAPER = "paper"
VERDICTS = ("breach", "clean")


class TableProblem(ValueError):
    """A table that cannot be read; the text says file, line and what is wrong."""


class Tick(Struct, frozen=True):
    """Nothing happens but that time passes."""

    seq: int
    at: datetime


class Case(Struct, frozen=True):
    """One case: what happened, and the facts of each alert that the rule must raise."""

    rule: str
    is_breach: bool
    zh: str
    en: str
    happened: tuple[Seen | Tick, ...]
    alerts: tuple[dict[str, object], ...]

    @property
    def name(self) -> str:
        """Return what a test report calls it."""
        return f"{self.rule} {self.en}"


class Phrase(Struct, frozen=True):
    """What a phrase makes. `first` is the field that stands directly behind it."""

    kind: type[Event]
    first: str = ""


PHRASES: dict[str, Phrase] = {
    "takes the claim of an outsider": Phrase(objections.ObjectionFiled),
    "decides the objection as": Phrase(objections.ObjectionDecided, "outcome"),
    "serves the decision on the objection": Phrase(objections.ObjectionDecisionServed),
    "records a suit over the claim": Phrase(objections.SuitFiled),
    "records the end of the suit as": Phrase(objections.SuitDecided, "outcome"),
    "takes a review of the decision": Phrase(objections.ReviewFiled),
    "records the end of the review as": Phrase(objections.ReviewDecided, "outcome"),
    "carries out the objection": Phrase(objections.ObjectionCarriedOut),
    "opens the disposal": Phrase(preparation.DisposalOpened),
    "renews the seizure until": Phrase(preparation.SeizureRenewed, "until"),
    "begins to find the price by": Phrase(preparation.PricingStarted, "method"),
    "fixes the price at": Phrase(preparation.PriceFixed, "price_fen"),
    "corrects the price to": Phrase(preparation.PriceCorrected, "price_fen"),
    "takes an objection to the price by": Phrase(preparation.PriceObjected, "token"),
    "settles the objection to the price": Phrase(preparation.PriceObjectionSettled),
    "records claims": Phrase(preparation.ClaimsRecorded),
    "records that the applicant insists": Phrase(preparation.AuctionInsisted),
    "names": Phrase(preparation.PersonNamed, "token"),
    "serves": Phrase(preparation.DocumentServed, "token"),
    "states that nobody else holds shares": Phrase(preparation.NoShareholderStated),
    "takes the waiver of": Phrase(preparation.NoticeWaived, "token"),
    "takes the choice of": Phrase(preparation.PlatformChosen, "token"),
    "assigns": Phrase(preparation.PlatformAssigned, "platform"),
    "has the panel decide": Phrase(preparation.PanelDecided),
    "confirms the agent": Phrase(preparation.AgentConfirmed, "agent"),
    "announces": Phrase(preparation.RoundAnnounced, "kind"),
    "corrects": Phrase(preparation.NoticeCorrected, "field"),
    "confirms priority of": Phrase(auction.PriorityConfirmed, "token"),
    "bars": Phrase(auction.PersonBarred, "token"),
    "registers": Phrase(auction.BidderQualified, "token"),
    "bids": Phrase(auction.BidPlaced, "price_fen"),
    "sells to": Phrase(auction.RoundSold, "code"),
    "passes in": Phrase(auction.RoundPassedIn),
    "confirms the sale to": Phrase(auction.ConfirmationPublished, "code"),
    "stops bidding by": Phrase(stops.BiddingStopped, "kind"),
    "reports the emergency": Phrase(stops.EmergencyReported),
    "records that the cause ended": Phrase(stops.CauseEnded),
    "resumes bidding": Phrase(stops.BiddingResumed),
    "withdraws": Phrase(stops.RoundWithdrawn, "ground"),
    "returns the deposit of": Phrase(settlement.DepositReturned, "code"),
    "forwards the deposit": Phrase(settlement.DepositForwarded),
    "has received in all": Phrase(settlement.BalanceReceived, "paid_fen"),
    "takes the offer of": Phrase(settlement.OfferMade, "token"),
    "awards the property to": Phrase(settlement.SetOffAwarded, "token"),
    "records that nobody takes it": Phrase(settlement.NoOfferRecorded),
    "reviews eligibility": Phrase(settlement.EligibilityReviewed),
    "records approval": Phrase(settlement.ApprovalRecorded),
    "makes the ruling": Phrase(settlement.SaleRuled),
    "delivers the property": Phrase(settlement.PropertyDelivered),
    "takes an objection to the plan by": Phrase(settlement.PlanObjected, "token"),
    "settles the objection to the plan": Phrase(settlement.PlanObjectionSettled),
    "pays out the proceeds": Phrase(settlement.ProceedsDistributed),
    "decides the default": Phrase(settlement.BuyerDefaulted),
    "takes the default back": Phrase(settlement.DefaultRevoked),
    "annuls the sale": Phrase(settlement.SaleAnnulled),
    "lets the debtor sell": Phrase(settlement.SelfDisposalApproved),
    "records the debtor's sale": Phrase(settlement.SelfDisposalConcluded),
    "ends the disposal": Phrase(settlement.DisposalEnded, "ending"),
    "reports an identity opened by": Phrase(reports.IdentityOpened, "office"),
    "reports a feed with": Phrase(reports.FeedShown, "fields"),
    "reports a mandate of": Phrase(reports.AuxiliaryMandated, "firm"),
    "reports a fee charged by": Phrase(reports.BidderFeeCharged, "firm"),
    "reports data given to": Phrase(reports.DataProvided, "recipient"),
    "reports records destroyed": Phrase(reports.DataDisposed, "what"),
    "reports network logs destroyed": Phrase(reports.NetworkLogDisposed),
    "notices the incident": Phrase(reports.IncidentNoticed, "incident"),
    "reports the incident": Phrase(reports.IncidentReported, "incident"),
    "reports money arrived as": Phrase(reports.FundsArrived, "reference"),
    "reports money claimed as": Phrase(reports.FundsClaimed, "reference"),
}

DEFAULTS: dict[str, dict[str, str]] = {
    "DisposalOpened": {
        "case_id": "2026-hu0104-zhi-1",
        "property_id": "flat-1",
        "property_class": "immovable",
        "court": "court/sh-xuhui",
        "seized_on": "2025-10-01",
        "seizure_until": "2028-09-30",
    },
    "ObjectionFiled": {
        "number": "1",
        "kind": "outsider_claim",
        "by": "outsider",
        "ground": "none",
    },
    "ObjectionDecided": {"number": "1"},
    "ObjectionDecisionServed": {"number": "1"},
    "SuitFiled": {"number": "1"},
    "SuitDecided": {"number": "1"},
    "ReviewFiled": {"number": "1"},
    "ReviewDecided": {"number": "1"},
    "ObjectionCarriedOut": {"number": "1"},
    "PriceCorrected": {"valid_until": "2027-01-31", "fixed_on": "04-10"},
    "PricingStarted": {"tried": "none"},
    "PriceFixed": {"method": "appraisal", "valid_until": "2027-01-31"},
    "PriceObjected": {"token": "P1"},
    "PriceObjectionSettled": {"upheld": "no"},
    "ClaimsRecorded": {
        "debt_fen": "200,000.00",
        "senior_fen": "0.00",
        "costs_fen": "0.00",
        "proceeds_fen": "0.00",
    },
    "DocumentServed": {"paper": "party_notice", "method": "direct"},
    "PlatformChosen": {"platform": "platform/gongpai"},
    "PlatformAssigned": {"platform_list": "national/2019", "reason": "applicant_choice"},
    "PanelDecided": {
        "round": "1",
        "members": "3",
        "matters": "start_price + step + deposit",
        "start_price_fen": "70,000.00",
        "step_fen": "500.00",
        "deposit_fen": "7,000.00",
    },
    "RoundAnnounced": {
        "round": "1",
        "reference_price_fen": "100,000.00",
        "start_price_fen": "70,000.00",
        "step_fen": "500.00",
        "deposit_fen": "7,000.00",
        "opens_at": "05-25 10:00",
        "closes_at": "05-26 10:00",
        "step_rule": "at_least_step",
        "items": "all",
        "warnings": "all",
        "possession": "debtor",
        "balance_days": "10",
    },
    "NoticeCorrected": {"round": "1", "opens_at": "05-25 10:00", "closes_at": "05-26 10:00"},
    "PriorityConfirmed": {"rank": "1"},
    "PersonBarred": {"ground": "court_staff"},
    "BidderQualified": {
        "round": "1",
        "standing": "ordinary",
        "rank": "0",
        "paid_fen": "7,000.00",
    },
    "BidPlaced": {"round": "1", "rank": "0", "closes_at": "05-26 10:00"},
    "RoundSold": {"round": "1", "price_fen": "70,000.00", "bids": "1"},
    "RoundPassedIn": {"round": "1"},
    "ConfirmationPublished": {"round": "1", "price_fen": "70,000.00", "buyer": "commitment"},
    "BiddingStopped": {"round": "1", "ground": "other_cpl_267"},
    "EmergencyReported": {"round": "1"},
    "CauseEnded": {"round": "1"},
    "BiddingResumed": {"round": "1"},
    "RoundWithdrawn": {"round": "1"},
    "DepositReturned": {"round": "1", "amount_fen": "7,000.00"},
    "DepositForwarded": {"round": "1", "amount_fen": "7,000.00"},
    "BalanceReceived": {"round": "1", "amount_fen": "63,000.00"},
    "OfferMade": {"round": "1", "claim_fen": "90,000.00", "rank": "1"},
    "SetOffAwarded": {
        "round": "1",
        "basis": "only_one",
        "price_fen": "70,000.00",
        "due_fen": "0.00",
    },
    "NoOfferRecorded": {"round": "1", "all_declined": "yes"},
    "EligibilityReviewed": {"round": "1", "is_eligible": "yes"},
    "ApprovalRecorded": {"round": "1", "is_approved": "yes"},
    "SaleRuled": {"round": "1"},
    "PropertyDelivered": {"round": "1"},
    "ProceedsDistributed": {
        "costs_fen": "0.00",
        "creditors_fen": "70,000.00",
        "debtor_fen": "0.00",
    },
    "BuyerDefaulted": {
        "round": "1",
        "code": "none",
        "ground": "balance_unpaid",
        "forfeited_fen": "7,000.00",
        "return_fen": "0.00",
        "claims_shortfall": "no",
    },
    "DefaultRevoked": {
        "round": "1",
        "code": "A0001",
        "is_restored": "yes",
        "return_fen": "0.00",
        "due_on": "none",
    },
    "SaleAnnulled": {"round": "1", "ground": "collusion", "return_fen": "0.00"},
    "SelfDisposalApproved": {"price_fen": "80,000.00"},
    "SelfDisposalConcluded": {"is_sold": "yes"},
    "IdentityOpened": {"code": "none", "fields": "name", "grant": ""},
    "FeedShown": {"round": "1", "odd_codes": "0"},
    "AuxiliaryMandated": {"is_registered": "yes"},
    "BidderFeeCharged": {"amount_fen": "500.00"},
    "DataProvided": {"fields": "name + phone"},
    "DataDisposed": {"holder": "platform/gongpai"},
    "NetworkLogDisposed": {"holder": "platform/gongpai"},
    "IncidentNoticed": {"operator": "other", "holder": "platform/gongpai"},
    "IncidentReported": {"holder": "platform/gongpai", "to": "authority/cac"},
    "FundsArrived": {"amount_fen": "7,000.00"},
    "FundsClaimed": {"case_lot": LOT},
}
"""A lawful lot, its dates around a notice of 2026-04-20; whatever a line does not say."""

_TIME = re.compile(r"(?:(\d{4})-)?(\d\d)-(\d\d)(?: (\d\d):(\d\d)(?::(\d\d(?:\.\d{1,6})?))?)?")
_SUFFIXES = ("_fen", "_at", "_on")


def read_table(text: str, name: str) -> list[Case]:
    """Read every case of a table. Raises: TableProblem."""
    return list(_Reader(name).cases(text))


class _Reader:
    """Reads one table, line by line."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._line = 0
        self._preludes: dict[str, list[str]] = {"-": []}

    def cases(self, text: str) -> Iterator[Case]:
        """Yield each case in turn."""
        block: list[tuple[int, str]] = []
        lines = [*text.splitlines(), "end"]
        for number, line in enumerate(lines, 1):
            if not line.strip() or line.startswith("#"):
                continue
            if not line.startswith(" ") and block:
                yield from self._block(block)
                block = []
            block.append((number, line.rstrip()))

    def _block(self, block: list[tuple[int, str]]) -> Iterator[Case]:
        (self._line, head), *rest = block
        if head.startswith("prelude "):
            self._preludes[head.removeprefix("prelude ")] = [line for _, line in rest]
            return
        parts = [part.strip() for part in head.split("|")]
        if len(parts) != 5 or parts[1] not in VERDICTS:
            self._refuse("a case begins with: rule | breach or clean | prelude | 中文 | English")
        rule, verdict, prelude, zh, en = parts
        if prelude not in self._preludes:
            self._refuse(f"no prelude is called {prelude!r}")
        happened: list[Seen | Tick] = [
            self._happened(seq, line) for seq, line in enumerate(self._preludes[prelude])
        ]
        alerts: list[dict[str, object]] = []
        is_told = False
        for self._line, line in rest:
            if line.strip().startswith("=>"):
                is_told = True
                alerts += self._facts(line.strip().removeprefix("=>").strip())
            elif is_told:
                self._refuse("nothing happens after what is expected")
            else:
                happened.append(self._happened(len(happened), line))
        if not is_told or (verdict == "breach") != bool(alerts):
            self._refuse("a breach ends with => facts, a clean case with => nothing")
        yield Case(rule, verdict == "breach", zh, en, tuple(happened), tuple(alerts))

    def _facts(self, text: str) -> list[dict[str, object]]:
        if text == "nothing":
            return []
        found: dict[str, object] = {}
        for part in text.split(", "):
            name, equals, value = part.partition("=")
            if not equals:
                self._refuse(f"{part!r} is no fact: write name=value")
            found[name] = {"yes": True, "no": False}.get(value, value)
        return [found]

    def _happened(self, seq: int, line: str) -> Seen | Tick:
        parts = [part.strip() for part in line.split("|")]
        if len(parts) != 3:
            self._refuse("write: time | who | what")
        at = self._instant(parts[0])
        if parts[2] == "time passes":
            return Tick(seq, at)
        actor, source = WHO.get(parts[1], (parts[1], HALL))
        first, *fields = parts[2].split(", ")
        phrase = max((one for one in PHRASES if first.startswith(one)), key=len, default="")
        if not phrase:
            self._refuse(f"{first!r} is none of: {', '.join(PHRASES)}")
        made = PHRASES[phrase]
        given = dict(DEFAULTS.get(made.kind.__name__, {}))
        rest = first.removeprefix(phrase).strip()
        if bool(rest) != bool(made.first):
            self._refuse(f"{phrase!r} is followed by {made.first or 'nothing'}")
        if rest:
            given[made.first] = rest
        ver = 0
        for field in fields:
            if field.startswith("version "):
                ver = int(field.removeprefix("version "))
                continue
            name, value = self._field(made.kind, field)
            given[name] = value
        event = self._event(made.kind, given, actor=actor, at=at)
        return Seen(seq, LOT, event, at, actor, source, ver)

    def _field(self, kind: type[Event], text: str) -> tuple[str, str]:
        words = _words_of(kind.__struct_fields__)
        said = max((one for one in words if f"{text} ".startswith(f"{one} ")), key=len, default="")
        if not said:
            self._refuse(f"{text!r} names no field: {', '.join(words)}")
        return words[said], text.removeprefix(said).strip()

    def _event(
        self, kind: type[Event], given: dict[str, str], *, actor: str, at: datetime
    ) -> Event:
        hints = typing.get_type_hints(kind)
        values = {name: self._value(hints[name], text) for name, text in given.items()}
        required = dict(
            zip(kind.__struct_fields__[::-1], kind.__struct_defaults__[::-1], strict=False)
        )
        for name in kind.__struct_fields__:
            if name not in values and name not in required:
                values[name] = self._unsaid(name, hints[name], values, actor=actor, at=at)
        return kind(**values)

    def _unsaid(
        self, name: str, hint: object, values: dict[str, Any], *, actor: str, at: datetime
    ) -> object:
        """Return what a field without a default is, where a line does not say it."""
        if name == "lot":
            return LOT
        if name == "code":
            return actor
        if name == "effective_on":
            return values.get("on") or at.astimezone(SHANGHAI).date()
        kinds = typing.get_args(hint) or (hint,)
        if datetime in kinds:
            return at
        if date in kinds:
            return at.astimezone(SHANGHAI).date()
        if hint is not str:
            self._refuse(f"{name} must be said")
        return PAPER

    def _value(self, hint: object, text: str) -> object:
        is_union = typing.get_origin(hint) in (typing.Union, types.UnionType)
        options = typing.get_args(hint) if is_union else ()
        if type(None) in options:
            if text == "none":
                return None
            hint = next(one for one in options if one is not type(None))
        if typing.get_origin(hint) is tuple:
            return self._several(typing.get_args(hint)[0], text)
        try:
            return self._plain(hint, text)
        except TableProblem:
            raise
        except ValueError as error:
            self._refuse(f"{text!r}: {error}")

    def _several(self, hint: object, text: str) -> tuple[object, ...]:
        if text == "none":
            return ()
        if isinstance(hint, type) and issubclass(hint, enum.Enum) and text.startswith("all"):
            left = text.removeprefix("all").strip().removeprefix("but ").split(" + ")
            return tuple(one for one in hint if one.value not in left)
        return tuple(self._value(hint, one) for one in text.split(" + "))

    def _plain(self, hint: object, text: str) -> object:
        if hint is Fen:
            return parse_yuan(text)
        if hint is LotToken:
            return _token(text)
        if hint is datetime:
            return self._instant(text)
        if hint is date:
            return self._instant(text).astimezone(SHANGHAI).date()
        if hint is bool:
            return {"yes": True, "no": False}[text]
        if hint is int:
            return int(text)
        if isinstance(hint, type) and issubclass(hint, enum.Enum):
            return hint(text)
        return "" if text == "none" else text

    def _instant(self, text: str) -> datetime:
        match = _TIME.fullmatch(text)
        if match is None:
            self._refuse(f"{text!r} is no time: write 05-25 10:00 or 2027-05-25 10:00:00")
        year, month, day, hour, minute, second = match.groups()
        whole, _, part = (second or "0").partition(".")
        clock = (int(hour or 0), int(minute or 0), int(whole), int(part.ljust(6, "0")))
        local = datetime(int(year or YEAR), int(month), int(day), *clock, tzinfo=SHANGHAI)
        return local.astimezone(UTC)

    def _refuse(self, what: str) -> NoReturn:
        msg = f"{self._name}, line {self._line}: {what}"
        raise TableProblem(msg)


def _token(name: str) -> LotToken:
    return LotToken(name.ljust(22, "0"))


def _words_of(fields: tuple[str, ...]) -> dict[str, str]:
    """Return each field by its words; where two would share them, by all of its name."""
    short = [_words(name) for name in fields]
    return {
        words if short.count(words) == 1 else name.replace("_", " "): name
        for name, words in zip(fields, short, strict=True)
    }


def _words(name: str) -> str:
    for suffix in _SUFFIXES:
        if name != suffix[1:]:
            name = name.removesuffix(suffix)
    return name.removeprefix("is_").replace("_", " ")
