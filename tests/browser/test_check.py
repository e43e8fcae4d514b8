"""A receipt is checked in the bidder's own browser, with the verdict of `mingpai receipt check`."""

import hashlib
import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from mingpai.audit.papers import NoPaper, check_paper
from mingpai.demo.rehearsal import Rehearsal
from mingpai.journal.merkle import SHA256, root_of
from mingpai.journal.notes import (
    ED25519,
    Note,
    SignatureLine,
    VKey,
    key_id_of,
    parse_vkey_line,
    print_note,
)
from mingpai.journal.receipt import (
    BatchStatement,
    ReceiptMaker,
    batch_text,
    print_receipt,
    sign_refusals,
)
from mingpai.kernel.canon import canonical, parse_canonical

pytestmark = [pytest.mark.slow, pytest.mark.browser]
Visitor = Callable[..., Any]

CHECK = """
async ([texts, keys, engine]) => {
  const { checkPaper, engineOf } = await import("/static/paper.js");
  const chosen = engineOf(engine === "own" ? null : crypto.subtle);
  const verdicts = [];
  for (const text of texts) {
    const { valid, pinned, engine: used, steps } = await checkPaper(text, keys, chosen);
    verdicts.push({ valid, pinned, used, wrong: steps.find((one) => one.state === "wrong")?.name });
  }
  return verdicts;
}
"""
WORDS = {
    "": ("有效：", "无效。", "路径", "随文件而来", ("脚本", "浏览器自带")),
    "/en": ("Valid: ", "NOT valid.", "Path", "came with the file", ("script", "browser's own")),
}
"""By language: valid, not valid, the step, not pinned, and by what it was computed."""


# Papers ---------------------------------------------------------------------------------------


class Toy:
    """A journal of one batch: its receipts key, and receipts of leaves that it signs blindly."""

    def __init__(self, origin: str = "toy.example/1", suffix: str = "/receipts") -> None:
        """Make the key."""
        self._key = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(origin.encode()).digest())
        self.origin = origin
        public, name = self._key.public_key().public_bytes_raw(), origin + suffix
        # Not by `new_vkey`, which refuses names that are tried here.
        self.key = VKey(name, key_id_of(name, ED25519, public), ED25519, public)
        self.vkey = str(self.key)

    def sign(self, message: bytes) -> bytes:
        """Return the signature over a message."""
        return self._key.sign(message)

    def receipt(self, leaf: bytes, *, first: int = 40, epoch: int = 3, at: int = 0) -> str:
        """Return the receipt of a leaf that stands at a place among 5."""
        leaves = [b"{}"] * 5
        leaves[at] = leaf
        root = root_of([SHA256.leaf(one) for one in leaves], SHA256)
        text = batch_text(BatchStatement(self.origin, epoch, first, 5, root))
        line = SignatureLine(self.key.name, self.key.key_id, self.sign(text.encode()))
        note = print_note(Note(text, (line,)))
        return print_receipt(ReceiptMaker(leaves, note, self.vkey).receipt(at))

    def answer(self, leaf: bytes) -> str:
        """Return the receipt of an answer to junk."""
        at = datetime(2026, 5, 26, 4, tzinfo=UTC)
        made = sign_refusals([b"{}", leaf], origin=self.origin, epoch=3, at=at, signer=self)
        return print_receipt(made.receipt(1))


ENTRY: dict[str, Any] = {
    "actor": "A0001",
    "at": "2026-05-26T02:00:01Z",
    "body": {"price_fen": 7_000_000},
    "cause": None,
    "command_id": "A" * 22,
    "epoch": 3,
    "kind": "auction.bid_placed",
    "law": "2026-1",
    "received_at": "2026-05-26T02:00:00.125000Z",
    "receiver": "core",
    "seq": 40,
    "source": "hall",
    "stream": "disposal/2026-0001",
    "v": 1,
    "ver": 1,
}


def entry(**changed: Any) -> bytes:
    """Return the leaf of a toy entry, some fields changed."""
    return canonical(ENTRY | changed)


