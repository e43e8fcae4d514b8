"""The verifier's benchmark, made small."""

import msgspec
import pytest

from mingpai.adapters import aside
from mingpai.bench import verify


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the sample small and run once."""
    monkeypatch.setattr(verify, "LOTS", 2)
    monkeypatch.setattr(verify, "BIDS_PER_LOT", 20)
    monkeypatch.setattr(verify, "RUNS", 1)


@pytest.mark.usefixtures("small")
def test_the_benchmark_verifies_a_whole_export(capsys: pytest.CaptureFixture[str]) -> None:
    """A small sample is exported, found valid, and timed beside the plainest check."""
    report = verify.bench_verify()
    assert report.ours > 0
    assert report.baseline > 0
    assert "processes: 1," in capsys.readouterr().err


# Newer interpreters warn of a fork beside threads, which other tests may have left.
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
@pytest.mark.usefixtures("small")
def test_the_benchmark_has_one_process_and_two_in_the_same_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With a second process each run has the rate of one beside it; the memory is that of both."""
    monkeypatch.setattr(aside, "LEAST_ENTRIES", 1)
    monkeypatch.setattr(aside, "_is_room", lambda: True)
    report = verify.bench_verify()
    (run,) = msgspec.to_builtins(report)["runs"]
    assert run["processes"] == 2
    assert run["one_process"] > 0
    assert report.ours == run["ours"]
    assert report.peak_mib > verify.peak_mib()
    assert "in one process" in capsys.readouterr().err
