"""What a site is made of."""

from mingpai.web.site import Played, Site


def test_a_script_is_over_at_its_last_act(site: Site) -> None:
    """A script is being played until all of its acts are done."""
    assert not Played(9, 10).is_over
    assert Played(10, 10).is_over
    played = site.played()
    assert played is not None
    assert played.is_over
