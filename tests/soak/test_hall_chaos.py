"""A hundred seeds of what `tests/crash/test_hall_chaos.py` plays ten of, ten in each service."""

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.database, pytest.mark.timeout(1_200)]

SERVICES = 10


def _chaos() -> Any:
    place = Path(__file__).parents[1] / "crash" / "test_hall_chaos.py"
    spec = importlib.util.spec_from_file_location("mingpai_hall_chaos", place)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("service", range(SERVICES))
def test_a_hundred_seeds_lose_nothing_and_end_by_a_rule(
    service: int, *, tmp_path: Path, court: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each part dies in the last second of a hundred lots: every bid has one answer, it holds."""
    chaos = _chaos()
    first = chaos.FIRST_SEED + chaos.SEEDS * service
    chaos.play_and_hold(tmp_path, court, monkeypatch, range(first, first + chaos.SEEDS))
