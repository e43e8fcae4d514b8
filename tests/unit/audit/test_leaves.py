"""Claims about reading leaves of unknown origin."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from mingpai import house
from mingpai.audit.leaves import LeafReader, kind_of
from mingpai.audit.report import Problems
from mingpai.journal.entry import Entry
from mingpai.kernel.canon import canonical
from mingpai.kernel.event import Event, EventKind, Registry, Visibility

Alter = Callable[..., bytes]


ITSELF = "itself"
"""Stands for an entry's own number."""


def notice_place(leaves: list[bytes]) -> int:
    """Return where the first notice stands."""
    return next(n for n, leaf in enumerate(leaves) if b'"kind":"auction.round_announced"' in leaf)


def codes(problems: Problems) -> list[str]:
    """Return the codes so far."""
    return [problem.code.value for problem in problems.listed]


def test_every_kind_is_read_with_its_envelope(
    leaves: list[bytes], reader: LeafReader, problems: Problems
) -> None:
    """A sound bundle is read whole: every field of the envelope, and the kind's name."""
    read = reader.read(0, leaves)
    assert len(read) == len(leaves)
    assert codes(problems) == []
    for leaf, data in zip(read, leaves, strict=True):
        entry = msgspec.json.decode(data, type=Entry)
        assert kind_of(leaf) == entry.kind
        for name in entry.__struct_fields__:
            if name not in ("kind", "body"):
                assert getattr(leaf, name) == getattr(entry, name)


def test_one_bad_leaf_does_not_hide_the_others(
    leaves: list[bytes], reader: LeafReader, problems: Problems
) -> None:
    """A leaf that is no entry is a problem; the others of its bundle are read all the same."""
    read = reader.read(0, [*leaves[:5], b"{", *leaves[6:9]])
    assert [leaf.seq for leaf in read] == [0, 1, 2, 3, 4, 6, 7, 8]
    assert [problem.where for problem in problems.listed] == ["entry 5"]


def test_leaves_are_not_glued_together(
    leaves: list[bytes], reader: LeafReader, problems: Problems
) -> None:
    """Two entries in one leaf and one torn over two are three problems, though they add up."""
    for glue, torn_at in ((b",", b',"at"'), (b"\n", b',"at"'), (b"\n", b"\n")):
        torn = leaves[2].replace(b',"at"', b'\n,"at"') if torn_at == b"\n" else leaves[2]
        head, rest = torn.split(torn_at, 1)
        tail = rest if torn_at == b"\n" else b'"at"' + rest
        assert reader.read(0, [leaves[0] + glue + leaves[1], head, tail]) == []
    assert codes(problems) == ["entry_wrong"] * 9
    assert reader.read(0, []) == []


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"null",
        b"[]",
        b"\xff",
        b"[" * 5_000,
        b'{"kind":"auction.bid_placed"}',
        b"%s,%s",
    ],
)
def test_what_is_no_entry_is_a_problem(
    data: bytes, leaves: list[bytes], reader: LeafReader, problems: Problems
) -> None:
    """Bytes that are no entry, or two where there should be one, are a problem and no error."""
    if b"%s" in data:
        data = data % (leaves[0], leaves[1])
    assert reader.read(0, [data]) == []
    assert codes(problems) == ["entry_wrong"]


@pytest.mark.parametrize(
    ("body", "envelope", "expected"),
    [
        ({}, {"seq": 9}, "entry_wrong"),
        ({}, {"at": "2026-03-01T00:00:00Z"}, "entry_wrong"),
        ({}, {"at": "2026-12-01T00:00:00"}, "entry_wrong"),
        ({}, {"at": "2026-12-01T00:00:00+08:00"}, "entry_wrong"),
        ({}, {"received_at": "2026-03-01T00:00:00+08:00"}, "entry_wrong"),
        (
            {},
            {"at": "9999-12-31T23:00:00Z", "received_at": "9999-12-31T23:00:00Z"},
            "entry_wrong",
        ),
        ({}, {"cause": ITSELF}, "entry_wrong"),
        ({}, {"cause": -1}, "entry_wrong"),
        ({}, {"epoch": -1}, "entry_wrong"),
        ({}, {"v": 2}, "entry_wrong"),
        ({}, {"ver": 4}, "entry_wrong"),
        ({}, {"ver": 0}, "entry_wrong"),
        ({}, {"extra": 1}, "entry_wrong"),
        ({"extra": 1}, {}, "entry_wrong"),
        ({"opens_at": "2026-03-17T01:00:00+08:00"}, {}, "entry_wrong"),
        ({"opens_at": "2026-03-17T01:00:00"}, {}, "entry_wrong"),
        ({"opens_at": "2026-03-17T01:00:00.000Z"}, {}, "entry_wrong"),
        ({"step_fen": "1"}, {}, "entry_wrong"),
        ({}, {"kind": "auction.unheard_of"}, "kind_unknown"),
    ],
)
def test_each_oddity_is_a_problem(  # noqa: PLR0913 - a table of three columns
    body: dict[str, Any],
    envelope: dict[str, Any],
    expected: str,
    *,
    leaves: list[bytes],
    altered: Alter,
    reader: LeafReader,
    problems: Problems,
) -> None:
    """An entry out of place, in another spelling, or of an unknown version or kind is a problem."""
    at = notice_place(leaves)
    envelope = {name: at if value == ITSELF else value for name, value in envelope.items()}
    assert reader.read(at, [altered(leaves[at], body=body, **envelope)]) == []
    assert codes(problems) == [expected]


