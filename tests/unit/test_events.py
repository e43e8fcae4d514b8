"""The registry of every kind."""

from mingpai.events import registry
from mingpai.kernel.event import Visibility


def test_every_kind_is_registered_once_under_its_package() -> None:
    """The kinds of house, auction, supervision and reports are there, each under its own name."""
    found = registry()
    names = {name.split(".", 1)[0] for name in found.by_name}
    assert names == {"house", "auction", "supervision", "report"}
    assert len(found.by_name) == len(found.by_class)


def test_what_may_name_a_person_is_restricted() -> None:
    """Alerts, officers, and filings about persons leave no more than a commitment in a leaf."""
    found = registry().by_name
    for name in (
        "supervision.alert_raised",
        "house.officer_appointed",
        "auction.filing_refused",
        "auction.person_barred",
        "auction.bidder_qualified",
    ):
        assert found[name].visibility is Visibility.RESTRICTED
