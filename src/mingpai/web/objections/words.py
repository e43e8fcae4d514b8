"""What those concerned, obstacles and the standing of an objection are called on a page."""

from datetime import date

from msgspec import Struct

from mingpai.affairs.objecting import MOST_OPEN, MOST_WORDS, Obstacle
from mingpai.auction.preparation.model import Role
from mingpai.web.words import Texts


def role_name(role: Role, texts: Texts) -> str:
    """Return as what somebody is concerned."""
    _ = texts.gettext
    return {
        Role.APPLICANT: _("applicant"),
        Role.DEBTOR: _("judgment debtor"),
        Role.CREDITOR: _("another creditor"),
        Role.CO_OWNER: _("co-owner"),
        Role.TENANT: _("tenant"),
        Role.SHAREHOLDER: _("shareholder"),
        Role.COMPANY: _("the company itself"),
        Role.PRIORITY_BUYER: _("holder of a priority right"),
        Role.BUYER: _("buyer"),
        Role.OUTSIDER: _("bidder, or anybody else outside the case"),
    }[role]


class Advice(Struct, frozen=True):
    """What is wrong, and what to do next."""

    text: str
    next: str


def obstacle_words(obstacle: Obstacle, texts: Texts) -> Advice:
    """Return why nothing was passed on, and what to do."""
    _ = texts.gettext
    again = _("Correct it below and send again; what you wrote is kept on this page.")
    return {
        Obstacle.LOT_UNKNOWN: Advice(
            _("There is no such lot."), _("Start from the page of the lot.")
        ),
        Obstacle.WORDS_MISSING: Advice(_("Nothing is said in your own words."), again),
        Obstacle.TOO_LONG: Advice(
            _("A text is too long: the longest may have %(most)s characters.")
            % {"most": MOST_WORDS},
            _("Say it shorter here, and send what is longer to the court as papers."),
        ),
        Obstacle.NOT_TEXT: Advice(_("A text holds signs that are no text."), again),
        Obstacle.FORM_WITHOUT_SALT: Advice(
            _("This form is not whole."), _("Open the page again and fill it in anew.")
        ),
        Obstacle.RECEIPT_UNKNOWN: Advice(
            _("A number under receipts is no entry of this lot, or there are too many."), again
        ),
        Obstacle.TOO_MANY_OPEN: Advice(
            _("You have %(most)s filings about this lot that wait for an answer.")
            % {"most": MOST_OPEN},
            _("Wait for an answer, or bring papers to the court's registry."),
        ),
        Obstacle.NOT_YOURS: Advice(
            _("This objection is not on record as yours."),
            _("Only who filed asks for reconsideration here."),
        ),
        Obstacle.BUSY: Advice(
            _("The service is busy; nothing was filed yet."),
            _("Send the same form again in a moment: it counts once."),
        ),
        Obstacle.NO_ANSWER: Advice(
            _("No answer came: whether it was filed is not known yet."),
            _("Send the same form again in a moment: it counts once."),
        ),
    }[obstacle]


class Standing(Struct, frozen=True):
    """Where an objection stands: who has to do what, until when.

    `kind` is waiting, overdue, served (the term to go further runs), owed or over. `until` is the
    last day, None where the law sets none; `is_verified`: every value it rests on was read.
    """

    kind: str
    text: str
    who: str
    until: date | None = None
    is_verified: bool = True

    @property
    def is_overdue(self) -> bool:
        """Say whether the court's term is over."""
        return self.kind == "overdue"

    @property
    def is_over(self) -> bool:
        """Say whether nobody has anything to do any more."""
        return self.kind == "over"


def standing_words(name: str, texts: Texts) -> str:
    """Return a standing in words."""
    _ = texts.gettext
    return {
        "answer": _("under review: the court looks into it and answers; the law sets no term"),
        "decide": _("under review: the court decides within fifteen days"),
        "serve": _("decided; the decision is to be served on whoever filed"),
        "review": _("with the higher court, which reconsiders the decision"),
        "suit": _("in suit over the claim"),
        "carry_out": _("upheld; what it is about is to be undone or put right"),
        "may_review": _("decided and served; reconsideration can be asked for"),
        "may_sue": _("decided and served; suit can be brought at the court"),
        "over": _("answered; nothing more is owed"),
    }[name]
