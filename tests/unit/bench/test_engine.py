"""The engine's benchmark, made small."""

import pytest

from mingpai.bench import engine


def test_both_sides_take_the_same_bids(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ours and the naive book run over the same bids, and ours takes three of four."""
    monkeypatch.setattr(engine, "BIDS", 400)
    report = engine.bench_engine()
    assert (report.name, report.unit) == ("engine", "bids_per_s")
    assert report.ours > 0
    assert report.baseline > 0
