"""Claims about looking into refusals again: of bids, of offices, of lots that nobody opened."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from mingpai.auction.events import CommandRefused, RoundPassedIn
from mingpai.auction.model import RoundKind, StepRule
from mingpai.auction.preparation.events import RoundAnnounced
from mingpai.auction.stops.events import BiddingStopped, RoundWithdrawn
from mingpai.auction.stops.model import StopGround, StopKind, WithdrawalGround
from mingpai.audit.counts import RoundCount
from mingpai.audit.denied import is_borne_out
from mingpai.audit.recount import Recount
from mingpai.audit.report import Problems
from mingpai.kernel.ids import ArticleId
from mingpai.kernel.money import Fen
from mingpai.law.book import law_on
from mingpai.law.platforms import OUR_HALL

OPENS = datetime(2026, 5, 25, 2, 0, tzinfo=UTC)
CLOSES = OPENS + timedelta(days=1)
AT = OPENS + timedelta(hours=1)


@pytest.fixture
def standing() -> RoundCount:
    """Return a round with start price 1,000 and step 10, without a bid."""
    return counted(StepRule.AT_LEAST_STEP)


def counted(rule: StepRule) -> RoundCount:
    """Return a round under a rule of steps."""
    day = date(2026, 5, 1)
    notice = RoundAnnounced(
        1,
        RoundKind.AUCTION_1,
        day,
        Fen(1000),
        Fen(1000),
        Fen(10),
        Fen(100),
        OPENS,
        CLOSES,
        rule,
    )
    return RoundCount(notice, law_on(day), 0)


def bid_at(standing: RoundCount, price: int) -> RoundCount:
    """Let one bid stand at a price."""
    standing.bids, standing.price = 1, price
    return standing


def denied(code: str, **facts: int | str) -> CommandRefused:
    """Return a refusal of a bid."""
    return CommandRefused("PlaceBid", "A1000", code, ArticleId("X:1"), tuple(facts.items()))


def test_a_refusal_for_its_time_is_compared(standing: RoundCount) -> None:
    """Too late means at or after the close or the result, too early before the opening."""
    late, early = denied("bid_after_close"), denied("bid_before_opening")
    assert is_borne_out(late, standing, at=CLOSES)
    assert not is_borne_out(late, standing, at=AT)
    assert is_borne_out(early, standing, at=OPENS - timedelta(seconds=1))
    assert not is_borne_out(early, standing, at=OPENS)
    standing.result = RoundPassedIn(1, CLOSES)
    assert is_borne_out(late, standing, at=AT)
    assert not is_borne_out(early, standing, at=OPENS - timedelta(seconds=1))


@pytest.mark.rule("K33")
def test_a_refusal_for_a_stop_needs_one(standing: RoundCount) -> None:
    """While bidding stands still that alone is the reason, and at no other time."""
    stopped, late, early = (
        denied(code) for code in ("bidding_stopped", "bid_after_close", "bid_before_opening")
    )
    assert not is_borne_out(stopped, standing, at=AT)
    standing.stopped = BiddingStopped(1, AT, StopKind.STAY, StopGround.OBJECTION, "r" * 43, 1)
    assert is_borne_out(stopped, standing, at=AT)
    assert not is_borne_out(late, standing, at=CLOSES)
    assert not is_borne_out(early, standing, at=OPENS - timedelta(seconds=1))


def test_a_round_that_was_withdrawn_takes_no_bid(standing: RoundCount) -> None:
    """After a withdrawal a bid is refused as late, whatever the hour."""
    late, early = denied("bid_after_close"), denied("bid_before_opening")
    standing.undone = RoundWithdrawn(1, AT, WithdrawalGround.OTHER, "d" * 43)
    assert is_borne_out(late, standing, at=AT)
    assert not is_borne_out(early, standing, at=OPENS - timedelta(seconds=1))


@pytest.mark.parametrize(
    ("code", "facts", "is_right"),
    [
        ("bid_below_start_price", {"price_fen": 999, "least_fen": 1000}, True),
        ("bid_below_start_price", {"price_fen": 1000, "least_fen": 1000}, False),
        ("bid_below_start_price", {"price_fen": 999, "least_fen": 1001}, False),
        ("bid_below_start_price", {"least_fen": 1000}, False),
        ("bid_below_start_price", {"price_fen": "999", "least_fen": 1000}, False),
        ("bid_not_higher", {"price_fen": 1000, "current_fen": 1000}, False),
        ("bid_below_step", {"price_fen": 1001, "least_fen": 1010}, False),
        ("bid_off_step", {"price_fen": 1001}, False),
    ],
)
def test_the_first_bid_is_held_against_the_start_price(
    code: str, facts: dict[str, int | str], *, is_right: bool, standing: RoundCount
) -> None:
    """Before any bid only an amount below the announced start price is refused rightly."""
    assert is_borne_out(denied(code, **facts), standing, at=AT) is is_right


@pytest.mark.parametrize(
    ("code", "facts", "is_right"),
    [
        ("bid_not_higher", {"price_fen": 1200, "current_fen": 1200}, True),
        ("bid_not_higher", {"price_fen": 1201, "current_fen": 1200}, False),
        ("bid_not_higher", {"price_fen": 1200, "current_fen": 1300}, False),
        ("bid_below_step", {"price_fen": 1209, "least_fen": 1210}, True),
        ("bid_below_step", {"price_fen": 1210, "least_fen": 1210}, False),
        ("bid_below_step", {"price_fen": 1209, "least_fen": 1220}, False),
        ("bid_below_start_price", {"price_fen": 999, "least_fen": 1000}, False),
        ("bid_off_step", {"price_fen": 1215}, False),
    ],
)
def test_later_bids_are_held_against_the_price(
    code: str, facts: dict[str, int | str], *, is_right: bool, standing: RoundCount
) -> None:
    """After a bid the price that stands and the step decide, with the figures as counted."""
    assert is_borne_out(denied(code, **facts), bid_at(standing, 1200), at=AT) is is_right


def test_whole_steps_bind_where_announced() -> None:
    """Off the steps is a reason only under whole steps, and only off the steps."""
    first = counted(StepRule.WHOLE_STEPS)
    assert is_borne_out(denied("bid_off_step", price_fen=1005), first, at=AT)
    assert not is_borne_out(denied("bid_off_step", price_fen=1010), first, at=AT)
    later = bid_at(counted(StepRule.WHOLE_STEPS), 1200)
    assert is_borne_out(denied("bid_off_step", price_fen=1215), later, at=AT)
    assert not is_borne_out(denied("bid_off_step", price_fen=1220), later, at=AT)


def test_a_match_is_held_against_the_leader(standing: RoundCount) -> None:
    """Who holds the price matches nothing; a weaker or equal rank takes no equal price."""
    bid_at(standing, 1200)
    standing.leader, standing.rank = "A1000", 2
    own, odd = (denied("match_of_own_bid", price_fen=price) for price in (1200, 1190))
    equal = denied("match_not_stronger", rank=2, leader_rank=2)
    assert is_borne_out(own, standing, at=AT)
    assert not is_borne_out(odd, standing, at=AT)
    assert not is_borne_out(equal, standing, at=AT)
    standing.leader = "A1001"
    assert not is_borne_out(own, standing, at=AT)
    assert is_borne_out(equal, standing, at=AT)
    for wrong in ({"rank": 1}, {"leader_rank": 1}, {"rank": "2"}, {"rank": 2, "leader_rank": 0}):
        facts = {"rank": 2, "leader_rank": 2} | wrong
        assert not is_borne_out(denied("match_not_stronger", **facts), standing, at=AT)
    standing.rank = 0
    assert not is_borne_out(denied("match_not_stronger", rank=2, leader_rank=0), standing, at=AT)


@pytest.mark.parametrize(
    "refused",
    [
        denied("bid_below_start_price", price_fen=999, least_fen=1000),
        denied("price_out_of_range"),
        denied("code_barred"),
    ],
)
def test_the_time_comes_before_the_amount(refused: CommandRefused, standing: RoundCount) -> None:
    """Outside of bidding no bid is refused for its amount or its sender: its time is the reason."""
    assert is_borne_out(refused, standing, at=OPENS)
    assert not is_borne_out(refused, standing, at=CLOSES)
    assert not is_borne_out(refused, standing, at=OPENS - timedelta(seconds=1))
    standing.stopped = BiddingStopped(1, AT, StopKind.STAY, StopGround.OBJECTION, "r" * 43, 1)
    assert not is_borne_out(refused, standing, at=AT)


def test_a_bid_for_elsewhere_names_the_round_that_runs(standing: RoundCount) -> None:
    """What a refusal says of the round that runs is compared."""
    assert is_borne_out(denied("bid_for_other_lot", round=1), standing, at=AT)
    assert not is_borne_out(denied("bid_for_other_lot", round=2), standing, at=AT)


def test_no_bid_is_refused_for_what_is_no_bids_reason(standing: RoundCount) -> None:
    """A bid on record is refused for the reasons of bids alone."""
    assert not is_borne_out(denied("not_this_court"), standing, at=AT)


def test_what_is_not_public_is_not_judged(standing: RoundCount) -> None:
    """Reasons that rest on restricted entries, and refusals of other commands, are let stand."""
    assert is_borne_out(denied("code_barred"), standing, at=AT)
    other = CommandRefused("AnnounceRound", "court/x", "bid_off_step", ArticleId("X:1"), ())
    assert is_borne_out(other, standing, at=AT)


# In a whole journal ---------------------------------------------------------------------------

Alter = Callable[..., bytes]
LOT = "disposal/sample-00000"


def of(leaves: Sequence[bytes], lot: str) -> list[bytes]:
    """Return one lot's leaves."""
    return [leaf for leaf in leaves if f'"stream":"{lot}"'.encode() in leaf]


