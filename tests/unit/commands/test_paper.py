"""`mingpai paper`: made from the journal, issued into it, and held against it."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import reportlab
from msgspec.structs import replace

from mingpai import bootstrap
from mingpai.adapters.clock import DrivenClock
from mingpai.adapters.memory import MemoryEntryStore, MemoryJournal
from mingpai.auction.asked import CLOCKWORK
from mingpai.auction.commands import CloseRound
from mingpai.cli import main
from mingpai.commands import paper_font
from mingpai.commands.output import DONE, WRONG, Unusable
from mingpai.commands.paper import (
    Wanted,
    issued_papers,
    paper_check,
    paper_make,
    paper_proof,
    read_kind,
)
from mingpai.events import registry
from mingpai.exchange import paperwork
from mingpai.exchange.scenario_names import chinese
from mingpai.law.platforms import NATIONAL
from mingpai.papers.particulars import NAMES
from mingpai.service.catalogue import domains
from mingpai.service.core import Core
from mingpai.service.export import Source
from mingpai.service.reception import Reception
from mingpai.service.requests import Request

pytestmark = pytest.mark.slow

LOT = "2026-0001"


ZENHEI = Path(paper_font.WELL_KNOWN[0])
VERA = Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"
"""A TrueType font without Chinese that comes with reportlab."""


class Desk:
    """A service over a journal in memory, on a clock that stands still unless it is driven."""

    def __init__(self, court: ModuleType, ring: Any) -> None:
        """Begin with an empty journal on the day of the notice."""
        self.court = court
        self.ring = ring
        self.clock = DrivenClock(court.NOTICE)
        self.journal = MemoryJournal()
        self.cell = court.new_cell(ring)
        self.config = bootstrap.Config(court.ORIGIN, court.COURT, is_sandbox=True)
        self.domains = domains(NATIONAL)
        self.stops = False

    @property
    def source(self) -> Source:
        """Return what is read from."""
        return Source(MemoryEntryStore(self.journal), self.ring, self.court.ORIGIN, registry())

    @asynccontextmanager
    async def core(self) -> AsyncIterator[Core]:
        """Run a core over it, or, once `stops` is set, one that has ended."""
        parts = self.court.memory_parts(self.ring, self.clock, self.cell, self.journal)
        async with Core(parts) as core:
            if self.stops:
                await core.sequencer.stop()
            yield core

    async def sell(self) -> None:
        """Publish a lot, take one bid, and let the close pass."""
        async with self.core() as core:
            await self.court.publish(core, [1], bidders=1)
            self.clock.advance_to(self.court.OPENS + timedelta(hours=1))
            bid = self.court.bid(self.court.lot(1), 1, self.court.price(0), "bid-1")
            reception = Reception(core.sequencer, self.clock)
            answer = await reception.bid(bid, lot=self.court.lot(1), actor=self.court.code(1))
            assert answer.refused is None
            self.clock.advance_to(self.court.CLOSES + timedelta(hours=1))
            close = Request(
                self.court.lot(1), CLOCKWORK, CloseRound(1), received_at=self.clock.now()
            )
            await core.sequencer.submit(close)


@pytest.fixture(autouse=True)
def no_font(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the fonts of this machine alone, so that every machine makes the same papers."""
    monkeypatch.setattr(paper_font, "WELL_KNOWN", ())


