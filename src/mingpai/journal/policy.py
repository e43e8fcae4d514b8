"""The policy file that a verifier pins: the log's key, witnesses, groups, and one quorum.

Groups and the quorum name only earlier lines; each name is a member once; there is exactly one
quorum; no two logs and no two witnesses share a key, so that nobody counts twice. We ask for at
least one log. Addresses of logs and witnesses may stand in the file; they are read and not kept.
Source: C2SP tlog-policy.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from mingpai.journal.errors import VerificationError
from mingpai.journal.notes import (
    COSIGNATURE,
    ED25519,
    EXTERNAL,
    SignatureLine,
    VKey,
    parse_vkey_line,
    utf8,
)

NONE = "none"
MAX_LINES = 1000
_LOG_KINDS = (ED25519, EXTERNAL)
_WITNESS_KINDS = (COSIGNATURE, EXTERNAL)
_SPACE = re.compile(r"[ \t]+")
_THRESHOLD = re.compile(r"[1-9][0-9]{0,3}", re.ASCII)


class Group(Struct, frozen=True):
    """At least `least` of the members, which are witnesses or earlier groups."""

    name: str
    least: int
    members: tuple[str, ...]


class Policy(Struct, frozen=True):
    """Which keys count, and how many witnesses must have signed. Groups stand in their order."""

    logs: tuple[VKey, ...]
    witnesses: Mapping[str, VKey]
    groups: Mapping[str, Group]
    quorum: str

    def signers(self, lines: Iterable[SignatureLine]) -> frozenset[str]:
        """Return the policy's names of the witnesses by whom these verified lines are."""
        signed = {(line.name, line.key_id) for line in lines}
        return frozenset(
            name for name, key in self.witnesses.items() if (key.name, key.key_id) in signed
        )

    def is_met(self, signed: frozenset[str]) -> bool:
        """Say whether the witnesses named in `signed` are a quorum."""
        if self.quorum == NONE:
            return True
        satisfied = set(signed & self.witnesses.keys())
        for group in self.groups.values():
            if len(satisfied.intersection(group.members)) >= group.least:
                satisfied.add(group.name)
        return self.quorum in satisfied


def print_policy(policy: Policy) -> str:
    """Print a policy file; the inverse of `parse_policy` for files in this order."""
    lines = [f"log {vkey}" for vkey in policy.logs]
    lines += [f"witness {name} {vkey}" for name, vkey in policy.witnesses.items()]
    lines += [f"group {g.name} {g.least} {' '.join(g.members)}" for g in policy.groups.values()]
    return "\n".join([*lines, f"quorum {policy.quorum}"]) + "\n"


class _Reader:
    """Takes one line after the other; what it knows is what stood on earlier lines."""

    def __init__(self) -> None:
        self.logs: list[VKey] = []
        self.witnesses: dict[str, VKey] = {}
        self.groups: dict[str, Group] = {}
        self.members: set[str] = set()
        self.quorum: str | None = None

    def _known(self, name: str) -> bool:
        return name in self.witnesses or name in self.groups

    def _new_name(self, name: str) -> None:
        if name == NONE or self._known(name):
            msg = f"the name {name!r:.40} is taken"
            raise VerificationError(msg)

    def take(self, words: Sequence[str]) -> None:
        """Take the words of one line. Raises: VerificationError."""
        match words:
            case ["log", line] | ["log", line, _]:
                self.logs.append(_key(line, _LOG_KINDS, self.logs))
            case ["witness", name, line] | ["witness", name, line, _]:
                self._new_name(name)
                self.witnesses[name] = _key(line, _WITNESS_KINDS, self.witnesses.values())
            case ["group", name, least, *members] if members:
                self._group(name, least, members)
            case ["quorum", name] if self.quorum is None and (name == NONE or self._known(name)):
                self.quorum = name
            case _:
                msg = f"{' '.join(words)!r:.80} has no meaning here"
                raise VerificationError(msg)

    def _group(self, name: str, least: str, members: Sequence[str]) -> None:
        self._new_name(name)
        for member in members:
            if not self._known(member) or member in self.members:
                msg = f"group {name!r:.40}: {member!r:.40} is unknown, later, or a member already"
                raise VerificationError(msg)
            self.members.add(member)
        number = {"any": 1, "all": len(members)}.get(least)
        if number is None and _THRESHOLD.fullmatch(least):
            number = int(least)
        if number is None or number > len(members):
            msg = f"group {name!r:.40}: {least!r:.20} of {len(members)} members cannot be"
            raise VerificationError(msg)
        self.groups[name] = Group(name, number, tuple(members))


def _key(line: str, kinds: Sequence[int], known: Iterable[VKey]) -> VKey:
    """Read a key that may stand on this kind of line and does not stand on another."""
    vkey = parse_vkey_line(line)
    if vkey.kind not in kinds:
        msg = f"a key of type {vkey.kind:#04x} has no place on such a line"
        raise VerificationError(msg)
    if any(other.key == vkey.key for other in known):
        msg = "the key stands on an earlier line already"
        raise VerificationError(msg)
    return vkey


def parse_policy(text: str) -> Policy:
    """Read a policy file. Raises: VerificationError naming the line that is wrong."""
    utf8(text, "policy")
    if not text.endswith("\n") or any((c < " " and c not in "\t\n") or c == "\x7f" for c in text):
        msg = "the policy does not end with a newline, or holds control characters"
        raise VerificationError(msg)
    lines = text.split("\n")[:-1]
    if len(lines) > MAX_LINES:
        msg = f"a policy of more than {MAX_LINES} lines"
        raise VerificationError(msg)
    reader = _Reader()
    for number, line in enumerate(lines, 1):
        content = line.strip(" \t")
        if not content or content.startswith("#"):
            continue
        try:
            reader.take(_SPACE.split(content))
        except VerificationError as error:
            msg = f"policy line {number}: {error}"
            raise VerificationError(msg) from error
    if not reader.logs or reader.quorum is None:
        msg = "a policy needs a log and a quorum"
        raise VerificationError(msg)
    return Policy(tuple(reader.logs), reader.witnesses, reader.groups, reader.quorum)
