"""One way in: from a kind of paper and its basis to the paper, or the reason why there is none.

Where to look next: `papers.announcing`, `papers.telling`, `papers.stopping`, `papers.concluding`
(the makers), `papers.draft` (a disposal as it would stand), `auction.papers` (what is allowed).
"""

from typing import assert_never

from mingpai.auction.papers import PaperKind, paper_refused
from mingpai.auction.refusals import Code, explain, refused
from mingpai.kernel.outcome import Refused
from mingpai.law.timeline import NoValueInForce
from mingpai.papers.announcing import instructions, notice, special_warnings
from mingpai.papers.basis import Basis
from mingpai.papers.check import with_nonce
from mingpai.papers.concluding import balance_reminder, confirmation, default_decision
from mingpai.papers.model import TITLES, Document, checked
from mingpai.papers.particulars import ensure_complete
from mingpai.papers.stopping import resumption, stop_announcement
from mingpai.papers.telling import priority_notice


class NotAllowed(ValueError):
    """The disposal does not allow this paper as it stands; `refused` says why."""

    def __init__(self, kind: PaperKind, why: Refused) -> None:
        """Say which paper and why not, in both languages."""
        self.refused = why
        zh, en = (explain(why.code, why.facts, language=one) for one in ("zh", "en"))
        said = "" if zh is None or en is None else f": {zh.text}{zh.next} {en.text} {en.next}"
        super().__init__(f"{TITLES[kind].zh} {kind.value}{said}")


def make(kind: PaperKind, basis: Basis, *, key: bytes) -> Document:
    """Return a paper without a blank; `key` is what its nonce is keyed by.

    Raises: NotAllowed; Incomplete, naming every particular that is missing; Unpublishable, of a
    notice whose texts lack something or say what is forbidden; TimesMissing.
    """
    why = paper_refused(basis.state, kind)
    if why is not None:
        raise NotAllowed(kind, why)
    ensure_complete(kind, basis.state, basis.given)
    try:
        return with_nonce(checked(_made(kind, basis)), key)
    except NoValueInForce as error:
        raise NotAllowed(kind, refused(Code.NO_LAW_IN_FORCE)) from error


def _made(kind: PaperKind, basis: Basis) -> Document:
    match kind:
        case PaperKind.NOTICE | PaperKind.SALE_NOTICE | PaperKind.RERUN_NOTICE:
            return notice(basis, kind)
        case PaperKind.SPECIAL_WARNINGS:
            return special_warnings(basis)
        case PaperKind.INSTRUCTIONS:
            return instructions(basis)
        case PaperKind.PRIORITY_NOTICE:
            return priority_notice(basis)
        case PaperKind.CONFIRMATION:
            return confirmation(basis)
        case PaperKind.STOP_ANNOUNCEMENT:
            return stop_announcement(basis)
        case PaperKind.RESUMPTION:
            return resumption(basis)
        case PaperKind.DEFAULT_DECISION:
            return default_decision(basis)
        case PaperKind.BALANCE_REMINDER:
            return balance_reminder(basis)
        case _:
            assert_never(kind)
