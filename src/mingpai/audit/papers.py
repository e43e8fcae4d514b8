"""What a bidder keeps, checked without the service: a receipt, or an offline proof of an entry.

The file alone says what it claims, its key included; only a key from outside makes it proof
against somebody else's signature. Where to look next: `journal.receipt`, `journal.proof`.
"""

from collections.abc import Sequence

import msgspec
from msgspec import Struct

from mingpai.journal.entry import Entry
from mingpai.journal.errors import VerificationError
from mingpai.journal.notes import ED25519, Verifier, VKey, parse_vkey_line, verifier_for
from mingpai.journal.proof import HEADER as PROOF_HEADER
from mingpai.journal.proof import parse_proof, verify_proof
from mingpai.journal.receipt import RECEIPT_HEADER, parse_receipt, verify_receipt
from mingpai.kernel.moments import print_instant

REFUSED = "auction.command_refused"
RECEIPT = "receipt"
PROOF = "proof"
ANSWER = "answer"


class Paper(Struct, frozen=True):
    """What a file proves; keys are a contract (commands reference).

    `what` is the kind of the entry, or `answer` for a signed answer that is no entry; `reason`
    why the command was refused, or why the file is not valid; both empty where there is none.
    `pinned` says whether the key came from outside the file.
    """

    valid: bool
    seq: int | None
    what: str
    reason: str
    pinned: bool
    form: str
    article: str = ""
    stream: str = ""
    received_at: str = ""
    origin: str = ""
    body: msgspec.Raw = msgspec.Raw(b"null")


class NoPaper(ValueError):
    """The file is neither a receipt nor an offline proof."""


def check_paper(text: str, pinned: VKey | None) -> Paper:
    """Check a receipt or an offline proof. Raises: NoPaper for a file of another form."""
    header = text.split("\n", 1)[0]
    forms = {RECEIPT_HEADER: (RECEIPT, _receipt), PROOF_HEADER: (PROOF, _proof)}
    if header.removesuffix("\r") in forms and header.endswith("\r"):
        msg = "has Windows line ends, which are not signed; give the file as it came"
        raise NoPaper(msg)
    if header not in forms:
        msg = f"neither a receipt nor a proof: begins with neither {' nor '.join(forms)}"
        raise NoPaper(msg)
    form, check = forms[header]
    is_pinned = pinned is not None
    try:
        return check(text, pinned)
    except VerificationError as error:
        return Paper(valid=False, seq=None, what="", reason=str(error), pinned=is_pinned, form=form)


def _verifiers(pinned: VKey | None, claimed: str) -> Sequence[Verifier]:
    """Return the key to check with: the one that the file claims, if no other was pinned."""
    key = parse_vkey_line(claimed)
    if pinned not in (None, key):
        msg = f"the file claims the key {key.name}+{key.key_id.hex()}, which is not the one given"
        raise VerificationError(msg)
    if key.kind != ED25519:
        msg = "the key is of another type than those that sign here"
        raise VerificationError(msg)
    return [verifier_for(key)]


def _receipt(text: str, pinned: VKey | None) -> Paper:
    receipt = parse_receipt(text)
    found = verify_receipt(receipt, _verifiers(pinned, receipt.vkey))
    if found.entry is not None:
        return _of_entry(found.entry, RECEIPT, found.origin, pinned)
    answer = found.answer or {}
    said = {name: str(answer.get(name, "")) for name in ("code", "article", "received_at")}
    return Paper(
        valid=True,
        seq=None,
        what=ANSWER,
        reason=said["code"],
        pinned=pinned is not None,
        form=RECEIPT,
        article=said["article"],
        received_at=said["received_at"],
        origin=found.origin,
        body=msgspec.Raw(receipt.leaf),
    )


def _proof(text: str, pinned: VKey | None) -> Paper:
    proof = parse_proof(text)
    if proof.extra is None:
        msg = "the proof does not carry its entry"
        raise VerificationError(msg)
    found = verify_proof(proof, _verifiers(pinned, proof.extra.vkey))
    return _of_entry(found.entry, PROOF, found.checkpoint.origin, pinned)


def _of_entry(entry: Entry, form: str, origin: str, pinned: VKey | None) -> Paper:
    reason = article = ""
    if entry.kind == REFUSED:
        body = msgspec.json.decode(entry.body)
        told = body if isinstance(body, dict) else {}  # whoever signs may sign nonsense
        reason, article = str(told.get("code", "")), str(told.get("article", ""))
    return Paper(
        valid=True,
        seq=entry.seq,
        what=entry.kind,
        reason=reason,
        pinned=pinned is not None,
        form=form,
        article=article,
        stream=entry.stream,
        received_at=print_instant(entry.received_at),
        origin=origin,
        body=entry.body,
    )
