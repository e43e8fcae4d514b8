"""Claims about counting auctions again."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from mingpai.audit.recount import CONFIRMATION_GRACE, RESULT_GRACE, Recount
from mingpai.audit.report import Problems
from mingpai.kernel.canon import canonical
from mingpai.law.platforms import OUR_HALL, sandbox_list

Alter = Callable[..., bytes]
SANDBOX = f"{sandbox_list().name}/{sandbox_list().version}"
LOT = "disposal/sample-00000"
WHOLE_STEPS_LOT = "disposal/sample-00001"
PASSED_IN_LOT = "disposal/sample-00006"


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


LATE = "2026-04-02T01:30:00Z"
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
    ("bid_placed", -1, {"closes_at": "2026-04-02T01:00:00Z"}, {}, {"close_wrong"}),
    ("bid_placed", 3, {}, {"received_at": "2026-03-02T02:00:00Z"}, {"bid_before_opening"}),
    ("bid_placed", 9, {}, {"received_at": "2026-04-01T02:00:00Z"}, {"order_broken"}),
    ("bid_placed", 9, {}, {"received_at": LATE, "at": LATE}, {"bid_after_close"}),
    ("round_sold", 0, {"price_fen": 1}, {}, {"winner_wrong"}),
    ("round_sold", 0, {"bids": 1}, {}, {"winner_wrong"}),
    ("round_sold", 0, {"closed_at": "2026-04-02T01:00:00Z"}, {}, {"close_wrong"}),
    ("round_sold", 0, {}, {"received_at": "2026-04-02T01:00:00Z"}, {"closed_early"}),
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
    ("round_announced", 0, {"closes_at": "2026-04-02T00:59:59Z"}, {}, {"notice_unlawful"}),
    ("round_announced", 0, {"opens_at": "2026-03-02T01:00:00Z"}, {}, {"notice_unlawful"}),
    ("round_announced", 0, {"closes_at": "9999-12-31T23:59:59Z"}, {}, {"out_of_range"}),
    ("disposal_opened", 0, {}, {"actor": "court/other"}, {"actor_wrong"}),
    ("disposal_opened", 0, {"court": "?"}, {"actor": "?"}, {"actor_wrong"}),
    ("bid_placed", 3, {"code": "A9999"}, {"actor": "A9999"}, {"code_not_issued"}),
    ("disposal_opened", 0, {"case_id": "a b"}, {}, {"id_wrong"}),
    ("disposal_opened", 0, {"property_id": ""}, {}, {"id_wrong"}),
    ("platform_assigned", 0, {"platform": "platform/nobody"}, {}, {"platform_wrong"}),
    ("platform_assigned", 0, {"platform_list": "national/2019"}, {}, {"platform_wrong"}),
    ("platform_assigned", 0, {"platform_list": "sandbox-of-national"}, {}, {"platform_wrong"}),
    ("platform_assigned", 0, {}, {"received_at": "2016-03-02T01:00:00Z"}, {"platform_wrong"}),
    ("platform_assigned", 0, {"on": "2026-03-01"}, {}, {"platform_wrong"}),
    ("platform_assigned", 0, {"platform": "?"}, {}, {"actor_wrong"}),
    ("platform_assigned", 0, {}, {"actor": "platform/x"}, {"actor_wrong"}),
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
    result = altered(passed, stream=LOT, body={"closed_at": "2026-04-02T01:12:59Z"})
    later = "2026-04-02T02:00:00Z"
    count([*sold[:at], altered(result, received_at=later, at=later)])
    assert {problem.code for problem in problems.listed} == {"winner_wrong"}


def test_confirming_before_the_notice_is_found(
    count: Callable[..., Recount], leaves: list[bytes], problems: Problems
) -> None:
    """A confirmation or a result of a lot without a round is a problem."""
    lot = of(leaves, LOT)
    sold, confirmed = place(lot, "round_sold"), place(lot, "confirmation_published")
    count([lot[0], lot[sold], lot[confirmed]])
    codes = [problem.code.value for problem in problems.listed if problem.code != "law_wrong"]
    assert codes == ["round_wrong", "confirmation_wrong"]


def decided(lot: Sequence[bytes], altered: Alter) -> bytes:
    """Return a panel's decision on the terms of a second round."""
    at = "2026-10-13T00:30:00Z"
    return altered(
        lot[place(lot, "panel_decided")],
        at=at,
        received_at=at,
        law="2017-01-01",
        body={
            "round": 2,
            "on": "2026-10-13",
            "start_price_fen": 5_600_000,
            "matters": ["start_price", "price_cut", "step", "deposit", "priority"],
        },
    )


