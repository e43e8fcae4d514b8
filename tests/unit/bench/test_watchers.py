"""Watchers of one lot, made few."""

import pytest

from mingpai.bench import watchers


@pytest.mark.database
@pytest.mark.slow
def test_screens_are_measured_from_the_bid_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every screen stays, and both the screens' and the bids' delays are told."""
    monkeypatch.setattr(watchers, "WATCHERS", 20)
    monkeypatch.setattr(watchers, "SECONDS", 1.0)
    report = watchers.bench_watchers()
    assert report.p99_ms is not None
    assert report.bids_p99_ms is not None
    assert report.ours > 0
    assert report.figures["screens_lost"] == 0
    assert report.figures["edge_mib"] > 1