def place(leaves: Sequence[bytes], kind: str, *, nth: int = 0) -> int:
    """Return where the nth leaf of a kind stands."""
    marked = f'"kind":"auction.{kind}"'.encode()
    return [n for n, leaf in enumerate(leaves) if marked in leaf][nth]


def found(problems: Problems) -> list[str]:
    """Return the codes of the problems, in order."""
    return [problem.code.value for problem in problems.listed]


def lot_time(leaf: bytes) -> str:
    """Return when a leaf arrived."""
    return leaf.rsplit(b'"received_at":"', 1)[1].split(b'"', 1)[0].decode()


ELSEWHERE = "disposal/9999-0001"


@pytest.mark.parametrize(
    "kind",
    [
        "command_refused",
        "bidder_qualified",
        "deposit_returned",
        "person_barred",
        "filing_refused",
        "eligibility_reviewed",
        "platform_assigned",
    ],
)
def test_a_lot_that_was_never_opened_has_no_entries(
    kind: str,
    *,
    count: Callable[..., Recount],
    leaves: list[bytes],
    altered: Alter,
    problems: Problems,
) -> None:
    """Refused bids and sealed entries in the stream of a lot that nobody opened are found."""
    sealed = leaves[place(leaves, "bidder_qualified")]
    at = place(leaves, kind) if f'"auction.{kind}"'.encode() in b"".join(leaves) else None
    fields = {"stream": ELSEWHERE, "law": None}
    if at is None:
        moved = altered(sealed, kind=f"auction.{kind}", ver=1, **fields)
    else:
        moved = altered(leaves[at], **fields)
    count([leaves[0], moved])
    assert found(problems) == ["lot_unknown"]


