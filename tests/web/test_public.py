"""What anyone may see, and nothing more."""

import html
import re
from collections import Counter
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from msgspec.structs import replace

from mingpai.adapters.memory import FixedClock
from mingpai.auction.model import Stage
from mingpai.auction.refusals import REASONS, Code
from mingpai.auction.stops.events import BiddingStopped
from mingpai.audit.papers import check_paper
from mingpai.demo.day import day
from mingpai.demo.rehearsal import Rehearsal
from mingpai.hall.problems import MEDIA_TYPE
from mingpai.journal.notes import parse_vkey_line
from mingpai.kernel.ids import StreamId
from mingpai.service.archive import Archive
from mingpai.service.projections import LotBoard
from mingpai.web.pages import application
from mingpai.web.security import HEADERS

pytestmark = pytest.mark.slow

Client = TestClient[Litestar]
LOTS = tuple(f"/lots/2026-{number:04d}" for number in (1, 5, 9, 17, 21, 30))
"""A home sold to its end, three rounds, a set-off, a re-auction, a failed lot, an annulment."""
PAGES = ("/", *LOTS, "/refusals", "/flags", "/checkpoint", "/about")
BOTH = [prefix + page for prefix in ("", "/en") for page in PAGES]


@pytest.mark.parametrize("address", BOTH)
def test_every_page_is_served_with_its_headers(client: Client, address: str) -> None:
    """Each page answers 200, is a whole page of its language, and carries the security headers."""
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert all(answer.headers[name] == value for name, value in HEADERS.items())
    lang = "en" if address.startswith("/en") else "zh-CN"
    assert f'<html lang="{lang}">' in answer.text
    assert answer.text.rstrip().endswith("</html>")
    assert "SANDBOX" in answer.text or "沙盒" in answer.text


FILES = ("/entries/0.receipt", "/checkpoint.txt", "/sm3/checkpoint.txt", "/static/site.css")


@pytest.mark.parametrize("address", [*BOTH, *FILES, "/nothing", "/?state=sold"])
def test_what_can_be_read_can_be_asked_for_without_its_content(
    client: Client, address: str
) -> None:
    """HEAD answers as GET does, with the same status and headers, and sends no content."""
    whole, head = client.get(address), client.head(address)
    assert (head.status_code, head.content) == (whole.status_code, b"")
    assert head.headers.keys() == whole.headers.keys()
    assert head.headers["content-type"] == whole.headers["content-type"]


@pytest.mark.parametrize("address", BOTH)
def test_no_page_holds_script_or_style_of_its_own(client: Client, address: str) -> None:
    """Pages need no script, and nothing in them is forbidden by the policy they are sent with."""
    text = client.get(address).text
    assert re.search(r"<script|<style|\sstyle=|\son[a-z]+=|javascript:", text) is None


def test_no_person_appears_on_any_page(client: Client) -> None:
    """Neither a name nor an identity of the 300 bidders is on any page, in either language."""
    addresses = [*BOTH, *(f"/lots/2026-{number:04d}" for number in range(1, 41))]
    seen = "".join(client.get(address).text for address in addresses)
    for person in day(3).people:
        assert person.name not in seen
        assert person.identity not in seen


def test_the_switch_leads_to_the_same_page_in_the_other_language(client: Client) -> None:
    """The switch keeps the page and what was asked of it."""
    text = html.unescape(client.get("/?state=confirmed").text)
    assert 'href="/en/?state=confirmed"' in text
    assert client.get("/en/?state=confirmed").status_code == 200
    assert 'href="/lots/2026-0001"' in client.get("/en/lots/2026-0001").text


def test_the_list_can_be_filtered_and_searched(client: Client, rehearsal: Rehearsal) -> None:
    """Filters and search narrow the list; what fits nothing says so."""

    def rows(query: str) -> int:
        return client.get("/?" + query).text.count('<td class="head">')

    assert rows("") == 40
    stages = Counter(head.stage(rehearsal.site.clock.now()) for head in rehearsal.board.lots())
    assert len(stages) > 3
    assert {stage: rows(f"state={stage}") for stage in Stage if stage is not Stage.UNOPENED} == {
        stage: stages[stage] for stage in Stage if stage is not Stage.UNOPENED
    }
    assert 0 < rows("court=court/dl-zhongyuan") < 40
    assert rows("q=2026-0025") == 1
    assert rows("q=手机") == 1
    assert rows("q=nothing-of-the-kind") == 0
    assert "没有符合条件的标的" in client.get("/?q=nothing-of-the-kind").text
    assert rows("kind=movable") + rows("kind=immovable") + rows("kind=other_right") == 40
    assert rows("least=1&most=99999999999") == 40
    wrong = client.get("/?least=ten")
    assert (wrong.status_code, 'role="alert"' in wrong.text) == (400, True)


@pytest.mark.parametrize(
    "address",
    [
        "/?unknown=1",
        "/?state=sold",
        "/?court=court/none",
        "/?platform=none",
        "/?q=a&q=b",
        "/?live=1",
        "/?q=" + "x" * 61,
        "/refusals?x=1",
    ],
)
def test_a_question_that_no_form_asks_is_refused(client: Client, address: str) -> None:
    """Strict addresses: an unknown, repeated or impossible question is a 400 with a page."""
    answer = client.get(address)
    assert answer.status_code == 400
    assert "</html>" in answer.text


