"""Claims about counting notices of every round again, and their corrections."""

from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from mingpai.audit.recount import Recount
from mingpai.audit.recount_notice import prepared
from mingpai.audit.report import Problems
from mingpai.kernel.canon import canonical

Life = Callable[[str], Any]
Found = Callable[..., set[str]]
Alter = Callable[..., bytes]
COURT = "court/sample"
BEYOND = "9999-12-31T23:59:59Z"

UNLAWFUL: list[tuple[str, int, dict[str, Any], str]] = [
    # life, which notice of it, changed body, the fault that must be among those found
    ("withdrawn", 0, {"start_price_fen": 699_99, "deposit_fen": 100_00}, "notice_unlawful"),
    ("ladder", 1, {"start_price_fen": 559_999, "deposit_fen": 56_000}, "notice_unlawful"),
    ("ladder", 2, {"start_price_fen": 560_001}, "notice_unlawful"),
    ("ladder", 2, {"start_price_fen": 559_999}, "notice_unlawful"),
    ("ladder", 3, {"start_price_fen": 560_001}, "notice_unlawful"),
    ("ladder", 2, {"closes_at": "2026-07-18T02:00:00Z"}, "notice_unlawful"),
    ("ladder", 1, {"deposit_fen": 1}, "notice_unlawful"),
    ("ladder", 1, {"kind": "sale"}, "round_wrong"),
    ("ladder", 1, {"kind": "auction_1"}, "round_wrong"),
    ("ladder", 1, {"kind": "rerun"}, "round_wrong"),
    ("ladder", 2, {"kind": "auction_2"}, "round_wrong"),
    ("ladder", 3, {"kind": "sale"}, "round_wrong"),
    ("withdrawn", 0, {"kind": "auction_2"}, "notice_unlawful"),
    ("withdrawn", 0, {"kind": "rerun"}, "round_wrong"),
    ("withdrawn", 1, {"kind": "rerun"}, "round_wrong"),
    ("withdrawn", 3, {"kind": "auction_2"}, "round_wrong"),
    ("criminal", 1, {"basis": "criminal_no_reserve"}, "round_wrong"),
    ("criminal", 3, {"basis": "reference"}, "round_wrong"),
    ("criminal", 3, {"basis": "equity_cost"}, "notice_unlawful"),
    ("criminal", 3, {"basis_proof": ""}, "notice_unlawful"),
    ("criminal", 3, {"kind": "auction_2"}, "round_wrong"),
    ("withdrawn", 0, {"basis": "equity_cost", "basis_proof": "p" * 43}, "notice_unlawful"),
    ("ladder", 2, {"announced_on": "2017-01-05"}, "law_wrong"),
    ("withdrawn", 0, {"opens_at": BEYOND}, "out_of_range"),
    ("withdrawn", 0, {"reference_price_fen": 0}, "out_of_range"),
]


@pytest.mark.parametrize(("lot", "nth", "body", "fault"), UNLAWFUL)
def test_each_unlawful_notice_is_found(  # noqa: PLR0913 - a table of four columns
    lot: str, nth: int, body: dict[str, Any], fault: str, *, life: Life, found: Found
) -> None:
    """Which round comes next, from which price and for how long: by the law of that round."""
    assert fault in found(life(lot).changed("round_announced", nth, body=body))


@pytest.mark.rule("K11")
def test_a_second_auction_starts_at_most_a_fifth_lower(life: Life, found: Found) -> None:
    """At exactly four fifths of the failed start price a second auction is lawful."""
    one = life("ladder")
    second = one.place("round_announced", 1)
    assert msgspec.json.decode(one.leaves[second])["body"]["start_price_fen"] == 560_000
    assert found(one.leaves[: second + 1]) == set()


