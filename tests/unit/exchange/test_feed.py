"""The public feed: pages that prove themselves, asked for strictly and read back strictly."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingpai.bench.sample_journal import Size, new_source, write_sample
from mingpai.events import registry
from mingpai.exchange.feed import (
    FORMAT,
    MAX_LIMIT,
    USUAL_LIMIT,
    Feed,
    FeedPage,
    NoCheckpoint,
    NotCovered,
    QueryMalformed,
    Wanted,
    print_query,
    proof_of,
    read_page,
    read_query,
    verify_page,
)
from mingpai.journal.checkpoint import Checkpoint, parse_checkpoint, print_checkpoint
from mingpai.journal.errors import VerificationError
from mingpai.journal.merkle import SHA256
from mingpai.journal.notes import Verifier, parse_note, parse_vkey_line, sign_note, verifier_for
from mingpai.journal.proof import parse_proof, print_proof, verify_proof
from mingpai.journal.tiles import TilePlace
from mingpai.kernel.canon import parse_b64url
from mingpai.service.export import Source, newest_checkpoint
from mingpai.service.proofs import StoredTiles


class Journal:
    """A published journal over a sample in memory."""

    def __init__(self, source: Source) -> None:
        """Begin with the sample's own checkpoint."""
        self.source = source
        self.note: str | None = newest_checkpoint(source).decode()

    @property
    def size(self) -> int:
        """Return how many entries are covered."""
        assert self.note is not None
        return parse_checkpoint(parse_note(self.note).text).size

    def checkpoint(self) -> str | None:
        """Return the note."""
        return self.note

    def leaves(self, first: int, *, limit: int) -> list[bytes]:
        """Return leaves."""
        return [one.leaf for one in self.source.store.read(first, limit=limit)]

    def tile(self, place: TilePlace) -> bytes:
        """Return a tile."""
        return StoredTiles(self.source.store).read(place)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Source:
    """Return a journal of a few tiles."""
    made = new_source(tmp_path_factory.mktemp("feed") / "keys")
    write_sample(made, Size(lots=3, bids_per_lot=300))
    return made


@pytest.fixture
def journal(source: Source) -> Journal:
    """Return it as it is published."""
    return Journal(source)


@pytest.fixture
def feed(journal: Journal) -> Feed:
    """Return its feed."""
    return Feed(journal, registry())


@pytest.fixture(scope="module")
def verifiers(source: Source) -> list[Verifier]:
    """Return the log's key as a reader knows it."""
    return [verifier_for(parse_vkey_line(source.ring.log.vkey))]


def page_of(feed: Feed, after: int | None = None, limit: int = USUAL_LIMIT) -> FeedPage:
    """Return a page as its reader has it."""
    return read_page(feed.page(Wanted(after, limit)).data)


def changed(page: FeedPage, at: int, **fields: Any) -> FeedPage:
    """Return a page of which one entry says something else."""
    entries = list(page.entries)
    entries[at] = msgspec.structs.replace(entries[at], **fields)
    return msgspec.structs.replace(page, entries=tuple(entries))


# A page --------------------------------------------------------------------------------------


def test_whoever_follows_the_next_links_reads_every_entry_proven(
    feed: Feed, journal: Journal, verifiers: list[Verifier]
) -> None:
    """From the first page on, each entry once, in order, proved by the page alone."""
    wanted, leaves = Wanted(limit=200), []
    while True:
        made = feed.page(wanted)
        page = read_page(made.data)
        proven = verify_page(page, verifiers, first=wanted.first)
        leaves += [parse_b64url(entry.leaf) for entry in page.entries]
        assert [one.seq for one in proven] == [entry.seq for entry in page.entries]
        assert made.is_full == (len(page.entries) == 200)
        if not page.entries:
            break
        wanted = read_query(page.next)
    assert leaves == journal.leaves(0, limit=10**6)
    assert read_query(page.next) == wanted  # the same again, until there is more


