"""A pytest plugin: with CI=true, a required test that was skipped makes the run fail.

Required are the tests marked `database` or `strangers`: on a desk they may skip for want of a
program, in the gate they may not. A skip whose reason begins with "optional:" is let through,
for what a machine may lack by design (a second Python for an outside verifier).
"""

import os

import pytest

REQUIRED = ("database", "strangers", "browser")
LET_THROUGH = "optional:"
_Report = pytest.TestReport | pytest.CollectReport


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name the required tests that were skipped, and why."""
    for report in _missing(terminalreporter):
        terminalreporter.write_line(f"REQUIRED but skipped: {report.nodeid}: {_reason(report)}")


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail the run where a required test was skipped in CI."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if isinstance(reporter, pytest.TerminalReporter) and _missing(reporter):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _missing(reporter: pytest.TerminalReporter) -> list[_Report]:
    """Return the reports of required tests that were skipped; none outside CI."""
    if os.environ.get("CI") != "true":
        return []
    skipped: list[_Report] = reporter.stats.get("skipped", [])
    return [
        one for one in skipped if _is_required(one) and not _reason(one).startswith(LET_THROUGH)
    ]


def _is_required(report: _Report) -> bool:
    """Say whether a report is of a required test; a module skipped whole shows no marks: it is."""
    if isinstance(report, pytest.CollectReport):
        return True
    return any(mark in report.keywords for mark in REQUIRED)


def _reason(report: _Report) -> str:
    """Return why a test was skipped, in its own words."""
    told = report.longrepr
    text = told[2] if isinstance(told, tuple) else str(told)
    return text.removeprefix("Skipped: ")
