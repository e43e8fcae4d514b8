"""The views of the record as a whole."""

from litestar.testing import TestClient
from msgspec.structs import replace

from mingpai.demo.rehearsal import Rehearsal
from mingpai.kernel.ids import ArticleId
from mingpai.kernel.outcome import Refused
from mingpai.law.register import RULES, Status
from mingpai.service.projections import LotBoard
from mingpai.web.heads import Heads
from mingpai.web.pages import application
from mingpai.web.record import about_view, checkpoint_view, flags_view, refusals_view
from mingpai.web.renderer import Renderer
from mingpai.web.site import Site


def test_every_code_is_counted_where_it_belongs(
    rehearsal: Rehearsal, site: Site, english: Renderer
) -> None:
    """A code on record has a case, one only counted has none; the most frequent is first."""
    view = refusals_view(site, english)
    totals = rehearsal.board.totals()
    assert view["entries"] == sum(totals.refused.values())
    assert view["unnumbered"] == sum(totals.junk.values())
    counts = [line.entries + line.unnumbered for line in view["lines"]]
    assert counts == sorted(counts, reverse=True)
    by_code = {line.told.code: line for line in view["lines"]}
    assert by_code["bid_after_close"].number
    assert by_code["price_nan"].example is None


def test_flags_are_told_newest_first(site: Site, english: Renderer) -> None:
    """Every flag is told with its lot and facts, and the counts add up."""
    view = flags_view(site, english)
    seqs = [line.row.seq for line in view["flags"]]
    assert seqs == sorted(seqs, reverse=True)
    assert sum(number for _, number in view["by_rule"]) == len(seqs)


def test_the_checkpoint_covers_the_day(site: Site) -> None:
    """At the end nothing is left uncovered, and both keys are named."""
    view = checkpoint_view(site)
    assert view["behind"] == 0
    assert view["log"].head.size == view["sm3"].head.size == view["entries"]
    assert view["log_vkey"] != view["receipts_vkey"]


def test_before_the_first_checkpoint_there_is_a_view(site: Site) -> None:
    """A site whose journal has no head yet says so."""
    young = replace(site, heads=Heads(lambda: None, lambda: None), board=LotBoard(None))  # type: ignore[arg-type]
    view = checkpoint_view(young)
    assert (view["log"], view["sm3"], view["behind"], view["entries"]) == (None, None, 0, 0)


def test_the_law_is_listed_rule_by_rule(site: Site, chinese: Renderer) -> None:
    """All fifty rules are listed; what the national list says is told where it is given."""
    assert len(about_view(site, chinese)["rules"]) == len(RULES)
    assert about_view(site, chinese)["national"] is None
    refusal = Refused("platform_not_listed", ArticleId("FS2016-18:4"), {"platform": "platform/x"})
    told = about_view(replace(site, national_refusal=refusal), chinese)["national"]
    assert told.ground.cited == "法释〔2016〕18号第四条"


def test_a_rule_that_is_only_watched_is_carried_out_too(site: Site, chinese: Renderer) -> None:
    """What is neither guard nor live is registered; all else is counted as carried out."""
    view = about_view(site, chinese)
    assert [line.status for line in view["rules"]] == [rule.status for rule in RULES]
    carried_out = [line for line in view["rules"] if line.status is not Status.REGISTERED]
    assert view["carried_out"] == len(carried_out)
    assert {line.status for line in carried_out} == {Status.GUARD, Status.LIVE}


def test_only_a_demonstration_says_that_it_is_one(rehearsal: Rehearsal) -> None:
    """Where nothing is played the page does not call the court's own lots invented."""
    hall = replace(rehearsal.site, played=lambda: None)
    for site, is_demonstration in ((rehearsal.site, True), (hall, False)):
        with TestClient(application(site)) as client:
            told = client.get("/en/about").text
        assert ("are invented" in told) is is_demonstration
        assert ("has no sign-in" in told) is is_demonstration
        assert "carried out: live" in told
        assert "no refund" not in told