@pytest.fixture
def desk(court: ModuleType, ring: Any) -> Desk:
    """Return a service whose one lot was sold an hour ago."""
    made = Desk(court, ring)
    asyncio.run(made.sell())
    return made


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """Return a file of particulars with all names, and a notice's texts."""
    numbers = {"账号": "1001 0000 0000 0001"} | dict.fromkeys(
        ["联系电话", "监督电话"], "000-00000000"
    )
    lines = [f'"{one.zh}" = "{numbers.get(one.zh, f"{one.zh}样本")}"' for one in NAMES.values()]
    lines.append("[items]")
    lines += [f'"{chinese(item)}" = "{text}"' for item, text in paperwork.ITEMS.items()]
    lines.append("[warnings]")
    lines += [f'"{chinese(one)}" = "{text}"' for one, text in paperwork.WARNINGS.items()]
    file = tmp_path / "filled.toml"
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def _make(desk: Desk, wanted: Wanted, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """Make a paper and return what was told of it."""
    capsys.readouterr()
    service: Any = desk
    assert paper_make(service, wanted, now=desk.clock.now(), as_json=True) == DONE
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return told


def _checked(
    desk: Desk, what: str, capsys: pytest.CaptureFixture[str]
) -> tuple[int, dict[str, Any]]:
    capsys.readouterr()
    status = paper_check(desk.source, what, as_json=True)
    return status, json.loads(capsys.readouterr().out)


def test_a_paper_is_made_twice_the_same(
    desk: Desk, filled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Both forms are written; again they are the same bytes, and the journal is as it was."""
    size = desk.journal.head.size
    wanted = Wanted("成交确认书", LOT, filled, tmp_path / "out")
    told = _make(desk, wanted, capsys)
    assert (told["kind"], told["lot"], told["round"]) == ("confirmation", f"disposal/{LOT}", 1)
    assert told["seq"] is None
    written = {path.name for path in (tmp_path / "out").iterdir()}
    assert written == {f"{LOT}-1-confirmation.html", f"{LOT}-1-confirmation.pdf"}
    assert _make(desk, wanted, capsys) == told
    assert desk.journal.head.size == size


def test_what_was_issued_is_known_by_its_bytes_and_by_its_code(
    desk: Desk, filled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Both files and the code are found; an altered copy is not, and is told for what it is."""
    out = tmp_path / "out"
    draft = _make(desk, Wanted("confirmation", LOT, filled, out), capsys)
    assert _checked(desk, draft["html"]["file"], capsys)[0] == WRONG
    told = _make(desk, Wanted("confirmation", f"disposal/{LOT}", filled, out, issue=True), capsys)
    assert told | {"seq": None} == draft
    for what, form in (
        (told["html"]["file"], "html"),
        (told["pdf"]["file"], "pdf"),
        (told["check_code"].lower(), "code"),
    ):
        status, checked = _checked(desk, what, capsys)
        assert status == DONE
        assert (checked["is_issued"], checked["form"]) == (True, form)
        assert checked["papers"][0]["seq"] == told["seq"]
    altered = tmp_path / "altered.html"
    page = Path(told["html"]["file"]).read_text(encoding="utf-8")
    altered.write_text(page.replace("买受人样本", "别人"), encoding="utf-8")
    status, checked = _checked(desk, str(altered), capsys)
    assert (status, checked["is_issued"], checked["is_altered"]) == (WRONG, False, True)
    assert _checked(desk, "7K2M-0QXA-93TB-HJ5C", capsys)[0] == WRONG


def test_a_paper_is_issued_once_however_often_it_is_asked_for(
    desk: Desk, filled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same paper again is the same entry, and no word of it stands in the journal."""
    wanted = Wanted("confirmation", LOT, filled, tmp_path / "out", issue=True)
    first, again = (_make(desk, wanted, capsys) for _ in range(2))
    assert first == again
    (issued,) = issued_papers(desk.source)
    assert issued.check_code == first["check_code"]
    assert issued.by == desk.court.COURT
    leaves = b"".join(row.stored.leaf for row in desk.journal.rows)
    assert "样本".encode() not in leaves


def test_what_stands_in_the_way_is_told_and_nothing_is_written(
    desk: Desk, filled: Path, tmp_path: Path
) -> None:
    """Unknown kinds and lots, states that forbid, and gaps end with one line and no file."""
    empty = tmp_path / "empty.toml"
    empty.write_text("", encoding="utf-8")
    rare = tmp_path / "rare.toml"
    rare.write_text(
        filled.read_text(encoding="utf-8").replace("买受人样本", "𬀩"), encoding="utf-8"
    )
    out = tmp_path / "out"
    service: Any = desk
    for wanted, said in (
        (Wanted("letter", LOT, filled, out), "成交确认书 confirmation"),
        (Wanted("confirmation", "2026-9999", filled, out), "knows no such disposal"),
        (Wanted("confirmation", "no number", filled, out), "2026-0001"),
        (Wanted("confirmation", LOT, empty, out), "买受人 buyer"),
        (Wanted("confirmation", LOT, tmp_path / "none.toml", out), "cannot be read"),
        (Wanted("notice", LOT, filled, out), "第 1 轮已经结束"),
        (Wanted("instructions", LOT, filled, out), "round 1 is over"),
        (Wanted("confirmation", LOT, rare, out), "2C029.* --font"),
        (Wanted("confirmation", LOT, filled, out, font=VERA), "BitstreamVera.*院"),
        (Wanted("confirmation", LOT, filled, out, font=filled), "no TrueType font"),
    ):
        with pytest.raises(Unusable, match=said):
            paper_make(service, wanted, now=desk.clock.now(), as_json=True)
    assert not out.exists()


def test_a_font_that_is_not_embedded_is_told(
    desk: Desk, filled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The paper is made all the same; standard error says that it needs a reader with a font."""
    service: Any = desk
    wanted = Wanted("confirmation", LOT, filled, tmp_path / "out")
    capsys.readouterr()
    assert paper_make(service, wanted, now=desk.clock.now(), as_json=True) == DONE
    told = capsys.readouterr()
    assert json.loads(told.out)["font"] is None
    assert "fonts-wqy-zenhei" in told.err


@pytest.mark.strangers
def test_a_font_that_is_named_is_embedded(
    desk: Desk, filled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With --font the PDF brings that font; page and check code are those of any other font."""
    if not ZENHEI.is_file():
        pytest.skip("no fonts-wqy-zenhei: install that package of Debian's")
    plain = _make(desk, Wanted("confirmation", LOT, filled, tmp_path / "plain"), capsys)
    wanted = Wanted("confirmation", LOT, filled, tmp_path / "out", font=ZENHEI)
    told = _make(desk, wanted, capsys)
    assert told["font"] == "WenQuanYiZenHei"
    assert told["check_code"] == plain["check_code"]
    assert told["html"]["digest"] == plain["html"]["digest"]
    assert told["pdf"]["digest"] != plain["pdf"]["digest"]
    assert b"/FontFile2" in Path(told["pdf"]["file"]).read_bytes()


def test_no_file_is_written_over(
    desk: Desk, filled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file of the same name that says something else is kept, and a folder that is none told."""
    service: Any = desk
    out = tmp_path / "out"
    told = _make(desk, Wanted("confirmation", LOT, filled, out), capsys)
    Path(told["pdf"]["file"]).write_bytes(b"mine")
    for folder, said in ((out, "says something else"), (filled, "cannot be written")):
        wanted = Wanted("confirmation", LOT, filled, folder)
        with pytest.raises(Unusable, match=said):
            paper_make(service, wanted, now=desk.clock.now(), as_json=True)
    assert Path(told["pdf"]["file"]).read_bytes() == b"mine"


def test_a_draft_that_the_law_forbids_is_refused_with_its_article(
    desk: Desk, filled: Path, tmp_path: Path
) -> None:
    """A default before its day is refused by the engine's own reason."""
    early = tmp_path / "early.toml"
    text = filled.read_text(encoding="utf-8") + "\n[draft]\nclaims_shortfall = true\n"
    early.write_text(text, encoding="utf-8")
    service: Any = desk
    wanted = Wanted("default_decision", LOT, early, tmp_path / "out")
    with pytest.raises(Unusable, match="第二十四条"):
        paper_make(service, wanted, now=desk.clock.now(), as_json=True)


def test_a_drafted_paper_is_not_issued_before_its_act(
    desk: Desk, filled: Path, tmp_path: Path
) -> None:
    """What is only drafted cannot go out: the journal does not know the act yet."""
    late = tmp_path / "late.toml"
    late.write_text(filled.read_text(encoding="utf-8") + "\n[draft]\n", encoding="utf-8")
    service: Any = desk
    now = desk.court.CLOSES + timedelta(days=11)
    wanted = Wanted("default_decision", LOT, late, tmp_path / "out", issue=True)
    with pytest.raises(Unusable, match="nothing_forfeited"):
        paper_make(service, wanted, now=now, as_json=True)
    assert not (tmp_path / "out").exists()


def test_a_notice_goes_out_as_it_was_published(
    court: ModuleType,
    ring: Any,
    filled: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Made before the notice it is the document of it, and is issued; other texts are not."""
    desk = Desk(court, ring)
    times = "\n".join(
        f"{name} = {at.isoformat()}"
        for name, at in (("opens_at", court.OPENS), ("closes_at", court.CLOSES))
    )
    text = filled.read_text(encoding="utf-8")
    draft = f'{text}\n[draft]\n{times}\npossession = "debtor"\nbalance_days = 10\n'
    filled.write_text(draft, encoding="utf-8")
    *before, notice = court.orders(1, 0)

    async def ask(*asked: Any) -> None:
        async with desk.core() as core:
            for actor, command in asked:
                request = Request(court.lot(1), actor, command, received_at=desk.clock.now())
                answer = await core.sequencer.submit(request)
                assert answer.refused is None

    asyncio.run(ask(*((actor, command) for command, actor in before)))
    made = _make(desk, Wanted("notice", LOT, filled, tmp_path / "out"), capsys)
    command, actor = notice
    document = replace(command.notice, document=made["pdf"]["digest"])
    asyncio.run(ask((actor, replace(command, notice=document))))
    wanted = Wanted("notice", LOT, filled, tmp_path / "out", issue=True)
    issued = _make(desk, wanted, capsys)
    assert issued | {"seq": None} == made
    assert issued["seq"] is not None
    other = tmp_path / "other.toml"
    other.write_text(draft.replace("欢迎竞买", "请勿竞买"), encoding="utf-8")
    service: Any = desk
    with pytest.raises(Unusable, match="is not the document of the notice on record"):
        paper_make(
            service,
            Wanted("notice", LOT, other, tmp_path / "other", issue=True),
            now=desk.clock.now(),
            as_json=True,
        )
    assert not (tmp_path / "other").exists()
    warned = _make(
        desk, Wanted("special_warnings", LOT, filled, tmp_path / "out", issue=True), capsys
    )
    assert warned["seq"] is not None


def test_a_core_that_ends_is_told(desk: Desk, filled: Path, tmp_path: Path) -> None:
    """A paper that could not be issued says how to go on; the files are those of the paper."""
    desk.stops = True
    service: Any = desk
    wanted = Wanted("confirmation", LOT, filled, tmp_path / "out", issue=True)
    with pytest.raises(Unusable, match="the same command again"):
        paper_make(service, wanted, now=desk.clock.now(), as_json=True)


def test_what_is_neither_file_nor_code_is_told(desk: Desk) -> None:
    """A check asks for a file or a code."""
    with pytest.raises(Unusable, match="neither a file nor a check code"):
        paper_check(desk.source, "nonsense", as_json=True)


def test_a_kind_is_read_in_either_language() -> None:
    """Both names mean the same kind."""
    assert read_kind("拍卖公告") is read_kind("notice")


@pytest.mark.parametrize(
    ("name", "text", "status"),
    [
        ("n.toml", "", WRONG),
        ("n.txt", "房屋占有情况不明。", WRONG),
        ("n.txt", "物业费欠缴部分由买受人承担。", DONE),
        ("n.txt", "", DONE),
    ],
)
def test_a_notice_is_proved(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, text: str, status: int
) -> None:
    """Status 1 where something is missing or forbidden; a doubt alone is told and no more."""
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    assert paper_proof(file, as_json=True) == status
    told = json.loads(capsys.readouterr().out)
    assert told["publishable"] is (status == DONE)


def test_a_complete_notice_is_publishable(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Eleven items and seven warnings, one by one."""
    assert paper_proof(filled, as_json=True) == DONE
    told = json.loads(capsys.readouterr().out)
    assert [len(told["items"]), len(told["warnings"]), told["missing"]] == [11, 7, 0]


def test_a_notice_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    """Another encoding, and a file that is far too long, end with one line."""
    file = tmp_path / "n.txt"
    file.write_bytes("公告".encode("gbk"))
    with pytest.raises(Unusable, match="no UTF-8"):
        paper_proof(file, as_json=True)
    file.write_bytes(b"a" * 1_000_001)
    with pytest.raises(Unusable, match="more than"):
        paper_proof(file, as_json=True)


def test_the_program_knows_the_commands(
    filled: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """`mingpai paper` runs each; what cannot be used ends with status 2."""
    with pytest.raises(SystemExit) as ended:
        main(["paper", "proof", str(filled), "--json"])
    assert ended.value.code == DONE
    assert json.loads(capsys.readouterr().out)["publishable"] is True
    data = ["--data", str(tmp_path / "none")]
    make = ["make", "notice", LOT, "--particulars", str(filled), "--out", str(tmp_path)]
    for arguments in ([*make, *data], ["check", "7K2M-0QXA-93TB-HJ5C", *data]):
        with pytest.raises(SystemExit) as ended:
            main(["paper", *arguments])
        assert ended.value.code == 2
