"""Claims about the verification of a whole export."""

import base64
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mingpai.adapters import sm2_libcrypto
from mingpai.audit.manifest import FILES, MANIFEST
from mingpai.audit.report import Report
from mingpai.audit.tables import BIDS, LOTS
from mingpai.audit.verify import (
    CHECKPOINT,
    POLICY,
    SM3_CHECKPOINT,
    NoExport,
    Trust,
    verify,
)
from mingpai.bench.sample_journal import Size, new_source, write_sample
from mingpai.journal.checkpoint import Checkpoint, parse_checkpoint, print_checkpoint
from mingpai.journal.merkle import SHA256
from mingpai.journal.notes import (
    COSIGNATURE,
    ED25519,
    cosigned_message,
    new_vkey,
    parse_note,
    parse_vkey_line,
    sign_note,
)
from mingpai.journal.policy import Group, Policy, parse_policy, print_policy
from mingpai.service.export import Source, export

pytestmark = pytest.mark.slow

Files = dict[str, bytes]
Examine = Callable[..., Report]
Faults = Callable[[Report], set[str]]
KINDS = [MANIFEST, FILES, CHECKPOINT, SM3_CHECKPOINT, POLICY, LOTS, BIDS]
TREE = ["tile/0/000", "tile/0/002.p", "tile/1/000.p", "tile/entries/001", "tile/entries/002.p"]


class Witness:
    """Signs checkpoints with a timestamp, as another authority would."""

    def __init__(self, name: str) -> None:
        """Make a key."""
        self._key = Ed25519PrivateKey.generate()
        public = self._key.public_key().public_bytes_raw()
        self.vkey = str(new_vkey(name, COSIGNATURE, public))

    def sign(self, message: bytes) -> bytes:
        """Return time and signature."""
        return (7).to_bytes(8, "big") + self._key.sign(cosigned_message(7, message))


class Sink:
    """Keeps what is exported."""

    def __init__(self) -> None:
        """Begin empty."""
        self.files: Files = {}

    def append(self, path: str, piece: bytes) -> None:
        """Add to a file."""
        self.files[path] = self.files.get(path, b"") + piece

    def finish(self) -> None:
        """Take no note."""


def path_of(files: Files, beginning: str) -> str:
    """Return the one path that begins so."""
    (found,) = [path for path in files if path.startswith(beginning)]
    return found


def flipped(data: bytes, at: int, by: int = 1) -> bytes:
    """Return data with one byte changed."""
    return data[:at] + bytes([data[at] ^ by]) + data[at + 1 :]


def test_a_sound_export_is_valid(sound: Files, examine: Examine) -> None:
    """A sound export is valid, and the report says what was examined and how far it is pinned."""
    report = examine(sound)
    assert report.problems == []
    assert report.is_valid
    assert report.size > 512
    assert len(base64.b64decode(report.root)) == 32
    assert report.auctions_recomputed == 8
    assert report.leaves_per_s > 0
    assert report.sm3_leaves_per_s > 0
    assert not report.pinned
    assert report.files == len(sound)
    assert report.draws_recomputed == 0
    assert (report.quorum, report.quorum_asked, report.witnesses) == (True, False, 0)


def test_a_pinned_key_is_told_apart(source: Source, sound: Files, examine: Examine) -> None:
    """With the log's key from outside the export is valid and pinned."""
    report = examine(sound, vkey=parse_vkey_line(source.ring.log.vkey))
    assert report.is_valid
    assert report.pinned


def test_another_log_is_not_the_pinned_one(
    sound: Files, examine: Examine, source: Source, faults: Faults
) -> None:
    """An export that is sound under its own key is worth nothing under another pinned key."""
    other = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    report = examine(sound, vkey=new_vkey(source.origin, ED25519, other))
    assert not report.is_valid
    assert not report.signatures_valid
    assert "signature_wrong" in faults(report)


@pytest.mark.parametrize("beginning", [*KINDS, *TREE])
@pytest.mark.parametrize("place", [0, 1, 33, -2, -1])
@pytest.mark.parametrize("by", [0x01, 0x80])
def test_one_changed_byte_is_found(
    sound: Files, examine: Examine, beginning: str, place: int, by: int
) -> None:
    """One changed byte at the beginning, inside or at the end of any kind of file is a problem."""
    path = path_of(sound, beginning) if beginning in TREE else beginning
    data = sound[path]
    report = examine({**sound, path: flipped(data, place % len(data), by)})
    assert not report.is_valid
    assert report.problems_total > 0


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_any_changed_byte_is_found(data: st.DataObject, sound: Files, examine: Examine) -> None:
    """Whichever byte of whichever file is changed, and however, the export is not valid."""
    path = data.draw(st.sampled_from(sorted(sound)))
    at = data.draw(st.integers(0, len(sound[path]) - 1))
    by = data.draw(st.integers(1, 255))
    assert not examine({**sound, path: flipped(sound[path], at, by)}).is_valid


