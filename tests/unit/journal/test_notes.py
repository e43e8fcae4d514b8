"""Signed notes are read strictly, and nothing is signed unless a known key says so."""

import base64
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingpai.journal.errors import VerificationError
from mingpai.journal.notes import (
    COSIGNATURE,
    ED25519,
    EXTERNAL,
    MAX_NAME_BYTES,
    MAX_NOTE_BYTES,
    MAX_SIGNATURES,
    SM2_LABEL,
    Note,
    SignatureLine,
    Sm2Verifier,
    VKey,
    check_key_name,
    decode_base64,
    key_id_of,
    new_vkey,
    open_note,
    parse_note,
    parse_vkey_line,
    print_note,
    sign_note,
    sm2_message,
    utf8,
    verifier_for,
)

TEXT = "a note\n\nof three lines\n"
SPEC_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
SPEC_NOTE = (
    "This is an example message.\n\n"
    "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXm"
    "RKuwHjG1Yu72IneyaQM=\n"
)
POINT = b"\x04" + bytes(range(64))
NAMES = st.text(
    st.characters(min_codepoint=33, exclude_categories=["Cs", "Cc", "Z"], exclude_characters="+"),
    min_size=1,
    max_size=30,
)
LINES = st.builds(SignatureLine, NAMES, st.binary(min_size=4, max_size=4), st.binary(min_size=1))
TEXTS = st.text(
    st.characters(min_codepoint=32, exclude_categories=["Cs"]) | st.just("\n"), max_size=60
).map(lambda text: text + "\n")
type_of_signer = Callable[..., Any]


def line_of(signer: Any, text: str = TEXT) -> str:
    return sign_note(text, [signer]).removeprefix(text + "\n")


def test_the_specifications_example_verifies() -> None:
    """The published key opens the published note, and no altered text."""
    opened = open_note(SPEC_NOTE, [verifier_for(parse_vkey_line(SPEC_KEY))])
    assert opened.text == "This is an example message.\n"
    assert [line.name for line in opened.verified] == ["example.com/foo"]
    with pytest.raises(VerificationError, match="is wrong"):
        open_note(
            SPEC_NOTE.replace("message", "massage"), [verifier_for(parse_vkey_line(SPEC_KEY))]
        )


@given(TEXTS, st.lists(LINES, min_size=1, max_size=20))
def test_a_note_is_read_as_it_is_printed(text: str, lines: list[SignatureLine]) -> None:
    """Text with empty lines and any number of signature lines comes back the same."""
    note = Note(text, tuple(lines))
    printed = print_note(note)
    assert parse_note(printed) == note
    assert print_note(parse_note(printed)) == printed


GOOD = print_note(Note(TEXT, (SignatureLine("k", b"1234", b"s"),)))


@pytest.mark.parametrize(
    "data",
    [
        "",
        "\n",
        TEXT,
        TEXT + "\n",
        GOOD[:-1],
        GOOD + "\n",
        GOOD.replace("—", "-"),
        GOOD.replace("—", "–"),
        GOOD.replace("— k ", "—  k "),
        GOOD.replace("— k ", "— k  "),
        GOOD.replace("— k ", "— k+ "),
        GOOD.replace("— k ", "— "),
        GOOD.replace("— k ", "— k\u00a0"),
        GOOD.replace("a note", "a\tnote"),
        GOOD.replace("a note\n", "a note\r\n"),
        GOOD.replace("a note", "a\x00note"),
        GOOD.replace("a note", "a\ud800note"),
        GOOD.replace("MTIzNHM=", "MTIzNHM"),
        GOOD.replace("MTIzNHM=", "MTIzNHN="),
        GOOD.replace("MTIzNHM=", "MTIz NHM="),
        GOOD.replace("MTIzNHM=", "MTIzNHM=\u3000"),
        GOOD.replace("MTIzNHM=", "MTIzNA=="),
        GOOD.replace("MTIzNHM=", "MTIz"),
        GOOD.replace("MTIzNHM=", "é==="),
        GOOD.replace("MTIzNHM=", ""),
        TEXT + "\n" + "— k MTIzNHM=\n" * (MAX_SIGNATURES + 1),
        "x" * MAX_NOTE_BYTES + "\n\n— k MTIzNHM=\n",
    ],
)
def test_another_form_is_no_note(data: str) -> None:
    """Other dashes, spaces, control characters, base64, lengths or counts are refused."""
    with pytest.raises(VerificationError):
        parse_note(data)


