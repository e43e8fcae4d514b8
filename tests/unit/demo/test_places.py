"""The invented city."""

from mingpai.demo.places import COURTS, OFFICES, PLATFORMS, UNLISTED
from mingpai.kernel.ids import well_formed
from mingpai.law.platforms import sandbox_list


def test_every_court_says_that_it_is_a_sample() -> None:
    """No name of a court can be taken for a real one."""
    assert all("示例" in name.zh and "sample" in name.en for name in COURTS.values())


def test_offices_are_well_formed_and_all_named() -> None:
    """Courts, the eight platforms of the sandbox list and the unlisted one have names."""
    assert set(PLATFORMS) == {one.platform for one in sandbox_list().listings}
    assert set(OFFICES) == {*COURTS, *PLATFORMS, UNLISTED}
    assert all(well_formed("office", office) for office in OFFICES)
