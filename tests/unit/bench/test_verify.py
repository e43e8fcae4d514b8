"""The verifier's benchmark, made small."""

import pytest

from mingpai.bench import verify


def test_the_benchmark_verifies_a_whole_export(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small sample is exported, found valid, and timed beside the plainest check."""
    monkeypatch.setattr(verify, "LOTS", 2)
    monkeypatch.setattr(verify, "BIDS_PER_LOT", 20)
    monkeypatch.setattr(verify, "RUNS", 1)
    report = verify.bench_verify()
    assert report.ours > 0
    assert report.baseline > 0
