"""Claims about which command each entry came from."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from mingpai import house
from mingpai.audit import recount_command
from mingpai.audit.leaves import Leaf, LeafReader
from mingpai.audit.meaning import Meaning
from mingpai.audit.recount_command import CommandCount
from mingpai.audit.report import Problems
from mingpai.kernel.canon import canonical
from mingpai.service.export import Source

Alter = Callable[..., bytes]
Told = Callable[[Sequence[bytes]], list[tuple[str, str]]]
ID = "hjqbE99-9fZKN8mmaB_eYg"


@pytest.fixture
def told(source: Source) -> Told:
    """Return what counts a journal's leaves and says where which fault of a command is."""

    def run(leaves: Sequence[bytes]) -> list[tuple[str, str]]:
        counting = Meaning(source.origin, [source.ring.log.vkey, source.ring.sm2.vkey])
        for at in range(0, len(leaves), 256):
            counting.take(list(leaves[at : at + 256]))
        found = [one.problem for one in counting.finish().found]
        return [(one.where, one.code.value) for one in found if one.code[:3] in ("com", "cau")]

    return run


def places(leaves: Sequence[bytes], kind: str) -> list[int]:
    """Return where the leaves of a kind stand."""
    return [n for n, leaf in enumerate(leaves) if f'"kind":"{kind}"'.encode() in leaf]


def changed(leaves: Sequence[bytes], at: int, altered: Alter, **fields: Any) -> list[bytes]:
    """Return leaves, one of them with other fields."""
    return [*leaves[:at], altered(leaves[at], **fields), *leaves[at + 1 :]]


def test_a_sound_journal_has_an_id_for_every_command(
    told: Told, leaves: list[bytes], life_leaves: list[bytes]
) -> None:
    """Sound journals have no fault, those too in which one command leads to several entries."""
    assert told(leaves) == []
    assert told(life_leaves) == []
    causes = [msgspec.json.decode(leaf)["cause"] for leaf in life_leaves]
    assert any(cause is not None for cause in causes)


@pytest.mark.parametrize("apart", [1, 300])
def test_an_id_is_given_once(told: Told, leaves: list[bytes], altered: Alter, apart: int) -> None:
    """An entry with the id of an earlier one is found, in the same lot and far away."""
    bids = places(leaves, "auction.bid_placed")
    first, second = bids[5], bids[5 + apart]
    same = msgspec.json.decode(leaves[first])["command_id"]
    assert told(changed(leaves, second, altered, command_id=same)) == [
        (f"entry {second}", "command_twice")
    ]


