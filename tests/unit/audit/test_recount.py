"""Claims about counting auctions again."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from mingpai.audit.leaves import LeafReader
from mingpai.audit.recount import Recount
from mingpai.audit.report import Problems

Alter = Callable[..., bytes]
LOT = "disposal/sample-00000"
WHOLE_STEPS_LOT = "disposal/sample-00001"
PASSED_IN_LOT = "disposal/sample-00006"


@pytest.fixture
def count(reader: LeafReader, problems: Problems) -> Callable[[Sequence[bytes]], Recount]:
    """Return what reads leaves, in the places they say, and counts them."""

    def run(leaves: Sequence[bytes]) -> Recount:
        recount = Recount(problems)
        for leaf in leaves:
            (read,) = reader.read(_seq(leaf), [leaf])
            recount.take(read)
        return recount

    return run


def _seq(leaf: bytes) -> int:
    return int(leaf.rsplit(b'"seq":', 1)[1].split(b",", 1)[0])


def of(leaves: Sequence[bytes], lot: str) -> list[bytes]:
    """Return one lot's leaves."""
    return [leaf for leaf in leaves if f'"stream":"{lot}"'.encode() in leaf]


def place(leaves: Sequence[bytes], kind: str, *, nth: int = 0) -> int:
    """Return where the nth leaf of a kind stands."""
    marked = f'"kind":"auction.{kind}"'.encode()
    return [n for n, leaf in enumerate(leaves) if marked in leaf][nth]


def test_a_sound_journal_has_no_problem(
    count: Callable[..., Recount], leaves: list[bytes], problems: Problems
) -> None:
    """Every lot of a sound journal is counted to its end without a problem."""
    recount = count(leaves)
    assert problems.listed == []
    assert recount.closed_rounds == 8
    assert recount.lots[LOT].rounds[0].leader == "A1000"
    assert recount.lots[LOT].rounds[0].confirmed
    assert recount.lots[PASSED_IN_LOT].rounds[0].bids == 0


