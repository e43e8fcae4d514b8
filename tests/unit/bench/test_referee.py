"""The referee's benchmark, made small."""

import pytest

from mingpai.audit.referee import judge
from mingpai.bench import referee
from mingpai.exchange.bidlog import BidLog, read_bid_log


def test_the_made_up_log_is_lawful() -> None:
    """What the benchmark judges is a lawful log of the size it says."""
    log = read_bid_log(referee.made_up_log(300), name="made-up.csv")
    assert isinstance(log, BidLog)
    assert len(log.rows) == 300
    assert judge(log).lawful


def test_the_benchmark_reports_both_sides(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ours and the bare reader are timed over the same log."""
    monkeypatch.setattr(referee, "made_up_log", lambda: _SMALL)
    report = referee.bench_referee()
    assert report.ours > 0
    assert report.baseline > 0


_SMALL = referee.made_up_log(300)
