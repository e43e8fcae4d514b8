"""A policy says whose signatures count, and nobody counts twice."""

from collections.abc import Callable
from itertools import combinations
from typing import Any

import pytest

from mingpai.journal.errors import VerificationError
from mingpai.journal.notes import (
    COSIGNATURE,
    EXTERNAL,
    new_vkey,
    open_note,
    sign_note,
    verifier_for,
)
from mingpai.journal.policy import MAX_LINES, parse_policy, print_policy

BODIES = ("court", "procuratorate", "pboc", "cac", "samr")
type_of_maker = Callable[..., Any]


@pytest.fixture
def lines(signer: type_of_maker) -> dict[str, str]:
    """Return the lines of the policy that the formats note gives, by their first two words."""
    found = {"log": f"log {signer('journal.example').vkey}"}
    for body in BODIES:
        found[body] = f"witness {body} {signer(f'{body}.example', COSIGNATURE).vkey}"
    found["group"] = f"group supervisors 3 {' '.join(BODIES)}"
    found["quorum"] = "quorum supervisors"
    return found


def text_of(lines: dict[str, str], **changed: str) -> str:
    return "".join(f"{line}\n" for line in (lines | changed).values())


def test_three_of_five_bodies_are_a_quorum(lines: dict[str, str]) -> None:
    """Any three witnesses meet the policy, no two do, and strangers add nothing."""
    policy = parse_policy(text_of(lines))
    for count in range(6):
        for names in combinations(BODIES, count):
            assert policy.is_met(frozenset(names)) is (count >= 3)
            assert policy.is_met(frozenset(names) | {"stranger", "supervisors"}) is (count >= 3)


def test_a_policy_is_read_as_it_is_printed(lines: dict[str, str]) -> None:
    """The file comes back character for character."""
    text = text_of(lines)
    assert print_policy(parse_policy(text)) == text


def test_spaces_comments_and_addresses_change_nothing(lines: dict[str, str]) -> None:
    """Tabs, empty lines, comments and the addresses of logs and witnesses are read over."""
    dressed = text_of(
        lines,
        log=f"# 注释\n\n \t# more\n \t{lines['log']}  https://journal.example/ \t",
        court=lines["court"].replace(" ", "\t ") + " https://court.example/submit",
        quorum="quorum\tsupervisors\n\n#end",
    )
    assert parse_policy(dressed) == parse_policy(text_of(lines))


def test_groups_of_groups(lines: dict[str, str]) -> None:
    """All of a pair of groups must be met: two of three, and any of two."""
    nested = "group a 2 court procuratorate pboc\ngroup b any cac samr\ngroup both all a b"
    policy = parse_policy(text_of(lines, group=nested, quorum="quorum both"))
    assert policy.is_met(frozenset({"court", "pboc", "samr"}))
    assert not policy.is_met(frozenset({"court", "procuratorate", "pboc"}))
    assert not policy.is_met(frozenset({"court", "cac", "samr"}))
    assert parse_policy(print_policy(policy)) == policy


def test_a_long_chain_of_groups_is_counted(lines: dict[str, str]) -> None:
    """As many groups within groups as a file can hold neither fail nor overflow."""
    chain = ["group g0 all court"] + [f"group g{n} any g{n - 1}" for n in range(1, 900)]
    policy = parse_policy(text_of(lines, group="\n".join(chain), quorum="quorum g899"))
    assert policy.is_met(frozenset({"court"}))
    assert not policy.is_met(frozenset({"cac"}))


def test_no_quorum_and_a_single_witness(lines: dict[str, str]) -> None:
    """`none` asks for nobody; a witness's name asks for that witness."""
    assert parse_policy(text_of(lines, quorum="quorum none")).is_met(frozenset())
    alone = parse_policy(text_of(lines, group="# none", quorum="quorum cac"))
    assert alone.is_met(frozenset({"cac"}))
    assert not alone.is_met(frozenset({"court", "pboc"}))


