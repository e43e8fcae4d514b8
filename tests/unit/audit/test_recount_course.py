"""Claims about counting again what changes the course of a round from outside."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from mingpai.audit.recount import Recount
from mingpai.audit.recount_course import stop_course
from mingpai.audit.report import Problems

Life = Callable[[str], Any]
Found = Callable[..., set[str]]
LATE = "2027-01-01T00:00:00Z"
BEYOND = "9999-12-31T23:59:59Z"


def when(leaf: bytes, *, later: timedelta = timedelta(0)) -> str:
    """Return when an entry arrived, or so much later."""
    at = datetime.fromisoformat(msgspec.json.decode(leaf)["received_at"]) + later
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def body_of(leaf: bytes) -> dict[str, Any]:
    """Return what an entry says."""
    body: dict[str, Any] = msgspec.json.decode(leaf)["body"]
    return body


@pytest.mark.parametrize(
    "lot",
    [
        "deferred",
        "waiting",
        "covered",
        "replaced",
        "corrected",
        "withdrawn",
        "claimed",
        "ladder",
        "taken",
        "criminal",
        "returned",
    ],
)
def test_what_the_engine_decides_is_counted_alike(
    lot: str, life: Life, count: Callable[..., Recount], problems: Problems
) -> None:
    """Every course that our own engine lets happen is counted again without a problem."""
    leaves = life(lot).leaves
    recount = count(leaves)
    recount.finish(datetime.fromisoformat(msgspec.json.decode(leaves[-1])["received_at"]))
    assert problems.listed == []


FORGERIES: list[tuple[str, str, dict[str, Any], dict[str, Any], str]] = [
    # life, kind, changed body, changed envelope, the fault that must be among those found
    ("deferred", "bidding_stopped", {}, {"actor": "platform/mingpai"}, "actor_wrong"),
    ("deferred", "bidding_stopped", {"left_ms": 7_200_001}, {}, "stop_wrong"),
    ("deferred", "bidding_stopped", {"left_ms": None}, {}, "stop_wrong"),
    ("deferred", "bidding_stopped", {"ground": "system_failure"}, {}, "stop_wrong"),
    ("deferred", "bidding_stopped", {"at": "2026-03-18T00:00:00Z"}, {}, "stop_wrong"),
    ("deferred", "bidding_stopped", {"until": None}, {}, "stop_wrong"),
    ("deferred", "bidding_stopped", {"until": "2026-03-01"}, {}, "stop_wrong"),
    ("deferred", "bidding_stopped", {"round": 2}, {}, "stop_wrong"),
    ("deferred", "bidding_stopped", {"kind": "emergency"}, {}, "actor_wrong"),
    ("deferred", "bidding_stopped", {"kind": "stay"}, {}, "stop_wrong"),
    ("waiting", "bidding_stopped", {"left_ms": 1}, {}, "stop_wrong"),
    ("replaced", "bidding_stopped", {}, {"actor": "court/sample"}, "actor_wrong"),
    ("replaced", "emergency_reported", {}, {"actor": "court/sample"}, "actor_wrong"),
    ("replaced", "emergency_reported", {"at": LATE}, {}, "stop_wrong"),
    ("replaced", "emergency_reported", {"round": 2}, {}, "stop_wrong"),
    ("replaced", "cause_ended", {}, {"actor": "platform/mingpai"}, "actor_wrong"),
    ("replaced", "cause_ended", {"on": "2026-12-01"}, {}, "stop_wrong"),
    ("replaced", "cause_ended", {"on": "2026-03-02"}, {}, "stop_wrong"),
    ("deferred", "bidding_resumed", {}, {"actor": "platform/mingpai"}, "actor_wrong"),
    ("deferred", "bidding_resumed", {"round": 2}, {}, "stop_wrong"),
    ("deferred", "bidding_resumed", {"closes_at": BEYOND}, {}, "out_of_range"),
    ("deferred", "bidding_resumed", {"opens_at": "0001-01-01T00:00:00Z"}, {}, "out_of_range"),
    ("withdrawn", "round_withdrawn", {}, {"actor": "platform/mingpai"}, "actor_wrong"),
    ("withdrawn", "round_withdrawn", {"at": LATE}, {}, "stop_wrong"),
    ("withdrawn", "round_withdrawn", {"round": 2}, {}, "stop_wrong"),
    ("withdrawn", "round_withdrawn", {"round": 0}, {}, "stop_wrong"),
    ("withdrawn", "round_withdrawn", {"round": 0, "ground": "settlement"}, {}, "round_wrong"),
    ("withdrawn", "round_withdrawn", {"ground": "settlement"}, {}, "round_wrong"),
    ("withdrawn", "round_withdrawn", {"ground": "outsider_claim_upheld"}, {}, "stop_wrong"),
]


@pytest.mark.rule("K33")
@pytest.mark.parametrize(("lot", "kind", "body", "envelope", "fault"), FORGERIES)
def test_each_forgery_of_a_course_is_found(  # noqa: PLR0913 - a table of five columns
    lot: str,
    kind: str,
    body: dict[str, Any],
    envelope: dict[str, Any],
    fault: str,
    *,
    life: Life,
    found: Found,
) -> None:
    """Who stopped, on what ground, with what time left, and who withdrew: each must agree."""
    assert fault in found(life(lot).changed(kind, body=body, **envelope))


@pytest.mark.parametrize(
    ("lot", "kind", "fault"),
    [
        ("deferred", "bidding_stopped", "stop_wrong"),
        ("deferred", "bidding_resumed", "bid_while_stopped"),
        ("replaced", "cause_ended", "stop_wrong"),
        ("waiting", "bidding_resumed", "stop_wrong"),
        ("withdrawn", "round_withdrawn", "round_wrong"),
        ("claimed", "suit_decided", "stop_wrong"),
    ],
)
def test_a_missing_step_is_found(
    lot: str, kind: str, fault: str, *, life: Life, found: Found
) -> None:
    """A stop, its end, a resumption or a withdrawal that was left out leaves a contradiction."""
    assert fault in found(life(lot).without(kind))


@pytest.mark.parametrize("kind", ["bidding_stopped", "bidding_resumed", "cause_ended"])
def test_a_step_happens_once(kind: str, life: Life, found: Found) -> None:
    """A second stop, end of its cause or resumption is a problem."""
    lot = "waiting"
    assert found(life(lot).twice(kind)) >= {"stop_wrong"}


@pytest.mark.rule("K34")
@pytest.mark.parametrize("lot", ["deferred", "replaced"])
def test_a_resumption_gives_what_was_left(lot: str, life: Life, found: Found) -> None:
    """A microsecond less than the time left, or than a whole cycle of extension, is a problem."""
    one = life(lot)
    resumed = body_of(one.leaves[one.place("bidding_resumed")])
    closes_at = datetime.fromisoformat(resumed["closes_at"]) - timedelta(microseconds=1)
    text = closes_at.astimezone(UTC).isoformat().replace("+00:00", "Z")
    assert "stop_wrong" in found(one.changed("bidding_resumed", body={"closes_at": text}))


def test_a_resumption_of_what_had_not_begun_gives_a_whole_window(life: Life, found: Found) -> None:
    """Where bidding had not begun it is a whole window, not before the published opening."""
    one = life("waiting")
    resumed = body_of(one.leaves[one.place("bidding_resumed")])
    opens_at, closes_at = (datetime.fromisoformat(resumed[x]) for x in ("opens_at", "closes_at"))
    short = {"closes_at": (closes_at - timedelta(seconds=1)).isoformat().replace("+00:00", "Z")}
    early = {"opens_at": (opens_at - timedelta(days=2)).isoformat().replace("+00:00", "Z")}
    assert "stop_wrong" in found(one.changed("bidding_resumed", body=short))
    assert "stop_wrong" in found(one.changed("bidding_resumed", body=early))


def test_a_resumption_lies_ahead(life: Life, found: Found) -> None:
    """Bidding may not go on at the instant of the resumption or before."""
    one = life("deferred")
    at = when(one.leaves[one.place("bidding_resumed")])
    assert "stop_wrong" in found(one.changed("bidding_resumed", body={"opens_at": at}))


def test_no_result_falls_while_it_stands_still(life: Life, found: Found) -> None:
    """A result of a round that stands still is a problem, however right its figures."""
    one = life("deferred")
    stopped, sold = one.place("bidding_stopped"), one.place("round_sold")
    assert "stop_wrong" in found([*one.leaves[: stopped + 1], one.leaves[sold]])


def test_a_stop_comes_before_the_close(life: Life, found: Found) -> None:
    """A stop at its close, or after a result, is a problem."""
    one = life("deferred")
    close = "2026-03-19T02:00:00Z"
    late = {"at": close, "received_at": close}
    forged = one.changed("bidding_stopped", body={"at": close, "left_ms": 0}, **late)
    assert "stop_wrong" in found(forged[: one.place("bidding_stopped") + 1])
    stop = one.leaves[one.place("bidding_stopped")]
    assert "stop_wrong" in found([*one.until("round_sold"), stop])


@pytest.mark.rule("K35")
def test_the_court_may_replace_an_emergency_stop_and_no_other(
    life: Life, found: Found, altered: Callable[..., bytes]
) -> None:
    """A stop of the court in place of the platform's keeps the time left; none replaces its own."""
    one = life("replaced")
    second = one.place("bidding_stopped", 1)
    assert "stop_wrong" in found(one.changed("bidding_stopped", 1, body={"left_ms": 1}))
    stay = one.leaves[second]
    again = altered(stay, body={"at": when(stay)})
    assert "stop_wrong" in found([*one.leaves[: second + 1], again])
    emergency = one.leaves[one.place("bidding_stopped")]
    later = when(one.leaves[second])
    twice = altered(emergency, body={"at": later}, received_at=later, at=LATE)
    assert "stop_wrong" in found([*one.leaves[:second], twice])


