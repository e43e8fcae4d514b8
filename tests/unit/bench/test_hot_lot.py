"""The hot lot, made small."""

import pytest

from mingpai.bench import hot_lot


@pytest.mark.database
@pytest.mark.slow
def test_a_hot_lot_is_measured_beside_the_usual_view(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nearly all bids are taken, both ways run, and what they cost is told."""
    monkeypatch.setattr(hot_lot, "BIDDERS", 8)
    monkeypatch.setattr(hot_lot, "SECONDS", 0.5)
    monkeypatch.setattr(hot_lot, "RUNS", 1)
    report = hot_lot.bench_hot_lot()
    assert report.ours > 0
    assert report.baseline > 0
    assert report.figures["taken_share"] >= 0.8
    assert report.figures["core_us_a_bid"] > 0
