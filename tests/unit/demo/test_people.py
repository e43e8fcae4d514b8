"""Invented bidders."""

from random import Random

from mingpai.demo.people import people


def test_nobody_shares_a_name_or_an_identity() -> None:
    """Names and identities are unique, and an identity says that it is a sample."""
    found = people(Random(1), 300)
    assert len({one.name for one in found}) == len({one.identity for one in found}) == 300
    assert all(one.fields()["identity_number"].startswith("SAMPLE-") for one in found)
