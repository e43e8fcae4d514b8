"""The replay benchmark, made small."""

import pytest

from mingpai.bench import replay


@pytest.mark.database
@pytest.mark.slow
def test_a_journal_is_folded_and_started_from_a_snapshot(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small journal on a real server folds to its root, and a snapshot with a tail starts it."""
    monkeypatch.setattr(replay, "LOTS", 3)
    monkeypatch.setattr(replay, "BIDS_PER_LOT", 20)
    monkeypatch.setattr(replay, "TAIL", 15)
    report = replay.bench_replay()
    assert report.ours > 0
    assert report.p99_ms is not None
