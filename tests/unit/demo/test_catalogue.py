"""The lots of the day."""

from mingpai.demo.catalogue import ITEMS
from mingpai.demo.places import COURTS, PLATFORMS
from mingpai.demo.plots import PLOTS


def test_every_lot_has_a_place_and_a_plot() -> None:
    """Each of the forty names a court, a platform and a plot that exist, and every plot is used."""
    assert len(ITEMS) == 40
    assert all(item.court < len(COURTS) and item.platform < len(PLATFORMS) for item in ITEMS)
    assert {item.plot for item in ITEMS} == set(PLOTS)


def test_names_are_given_once_in_both_languages() -> None:
    """No two lots share a name in either language."""
    assert (
        len({item.caption.zh for item in ITEMS}) == len({item.caption.en for item in ITEMS}) == 40
    )
