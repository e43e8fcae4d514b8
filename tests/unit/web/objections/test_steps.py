"""What a court does with an objection, step by step."""

from datetime import date

import pytest

from mingpai.accounts.permissions import Permission
from mingpai.auction.objections.model import Objection, ObjectionKind, Outcome
from mingpai.auction.preparation.model import Role
from mingpai.service.orders import known_commands
from mingpai.web.objections.steps import (
    STEPS,
    Given,
    Unanswered,
    command_of,
    read_given,
    step_name,
    words_asked,
)
from mingpai.web.renderer import Renderer

DAY = date(2026, 5, 25)
CLAIM = Objection(1, ObjectionKind.OUTSIDER_CLAIM, Role.OUTSIDER, DAY)
GIVEN = {"outcome": "upheld", "on": "2026-05-25", "until": "2026-06-25"}


@pytest.mark.parametrize("name", STEPS)
def test_each_step_becomes_its_command(name: str) -> None:
    """A form becomes the command of its step, under the permission of the court's desk."""
    step = STEPS[name]
    command = command_of(step, CLAIM, read_given(step, GIVEN), "digest")
    assert type(command) is step.command
    assert step.command.__name__ in known_commands()
    assert step.permission is not Permission.FILE_OBJECTION
    for language in ("zh", "en"):
        texts = Renderer(language).texts  # type: ignore[arg-type]
        assert step_name(name, texts) != words_asked(name, texts)


def test_judges_decide_and_clerks_record() -> None:
    """A decision and a stop bind and are a judge's; the rest is recorded."""
    assert STEPS["decide"].permission is Permission.DECIDE_OBJECTION
    assert STEPS["stay"].permission is STEPS["defer"].permission is Permission.DECIDE_STOP


@pytest.mark.parametrize(("name", "field"), [("decide", "outcome"), ("served", "on")])
def test_an_answer_that_is_missing_is_named(name: str, field: str) -> None:
    """A field that is left out or wrong is told by its name."""
    with pytest.raises(Unanswered, match=field):
        read_given(STEPS[name], {**GIVEN, field: "x"})


def test_what_was_given_is_told_as_texts() -> None:
    """What a form set becomes part of what is written, and nothing else does."""
    assert Given(outcome=Outcome.UPHELD, on=DAY).fields() == {
        "outcome": "upheld",
        "on": "2026-05-25",
    }
