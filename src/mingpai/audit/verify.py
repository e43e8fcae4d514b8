"""Verifies an export from its static files alone. Independent of the service that wrote it.

Nothing is vacuously valid: a file that cannot be read, is missing, or is not accounted for is a
problem, never a skip.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Protocol

import msgspec
from msgspec import Raw, Struct

from mingpai.auction.events import BidPlaced
from mingpai.audit.recount import Problem, Recount
from mingpai.audit.tables import BIDS, BIDS_HEADER, LOTS, bid_line, lot_lines
from mingpai.events import registry
from mingpai.journal.checkpoint import SM3_SUFFIX, Checkpoint, parse_checkpoint, parse_size
from mingpai.journal.entry import Entry, decode_entry, encode_entry
from mingpai.journal.errors import VerificationError
from mingpai.journal.merkle import HASH_BYTES, SHA256, SM3, Frontier
from mingpai.journal.notes import (
    EXTERNAL,
    Sm2Verify,
    VKey,
    open_note,
    parse_note,
    verifier_for,
)
from mingpai.journal.policy import Policy, parse_policy
from mingpai.journal.tiles import (
    WIDTH,
    TilePlace,
    TileStack,
    bundle_places,
    decode_bundle,
    tile_places,
)
from mingpai.kernel.canon import NotCanonical, canonical_struct, parse_b64url, parse_canonical
from mingpai.kernel.event import Event, EventKind, Sealed, Visibility

CHECKPOINT = "checkpoint"
SM3_CHECKPOINT = "sm3/checkpoint"
POLICY = "policy"
MANIFEST = "manifest"
MANIFEST_CONTEXT = "mingpai/export@v1"
COMMIT_BYTES = 32
MAX_PROBLEMS = 200
"""After so many, the rest is counted and not listed."""


class Files(Protocol):
    """An export as a stranger holds it."""

    def paths(self) -> Sequence[str]:
        """Return every file's path, relative, with forward slashes."""
        ...

    def read(self, path: str) -> bytes:
        """Return a file's bytes. Raises: OSError where it cannot be read."""
        ...


class Trust(Struct, frozen=True):
    """What the caller brings: pinned keys, the SM2 arithmetic, and a stopwatch in seconds."""

    vkey: VKey | None = None
    policy: Policy | None = None
    sm2: Sm2Verify | None = None
    seconds: Callable[[], float] = lambda: 0.0


class Report(Struct):
    """The verdict; the keys are a contract (commands reference)."""

    size: int = 0
    root: str = ""
    leaves_per_s: int = 0
    sm3_leaves_per_s: int = 0
    pinned: bool = False
    signatures_valid: bool = False
    quorum: bool = False
    tree_valid: bool = False
    sm3_valid: bool = False
    auctions_recomputed: int = 0
    draws_recomputed: int = 0
    problems: list[Problem] = []

    @property
    def is_valid(self) -> bool:
        """Say whether everything was examined and nothing is wrong."""
        return (
            not self.problems
            and self.signatures_valid
            and self.quorum
            and self.tree_valid
            and self.sm3_valid
        )


class NoExport(ValueError):
    """What was given is no export at all."""


# Steps of verification, labelled in the code below:
#   1 the manifest: signed by the log's key; every file listed with its digest, none beside it
#   2 the policy: keys and quorum; a pinned key or policy replaces the export's own
#   3 the checkpoint: every signature line by a known key is right; enough witnesses signed
#   4 entries: each bundle whole, each leaf canonical, in order, of a known kind
#   5 the tree: leaf hashes lead to every tile and to the checkpoint's root
#   6 the SM3 tree: the same leaves lead to its root, signed with SM2
#   7 every auction counted again; the public tables built again, byte for byte


def verify(files: Files, trust: Trust) -> Report:
    """Verify an export. Raises: NoExport where there is none; all else is in the report."""
    paths = set(files.paths())
    if not paths & {MANIFEST, CHECKPOINT, POLICY}:
        msg = "no manifest, checkpoint or policy: this is no export"
        raise NoExport(msg)
    run = _Run(files, trust)
    run.verify(paths)
    return run.report


