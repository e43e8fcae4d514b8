"""Bids over HTTP, made few."""

import pytest

from mingpai.bench import http_bids


@pytest.mark.database
@pytest.mark.slow
def test_bids_over_http_are_measured_beside_the_usual_view(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Both ways run, most bids are taken at the counter, and what they cost is told."""
    monkeypatch.setattr(http_bids, "BIDDERS", 8)
    monkeypatch.setattr(http_bids, "SECONDS", 0.5)
    monkeypatch.setattr(http_bids, "RUNS", 1)
    report = http_bids.bench_http_bids()
    assert report.ours > 0
    assert report.baseline > 0
    assert report.figures["taken_share"] >= 0.5
    assert report.figures["core_us_a_bid"] > 0
