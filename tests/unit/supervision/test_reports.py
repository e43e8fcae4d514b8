"""What other systems report."""

from mingpai.kernel.event import Registry, Visibility
from mingpai.supervision.reports import KINDS, Report


def test_reports_are_kinds_of_their_own() -> None:
    """Each report has a name under `report.`, is known to the registry, and names a lot or none."""
    assert all(kind.name.startswith("report.") for kind in KINDS)
    assert all(issubclass(kind.body, Report) for kind in KINDS)
    assert len(Registry(KINDS).by_name) == len(KINDS)


def test_what_tells_of_persons_or_dangers_is_restricted() -> None:
    """Looks at identities, disclosures, charges, money and incidents leave a commitment alone."""
    public = {kind.name for kind in KINDS if kind.visibility is Visibility.PUBLIC}
    assert public == {"report.feed_shown", "report.auxiliary_mandated", "report.data_disposed"}