class _Run:
    """One verification: collects problems and goes on, so that one run names every fault."""

    def __init__(self, files: Files, trust: Trust) -> None:
        self.files = files
        self.trust = trust
        self.report = Report(problems=[])
        self.kinds = registry()
        self.recount = Recount()
        self.sm3 = Frontier(SM3)
        self.sm3_seconds = 0.0

    def wrong(self, where: str, code: str, text: object) -> None:
        """Note a problem."""
        if len(self.report.problems) < MAX_PROBLEMS:
            self.report.problems.append(Problem(where, code, str(text)))

    def read(self, path: str) -> bytes:
        """Return a file's bytes, or note that it cannot be read and return none."""
        try:
            return self.files.read(path)
        except (OSError, KeyError) as error:
            self.wrong(path, "file_missing", f"cannot be read: {error}")
            return b""

    def text(self, path: str) -> str:
        """Return a file as text, or note that it is none."""
        try:
            return self.read(path).decode()
        except UnicodeDecodeError:
            self.wrong(path, "not_text", "no UTF-8 text")
            return ""

    def verify(self, paths: set[str]) -> None:
        """Take the steps in order."""
        policy = self._policy()
        if policy is None:
            return
        log_keys = [self.trust.vkey] if self.trust.vkey is not None else list(policy.logs)
        self.report.pinned = self.trust.vkey is not None or self.trust.policy is not None
        self._manifest(paths, log_keys)
        checkpoint = self._checkpoint(policy, log_keys)
        if checkpoint is None:
            return
        self._accounted_for(paths, checkpoint.size)
        begun = self.trust.seconds()
        self._entries_and_tree(checkpoint)
        took = self.trust.seconds() - begun - self.sm3_seconds
        self.report.leaves_per_s = int(checkpoint.size / took) if took > 0 else 0
        if self.sm3_seconds > 0:
            self.report.sm3_leaves_per_s = int(checkpoint.size / self.sm3_seconds)
        self._sm3(checkpoint, policy)
        self.report.problems += self.recount.problems[: MAX_PROBLEMS - len(self.report.problems)]
        self.report.auctions_recomputed = self.recount.closed_lots

    # 1

    def _manifest(self, paths: set[str], keys: Sequence[VKey]) -> None:
        verifiers = [verifier_for(key, sm2=self.trust.sm2) for key in keys if key.kind != EXTERNAL]
        try:
            lines = open_note(self.text(MANIFEST), verifiers).text.split("\n")[:-1]
            listed = _manifest_lines(lines)
        except VerificationError as error:
            self.wrong(MANIFEST, "manifest_wrong", error)
            return
        for path in sorted(paths - listed.keys() - {MANIFEST}):
            self.wrong(path, "file_unlisted", "the manifest does not name this file")
        for path in sorted(listed.keys() - paths):
            self.wrong(path, "file_missing", "the manifest names this file, and it is not there")
        for path in sorted(listed.keys() & paths):
            data = self.read(path)
            if digest_line(data) != listed[path]:
                self.wrong(path, "file_changed", "not the bytes that the manifest names")

    # 2

    def _policy(self) -> Policy | None:
        try:
            own = parse_policy(self.text(POLICY))
        except VerificationError as error:
            self.wrong(POLICY, "policy_wrong", error)
            own = None
        return self.trust.policy or own

    # 3

    def _checkpoint(self, policy: Policy, log_keys: Sequence[VKey]) -> Checkpoint | None:
        """Open the checkpoint with every key the policy declares; all declared lines must hold."""
        plain = [key for key in log_keys if key.kind != EXTERNAL]
        keys = [*plain, *policy.witnesses.values()]
        try:
            text = self.text(CHECKPOINT)
            opened = open_note(text, [verifier_for(k, sm2=self.trust.sm2) for k in keys])
            checkpoint = parse_checkpoint(opened.text)
        except VerificationError as error:
            self.wrong(CHECKPOINT, "signature_wrong", error)
            return None
        signed = {(line.name, line.key_id) for line in opened.verified}
        if not any((key.name, key.key_id) in signed for key in plain):
            self.wrong(CHECKPOINT, "signature_missing", "the log itself has not signed")
            return None
        if opened.unknown:
            self.wrong(CHECKPOINT, "signature_unknown", f"{opened.unknown} lines by unknown keys")
        witnesses = frozenset(
            name for name, key in policy.witnesses.items() if (key.name, key.key_id) in signed
        )
        self.report.quorum = policy.is_met(witnesses)
        if not self.report.quorum:
            self.wrong(CHECKPOINT, "quorum_missing", "fewer witnesses signed than the policy asks")
        self.report.signatures_valid = True
        self.report.size = checkpoint.size
        self.report.root = parse_note(text).text.split("\n")[2]
        return checkpoint

    def _accounted_for(self, paths: set[str], size: int) -> None:
        """Every path is one that this size calls for, and the other way round."""
        wanted = {MANIFEST, CHECKPOINT, SM3_CHECKPOINT, POLICY, LOTS, BIDS}
        wanted |= {place.path() for place in tile_places(size)}
        wanted |= {place.path() for place in bundle_places(size)}
        for path in sorted(paths - wanted):
            self.wrong(path, "file_unexpected", "no file of an export of this size")
        for path in sorted(wanted - paths):
            self.wrong(path, "file_missing", "an export of this size needs it")

    # 4, 5, 7

    def _entries_and_tree(self, checkpoint: Checkpoint) -> None:
        tree, stack = Frontier(SHA256), TileStack(SHA256)
        bids = _Rebuilt(self, BIDS, BIDS_HEADER)
        for place in bundle_places(checkpoint.size):
            leaves = self._bundle(place)
            hashes = [SHA256.leaf(leaf) for leaf in leaves]
            self._tile(TilePlace(0, place.number, place.width), b"".join(hashes))
            for done, tile in stack.add(hashes):
                if done.level:
                    self._tile(done, tile)
            for hashed in hashes:
                tree.append(hashed)
            self._sm3_leaves(leaves)
            for seq, leaf in enumerate(leaves, place.number * WIDTH):
                self._entry(seq, leaf, bids)
        for place, tile in stack.partial():
            if place.level:
                self._tile(place, tile)
        bids.finish()
        lots = _Rebuilt(self, LOTS, "")
        for line in lot_lines(self.recount.lots):
            lots.add(line)
        lots.finish()
        self.report.tree_valid = tree.size == checkpoint.size and tree.root() == checkpoint.root
        if not self.report.tree_valid:
            self.wrong(CHECKPOINT, "root_wrong", "the entries lead to another root")

    def _bundle(self, place: TilePlace) -> list[bytes]:
        try:
            return decode_bundle(self.read(place.path()), width=place.width)
        except VerificationError as error:
            self.wrong(place.path(), "bundle_wrong", error)
            return []

    def _tile(self, place: TilePlace, expected: bytes) -> None:
        path = place.path()
        found = self.read(path)
        if found != expected or len(expected) != place.width * HASH_BYTES:
            self.wrong(path, "tile_wrong", "not the hashes that the entries lead to")

    def _entry(self, seq: int, leaf: bytes, bids: "_Rebuilt") -> None:
        """Read one leaf strictly and count it."""
        try:
            entry = decode_entry(leaf)
            kind = self.kinds.by_name.get(entry.kind)
            if kind is None:
                self.wrong(f"entry {seq}", "kind_unknown", f"unknown kind {entry.kind!r:.60}")
                return
            event, body = _body_of(entry, kind, self.kinds.decode)
        except (ValueError, msgspec.DecodeError) as error:
            self.wrong(f"entry {seq}", "entry_wrong", error)
            return
        again = msgspec.structs.replace(entry, body=Raw(body))
        if entry.seq != seq or encode_entry(again) != leaf:
            self.wrong(f"entry {seq}", "entry_wrong", "out of place, or not in canonical form")
            return
        if event is not None:
            self.recount.take(entry, event)
            if type(event) is BidPlaced:
                bids.add(bid_line(entry, event))

    # 6

    def _sm3_leaves(self, leaves: Sequence[bytes]) -> None:
        begun = self.trust.seconds()
        for leaf in leaves:
            self.sm3.append(SM3.leaf(leaf))
        self.sm3_seconds += self.trust.seconds() - begun

    def _sm3(self, checkpoint: Checkpoint, policy: Policy) -> None:
        keys = [key for key in policy.logs if key.kind == EXTERNAL]
        try:
            verifiers = [verifier_for(key, sm2=self.trust.sm2) for key in keys]
            head = parse_checkpoint(open_note(self.text(SM3_CHECKPOINT), verifiers).text)
        except VerificationError as error:
            self.wrong(SM3_CHECKPOINT, "sm3_wrong", error)
            return
        same = (head.origin, head.size, head.root) == (
            checkpoint.origin + SM3_SUFFIX,
            checkpoint.size,
            self.sm3.root(),
        )
        self.report.sm3_valid = same
        if not same:
            self.wrong(SM3_CHECKPOINT, "sm3_wrong", "not the head of the same leaves under SM3")


