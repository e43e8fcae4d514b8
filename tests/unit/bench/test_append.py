"""The append benchmark, made small."""

import pytest

from mingpai.bench import append


@pytest.mark.database
@pytest.mark.slow
def test_every_bid_of_the_benchmark_is_durable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lawful bids from several senders are all answered and stand in the journal."""
    monkeypatch.setattr(append, "SENDERS", 8)
    monkeypatch.setattr(append, "SECONDS", 0.3)
    monkeypatch.setattr(append, "RUNS", 1)
    report = append.bench_append()
    assert report.ours > 0
    assert report.baseline > 0
    assert report.p99_ms is not None