DAYS = [
    # life, which notice, the last opening that is too early, and the first that is not
    pytest.param(
        "withdrawn", 0, "2026-03-16", "2026-03-17", marks=pytest.mark.rule("K07"), id="first"
    ),
    pytest.param("ladder", 1, 6, 7, marks=pytest.mark.rule("K08"), id="second"),
    pytest.param("ladder", 2, 6, 7, marks=pytest.mark.rule("K08"), id="sale"),
    pytest.param("ladder", 3, 6, 7, marks=pytest.mark.rule("K08"), id="re-auction"),
]


@pytest.mark.parametrize(("lot", "nth", "early", "right"), DAYS)
def test_a_notice_stands_as_long_as_its_round_asks(  # noqa: PLR0913 - a table of four columns
    lot: str, nth: int, early: Any, right: Any, *, life: Life, problems: Problems, found: Found
) -> None:
    """Movables: fifteen days before a first auction, seven before every other round."""
    one = life(lot)
    at = one.place("round_announced", nth)
    notice = msgspec.json.decode(one.leaves[at])["body"]
    for opens_on, is_lawful in ((early, False), (right, True)):
        day = opens_on if isinstance(opens_on, str) else after(notice["announced_on"], opens_on)
        body = {"opens_at": f"{day}T02:00:00Z"}
        found(one.changed("round_announced", nth, body=body)[: at + 1])
        texts = [problem.text for problem in problems.listed]
        assert any("the notice stands" in text for text in texts) is not is_lawful


def after(day: str, days: int) -> str:
    """Return the day so many days later."""
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


@pytest.mark.parametrize(("kind", "days"), [("movable", 7), ("immovable", 15), ("other_right", 15)])
def test_the_days_are_those_of_the_class(  # noqa: PLR0913 - a table of two columns
    kind: str, days: int, *, life: Life, altered: Alter, problems: Problems, found: Found
) -> None:
    """Immovables and other rights stand fifteen days before a second auction."""
    one = life("ladder")
    at = one.place("round_announced", 1)
    opened = altered(one.leaves[one.place("disposal_opened")], body={"property_class": kind})
    announced_on = msgspec.json.decode(one.leaves[at])["body"]["announced_on"]
    for ahead in (days - 1, days):
        opens = f"{after(announced_on, ahead)}T02:00:00Z"
        notice = altered(one.leaves[at], body={"opens_at": opens})
        found([one.leaves[0], opened, *one.leaves[2:at], notice])
        last = f"entry {msgspec.json.decode(notice)['seq']}"
        mine = [problem.text for problem in problems.listed if problem.where == last]
        assert any("the notice stands" in text for text in mine) is (ahead < days)


def test_creditors_are_asked_between_two_rounds(life: Life, found: Found) -> None:
    """A next round without creditors having declined, or beside one who takes it, is a problem."""
    assert found(life("ladder").without("no_offer_recorded")) >= {"notice_unlawful"}
    taken = life("taken")
    assert found(taken.without("buyer_defaulted")) >= {"notice_unlawful"}


def test_nothing_follows_what_is_over(life: Life, found: Found, altered: Alter) -> None:
    """After the property was returned, or sold by its owner, no further round may be published."""
    for lot in ("returned", "criminal"):
        one = life(lot)
        last = msgspec.json.decode(one.leaves[-1])
        notice = one.leaves[one.place("round_announced")]
        moved = altered(notice, at=last["at"], received_at=last["received_at"], body={"round": 5})
        assert "round_wrong" in found([*one.leaves, moved])


def test_no_round_follows_one_that_runs_or_was_sold(life: Life, found: Found) -> None:
    """A notice beside a round that runs, and one after a sale that stands, is a problem."""
    one = life("ladder")
    second = one.leaves[one.place("round_announced", 1)]
    assert "round_wrong" in found([*one.until("round_announced"), second])
    sale, rerun = one.place("sale_annulled"), one.place("round_announced", 3)
    assert "round_wrong" in found([*one.leaves[:sale], one.leaves[rerun]])