def test_only_an_emergency_is_reported(
    life: Life, found: Found, altered: Callable[..., bytes]
) -> None:
    """A report of a stop that the court ordered is a problem; one that it took over is reported."""
    one = life("replaced")
    report, second = one.leaves[one.place("emergency_reported")], one.place("bidding_stopped", 1)
    at = when(one.leaves[second])
    late = altered(report, body={"at": at}, received_at=at, at=LATE)
    assert "stop_wrong" not in found([*one.leaves[: second + 1], late])
    ordered = life("deferred")
    stop = ordered.place("bidding_stopped")
    at = when(ordered.leaves[stop])
    other = altered(report, body={"at": at}, received_at=at, at=LATE)
    other = other.replace(b"disposal/replaced", b"disposal/deferred")
    assert "stop_wrong" in found([*ordered.leaves[: stop + 1], other])


def test_bidding_that_had_begun_has_begun_between_a_resumption_and_its_hour(
    life: Life, found: Found, altered: Callable[..., bytes]
) -> None:
    """Stopped there, all that the resumption gave is left, and not that nothing had begun."""
    one = life("replaced")
    resumed = one.place("bidding_resumed")
    at = when(one.leaves[resumed])
    second = one.leaves[one.place("bidding_stopped", 1)]
    for left_ms, is_wrong in ((300_000, False), (299_999, True), (None, True)):
        body = {"at": at, "left_ms": left_ms}
        again = altered(second, body=body, received_at=at, at=LATE)
        assert ("stop_wrong" in found([*one.leaves[: resumed + 1], again])) is is_wrong


