"""The auction against its plain auditor, for much longer than the gate has time for."""

import importlib.util
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

MACHINE = Path(__file__).resolve().parents[1] / "property" / "test_auction_machine.py"


@pytest.fixture(scope="module")
def auction() -> Any:
    """Return the machine of the gate's own test."""
    spec = importlib.util.spec_from_file_location("auction_machine", MACHINE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.Auction


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_long_sales_agree_with_the_auditor(auction: Any) -> None:
    """In thousands of sales of hundreds of acts the auction and plain lists never differ."""
    long = settings(
        max_examples=2_000,
        stateful_step_count=200,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    run_state_machine_as_test(auction, settings=long)