def test_equity_without_a_value_has_no_measure(life: Life, found: Found, altered: Alter) -> None:
    """Where the trait and the paper are there, neither reference price nor deposit is measured."""
    one = life("withdrawn")
    opened = altered(
        one.leaves[one.place("disposal_opened")], body={"traits": ["cannot_be_valued"]}
    )
    body = {
        "basis": "equity_cost",
        "basis_proof": "p" * 43,
        "reference_price_fen": 0,
        "start_price_fen": 1_000,
        "deposit_fen": 999,
    }
    notice = altered(one.leaves[one.place("round_announced")], body=body)
    terms = {"start_price_fen": 1_000, "deposit_fen": 999}
    panel = altered(one.leaves[one.place("panel_decided")], body=terms)
    first = one.place("round_announced")
    unpriced = [leaf for leaf in one.leaves[2:first] if b"price_fixed" not in leaf]
    filed = [panel if b"panel_decided" in leaf else leaf for leaf in unpriced]
    assert found([one.leaves[0], opened, *filed, notice]) == set()


BESIDE: list[tuple[str, int, dict[str, Any], str]] = [
    # kind, which of it, changed body, the fault that must be among those found
    ("panel_decided", 0, {"start_price_fen": 700_01}, "notice_unlawful"),
    ("panel_decided", 0, {"step_fen": 9_99}, "notice_unlawful"),
    ("panel_decided", 0, {"deposit_fen": 999_99}, "notice_unlawful"),
    ("panel_decided", 0, {"members": 1}, "notice_unlawful"),
    ("panel_decided", 0, {"members": 4}, "notice_unlawful"),
    ("panel_decided", 0, {"round": 2}, "notice_unlawful"),
    ("panel_decided", 0, {"round": 2}, "round_wrong"),
    ("panel_decided", 0, {"on": "2026-02-01"}, "law_wrong"),
    ("panel_decided", 0, {"on": "2001-02-01"}, "law_wrong"),
    ("panel_decided", 0, {"matters": ["start_price", "step"]}, "notice_unlawful"),
    ("panel_decided", 1, {"matters": ["start_price", "step", "deposit"]}, "notice_unlawful"),
    ("panel_decided", 1, {"step_fen": 1}, "notice_unlawful"),
    ("price_fixed", 0, {"price_fen": 10_000_01}, "notice_unlawful"),
    ("round_announced", 0, {"reference_price_fen": 9_999_99}, "notice_unlawful"),
    ("round_announced", 1, {"reference_price_fen": 9_999_99}, "notice_unlawful"),
    ("round_announced", 0, {"step_fen": 1}, "notice_unlawful"),
    ("round_announced", 1, {"step_fen": 1}, "notice_unlawful"),
]


@pytest.mark.rule("K04")
@pytest.mark.parametrize(("kind", "nth", "body", "fault"), BESIDE)
def test_a_notice_is_held_against_what_stands_beside_it(  # noqa: PLR0913 - a table of four columns
    kind: str, nth: int, body: dict[str, Any], fault: str, *, life: Life, found: Found
) -> None:
    """The panel's decision and the reference price on file are those of the notice."""
    assert fault in found(life("ladder").changed(kind, nth, body=body))


@pytest.mark.rule("K04")
def test_a_notice_needs_a_panel_and_the_price_that_stands(
    life: Life, found: Found, altered: Alter
) -> None:
    """Without a panel, or after the price was struck or its finding begun anew, it is unlawful."""
    one = life("ladder")
    assert found(one.without("panel_decided")) == {"notice_unlawful"}
    assert found(one.changed("panel_decided", actor="platform/x")) == {"actor_wrong"}
    at = one.place("price_fixed")
    begun = altered(one.leaves[one.place("pricing_started")])
    again = [*one.leaves[: at + 1], begun, *one.leaves[at + 1 :]]
    assert found(again) == {"notice_unlawful"}
    plain = msgspec.json.decode(begun)
    for upheld, expected in ((True, {"notice_unlawful"}), (False, set())):
        body = {"upheld": upheld, "decision": "d" * 42 + "A"}
        kind = {"kind": "auction.price_objection_settled", "body": body}
        settled = canonical(plain | kind)
        assert found([*one.leaves[: at + 1], settled, *one.leaves[at + 1 :]]) == expected