def odd_leaves() -> Iterator[bytes]:
    """Return leaves in and out of the journal's one form, by one detail each."""
    good = entry()
    yield good
    yield good.replace(b":40,", b":40 ,")
    yield good.replace(b"}", b"}\t", 1)
    for wrong in (b"40.0", b"4e1", b"-0", b"9007199254740992", b"040", b'"40"', b"true", b"null"):
        yield good.replace(b'"seq":40', b'"seq":' + wrong)
    yield from (b'{"seq":40,' + good[1:], good.replace(b'"v":1,', b""), b"[" + good + b"]")
    for added in ({"zz": 1}, {"__proto__": {}}, {"at,body": 1}):
        yield canonical(ENTRY | added)
    moments = (
        *("2026-05-26T02:00:01.000000Z", "2026-05-26T02:00:01.5Z", "2026-05-26T10:00:01+08:00"),
        *("2026-02-29T02:00:00Z", "2024-02-29T02:00:00Z", "2026-05-26T24:00:00Z", "noon"),
        *("2026-05-26T02:00:60Z", "0001-01-01T00:00:00Z", "0000-01-01T00:00:00Z", "2026-05-26"),
        *("9999-12-31T23:59:59.999999Z", "2026-05-26t02:00:01z", "10000-01-01T00:00:00Z"),
    )
    yield from (entry(at=moment) for moment in moments)
    for name, values in {
        "cause": (0, -1, 39, "39", False, 2**53 - 1),
        "command_id": (None, 7),
        "law": (None, []),
        "seq": (41, -40),
        "epoch": (4,),
        "v": (0, -1),
        "actor": (None, "", '\x00\x1f\x7f\b"\\/', "甲\u2028\ufeff\U0001f600"),
        "body": (None, [], "x", 1, {}, {"z": 1, "a": [True, {"b": None}]}, {"1": 1, "0": 2}),
    }.items():
        yield from (entry(**{name: value}) for value in values)
    yield good.replace(b"A0001", b"\\u0041001")
    yield good.replace(b"A0001", b"\\ud83d\\ude00")
    yield good.replace(b"A0001", b"\\ud800")
    yield good.replace(b"price_fen", "价".encode())
    for depth in (30, 31, 32, 33):
        yield entry(body=0).replace(b'"body":0', b'"body":' + b"[" * depth + b"]" * depth)
    for length in (65_535, 65_536):
        yield entry(actor="A" * (length - len(entry(actor=""))))
    yield from (b"{}", b"[]", b"1", b"", b"not json", b'{"code":1}')


@pytest.fixture(scope="module")
def papers(rehearsal: Rehearsal) -> Mapping[str, tuple[str, VKey]]:
    """Return papers of a played day, each with the key that they are checked with."""
    site, source = rehearsal.site, rehearsal.source
    keys = {
        "receipt": parse_vkey_line(site.papers.receipts_vkey),
        "proof": parse_vkey_line(site.papers.log_vkey),
    }
    stored = source.store.read(0, limit=rehearsal.board.position)
    kinds = {parse_canonical(one.leaf)["kind"]: one.seq for one in reversed(stored)}  # type: ignore[index]
    made = {
        f"{name} {kind}": (
            (site.papers.receipt if name == "receipt" else site.papers.proof)(kinds[kind]),
            keys[name],
        )
        for name in keys
        for kind in ("auction.bid_placed", "auction.command_refused", "auction.bidder_qualified")
    }
    assert {"auction.bid_placed", "auction.command_refused"} <= kinds.keys()
    return made


def keys_of(pinned: VKey | None) -> dict[str, str]:
    """Return what a page pins, for both forms."""
    text = "" if pinned is None else str(pinned)
    return {"receipts": text, "log": text}


def is_valid(text: str, pinned: VKey | None) -> bool:
    """Say what the program says."""
    try:
        return check_paper(text, pinned).valid
    except NoPaper:
        return False


MARKS = (
    "\x20\x7f\x84\x85\xa0\xad\u1680\u180e\u200a\u200b\u2028\u202f\u205f\u2060\u3000\ufeff"
    "甲\U0001f600"
)
"""Spaces of every kind, and characters that only look like one."""


# The verdict ----------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ["own", "browser"])
def test_the_verdict_is_that_of_the_program(
    visitor: Visitor, papers: Mapping[str, tuple[str, VKey]], engine: str
) -> None:
    """Papers of a day, and signed leaves in and out of form, are valid where the program says so.

    Both where the key is pinned and where it came with the file.
    """
    page, toy = visitor("/en/check"), Toy()
    odd = [toy.receipt(leaf) for leaf in odd_leaves()]
    odd += [toy.answer(leaf) for leaf in (b"{}", b"[]", b'{"a":1}', b'{"a": 1}', b"x", b'"a"')]
    odd += [
        toy.receipt(entry(seq=first + at), first=first, at=at) for first, at in ((0, 4), (7, 2))
    ]
    odd += [toy.receipt(entry(), first=2**53 - 1, at=4), toy.receipt(entry(), epoch=2**53)]
    odd += [Toy(suffix=other).receipt(entry()) for other in ("", "/receipts/old", "/receipts\n")]
    odd += [Toy(f"toy{mark}").receipt(entry()) for mark in MARKS]
    for pinned in (None, toy.key):
        _agree(page, odd, pinned, engine)
    for text, key in papers.values():
        for pinned in (None, key, toy.key):
            _agree(page, [text], pinned, engine)