@pytest.mark.parametrize("damage", ["missing", "empty", "shorter", "longer", "doubled"])
def test_a_file_of_another_length_is_found(sound: Files, examine: Examine, damage: str) -> None:
    """A missing, emptied, shortened, lengthened or doubled file is a problem that names it."""
    for path, data in sound.items():
        files = dict(sound)
        changed = {
            "empty": b"",
            "shorter": data[:-1],
            "longer": data + b"\n",
            "doubled": data + data,
        }
        if damage == "missing":
            del files[path]
        else:
            files[path] = changed[damage]
        report = examine(files)
        assert not report.is_valid
        assert any(path in problem.where for problem in report.problems), (path, report.problems)


def test_an_extra_file_is_found(sound: Files, examine: Examine, faults: Faults) -> None:
    """A file that nothing accounts for is a problem, whatever it is called."""
    for path in ("readme", "tile/0/999", ".hidden", "tile/entries/x", "\udcff"):
        report = examine({**sound, path: b"x"})
        assert faults(report) == {"file_unlisted"}


def test_a_listed_file_that_does_not_belong_is_found(
    sound: Files, examine: Examine, resealed: Callable[[Files], Files], faults: Faults
) -> None:
    """A file that is listed and signed but is none of an export of this size is a problem."""
    report = examine(resealed({**sound, "tile/0/900": b"x"}))
    assert faults(report) == {"file_unexpected"}


def test_two_files_exchanged_are_found(sound: Files, examine: Examine) -> None:
    """Any two files with each other's content are a problem."""
    paths = sorted(sound)
    for one, other in zip(paths, paths[1:] + paths[:1], strict=True):
        assert not examine({**sound, one: sound[other], other: sound[one]}).is_valid


@pytest.mark.parametrize("kind", KINDS[2:])
def test_no_damage_is_hidden_by_signing_again(
    sound: Files,
    examine: Examine,
    resealed: Callable[[Files], Files],
    faults: Faults,
    kind: str,
) -> None:
    """Where the log lists and signs a changed file itself, another step than the list finds it."""
    where = len(sound[kind]) // 2 if kind != POLICY else len("log mingp")
    if kind == CHECKPOINT:
        where = len(sound[kind]) - 10
    report = examine(resealed({**sound, kind: flipped(sound[kind], where)}))
    assert not report.is_valid
    assert "file_changed" not in faults(report)


@pytest.mark.parametrize("beginning", TREE)
def test_a_changed_tile_is_found_by_the_tree(
    sound: Files,
    examine: Examine,
    resealed: Callable[[Files], Files],
    faults: Faults,
    beginning: str,
) -> None:
    """A tile or a bundle that was changed and listed anew contradicts the other files."""
    path = path_of(sound, beginning)
    report = examine(resealed({**sound, path: flipped(sound[path], 40)}))
    assert faults(report) & {"tile_wrong", "bundle_wrong", "root_wrong", "entry_wrong"}


def test_a_broken_bundle_is_named_once(
    sound: Files, examine: Examine, resealed: Callable[[Files], Files], faults: Faults
) -> None:
    """A bundle that is cut off is named, and what follows it is not blamed for the gap."""
    path = path_of(sound, "tile/entries/000")
    report = examine(resealed({**sound, path: sound[path][:-1]}))
    named = [problem.where for problem in report.problems if problem.code == "bundle_wrong"]
    assert named == [path]
    assert "tile_wrong" not in faults(report)
    assert not report.tree_valid


def test_what_is_no_export_is_not_verified() -> None:
    """Files without manifest, checkpoint and policy are no export, and that is not a verdict."""
    with pytest.raises(NoExport):
        verify(_Only({"a": b""}), Trust(nanos=lambda: 0))


class _Only:
    """Files of which none can be read, though all are listed."""

    def __init__(self, files: Files) -> None:
        """Keep the names."""
        self._names = list(files)

    def paths(self) -> list[str]:
        """List the names."""
        return self._names

    def pieces(self, path: str) -> Any:
        """Refuse."""
        raise PermissionError(path)


def test_unreadable_files_are_problems(sound: Files, faults: Faults) -> None:
    """An export of which no file can be read is not valid, and every reason is told."""
    report = verify(_Only(sound), Trust(nanos=lambda: 0))
    assert not report.is_valid
    assert faults(report) == {"file_unreadable", "policy_wrong"}


