"""A service's folder: made once, read back, and refused with a reason where it is none."""

import stat
from pathlib import Path
from types import ModuleType

import pytest

from mingpai import bootstrap
from mingpai.adapters.cell_file import FileCell
from mingpai.adapters.keys_file import FileKeyRing
from mingpai.journal.notes import parse_vkey_line, verifier_for
from mingpai.law.platforms import NATIONAL
from mingpai.service.start import NotReady, cell_checkpoint


def test_a_new_folder_has_keys_a_cell_and_a_configuration(
    tmp_path: Path, court: ModuleType
) -> None:
    """The cell holds the head of the empty journal, signed by the log; keys are private."""
    folder = tmp_path / "data"
    bootstrap.create(folder, court.CONFIG)
    assert bootstrap.read_config(folder) == court.CONFIG
    ring = FileKeyRing(folder / bootstrap.KEYS, lambda: 0)
    verifier = verifier_for(parse_vkey_line(ring.log.vkey))
    cell = FileCell(folder / bootstrap.CELL / "checkpoint")
    checkpoint = cell_checkpoint(cell, verifier)
    assert checkpoint is not None
    assert (checkpoint.origin, checkpoint.size) == (court.ORIGIN, 0)
    assert stat.S_IMODE((folder / bootstrap.KEYS).stat().st_mode) == 0o700
    opening = bootstrap.opening_of(court.CONFIG, ring)
    assert (opening.log_vkey, opening.is_sandbox) == (ring.log.vkey, False)


def test_a_folder_in_use_is_not_touched(tmp_path: Path, court: ModuleType) -> None:
    """Whatever lies in it, a folder that is not empty is refused."""
    (tmp_path / "letter").write_text("dear court")
    with pytest.raises(NotReady, match="is not empty"):
        bootstrap.create(tmp_path, court.CONFIG)
    assert [one.name for one in tmp_path.iterdir()] == ["letter"]


@pytest.mark.parametrize("text", [None, "", "{}", '{"origin": 1}', "\ud800", '{"a": NaN}'])
def test_a_folder_without_a_right_configuration_is_refused(
    tmp_path: Path, text: str | None
) -> None:
    """Missing, empty, of another shape, no text: said in words, with the file's name."""
    if text is not None:
        data = text.encode("utf-8", "surrogatepass")
        (tmp_path / bootstrap.CONFIG).write_bytes(data)
    with pytest.raises(NotReady, match=str(tmp_path)):
        bootstrap.read_config(tmp_path)


def test_a_sandbox_says_so_in_its_list(court: ModuleType) -> None:
    """The list of platforms follows from the configuration alone."""
    sandbox = bootstrap.Config(court.ORIGIN, court.COURT, is_sandbox=True)
    assert court.CONFIG.platforms is NATIONAL
    assert sandbox.platforms != NATIONAL
    assert "sandbox" in sandbox.platforms.name


def test_the_default_folder_follows_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """XDG_DATA_HOME where it is set, otherwise the usual place in the home folder."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert bootstrap.default_folder() == tmp_path / "mingpai"
    monkeypatch.delenv("XDG_DATA_HOME")
    assert bootstrap.default_folder().parts[-3:] == (".local", "share", "mingpai")