def test_bids_and_codes_wait_for_a_round_that_runs(life: Life, found: Found) -> None:
    """A bid, or a code, in a round that was withdrawn is a problem; a code in a stop is none."""
    one = life("withdrawn")
    withdrawn = one.place("round_withdrawn")
    sealed = life("deferred")
    code = sealed.leaves[sealed.place("bidder_qualified")].replace(
        b"disposal/deferred", b"disposal/withdrawn"
    )
    bid = sealed.leaves[sealed.place("bid_placed")].replace(
        b"disposal/deferred", b"disposal/withdrawn"
    )
    assert "code_not_issued" in found([*one.leaves[: withdrawn + 1], code])
    assert "bid_while_stopped" in found([*one.leaves[: withdrawn + 1], bid])


def test_a_withdrawal_comes_before_the_close(
    life: Life, found: Found, altered: Callable[..., bytes]
) -> None:
    """A round that came to its close can no longer be withdrawn, nor the lot beside it."""
    one = life("withdrawn")
    at = one.place("round_withdrawn")
    late = altered(one.leaves[at], body={"at": LATE}, received_at=LATE, at=LATE)
    assert found([*one.leaves[:at], late]) == {"stop_wrong"}


def test_a_lot_may_be_withdrawn_where_no_round_runs(
    life: Life, found: Found, altered: Callable[..., bytes]
) -> None:
    """Between two rounds, or before the first, the disposal as a whole may be withdrawn."""
    one, other = life("taken"), life("withdrawn")
    plain = other.leaves[other.place("round_withdrawn")]
    moved = plain.replace(b"disposal/withdrawn", b"disposal/taken")
    for kind in ("platform_assigned", "round_passed_in"):
        leaves = one.until(kind)
        at = when(leaves[-1])
        body = {"round": 0, "at": at, "ground": "settlement"}
        law = "2017-01-01" if kind == "round_passed_in" else None
        whole = altered(moved, body=body, received_at=at, at=LATE, law=law)
        assert found([*leaves, whole]) == set()
        again = altered(one.leaves[one.place("round_announced")], received_at=LATE, at=LATE)
        assert "round_wrong" in found([*leaves, whole, again])


