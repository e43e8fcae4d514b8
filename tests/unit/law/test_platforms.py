"""Proves 第四条, 第五条: who is on the national list, since when, and that our hall is not."""

from datetime import date

import pytest
from msgspec.structs import replace

from mingpai.kernel.ids import OfficeId, well_formed
from mingpai.kernel.outcome import InvariantBroken
from mingpai.law.platforms import NATIONAL, OUR_HALL, Listing, PlatformList, sandbox_list

DAY = date(2026, 5, 26)
FIRST_FIVE = ("ali", "jd", "susong", "gongpai", "zhongpai")
ADDED = ("rong-e-gou", "beijiao")


@pytest.mark.rule("K01")
@pytest.mark.parametrize("name", FIRST_FIVE)
def test_five_since_2016(name: str) -> None:
    """Five platforms stand on the national list from 2016-11-25 on."""
    platform = OfficeId(f"platform/{name}")
    assert not NATIONAL.is_listed(platform, on=date(2016, 11, 24))
    assert NATIONAL.is_listed(platform, on=date(2016, 11, 25))
    assert NATIONAL.is_listed(platform, on=DAY)
    assert NATIONAL.is_verified(platform)


@pytest.mark.rule("K01")
@pytest.mark.parametrize("name", ADDED)
def test_two_added_later_on_a_day_not_verified(name: str) -> None:
    """Two more joined in 2019; their day is known at second hand and marked so."""
    platform = OfficeId(f"platform/{name}")
    assert not NATIONAL.is_listed(platform, on=date(2018, 12, 31))
    assert NATIONAL.is_listed(platform, on=DAY)
    assert not NATIONAL.is_verified(platform)


def test_the_national_list_is_the_seven() -> None:
    """Seven platforms, each with an office id and a name in both languages."""
    listed = [one.platform for one in NATIONAL.listings]
    assert sorted(listed) == sorted(f"platform/{name}" for name in FIRST_FIVE + ADDED)
    assert not NATIONAL.is_sandbox
    for one in NATIONAL.listings:
        assert well_formed("office", one.platform)
        assert one.name_zh
        assert one.name_en.isascii()


@pytest.mark.rule("K01")
def test_our_hall_is_on_no_national_list() -> None:
    """Our own hall is not on the national list on any day."""
    assert all(one.platform != OUR_HALL for one in NATIONAL.listings)
    assert not NATIONAL.is_listed(OUR_HALL, on=DAY)


@pytest.mark.rule("K01")
def test_a_sandbox_names_our_hall_and_says_what_it_is() -> None:
    """A sandbox list is marked, has a name of its own, and adds our hall to the seven."""
    sandbox = sandbox_list()
    assert sandbox.is_sandbox
    assert sandbox.name == "sandbox-of-national"
    assert sandbox.is_listed(OUR_HALL, on=DAY)
    hall = sandbox.listings[-1]
    assert hall.name_zh
    assert hall.name_en.isascii()
    assert sandbox.is_listed(OfficeId("platform/gongpai"), on=DAY)
    assert sandbox.is_verified(OUR_HALL)


def test_no_sandbox_of_a_sandbox() -> None:
    """A sandbox list is made from a real one only, so that its name says of which."""
    with pytest.raises(InvariantBroken):
        sandbox_list(sandbox_list())


@pytest.mark.rule("K01")
def test_a_platform_that_left() -> None:
    """A platform is listed up to its last day, and again from the day it came back."""
    platform = OfficeId("platform/left")
    left = Listing(platform, "某", "Left", date(2017, 1, 1), date(2020, 6, 30))
    back = replace(left, from_=date(2022, 1, 1), to=None)
    listed = PlatformList("test", "1", is_sandbox=False, listings=(left, back))
    days = (date(2020, 6, 30), date(2020, 7, 1), date(2021, 12, 31), date(2022, 1, 1))
    assert [listed.is_listed(platform, on=day) for day in days] == [True, False, False, True]
