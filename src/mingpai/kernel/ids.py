"""Identifiers: what each looks like, and the one way to read it.

An id is a plain string at run time and a NewType for the reader and the type checker.
Every pattern is ASCII, bounded in length and free of spaces, so that an id can stand in a
journal leaf, a file name and a URL without escaping. Where to look next: `kernel.event`.
"""

import re
from typing import NewType

ArticleId = NewType("ArticleId", str)
"""Down to paragraph and item: `FS2016-18:20.2` is 法释〔2016〕18号第二十条第二款."""
CaseId = NewType("CaseId", str)
PropertyId = NewType("PropertyId", str)
StreamId = NewType("StreamId", str)
"""The sequence of events of one thing: `disposal/2026-0001`, `house/journal`."""
BiddingCode = NewType("BiddingCode", str)
"""竞买代码: who bids, for one lot only. Two lots never share a person's code on purpose."""
OfficeId = NewType("OfficeId", str)
"""A court, a platform or an authority in its office: `court/sh-xuhui`, `platform/gongpai`."""
RuleId = NewType("RuleId", str)
"""A rule of law as a check: `K16`."""
SubjectId = NewType("SubjectId", str)
"""A person or company in the subject store. Never enters a public leaf."""
LotToken = NewType("LotToken", str)
"""A subject as seen from one disposal only: keyed, so that it cannot be joined across lots."""
CommandId = NewType("CommandId", str)
"""What makes a command unique: keyed digest of stream, actor and the sender's own key."""

_PATTERNS: dict[str, re.Pattern[str]] = {
    "article": re.compile(r"[A-Z][A-Z0-9-]{1,23}:[0-9]{1,4}(?:\.[0-9]{1,2}){0,2}"),
    "case": re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,47}"),
    "property": re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,47}"),
    "stream": re.compile(r"[a-z]{2,16}/[A-Za-z0-9][A-Za-z0-9-]{0,47}"),
    "bidding code": re.compile(r"[A-Z][0-9]{4,6}"),
    "office": re.compile(r"[a-z]{2,16}/[a-z0-9][a-z0-9-]{0,47}"),
    "rule": re.compile(r"K(?:0[1-9]|[1-4][0-9]|50)"),
    "lot token": re.compile(r"[A-Za-z0-9_-]{22}"),
}


def well_formed(kind: str, text: object) -> bool:
    """Say whether `text` is a well-formed id of `kind` (a key of the table above)."""
    return type(text) is str and _PATTERNS[kind].fullmatch(text) is not None


def parse_id(kind: str, text: object) -> str:
    """Return `text` if it is a well-formed id of `kind`.

    Raises: ValueError naming the kind and the pattern it must have.
    """
    if not well_formed(kind, text):
        msg = f"{text!r:.60} is no {kind} id: it must have the form {_PATTERNS[kind].pattern}"
        raise ValueError(msg)
    return str(text)