@pytest.mark.rule("K04")
def test_a_panel_says_who_goes_before_others(life: Life, found: Found, altered: Alter) -> None:
    """Where somebody is named who may have a priority right, the panel must have looked at it."""
    one = life("ladder")
    at = one.place("person_named")
    named = altered(one.leaves[at], body={"role": "tenant"})
    matters = ["start_price", "step", "deposit"]
    leaves = one.changed("panel_decided", 0, body={"matters": matters})
    first = leaves[: one.place("round_announced") + 1]
    assert found(first) == set()
    assert found([*first[: at + 1], named, *first[at + 1 :]]) == {"notice_unlawful"}


def test_the_first_version_of_an_opening_had_no_panel_on_record(life: Life, found: Found) -> None:
    """A lot that was opened on its platform in one act is not asked for a panel's decision."""
    one = life("ladder")
    opened = msgspec.json.decode(one.leaves[1])
    old = {name: opened["body"][name] for name in ("case_id", "property_id", "property_class")}
    listed = msgspec.json.decode(one.leaves[one.place("platform_assigned")])["body"]
    on = {name: listed[name] for name in ("platform", "platform_list")}
    body = old | on | {"court": COURT}
    first = canonical(opened | {"ver": 1, "body": body})
    notice = one.leaves[one.place("round_announced")]
    assert found([one.leaves[0], first, notice]) == set()


CORRECTIONS: list[tuple[int, dict[str, Any], dict[str, Any], str]] = [
    # which correction, changed body, changed envelope, fault; 0: the opening, 1: the contact
    (0, {}, {"actor": "platform/x"}, "actor_wrong"),
    (0, {"on": "2026-03-01"}, {}, "law_wrong"),
    (0, {"round": 2}, {}, "round_wrong"),
    (0, {"closes_at": BEYOND}, {}, "out_of_range"),
    (0, {"opens_at": "0001-01-01T00:00:00Z"}, {}, "out_of_range"),
    (0, {"effect": "corrected"}, {}, "notice_unlawful"),
    (0, {"field": "property"}, {}, "notice_unlawful"),
    (0, {"field": "property", "effect": "withdrawal_needed"}, {}, "notice_unlawful"),
    (0, {"opens_at": "2026-03-20T02:00:00Z"}, {}, "notice_unlawful"),
    (0, {"closes_at": "2026-03-24T01:59:59Z"}, {}, "notice_unlawful"),
    (0, {"on": "2016-01-01"}, {}, "notice_unlawful"),
    (1, {"closes_at": "2026-04-24T02:00:00Z"}, {}, "notice_unlawful"),
    (1, {"opens_at": "2026-04-22T02:00:00Z"}, {}, "notice_unlawful"),
]


@pytest.mark.parametrize(("nth", "body", "envelope", "fault"), CORRECTIONS)
def test_each_forged_correction_is_found(  # noqa: PLR0913 - a table of four columns
    nth: int,
    body: dict[str, Any],
    envelope: dict[str, Any],
    fault: str,
    *,
    life: Life,
    found: Found,
) -> None:
    """Only the court corrects, with the effect that the field has; moved hours need the term."""
    assert fault in found(life("corrected").changed("notice_corrected", nth, body=body, **envelope))


def test_bids_are_held_against_the_corrected_hours(life: Life, found: Found) -> None:
    """Without the correction that moved the hours every bid and the close contradict the notice."""
    one = life("corrected")
    uncorrected = [leaf for leaf in one.leaves if b"notice_corrected" not in leaf]
    assert found(uncorrected) >= {"bid_after_close", "close_wrong"}
    assert found(one.without("notice_corrected")) == {"notice_unlawful"}  # the second moves them


