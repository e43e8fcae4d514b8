"""The policy file that a verifier pins: the log's key, witnesses, groups, and one quorum.

Source: C2SP tlog-policy. Groups name only earlier lines; each name is a member once; there is
exactly one quorum; two log lines never share a key.
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from mingpai.journal.errors import VerificationError
from mingpai.journal.notes import VKey, parse_vkey_line

NONE = "none"
_MAX_LINES = 1000


class Group(Struct, frozen=True):
    """At least `least` of the members, which are witnesses or earlier groups."""

    name: str
    least: int
    members: tuple[str, ...]


class Policy(Struct, frozen=True):
    """Which keys count, and how many witnesses must have signed."""

    logs: tuple[VKey, ...]
    witnesses: Mapping[str, VKey]
    groups: Mapping[str, Group]
    quorum: str

    def is_met(self, signed: frozenset[str]) -> bool:
        """Say whether the witnesses named in `signed` are a quorum."""
        return self.quorum == NONE or self._counts(self.quorum, signed)

    def _counts(self, name: str, signed: frozenset[str]) -> bool:
        group = self.groups.get(name)
        if group is None:
            return name in signed
        return sum(self._counts(member, signed) for member in group.members) >= group.least


def print_policy(policy: Policy) -> str:
    """Print a policy file; the inverse of `parse_policy` for files in this order."""
    lines = [f"log {vkey}" for vkey in policy.logs]
    lines += [f"witness {name} {vkey}" for name, vkey in policy.witnesses.items()]
    lines += [f"group {g.name} {g.least} {' '.join(g.members)}" for g in policy.groups.values()]
    return "\n".join([*lines, f"quorum {policy.quorum}"]) + "\n"


class _Reader:
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
            msg = f"the name {name} is taken"
            raise VerificationError(msg)

    def take(self, words: Sequence[str]) -> None:
        match words:
            case ["log", line]:
                self._log(parse_vkey_line(line))
            case ["witness", name, line]:
                self._new_name(name)
                self.witnesses[name] = parse_vkey_line(line)
            case ["group", name, least, *members] if members:
                self._group(name, least, members)
            case ["quorum", name] if self.quorum is None and (name == NONE or self._known(name)):
                self.quorum = name
            case _:
                msg = f"the line {' '.join(words)!r:.80} has no meaning here"
                raise VerificationError(msg)

    def _log(self, vkey: VKey) -> None:
        if any(known.key == vkey.key for known in self.logs):
            msg = "two log lines share a key"
            raise VerificationError(msg)
        self.logs.append(vkey)

    def _group(self, name: str, least: str, members: Sequence[str]) -> None:
        self._new_name(name)
        for member in members:
            if not self._known(member) or member in self.members:
                msg = f"group {name}: {member} is unknown, later, or a member already"
                raise VerificationError(msg)
            self.members.add(member)
        number = {"any": 1, "all": len(members)}.get(least)
        if number is None and least.isascii() and least.isdigit():
            number = int(least)
        if number is None or not 1 <= number <= len(members):
            msg = f"group {name}: {least!r:.20} of {len(members)} members cannot be"
            raise VerificationError(msg)
        self.groups[name] = Group(name, number, tuple(members))


def parse_policy(text: str) -> Policy:
    """Read a policy file. Raises: VerificationError naming the line that is wrong."""
    if not text.endswith("\n"):
        msg = "the policy does not end with a newline"
        raise VerificationError(msg)
    reader = _Reader()
    for number, line in enumerate(text.split("\n")[:-1], 1):
        if number > _MAX_LINES:
            msg = f"a policy of more than {_MAX_LINES} lines"
            raise VerificationError(msg)
        if not line.strip() or line.startswith("#"):
            continue
        try:
            reader.take(line.split(" "))
        except VerificationError as error:
            msg = f"policy line {number}: {error}"
            raise VerificationError(msg) from error
    if not reader.logs or reader.quorum is None:
        msg = "a policy needs a log and a quorum"
        raise VerificationError(msg)
    return Policy(tuple(reader.logs), reader.witnesses, reader.groups, reader.quorum)