def _agree(page: Any, texts: Sequence[str], pinned: VKey | None, engine: str) -> None:
    found = page.evaluate(CHECK, [list(texts), keys_of(pinned), engine])
    for text, verdict in zip(texts, found, strict=True):
        assert verdict["valid"] == is_valid(text, pinned), text
        assert verdict["pinned"] == (pinned is not None)
        assert verdict["used"] == engine


MOVES = (
    "",
    "\n",
    "\r\n",
    " ",
    "0",
    "=",
    "A",
    "+",
    "\x85",
    "\u00a0",
    "\ufeff",
    "\u2014 ",
    "é",
    "\0",
)


def test_a_damaged_file_gets_the_verdict_of_the_program(
    visitor: Visitor, papers: Mapping[str, tuple[str, VKey]]
) -> None:
    """Whatever is put in, left out or changed in a file, browser and program agree."""
    draw, page = random.Random(11), visitor("/en/check")
    for name in ("receipt auction.bid_placed", "proof auction.bid_placed"):
        text, _ = papers[name]
        texts = []
        for _ in range(200):
            begin = draw.randrange(len(text) + 1)
            end = min(len(text), begin + draw.choice((0, 0, 1, 1, 2, 40)))
            texts.append(text[:begin] + draw.choice(MOVES) + text[end:])
        _agree(page, [*texts, "", "\n", text + text, text + "\n"], None, "browser")


@pytest.mark.parametrize(("engine", "every"), [("own", 11), ("browser", 3)])
@pytest.mark.parametrize("form", ["receipt", "proof"])
def test_each_changed_character_is_red_and_names_its_step(
    visitor: Visitor,
    papers: Mapping[str, tuple[str, VKey]],
    form: str,
    engine: str,
    every: int,
) -> None:
    """Wherever one character is changed, a step fails, and it is the one that reads that place."""
    text, key = papers[f"{form} auction.bid_placed"]
    places = range(0, len(text), every)
    changed = [text[:at] + chr(ord(text[at]) ^ 1) + text[at + 1 :] for at in places]
    found = visitor("/en/check").evaluate(CHECK, [changed, keys_of(key), engine])
    note = text.index("\n\n") + 2
    for at, verdict in zip(places, found, strict=True):
        assert not verdict["valid"], changed[at // every]
        assert verdict["wrong"] in _steps_that_read(text, at, note), (at, verdict)


def _steps_that_read(text: str, at: int, note: int) -> set[str]:
    """Return which steps may find that the character at a place was changed."""
    if at >= note:
        return {"signature"}
    line = text[text.rfind("\n", 0, at) + 1 : text.find("\n", at) + 1]
    fields = {"key ": "key", "index ": "path", "leaf ": "path", "extra ": "key"}
    step = next((step for begin, step in fields.items() if line.startswith(begin)), "path")
    # A character of the proof's entry is also one of base64; its index is also in the entry.
    more = {"path", "entry"} if line.startswith(("extra ", "index ")) else set()
    return {"form", step} | more


# The page -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "case",
    [
        ("", "phone", True),
        ("/en", "desktop", True),
        ("", "desktop", False),
        ("/en", "phone", False),
    ],
)
def test_a_file_is_checked_on_the_page(
    visitor: Visitor,
    axe: Callable[[Any], list[str]],
    papers: Mapping[str, tuple[str, VKey]],
    case: tuple[str, str, bool],
) -> None:
    """A receipt is green with every step in order, a changed one red with the step; no barrier.

    On https or this machine the browser's cryptography computes, elsewhere our script.
    """
    prefix, size, secure = case
    valid, invalid, path, _, computed = WORDS[prefix]
    page = visitor(f"{prefix}/check", size=size, secure=secure)
    assert page.evaluate("Boolean(globalThis.crypto.subtle)") == secure
    assert page.get_by_role("status").inner_text() == ""
    for name in ("receipt auction.bid_placed", "proof auction.command_refused"):
        text, _ = papers[name]
        _choose(page, text)
        page.wait_for_selector("#verdict.right")
        told = page.get_by_role("status").inner_text()
        assert told.startswith(valid)
        assert computed[secure] in told
        assert page.locator("#steps .right").count() == 6
    assert axe(page) == []
    changed = papers["receipt auction.bid_placed"][0].replace('"price_fen":', '"price_fen":1', 1)
    _choose(page, changed)
    page.wait_for_selector("#steps [data-step=path].wrong")
    told = page.get_by_role("status").inner_text()
    assert invalid in told
    assert path in told
    assert page.locator("#steps .open").count() == 1
    assert page.locator("#proven").inner_text() == ""
    assert axe(page) == []