def test_a_page_holds_the_leafs_bytes_and_what_happened(feed: Feed, source: Source) -> None:
    """The leaf to the byte; the body beside it, but where only a commitment is public."""
    page = page_of(feed, limit=MAX_LIMIT)
    assert (page.format, page.origin) == (FORMAT, source.origin)
    restricted = 0
    for entry in page.entries:
        leaf = msgspec.json.decode(parse_b64url(entry.leaf))
        assert (leaf["seq"], leaf["kind"], leaf["ver"]) == (entry.seq, entry.kind, entry.ver)
        if bytes(entry.body) == b"null":
            assert list(leaf["body"]) == ["commit"]
            restricted += 1
        else:
            assert msgspec.json.decode(entry.body) == leaf["body"]
    assert 0 < restricted < len(page.entries)


@pytest.mark.parametrize(("after", "limit"), [(None, 1), (254, 2), (255, 256), (700, 100)])
def test_an_entry_of_a_page_is_a_proof_file(
    feed: Feed, source: Source, verifiers: list[Verifier], after: int | None, limit: int
) -> None:
    """What a page says of an entry makes a `.tlog-proof` that any verifier takes."""
    page = page_of(feed, after, limit)
    for entry in page.entries:
        text = print_proof(proof_of(page, entry, vkey=source.ring.log.vkey))
        assert verify_proof(parse_proof(text), verifiers).seq == entry.seq


def test_a_full_page_says_the_same_for_ever(feed: Feed, journal: Journal) -> None:
    """Under a later checkpoint the same entries come back; only their proof is longer."""
    note = journal.note
    head = Checkpoint(journal.source.origin, 300, SHA256.empty)
    journal.note = sign_note(print_checkpoint(head), [journal.source.ring.log])
    early = page_of(feed, 99, 100)
    journal.note = note
    late = page_of(feed, 99, 100)
    assert [entry.leaf for entry in early.entries] == [entry.leaf for entry in late.entries]
    assert early.next == late.next


def test_behind_the_newest_entry_a_page_is_empty(feed: Feed, journal: Journal) -> None:
    """Who has everything gets an empty page that may be asked for again; it is not kept."""
    made = feed.page(Wanted(journal.size - 1))
    page = read_page(made.data)
    assert (page.entries, made.is_full) == ((), False)
    assert read_query(page.next) == Wanted(journal.size - 1)


def test_who_stands_beyond_the_checkpoint_is_told(feed: Feed, journal: Journal) -> None:
    """A reader who knows more than the checkpoint is not told that nothing is new."""
    with pytest.raises(NotCovered):
        feed.page(Wanted(journal.size))
    journal.note = None
    with pytest.raises(NoCheckpoint):
        feed.page(Wanted())


def test_an_empty_journal_has_an_empty_page(feed: Feed, journal: Journal) -> None:
    """With a checkpoint over nothing there is a page, with nothing in it."""
    head = Checkpoint(journal.source.origin, 0, SHA256.empty)
    journal.note = sign_note(print_checkpoint(head), [journal.source.ring.log])
    page = page_of(feed)
    assert page.entries == ()
    assert read_query(page.next) == Wanted(None)


# Reading it back -----------------------------------------------------------------------------


