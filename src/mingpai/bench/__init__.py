"""Benchmarks: each with its baseline in the same run, so that a ratio can be quoted.

Machines are shared and noisy: medians of several runs, never a timed test in the gate.
Where to look next: `bench.report` (what each prints), one module per benchmark.
"""