def _choose(page: Any, text: str | bytes) -> None:
    data = text if isinstance(text, bytes) else text.encode()
    page.set_input_files(
        "#paper-file", {"name": "1.receipt", "mimeType": "text/plain", "buffer": data}
    )


@pytest.mark.parametrize("prefix", WORDS)
def test_pasted_text_is_checked_by_keyboard_alone(
    visitor: Visitor, papers: Mapping[str, tuple[str, VKey]], prefix: str
) -> None:
    """Without a mouse a text is pasted, its lost last newline forgiven, and nothing is sent."""
    text, _ = papers["receipt auction.command_refused"]
    page = visitor(f"{prefix}/check", size="phone")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    page.focus("#paper-file")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "paper-text"
    page.keyboard.insert_text(text.rstrip("\n"))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("#verdict.right")
    receipt = parse_canonical(text.partition("leaf ")[2].partition("\n")[0].encode())
    assert isinstance(receipt, dict)
    proven = page.locator("#proven dl").inner_text()
    for fact in (receipt["seq"], receipt["stream"], receipt["body"]["code"]):
        assert str(fact) in proven
    page.fill("#paper-text", text.replace("leaf ", "leaf  "))
    page.focus("#check button")
    page.keyboard.press("Space")
    page.wait_for_selector("#verdict.wrong")
    assert not [address for address in sent if "/static/" not in address]


@pytest.mark.parametrize("prefix", WORDS)
def test_the_key_must_be_the_published_one(visitor: Visitor, prefix: str) -> None:
    """A paper by another key is red at that step; where no key is pinned, the page says so."""
    page, toy = visitor(f"{prefix}/check"), Toy()
    _choose(page, toy.receipt(entry()))
    page.wait_for_selector("#steps [data-step=key].wrong")
    assert f"{toy.key.name}+{toy.key.key_id.hex()}" in page.locator("#steps").inner_text()
    page.route("**/check", _without_keys)
    page.reload()
    _choose(page, toy.receipt(entry()))
    page.wait_for_selector("#verdict.unpinned")
    assert WORDS[prefix][3] in page.get_by_role("status").inner_text()


def _without_keys(route: Any) -> None:
    answer = route.fetch()
    body = re.sub(r'data-(receipts|log)-key="[^"]*"', "", answer.text())
    route.fulfill(response=answer, body=body)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "whole file"),
        (b"hello\n", "whole file"),
        (b"mingpai/receipt@v1\n", "left out"),
        (b"\xff\xfe\x00", "no text"),
        (b"x" * 2_000_001, "too long"),
    ],
)
def test_another_file_is_told_apart(visitor: Visitor, content: bytes, told: str) -> None:
    """What is no paper at all is named for what it is, at the first step."""
    page = visitor("/en/check")
    _choose(page, content)
    page.wait_for_selector("#steps [data-step=form].wrong")
    assert told in page.locator("#steps").inner_text()


def test_nothing_given_is_told(visitor: Visitor) -> None:
    """Whoever asks for a check of nothing reads what to do."""
    page = visitor("/en/check")
    page.click("#check button")
    page.wait_for_selector("#verdict.wrong")
    assert "choose a file" in page.locator("#steps").inner_text()


@pytest.mark.parametrize("prefix", WORDS)
def test_without_script_the_page_names_the_command(
    visitor: Visitor, axe: Callable[[Any], list[str]], prefix: str
) -> None:
    """With script off there is no form, and the command that checks the same stands there."""
    page = visitor(f"{prefix}/check", size="phone", script=False)
    assert page.locator("#no-script").is_visible()
    assert not page.locator("#check").is_visible()
    assert "mingpai receipt check" in page.locator("main").inner_text()
    assert axe(visitor(f"{prefix}/check", size="phone")) == []