def test_ids_are_looked_through_in_parts(
    told: Told, leaves: list[bytes], altered: Alter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However few ids are looked through at once, what is there twice is found, each once."""
    monkeypatch.setattr(recount_command, "MOST_AT_ONCE", 100)
    bids = places(leaves, "auction.bid_placed")
    same = msgspec.json.decode(leaves[bids[0]])["command_id"]
    for at in (bids[9], bids[99], bids[199]):
        leaves = changed(leaves, at, altered, command_id=same)
    expected = [(f"entry {at}", "command_twice") for at in (bids[9], bids[99], bids[199])]
    assert told(leaves) == expected


def test_entries_that_could_not_be_read_are_left_out(
    leaves: list[bytes], altered: Alter, reader: LeafReader, problems: Problems
) -> None:
    """What stands behind an unreadable entry is still named by its own place."""
    given = [altered(leaf, command_id=None) for leaf in leaves[:6]]
    given[3] = altered(given[3], command_id=ID)
    given[5] = altered(given[5], command_id=ID)
    count = CommandCount(problems)
    count.take(reader.read(0, given[:1]))
    count.take(reader.read(1, [b"{}"]))
    last = reader.read(2, [b"{}", *given[3:6]])
    problems.listed.clear()
    count.take(last)
    count.finish()
    assert [(one.where, one.code) for one in problems.listed] == [("entry 5", "command_twice")]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("auction.bid_placed", ["command_missing"]),
        ("auction.command_refused", ["command_missing"]),
        ("auction.bidder_qualified", ["command_missing"]),
        ("auction.confirmation_published", ["command_missing"]),
        ("auction.round_sold", []),
    ],
)
def test_what_somebody_commanded_has_an_id(
    told: Told, leaves: list[bytes], altered: Alter, kind: str, expected: list[str]
) -> None:
    """Whatever a bidder or an office did has an id; what followed from the time has none."""
    at = places(leaves, kind)[0]
    without = changed(leaves, at, altered, command_id=None)
    assert told(without) == [(f"entry {at}", code) for code in expected]


@pytest.mark.parametrize(
    "kind", ["bid_placed", "round_sold", "confirmation_published", "command_refused"]
)
def test_what_follows_from_nothing_names_nothing(
    told: Told, leaves: list[bytes], altered: Alter, kind: str
) -> None:
    """An entry that no other led to, and that says so all the same, is found."""
    at = places(leaves, f"auction.{kind}")[0]
    assert told(changed(leaves, at, altered, cause=5)) == [(f"entry {at}", "cause_wrong")]


def test_what_follows_names_the_first_of_its_command(
    told: Told, life_leaves: list[bytes], altered: Alter
) -> None:
    """Of one command's entries the later ones name the first, in its stream, at its time."""
    plain = [msgspec.json.decode(leaf) for leaf in life_leaves]
    at = next(n for n, one in enumerate(plain) if one["cause"] is not None)
    found = [(f"entry {at}", "cause_wrong")]
    for fields in (
        {"cause": at - 2},
        {"actor": "clockwork"},
        {"received_at": "2026-03-02T01:00:00Z"},
    ):
        assert told(changed(life_leaves, at, altered, **fields)) == found
    assert (f"entry {at}", "cause_wrong") in told(changed(life_leaves, at, altered, command_id=ID))
    third = {**plain[at], "seq": at + 1, "cause": at - 1}
    assert told([*life_leaves[: at + 1], canonical(third)]) == []


STOP: dict[str, Any] = {
    "at": "2026-06-10T02:00:00Z",
    "received_at": "2026-06-10T02:00:00Z",
    "actor": "platform/mingpai-hall",
    "cause": None,
    "command_id": None,
    "epoch": 2,
    "law": "2017-01-01",
    "receiver": "core",
    "source": "hall",
    "stream": "disposal/x",
    "v": 1,
    "ver": 1,
}
BODY = {
    "approval": "",
    "at": "2026-06-10T02:00:00Z",
    "ground": "core_restarted",
    "kind": "emergency",
    "left_ms": 1,
    "reason": "r" * 42 + "A",
    "round": 1,
    "until": None,
}
NOON = datetime(2026, 6, 10, 2, tzinfo=UTC)


def seen(reader: LeafReader, seq: int, kind: str, body: dict[str, Any], **fields: Any) -> Leaf:
    """Return an entry as it is read."""
    plain = STOP | {"seq": seq, "kind": kind, "body": body} | fields
    (leaf,) = reader.read(seq, [canonical(plain)])
    return leaf


def test_a_stop_may_follow_from_the_last_restart(reader: LeafReader, problems: Problems) -> None:
    """The hall's own stops in an emergency have no id; one may follow from a restart alone."""
    count = CommandCount(problems)

    def faults(leaf: Leaf, before: Leaf | None = None) -> list[str]:
        problems.listed.clear()
        count.unusual(leaf, before)
        return [one.code.value for one in problems.listed]

    stop = seen(reader, 12, "auction.bidding_stopped", BODY, cause=11)
    assert faults(stop) == ["cause_wrong"]
    times = {"alive_at": STOP["at"], "started_at": STOP["at"], "epoch": 2}
    own = {"actor": house.ACTOR, "stream": house.STREAM, "law": None}
    assert faults(seen(reader, 11, "house.core_restarted", times, **own)) == []
    assert faults(stop) == []
    assert faults(seen(reader, 13, "auction.bidding_stopped", BODY, cause=10)) == ["cause_wrong"]
    assert faults(seen(reader, 13, "auction.bidding_stopped", BODY)) == []
    stayed = BODY | {"kind": "stay", "ground": "objection"}
    assert faults(seen(reader, 13, "auction.bidding_stopped", stayed, cause=11)) == ["cause_wrong"]
    assert faults(seen(reader, 13, "auction.bidding_stopped", stayed)) == ["command_missing"]
    report = {"round": 1, "at": STOP["at"], "report": "r" * 42 + "A"}
    assert faults(seen(reader, 13, "auction.emergency_reported", report)) == []
    refused = {
        "article": "FS2016-18:28.2",
        "by": STOP["actor"],
        "code": "not_running",
        "command": "SuspendInEmergency",
        "facts": [],
    }
    assert faults(seen(reader, 13, "auction.command_refused", refused)) == []
    told = {"commit": "A" * 43}
    assert faults(seen(reader, 13, "auction.registrants_told", told, cause=12), stop) == []
