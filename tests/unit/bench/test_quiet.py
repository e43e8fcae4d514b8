"""The usual day, made small."""

import pytest

from mingpai.bench import quiet


@pytest.mark.database
@pytest.mark.slow
def test_the_usual_day_is_measured_in_milliseconds(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bid every tenth of a second over three lots: the median and the slowest are told."""
    monkeypatch.setattr(quiet, "LOTS", 3)
    monkeypatch.setattr(quiet, "EVERY_S", 0.02)
    monkeypatch.setattr(quiet, "SECONDS", 0.5)
    monkeypatch.setattr(quiet, "RUNS", 1)
    report = quiet.bench_quiet()
    assert report.p50_ms is not None
    assert report.p99_ms is not None
    assert 0 < report.p50_ms <= report.p99_ms
    assert report.baseline > 0
