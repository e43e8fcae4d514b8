"""Verifies an export from its static files alone. Independent of the service that wrote it.

Nothing is vacuously valid: a file that cannot be read, is missing, or is not accounted for is a
problem, never a skip. Where to look next: `audit.meaning` (what the entries say, in this process or
in another), `audit.treecount` (tree), `audit.manifest` (files).
"""

import base64
from collections.abc import Callable, Sequence

from msgspec import Struct

from mingpai.audit.files import Files, Shelf
from mingpai.audit.manifest import (
    FILES,
    MANIFEST,
    FileMark,
    Manifest,
    mark_of,
    parse_files,
    parse_manifest,
)
from mingpai.audit.meaning import Aside, Counted, Meaning, in_line
from mingpai.audit.report import Fault, Problems, Report, Step
from mingpai.audit.tables import BIDS, LOTS
from mingpai.audit.treecount import SHA256, SM3, TreeCount
from mingpai.journal.checkpoint import SM3_SUFFIX, Checkpoint, parse_checkpoint
from mingpai.journal.entry import MAX_ENTRY_BYTES
from mingpai.journal.errors import VerificationError
from mingpai.journal.notes import (
    ED25519,
    EXTERNAL,
    MAX_NOTE_BYTES,
    OpenedNote,
    Sm2Verify,
    VKey,
    open_note,
    parse_note,
    verifier_for,
)
from mingpai.journal.policy import NONE, Policy, parse_policy
from mingpai.journal.tiles import (
    TILE_BYTES,
    WIDTH,
    TilePlace,
    bundle_places,
    decode_bundle,
    tile_places,
)

CHECKPOINT = "checkpoint"
SM3_CHECKPOINT = "sm3/checkpoint"
POLICY = "policy"
MAX_BUNDLE_BYTES = WIDTH * (MAX_ENTRY_BYTES + 2)
MAX_FILES_BYTES = 1 << 28


class Trust(Struct, frozen=True):
    """What the caller brings from outside the export, and what this pure package cannot have.

    `vkey` and `policy` pin the log's key and the witnesses; `sm2` is SM2 arithmetic; `nanos` a
    stopwatch in nanoseconds; `aside` may have the entries' meaning counted in another process,
    while this one looks at their bytes (`audit.meaning`).
    """

    nanos: Callable[[], int]
    sm2: Sm2Verify | None = None
    vkey: VKey | None = None
    policy: Policy | None = None
    aside: Aside = in_line


class NoExport(ValueError):
    """What was given is no export at all."""


# Steps of verification, labelled in the code below:
#   1 the policy: keys and quorum; a pinned key or policy stands in the export's own place
#   2 the manifest: signed by the log; its list names every file
#   3 the checkpoint: every signature line is by a declared key and right; enough witnesses signed
#   4 the files: exactly those that a tree of this size calls for
#   5 the entries: each bundle whole, each leaf canonical, in its place, of a known kind
#   6 the tree: the leaves lead to every tile and to the checkpoint's root
#   7 the folds: every field has its form, every auction counted again, the tables built again
#   8 the SM3 tree: the same leaves lead to its root, signed with SM2
#   9 every file, byte for byte: what was read is what the manifest's list says


def verify(files: Files, trust: Trust) -> Report:
    """Verify an export and return the verdict.

    Raises: NoExport where there is none, OSError where its files cannot even be listed.
    """
    run = _Run(files, trust)
    if not run.shelf.paths & {MANIFEST, CHECKPOINT, POLICY}:
        msg = "no manifest, checkpoint or policy: this is no export"
        raise NoExport(msg)
    run.verify()
    run.report.problems = run.problems.listed
    run.report.problems_total = run.problems.total
    return run.report


