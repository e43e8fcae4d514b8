"""Keys in files: made once, for their owner alone, and never shown."""

from pathlib import Path

import pytest

from mingpai.adapters import keys_file, sm2_libcrypto
from mingpai.adapters.keys_file import FileKeyRing, create
from mingpai.journal.errors import VerificationError
from mingpai.journal.notes import open_note, parse_vkey_line, sign_note, verifier_for
from mingpai.ports import PortError

ORIGIN = "example.org/journal"
NOON = 1_780_000_000

pytestmark = pytest.mark.skipif(
    not sm2_libcrypto.is_available(), reason="no libcrypto with SM2 on this machine"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with new keys."""
    create(tmp_path / "keys", ORIGIN)
    return tmp_path / "keys"


def ring_of(folder: Path) -> FileKeyRing:
    return FileKeyRing(folder, lambda: NOON)


def test_each_key_signs_what_its_line_verifies(folder: Path) -> None:
    """Every signer's note opens with the verifier made from its own vkey line."""
    ring = ring_of(folder)
    names = []
    for signer in (ring.log, ring.receipts, ring.sm2):
        vkey = parse_vkey_line(signer.vkey)
        note = sign_note("text\n", [signer])
        opened = open_note(note, [verifier_for(vkey, sm2=sm2_libcrypto.verify)])
        assert opened.text == "text\n"
        names.append(vkey.name)
    assert names == [ORIGIN, f"{ORIGIN}/receipts", f"{ORIGIN}/sm3"]
    assert len(ring.command_secret) == 32


def test_keys_are_the_same_whenever_they_are_loaded(folder: Path) -> None:
    """What is loaded twice is one and the same; what is made twice is not."""
    one, two = ring_of(folder), ring_of(folder)
    assert (one.log.vkey, one.receipts.vkey, one.sm2.vkey) == (
        two.log.vkey,
        two.receipts.vkey,
        two.sm2.vkey,
    )
    assert one.command_secret == two.command_secret
    create(folder.parent / "other", ORIGIN)
    other = ring_of(folder.parent / "other")
    assert other.log.vkey != one.log.vkey
    assert other.command_secret != one.command_secret


def test_keys_are_never_overwritten(folder: Path) -> None:
    """A second `create` in the same folder is refused and changes nothing."""
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(PortError, match="never overwritten"):
        create(folder, ORIGIN)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_keys_are_for_their_owner_alone(folder: Path) -> None:
    """Files have mode 0600 in a folder of 0700; one that others may read is refused."""
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    (folder / keys_file.FILES[0]).chmod(0o644)
    with pytest.raises(PortError, match="others may read it"):
        ring_of(folder)


@pytest.mark.parametrize("mode", [0o755, 0o710, 0o777, 0o701])
def test_a_folder_that_others_may_enter_is_refused(folder: Path, mode: int) -> None:
    """The text says how to close it; closed again, the keys are loaded."""
    folder.chmod(mode)
    with pytest.raises(PortError, match=f"chmod 700 {folder}"):
        ring_of(folder)
    folder.chmod(0o700)
    assert ring_of(folder).origin == ORIGIN


def test_a_missing_folder_of_keys_is_named(tmp_path: Path) -> None:
    """Keys that are all gone are said to be gone."""
    with pytest.raises(PortError, match="bring the folder back"):
        ring_of(tmp_path / "keys")


@pytest.mark.parametrize("name", keys_file.FILES)
def test_a_missing_or_damaged_key_is_an_error(folder: Path, name: str) -> None:
    """Each file that is gone is named; one that is cut short is not taken for a key."""
    path = folder / name
    content = path.read_bytes()
    path.write_bytes(content[:5] if name != "origin" else b"a b")
    with pytest.raises((PortError, VerificationError)):
        ring_of(folder)
    path.unlink()
    with pytest.raises(PortError, match=name):
        ring_of(folder)


def test_a_name_that_cannot_be_a_keys_is_refused(tmp_path: Path) -> None:
    """An origin with spaces or a plus sign makes no keys."""
    with pytest.raises(VerificationError):
        create(tmp_path / "keys", "a b+c")
    assert not (tmp_path / "keys").exists()


def test_a_place_that_cannot_hold_keys_is_named(tmp_path: Path) -> None:
    """A file in the folder's place is reported with its path."""
    (tmp_path / "file").touch()
    with pytest.raises(PortError, match="make keys in"):
        create(tmp_path / "file" / "keys", ORIGIN)


def test_no_secret_is_shown(folder: Path) -> None:
    """Ring and signers show nothing of their keys."""
    ring = ring_of(folder)
    secrets = [(folder / name).read_bytes() for name in keys_file.FILES if name != "origin"]
    for shown in (repr(ring), repr(ring.log), repr(ring.sm2), str(vars(ring))):
        for secret in secrets:
            assert secret.hex() not in shown
            assert repr(secret) not in shown.replace(repr(ring.command_secret), "")
    assert repr(ring.command_secret) not in repr(ring)
