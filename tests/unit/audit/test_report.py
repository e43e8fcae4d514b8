"""Claims about the report and its problems."""

import msgspec

from mingpai.audit.report import MAX_PROBLEMS, Fault, Problems, Report


def test_problems_are_counted_beyond_the_list() -> None:
    """After the first 200 problems the rest is counted and not listed."""
    problems = Problems()
    for n in range(MAX_PROBLEMS + 5):
        problems.add(f"entry {n}", Fault.ENTRY_WRONG, "text")
    assert len(problems.listed) == MAX_PROBLEMS
    assert problems.total == MAX_PROBLEMS + 5


def test_any_text_can_be_printed() -> None:
    """A path that is no Unicode text, as a file system may hold it, does not stop the report."""
    problems = Problems()
    problems.add("bad\udcff", Fault.FILE_UNLISTED, ValueError("\ud800"))
    assert b"udcff" in msgspec.json.encode(problems.listed)


def test_nothing_is_valid_by_default() -> None:
    """A report on which nothing was examined is not valid, though it lists no problem."""
    assert not Report().is_valid
    report = Report(signatures_valid=True, quorum=True, tree_valid=True, sm3_valid=True)
    assert report.is_valid
    report.problems_total = 1
    assert not report.is_valid
