"""A clerk who keeps plain lists of a disposal and says what must hold of each event.

He shares no code with the auction: he reads the events alone, each against those before it.
Where to look next: `test_disposal_machine.py` (the machine that he watches).
"""

from datetime import date, datetime, timedelta
from typing import Any

from mingpai.auction.events import KINDS
from mingpai.auction.model import RoundKind
from mingpai.exchange.scenario_words import token_of
from mingpai.kernel.event import Event
from mingpai.kernel.moments import local_date

DAY = timedelta(days=1)
NAMES = {kind.body: kind.name.partition(".")[2] for kind in KINDS}
NOTICE_DAYS = {
    "movable": {"auction_1": 15, "auction_2": 7, "sale": 7},
    "immovable": {"auction_1": 30, "auction_2": 15, "sale": 15},
}
AFTER_THE_END = {
    "deposit_returned",
    "deposit_forwarded",
    "forfeit_applied",
    "property_delivered",
    "sale_annulled",
    "case_ended",
}
"""Money, and the property itself, still move once a disposal ended; objections are heard too.

A sale is annulled after its payout, until the case itself ended."""
HEARD = {"objection", "objector", "review", "suit"}


class Clerk:
    """Everything that happened, in lists and dicts, and what must hold of it."""

    def __init__(self) -> None:
        """Begin with an empty file."""
        self.events: list[tuple[str, Any, datetime]] = []
        self.rounds: list[dict[str, Any]] = []
        self.paid: dict[tuple[int, str], int] = {}
        self.returned: dict[tuple[int, str], int] = {}
        self.kept: dict[tuple[int, str], int] = {}
        self.defaulters: set[str] = set()
        self.barred: set[str] = set()
        self.buyer: tuple[str, ...] = ()
        self.price: int | None = None
        self.of_sale: tuple[int, str] | None = None
        self.claim = 0
        self.paid_before = 0
        self.seized_until: date | None = None
        self.forwarded: set[int] = set()
        self.own_sale: tuple[int, date] | None = None
        self.ended = False

    def last(self, name: str) -> Any:
        """Return the last event of a name, or None."""
        return next((one for known, one, _ in reversed(self.events) if known == name), None)

    def take(self, event: Event, now: datetime) -> None:
        """Check an event against everything before it, and keep it."""
        name = NAMES[type(event)]
        is_heard = name.partition("_")[0] in HEARD
        assert not self.ended or name in AFTER_THE_END or is_heard, f"{name} after the end"
        check = getattr(self, f"on_{name}", None)
        if check is not None:
            check(event, now)
        self.events.append((name, event, now))

    @property
    def round(self) -> dict[str, Any]:
        """Return the last round."""
        return self.rounds[-1]

    # before a round

    def on_disposal_opened(self, event: Any, now: datetime) -> None:
        """Note until when the property is seized."""
        del now
        self.seized_until = event.seizure_until

    def on_seizure_renewed(self, event: Any, now: datetime) -> None:
        """Hold that a seizure is renewed while it lasts."""
        assert local_date(now) <= self.seized_until
        self.seized_until = event.until

    def _is_seized(self, day: date) -> None:
        assert self.seized_until is not None
        assert day <= self.seized_until

    def _nobody_claims_it(self) -> None:
        """Hold that no outsider's claim is undecided, nor the last word on one that it is right."""
        words: dict[int, str] = {}
        for name, one, _ in self.events:
            if name == "objection_filed" and one.kind.value == "outsider_claim":
                words[one.number] = "none"
            if name == "suit_filed":
                words[one.number] = "none"
            if name in ("objection_decided", "suit_decided") and one.number in words:
                words[one.number] = one.outcome.value
        assert not {"none", "upheld"} & set(words.values())

    def _nothing_is_to_be_undone(self) -> None:
        """Hold that every upheld objection to conduct was carried out, or reversed on review."""
        upheld: set[int] = set()
        kinds: dict[int, str] = {}
        for name, one, _ in self.events:
            if name == "objection_filed":
                kinds[one.number] = one.kind.value
            if name in ("objection_decided", "review_decided"):
                if one.outcome.value == "upheld" and kinds[one.number] == "conduct":
                    upheld.add(one.number)
                if one.outcome.value == "rejected":
                    upheld.discard(one.number)
            if name == "objection_carried_out":
                upheld.discard(one.number)
        assert not upheld

    def on_round_announced(self, event: Any, now: datetime) -> None:
        """Hold that no notice goes out without all that it needs."""
        today = local_date(now)
        assert not self.rounds or self.round["phase"] not in ("running", "stopped", "sold")
        panel, price = self.last("panel_decided"), self.last("price_fixed")
        assert panel is not None
        assert panel.round == event.round == len(self.rounds) + 1
        assert panel.members >= 3
        assert panel.members % 2
        self._is_seized(local_date(event.closes_at))
        figures = (event.start_price_fen, event.step_fen, event.deposit_fen)
        assert figures == (panel.start_price_fen, panel.step_fen, panel.deposit_fen)
        assert self.last("platform_assigned") is not None
        claims = self.last("claims_recorded")
        assert event.start_price_fen > claims.senior_fen + claims.costs_fen
        self._debt_is_open()
        assert len(event.items) == 11
        assert len(event.warnings) == 7
        assert (event.bidder_fee_fen, event.balance_days > 0) == (0, True)
        self._everybody_is_told(today)
        kind = event.kind.value if event.kind is not RoundKind.RERUN else self.round["kind"]
        self._price_and_days(event, kind, price, today)
        self.rounds.append(
            {
                "kind": kind,
                "start": event.start_price_fen,
                "deposit": event.deposit_fen,
                "opens": event.opens_at,
                "closes": event.closes_at,
                "phase": "running",
                "left": None,
                "ended_on": today,
                "codes": {},
                "price": 0,
                "leader": "",
            }
        )
        self.buyer, self.price, self.of_sale, self.claim, self.paid_before = (), None, None, 0, 0

    def _debt_is_open(self) -> None:
        claims = self.last("claims_recorded")
        owed = claims.debt_fen + claims.senior_fen + claims.costs_fen
        assert claims.proceeds_fen < owed or claims.consent

    def _everybody_is_told(self, today: date) -> None:
        since = self.round["ended_on"] if self.rounds else date.min
        named = {one.token for name, one, _ in self.events if name == "person_named"}
        waived = {one.token for name, one, _ in self.events if name == "notice_waived"}
        told = {
            one.token
            for name, one, _ in self.events
            if name == "document_served"
            and one.paper.value == "party_notice"
            and one.effective_on is not None
            and one.effective_on <= today - DAY
            and one.on >= since
        }
        assert {token_of("applicant"), token_of("debtor")} <= named & (waived | told)

    def _price_and_days(self, event: Any, kind: str, price: Any, today: date) -> None:
        start, failed = (
            event.start_price_fen,
            [one for one in self.rounds if one["phase"] == "passed in"],
        )
        if event.basis.value != "reference" or (self.rounds and self.round.get("free")):
            return
        if kind == "auction_1":
            assert start * 100 >= price.price_fen * 70
        elif kind == "auction_2":
            first = next(one for one in reversed(failed) if one["kind"] == "auction_1")
            assert start * 100 >= first["start"] * 80
        else:
            second = next(one for one in reversed(failed) if one["kind"] == "auction_2")
            assert start == second["start"]
        assert event.deposit_fen * 100 >= start * 5
        assert event.deposit_fen * 100 <= start * 20
        opened = self.last("disposal_opened")
        days = (local_date(event.opens_at) - today).days
        assert days >= NOTICE_DAYS[opened.property_class.value][kind]
        window = event.closes_at - event.opens_at
        assert window == 60 * DAY if kind == "sale" else window >= DAY

    def on_notice_corrected(self, event: Any, now: datetime) -> None:
        """Hold that a correction puts off what has not begun, and never what has."""
        assert now < self.round["opens"] or event.opens_at == self.round["opens"]
        self.round.update(opens=event.opens_at, closes=event.closes_at)

    # while bidding runs

    def on_bidder_qualified(self, event: Any, now: datetime) -> None:
        """Hold that who is barred gets no code, a defaulter never, and nobody after the close."""
        assert self.round["phase"] in ("running", "stopped")
        self._is_seized(local_date(now))
        assert now < self.round["closes"] or self.round["phase"] == "stopped"
        everybody = {event.token, *event.joint, *([event.agent] if event.agent else [])}
        assert not everybody & (self.barred | self.defaulters)
        due = self.round["start"] if self.round["kind"] == "sale" else self.round["deposit"]
        assert event.paid_fen + (event.claim_fen or 0) >= due
        self.round["codes"][event.code] = (event.token, *event.joint)
        self.paid[event.round, event.code] = event.paid_fen

    def on_person_barred(self, event: Any, now: datetime) -> None:
        """Note that who is barred bids no more."""
        del now
        self.barred.add(event.token)

    def on_bid_placed(self, event: Any, now: datetime) -> None:
        """Hold that a bid is in time, of a code, and at the start price or above what stands."""
        current = self.round
        assert current["phase"] == "running"
        assert current["opens"] <= now < current["closes"]
        self._is_seized(local_date(now))
        self._debt_is_open()
        assert current["codes"][event.code][0] not in self.barred
        assert event.price_fen >= current["start"]
        assert event.price_fen > current["price"] or (
            event.rank and event.price_fen == current["price"]
        )
        first_of_sale = current["kind"] == "sale" and not current["price"]
        assert event.closes_at >= now + timedelta(minutes=5)
        assert first_of_sale or event.closes_at >= current["closes"]
        current.update(price=event.price_fen, leader=event.code, closes=event.closes_at)

    def on_bidding_stopped(self, event: Any, now: datetime) -> None:
        """Hold that what is over cannot be stopped."""
        del event
        current = self.round
        if current["phase"] != "stopped":
            assert now < current["closes"]
            current["left"] = current["closes"] - now if now >= current["opens"] else None
        current["phase"] = "stopped"

    def on_bidding_resumed(self, event: Any, now: datetime) -> None:
        """Hold that bidding goes on at a time ahead, with a whole cycle at the least."""
        assert self.round["phase"] == "stopped"
        assert event.opens_at > now
        left = self.round["left"] or timedelta()
        assert event.closes_at - event.opens_at >= max(left, timedelta(minutes=5))
        self._is_seized(local_date(event.closes_at))
        self._debt_is_open()
        self.round.update(phase="running", opens=event.opens_at, closes=event.closes_at)

    def on_round_withdrawn(self, event: Any, now: datetime) -> None:
        """Hold that a withdrawal comes before the close; most end the disposal."""
        if event.round:
            is_open = self.round["phase"] == "stopped" or now < self.round["closes"]
            assert is_open
            self.round.update(phase="withdrawn", ended_on=local_date(now))
        alone = ("notice_defective", "price_lapsed", "collusion", "self_disposal")
        self.ended = event.ground.value not in alone

    def _over(self, now: datetime) -> None:
        assert self.round["phase"] == "running"
        assert now >= self.round["closes"]
        self.round["ended_on"] = local_date(self.round["closes"])

    def on_round_passed_in(self, event: Any, now: datetime) -> None:
        """Hold that nobody bid, and that the close has come."""
        del event
        self._over(now)
        assert not self.round["price"]
        self.round["phase"] = "passed in"

    def on_round_sold(self, event: Any, now: datetime) -> None:
        """Hold that the leader won at what he bid, once the close has come."""
        self._over(now)
        assert (event.code, event.price_fen) == (self.round["leader"], self.round["price"])
        self.round["phase"] = "sold"
        self.buyer = self.round["codes"][event.code]
        self.price, self.of_sale = event.price_fen, (event.round, event.code)

    # after a round

    def on_set_off_awarded(self, event: Any, now: datetime) -> None:
        """Hold that a creditor takes a failed property at its reserve."""
        self._is_seized(local_date(now))
        self._nobody_claims_it()
        assert event.token not in self.barred | self.defaulters
        claims = self.last("claims_recorded")
        assert event.price_fen - event.due_fen <= claims.debt_fen + claims.senior_fen
        assert self.round["phase"] == "passed in" or not self.round["price"]
        assert event.price_fen == self.round["start"]
        self.buyer, self.price = (event.token,), event.price_fen
        self.of_sale, self.claim = (event.round, ""), event.price_fen - event.due_fen
        self.paid_before = self.paid.get(self.of_sale, 0)

    def _paid(self) -> int:
        """Return what the buyer paid, and not whoever took the property before him."""
        assert self.of_sale is not None
        return self.paid.get(self.of_sale, 0) - self.paid_before

    def on_balance_received(self, event: Any, now: datetime) -> None:
        """Hold that no more comes in than the price."""
        del now
        assert self.of_sale is not None
        self.paid[self.of_sale] = self.paid.get(self.of_sale, 0) + event.amount_fen
        assert self._paid() + self.claim <= self.price

    def on_deposit_forwarded(self, event: Any, now: datetime) -> None:
        """Note whose deposit is with the court now."""
        assert event.at <= now
        self.forwarded.add(event.round)

    def on_deposit_returned(self, event: Any, now: datetime) -> None:
        """Hold that nothing goes back while its round runs."""
        assert event.at <= now
        key = (event.round, event.code or "")
        assert self.rounds[event.round - 1]["phase"] not in ("running", "stopped")
        self.returned[key] = self.returned.get(key, 0) + event.amount_fen

    def on_buyer_defaulted(self, event: Any, now: datetime) -> None:
        """Hold that a defaulter loses what he paid, up to the deposit, and remember him."""
        del now
        assert self.of_sale is not None
        assert self.last("sale_ruled") is None or self._ruled() is None
        self.kept[self.of_sale] = event.forfeited_fen
        assert event.forfeited_fen <= self.rounds[event.round - 1]["deposit"]
        self.defaulters.update(self.buyer)
        self._undone("defaulted")

    def on_sale_annulled(self, event: Any, now: datetime) -> None:
        """Hold that an annulled sale gives all back."""
        del now
        assert self.of_sale is not None
        assert self.last("case_ended") is None
        assert event.return_fen == self._paid()
        self.ended = False
        self._undone("annulled" if self.of_sale[1] else self.round["phase"])

    def _undone(self, phase: str) -> None:
        self.round["phase"] = phase
        self.buyer, self.price, self.of_sale, self.claim, self.paid_before = (), None, None, 0, 0

    def on_sale_ruled(self, event: Any, now: datetime) -> None:
        """Hold that no ruling comes before all of the price is with the court."""
        del event
        assert self.of_sale is not None
        assert self._paid() + self.claim >= self.price
        number, code = self.of_sale
        qualified = [one for name, one, _ in self.events if name == "bidder_qualified"]
        deposits = [one.paid_fen for one in qualified if (one.round, one.code) == (number, code)]
        assert not any(deposits) or number in self.forwarded
        self._is_seized(local_date(now))
        self._nobody_claims_it()
        self._nothing_is_to_be_undone()

    def _ruled(self) -> Any:
        """Return the ruling on the sale that stands, or None."""
        for name, event, _ in reversed(self.events):
            if name in ("round_sold", "set_off_awarded", "round_announced"):
                return None
            if name == "sale_ruled":
                return event
        return None

    def title_on(self) -> date | None:
        """Return from which day the property is the buyer's: a ruling was made and served."""
        if self._ruled() is None:
            return None
        days = [
            one.effective_on
            for name, one, _ in self.events
            if name == "document_served"
            and one.paper.value in ("sale_ruling", "setoff_ruling")
            and one.token == self.buyer[0]
            and one.effective_on is not None
        ]
        return min(days, default=None)

    def on_property_delivered(self, event: Any, now: datetime) -> None:
        """Hold that nothing is handed over before title passed."""
        title_on = self.title_on()
        assert title_on is not None
        assert title_on <= event.on <= local_date(now)

    def on_proceeds_distributed(self, event: Any, now: datetime) -> None:
        """Hold that what is paid out is the price, to the last fen."""
        assert self.title_on() is not None
        assert event.on <= local_date(now)
        parts = event.costs_fen + event.creditors_fen + event.debtor_fen
        assert parts == self.price - self.claim
        claims = self.last("claims_recorded")
        assert event.costs_fen <= claims.costs_fen
        assert event.creditors_fen + self.claim <= claims.debt_fen + claims.senior_fen
        self._nobody_claims_it()
        self._nothing_is_to_be_undone()
        self.ended = True

    def on_self_disposal_approved(self, event: Any, now: datetime) -> None:
        """Hold that he sells while nobody else has it, above the price of the last round."""
        self._is_seized(event.until)
        self._nobody_claims_it()
        assert local_date(now) <= event.until
        assert self.of_sale is None
        if self.rounds:
            assert self.round["phase"] not in ("running", "stopped")
            assert event.price_fen > self.round["start"]
        self.own_sale = (event.price_fen, event.until)

    def on_self_disposal_concluded(self, event: Any, now: datetime) -> None:
        """Hold that the debtor's own sale, if it was carried out, was paid in full and in time."""
        assert self.own_sale is not None
        if event.is_sold:
            price, until = self.own_sale
            assert event.amount_fen >= price
            assert event.received_on <= min(until, local_date(now))
            self._is_seized(local_date(now))
            self._nobody_claims_it()
        self.own_sale = None
        self.ended = event.is_sold

    def on_disposal_ended(self, event: Any, now: datetime) -> None:
        """Hold that administration or return comes after the last failure alone."""
        del event, now
        assert self.round["kind"] == "sale"
        assert self.round["phase"] == "passed in" or not self.round["price"]
        self.ended = True

    def money_is_there(self) -> None:
        """Check that what went back, was kept or pays the price never exceeds what came in."""
        for key, paid in self.paid.items():
            out = self.returned.get(key, 0) + self.kept.get(key, 0)
            if key == self.of_sale:
                out += min(self._paid(), self.price or 0)
            assert out <= paid, key
        assert self.returned.keys() <= self.paid.keys()