def test_unreadable_tiles_are_problems(sound: Files, faults: Faults) -> None:
    """An export of which only the tiles cannot be read is not valid."""

    class Partly(_Only):
        def pieces(self, path: str) -> Any:
            if path.startswith("tile/"):
                raise PermissionError(path)
            yield sound[path]

    report = verify(Partly(sound), Trust(nanos=lambda: 0, sm2=sm2_libcrypto.verify))
    assert "file_unreadable" in faults(report)
    assert report.leaves_per_s == 0


def test_without_sm2_nothing_is_called_valid(
    sound: Files, examine: Examine, faults: Faults
) -> None:
    """Where SM2 signatures cannot be checked the SM3 tree's head is a problem, not a skip."""
    report = examine(sound, sm2=None)
    assert faults(report) == {"signature_wrong"}
    assert not report.signatures_valid
    assert not report.is_valid


def test_a_size_without_files_is_not_counted_out(
    source: Source, sound: Files, examine: Examine, resealed: Callable[[Files], Files]
) -> None:
    """A signed size that the files cannot hold ends the examination at once."""
    head = Checkpoint(source.origin, 2**52, b"r" * 32)
    note = sign_note(print_checkpoint(head), [source.ring.log]).encode()
    report = examine(resealed({**sound, CHECKPOINT: note}))
    assert [problem.code for problem in report.problems] == ["too_few_files"]


def test_a_log_that_signs_nonsense_is_found(
    source: Source, sound: Files, examine: Examine, resealed: Callable[[Files], Files]
) -> None:
    """A checkpoint, an SM3 head or a manifest of another shape or tree is a problem."""
    ring = source.ring
    head = parse_checkpoint(parse_note(sound[CHECKPOINT].decode()).text)
    no_head = sign_note("no checkpoint\n", [ring.log]).encode()
    files = {**sound, CHECKPOINT: no_head}
    assert "root_wrong" in {p.code for p in examine(files).problems}
    no_sm3 = sign_note("no checkpoint\n", [ring.sm2]).encode()
    assert "sm3_wrong" in {
        p.code for p in examine(resealed({**sound, SM3_CHECKPOINT: no_sm3})).problems
    }
    other = Checkpoint(f"{source.origin}/sm3", head.size, head.root)
    wrong_root = sign_note(print_checkpoint(other), [ring.sm2]).encode()
    assert "sm3_wrong" in {
        p.code for p in examine(resealed({**sound, SM3_CHECKPOINT: wrong_root})).problems
    }
    for text in (
        "nonsense\n",
        parse_note(sound[MANIFEST].decode()).text.replace("sample", "samples"),
    ):
        manifest = sign_note(text, [ring.log]).encode()
        assert {p.code for p in examine({**sound, MANIFEST: manifest}).problems} == {
            "manifest_wrong"
        }


def test_a_list_that_is_none_is_found(source: Source, sound: Files, examine: Examine) -> None:
    """A signed list that cannot be read, or that is counted wrong, is a problem."""
    text = parse_note(sound[MANIFEST].decode()).text
    lines = text.split("\n")
    lines[4] = "3"
    counted = sign_note("\n".join(lines), [source.ring.log]).encode()
    assert {p.code for p in examine({**sound, MANIFEST: counted}).problems} == {"manifest_wrong"}
    lines = text.split("\n")
    lines[5] = base64.b64encode(hashlib.sha256(b"no list").digest()).decode()
    signed = sign_note("\n".join(lines), [source.ring.log]).encode()
    report = examine({**sound, MANIFEST: signed, FILES: b"no list"})
    assert {p.code for p in report.problems} == {"manifest_wrong"}


def test_an_unsigned_checkpoint_is_found(
    source: Source, sound: Files, examine: Examine, resealed: Callable[[Files], Files]
) -> None:
    """A checkpoint signed by a witness alone is a problem: the log itself must have signed."""
    witness = Witness("court")
    policy = parse_policy(sound[POLICY].decode())
    policy = Policy(policy.logs, {"court": parse_vkey_line(witness.vkey)}, {}, "court")
    text = parse_note(sound[CHECKPOINT].decode()).text
    files = {**sound, POLICY: print_policy(policy).encode()}
    files[CHECKPOINT] = sign_note(text, [witness]).encode()
    assert {p.code for p in examine(resealed(files)).problems} == {"signature_missing"}
    files[CHECKPOINT] = sign_note(text, [source.ring.log, witness]).encode()
    report = examine(resealed(files))
    assert report.is_valid
    assert report.witnesses == 1
    files[CHECKPOINT] = sign_note(text, [source.ring.log]).encode()
    report = examine(resealed(files))
    assert {p.code for p in report.problems} == {"quorum_missing"}
    assert not report.quorum