def declined(lot: Sequence[bytes], altered: Alter) -> list[bytes]:
    """Return what says that no creditor takes a property whose first auction failed."""
    at = "2026-10-12T01:00:00Z"
    body = {"all_declined": True, "proof": "p" * 43, "round": 1}
    plain = msgspec.json.decode(altered(lot[-1], at=at, received_at=at, actor="court/sample"))
    return [canonical(plain | {"kind": "auction.no_offer_recorded", "body": body})]


def test_a_second_round_follows_one_that_passed_in(
    count: Callable[..., Recount], leaves: list[bytes], problems: Problems, altered: Alter
) -> None:
    """After a round that passed in a second one may be announced; it need not reach the floor."""
    lot = of(leaves, PASSED_IN_LOT)
    at = place(lot, "round_announced")
    when = "2026-10-13T01:00:00Z"
    second = altered(
        lot[at],
        at=when,
        received_at=when,
        body={
            "round": 2,
            "kind": "auction_2",
            "announced_on": "2026-10-13",
            "start_price_fen": 5_600_000,
            "opens_at": "2026-10-31T01:00:00Z",
            "closes_at": "2026-11-01T01:00:00Z",
        },
    )
    recount = count([*lot, *declined(lot, altered), decided(lot, altered), second])
    assert problems.listed == []
    assert [one.notice.round for one in recount.lots[PASSED_IN_LOT].rounds] == [1, 2]
    assert recount.closed_rounds == 1


def test_an_entry_of_another_kind_in_a_lots_stream_changes_nothing(
    count: Callable[..., Recount], leaves: list[bytes], problems: Problems, altered: Alter
) -> None:
    """What the count knows nothing of is neither a fault nor a fact of the auction."""
    lot = of(leaves, LOT)
    when = "2027-01-01T00:00:00Z"
    place_of = {"stream": LOT, "seq": _seq(lot[-1]) + 1, "law": "2017-01-01"}
    other = altered(leaves[1], at=when, received_at=when, **place_of)
    recount = count([*lot, other])
    assert problems.listed == []
    assert recount.closed_rounds == 1


CLOSE = datetime(2026, 4, 2, 1, 12, 59, tzinfo=UTC)
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


@pytest.mark.parametrize(
    ("before", "envelope", "expected"),
    [
        ("bid_placed", {"actor": "A9999"}, ["actor_wrong"]),
        ("round_announced", {"law": None}, ["code_not_issued"]),
        ("round_sold", {}, ["code_not_issued"]),
        ("confirmation_published", {}, ["code_not_issued"]),
        ("bid_placed", {"kind": "auction.person_barred", "ver": 1, "actor": "A9999"}, []),
    ],
)
def test_a_code_is_handed_out_by_an_office_while_a_round_is_open(  # noqa: PLR0913 - a table
    before: str,
    envelope: dict[str, Any],
    expected: list[str],
    *,
    count: Callable[..., Recount],
    leaves: list[bytes],
    altered: Alter,
    problems: Problems,
) -> None:
    """A sealed registration by anybody else, before the notice or after the close, is a problem."""
    lot = of(leaves, LOT)
    at = place(lot, before)
    sealed = lot[place(lot, "bidder_qualified")]
    added = altered(
        sealed, **{"received_at": lot_time(lot[at]), "at": "2027-01-01T01:00:00Z", **envelope}
    )
    count([*lot[:at], added, *lot[at:]])
    assert found(problems) == expected