def refused_opening(leaves: list[bytes], altered: Alter, code: str, **envelope: Any) -> bytes:
    """Return the refusal to open a lot."""
    body = {"by": "court/other", "code": code, "command": "OpenDisposal", "facts": []}
    fields = {"actor": "court/other", "law": None, "stream": ELSEWHERE} | envelope
    return altered(leaves[place(leaves, "command_refused")], body=body, **fields)


def test_only_a_refused_opening_stands_before_one(
    count: Callable[..., Recount], leaves: list[bytes], altered: Alter, problems: Problems
) -> None:
    """To open a lot may be refused before it is opened; as opened already only afterwards."""
    refused = refused_opening(leaves, altered, "id_malformed")
    second = refused_opening(leaves, altered, "already_open")
    count([leaves[0], refused])
    assert found(problems) == []
    count([leaves[0], second])
    assert found(problems) == ["lot_unknown"]
    problems.listed.clear()
    lot = of(leaves, LOT)
    at, law = lot_time(lot[-1]), "2017-01-01"
    fields = {"stream": LOT, "law": law, "received_at": at, "at": "2027-01-01T00:00:00Z"}
    count([*lot, refused_opening(leaves, altered, "already_open", **fields)])
    assert found(problems) == []
    count([*lot, refused_opening(leaves, altered, "id_malformed", **fields)])
    assert found(problems) == ["refusal_wrong"]