@pytest.mark.parametrize("change", [lambda d: d.replace(b":", b": ", 1), lambda d: d + b" "])
def test_only_canonical_bytes_are_an_entry(
    change: Callable[[bytes], bytes], leaves: list[bytes], reader: LeafReader, problems: Problems
) -> None:
    """The same data with other white space, or an integer beyond 53 bits, is a problem."""
    at = notice_place(leaves)
    assert reader.read(at, [change(leaves[at])]) == []
    big = leaves[at].replace(b'"step_fen":1000', b'"step_fen":9007199254740992')
    assert big != leaves[at]
    assert reader.read(at, [big]) == []
    assert codes(problems) == ["entry_wrong"] * 2


def test_a_sealed_body_is_a_commitment(
    leaves: list[bytes], altered: Alter, reader: LeafReader, problems: Problems
) -> None:
    """A restricted kind holds a commitment of 32 bytes and nothing else."""
    at = next(n for n, leaf in enumerate(leaves) if b"bidder_qualified" in leaf)
    assert len(reader.read(at, [leaves[at]])) == 1
    for commit in ("AAAA", "?", ""):
        assert reader.read(at, [altered(leaves[at], body={"commit": commit})]) == []
    assert reader.read(at, [altered(leaves[at], body={"code": "A1000"})]) == []
    assert codes(problems) == ["entry_wrong"] * 4


def test_facts_of_a_refusal_are_bounded(
    leaves: list[bytes], altered: Alter, reader: LeafReader, problems: Problems
) -> None:
    """The facts of a refusal may hold numbers, texts, truth values and nothing, in bounds."""
    at = next(n for n, leaf in enumerate(leaves) if b"command_refused" in leaf)
    facts = [["a", 1], ["b", "x"], ["c", None], ["d", True], ["e", -(2**53) + 1]]
    assert len(reader.read(at, [altered(leaves[at], body={"facts": facts})])) == 1
    assert codes(problems) == []


class _Part(msgspec.Struct, frozen=True, gc=False):
    size: int


class _Seen(Event, frozen=True, gc=False):
    what: str
    parts: tuple[_Part, ...] = ()
    since: str = "new"


def test_an_older_entry_means_what_it_meant(
    leaves: list[bytes], altered: Alter, problems: Problems
) -> None:
    """An older version is read through its upcasts; a field that came later has its default."""
    kind = EventKind(
        "test.seen",
        2,
        Visibility.PUBLIC,
        _Seen,
        {1: lambda body: {"what": str(body["was"]), "parts": [{"size": 1}]}},
    )
    reader = LeafReader(Registry((*house.KINDS, kind)), problems)
    plain = msgspec.json.decode(altered(leaves[3], kind="test.seen"))
    bodies: list[tuple[int, dict[str, Any]]] = [
        (1, {"was": "x"}),
        (2, {"what": "x"}),
        (2, {"what": "x", "parts": [{"size": 1}]}),
    ]
    for ver, body in bodies:
        (leaf,) = reader.read(3, [canonical({**plain, "ver": ver, "body": body})])
        assert isinstance(leaf.body, _Seen)
        assert leaf.body.what == "x"
        assert leaf.body.since == "new"
    assert codes(problems) == []
    full = {"what": "x", "parts": [{"size": 2**60}], "since": "new"}
    raw = msgspec.json.Encoder(order="sorted").encode({**plain, "ver": 2, "body": full})
    assert reader.read(3, [raw]) == []
    assert codes(problems) == ["entry_wrong"]