def test_a_page_that_says_otherwise_is_found_out(feed: Feed, verifiers: list[Verifier]) -> None:
    """Another leaf, kind, version, body, order, gap, path, origin: none passes."""
    page = page_of(feed, 9, 20)
    other = page.entries[3]
    bodies = [bytes(entry.body) for entry in page.entries]
    told = next(at for at, body in enumerate(bodies) if body != b"null")
    sealed = bodies.index(b"null")
    assert len(verify_page(page, verifiers, first=10)) == 20
    wrong = [
        changed(page, 2, leaf=other.leaf),
        changed(page, 2, leaf="!"),
        changed(page, 2, leaf="_w"),
        changed(page, 2, kind="auction.bid_placed_too"),
        changed(page, 2, ver=9),
        changed(page, told, body=msgspec.Raw(b"{}")),
        changed(page, told, body=msgspec.Raw(b"null")),
        changed(page, sealed, body=msgspec.Raw(b'{"commit":"x"}')),
        changed(page, 2, path=other.path),
        changed(page, 2, path=(*other.path, other.path[0])),
        changed(page, 2, path=("x",)),
        changed(page, 2, seq=99),
        msgspec.structs.replace(page, entries=page.entries[::-1]),
        msgspec.structs.replace(page, entries=page.entries[1:]),
        msgspec.structs.replace(page, entries=(page.entries[0], *page.entries[2:])),
        msgspec.structs.replace(page, origin="another.example/journal"),
        msgspec.structs.replace(page, checkpoint=page.checkpoint.replace("\n", "x", 1)),
    ]
    for one in wrong:
        with pytest.raises(VerificationError):
            verify_page(one, verifiers, first=10)


def test_a_page_is_proved_only_by_a_key_that_is_known(feed: Feed, tmp_path: Any) -> None:
    """Another journal's key proves nothing of this one."""
    stranger = new_source(tmp_path / "keys")
    with pytest.raises(VerificationError):
        verify_page(page_of(feed), [verifier_for(parse_vkey_line(stranger.ring.log.vkey))], first=0)


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"[]", b"\xff", b"{}", b'{"format":1}', b"[" * 5_000, b'{"entries":null}'],
    ids=lambda data: repr(data[:20]),
)
def test_what_is_no_page_is_not_read(data: bytes) -> None:
    """Any other bytes are refused as no page, never with a traceback of ours."""
    with pytest.raises(VerificationError):
        read_page(data)


def test_a_page_of_another_version_or_with_more_in_it_is_not_read(feed: Feed) -> None:
    """A reader takes the form it knows, and no field that it does not know."""
    data = feed.page(Wanted(limit=1)).data
    for one in (
        data.replace(b"feed@v1", b"feed@v2"),
        data.replace(b'"origin"', b'"more":1,"origin"'),
    ):
        with pytest.raises(VerificationError):
            read_page(one)


# What is asked for ---------------------------------------------------------------------------


@given(st.builds(Wanted, st.none() | st.integers(0, 2**53 - 1), st.integers(1, MAX_LIMIT)))
def test_what_is_asked_for_reads_back(wanted: Wanted) -> None:
    """Writing a query and reading it gives the same."""
    assert read_query(print_query(wanted)) == wanted


def test_nothing_need_be_asked_for() -> None:
    """No query at all is the first page, of the usual length."""
    assert read_query("") == Wanted(None, USUAL_LIMIT)
    assert read_query("after=0") == Wanted(0, USUAL_LIMIT)
    assert (Wanted(None).first, Wanted(0).first) == (0, 1)


@pytest.mark.parametrize(
    "query",
    [
        "after=",
        "after",
        "after=-1",
        "after=01",
        "after=1.0",
        "after=1e3",
        "after=%31",
        "after=+1",
        "after= 1",
        "after=\uff11",
        "after=9007199254740992",
        "after=99999999999999999999",
        "after=1&after=1",
        "limit=0",
        "limit=257",
        "limit=10&limit=20",
        "after=1&",
        "&after=1",
        "before=1",
        "After=1",
        "after=1;limit=2",
        "\ud800",
    ],
    ids=ascii,
)
def test_a_query_has_one_spelling(query: str) -> None:
    """Signs, escapes, leading zeros, doubles, unknown names and empty parts are refused."""
    with pytest.raises(QueryMalformed):
        read_query(query)


@given(st.text(max_size=60))
def test_no_query_is_a_fault_of_ours(query: str) -> None:
    """Any text at all is read or refused."""
    try:
        wanted = read_query(query)
    except QueryMalformed:
        return
    assert 0 < wanted.limit <= MAX_LIMIT
