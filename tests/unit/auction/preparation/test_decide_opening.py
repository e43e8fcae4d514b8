"""Opening a disposal, and renewing the seizure that carries it."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from mingpai.auction.model import PropertyClass
from mingpai.auction.preparation.commands import OpenDisposal, RenewSeizure
from mingpai.auction.preparation.model import Nature, Trait
from mingpai.auction.settlement.events import DisposalEnded
from mingpai.auction.settlement.model import Ending
from mingpai.kernel.ids import CaseId, OfficeId, PropertyId

OPENING = OpenDisposal(
    case_id=CaseId("2026-hu0104-zhi-1"),
    property_id=PropertyId("flat-1"),
    property_class=PropertyClass.IMMOVABLE,
    court=OfficeId("court/sh-xuhui"),
    nature=Nature.HOME,
    seized_on=date(2025, 10, 1),
    seizure_until=date(2027, 9, 30),
    traits=(Trait.LEASED, Trait.LEASED),
)


def test_a_court_opens_its_disposal(empty: Any) -> None:
    """The opening carries its day, and each trait once; it is on no platform yet."""
    event = empty.do(OPENING)
    assert (event.opened_on, event.traits) == (empty.TODAY, (Trait.LEASED,))
    assert (event.platform, event.platform_list) == (None, "")
    assert empty.state.platform is None


def test_only_the_court_itself_opens_and_only_once(empty: Any) -> None:
    """A court cannot be named by somebody else, nor a disposal opened twice."""
    assert empty.code(OPENING, actor="court/sh-pudong") == "not_this_court"
    empty.do(OPENING)
    assert empty.code(OPENING) == "already_open"
    assert empty.code(OPENING, actor="court/sh-pudong") == "already_open"


@pytest.mark.parametrize("field", ["case_id", "property_id", "court"])
def test_no_free_text_passes_for_an_id(empty: Any, field: str) -> None:
    """An id that could hold a name is refused, because it would be published for ever."""
    command = replace(OPENING, **{field: "张三 的房屋"})
    refusal = empty.refusal(command, actor=command.court)
    assert (refusal.code, refusal.facts) == ("id_malformed", {})


@pytest.mark.parametrize(
    ("nature", "property_class", "code"),
    [
        (Nature.SHIP, PropertyClass.MOVABLE, "ship_has_own_rules"),
        (Nature.LISTED_SHARES, PropertyClass.OTHER_RIGHT, "listed_shares_have_own_rules"),
    ],
)
def test_some_property_is_sold_under_rules_of_its_own(
    empty: Any, nature: Nature, property_class: PropertyClass, code: str
) -> None:
    """Ships and exchange-traded shares are refused, by the instrument that says so."""
    command = replace(OPENING, nature=nature, property_class=property_class, traits=())
    assert empty.code(command) == code


@pytest.mark.parametrize(
    ("nature", "fitting"),
    [
        (Nature.GOODS, PropertyClass.MOVABLE),
        (Nature.VEHICLE, PropertyClass.MOVABLE),
        (Nature.HOME, PropertyClass.IMMOVABLE),
        (Nature.BUILDING, PropertyClass.IMMOVABLE),
        (Nature.LAND, PropertyClass.IMMOVABLE),
        (Nature.EQUITY, PropertyClass.OTHER_RIGHT),
    ],
)
def test_a_nature_is_of_one_class(empty: Any, nature: Nature, fitting: PropertyClass) -> None:
    """Terms go by class, so that a home is no movable and equity no immovable."""
    for one in PropertyClass:
        command = replace(OPENING, nature=nature, property_class=one, traits=())
        command = replace(command, seizure_until=date(2027, 9, 1))
        if one is fitting:
            assert isinstance(empty.ask(command), tuple)
        else:
            refusal = empty.refusal(command)
            assert refusal.code == "nature_not_of_class"
            assert refusal.facts == {"nature": nature.value, "property_class": one.value}


def test_what_is_like_nothing_else_is_of_any_class(empty: Any) -> None:
    """Other property is of the class that the court says."""
    for one in PropertyClass:
        command = replace(OPENING, nature=Nature.OTHER, property_class=one)
        assert isinstance(empty.ask(replace(command, seizure_until=date(2027, 9, 1))), tuple)


@pytest.mark.parametrize(
    ("trait", "nature"),
    [
        (Trait.PURCHASE_RESTRICTED, Nature.LAND),
        (Trait.APPROVAL_NEEDED, Nature.HOME),
        (Trait.CANNOT_BE_VALUED, Nature.HOME),
    ],
)
def test_some_traits_are_of_one_nature(empty: Any, trait: Trait, nature: Nature) -> None:
    """Only a home is under purchase restriction, only equity needs approval or cannot be valued."""
    refusal = empty.refusal(replace(OPENING, nature=nature, traits=(trait,)))
    assert (refusal.code, refusal.facts) == (
        "trait_not_of_nature",
        {"trait": trait.value, "nature": nature.value},
    )


@pytest.mark.rule("K39")
@pytest.mark.parametrize(
    ("property_class", "latest"),
    [
        (PropertyClass.MOVABLE, date(2027, 10, 1)),
        (PropertyClass.IMMOVABLE, date(2028, 10, 1)),
        (PropertyClass.OTHER_RIGHT, date(2028, 10, 1)),
    ],
)
def test_a_seizure_lasts_as_long_as_its_class_allows(
    empty: Any, property_class: PropertyClass, latest: date
) -> None:
    """Two years for movables and three for all else; a day more is refused."""
    command = replace(OPENING, nature=Nature.OTHER, property_class=property_class)
    assert isinstance(empty.ask(replace(command, seizure_until=latest)), tuple)
    late = replace(command, seizure_until=latest.replace(day=2))
    refusal = empty.refusal(late)
    assert (refusal.code, refusal.article) == ("seizure_term_wrong", "CPLI-2022:485")
    assert refusal.facts["latest"] == latest.isoformat()
    before = replace(command, seizure_until=date(2025, 9, 30))
    assert empty.code(before) == "seizure_term_wrong"


@pytest.mark.rule("K39")
def test_nothing_is_opened_on_a_seizure_that_lapsed(empty: Any) -> None:
    """The last day of a seizure carries an opening, though it be the first; the next does not."""
    command = replace(OPENING, seizure_until=empty.TODAY)
    assert isinstance(empty.ask(command), tuple)
    assert isinstance(empty.ask(replace(command, seized_on=empty.TODAY)), tuple)
    empty.at(2026, 4, 21)
    assert empty.code(command) == "seizure_lapsed"


def test_a_seizure_lies_behind(empty: Any) -> None:
    """A seizure of tomorrow is none yet."""
    refusal = empty.refusal(replace(OPENING, seized_on=date(2026, 4, 21)))
    assert refusal.code == "day_lies_ahead"
    assert refusal.facts == {"day": "2026-04-21", "today": "2026-04-20"}


@pytest.mark.rule("K39")
def test_a_seizure_is_renewed_before_it_lapses(opened: Any) -> None:
    """A renewal ends later than what it renews and lasts no longer than the class allows."""
    for until in (date(2027, 9, 30), date(2030, 10, 1), date.max):
        refusal = opened.refusal(RenewSeizure(until, opened.PAPER))
        assert (refusal.code, refusal.facts["latest"]) == ("seizure_term_wrong", "2030-09-30")
    opened.at(2027, 10, 1)
    assert opened.code(RenewSeizure(date(2030, 9, 30), opened.PAPER)) == "seizure_lapsed"
    opened.at(2027, 9, 30)
    event = opened.do(RenewSeizure(date(2030, 9, 30), opened.PAPER))
    assert event.until == date(2030, 9, 30)
    assert opened.state.file.preparation.seizure_until == event.until


def test_renewals_end_where_the_calendar_of_notices_ends(opened: Any) -> None:
    """However often it is renewed, no seizure reaches beyond the last year of a notice."""
    prepared = replace(opened.state.file.preparation, seizure_until=date(2998, 6, 1))
    opened.state = replace(opened.state, file=replace(opened.state.file, preparation=prepared))
    assert opened.code(RenewSeizure(date(3000, 1, 1), opened.PAPER)) == "seizure_term_wrong"
    assert opened.do(RenewSeizure(date(2999, 12, 31), opened.PAPER)).until == date(2999, 12, 31)


def test_a_seizure_that_was_never_on_file_is_put_there(opened: Any) -> None:
    """A disposal of the first version said nothing: its seizure is recorded by a renewal."""
    prepared = replace(opened.state.file.preparation, seizure_until=None)
    opened.state = replace(opened.state, file=replace(opened.state.file, preparation=prepared))
    assert opened.do(RenewSeizure(date(2027, 1, 1), opened.PAPER)).until == date(2027, 1, 1)


def test_renewing_is_the_courts_and_on_paper(opened: Any) -> None:
    """Nobody else renews, nothing is renewed by a text, and nothing once all is over."""
    command = RenewSeizure(date(2028, 1, 1), opened.PAPER)
    assert opened.code(command, actor=opened.PLATFORM) == "not_this_court"
    assert opened.code(replace(command, proof="裁定书")) == "paper_malformed"
    opened.given(DisposalEnded(Ending.RETURNED, opened.PAPER))
    refusal = opened.refusal(command)
    assert (refusal.code, refusal.facts) == ("disposal_over", {"ending": "returned"})
