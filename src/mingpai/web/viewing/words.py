"""What appointments, reasons and hindrances are called on a page."""

from msgspec import Struct

from mingpai.affairs.showing import MOST_BOOKINGS, MOST_NOTE, MOST_NOTES, MOST_PLACES, Unable
from mingpai.affairs.viewings import By, Visit, WhyRefused
from mingpai.web.words import Texts


def visit_name(state: Visit, texts: Texts) -> str:
    """Return what became of an appointment."""
    _ = texts.gettext
    return {
        Visit.BOOKED: _("booked"),
        Visit.CANCELLED: _("cancelled"),
        Visit.ATTENDED: _("was there and saw it"),
        Visit.MISSED: _("did not come"),
        Visit.REFUSED: _("was not shown it"),
    }[state]


def why_name(why: WhyRefused, texts: Texts) -> str:
    """Return why somebody was not shown the property."""
    _ = texts.gettext
    return {
        WhyRefused.OCCUPANT: _("whoever is in possession let nobody in"),
        WhyRefused.UNSAFE: _("it was not safe to go in"),
        WhyRefused.NOBODY_THERE: _("nobody was there to show it"),
        WhyRefused.OTHER: _("for another reason; see the notes"),
    }[why]


def by_name(by: By, texts: Texts) -> str:
    """Return who wrote a note."""
    _ = texts.gettext
    return {
        By.VISITOR: _("the visitor"),
        By.FIRM: _("who shows it"),
        By.COURT: _("the court"),
    }[by]


class Advice(Struct, frozen=True):
    """What is wrong, and what to do next."""

    text: str
    next: str


def unable_words(unable: Unable, texts: Texts) -> Advice:
    """Return why nothing was done, and what to do."""
    return {**_of_times(texts), **_of_appointments(texts)}[unable]


def _of_times(texts: Texts) -> dict[Unable, Advice]:
    _ = texts.gettext
    return {
        Unable.NOT_SHOWN_NOW: Advice(
            _("No round of this lot takes anybody in at the moment."),
            _("Visits are arranged from the notice until bidding is over."),
        ),
        Unable.TIME_WRONG: Advice(
            _("That time cannot be offered."),
            _("Give a day and a clock time ahead, before bidding ends, of at most eight hours."),
        ),
        Unable.PLACES_WRONG: Advice(
            _("That number of places cannot be offered."),
            _("Give a whole number from 1 to %(most)s.") % {"most": MOST_PLACES},
        ),
        Unable.SLOT_GONE: Advice(
            _("That time is full, over, or taken back."), _("Choose another time.")
        ),
        Unable.SLOT_BOOKED: Advice(
            _("Somebody has booked that time."),
            _("Tell them by a note first; a time that is booked is not taken back."),
        ),
    }


def _of_appointments(texts: Texts) -> dict[Unable, Advice]:
    _ = texts.gettext
    return {
        Unable.TEXT_WRONG: Advice(
            _("There is no text, or it is too long."),
            _("Write at most %(most)s characters.") % {"most": MOST_NOTE},
        ),
        Unable.CONTACT_IN_TEXT: Advice(
            _("The text holds a telephone number or an address of mail."),
            _("Leave it out: the appointment's number is the contact, and nobody's is passed on."),
        ),
        Unable.UNKNOWN: Advice(
            _("There is no such appointment here."), _("Start from the list of appointments.")
        ),
        Unable.TOO_LATE: Advice(
            _("The time has begun."), _("Leave a note for whoever shows the property.")
        ),
        Unable.TOO_EARLY: Advice(
            _("The time has not begun."), _("Record what became of the visit once it has.")
        ),
        Unable.TOO_MANY: Advice(
            _("Too often: %(bookings)s bookings of a lot at most, %(notes)s notes of a visit.")
            % {"bookings": MOST_BOOKINGS, "notes": MOST_NOTES},
            _("Turn to the court by the contact that the notice names."),
        ),
        Unable.REASON_MISSING: Advice(
            _("A visit that was refused needs its reason, and no other visit has one."),
            _("Choose what became of the visit, and the reason only where it was refused."),
        ),
        Unable.CHANGED: Advice(
            _("The appointment stands otherwise by now."), _("See below how it stands.")
        ),
    }