def test_no_term_begins_again_once_bidding_is_open(
    life: Life, found: Found, altered: Alter
) -> None:
    """A correction that restarts the term comes before the opening, and not during a stop."""
    one = life("corrected")
    at = one.place("notice_corrected")
    opened = "2026-03-18T02:00:00Z"
    body = {"on": "2026-03-18", "opens_at": "2026-04-10T02:00:00Z"}
    body |= {"closes_at": "2026-04-11T02:00:00Z"}
    late = altered(one.leaves[at], body=body, received_at=opened, at="2027-01-01T00:00:00Z")
    assert found([*one.leaves[:at], late]) == {"notice_unlawful"}
    waiting = life("waiting")
    stop = waiting.place("bidding_stopped")
    at_stop = msgspec.json.decode(waiting.leaves[stop])["received_at"]
    body |= {"on": at_stop[:10]}
    moved = one.leaves[at].replace(b"disposal/corrected", b"disposal/waiting")
    during = altered(moved, body=body, received_at=at_stop, at="2027-01-01T00:00:00Z")
    assert found([*waiting.leaves[: stop + 1], during]) == {"notice_unlawful"}


def test_nothing_is_corrected_after_the_end(life: Life, found: Found) -> None:
    """A correction after the result, or after a withdrawal, is a problem."""
    one = life("corrected")
    contact = one.leaves[one.place("notice_corrected", 1)]
    assert "round_wrong" in found([*one.until("round_sold"), contact])
    withdrawn = life("withdrawn")
    moved = contact.replace(b"disposal/corrected", b"disposal/withdrawn")
    assert "round_wrong" in found([*withdrawn.until("round_withdrawn"), moved])


def test_a_price_is_put_right_only_where_nothing_rests_on_it(
    life: Life, found: Found, altered: Alter
) -> None:
    """After a withdrawal it is; not while a round runs, nor where no price was found."""
    one = life("withdrawn")
    at = one.place("price_corrected")
    right = one.leaves[at]
    assert found(one.leaves[: at + 1]) == set()
    late = altered(right, received_at="2027-01-01T00:00:00Z", at="2027-01-01T00:00:00Z")
    assert found([*one.until("round_announced"), late]) == {"round_wrong"}
    early = altered(late, law=None)
    assert found([*one.until("platform_assigned"), early]) == set()
    assert found([*one.until("person_named"), early]) == {"notice_unlawful"}
    assert found(one.changed("price_corrected", actor="platform/gongpai")) == {"actor_wrong"}
    wrong = found(one.changed("price_corrected", body={"price_fen": 1}))
    assert wrong == {"notice_unlawful"}


def test_a_price_found_anew_begins_the_ladder_anew(
    life: Life, found: Found, altered: Alter
) -> None:
    """After a failed round a new price leads to a first auction, and to no second one."""
    one = life("ladder")
    second = one.place("round_announced", 1)
    at = "2026-06-01T00:00:00Z"
    price = altered(one.leaves[one.place("price_fixed")], received_at=at, at=at)
    anew = [*one.leaves[:second], price]
    assert "round_wrong" not in found(one.leaves[: second + 1])
    assert "round_wrong" in found([*anew, one.leaves[second]])
    first = altered(one.leaves[second], body={"kind": "auction_1"})
    assert "round_wrong" in found([*one.leaves[:second], first])
    assert "round_wrong" not in found([*anew, first])


def test_what_stands_beside_no_notice_breaks(life: Life, count: Callable[..., Recount]) -> None:
    """An event of another part is none that a notice is held against."""
    one = life("deferred")
    (lot,) = count(one.until("round_announced")).lots.values()
    leaf: Any = SimpleNamespace(actor=COURT)
    with pytest.raises(AssertionError, match="unreachable"):
        list(prepared(leaf, "letter", lot))  # type: ignore[arg-type]
