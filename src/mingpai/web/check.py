"""The page on which a bidder checks a receipt in his own browser: its keys, and every text of it.

The check itself runs in the browser (`static/paper.js`); this module only says, in the reader's
language, what each step means and what went wrong. A code there has its text here, and a test
holds the two against one another. Where to look next: `audit.papers`, the same check in Python.
"""

from typing import Any

from mingpai.web.renderer import Renderer
from mingpai.web.site import Site
from mingpai.web.words import Texts


def check_view(site: Site, renderer: Renderer) -> dict[str, Any]:
    """Return the keys that the page pins, and its texts by name; `{words}` in braces are facts."""
    texts = renderer.texts
    return {
        "receipts_vkey": site.papers.receipts_vkey,
        "log_vkey": site.papers.log_vkey,
        "told": {
            **_steps(texts),
            **_right(texts),
            **{f"why-{code}": text for code, text in _why(texts).items()},
            **_verdicts(texts),
            **_facts(texts),
        },
    }


def _steps(texts: Texts) -> dict[str, str]:
    """Return what the steps are called, and how a step ended."""
    _ = texts.gettext
    return {
        "step-form": _("Form"),
        "step-key": _("Key"),
        "step-signature": _("Signature"),
        "step-statement": _("What was signed"),
        "step-path": _("Path"),
        "step-entry": _("Entry"),
        "state-right": _("in order"),
        "state-wrong": _("not in order"),
        "state-open": _("not reached"),
    }


def _right(texts: Texts) -> dict[str, str]:
    """Return what is told of a step that went well."""
    _ = texts.gettext
    return {
        "right-form-receipt": _("This is a receipt, written exactly as the journal writes one."),
        "right-form-proof": _("This is an offline proof, written exactly as the journal does."),
        "right-key-pinned": _("It names the key that this site publishes: {key}."),
        "right-key-unpinned": _(
            "It names the key {key}, which came with the file; compare it with the published one."
        ),
        "right-signature-receipt": _("This key signed the statement over a whole batch."),
        "right-signature-proof": _("This key signed the checkpoint."),
        "right-statement-receipt": _(
            "The statement speaks for the journal {origin} and covers a batch of {size}."
        ),
        "right-statement-proof": _(
            "The checkpoint is the head of the journal {origin} with {size} entries."
        ),
        "right-path-receipt": _("From the entry the path leads to the root that was signed."),
        "right-path-proof": _("From the entry the path leads to the root of the checkpoint."),
        "right-entry-receipt": _("The entry says number {seq}, and stands at that place."),
        "right-entry-proof": _("The entry says number {seq}, as the proof does."),
        "right-entry-answer": _(
            "This is a signed answer to a message that could not be judged; it has no number."
        ),
    }


def _why(texts: Texts) -> dict[str, str]:
    """Return what is told of a step that failed, by the code of `paper.js`."""
    return _why_form(texts) | _why_signature(texts) | _why_place(texts)


def _why_form(texts: Texts) -> dict[str, str]:
    _ = texts.gettext
    return {
        "nothing": _("There is nothing to check yet: choose a file or paste its text."),
        "fault": _("This page failed, not the paper; check the file with the command below."),
        "too_long": _("This is too long for a receipt or a proof. Is it the right file?"),
        "no_text": _("This is no text, so neither a receipt nor a proof. Is it the right file?"),
        "no_paper": _(
            "This begins neither as a receipt nor as a proof does. Take the whole file, first line"
            " included."
        ),
        "form_receipt": _(
            "The lines are not those of a receipt: key, index, path, leaf, an empty line, the"
            " signed statement. Something was left out, added or changed."
        ),
        "form_proof": _(
            "The lines are not those of a proof: index, path, an empty line, the checkpoint."
            " Something was left out, added or changed."
        ),
        "form_extra": _(
            "The proof does not carry the entry that it proves, or the line that does was changed."
        ),
        "form_number": _("“{found}” is no number as the journal writes one."),
        "form_hash": _("A line of hashes is not 32 bytes in base64: it was cut short or changed."),
        "form_path": _("The path has {found} hashes, more than any tree needs."),
        "key_form": _("The line with the key cannot be read, or its id does not fit the key."),
        "key_type": _("The key is of another type than those that sign receipts and checkpoints."),
        "key_other": _(
            "It names the key {key}, and this site publishes {pinned}: the paper is from another"
            " journal, or somebody else made it."
        ),
    }


def _why_signature(texts: Texts) -> dict[str, str]:
    _ = texts.gettext
    return {
        "note_form": _(
            "The signed part at the end cannot be read: text, an empty line, lines of signatures."
            " Something was left out, added or changed."
        ),
        "signature_missing": _("The key {key} has not signed this."),
        "signature_wrong": _(
            "The signature of {key} does not fit: what was signed, or the signature, was changed."
        ),
        "statement_form": _("What was signed is no statement of this kind."),
        "statement_signer": _(
            "What was signed speaks for {origin}, but {signer} has not signed it."
        ),
    }


def _why_place(texts: Texts) -> dict[str, str]:
    _ = texts.gettext
    return {
        "path_index": _("Place {index} lies outside the {size} that were signed."),
        "path_length": _("The path has {found} hashes, and {wanted} lead from there to the root."),
        "path_root": _(
            "The path leads to another root than the one that was signed: the entry, its place or"
            " the path was changed."
        ),
        "entry_form": _("What is proven is no entry in the journal's one form."),
        "entry_place": _("The entry says number {found}, and its place is {wanted}."),
        "answer_form": _("What is proven is no answer in the journal's one form."),
    }


def _verdicts(texts: Texts) -> dict[str, str]:
    """Return the one sentence on the whole, and by what it was computed."""
    _ = texts.gettext
    return {
        "running": _("Checking …"),
        "verdict-right-receipt": _(
            "Valid: the journal has given its word that this is entry {seq}."
        ),
        "verdict-right-proof": _("Valid: entry {seq} stands in the journal."),
        "verdict-right-answer": _("Valid: the journal gave this answer."),
        "verdict-unpinned": _(
            "In order in itself, but the key came with the file: this does not say who signed."
        ),
        "verdict-wrong": _("NOT valid. The step that failed: {step}."),
        "engine-browser": _("Computed by this browser's own cryptography."),
        "engine-own": _("Computed by this page's script: without https a browser offers none."),
    }


def _facts(texts: Texts) -> dict[str, str]:
    """Return what the facts are called that a valid paper proves."""
    _ = texts.gettext
    return {
        "proven": _("What it proves"),
        "whole": _("The whole content"),
        "no-number": _("none"),
        "yuan": _("{amount} yuan"),
        "fact-leaf": _("Hash of the entry:"),
        "fact-root": _("Root:"),
        "fact-seq": _("Entry number"),
        "fact-kind": _("Kind"),
        "fact-price": _("Bid"),
        "fact-refused": _("Refused with the code"),
        "fact-article": _("By the article"),
        "fact-lot": _("Disposal"),
        "fact-arrival": _("Arrived (Shanghai)"),
        "fact-journal": _("Journal"),
    }
