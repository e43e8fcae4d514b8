"""What a court does with an objection, step by step: one table from a form to its command.

Permissions are those of the court's desk (`web.court.acts`). Whether a step is lawful now is the
engine's answer; here only whether its form is worth showing. Where to look next:
`web.objections.desk` (the pages), `auction.objections.commands`.
"""

from collections.abc import Callable, Mapping
from datetime import date

from msgspec import Struct

from mingpai.accounts.permissions import Permission
from mingpai.affairs.writings import Purpose
from mingpai.auction.model import Disposal, Phase
from mingpai.auction.objections.commands import (
    DecideObjection,
    DecideReview,
    FileReview,
    RecordCarriedOut,
    RecordDecisionServed,
    RecordJudgment,
    RecordSuit,
)
from mingpai.auction.objections.model import Objection, ObjectionKind, Outcome
from mingpai.auction.stops.commands import DeferBidding, StayBidding
from mingpai.auction.stops.model import StopGround
from mingpai.kernel.outcome import ensure
from mingpai.service.domains import Command
from mingpai.web.court.acts import act_of
from mingpai.web.words import Texts


class Given(Struct, frozen=True):
    """What a form gave, beside its words. Fields that a step does not ask for are None."""

    outcome: Outcome | None = None
    on: date | None = None
    until: date | None = None

    def fields(self) -> dict[str, str]:
        """Return what is set, as texts."""
        told = {"outcome": self.outcome, "on": self.on, "until": self.until}
        return {name: str(value) for name, value in told.items() if value is not None}


class Step(Struct, frozen=True):
    """One step. `asks` names the fields of its form; `command` is the class that it becomes."""

    command: type[Struct]
    purpose: Purpose
    asks: tuple[str, ...]
    is_shown: Callable[[Objection, Disposal], bool]

    @property
    def permission(self) -> Permission:
        """Return who may take it."""
        found = act_of(self.command.__name__)
        ensure(found is not None, "every step stands on the court's desk")
        return Permission.DECIDE_OBJECTION if found is None else found.permission


def _is_undecided(one: Objection, _: Disposal) -> bool:
    return one.outcome is None


def _awaits_service(one: Objection, _: Disposal) -> bool:
    is_served = one.kind is not ObjectionKind.COMPLAINT and one.outcome is not Outcome.WITHDRAWN
    return one.outcome is not None and one.served_on is None and is_served


def _may_be_reviewed(one: Objection, _: Disposal) -> bool:
    is_conduct = one.kind is ObjectionKind.CONDUCT
    return is_conduct and one.served_on is not None and one.review_filed_on is None


def _is_reviewed(one: Objection, _: Disposal) -> bool:
    return one.review_filed_on is not None and one.review_outcome is None


def _may_be_sued_over(one: Objection, _: Disposal) -> bool:
    is_claim = one.kind is ObjectionKind.OUTSIDER_CLAIM
    return is_claim and one.served_on is not None and one.suit_filed_on is None


def _is_in_suit(one: Objection, _: Disposal) -> bool:
    return one.suit_filed_on is not None and one.suit_outcome is None


def _must_be_carried_out(one: Objection, _: Disposal) -> bool:
    return one.must_be_carried_out


def _may_stop(one: Objection, state: Disposal) -> bool:
    runs = state.current is not None and state.current.phase in (Phase.PUBLISHED, Phase.STOPPED)
    return runs and one.kind is not ObjectionKind.COMPLAINT and one.is_open


_OUTCOME, _ON, _UNTIL = ("outcome",), ("on",), ("until",)
STEPS: Mapping[str, Step] = {
    "decide": Step(DecideObjection, Purpose.DECISION, _OUTCOME, _is_undecided),
    "served": Step(RecordDecisionServed, Purpose.RECORD, _ON, _awaits_service),
    "review": Step(FileReview, Purpose.REVIEW, _ON, _may_be_reviewed),
    "review-decided": Step(DecideReview, Purpose.RECORD, _OUTCOME, _is_reviewed),
    "suit": Step(RecordSuit, Purpose.RECORD, _ON, _may_be_sued_over),
    "judgment": Step(RecordJudgment, Purpose.RECORD, _OUTCOME, _is_in_suit),
    "carried-out": Step(RecordCarriedOut, Purpose.RECORD, _ON, _must_be_carried_out),
    "stay": Step(StayBidding, Purpose.STOP, (), _may_stop),
    "defer": Step(DeferBidding, Purpose.STOP, _UNTIL, _may_stop),
}
"""In the order of an objection's course, then what stops the sale for it."""


class Unanswered(ValueError):
    """A form left out a field that its step asks for, or wrote it in another form."""


def read_given(step: Step, given: Mapping[str, str]) -> Given:
    """Read a step's form. Raises: Unanswered naming the field."""
    found: dict[str, Outcome | date] = {}
    for name in step.asks:
        try:
            text = given[name]
            found[name] = Outcome(text) if name == "outcome" else date.fromisoformat(text)
        except ValueError as error:
            raise Unanswered(name) from error
    return Given(**found)  # type: ignore[arg-type]  # each name has its own type above


def command_of(step: Step, one: Objection, given: Given, digest: str) -> Command:
    """Return the command of a step; `digest` is that of its words.

    A stop goes by the kind of what was filed: 第三十六条.
    """
    is_claim = one.kind is ObjectionKind.OUTSIDER_CLAIM
    ground = StopGround.OUTSIDER_CLAIM if is_claim else StopGround.OBJECTION
    if step.command is StayBidding:
        return StayBidding(ground, digest)
    if step.command is DeferBidding:
        return DeferBidding(ground, given.until or date.min, digest)
    asked = given.outcome if step.asks == _OUTCOME else given.on
    made: Command = step.command(one.number, asked, digest)
    return made


def step_name(name: str, texts: Texts) -> str:
    """Return what a step is called."""
    _ = texts.gettext
    return {
        "decide": _("Decide it"),
        "served": _("Record that the decision was served"),
        "review": _("Record that reconsideration was asked for"),
        "review-decided": _("Record what the higher court decided"),
        "suit": _("Record that suit was brought"),
        "judgment": _("Record how the suit ended"),
        "carried-out": _("Record that it was undone or put right"),
        "stay": _("Stay the sale until its cause ends"),
        "defer": _("Defer the sale for a term"),
    }[name]


def words_asked(name: str, texts: Texts) -> str:
    """Return what the words of a step's form are about."""
    _ = texts.gettext
    return {
        "decide": _("Decision with its reasons (whoever filed reads it)"),
        "served": _("How and to whom it was served, and the proof"),
        "review": _("What is asked of the higher court"),
        "review-decided": _("The higher court's decision"),
        "suit": _("Court and number of the suit"),
        "judgment": _("The judgment"),
        "carried-out": _("What was done"),
        "stay": _("Ruling with its reason"),
        "defer": _("Decision with its reason"),
    }[name]
