"""A service's folder: made once, read back, and refused with a reason where it is none."""

import asyncio
import gc
import os
import shutil
import signal
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import msgspec
import pytest

from mingpai import bootstrap
from mingpai.adapters.cell_file import FileCell
from mingpai.adapters.keys_file import FileKeyRing
from mingpai.adapters.memory import FixedClock, MemoryCell, MemoryEntryStore, MemoryJournal
from mingpai.journal.checkpoint import Checkpoint, print_checkpoint
from mingpai.journal.notes import parse_vkey_line, sign_note, verifier_for
from mingpai.law.platforms import NATIONAL
from mingpai.service.core import Core
from mingpai.service.start import NotReady, StartRefused, cell_checkpoint


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


def test_a_configuration_is_private_whatever_the_umask(tmp_path: Path, court: ModuleType) -> None:
    """Nobody but the owner reads it, also where new files are for everybody."""
    usual = os.umask(0)
    try:
        bootstrap.create(tmp_path / "data", court.CONFIG)
    finally:
        os.umask(usual)
    assert stat.S_IMODE((tmp_path / "data" / bootstrap.CONFIG).stat().st_mode) == 0o600


def test_keys_of_another_journal_are_told(tmp_path: Path, court: ModuleType) -> None:
    """A configuration whose name was edited does not go with the keys, and nothing is opened."""
    folder = tmp_path / "data"
    bootstrap.create(folder, court.CONFIG)
    edited = msgspec.structs.replace(court.CONFIG, origin="mingpai.example/edited")
    (folder / bootstrap.CONFIG).write_bytes(msgspec.json.encode(edited))
    with (
        pytest.raises(NotReady, match=r"edited, but the keys beside it are of mingpai"),
        bootstrap.opened(folder),
    ):
        pass
    assert not (folder / bootstrap.POSTGRES).exists()


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit])
def test_an_interrupted_service_leaves_nothing(
    tmp_path: Path, court: ModuleType, error: type[BaseException]
) -> None:
    """Ctrl-C or a request to end, in the middle of making it, is undone as well."""
    folder = tmp_path / "data"

    def make() -> None:
        with bootstrap.undone_on_failure(folder):
            bootstrap.create(folder, court.CONFIG)
            raise error

    with pytest.raises(error):
        make()
    assert not folder.exists()


@pytest.mark.parametrize("was_there", [True, False])
def test_a_service_that_could_not_be_made_leaves_nothing(
    tmp_path: Path, court: ModuleType, *, was_there: bool
) -> None:
    """Where making it fails, a new folder is gone again and an empty one is empty again."""
    folder = tmp_path / "data"
    if was_there:
        folder.mkdir()

    def make() -> None:
        with bootstrap.undone_on_failure(folder):
            bootstrap.create(folder, court.CONFIG)
            bootstrap.create(folder, court.CONFIG)  # refused: it is in use now

    with pytest.raises(NotReady, match="is not empty"):
        make()
    assert folder.exists() is was_there
    assert not was_there or not list(folder.iterdir())


def test_a_folder_of_somebody_else_is_left_as_it_is(tmp_path: Path, court: ModuleType) -> None:
    """A failure in a folder that held something before removes nothing."""
    (tmp_path / "letter").write_text("dear court")
    with pytest.raises(NotReady), bootstrap.undone_on_failure(tmp_path):
        bootstrap.create(tmp_path, court.CONFIG)
    assert (tmp_path / "letter").read_text() == "dear court"