def test_whatever_is_altered_in_a_stop_is_found_by_the_whole(life: Life, found: Found) -> None:
    """Each field of a stop or a resumption that bears on the course is held by something else."""
    one = life("deferred")
    for kind, fields in (
        ("bidding_stopped", ("at", "kind", "ground", "left_ms", "round", "until")),
        ("bidding_resumed", ("opens_at", "closes_at", "round")),
    ):
        body = body_of(one.leaves[one.place(kind)])
        for field in fields:
            forged = one.changed(kind, body={field: another(body[field])})
            assert found(forged), (kind, field)


def test_nothing_else_is_a_stop(life: Life, count: Callable[..., Recount]) -> None:
    """An event of another part is none of a stop's, and is not taken for one."""
    recount = count(life("deferred").until("round_announced"))
    (lot,) = recount.lots.values()
    with pytest.raises(AssertionError, match="unreachable"):
        stop_course(None, lot.opened, lot)  # type: ignore[arg-type]


def another(value: Any) -> Any:
    """Return a value of the same form that is another."""
    if isinstance(value, int):
        return value + 1
    words = {"deferment": "stay", "agreed_security": "bankruptcy"}
    if value in words:
        return words[value]
    if "T" not in value:
        return "2026-04-30"
    moved = datetime.fromisoformat(value) + timedelta(hours=1)
    return moved.isoformat().replace("+00:00", "Z")


def test_a_deferment_that_runs_gets_a_longer_term_and_no_other(life: Life, found: Found) -> None:
    """While it runs and its cause has not ended; the time that was left stays."""
    one = life("deferred")
    at = one.place("bidding_stopped", 1)
    assert found(one.leaves[: at + 1]) == set()
    first = body_of(one.leaves[one.place("bidding_stopped")])["until"]
    assert "stop_wrong" in found(one.changed("bidding_stopped", 1, body={"until": first}))
    assert "stop_wrong" in found(one.changed("bidding_stopped", 1, body={"left_ms": 1}))
    stay = {"kind": "stay", "ground": "bankruptcy", "until": None}
    assert "stop_wrong" in found(one.changed("bidding_stopped", 1, body=stay))


def test_the_ruling_follows_what_a_record_stopped(life: Life, found: Found) -> None:
    """Of a covered debt: only a stop for that very reason waits for the court's ruling."""
    one = life("covered")
    assert found(one.leaves) == set()
    other = one.changed("bidding_stopped", body={"reason": "A" * 43})
    assert "stop_wrong" in found(other)
