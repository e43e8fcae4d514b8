"""Claims about the verification of whole disposals: every round, stop and settlement again."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest

from mingpai.audit.report import Report
from mingpai.audit.tables import LOTS
from mingpai.service.export import Source, export

pytestmark = pytest.mark.slow

Examine = Callable[..., Report]
Forged = Callable[..., dict[str, bytes]]


class Sink:
    """Keeps what is exported."""

    def __init__(self) -> None:
        """Begin empty."""
        self.files: dict[str, bytes] = {}

    def append(self, path: str, piece: bytes) -> None:
        """Add to a file."""
        self.files[path] = self.files.get(path, b"") + piece

    def finish(self) -> None:
        """Take no note."""


def test_every_winner_and_close_of_whole_disposals_is_counted(
    whole_lives: Source, examine: Examine
) -> None:
    """An export of stops, three rounds, set-offs, defaults and annulments is counted to its end."""
    sink = Sink()
    export(whole_lives, sink)
    report = examine(sink.files)
    assert report.problems == []
    assert report.is_valid
    lines = sink.files[LOTS].decode().splitlines()[1:]
    assert len(lines) == 28
    results = [line.split(",")[10].strip('"') for line in lines]
    assert report.auctions_recomputed == len(results) - results.count("withdrawn")
    assert {"sold", "passed_in", "withdrawn", "defaulted", "annulled"} == set(results)


def another(value: Any) -> Any:
    """Return a value of the same form that is another."""
    if value is None:
        return 1
    if isinstance(value, int):
        return value + 1
    words = {"deferment": "stay", "stay": "deferment", "emergency": "stay"}
    words |= {"agreed_security": "bankruptcy", "objection": "system_failure"}
    words |= {"system_failure": "objection", "party_died_or_ended": "agreed_security"}
    if value in words:
        return words[value]
    if "T" not in value:
        return "2026-12-30"
    moved = datetime.fromisoformat(value) + timedelta(hours=1)
    return moved.isoformat().replace("+00:00", "Z")


FIELDS = {
    "bidding_stopped": ("at", "kind", "ground", "left_ms", "round"),
    "emergency_reported": ("at", "round"),
    "cause_ended": ("on", "round"),
    "bidding_resumed": ("opens_at", "round"),
    "round_withdrawn": ("at", "round"),
}
"""What of each step bears on the course of a round; the digest of a paper stands for itself."""


@pytest.mark.rule("K33")
@pytest.mark.parametrize("kind", FIELDS)
def test_a_stop_that_a_dishonest_log_alters_is_found(  # noqa: PLR0913 - what it takes to forge
    kind: str,
    *,
    whole_lives: Source,
    life_leaves: list[bytes],
    forged: Forged,
    altered: Callable[..., bytes],
    examine: Examine,
) -> None:
    """Whichever stop, end, resumption or withdrawal it signs otherwise, the recount finds it."""
    mark = f'"kind":"auction.{kind}"'.encode()
    places = [n for n, leaf in enumerate(life_leaves) if mark in leaf]
    assert places
    for at in places:
        body = msgspec.json.decode(life_leaves[at])["body"]
        for field in FIELDS[kind]:
            wrong = [*life_leaves]
            wrong[at] = altered(life_leaves[at], body={field: another(body[field])})
            report = examine(forged(wrong, by=whole_lives))
            assert report.tree_valid
            assert report.signatures_valid
            assert not report.is_valid, (kind, at, field)


def test_a_step_that_a_dishonest_log_leaves_out_is_found(
    whole_lives: Source,
    life_leaves: list[bytes],
    forged: Forged,
    altered: Callable[..., bytes],
    examine: Examine,
) -> None:
    """A journal without one of its stops, resumptions or withdrawals contradicts itself.

    But for a stop of the court in place of the platform's own: the course is the same without it.
    """
    kinds = ("bidding_stopped", "bidding_resumed", "round_withdrawn", "set_off_awarded")
    marks = [f'"kind":"auction.{kind}"'.encode() for kind in (*kinds, "buyer_defaulted")]
    for at, leaf in enumerate(life_leaves):
        is_replacement = b'"kind":"stay"' in leaf and b"disposal/replaced" in leaf
        if not any(mark in leaf for mark in marks) or is_replacement:
            continue
        kept = [one for n, one in enumerate(life_leaves) if n != at]
        report = examine(
            forged([altered(one, seq=n) for n, one in enumerate(kept)], by=whole_lives)
        )
        assert report.tree_valid
        assert not report.is_valid, leaf
