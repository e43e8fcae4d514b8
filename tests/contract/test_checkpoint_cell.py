"""The contract of `ports.CheckpointCell`, in memory and as a file."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from mingpai.adapters.cell_file import FileCell
from mingpai.adapters.memory import MemoryCell
from mingpai.ports import CheckpointCell, Fenced

Open = Callable[[], CheckpointCell]


@pytest.fixture(params=["memory", "file"])
def open_cell(request: pytest.FixtureRequest, tmp_path: Path) -> Open:
    """Return a maker of cells over one and the same place."""
    if request.param == "file":
        return lambda: FileCell(tmp_path / "cell")
    cell = MemoryCell()
    return lambda: cell


def test_a_new_cell_is_empty(open_cell: Open) -> None:
    """Nothing was ever written: None."""
    assert open_cell().read() is None


def test_a_swap_is_seen_by_everyone(open_cell: Open) -> None:
    """What was swapped in is read back, also through another object over the same place."""
    open_cell().swap(old=None, new=b"one\n")
    assert open_cell().read() == b"one\n"
    open_cell().swap(old=b"one\n", new=b"two\n")
    assert open_cell().read() == b"two\n"


@pytest.mark.parametrize("old", [None, b"other", b""])
def test_a_swap_from_another_value_is_fenced(open_cell: Open, old: bytes | None) -> None:
    """Where the cell does not hold what the caller believes, nothing changes."""
    cell = open_cell()
    cell.swap(old=None, new=b"one\n")
    with pytest.raises(Fenced):
        cell.swap(old=old, new=b"two\n")
    assert cell.read() == b"one\n"


def test_of_many_swaps_from_one_value_one_succeeds(open_cell: Open) -> None:
    """Eight at once from the same value: one gets through, seven are fenced."""
    outcomes: list[str] = []

    def work(number: int) -> None:
        try:
            open_cell().swap(old=None, new=b"%d" % number)
        except Fenced:
            outcomes.append("fenced")
        else:
            outcomes.append("done")

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done"] + ["fenced"] * 7