LATE = "2026-03-18T01:30:00Z"
FORGERIES: list[tuple[str, int, dict[str, Any], dict[str, Any], set[str]]] = [
    # kind, nth, changed body, changed envelope, faults that must be among those found
    ("bid_placed", 3, {"price_fen": 1}, {}, {"bid_too_low"}),
    ("bid_placed", 0, {"price_fen": 6_999_999}, {}, {"bid_too_low"}),
    ("bid_placed", 3, {"price_fen": 2**53 - 1}, {}, {"winner_wrong"}),
    ("bid_placed", 3, {"rank": 1}, {}, {"rank_wrong"}),
    ("bid_placed", 3, {"rank": 2}, {}, {"rank_wrong"}),
    ("bid_placed", 3, {"rank": 11}, {}, {"rank_wrong"}),
    ("bid_placed", -1, {"rank": 0}, {}, {"bid_too_low", "winner_wrong"}),
    ("bid_placed", -1, {"code": "A1002"}, {"actor": "A1002"}, {"winner_wrong", "rank_wrong"}),
    ("bid_placed", 3, {"code": "?"}, {"actor": "?"}, {"actor_wrong"}),
    ("bid_placed", 3, {"round": 2}, {}, {"round_wrong"}),
    ("bid_placed", 3, {}, {"law": "2020-01-01"}, {"law_wrong"}),
    ("bid_placed", 3, {}, {"actor": "A9999"}, {"actor_wrong"}),
    ("bid_placed", 3, {"closes_at": LATE}, {}, {"close_wrong"}),
    ("bid_placed", -1, {"closes_at": "2026-03-18T01:00:00Z"}, {}, {"close_wrong"}),
    ("bid_placed", 3, {}, {"received_at": "2026-03-02T02:00:00Z"}, {"bid_before_opening"}),
    ("bid_placed", 9, {}, {"received_at": "2026-03-17T02:00:00Z"}, {"order_broken"}),
    ("bid_placed", 9, {}, {"received_at": LATE, "at": LATE}, {"bid_after_close"}),
    ("round_sold", 0, {"price_fen": 1}, {}, {"winner_wrong"}),
    ("round_sold", 0, {"bids": 1}, {}, {"winner_wrong"}),
    ("round_sold", 0, {"closed_at": "2026-03-18T01:00:00Z"}, {}, {"close_wrong"}),
    ("round_sold", 0, {}, {"received_at": "2026-03-18T01:00:00Z"}, {"closed_early"}),
    ("round_sold", 0, {}, {"actor": "court/sample"}, {"actor_wrong"}),
    ("round_sold", 0, {"round": 2}, {}, {"round_wrong", "confirmation_wrong"}),
    ("confirmation_published", 0, {"code": "A1001"}, {}, {"confirmation_wrong"}),
    ("confirmation_published", 0, {"round": 2}, {}, {"confirmation_wrong"}),
    ("confirmation_published", 0, {}, {"actor": "A1001"}, {"actor_wrong"}),
    ("priority_confirmed", 0, {"rank": 10}, {}, {"rank_wrong"}),
    ("priority_confirmed", 0, {}, {"actor": "platform/x"}, {"actor_wrong"}),
    ("round_announced", 0, {}, {"actor": "platform/x"}, {"actor_wrong"}),
    ("round_announced", 0, {"round": 2}, {}, {"round_wrong"}),
    ("round_announced", 0, {"announced_on": "2026-03-03"}, {}, {"law_wrong"}),
    ("round_announced", 0, {"announced_on": "2016-03-03"}, {}, {"law_wrong"}),
    ("round_announced", 0, {}, {"law": None}, {"law_wrong"}),
    ("round_announced", 0, {"start_price_fen": 6_999_999}, {}, {"notice_unlawful"}),
    ("round_announced", 0, {"step_fen": 0}, {}, {"out_of_range"}),
    ("round_announced", 0, {"step_fen": 0, "step_rule": "whole_steps"}, {}, {"out_of_range"}),
    ("command_refused", 0, {"code": "bid_after_close"}, {}, {"refusal_wrong"}),
    ("round_announced", 0, {"deposit_fen": 349_999}, {}, {"notice_unlawful"}),
    ("round_announced", 0, {"deposit_fen": 1_400_001}, {}, {"notice_unlawful"}),
    ("round_announced", 0, {"closes_at": "2026-03-18T00:59:59Z"}, {}, {"notice_unlawful"}),
    ("round_announced", 0, {"opens_at": "2026-03-02T01:00:00Z"}, {}, {"notice_unlawful"}),
    ("round_announced", 0, {"closes_at": "9999-12-31T23:59:59Z"}, {}, {"out_of_range"}),
    ("disposal_opened", 0, {}, {"actor": "court/other"}, {"actor_wrong"}),
    ("disposal_opened", 0, {"court": "?"}, {"actor": "?"}, {"actor_wrong"}),
    ("disposal_opened", 0, {}, {"stream": "disposal/?"}, {"lot_unknown"}),
    ("disposal_opened", 0, {}, {"stream": "house/x"}, {"lot_unknown"}),
]


@pytest.mark.parametrize(("kind", "nth", "body", "envelope", "expected"), FORGERIES)
def test_each_forgery_is_found(  # noqa: PLR0913 - a table of five columns
    kind: str,
    nth: int,
    body: dict[str, Any],
    envelope: dict[str, Any],
    expected: set[str],
    *,
    count: Callable[..., Recount],
    leaves: list[bytes],
    altered: Alter,
    problems: Problems,
) -> None:
    """What a dishonest log changes in one entry contradicts the rest, under its own code."""
    lot = of(leaves, LOT)
    at = place(lot, kind, nth=nth)
    count([*lot[:at], altered(lot[at], body=body, **envelope), *lot[at + 1 :]])
    assert expected <= {problem.code.value for problem in problems.listed}


