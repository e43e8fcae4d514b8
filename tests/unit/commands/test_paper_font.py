"""Which font a PDF is printed in: named, found, or none."""

from pathlib import Path

import pytest
import reportlab

from mingpai.auction.papers import PaperKind
from mingpai.commands import paper_font
from mingpai.commands.output import Unusable
from mingpai.commands.paper_font import WELL_KNOWN, font_for
from mingpai.papers.model import Document, Paragraph, Section

VERA = Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"
"""A TrueType font without Chinese that comes with reportlab."""
PAPER = Document(
    kind=PaperKind.NOTICE,
    lot="disposal/2026-0001",
    round=1,
    court="样本法院",
    title="拍卖公告",
    number="（2026）样本1号",
    addressee=None,
    sections=(Section(None, (Paragraph("样本。"),)),),
    signature=("样本法院",),
    dated="二〇二六年五月二十五日",
    nonce="A",
)


def _known(monkeypatch: pytest.MonkeyPatch, *files: Path | str) -> None:
    monkeypatch.setattr(paper_font, "WELL_KNOWN", tuple(map(str, files)))


def test_a_font_that_is_named_is_taken(tmp_path: Path) -> None:
    """Whatever it lacks: what it lacks is then told of it."""
    file = tmp_path / "mine.ttf"
    file.write_bytes(VERA.read_bytes())
    assert font_for(PAPER, file).title == "BitstreamVeraSans-Roman"


def test_a_font_that_cannot_be_embedded_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A missing file, a folder, another format and a file far too long end with one line."""
    otf = tmp_path / "cff.otf"
    otf.write_bytes(b"OTTO" + bytes(100))
    for file, said in (
        (tmp_path / "none.ttf", "cannot be read"),
        (tmp_path, "cannot be read"),
        (otf, "PostScript"),
    ):
        with pytest.raises(Unusable, match=said) as caught:
            font_for(PAPER, file)
        assert str(caught.value).startswith(f"{file}: ")
    monkeypatch.setattr(paper_font, "_MAX_BYTES", 50)
    with pytest.raises(Unusable, match="more than 50"):
        font_for(PAPER, otf)


def test_without_a_font_the_reader_must_bring_one_and_is_told_why(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line on standard error: not embedded, blank pages, which package mends it."""
    _known(monkeypatch, tmp_path / "none.ttf", "C:/Windows/Fonts/simsun.ttc")
    assert not font_for(PAPER, None).is_embedded
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1
    for said in ("没有嵌入", "blank", "fonts-wqy-zenhei", "--font"):
        assert said in told.err


def test_a_damaged_font_is_told_and_left_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The next one is taken; where each lacks something, the first that is a font."""
    damaged = tmp_path / "damaged.ttf"
    damaged.write_bytes(VERA.read_bytes()[:1_000])
    _known(monkeypatch, damaged, VERA, VERA.with_name("VeraBd.ttf"))
    assert font_for(PAPER, None).title == "BitstreamVeraSans-Roman"
    assert str(damaged) in capsys.readouterr().err


@pytest.mark.strangers
def test_the_first_font_with_every_character_is_taken(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A font that lacks something the paper needs gives way to the next that does not."""
    if not Path(WELL_KNOWN[0]).is_file():
        pytest.skip("no fonts-wqy-zenhei: install that package of Debian's")
    _known(monkeypatch, VERA, WELL_KNOWN[0])
    font = font_for(PAPER, None)
    assert (font.title, font.is_embedded) == ("WenQuanYiZenHei", True)
    assert capsys.readouterr().err == ""
