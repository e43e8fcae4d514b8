"""What a bidder's pages show, and every word that their scripts say."""

from typing import Any

from msgspec import Struct

from mingpai.affairs.model import Hint, Preflight, Registration
from mingpai.affairs.words import HINTS
from mingpai.auction.input_reasons import INPUT_REASONS
from mingpai.auction.preparation.events import RoundAnnounced
from mingpai.auction.sale_reasons import SALE_REASONS
from mingpai.law.content import ITEM_TITLES, WARNING_TITLES
from mingpai.service.projections import LotHead
from mingpai.web.captions import Language
from mingpai.web.live import live_words
from mingpai.web.notice_words import warning_meaning
from mingpai.web.renderer import Renderer
from mingpai.web.words import Texts


class Step(Struct, frozen=True):
    """One line of the pre-flight panel. `state` is done, missing or later."""

    hint: Hint
    state: str
    name: str
    what_to_do: str


class Point(Struct, frozen=True):
    """One item or warning of the notice, to be acknowledged by itself."""

    field: str
    title: str
    meaning: str = ""


def hint_advice(hint: Hint, texts: Texts) -> str:
    """Return what to do where a step is missing."""
    _ = texts.gettext
    return {
        Hint.SIGNED_IN: _("Sign in, or register if you have no account."),
        Hint.REGISTERED: _("Register below; it costs nothing and binds you to nothing."),
        Hint.ACKNOWLEDGED: _("Read the notice and acknowledge each point below."),
        Hint.CONFIRMED: _("Send your authority to the court before bidding opens."),
        Hint.DEPOSIT: _(
            "Pay the deposit from your own account into the account that the notice names. "
            "The court confirms it; nobody sends you a link to pay."
        ),
        Hint.CODE: _("Wait a moment: your code is being put on record."),
        Hint.PASSWORD_SEEN: _("Show code and password below, and write the password down."),
        Hint.OPEN: _("Bidding opens at the time above; you need do nothing more until then."),
        Hint.ENTERED: _("Enter with code and password below."),
    }[hint]


def preflight_steps(preflight: Preflight, language: Language, texts: Texts) -> list[Step]:
    """Return the panel's lines: what is done, the first that is missing, and what comes later."""
    steps = []
    for hint in Hint:
        if hint in preflight.done:
            state = "done"
        else:
            state = "missing" if hint is preflight.missing else "later"
        if state == "later" and hint is Hint.CONFIRMED:
            continue
        advice = hint_advice(hint, texts) if state == "missing" else ""
        steps.append(Step(hint, state, HINTS[hint].in_(language), advice))
    return steps


def points_of(
    notice: RoundAnnounced, language: Language, texts: Texts
) -> tuple[list[Point], list[Point]]:
    """Return the items and the warnings of a notice, the latter in plain words too.

    Source: 第十三, 十四条.
    """
    items = [
        Point(f"item.{item.value}", _titled(ITEM_TITLES[item], language)) for item in notice.items
    ]
    warnings = [
        Point(
            f"warning.{one.value}",
            _titled(WARNING_TITLES[one], language),
            warning_meaning(one, texts),
        )
        for one in notice.warnings
    ]
    return items, warnings


def _titled(title: Any, language: Language) -> str:  # noqa: ANN401 - both languages of a title
    return str(title.zh if language == "zh" else title.en)


def hall_words(language: Language, texts: Texts) -> dict[str, str]:
    """Return every word of the hall's script by name; `{words}` in braces are facts."""
    return {**live_words(texts), **_links(texts), **_said(texts), **_refusals(language)}


def _links(texts: Texts) -> dict[str, str]:
    _ = texts.gettext
    return {
        "link-door_shut": _(
            "Watching works, bidding is being connected again; a bid goes out by another way."
        ),
        "link-sign_in_again": _("You are no longer signed in: sign in and enter again."),
        "link-hall_full": _("The hall is full at the moment; it is tried again."),
        "link-service_stopping": _("The service restarts; it is tried again."),
        "link-signed_out": _("You have signed out elsewhere."),
        "opens-in": _("opens in {time}"),
    }


def _said(texts: Texts) -> dict[str, str]:
    _ = texts.gettext
    return {
        "outbid": _("You were outbid: the price is {price}."),
        "extended": _("The close moved to {close}."),
        "price-now": _("The price is {price}."),
        "amount-unreadable": _("That is no amount: digits, and at most two after the point."),
        "sure-many": _("{price} is {steps} steps above the price. Send it?"),
        "sure-own": _("You hold the price already. Raise your own bid to {price}?"),
        "sending": _("Sending {price} …"),
        "taken": _("Taken: {price}, arrived {at}."),
        "refused": _("Refused: {code}."),
        "checking": _("Checking the receipt …"),
        "receipt-right": _("Receipt checked in this browser: it is right."),
        "receipt-wrong": _("The receipt is NOT right. Keep it and tell the court."),
        "keep-receipt": _("keep the receipt"),
        "keep-proof": _("keep the proof"),
        "see-why": _("why, and what stood around it"),
    }


def _refusals(language: Language) -> dict[str, str]:
    """Return how each refusal of a bid is told: what was wrong, and what to do next."""
    reasons = {**INPUT_REASONS, **SALE_REASONS}
    if language == "zh":
        return {f"refused-{code}": f"{one.zh}{one.next_zh}" for code, one in reasons.items()}
    return {f"refused-{code}": f"{one.en} {one.next_en}" for code, one in reasons.items()}


def hall_view(
    head: LotHead, registration: Registration, renderer: Renderer
) -> dict[str, Any] | None:
    """Return what the hall shows of a lot to a bidder; None where there is nothing to bid on."""
    current = head.current
    if current is None or registration.code is None:
        return None
    return {
        "head": head,
        "round": current.terms.number,
        "code": registration.code,
        "step_fen": current.terms.step_fen,
        "start_fen": current.terms.start_price_fen,
        "told": hall_words(renderer.language, renderer.texts),
    }
