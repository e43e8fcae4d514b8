"""Whole disposals against their plain clerk, ten times as many as the gate has time for."""

import importlib.util
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

MACHINE = Path(__file__).resolve().parents[1] / "property" / "test_disposal_machine.py"


@pytest.fixture(scope="module")
def disposal() -> Any:
    """Return the machine of the gate's own test."""
    spec = importlib.util.spec_from_file_location("disposal_machine", MACHINE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.WholeDisposal


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_many_disposals_agree_with_the_clerk(disposal: Any) -> None:
    """In six hundred disposals nothing happens that the plain clerk would not allow."""
    long = settings(
        max_examples=600,
        stateful_step_count=60,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    run_state_machine_as_test(disposal, settings=long)
