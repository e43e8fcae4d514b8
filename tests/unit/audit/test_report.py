"""Claims about the report and its problems."""

import msgspec

from mingpai.audit.report import MAX_PROBLEMS, Fault, Problems, Report, Step


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


def test_what_two_have_found_stands_as_if_one_had() -> None:
    """Problems of two on the same way are told in the order of bundles, and of steps in each."""
    bytes_, meaning = Problems(), Problems()
    bytes_.add("policy", Fault.POLICY_WRONG, "")
    for bundle in (0, 1):
        meaning.step(bundle, Step.ENTRIES)
        meaning.add(f"read {bundle}", Fault.ENTRY_WRONG, "")
        meaning.step(bundle, Step.FOLDS)
        meaning.add(f"counted {bundle}", Fault.WINNER_WRONG, "")
        meaning.add(f"again {bundle}", Fault.WINNER_WRONG, "")
    for bundle in (0, 1):
        bytes_.step(bundle, Step.BUNDLE)
        bytes_.add(f"bundle {bundle}", Fault.BUNDLE_WRONG, "")
        bytes_.step(bundle, Step.TREE)
        bytes_.add(f"tile {bundle}", Fault.TILE_WRONG, "")
    bytes_.join(meaning.found, meaning.total)
    bytes_.add("table", Fault.TABLE_WRONG, "")
    each = ["bundle", "read", "tile", "counted", "again"]
    wanted = ["policy", *(f"{what} {bundle}" for bundle in (0, 1) for what in each), "table"]
    assert [problem.where for problem in bytes_.listed] == wanted
    assert [one.problem for one in bytes_.found] == bytes_.listed
    assert bytes_.total == len(wanted)


def test_of_too_many_problems_of_two_the_first_are_listed() -> None:
    """Two full lists make one full list; how many there are in all is counted on."""
    late, early = Problems(), Problems()
    late.step(1, Step.BUNDLE)
    early.step(0, Step.FOLDS)
    for n in range(MAX_PROBLEMS + 1):
        late.add(f"late {n}", Fault.BUNDLE_WRONG, "")
        if n < 150:
            early.add(f"early {n}", Fault.WINNER_WRONG, "")
    late.join(early.found, early.total)
    assert len(late.listed) == MAX_PROBLEMS
    assert late.total == MAX_PROBLEMS + 151
    assert [problem.where for problem in late.listed[148:152]] == [
        "early 148",
        "early 149",
        "late 0",
        "late 1",
    ]
    late.add("more", Fault.TABLE_WRONG, "")
    assert len(late.listed) == MAX_PROBLEMS
