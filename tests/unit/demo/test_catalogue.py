"""The lots of the day."""

from collections import Counter

from mingpai.auction.model import PropertyClass
from mingpai.auction.preparation.model import Nature, Trait
from mingpai.demo.catalogue import ITEMS, RESTRICTED
from mingpai.demo.courses import COURSES
from mingpai.demo.places import COURTS, PLATFORMS
from mingpai.demo.plots import PLOTS


def test_every_lot_has_a_place_and_a_plot() -> None:
    """Each of the forty names a court, a platform and a plot that exist, and every plot is used."""
    assert len(ITEMS) == 40
    assert all(item.court < len(COURTS) and item.platform < len(PLATFORMS) for item in ITEMS)
    assert {item.plot for item in ITEMS} == PLOTS.keys() | COURSES.keys()
    assert not PLOTS.keys() & COURSES.keys()


def test_names_are_given_once_in_both_languages() -> None:
    """No two lots share a name in either language."""
    assert (
        len({item.caption.zh for item in ITEMS}) == len({item.caption.en for item in ITEMS}) == 40
    )


def test_one_home_is_under_purchase_restriction() -> None:
    """The home whose buyer must be eligible is sold to its very end."""
    restricted = [item for item in ITEMS if Trait.PURCHASE_RESTRICTED in item.traits]
    assert [(item.zh, item.plot, item.nature) for item in restricted] == [
        (RESTRICTED, "home_to_its_end", Nature.HOME)
    ]


def test_natures_follow_from_what_a_thing_is_called() -> None:
    """Homes, buildings, vehicles and equity have rules of their own; all else is plain."""
    natures = Counter(item.nature for item in ITEMS)
    assert natures[Nature.HOME] >= 8
    assert natures[Nature.EQUITY] == 4
    assert natures[Nature.VEHICLE] >= 5
    assert all(
        (item.nature is Nature.GOODS) <= (item.kind is PropertyClass.MOVABLE) for item in ITEMS
    )