def test_a_hundred_signature_lines_are_read() -> None:
    """Many more than the sixteen lines that a reader must accept are accepted."""
    assert len(parse_note(TEXT + "\n" + "— k MTIzNHM=\n" * MAX_SIGNATURES).lines) == MAX_SIGNATURES


def test_known_lines_are_verified_and_unknown_ones_are_counted(signer: type_of_signer) -> None:
    """The log and a witness are checked, a stranger's line is ignored and counted."""
    log, witness, stranger = signer("log"), signer("court", COSIGNATURE), signer("stranger")
    note = sign_note(TEXT, [log, stranger, witness])
    opened = open_note(note, [verifier_for(one.key) for one in (log, witness)])
    assert opened.text == TEXT
    assert [line.name for line in opened.verified] == ["log", "court"]
    assert opened.unknown == 1


def test_a_wrong_signature_by_a_known_key_spoils_the_note(signer: type_of_signer) -> None:
    """One known key whose signature is wrong outweighs another whose signature is right."""
    log, witness = signer("log"), signer("court", COSIGNATURE)
    keys = [verifier_for(one.key) for one in (log, witness)]
    bad = line_of(witness, "other\n")
    with pytest.raises(VerificationError, match="signature of court is wrong"):
        open_note(sign_note(TEXT, [log]) + bad, keys)


@pytest.mark.parametrize("kind", [ED25519, COSIGNATURE])
@pytest.mark.parametrize("signature", [b"x", b"x" * 8, b"x" * 9, b"x" * 64, b"x" * 72, b"x" * 200])
def test_a_signature_of_any_length_is_wrong_and_no_more(
    signer: type_of_signer, kind: int, signature: bytes
) -> None:
    """A known key's signature that is too short, too long or noise is wrong."""
    key: VKey = signer("log", kind).key
    note = print_note(Note(TEXT, (SignatureLine("log", key.key_id, signature),)))
    with pytest.raises(VerificationError, match="is wrong"):
        open_note(note, [verifier_for(key)])


def test_nothing_is_valid_without_a_known_key(signer: type_of_signer) -> None:
    """Without keys, or with none that signed, a note proves nothing."""
    note = sign_note(TEXT, [signer("log")])
    for keys in ([], [verifier_for(signer("other").key)]):
        with pytest.raises(VerificationError, match="no signature by a known key"):
            open_note(note, keys)


def test_a_repeated_line_counts_once(signer: type_of_signer) -> None:
    """A key that signed twice is one signer; what follows its right line is not looked at."""
    log = signer("log")
    note = sign_note(TEXT, [log, log]) + line_of(log, "other\n")
    opened = open_note(note, [verifier_for(log.key)])
    assert len(opened.verified) == 1
    assert opened.unknown == 0


def test_keys_that_cannot_be_told_apart_are_refused(signer: type_of_signer) -> None:
    """Two keys of one name and one id make every line ambiguous; one given twice too."""
    log = signer("log")
    with pytest.raises(VerificationError, match="have one id"):
        open_note(sign_note(TEXT, [log]), [verifier_for(log.key), verifier_for(log.key)])


def test_a_witness_signs_text_and_time(signer: type_of_signer) -> None:
    """A cosignature whose time was changed is wrong."""
    witness = signer("court", COSIGNATURE)
    key: VKey = witness.key
    (line,) = parse_note(sign_note(TEXT, [witness])).lines
    assert verifier_for(key).verify(TEXT.encode(), line.signature)
    later = (int.from_bytes(line.signature[:8], "big") + 1).to_bytes(8, "big")
    assert not verifier_for(key).verify(TEXT.encode(), later + line.signature[8:])


def test_an_sm2_line_is_checked_by_what_is_given() -> None:
    """The SM2 verifier hands point, label with time and text, and the DER to the function."""
    calls: list[tuple[bytes, bytes, bytes]] = []

    def verify(point: bytes, message: bytes, signature: bytes) -> bool:
        calls.append((point, message, signature))
        return signature == b"right"

    key = new_vkey("log/sm3", EXTERNAL, POINT)
    verifier = verifier_for(key, sm2=verify)
    assert isinstance(verifier, Sm2Verifier)
    assert (verifier.name, verifier.key_id) == ("log/sm3", key.key_id)
    assert verifier.verify(TEXT.encode(), (7).to_bytes(8, "big") + b"right")
    assert not verifier.verify(TEXT.encode(), (7).to_bytes(8, "big") + b"wrong")
    assert not verifier.verify(TEXT.encode(), b"x" * 8)
    message = b"sm2-sm3-cosignature/v1\ntime 7\n" + TEXT.encode()
    assert calls[0] == (POINT, message, b"right")
    assert sm2_message(7, TEXT.encode()) == message
    with pytest.raises(VerificationError, match="no library for SM2"):
        verifier_for(key)


