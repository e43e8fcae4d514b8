"""On which platform a disposal is sold, and by whose choice."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from mingpai.auction.asked import Setting
from mingpai.auction.model import RoundKind
from mingpai.auction.preparation.commands import AssignPlatform, RecordChoice
from mingpai.auction.preparation.model import AssignmentReason, Role
from mingpai.kernel.ids import LotToken, OfficeId
from mingpai.law.platforms import NATIONAL, OUR_HALL, sandbox_list

DIGEST = "A" * 43
FIRST = LotToken("first".rjust(22, "0"))
OTHER = LotToken("other".rjust(22, "0"))
GONGPAI, JD = OfficeId("platform/gongpai"), OfficeId("platform/jd")
REASONS = list(AssignmentReason)
CHOICE, NONE, CONFLICT = (
    AssignmentReason.APPLICANT_CHOICE,
    AssignmentReason.NO_CHOICE_DRAW,
    AssignmentReason.CONFLICT_DRAW,
)
GONE, ASKED = AssignmentReason.PLATFORM_UNAVAILABLE, AssignmentReason.APPLICANT_ASKED_ANOTHER


def _assign(reason: AssignmentReason, platform: OfficeId = GONGPAI) -> AssignPlatform:
    return AssignPlatform(platform, reason, DIGEST)


@pytest.fixture
def chosen(opened: Any) -> Any:
    """Return a file with two applicants who have chosen nothing yet."""
    return opened.named(FIRST, Role.APPLICANT).named(OTHER, Role.APPLICANT)


def _choose(file: Any, token: LotToken, platform: OfficeId) -> Any:
    file.do(RecordChoice(token, platform, DIGEST))
    return file


def _codes(file: Any, platform: OfficeId = GONGPAI) -> dict[AssignmentReason, str]:
    decisions = {reason: file.ask(_assign(reason, platform)) for reason in REASONS}
    return {
        reason: "" if isinstance(found, tuple) else found.code
        for reason, found in decisions.items()
    }


# The choice -----------------------------------------------------------------------------------


@pytest.mark.rule("K02")
def test_an_applicant_chooses_from_the_list(chosen: Any) -> None:
    """Only an applicant chooses, only what is listed that day, and only on paper."""
    command = RecordChoice(FIRST, GONGPAI, DIGEST)
    assert chosen.code(replace(command, token=LotToken("x" * 22))) == "not_an_applicant"
    assert chosen.code(replace(command, token=LotToken("张三"))) == "token_malformed"
    assert chosen.code(replace(command, platform=OfficeId("公拍网"))) == "id_malformed"
    assert chosen.code(replace(command, proof="选择书")) == "paper_malformed"
    assert chosen.code(command, actor=GONGPAI) == "not_this_court"
    refusal = chosen.refusal(replace(command, platform=OUR_HALL))
    assert (refusal.code, refusal.article) == ("platform_not_listed", "FS2016-18:4")
    assert refusal.facts == {
        "platform": OUR_HALL,
        "platform_list": "national/2019",
        "verified": True,
    }
    assert chosen.do(command).platform == GONGPAI


def test_a_later_choice_of_the_same_applicant_takes_its_place(chosen: Any) -> None:
    """Nobody conflicts with himself."""
    _choose(_choose(chosen, FIRST, JD), FIRST, GONGPAI)
    assert _codes(chosen)[CHOICE] == ""


# The first assignment -------------------------------------------------------------------------


@pytest.mark.rule("K02")
def test_trap_6_an_agreed_choice_binds_the_court(chosen: Any) -> None:
    """Once applicants agree neither draw nor other platform is lawful; silence is no conflict."""
    _choose(chosen, FIRST, GONGPAI)
    assert {code for reason, code in _codes(chosen).items() if reason is not CHOICE} == {
        "choice_binds"
    }
    refusal = chosen.refusal(_assign(CHOICE, JD))
    assert (refusal.code, refusal.article) == ("choice_binds", "FS2016-18:5")
    assert refusal.facts == {"platform": GONGPAI}
    _choose(chosen, OTHER, GONGPAI)
    event = chosen.do(_assign(CHOICE))
    assert (event.platform_list, event.on) == ("national/2019", chosen.TODAY)
    assert chosen.state.platform == GONGPAI


@pytest.mark.rule("K02")
def test_trap_6_without_a_choice_the_court_draws(chosen: Any) -> None:
    """Where nobody chose the draw is for want of a choice, and under no other name."""
    assert _codes(chosen) == {
        CHOICE: "no_such_choice",
        NONE: "",
        CONFLICT: "choices_do_not_conflict",
        AssignmentReason.SAME_PLATFORM_RULE: "not_assigned",
        GONE: "not_assigned",
        ASKED: "not_assigned",
    }


@pytest.mark.rule("K02")
def test_trap_6_where_choices_conflict_the_court_draws(chosen: Any) -> None:
    """Two platforms chosen lead to a draw for that reason, which any listed platform may win."""
    _choose(_choose(chosen, FIRST, GONGPAI), OTHER, JD)
    codes = _codes(chosen, OfficeId("platform/ali"))
    assert codes.pop(CONFLICT) == ""
    assert set(codes.values()) == {"choices_conflict"}


@pytest.mark.rule("K02")
def test_a_choice_that_left_the_list_binds_nobody(chosen: Any) -> None:
    """A choice is one from the list: once its platform is on it no more, the court draws."""
    _unlisted(_choose(chosen, FIRST, GONGPAI))
    assert chosen.code(_assign(CHOICE)) == "platform_not_listed"
    assert chosen.code(_assign(CHOICE, JD)) == "no_such_choice"
    chosen.do(_assign(NONE, JD))


@pytest.mark.rule("K01")
def test_a_platform_is_listed_on_the_day_it_is_assigned(chosen: Any) -> None:
    """Our hall is on no national list; a sandbox list names it, and the event names that list."""
    assert chosen.code(_assign(NONE, OUR_HALL)) == "platform_not_listed"
    chosen.setting = Setting(sandbox_list())
    assert chosen.do(_assign(NONE, OUR_HALL)).platform_list == "sandbox-of-national/2019"


@pytest.mark.rule("K01")
def test_a_platform_counts_from_its_day_on(make_file: Any) -> None:
    """A platform is refused the day before it joined the list and taken on that day."""
    file = make_file().opened().at(2018, 12, 31, 23)
    command = _assign(NONE, OfficeId("platform/rong-e-gou"))
    refusal = file.refusal(command)
    assert (refusal.code, refusal.facts["verified"]) == ("platform_not_listed", False)
    file.at(2019, 1, 1, 0).do(command)


def test_an_assignment_is_the_courts_with_evidence(chosen: Any) -> None:
    """No platform assigns itself, and no draw goes without its evidence."""
    assert chosen.code(_assign(NONE), actor=GONGPAI) == "not_this_court"
    assert chosen.code(replace(_assign(NONE), evidence="摇号")) == "paper_malformed"
    assert chosen.code(_assign(NONE, OfficeId("公拍网"))) == "id_malformed"


# Moving ---------------------------------------------------------------------------------------


@pytest.mark.rule("K03")
def test_trap_6_later_rounds_stay(chosen: Any) -> None:
    """A disposal is put on its platform once; while that is listed it stays for every reason."""
    chosen.assigned()
    for reason in REASONS:
        refusal = chosen.refusal(_assign(reason, JD))
        assert (refusal.code, refusal.article) == ("platform_stays", "FS2016-18:26.2")
        assert refusal.facts == {"platform": GONGPAI}


def _unlisted(file: Any) -> Any:
    left = tuple(
        replace(one, to=date(2026, 4, 1)) if one.platform == GONGPAI else one
        for one in NATIONAL.listings
    )
    file.setting = Setting(replace(NATIONAL, listings=left))
    return file


@pytest.mark.rule("K03")
def test_a_platform_that_left_the_list_is_replaced(chosen: Any) -> None:
    """Once it is unlisted another takes its place, by a new choice where applicants agree."""
    _unlisted(chosen.assigned())
    assert chosen.code(_assign(NONE, JD)) == "platform_stays"
    assert isinstance(chosen.ask(_assign(GONE, JD)), tuple)
    _choose(chosen, FIRST, OfficeId("platform/ali"))
    refusal = chosen.refusal(_assign(GONE, JD))
    assert (refusal.code, refusal.facts) == ("choice_binds", {"platform": "platform/ali"})
    _choose(chosen, OTHER, JD)
    chosen.do(_assign(GONE, JD))
    assert chosen.state.platform == JD


@pytest.mark.rule("K03")
def test_no_disposal_moves_while_its_round_runs(published: Any) -> None:
    """A round that was announced ends where it was announced."""
    assert _unlisted(published).code(_assign(GONE, JD)) == "platform_stays"


@pytest.mark.rule("K03")
def test_a_sale_alone_may_move_at_the_applicants_request(second: Any) -> None:
    """Before a 变卖 the applicant's written request is enough, and before a second auction not."""
    second.do(RecordChoice(second.APPLICANT, JD, DIGEST))
    assert second.code(_assign(ASKED, JD)) == "platform_stays"
    second.announced(kind=RoundKind.AUCTION_2).passed_in()
    assert second.code(_assign(ASKED, OfficeId("platform/ali"))) == "no_such_choice"
    second.do(_assign(ASKED, JD))
    assert second.state.platform == JD


@pytest.mark.rule("K03")
def test_a_move_to_where_it_is_is_none(second: Any) -> None:
    """A request for the platform it is on already moves nothing."""
    second.announced(kind=RoundKind.AUCTION_2).passed_in()
    second.do(RecordChoice(second.APPLICANT, GONGPAI, DIGEST))
    assert second.code(_assign(ASKED, GONGPAI)) == "no_such_choice"
