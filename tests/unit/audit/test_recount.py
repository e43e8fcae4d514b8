"""Claims about counting auctions again."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mingpai.audit.leaves import LeafReader
from mingpai.audit.recount import CONFIRMATION_GRACE, RESULT_GRACE, Recount
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
    ("bid_placed", 3, {"code": "A9999"}, {"actor": "A9999"}, {"code_not_issued"}),
    ("disposal_opened", 0, {"case_id": "a b"}, {}, {"id_wrong"}),
    ("disposal_opened", 0, {"property_id": ""}, {}, {"id_wrong"}),
    ("disposal_opened", 0, {"platform": "platform/nobody"}, {}, {"platform_wrong"}),
    ("disposal_opened", 0, {"platform_list": "national/2019"}, {}, {"platform_wrong"}),
    ("disposal_opened", 0, {"platform_list": "sandbox-of-national"}, {}, {"platform_wrong"}),
    ("disposal_opened", 0, {}, {"received_at": "2016-03-02T01:00:00Z"}, {"platform_wrong"}),
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


CLOSE = datetime(2026, 3, 18, 1, 12, 59, tzinfo=UTC)
"""The close of the sample's first lot, after its extensions."""
QUALIFIED = b'"kind":"auction.bidder_qualified"'


def found(problems: Problems) -> list[str]:
    """Return the codes of the problems, in order."""
    return [problem.code.value for problem in problems.listed]


@pytest.mark.parametrize("left", [0, 11])
def test_codes_that_were_never_handed_out_are_found(
    left: int, *, count: Callable[..., Recount], leaves: list[bytes], problems: Problems
) -> None:
    """With all sealed registrations of a lot removed, or one, each code too many is a problem."""
    lot = of(leaves, LOT)
    sealed = [leaf for leaf in lot if QUALIFIED in leaf]
    assert len(sealed) == 12
    count([leaf for leaf in lot if leaf not in sealed[left:]])
    assert found(problems) == ["code_not_issued"] * (12 - left)


def test_a_code_may_be_handed_out_and_never_bid(
    count: Callable[..., Recount], leaves: list[bytes], problems: Problems
) -> None:
    """More sealed registrations than codes that bid are no problem."""
    lot = of(leaves, LOT)
    at = place(lot, "bidder_qualified")
    count([*lot[:at], lot[at], *lot[at:]])
    assert problems.listed == []


def test_an_added_bid_with_a_code_of_its_own_is_found(
    count: Callable[..., Recount], leaves: list[bytes], altered: Alter, problems: Problems
) -> None:
    """A bid put in under a code beyond those handed out is a problem, and so is the winner."""
    lot = of(leaves, LOT)
    at = place(lot, "bid_placed", nth=-1)
    added = altered(lot[at], body={"code": "A9999", "rank": 0}, actor="A9999")
    count([*lot[: at + 1], added, *lot[at + 1 :]])
    assert "code_not_issued" in found(problems)


def test_codes_are_counted_for_each_round(
    count: Callable[..., Recount], leaves: list[bytes], altered: Alter, problems: Problems
) -> None:
    """A code handed out for the first round is none for the second, and may have another rank."""
    lot = of(leaves, PASSED_IN_LOT)
    when = "2026-03-20T01:00:00Z"
    second = altered(
        lot[place(lot, "round_announced")],
        at=when,
        received_at=when,
        body={
            "round": 2,
            "kind": "auction_2",
            "announced_on": "2026-03-20",
            "opens_at": "2026-04-20T01:00:00Z",
            "closes_at": "2026-04-21T01:00:00Z",
        },
    )
    first = of(leaves, LOT)
    placed = "2026-04-20T02:00:00Z"
    bid = altered(
        first[place(first, "bid_placed")],
        stream=PASSED_IN_LOT,
        at=placed,
        received_at=placed,
        body={"round": 2, "closes_at": "2026-04-21T01:00:00Z"},
    )
    count([*lot, second, bid])
    assert found(problems) == ["code_not_issued"]


def test_a_missing_result_is_found_once_it_is_late(
    count: Callable[..., Recount], leaves: list[bytes], problems: Problems
) -> None:
    """A closed round without a result is a problem as soon as the journal went on for longer."""
    lot = of(leaves, LOT)
    recount = count(lot[: place(lot, "round_sold")])
    recount.finish(CLOSE + RESULT_GRACE)
    assert problems.listed == []
    recount.finish(CLOSE + RESULT_GRACE + timedelta(microseconds=1))
    assert found(problems) == ["result_missing"]


def test_a_missing_confirmation_is_found_once_it_is_late(
    count: Callable[..., Recount], leaves: list[bytes], problems: Problems
) -> None:
    """A sale without its confirmation is a problem once the journal went on for over a day."""
    lot = of(leaves, LOT)
    at = place(lot, "round_sold")
    recount = count(lot[: at + 1])
    recount.finish(CLOSE + CONFIRMATION_GRACE)
    assert problems.listed == []
    recount.finish(CLOSE + CONFIRMATION_GRACE + timedelta(microseconds=1))
    assert found(problems) == ["confirmation_missing"]
    assert problems.listed[0].where == f"entry {_seq(lot[at])}"


def test_nothing_is_missing_where_everything_followed(
    count: Callable[..., Recount], leaves: list[bytes], problems: Problems
) -> None:
    """However long the journal goes on, lots sold and confirmed, or passed in, lack nothing."""
    count(leaves).finish(CLOSE + timedelta(days=3650))
    assert problems.listed == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"platform_list": "national/2019", "platform": "platform/ali"}, ["platform_wrong"]),
        ({"platform_list": "sandbox-of-national/1999"}, ["platform_wrong"]),
        ({"platform": "platform/ali"}, []),
    ],
)
def test_the_list_of_platforms_is_the_journals_own(  # noqa: PLR0913 - a table of two columns
    body: dict[str, Any],
    expected: list[str],
    *,
    count: Callable[..., Recount],
    leaves: list[bytes],
    altered: Alter,
    problems: Problems,
) -> None:
    """A lot under another list than the journal was opened with, or under none, is a problem."""
    lot = of(leaves, LOT)[:1]
    count([leaves[0], altered(lot[0], body=body)])
    assert found(problems) == expected