def test_reading_makes_no_database(
    tmp_path: Path, court: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that lost its database is told so; an empty one is not made in its place."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    folder = tmp_path / "data"
    bootstrap.create(folder, court.CONFIG)
    with pytest.raises(NotReady, match="has lost its database"):
        bootstrap.opened_for_reading(folder)
    assert not (folder / bootstrap.POSTGRES).exists()


def test_what_is_read_reaches_as_far_as_the_cell(tmp_path: Path, court: ModuleType) -> None:
    """A journal shorter than the last published head, or without a cell, is not read."""
    folder = tmp_path / "data"
    bootstrap.create(folder, court.CONFIG)
    ring = FileKeyRing(folder / bootstrap.KEYS, lambda: 0)
    cell = FileCell(folder / bootstrap.CELL / "checkpoint")
    store = MemoryEntryStore()
    service: Any = SimpleNamespace(folder=folder, ring=ring, cell=cell, reading=store)
    assert bootstrap.held_against_cell(service).size == 0
    newer = sign_note(print_checkpoint(Checkpoint(court.ORIGIN, 5, b"r" * 32)), [ring.log])
    cell.swap(old=cell.read(), new=newer.encode())
    with pytest.raises(StartRefused, match="older than the cell"):
        bootstrap.held_against_cell(service)
    service.cell = MemoryCell()
    with pytest.raises(StartRefused, match="holds no checkpoint"):
        bootstrap.held_against_cell(service)


@pytest.mark.parametrize("change", ["origin", "is_sandbox", "keys"])
def test_the_first_entry_is_held_against_the_folder(
    tmp_path: Path, court: ModuleType, change: str
) -> None:
    """A journal opened under another name, list or key is told apart from the folder's own."""
    folder = tmp_path / "data"
    bootstrap.create(folder, court.CONFIG)
    ring = FileKeyRing(folder / bootstrap.KEYS, lambda: 0)
    journal = MemoryJournal()
    parts = court.parts(
        ring,
        FixedClock(court.NOTICE),
        court.new_cell(ring),
        MemoryEntryStore(journal),
        MemoryEntryStore(journal),
    )

    async def open_journal() -> None:
        async with Core(parts):
            pass

    asyncio.run(open_journal())
    service: Any = SimpleNamespace(
        folder=folder,
        config=court.CONFIG,
        ring=ring,
        origin=court.ORIGIN,
        reading=MemoryEntryStore(journal),
        registry=parts.registry,
    )
    bootstrap.held_against_opening(service)
    if change == "keys":
        bootstrap.create(tmp_path / "other", court.CONFIG)
        service.ring = FileKeyRing(tmp_path / "other" / bootstrap.KEYS, lambda: 0)
    else:
        edited = {"origin": "mingpai.example/other", "is_sandbox": True}[change]
        service.config = msgspec.structs.replace(court.CONFIG, **{change: edited})
    with pytest.raises(StartRefused, match="vkey" if change == "keys" else change):
        bootstrap.held_against_opening(service)


def test_a_serving_process_is_settled() -> None:
    """It collects fully far less often than an ordinary one, and its threads change more often."""
    before, switch_s = gc.get_threshold(), sys.getswitchinterval()
    try:
        gc.set_threshold(700, 10, 10)  # Python's own; another test may have settled it before
        bootstrap.settle_process()
        assert gc.get_threshold() > (700, 10, 10)
        assert sys.getswitchinterval() < 0.001
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)
        sys.setswitchinterval(switch_s)


def make_and_fail(
    folder: Path, config: bootstrap.Config, unless: Callable[[], bool] = lambda: False
) -> None:
    """Make a service and be told to end before it is whole."""
    with bootstrap.undone_on_failure(folder, unless=unless):
        bootstrap.create(folder, config)
        raise SystemExit(143)


def test_what_something_outside_needs_is_kept(tmp_path: Path, court: ModuleType) -> None:
    """Where the caller says that the keys are needed, a failure removes nothing."""
    folder = tmp_path / "data"
    with pytest.raises(SystemExit):
        make_and_fail(folder, court.CONFIG, unless=lambda: True)
    assert bootstrap.read_config(folder) == court.CONFIG


def test_what_is_still_written_is_removed_too(
    tmp_path: Path, court: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program that ends a little later may write into the folder meanwhile: nothing stays."""
    remove, writes = shutil.rmtree, iter(range(3))

    def beside(made: Path, **options: Any) -> None:
        remove(made, **options)
        if next(writes, None) is not None:
            (made / "base").mkdir(parents=True)

    monkeypatch.setattr("mingpai.bootstrap.shutil.rmtree", beside)
    with pytest.raises(SystemExit):
        make_and_fail(tmp_path / "data", court.CONFIG)
    assert next(writes, None) is None
    assert not (tmp_path / "data").exists()


def test_what_cannot_be_removed_does_not_hide_the_failure(
    tmp_path: Path, court: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first failure is what is raised, whatever stays behind."""
    monkeypatch.setattr("mingpai.bootstrap.shutil.rmtree", lambda *_, **__: None)
    monkeypatch.setattr(bootstrap, "_WRITES_ON_FOR_S", 0)
    with pytest.raises(SystemExit) as ended:
        make_and_fail(tmp_path / "data", court.CONFIG)
    assert ended.value.code == 143


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_request_to_end_cancels_the_work_in_order(number: signal.Signals) -> None:
    """What was begun is ended by its own code, the status is the signal's, the handler is back."""
    before, steps = signal.getsignal(number), []

    async def work() -> None:
        try:
            os.kill(os.getpid(), number)
            await asyncio.sleep(60)
        finally:
            await asyncio.sleep(0)
            steps.append("ended")

    with pytest.raises(SystemExit) as ended:
        bootstrap.run_until_told(work())
    assert (ended.value.code, steps) == (128 + number, ["ended"])
    assert signal.getsignal(number) is before


def test_a_request_that_comes_as_the_work_ends_is_heard() -> None:
    """Told to end in its last step, it ends with the signal's status and does not go on."""

    async def work() -> None:
        os.kill(os.getpid(), signal.SIGTERM)

    with pytest.raises(SystemExit) as ended:
        bootstrap.run_until_told(work())
    assert ended.value.code == 128 + signal.SIGTERM


def test_work_that_is_left_alone_returns_what_it_found() -> None:
    """Without a request to end it is a plain run; what cancels itself is told as it is."""

    async def work() -> int:
        return 7

    async def gives_up() -> None:
        raise asyncio.CancelledError

    assert bootstrap.run_until_told(work()) == 7
    with pytest.raises(asyncio.CancelledError):
        bootstrap.run_until_told(gives_up())