def test_an_older_entry_hides_no_field(
    leaves: list[bytes], altered: Alter, reader: LeafReader, problems: Problems
) -> None:
    """What the kind does not know is found in an older version too, sealed or not."""
    at = notice_place(leaves)
    for data in (
        altered(leaves[at], seq=3, ver=1, body={"name": "张三"}),
        altered(leaves[at], seq=3, ver=1, kind="auction.bidder_qualified", body={"commit": "x"}),
    ):
        assert reader.read(3, [data]) == []
    assert codes(problems) == ["entry_wrong"] * 2


@pytest.mark.parametrize(
    "envelope",
    [
        {"receiver": "李四"},
        {"source": "王五"},
        {"command_id": "赵六"},
        {"command_id": "赵" * 22},
        {"command_id": "13800000000 zhang san "},
        {"command_id": ""},
        {"received_at": "1999-12-31T23:59:59Z"},
        {"at": "3000-01-01T00:00:00Z"},
    ],
)
def test_an_envelope_holds_words_of_ours_alone(
    envelope: dict[str, Any],
    *,
    leaves: list[bytes],
    altered: Alter,
    reader: LeafReader,
    problems: Problems,
) -> None:
    """Who received an entry, from where, and its command's id have their forms; so have years."""
    at = notice_place(leaves)
    assert reader.read(at, [altered(leaves[at], **envelope)]) == []
    assert codes(problems) == ["entry_wrong"]


@pytest.mark.parametrize("feed", ["hall", "platform/jd", "platform/some-other"])
def test_an_entry_may_come_from_a_platforms_feed(
    feed: str, *, leaves: list[bytes], altered: Alter, reader: LeafReader, problems: Problems
) -> None:
    """A source is our hall or a platform's office, of a list or of none; bids are read so too."""
    given = [altered(leaf, source=feed) for leaf in leaves]
    assert [leaf.source for leaf in reader.read(0, given)] == [feed] * len(leaves)
    assert codes(problems) == []
    wrong = [altered(leaf, source="court/sample") for leaf in leaves[:3]]
    assert reader.read(0, wrong) == []
    assert codes(problems) == ["entry_wrong"] * 3


def test_a_command_of_16_bytes_has_an_id(
    leaves: list[bytes], altered: Alter, reader: LeafReader, problems: Problems
) -> None:
    """The id of a command is base64url of 16 bytes, of a bid and of others, among others too."""
    given = [altered(leaf, command_id="hjqbE99-9fZKN8mmaB_eYg") for leaf in leaves]
    assert len(reader.read(0, given)) == len(leaves)
    assert codes(problems) == []
    bid = next(n for n, leaf in enumerate(leaves) if b'"kind":"auction.bid_placed"' in leaf)
    given[bid] = altered(leaves[bid], command_id="13800000000-zhang.san.")
    assert len(reader.read(0, given)) == len(leaves) - 1
    assert [problem.where for problem in problems.listed] == [f"entry {bid}"]


def test_kinds_without_bids_are_read(
    leaves: list[bytes], altered: Alter, problems: Problems
) -> None:
    """A registry need not know bids."""
    reader = LeafReader(Registry(house.KINDS), problems)
    assert len(reader.read(0, leaves[:2])) == 2
    assert reader.read(0, [altered(leaves[0], epoch=-1)]) == []


def test_what_is_known_of_a_bundle_need_not_be_found_again(
    leaves: list[bytes], altered: Alter, reader: LeafReader, problems: Problems
) -> None:
    """Told whether all leaves are plain, the reader reads the same and notes the same."""
    assert reader.are_plain(leaves)
    found = reader.read(0, leaves)
    assert reader.read(0, leaves, are_plain=True) == found
    assert reader.read(0, leaves, are_plain=False) == found
    assert codes(problems) == []
    spoilt = [*leaves[:2], leaves[2] + b" ", *leaves[3:]]
    other = [*leaves[:2], altered(leaves[2], command_id="13800000000-zhang.san."), *leaves[3:]]
    for wrong in (spoilt, other, [b"", *leaves[1:]], [leaves[0] + b"\n" + leaves[0]]):
        assert not reader.are_plain(wrong)
    for told in (None, False):
        assert [leaf.seq for leaf in reader.read(0, spoilt, are_plain=told)] == [
            seq for seq in range(len(leaves)) if seq != 2
        ]
    assert codes(problems) == ["entry_wrong"] * 2