@pytest.mark.parametrize(
    ("kind", "key"), [(ED25519, b"k" * 32), (COSIGNATURE, b"k" * 32), (EXTERNAL, POINT)]
)
def test_a_verification_key_is_read_as_it_is_printed(kind: int, key: bytes) -> None:
    """A key line of each type comes back the same."""
    vkey = new_vkey("journal.example/2026", kind, key)
    assert parse_vkey_line(str(vkey)) == vkey
    assert (vkey.kind, vkey.key) == (kind, key)


def test_a_keys_id_is_computed_over_all_that_its_line_holds() -> None:
    """Any reader that hashes name, newline and the line's bytes finds the id, SM2 included."""
    for vkey in (new_vkey("n", EXTERNAL, POINT), parse_vkey_line(SPEC_KEY)):
        name, hex_id, body = str(vkey).split("+", 2)
        data = base64.b64decode(body)
        assert key_id_of(name, vkey.kind, vkey.key).hex() == hex_id
        assert data.startswith(bytes([vkey.kind]))
    assert base64.b64decode(str(new_vkey("n", EXTERNAL, POINT)).split("+", 2)[2]) == (
        b"\xff" + SM2_LABEL + POINT
    )


def test_one_key_has_another_id_for_each_use() -> None:
    """The same bytes as a log's and as a witness's key cannot be taken for one another."""
    assert key_id_of("n", ED25519, b"k" * 32) != key_id_of("n", COSIGNATURE, b"k" * 32)
    assert key_id_of("n", ED25519, b"k" * 32) != key_id_of("m", ED25519, b"k" * 32)


def relined(body: bytes, name: str = "n") -> str:
    return f"{name}+00000000+{base64.b64encode(body).decode()}"


@pytest.mark.parametrize(
    "line",
    [
        "",
        "name",
        "name+00000000",
        "name+00000000+",
        "name+00000000+AA",
        SPEC_KEY.replace("530d903a", "530d903b"),
        SPEC_KEY.replace("530d903a", "530D903A"),
        SPEC_KEY.replace("example", "examp1e"),
        SPEC_KEY + "\n",
        " " + SPEC_KEY,
        relined(b"\x01" + b"k" * 31),
        relined(b"\x02" + b"k" * 32),
        relined(b"\x06" + b"k" * 1312),
        relined(b"\xff" + POINT),
        relined(b"\xff" + SM2_LABEL + POINT[:-1]),
        relined(b"\x01" + b"k" * 32, name="n m"),
        relined(b"\x01" + b"k" * 32, name="n\ud800"),
    ],
)
def test_another_form_is_no_verification_key(line: str) -> None:
    """A wrong id, type, length, name or spelling is refused."""
    with pytest.raises(VerificationError):
        parse_vkey_line(line)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\nb", "a\x01b", "a\u3000b", "a\u2003"])
def test_a_keys_name_has_no_spaces_or_plus_signs(name: str) -> None:
    """An empty name, any Unicode space, a plus sign or a control character is refused."""
    with pytest.raises(VerificationError, match="key name"):
        check_key_name(name)


def test_a_keys_name_is_bounded() -> None:
    """As many bytes as a name may have are taken, in any script, and one more is refused."""
    for most in ("a" * MAX_NAME_BYTES, "王" * (MAX_NAME_BYTES // 3)):
        check_key_name(most)
        with pytest.raises(VerificationError, match="256 bytes"):
            check_key_name(most + "a")


def test_texts_from_outside_must_be_unicode() -> None:
    """A lone surrogate is refused as what does not prove anything."""
    assert utf8("价", "name") == "价".encode()
    with pytest.raises(VerificationError, match="name: no Unicode"):
        utf8("\ud800", "name")


@given(st.binary())
def test_base64_has_one_spelling(data: bytes) -> None:
    """What is encoded is decoded, and padding may neither be left out nor added."""
    text = base64.b64encode(data).decode()
    assert decode_base64(text, "t") == data
    for other in {text + "=", text + "\n", " " + text, text.rstrip("=")} - {text}:
        with pytest.raises(VerificationError):
            decode_base64(other, "t")
