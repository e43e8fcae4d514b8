"""The whole system through one invented court day."""

import io
import json
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from mingpai.auction.events import KINDS
from mingpai.commands.demo import Wanted, play_day
from mingpai.demo.day import day
from mingpai.demo.mischief import IN_A_SALE
from mingpai.demo.rehearsal import Rehearsal, rehearse
from mingpai.demo.tally import figures
from mingpai.journal.entry import decode_entry
from mingpai.kernel.event import Visibility

pytestmark = pytest.mark.slow
SEED = 11
CONTRACT = {
    "lots",
    "sold",
    "passed_in",
    "bids",
    "accepted",
    "refused",
    "refused_by_code",
    "deposits",
    "refunds",
    "draws",
    "alerts",
    "alerts_by_rule",
    "journal_size",
    "checkpoint",
    "verified",
    "wall_s",
}


SEALED = {kind.name for kind in KINDS if kind.visibility is Visibility.RESTRICTED} | {
    "auction.confirmation_published"
}
"""Kinds whose bodies hold what a key or a random number is in."""


def decisions(played: Rehearsal) -> list[tuple[str, str, str, bytes]]:
    """Return what was decided about each lot, without what a key or a random number is in."""
    found = []
    for stored in played.source.store.read(0, limit=10_000):
        entry = decode_entry(stored.leaf)
        keyed = "token" in bytes(entry.body).decode() or entry.kind in SEALED
        if entry.stream.startswith("disposal/"):
            body = b"" if keyed else bytes(entry.body)
            found.append((entry.stream, entry.kind, entry.received_at.isoformat(), body))
    return found


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Rehearsal:
    """Play a day in memory."""
    return rehearse(day(SEED), tmp_path_factory.mktemp("keys") / "keys")


def test_a_day_is_as_rich_as_it_must_be(played: Rehearsal) -> None:
    """A day has 30 lots, 300 bids and 6 codes of refusal at least, all flags, and adds up."""
    found = figures(SEED, played.tally, played.board)
    assert found.lots >= 30
    assert found.bids >= 300
    assert len(found.refused_by_code) >= 6
    assert found.bids == found.accepted + found.refused
    assert found.refused == sum(found.refused_by_code.values())
    assert found.sold + found.passed_in == found.lots
    assert found.alerts == sum(found.alerts_by_rule.values())
    flags = {"self_outbid", "raise_over_ten_steps", "code_over_half_of_raises"}
    assert found.alerts_by_rule.keys() == flags | {"K09", "K26", "K29"}  # late on purpose
    assert found.refunds > 100
    assert found.draws == 0
    orders = found.orders_refused_by_code
    assert orders.keys() >= {"start_price_too_low", "deposit_out_of_range", "window_too_short"}


def test_every_mischief_gets_the_answer_it_is_named_for(played: Rehearsal) -> None:
    """What was put in to be refused was refused, each by its own code, in every round of it."""
    given = played.tally.bids_refused + played.tally.orders_refused
    given["repeated"] = played.tally.repeated
    for name in IN_A_SALE:
        assert given[name] >= 2, name


def test_every_bid_of_a_plot_was_taken(played: Rehearsal) -> None:
    """Bids that were meant to be taken were: the refused ones are the mischief alone."""
    by_lot = {head.stream: head for head in played.board.lots()}
    confirmed = [head for head in by_lot.values() if head.confirmation is not None]
    assert len(confirmed) == sum(head.bids > 0 for head in by_lot.values())
    assert played.tally.bids_refused["code_unknown"] == 2
    assert played.tally.bids_refused["bid_not_higher"] == 3  # two of mischief and the tie


def test_the_same_seed_leads_to_the_same_decisions(played: Rehearsal, tmp_path: Path) -> None:
    """Played again with other keys, every decision about a lot is the same, in the same order."""
    again = rehearse(day(SEED), tmp_path / "keys")
    assert decisions(again) == decisions(played)
    assert again.tally.bids_refused == played.tally.bids_refused


def test_no_person_is_in_any_leaf(played: Rehearsal) -> None:
    """No name and no identity of a bidder stands in a published leaf."""
    leaves = b"\n".join(one.leaf for one in played.source.store.read(0, limit=10_000)).decode()
    for person in day(SEED).people:
        assert person.name not in leaves
        assert person.identity not in leaves


def test_the_tie_goes_to_the_first(played: Rehearsal) -> None:
    """Of two bids of one amount in one instant the first in order holds the price."""
    (sale,) = [s for s in day(SEED).sales if s.number == 10]
    record = played.board.lot(sale.stream)
    assert record is not None
    last = record.bids[-1]
    (second,) = [r for r in record.refusals if r.received_at == last.received_at]
    assert second.code == "bid_not_higher"
    assert record.head.leader == last.code != second.by


@pytest.mark.database
def test_a_day_on_the_real_database_is_verified(tmp_path: Path) -> None:
    """`demo --once --json` prints one object with every key, verified from its own export."""
    out = io.TextIOWrapper(io.BytesIO())
    with redirect_stdout(out):
        status = play_day(tmp_path / "day", Wanted(port=0, seed=SEED, speed=1.0), as_json=True)
    printed = json.loads(out.buffer.getvalue())  # type: ignore[attr-defined]
    assert status == 0
    assert set(printed) >= CONTRACT
    assert printed["verified"] is True
    assert printed["synthetic"] is True
    assert printed["problems"] == []
    assert printed["auctions_recomputed"] == printed["rounds"] > printed["lots"]
    assert printed["checkpoint"]["size"] == printed["journal_size"]