def _body_of(
    entry: Entry, kind: EventKind, decode: Callable[..., Event]
) -> tuple[Event | None, bytes]:
    """Return an entry's event (None where it is sealed) and its body in canonical bytes."""
    if kind.visibility is Visibility.RESTRICTED:
        sealed = msgspec.json.decode(entry.body, type=Sealed)
        if len(parse_b64url(sealed.commit)) != COMMIT_BYTES:
            msg = "a sealed body is a commitment of 32 bytes"
            raise NotCanonical(msg)
        return None, canonical_struct(sealed)
    event = decode(name=entry.kind, version=entry.ver, body=entry.body)
    if entry.ver == kind.version:
        return event, canonical_struct(event)
    parse_canonical(bytes(entry.body))
    return event, bytes(entry.body)


class _Rebuilt:
    """A table that is built again and compared with its file piece by piece."""

    def __init__(self, run: _Run, path: str, header: str) -> None:
        self._run = run
        self._path = path
        self._found = run.read(path)
        self._at = 0
        self._same = True
        self._lines: list[str] = []
        self.add(header)

    def add(self, line: str) -> None:
        """Compare the next line."""
        self._lines.append(line)
        if len(self._lines) >= WIDTH:
            self._compare()

    def _compare(self) -> None:
        piece = "".join(self._lines).encode()
        self._lines.clear()
        self._same &= self._found[self._at : self._at + len(piece)] == piece
        self._at += len(piece)

    def finish(self) -> None:
        """Note a problem unless the file was just what was built."""
        self._compare()
        if not self._same or self._at != len(self._found):
            self._run.wrong(self._path, "table_wrong", "not what the entries lead to")


def _manifest_lines(lines: Sequence[str]) -> dict[str, str]:
    """Read the manifest's text: context, origin, size, then a line for each file."""
    if len(lines) < 3 or lines[0] != MANIFEST_CONTEXT:  # noqa: PLR2004 - three fixed lines
        msg = f"no manifest: it begins with {MANIFEST_CONTEXT}, origin and size"
        raise VerificationError(msg)
    parse_size(lines[2])
    listed: dict[str, str] = {}
    for line in lines[3:]:
        digest, _, path = line.rpartition(" ")
        if not digest or path in listed:
            msg = f"the manifest line {line!r:.80} is wrong"
            raise VerificationError(msg)
        listed[path] = digest
    return listed


def manifest_text(origin: str, size: int, files: Mapping[str, bytes | str]) -> Iterator[str]:
    """Yield the manifest's lines for files given as bytes, or as a digest line already made."""
    yield f"{MANIFEST_CONTEXT}\n{origin}\n{size}\n"
    for path in sorted(files):
        data = files[path]
        line = data if isinstance(data, str) else digest_line(data)
        yield f"{line} {path}\n"


def digest_line(data: bytes) -> str:
    """Return how a file stands in the manifest: SHA-256 in hexadecimal, and its length."""
    return digest_line(data)