class _Run:
    """One verification: collects problems and goes on, so that one run names every fault."""

    def __init__(self, files: Files, trust: Trust) -> None:
        self.trust = trust
        self.problems = Problems()
        self.shelf = Shelf(files, self.problems)
        self.report = Report(problems=[], files=len(self.shelf.paths))
        self.own: Policy | None = None

    def verify(self) -> None:
        """Take the steps in order."""
        policy = self._policy()  # 1
        if policy is None:
            return
        manifest, listed = self._manifest(self._log_keys(policy))  # 2
        checkpoint = self._checkpoint(policy)  # 3
        if checkpoint is not None:
            self._agree(manifest, checkpoint)
            if self._accounted_for(checkpoint.size, listed):  # 4
                self._entries(checkpoint, policy)  # 5, 6, 7, 8
        self._compare(listed)  # 9

    # 1

    def _policy(self) -> Policy | None:
        """Return the policy to go by. Without any, nothing can be said about anything."""
        pinned = self.trust
        self.report.pinned = pinned.vkey is not None or pinned.policy is not None
        try:
            self.own = parse_policy(self.shelf.text(POLICY, most=MAX_NOTE_BYTES))
        except VerificationError as error:
            self.problems.add(POLICY, Fault.POLICY_WRONG, error)
        if pinned.policy is not None:
            return pinned.policy
        if self.own is None and pinned.vkey is not None:
            return Policy((pinned.vkey,), {}, {}, NONE)
        return self.own

    def _log_keys(self, policy: Policy) -> list[VKey]:
        """Return the log's keys for its checkpoint and manifest."""
        if self.trust.vkey is not None:
            return [self.trust.vkey]
        return [key for key in policy.logs if key.kind == ED25519]

    def _sm2_keys(self, policy: Policy) -> list[VKey]:
        """Return the log's SM2 keys; a pinned policy without one leaves those of the export."""
        own = () if self.own is None else self.own.logs
        pinned = [key for key in policy.logs if key.kind == EXTERNAL]
        return pinned or [key for key in own if key.kind == EXTERNAL]

    def _open(self, path: str, keys: Sequence[VKey]) -> OpenedNote | None:
        """Open a note of which every line must be by one of the keys, and right."""
        text = self.shelf.text(path, most=MAX_NOTE_BYTES)
        if path not in self.shelf.marks:
            return None
        try:
            opened = open_note(text, [verifier_for(key, sm2=self.trust.sm2) for key in keys])
            lines = len(parse_note(text).lines)
        except VerificationError as error:
            self.problems.add(path, Fault.SIGNATURE_WRONG, error)
            return None
        if opened.unknown:
            what = f"{opened.unknown} signature lines by keys that nothing declares"
            self.problems.add(path, Fault.SIGNATURE_UNKNOWN, what)
            return None
        if lines != len(opened.verified):
            self.problems.add(path, Fault.SIGNATURE_WRONG, "a key signed more than once")
            return None
        return opened

    # 2

    def _manifest(self, keys: Sequence[VKey]) -> tuple[Manifest | None, dict[str, FileMark] | None]:
        """Return what the manifest says and the list it vouches for."""
        opened = self._open(MANIFEST, keys)
        self.report.signatures_valid = opened is not None
        data = self.shelf.read(FILES, most=MAX_FILES_BYTES)
        if opened is None:
            return None, None
        try:
            manifest = parse_manifest(opened.text)
            if mark_of(data).digest != manifest.listed:
                self.problems.add(FILES, Fault.FILE_CHANGED, "not the list that was signed")
                return manifest, None
            listed = parse_files(data)
        except VerificationError as error:
            self.problems.add(MANIFEST, Fault.MANIFEST_WRONG, error)
            return None, None
        if len(listed) != manifest.count:
            self.problems.add(MANIFEST, Fault.MANIFEST_WRONG, "counts other files than it lists")
        return manifest, listed

    # 3

    def _checkpoint(self, policy: Policy) -> Checkpoint | None:
        """Open the checkpoint with every declared key; the log and a quorum must have signed."""
        logs, report = self._log_keys(policy), self.report
        report.quorum_asked = policy.quorum != NONE
        declared = {str(key): key for key in policy.witnesses.values()}
        if self.own is not None:
            declared |= {str(key): key for key in self.own.witnesses.values()}
        opened = self._open(CHECKPOINT, [*logs, *declared.values()])
        if opened is None:
            report.signatures_valid = False
            return None
        signed = {(line.name, line.key_id) for line in opened.verified}
        if not any((key.name, key.key_id) in signed for key in logs):
            self.problems.add(CHECKPOINT, Fault.SIGNATURE_MISSING, "the log itself has not signed")
            report.signatures_valid = False
            return None
        names = [n for n, key in policy.witnesses.items() if (key.name, key.key_id) in signed]
        report.witnesses = len(names)
        report.quorum = policy.is_met(frozenset(names))
        if not report.quorum:
            self.problems.add(CHECKPOINT, Fault.QUORUM_MISSING, "too few witnesses have signed")
        try:
            checkpoint = parse_checkpoint(opened.text)
        except VerificationError as error:
            self.problems.add(CHECKPOINT, Fault.ROOT_WRONG, error)
            return None
        report.origin, report.size = checkpoint.origin, checkpoint.size
        report.root = base64.b64encode(checkpoint.root).decode()
        return checkpoint

    def _agree(self, manifest: Manifest | None, checkpoint: Checkpoint) -> None:
        """Hold the manifest against the checkpoint: one tree, named twice."""
        if manifest is not None and (manifest.origin, manifest.size, manifest.root) != (
            checkpoint.origin,
            checkpoint.size,
            checkpoint.root,
        ):
            what = "speaks of another tree than the checkpoint"
            self.problems.add(MANIFEST, Fault.MANIFEST_WRONG, what)

    # 4

    def _accounted_for(self, size: int, listed: dict[str, FileMark] | None) -> bool:
        """Say whether it is worth going on: there are enough files for a tree of this size."""
        if size // WIDTH > len(self.shelf.paths):
            what = f"{len(self.shelf.paths)} files cannot hold {size} entries"
            self.problems.add(CHECKPOINT, Fault.TOO_FEW_FILES, what)
            return False
        wanted = {CHECKPOINT, SM3_CHECKPOINT, POLICY, LOTS, BIDS}
        wanted |= {place.path() for place in tile_places(size)}
        wanted |= {place.path() for place in bundle_places(size)}
        for path in sorted(wanted - self.shelf.paths):
            self.shelf.miss(path)
        known = self.shelf.paths if listed is None else listed.keys()
        for path in sorted(known - wanted - {MANIFEST, FILES}):
            self.problems.add(path, Fault.FILE_UNEXPECTED, "no file of an export of this size")
        return True

    # 5, 6, 7, 8

    def _entries(self, checkpoint: Checkpoint, policy: Policy) -> None:
        """Go through all bundles once, each read once; the stopwatch keeps the SM3 tree apart."""
        nanos, begun, in_sm3 = self.trust.nanos, self.trust.nanos(), 0
        problems, size = self.problems, checkpoint.size
        keys = [str(key) for key in (*self._log_keys(policy), *self._sm2_keys(policy))]
        counting = self.trust.aside(Meaning(checkpoint.origin, keys), size)
        tree, sm3 = TreeCount(SHA256, self._tile), TreeCount(SM3)
        is_whole = True
        for place in bundle_places(size):
            problems.step(place.number, Step.BUNDLE)
            data = self._bundle(place)
            counting.take(data)
            is_whole = is_whole and bool(data)
            if not is_whole:
                continue  # what follows a gap would only repeat that there is one
            problems.step(place.number, Step.TREE)
            tree.add(data)
            entered = nanos()
            sm3.add(data)
            in_sm3 += nanos() - entered
        counted = counting.finish()
        problems.join(counted.found, counted.problems)
        self._root(tree, checkpoint)
        self._table(BIDS, counted.bids)
        self._table(LOTS, counted.lots)
        self.report.auctions_recomputed = counted.auctions
        self.report.sandbox = counted.is_sandbox
        entered = nanos()
        self._sm3(checkpoint, sm3, self._sm2_keys(policy))
        in_sm3 += nanos() - entered
        self._rates(nanos() - begun, in_sm3, counted)

    def _rates(self, elapsed: int, in_sm3: int, counted: Counted) -> None:
        """Say how fast it went, the SM3 tree apart.

        Beside another process the SM3 tree costs only what that one had to wait for it: never is
        more taken off than the time in which the other had nothing to do.
        """
        report, waited = self.report, counted.waited
        apart = in_sm3 if waited is None else min(in_sm3, waited)
        report.processes = 1 if waited is None else 2
        report.leaves_per_s = _per_s(report.size, elapsed - apart)
        report.sm3_leaves_per_s = _per_s(report.size, in_sm3)

    def _bundle(self, place: TilePlace) -> list[bytes]:
        path = place.path()
        try:
            return decode_bundle(self.shelf.read(path, most=MAX_BUNDLE_BYTES), width=place.width)
        except VerificationError as error:
            self.problems.add(path, Fault.BUNDLE_WRONG, error)
            return []

    def _tile(self, place: TilePlace, expected: bytes) -> None:
        path = place.path()
        if path in self.shelf.paths and self.shelf.read(path, most=TILE_BYTES) != expected:
            self.problems.add(path, Fault.TILE_WRONG, "not the hashes that the entries lead to")

    def _root(self, tree: TreeCount, checkpoint: Checkpoint) -> None:
        root = tree.finish()
        self.report.tree_valid = tree.size == checkpoint.size and root == checkpoint.root
        if not self.report.tree_valid:
            self.problems.add(CHECKPOINT, Fault.ROOT_WRONG, "the entries lead to another root")

    def _table(self, path: str, built: FileMark) -> None:
        found = self.shelf.mark(path)
        if found is not None and found != built:
            self.problems.add(path, Fault.TABLE_WRONG, "not what the entries lead to")

    def _sm3(self, checkpoint: Checkpoint, tree: TreeCount, keys: Sequence[VKey]) -> None:
        root = tree.finish()
        opened = self._open(SM3_CHECKPOINT, keys)
        if opened is None:
            self.report.signatures_valid = False
            return
        try:
            head = parse_checkpoint(opened.text)
        except VerificationError as error:
            self.problems.add(SM3_CHECKPOINT, Fault.SM3_WRONG, error)
            return
        same = Checkpoint(checkpoint.origin + SM3_SUFFIX, checkpoint.size, root)
        self.report.sm3_valid = head == same
        if not self.report.sm3_valid:
            what = "not the head of the same leaves under SM3"
            self.problems.add(SM3_CHECKPOINT, Fault.SM3_WRONG, what)

    # 9

    def _compare(self, listed: dict[str, FileMark] | None) -> None:
        """Hold every file against the list, those too that no other step has read."""
        if listed is None:
            return
        for path in sorted(self.shelf.paths - listed.keys() - {MANIFEST, FILES}):
            self.problems.add(path, Fault.FILE_UNLISTED, "the manifest does not name this file")
        for path, mark in listed.items():
            if path not in self.shelf.paths:
                self.shelf.miss(path)
                continue
            found = self.shelf.mark(path)
            if found is not None and found != mark:
                self.problems.add(path, Fault.FILE_CHANGED, "not the bytes that were listed")


def _per_s(count: int, nanos: int) -> int:
    return count * 1_000_000_000 // nanos if nanos > 0 else 0
