"""What a bidder's pages show and say."""

import re

from mingpai.affairs.model import Hint, Preflight
from mingpai.auction.preparation.events import RoundAnnounced
from mingpai.web.bidder.views import hall_words, hint_advice, points_of, preflight_steps
from mingpai.web.renderer import Renderer
from mingpai.web.site import Site


def test_the_panel_says_what_is_done_and_what_to_do_next(english: Renderer) -> None:
    """What is behind him is ticked, the first missing step has its advice, others come later."""
    preflight = Preflight(done=(Hint.SIGNED_IN, Hint.REGISTERED), missing=Hint.ACKNOWLEDGED)
    steps = preflight_steps(preflight, "en", english.texts)
    states = {step.hint: step.state for step in steps}
    assert states[Hint.SIGNED_IN] == "done"
    assert states[Hint.ACKNOWLEDGED] == "missing"
    assert states[Hint.DEPOSIT] == "later"
    assert Hint.CONFIRMED not in states  # of no interest to whoever bids for himself
    assert [step.hint for step in steps if step.what_to_do] == [Hint.ACKNOWLEDGED]


def test_every_step_has_its_advice_in_both_languages(chinese: Renderer, english: Renderer) -> None:
    """Whatever is missing, somebody is told what to do."""
    for hint in Hint:
        zh, en = hint_advice(hint, chinese.texts), hint_advice(hint, english.texts)
        assert zh
        assert zh != en


def test_a_notice_is_acknowledged_point_by_point(site: Site, chinese: Renderer) -> None:
    """Each item and warning is a field of its own; warnings are said in plain words too."""
    head = next(one for one in site.board.lots() if one.notice is not None)
    assert isinstance(head.notice, RoundAnnounced)
    items, warnings = points_of(head.notice, "zh", chinese.texts)
    assert all(one.meaning for one in warnings)
    assert len(items) == len(head.notice.items) == 11
    assert len(warnings) == len(head.notice.warnings) == 7
    fields = [point.field for point in (*items, *warnings)]
    assert len(set(fields)) == len(fields)


def test_the_script_has_a_word_for_everything_in_both_languages(
    chinese: Renderer, english: Renderer
) -> None:
    """The same names and the same facts in both; each refusal of a bid says what to do next."""
    zh, en = hall_words("zh", chinese.texts), hall_words("en", english.texts)
    assert zh.keys() == en.keys()
    for name, text in zh.items():
        assert set(re.findall(r"\{(\w+)\}", text)) == set(re.findall(r"\{(\w+)\}", en[name])), name
    assert "refused-bid_after_close" in zh
    assert "refused-too_many" in zh
