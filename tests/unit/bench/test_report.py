"""What a benchmark prints."""

from mingpai.bench.report import Run, peak_mib, percentile, repeat, summed_up


def test_a_percentile_is_one_of_the_values() -> None:
    """The nearest rank is returned, never a value that was not measured."""
    values = [float(n) for n in range(100)]
    assert (percentile(values, 0.5), percentile(values, 0.99)) == (50.0, 99.0)
    assert percentile([7.0], 0.99) == 7.0


def test_figures_are_medians_over_the_runs() -> None:
    """Rates are medians, the ratio is that of the medians, delays those of the median run."""
    runs = [Run(10.0, 5.0, [1.0]), Run(30.0, 6.0, [3.0]), Run(20.0, 4.0, [2.0])]
    report = summed_up("x", "y", runs, baseline_is="b", target="t")
    assert (report.ours, report.baseline, report.ratio) == (20.0, 5.0, 4.0)
    assert (report.p50_ms, report.p99_ms) == (2.0, 2.0)
    assert len(report.runs) == 3


def test_a_benchmark_without_delays_says_so() -> None:
    """Where nothing was timed one by one, there is no percentile; no baseline gives no ratio."""
    report = summed_up("x", "y", [Run(10.0, 0.0)], baseline_is="b", target="t")
    assert (report.p50_ms, report.p99_ms, report.ratio) == (None, None, 0.0)
    assert peak_mib() > 1


def test_runs_are_repeated() -> None:
    """A benchmark runs as often as asked."""
    assert len(repeat(lambda: Run(1.0, 1.0), 4)) == 4
