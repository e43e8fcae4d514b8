"""The player of a day."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from mingpai.demo.day import Day, day
from mingpai.demo.places import OUR_HALL
from mingpai.demo.rehearsal import Rehearsal, rehearse
from mingpai.demo.run import refused_under_national_list
from mingpai.journal.entry import decode_entry

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def script() -> Day:
    """Return a day's script."""
    return day(12)


@pytest.fixture(scope="module")
def played(script: Day, tmp_path_factory: pytest.TempPathFactory) -> Rehearsal:
    """Play it in memory."""
    return rehearse(script, tmp_path_factory.mktemp("keys") / "keys")


@pytest.mark.rule("K01")
def test_under_the_national_list_our_hall_is_refused(script: Day) -> None:
    """The engine that runs the day refuses a lot at our own hall under the national list."""
    refused = refused_under_national_list(script)
    assert refused is not None
    assert refused.code == "platform_not_listed"
    assert refused.facts["platform"] == OUR_HALL


def test_every_close_is_carried_out_at_its_instant(played: Rehearsal) -> None:
    """A close is on record with the instant at which it fell due as its time of arrival."""
    closes = rounds = 0
    for stored in played.source.store.read(0, limit=10_000):
        entry = decode_entry(stored.leaf)
        if entry.kind in ("auction.round_sold", "auction.round_passed_in"):
            event = played.source.registry.decode(name=entry.kind, version=1, body=entry.body)
            assert event.closed_at == entry.received_at  # type: ignore[attr-defined]
            closes += 1
        rounds += entry.kind == "auction.round_announced"
    assert closes == rounds > len(played.board.lots()) == 40


def test_arrival_never_goes_back(played: Rehearsal) -> None:
    """The order of the journal follows the time of arrival."""
    stored = played.source.store.read(0, limit=10_000)
    arrivals = [decode_entry(one.leaf).received_at for one in stored]
    assert arrivals == sorted(arrivals)


def test_a_script_without_bids_can_be_played(script: Day, tmp_path: Path) -> None:
    """A day of one act ends like any other."""
    short = replace(script, steps=script.steps[:1])
    played = rehearse(short, tmp_path / "keys")
    assert played.tally.accepted == 0
    assert played.board.position > 1
