"""The stand-in for an identity provider."""

import pytest

from mingpai.accounts.identity import Identity
from mingpai.accounts.simulated_identity import SimulatedIdentityProvider


@pytest.mark.parametrize(
    ("name", "number", "verified"),
    [
        ("王小明", "SAMPLE-000001", True),
        ("王小明", "31010419900101001X", False),
        ("王小明", "SAMPLE-1", False),
        ("王小明", "", False),
        (" ", "SAMPLE-000001", False),
    ],
)
def test_only_made_up_numbers_are_verified_and_the_answer_says_so(
    name: str, number: str, *, verified: bool
) -> None:
    """No real number is ever verified, and each answer is marked as simulated."""
    verdict = SimulatedIdentityProvider().check(Identity(name, number))
    assert verdict.is_verified is verified
    assert verdict.is_simulated
    assert "simulated" in verdict.provider
