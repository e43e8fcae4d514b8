"""Whether a notice can be published: every guard that is not met, in the engine's own words.

The guards are the engine's list and no second copy of it; what mends each is the desk's to say.
Where to look next: `auction.preparation.guards`, `web.court.publishing` (the page).
"""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from mingpai.auction.model import Disposal, StepRule
from mingpai.auction.preparation.commands import AnnounceRound
from mingpai.auction.preparation.ladder import next_round
from mingpai.auction.preparation.model import PriceBasis, TaxRule
from mingpai.kernel.money import print_yuan
from mingpai.kernel.outcome import Refused
from mingpai.web.court.acts import MENDS, act_of, page_of
from mingpai.web.court.desk import Desk, OpenFile, Said, digest_of
from mingpai.web.court.reading import Unread, read

NOTICE = AnnounceRound.__name__
SENT = f"{NOTICE}.sent"
"""Under which the form of a lot's last published notice is kept, for its texts to be used again."""
_FURTHER = ("further_items_missing", "capital_not_stated")
"""Guards whose item is none of the eleven."""


class Readiness(Struct, frozen=True):
    """A notice as far as it is written. `command` is there once every control could be read."""

    filled: Mapping[str, str]
    wrong: Mapping[str, str]
    guards: tuple[Refused, ...]
    command: AnnounceRound | None = None

    @property
    def is_ready(self) -> bool:
        """Say whether the engine would publish it as things stand."""
        return self.command is not None and not self.guards

    @property
    def digest(self) -> str:
        """Return by which digest a list that is signed names it; nothing before it is whole."""
        return "" if self.command is None else digest_of(self.command)


class GuardLine(Struct, frozen=True):
    """A guard that is not met. `page` mends it, without language; empty: the notice itself does.

    `anchor` is where in the notice's form that is.
    """

    said: Said
    page: str
    act: str
    anchor: str = "notice"


def readiness(desk: Desk, at: OpenFile, filled: Mapping[str, str]) -> Readiness:
    """Return what is missing of a notice, as the engine says it now."""
    wrong: Mapping[str, str] = {}
    whole: Any = None
    try:
        whole = read(AnnounceRound, filled)
    except Unread as unread:
        wrong = unread.wrong
    readable = {name: text for name, text in filled.items() if name not in wrong}
    asked: Any = whole or read(AnnounceRound, readable, is_draft=True)
    unmet = desk.parts.files.guards(at.state, asked, actor=at.office, now=desk.now())
    return Readiness(filled, wrong, tuple(unmet), whole)


def guard_lines(desk: Desk, at: OpenFile, guards: tuple[Refused, ...]) -> list[GuardLine]:
    """Return guards in words, each with the form that mends it."""
    return [_line(desk, at, one) for one in guards]


def _line(desk: Desk, at: OpenFile, guard: Refused) -> GuardLine:
    command = MENDS.get(guard.code, "")
    act = act_of(command)
    if act is None:
        return GuardLine(desk.said(guard), "", "", _anchor(guard))
    name = act.name.text(desk.renderer.language)
    return GuardLine(desk.said(guard), page_of(at.number, command), name)


_WITHIN = {"item": "notice-items", "warning": "notice-warnings"}
"""The fact that names a part of a notice -> the controls of such parts."""


def _anchor(guard: Refused) -> str:
    """Return the control that a guard on the notice speaks of, or the notice as a whole."""
    for fact, within in _WITHIN.items():
        if fact in guard.facts and guard.code not in _FURTHER:
            return f"f-{within}-{guard.facts[fact]}"
    return "notice"


def texts_of(filled: Mapping[str, str]) -> dict[str, str]:
    """Return what of a notice may serve another lot: its texts and rules.

    Amounts, times and papers are each lot's own, and are never copied.
    """
    return {
        name: text
        for name, text in filled.items()
        if name in _RULES or (name.startswith("notice.") and name not in _OWN)
    }


_RULES = ("step_rule", "basis")
_OWN = ("notice.document", "notice.tax_decision", "notice.bidder_fee_fen")


def begun(state: Disposal) -> dict[str, str]:
    """Return what stands in a notice before anybody wrote it: the round, and the panel's figures.

    Whether it may stand there the engine says; nothing that somebody must decide is filled in.
    """
    found = {
        "step_rule": StepRule.AT_LEAST_STEP.value,
        "basis": PriceBasis.REFERENCE.value,
        "notice.taxes": TaxRule.AS_LAW.value,
    }
    following = next_round(state, basis=PriceBasis.REFERENCE)
    if following is not None:
        found["kind"] = following.kind.value
    panel = state.file.preparation.panel
    if panel is not None:
        found["start_price_fen"] = print_yuan(panel.start_price_fen)
        found["step_fen"] = print_yuan(panel.step_fen)
        found["deposit_fen"] = print_yuan(panel.deposit_fen)
    return found
