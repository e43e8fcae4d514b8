"""The controls of a form come from the types of its command."""

from typing import Any

from mingpai.auction.preparation.commands import AnnounceRound, ServeDocument
from mingpai.auction.settlement.commands import ApplyForfeit
from mingpai.web.court.acts import acts, command_class
from mingpai.web.court.fields import WRONG, Control, Group, controls_of, names_of


def flat(controls: Any) -> dict[str, Control]:
    """Return every control by its name."""
    found: dict[str, Control] = {}
    for one in controls:
        found |= flat(one.controls) if isinstance(one, Group) else {one.name: one}
    return found


def test_each_type_has_its_control(chinese: Any) -> None:
    """Amounts, days, tokens, papers, choices and yes or no are asked for each in its way."""
    kinds = {name: one.kind for name, one in flat(controls_of(ServeDocument, {}, chinese)).items()}
    assert kinds == {
        "paper": "choice",
        "token": "token",
        "method": "choice",
        "on": "day",
        "proof": "digest",
        "failed": "yes",
    }


def test_a_notice_asks_for_each_item_and_warning(english: Any) -> None:
    """The eleven items and seven warnings have a text each; what may be empty is not required."""
    found = flat(controls_of(AnnounceRound, {}, english))
    assert sum(name.startswith("notice.items.") for name in found) == 11
    assert sum(name.startswith("notice.warnings.") for name in found) == 7
    assert found["start_price_fen"].is_required
    assert not found["basis_proof"].is_required
    assert found["notice.repeats"].kind == "lines"


def test_a_list_of_uses_has_an_amount_for_each(chinese: Any) -> None:
    """Of a forfeited deposit each bucket is asked for, in the order of the law."""
    found = list(flat(controls_of(ApplyForfeit, {"parts.rest": "1"}, chinese)).values())
    assert [one.name for one in found][:5] == [
        "parts.costs",
        "parts.shortfall",
        "parts.case_debt",
        "parts.related_debt",
        "parts.rest",
    ]
    assert found[4].value == "1"


def test_what_was_filled_in_and_what_is_wrong_stand_there(english: Any) -> None:
    """A control shows its text, its choice, and what is wrong with it."""
    filled = {"paper": "sale_ruling", "failed": "1", "on": "x"}
    found = flat(controls_of(ServeDocument, filled, english, wrong={"on": "day"}))
    assert [one[0] for one in found["paper"].choices if one[2]] == ["sale_ruling"]
    assert found["on"].wrong == WRONG["day"].en
    assert found["on"].value == "x"


def test_names_are_unique_in_every_form(chinese: Any) -> None:
    """No two controls of a form are sent under one name; what is given is not asked for."""
    for command, _ in acts():
        names = list(names_of(controls_of(command_class(command), {}, chinese)))
        assert len(names) == len(set(names)), command
    given = frozenset({"token"})
    assert "token" not in flat(controls_of(ServeDocument, {}, chinese, given=given))