def test_a_pinned_policy_asks_for_its_own_witnesses(
    source: Source, sound: Files, examine: Examine
) -> None:
    """Under a pinned policy its quorum counts, whatever the export says of itself."""
    court, pboc = Witness("court"), Witness("pboc")
    keys = {"court": parse_vkey_line(court.vkey), "pboc": parse_vkey_line(pboc.vkey)}
    log = (parse_vkey_line(source.ring.log.vkey),)
    policy = Policy(log, keys, {"any": Group("any", 1, ("court", "pboc"))}, "any")
    report = examine(sound, policy=policy)
    assert report.pinned
    assert (report.quorum, report.quorum_asked) == (False, True)
    assert {p.code for p in report.problems} == {"quorum_missing"}


def test_a_line_by_nobody_or_twice_is_found(
    source: Source, sound: Files, examine: Examine, resealed: Callable[[Files], Files]
) -> None:
    """A signature line by an undeclared key, or a second one by the same, is a problem."""
    text = parse_note(sound[CHECKPOINT].decode()).text
    log = source.ring.log
    for signers, fault in (
        ([log, Witness("nobody")], "signature_unknown"),
        ([log, log], "signature_wrong"),
    ):
        note = sign_note(text, signers).encode()
        report = examine(resealed({**sound, CHECKPOINT: note}))
        assert {p.code for p in report.problems} == {fault}


def test_a_pinned_key_outlives_a_broken_policy(
    source: Source, sound: Files, examine: Examine
) -> None:
    """With a pinned key a broken policy is one problem among what else can be said."""
    vkey = parse_vkey_line(source.ring.log.vkey)
    report = examine({**sound, POLICY: b"?"}, vkey=vkey)
    assert {"policy_wrong", "file_changed"} <= {p.code for p in report.problems}
    assert report.tree_valid


def test_a_dishonest_journal_is_found(
    leaves: list[bytes],
    forged: Callable[..., Files],
    altered: Callable[..., bytes],
    examine: Examine,
) -> None:
    """A log that signs a journal with a winner of its own choice is found by the recount."""
    at = next(n for n, leaf in enumerate(leaves) if b"auction.round_sold" in leaf)
    wrong = [*leaves]
    wrong[at] = altered(leaves[at], body={"code": "A1005"})
    report = examine(forged(wrong))
    assert report.tree_valid
    assert report.signatures_valid
    assert {p.code for p in report.problems} >= {"winner_wrong"}
    assert report.problems[0].where == f"entry {at}"
    assert examine(forged(leaves)).is_valid


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        ({"bidder_qualified"}, {"code_not_issued"}),
        ({"round_sold", "confirmation_published"}, {"result_missing"}),
        ({"round_passed_in"}, {"result_missing"}),
    ],
)
def test_entries_that_were_left_out_are_found(  # noqa: PLR0913 - a table of two columns
    kinds: set[str],
    expected: set[str],
    *,
    leaves: list[bytes],
    forged: Callable[..., Files],
    altered: Callable[..., bytes],
    examine: Examine,
) -> None:
    """A log that signs a journal without some of its entries, numbered anew, is found."""
    marks = [f'"kind":"auction.{kind}"'.encode() for kind in kinds]
    kept = [leaf for leaf in leaves if not any(mark in leaf for mark in marks)]
    report = examine(forged([altered(leaf, seq=seq) for seq, leaf in enumerate(kept)]))
    assert report.tree_valid
    assert {problem.code.value for problem in report.problems} == expected


def test_a_small_export_is_valid(tmp_path: Any, examine: Examine) -> None:
    """An export of less than one tile is valid too."""
    small = new_source(tmp_path / "keys")
    write_sample(small, Size(lots=1, bids_per_lot=1))

    sink = Sink()
    export(small, sink)
    assert examine(sink.files).is_valid


def test_an_export_of_no_entries_is_valid(tmp_path: Path, examine: Examine) -> None:
    """A journal that holds nothing yet lacks nothing."""
    empty = new_source(tmp_path / "keys")
    head = print_checkpoint(Checkpoint(empty.origin, 0, SHA256.empty))
    empty.store.save_checkpoint(0, sign_note(head, [empty.ring.log]).encode())
    sink = Sink()
    export(empty, sink)
    report = examine(sink.files)
    assert report.problems == []
    assert report.is_valid