@pytest.mark.parametrize(
    "address",
    [
        "/nothing",
        "/en/nothing",
        "/lots/2026-9999",
        "/static/secret",
    ],
)
def test_what_is_not_there_is_a_page_that_says_so(client: Client, address: str) -> None:
    """A missing page, lot, entry or file is a 404 in the language of its address."""
    answer = client.get(address)
    assert answer.status_code == 404
    expected = "There is no such page" if address.startswith("/en/") else "没有这个页面"
    assert expected in answer.text
    assert all(answer.headers[name] == value for name, value in HEADERS.items())


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/entries/1.receipt?x=1", 400),
        ("/entries/99999999.receipt", 404),
        ("/entries/99999999.tlog-proof", 404),
        ("/entries/01.receipt", 404),
        ("/entries/1.exe", 404),
        ("/entries/1/2", 404),
        ("/api/none", 404),
        ("/log/none", 404),
    ],
)
def test_what_is_wrong_is_a_problem_where_programs_ask(
    client: Client, address: str, status: int
) -> None:
    """Below the addresses for programs whatever is wrong is told with code and article."""
    answer = client.get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (status, MEDIA_TYPE)
    told = answer.json()
    assert told["status"] == status
    assert told["code"]
    assert told["article"].startswith("FS2016-18:")


def test_nothing_can_be_sent(client: Client) -> None:
    """A page cannot be posted to."""
    assert client.post("/").status_code == 405


def test_the_papers_of_a_bid_are_valid(client: Client, rehearsal: Rehearsal) -> None:
    """The receipt and the proof of a lot's last bid are valid under the pinned keys."""
    page = client.get("/lots/2026-0001").text
    seq = re.search(r"/entries/(\d+)\.receipt", page.partition("<tbody>")[2])
    assert seq is not None
    papers = rehearsal.site.papers
    receipt = client.get(f"/entries/{seq[1]}.receipt")
    proof = client.get(f"/entries/{seq[1]}.tlog-proof")
    for answer, vkey in ((receipt, papers.receipts_vkey), (proof, papers.log_vkey)):
        assert "attachment" in answer.headers["content-disposition"]
        paper = check_paper(answer.text, parse_vkey_line(vkey))
        assert (paper.valid, paper.pinned, paper.seq) == (True, True, int(seq[1]))


def test_every_refusal_is_told_with_its_article(client: Client, rehearsal: Rehearsal) -> None:
    """Each code given in the day stands on the page, with its text in the reader's language."""
    totals = rehearsal.board.totals()
    chinese = html.unescape(client.get("/refusals").text)
    english = html.unescape(client.get("/en/refusals").text)
    for code in {*totals.refused, *totals.junk}:
        assert f"<code>{code}</code>" in chinese
        reason = REASONS[Code(code)]
        assert reason.next_en.partition("{")[0] in english
        assert reason.next_zh.partition("{")[0] in chinese


def test_the_checkpoint_is_served_as_it_was_signed(client: Client, rehearsal: Rehearsal) -> None:
    """Both heads are the notes of the journal's whole size, as text files."""
    for address in ("/checkpoint.txt", "/sm3/checkpoint.txt"):
        answer = client.get(address)
        assert answer.headers["content-type"].startswith("text/plain")
        assert answer.text.splitlines()[1] == str(rehearsal.board.position)


def test_styles_and_icon_are_served(client: Client) -> None:
    """The only other files are the style sheet and the icon."""
    assert client.get("/static/site.css").headers["content-type"].startswith("text/css")
    assert client.get("/static/icon.svg").headers["content-type"].startswith("image/svg")


def test_every_link_of_every_page_leads_somewhere(client: Client) -> None:
    """No page links to an address of this site that is not there."""
    links: set[str] = set()
    for address in BOTH:
        links |= set(re.findall(r'href="(/[^"#]*)"', client.get(address).text))
    papers = sorted(link for link in links if link.startswith("/entries/"))
    for link in [*(links - set(papers)), *papers[:6]]:
        assert client.get(html.unescape(link)).status_code == 200, link


@pytest.mark.rule("K33")
def test_a_stop_stands_on_the_lots_page_while_it_lasts(rehearsal: Rehearsal) -> None:
    """Kind, ground and digest of a stop are on the page in both languages, and nothing forbidden.

    After the resumption they stand in the course of the disposal, with the entry of each.
    """
    stream, source = StreamId("disposal/2026-0026"), rehearsal.source
    record = rehearsal.board.lot(stream)
    assert record is not None
    step = next(row for row in record.steps if isinstance(row.event, BiddingStopped))
    assert isinstance(step.event, BiddingStopped)
    vkey = source.ring.receipts.vkey
    board = LotBoard(Archive(source.store, source.registry, origin=source.origin, vkey=vkey))
    board.take(source.store.read(0, limit=step.seq + 1))
    then = replace(rehearsal.site, board=board, clock=FixedClock(step.received_at))
    words = {"": ("平台紧急暂停", "系统故障"), "/en": ("Emergency stop", "the system failed")}
    for prefix, told in words.items():
        address = f"{prefix}/lots/2026-0026"
        with TestClient(application(then)) as one:
            banner = one.get(address).text.partition('<div class="stop"')[2].partition("</div>")[0]
            assert f'href="{address}"' in one.get(prefix + "/?state=stopped").text
        assert all(word in banner for word in (*told, step.event.reason))
        assert re.search(r"<script|<style|\sstyle=|\son[a-z]+=|javascript:", banner) is None
        with TestClient(application(rehearsal.site)) as one:
            later = one.get(address).text
        assert '<div class="stop"' not in later
        assert f'href="/entries/{step.seq}.receipt"' in later
        assert all(word in later for word in told)


def test_the_sheet_knows_paper_and_phones() -> None:
    """The style sheet has rules for printing and for narrow screens."""
    sheet = Path(__file__).parents[2] / "src/mingpai/web/static/site.css"
    text = sheet.read_text("utf-8")
    assert "@media print" in text
    assert "@media (max-width" in text
