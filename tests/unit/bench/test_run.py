"""The command that runs a benchmark."""

import json

import pytest

from mingpai.bench import run
from mingpai.bench.report import Report, Run, summed_up
from mingpai.commands.output import Unusable


def _report() -> Report:
    return summed_up("x", "things_per_s", [Run(2.0, 1.0, [3.0])], baseline_is="b", target="t")


def test_an_unknown_benchmark_is_named_with_those_there_are() -> None:
    """Somebody who mistypes a name is told the names."""
    with pytest.raises(Unusable, match="engine, append, verify, referee, replay, hot-lot, quiet"):
        run.bench("speed", as_json=False)


@pytest.mark.parametrize("as_json", [True, False])
def test_a_report_is_printed(
    *, as_json: bool, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """As one JSON object with the contract's keys, or in words."""
    monkeypatch.setitem(run.BENCHMARKS, "engine", _report)
    assert run.bench("engine", as_json=as_json) == 0
    out = capsysbinary.readouterr().out
    if as_json:
        found = json.loads(out)
        wanted = {"name", "unit", "ours", "baseline", "ratio", "p50_ms", "p99_ms", "bids_p99_ms"}
        assert wanted | {"peak_mib", "cores", "runs"} <= found.keys()
    else:
        assert b"ratio 2.0" in out
