"""Claims about the half of a verification that counts what entries mean."""

from collections.abc import Callable

import pytest

from mingpai.audit.manifest import mark_of
from mingpai.audit.meaning import Meaning, in_line
from mingpai.audit.report import Step
from mingpai.audit.tables import BIDS, LOTS
from mingpai.service.export import Source

Files = dict[str, bytes]


@pytest.fixture
def meaning(source: Source) -> Meaning:
    """Return a counting of the sample journal that has taken nothing."""
    return Meaning(source.origin, [source.ring.log.vkey, source.ring.sm2.vkey])


def bundles(leaves: list[bytes]) -> list[list[bytes]]:
    """Return leaves as an export holds them."""
    return [leaves[at : at + 256] for at in range(0, len(leaves), 256)]


def test_entries_lead_to_the_tables(meaning: Meaning, leaves: list[bytes], sound: Files) -> None:
    """What sound entries come to is what the export's tables are, and there is no problem."""
    for leaf in bundles(leaves):
        meaning.take(leaf)
    counted = meaning.finish()
    assert counted.leaves == len(leaves)
    assert (counted.found, counted.problems) == ([], 0)
    assert (counted.bids, counted.lots) == (mark_of(sound[BIDS]), mark_of(sound[LOTS]))
    assert counted.auctions == 8
    assert counted.is_sandbox
    assert counted.waited is None


def test_no_entries_come_to_empty_tables(meaning: Meaning, sound: Files) -> None:
    """Before the first entry there is nothing to count, and nothing wrong."""
    counted = meaning.finish()
    assert (counted.leaves, counted.problems, counted.auctions) == (0, 0, 0)
    assert counted.bids == mark_of(sound[BIDS].split(b"\n")[0] + b"\n")


def test_problems_bear_their_place(
    meaning: Meaning, leaves: list[bytes], altered: Callable[..., bytes]
) -> None:
    """Each problem says at which bundle it was found: as it was read, counted, or at the end."""
    end = next(n for n, leaf in enumerate(leaves) if b"auction.round_sold" in leaf and n > 400)
    last_bid = next(n for n in range(end - 1, 0, -1) if b"auction.bid_placed" in leaves[n])
    kept = [*leaves[:end]]
    kept[300] = b"{}"
    kept[last_bid] = altered(leaves[last_bid], actor="A9")
    for bundle in bundles(kept):
        meaning.take(bundle)
    counted = meaning.finish()
    assert counted.problems == len(counted.found)
    places = [(one.bundle, one.step) for one in counted.found]
    assert places == sorted(places)
    by_code = {one.problem.code.value: (one.bundle, one.step) for one in counted.found}
    assert by_code["entry_wrong"] == (1, Step.ENTRIES)
    assert by_code["actor_wrong"] == (last_bid // 256, Step.FOLDS)


def test_after_a_gap_entries_are_read_and_not_counted(
    meaning: Meaning, leaves: list[bytes]
) -> None:
    """A bundle that could not be taken apart stops the counting, and not the reading."""
    for number, bundle in enumerate(bundles(leaves)):
        meaning.take([] if number == 1 else [*bundle[:-1], b"{}"])
    counted = meaning.finish()
    assert counted.leaves == len(leaves) - 256
    assert [(one.bundle, one.problem.code.value) for one in counted.found] == [
        (0, "entry_wrong"),
        (2, "entry_wrong"),
    ]


def test_counted_in_line_is_counted_here(meaning: Meaning) -> None:
    """In line the counting stands in for itself."""
    assert in_line(meaning, 10**9) is meaning