def test_a_bid_off_the_steps_is_found(
    count: Callable[..., Recount], leaves: list[bytes], altered: Alter, problems: Problems
) -> None:
    """Where the notice asks for whole steps a raise by less than whole ones is a problem."""
    lot = of(leaves, WHOLE_STEPS_LOT)
    at = place(lot, "bid_placed", nth=0)
    count([*lot[:at], altered(lot[at], body={"price_fen": 7_001_001}), *lot[at + 1 :]])
    assert "bid_off_step" in {problem.code for problem in problems.listed}


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("disposal_opened", {"opened_twice"}),
        ("round_announced", {"round_wrong"}),
        ("round_sold", {"closed_twice"}),
        ("confirmation_published", {"confirmation_wrong"}),
    ],
)
def test_what_happens_once_may_not_happen_twice(
    kind: str,
    expected: set[str],
    *,
    count: Callable[..., Recount],
    leaves: list[bytes],
    problems: Problems,
) -> None:
    """A second opening, notice, result or confirmation of one lot is a problem."""
    lot = of(leaves, LOT)
    at = place(lot, kind)
    count([*lot[: at + 1], lot[at], *lot[at + 1 :]])
    assert expected <= {problem.code.value for problem in problems.listed}


@pytest.mark.parametrize(
    ("missing", "expected"),
    [
        ("disposal_opened", "lot_unknown"),
        ("round_announced", "lot_unknown"),
        ("priority_confirmed", "rank_wrong"),
        ("round_sold", "confirmation_wrong"),
        ("bid_placed", "winner_wrong"),
    ],
)
def test_a_missing_entry_is_found(
    missing: str,
    expected: str,
    *,
    count: Callable[..., Recount],
    leaves: list[bytes],
    problems: Problems,
) -> None:
    """A lot with one entry left out contradicts itself."""
    lot = of(leaves, LOT)
    at = place(lot, missing)
    count([*lot[:at], *lot[at + 1 :]])
    assert expected in {problem.code for problem in problems.listed}


def test_a_lot_without_bids_passes_in_and_no_other(
    count: Callable[..., Recount], leaves: list[bytes], problems: Problems, altered: Alter
) -> None:
    """A lot with bids that is said to have passed in is a problem; so is a sale without bids."""
    passed = of(leaves, PASSED_IN_LOT)[-1]
    sold = of(leaves, LOT)
    at = place(sold, "round_sold")
    result = altered(passed, stream=LOT, body={"closed_at": "2026-03-18T01:12:59Z"})
    later = "2026-03-18T02:00:00Z"
    count([*sold[:at], altered(result, received_at=later, at=later)])
    assert {problem.code for problem in problems.listed} == {"winner_wrong"}


def test_confirming_before_the_notice_is_found(
    count: Callable[..., Recount], leaves: list[bytes], problems: Problems
) -> None:
    """A confirmation or a result of a lot without a round is a problem."""
    lot = of(leaves, LOT)
    sold, confirmed = place(lot, "round_sold"), place(lot, "confirmation_published")
    count([lot[0], lot[sold], lot[confirmed]])
    codes = [problem.code.value for problem in problems.listed]
    assert codes == ["round_wrong", "confirmation_wrong"]


def test_a_second_round_follows_one_that_passed_in(
    count: Callable[..., Recount], leaves: list[bytes], problems: Problems, altered: Alter
) -> None:
    """After a round that passed in a second one may be announced; it need not reach the floor."""
    lot = of(leaves, PASSED_IN_LOT)
    at = place(lot, "round_announced")
    when = "2026-03-20T01:00:00Z"
    second = altered(
        lot[at],
        at=when,
        received_at=when,
        body={
            "round": 2,
            "kind": "auction_2",
            "announced_on": "2026-03-20",
            "start_price_fen": 5_600_000,
            "opens_at": "2026-04-20T01:00:00Z",
            "closes_at": "2026-04-21T01:00:00Z",
        },
    )
    recount = count([*lot, second])
    assert problems.listed == []
    assert [one.notice.round for one in recount.lots[PASSED_IN_LOT].rounds] == [1, 2]
    assert recount.closed_rounds == 1