def test_verified_lines_are_named(lines: dict[str, str], signer: type_of_maker) -> None:
    """From an opened note the policy tells which of its witnesses have signed."""
    policy = parse_policy(text_of(lines))
    log, court = signer("journal.example"), signer("court.example", COSIGNATURE)
    note = sign_note("a\n", [log, court, signer("samr.example", COSIGNATURE)])
    opened = open_note(note, [verifier_for(log.key), verifier_for(court.key)])
    assert policy.signers(opened.verified) == {"court"}


def test_an_sm2_key_may_stand_for_log_and_witness(lines: dict[str, str]) -> None:
    """The log's second key and a witness with national cryptography are read."""
    first, second = (str(new_vkey("n", EXTERNAL, b"\x04" + bytes([n]) * 64)) for n in (1, 2))
    text = text_of(lines, log=f"{lines['log']}\nlog {first}", cac=f"witness cac {second}")
    policy = parse_policy(text)
    assert [key.kind for key in policy.logs] == [1, EXTERNAL]


@pytest.mark.parametrize(
    ("which", "line"),
    [
        ("log", "# none"),
        ("log", "log"),
        ("log", "log key"),
        ("log", "{log}\n{log}"),
        ("log", "{log} https://a https://b"),
        ("log", "{log}\nsignature x"),
        ("court", "witness none {court_key}"),
        ("court", "witness procuratorate {court_key}"),
        ("court", "witness court {log_key}"),
        ("court", "{court}\nwitness again {court_key}"),
        ("court", "{court}\nlog {court_key}"),
        ("court", "# none"),
        ("group", "group supervisors 3"),
        ("group", "group supervisors 0 court cac"),
        ("group", "group supervisors 3 court cac"),
        ("group", "group supervisors -1 court cac"),
        ("group", "group supervisors 02 court cac"),
        ("group", "group supervisors ２ court cac"),
        ("group", "group supervisors most court cac"),
        ("group", "group supervisors " + "9" * 5000 + " court cac"),
        ("group", "group supervisors 2 court court"),
        ("group", "group supervisors 1 none"),
        ("group", "group supervisors 1 later\ngroup later 1 court"),
        ("group", "group supervisors 1 supervisors"),
        ("group", "group a 1 court\ngroup supervisors 1 court"),
        ("group", "group court 1 cac"),
        ("quorum", "# none"),
        ("quorum", "quorum"),
        ("quorum", "quorum somebody"),
        ("quorum", "quorum none\nquorum none"),
        ("quorum", "quorum supervisors\u00a0"),
        ("quorum", "quorum supervisors\r"),
        ("quorum", "quorum supervisors\x7f"),
        ("quorum", "quorum \ud800"),
        ("quorum", "quorum none" + "\n#" * MAX_LINES),
    ],
)
def test_another_form_is_no_policy(lines: dict[str, str], which: str, line: str) -> None:
    """A missing, repeated, later, misspelt or ambiguous line is refused."""
    line = (
        line.replace("{log}", lines["log"])
        .replace("{log_key}", lines["log"].removeprefix("log "))
        .replace("{court}", lines["court"])
        .replace("{court_key}", lines["court"].removeprefix("witness court "))
    )
    with pytest.raises(VerificationError):
        parse_policy(text_of(lines, **{which: line}))


def test_a_policy_ends_with_its_last_line(lines: dict[str, str]) -> None:
    """A file that was cut off within a line is refused, and so is an empty one."""
    for text in ("", text_of(lines)[:-1]):
        with pytest.raises(VerificationError, match="end with a newline"):
            parse_policy(text)


def test_the_wrong_line_is_named(lines: dict[str, str]) -> None:
    """The error says which line of the file is wrong."""
    with pytest.raises(VerificationError, match="policy line 7"):
        parse_policy(text_of(lines, group="group x 9 court"))
