"""From an empty folder to the first page."""

import pytest

from mingpai.bench import start


@pytest.mark.database
@pytest.mark.slow
def test_the_first_page_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both commands run, the page answers, and the database alone is quicker."""
    monkeypatch.setattr(start, "RUNS", 1)
    report = start.bench_start()
    assert report.ours > report.baseline > 0