def lot_time(leaf: bytes) -> str:
    """Return when a leaf arrived."""
    return leaf.rsplit(b'"received_at":"', 1)[1].split(b'"', 1)[0].decode()


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
    when = "2026-10-13T01:00:00Z"
    second = altered(
        lot[place(lot, "round_announced")],
        at=when,
        received_at=when,
        body={
            "round": 2,
            "kind": "auction_2",
            "announced_on": "2026-10-13",
            "start_price_fen": 5_600_000,
            "opens_at": "2026-10-31T01:00:00Z",
            "closes_at": "2026-11-01T01:00:00Z",
        },
    )
    first = of(leaves, LOT)
    placed = "2026-10-31T02:00:00Z"
    bid = altered(
        first[place(first, "bid_placed")],
        stream=PASSED_IN_LOT,
        at=placed,
        received_at=placed,
        body={"round": 2, "closes_at": "2026-11-01T01:00:00Z"},
    )
    count([*lot, *declined(lot, altered), decided(lot, altered), second, bid])
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


def test_every_entry_of_a_lot_bears_the_law_of_its_round(
    count: Callable[..., Recount], leaves: list[bytes], altered: Alter, problems: Problems
) -> None:
    """Before the notice no version binds, after it the notice's, whatever the entry is."""
    lot = of(leaves, LOT)
    notice = place(lot, "round_announced")
    for at, leaf in enumerate(lot):
        if at == notice:
            continue
        problems.listed.clear()
        other = altered(leaf, law="2020-01-01")
        count([*lot[:at], other, *lot[at + 1 :]])
        assert found(problems) == ["law_wrong"]
    problems.listed.clear()
    count([leaves[0], altered(leaves[1], law="2017-01-01")])
    assert found(problems) == ["law_wrong"]


@pytest.mark.rule("K18")
def test_a_platforms_feed_is_judged_by_the_same_rules(
    count: Callable[..., Recount], leaves: list[bytes], altered: Alter, problems: Problems
) -> None:
    """A lot that its platform's feed tells of is counted as ours are, and no other lot may be."""
    jd = {"platform": "platform/jd"}
    lot = [
        altered(leaf, source="platform/jd", body=jd if b"platform_assigned" in leaf else None)
        for leaf in of(leaves, LOT)
    ]
    recount = count([leaves[0], *lot])
    assert found(problems) == []
    assert recount.lots[LOT].rounds[0].leader == "A1000"
    at = place(lot, "bid_placed", nth=3)
    count([leaves[0], *lot[:at], altered(lot[at], body={"price_fen": 1}), *lot[at + 1 :]])
    assert "bid_too_low" in found(problems)
    for kind in ("bid_placed", "bidder_qualified", "disposal_opened", "price_fixed"):
        problems.listed.clear()
        at = place(lot, kind)
        count([leaves[0], *lot[:at], altered(lot[at], source="platform/ali"), *lot[at + 1 :]])
        assert set(found(problems)) == {"platform_wrong"}
    problems.listed.clear()
    count([altered(leaves[0], source="platform/jd")])
    assert found(problems) == ["platform_wrong"]


LISTS: list[tuple[dict[str, Any], list[str]]] = [
    ({"platform_list": "national/2019", "platform": "platform/ali"}, ["platform_wrong"]),
    ({"platform_list": "sandbox-of-national/1999"}, ["platform_wrong"]),
    ({"platform": "platform/nobody"}, ["platform_wrong"]),
    ({"platform": "platform/ali"}, []),
]


@pytest.mark.rule("K01")
@pytest.mark.parametrize(("body", "expected"), LISTS)
def test_the_list_of_platforms_is_the_journals_own(  # noqa: PLR0913 - a table of two columns
    body: dict[str, Any],
    expected: list[str],
    *,
    count: Callable[..., Recount],
    leaves: list[bytes],
    altered: Alter,
    problems: Problems,
) -> None:
    """A lot under another list than the journal was opened with, or on a platform of none, is told.

    So it is whether `PlatformAssigned` says it or, in an older journal, the opening itself.
    """
    lot = of(leaves, LOT)
    at = place(lot, "platform_assigned")
    count([leaves[0], lot[0], altered(lot[at], body=body)])
    assert found(problems) == expected
    named = {"platform": OUR_HALL, "platform_list": SANDBOX} | body
    opened = msgspec.json.decode(lot[0])
    old = {name: opened["body"][name] for name in ("case_id", "property_id", "property_class")}
    first = canonical(opened | {"ver": 1, "body": old | {"court": "court/sample"} | named})
    problems.listed.clear()
    count([leaves[0], first])
    assert found(problems) == expected
