"""A pytest plugin: with CI=true, a required test that was skipped makes the run fail.

Required are the tests marked `database` or `strangers`: on a desk they may skip for want of a
program, in the gate they may not.
"""

import os

import pytest

_REQUIRED = ("database", "strangers")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name the required tests that were skipped."""
    for report in _skipped(terminalreporter):
        terminalreporter.write_line(f"REQUIRED but skipped: {report.nodeid}: {report.longrepr}")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail the run where a required test was skipped in CI."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if isinstance(reporter, pytest.TerminalReporter) and _skipped(reporter):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _skipped(reporter: pytest.TerminalReporter) -> list[pytest.TestReport]:
    if os.environ.get("CI") != "true":
        return []
    return [r for r in reporter.stats.get("skipped", []) if set(_REQUIRED) & set(r.keywords)]
