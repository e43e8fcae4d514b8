"""An export on disk and the journal it is of."""

from pathlib import Path

import pytest

from mingpai.bench.sample_journal import Size, new_source, write_sample
from mingpai.commands.export import write_export
from mingpai.service.export import Source


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> Source:
    """Return a journal of three lots."""
    made = new_source(tmp_path_factory.mktemp("commands") / "keys")
    write_sample(made, Size(lots=3, bids_per_lot=100))
    return made


@pytest.fixture(scope="session")
def exported(source: Source, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of its export. Never changed: take a copy."""
    folder = tmp_path_factory.mktemp("export") / "export"
    write_export(folder, source)
    return folder