def test_a_bid_is_refused_in_a_round_alone(
    count: Callable[..., Recount], leaves: list[bytes], altered: Alter, problems: Problems
) -> None:
    """A refused bid before the first notice is a problem: no code was handed out then."""
    lot = of(leaves, LOT)
    refused = lot[place(lot, "command_refused")]
    count([*lot[: place(lot, "round_announced")], altered(refused, law=None)])
    assert found(problems) == ["refusal_wrong"]


def test_a_refusal_by_a_code_beyond_those_handed_out_is_found(
    count: Callable[..., Recount], leaves: list[bytes], altered: Alter, problems: Problems
) -> None:
    """Codes that were refused are counted like those that bid: one too many is a problem."""
    lot = of(leaves, LOT)
    at = place(lot, "command_refused", nth=-1)
    forged = altered(lot[at], body={"by": "Z9999"}, actor="Z9999")
    count([*lot[:at], forged, *lot[at + 1 :]])
    assert found(problems) == ["code_not_issued"]  # where the last of the others first bids
    problems.listed.clear()
    when = {"received_at": lot_time(lot[-1]), "at": "2027-01-01T00:00:00Z"}
    late = altered(forged, body={"code": "bid_after_close"}, **when)
    count([*lot, late])
    assert found(problems) == ["code_not_issued"]


def test_an_office_is_refused_in_its_own_lots(
    count: Callable[..., Recount], leaves: list[bytes], altered: Alter, problems: Problems
) -> None:
    """What is no bid is refused on record to the lot's court and platform, and nobody else."""
    lot = of(leaves, LOT)
    refused = lot[place(lot, "command_refused", nth=-1)]
    for by, expected in (
        ("court/sample", []),
        (OUR_HALL, []),
        ("court/other", ["actor_wrong"]),
        ("A1001", ["actor_wrong"]),
    ):
        problems.listed.clear()
        body = {"by": by, "command": "CorrectNotice", "code": "not_this_court", "facts": []}
        at = lot_time(lot[-1])
        later = {"actor": by, "received_at": at, "at": "2027-01-01T00:00:00Z"}
        count([*lot, altered(refused, body=body, **later)])
        assert found(problems) == expected


@pytest.mark.rule("K39")
def test_a_refusal_for_the_seizure_comes_after_its_last_day(standing: RoundCount) -> None:
    """While bidding is open, and the day it names is over in Shanghai."""
    lapsed = denied("seizure_lapsed", until="2026-05-25")
    assert not is_borne_out(lapsed, standing, at=datetime(2026, 5, 25, 15, 59, tzinfo=UTC))
    assert is_borne_out(lapsed, standing, at=datetime(2026, 5, 25, 16, 0, tzinfo=UTC))
    assert not is_borne_out(lapsed, standing, at=CLOSES)
    assert not is_borne_out(denied("seizure_lapsed"), standing, at=AT)
