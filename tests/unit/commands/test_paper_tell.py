"""What `mingpai paper` prints for people."""

from datetime import UTC, datetime

import pytest

from mingpai.commands.paper_tell import (
    Checked,
    Form,
    Issued,
    Made,
    tell_checked,
    tell_made,
    tell_proof,
)
from mingpai.law.content import Item
from mingpai.papers.proof import NoticeTexts, prove, prove_text

CODE = "7K2M-0QXA-93TB-HJ5C"
ISSUED = Issued(
    seq=5,
    lot="disposal/2026-0001",
    at=datetime(2026, 5, 26, 3, 0, tzinfo=UTC),
    by="court/sh-xuhui",
    kind="confirmation",
    round=1,
    check_code=CODE,
    html="A" * 43,
    pdf="B" * 43,
)


@pytest.mark.parametrize(
    ("seq", "font", "said"), [(None, None, "尚未发出"), (5, "Song", "日志第 5 条")]
)
def test_what_was_made_is_told(
    capsys: pytest.CaptureFixture[str], seq: int | None, font: str | None, said: str
) -> None:
    """Files, digests, check code, the font that is embedded, and whether it was issued."""
    made = Made(
        "confirmation",
        "成交确认书",
        ISSUED.lot,
        1,
        CODE,
        Form("a.html", "A"),
        Form("a.pdf", "B"),
        seq,
        font,
    )
    tell_made(made, as_json=False)
    told = capsys.readouterr().out
    assert ("embeds the font Song" in told) is (font is not None)
    assert all(one in told for one in (CODE, "a.html", "a.pdf", said))


@pytest.mark.parametrize(
    ("checked", "said"),
    [
        (Checked("f", "html", CODE, is_issued=True, papers=(ISSUED,)), "经日志发出"),
        (Checked("f", "file", None, is_issued=False, papers=()), "没有发出过"),
        (
            Checked("f", "file", CODE, is_issued=False, papers=(ISSUED,), is_altered=True),
            "不一致",
        ),
    ],
)
def test_what_a_check_found_is_told(
    capsys: pytest.CaptureFixture[str], checked: Checked, said: str
) -> None:
    """Issued, unknown, or the code of an issued paper on other bytes."""
    tell_checked(checked, as_json=False)
    told = capsys.readouterr().out
    assert said in told
    assert ("2026-05-26T11:00:00+08:00" in told) is bool(checked.papers)


def test_a_proof_is_told_part_by_part(capsys: pytest.CaptureFixture[str]) -> None:
    """What is given, missing and forbidden; the sentence, its article, and what would be lawful."""
    tell_proof(
        "n.toml", prove(NoticeTexts({Item.TAXES: "一切税费均由买受人承担。"}, {})), as_json=False
    )
    told = capsys.readouterr().out
    assert told.count("MISSING") == 17
    for said in (
        "FORBIDDEN",
        "“一切税费均由买受人承担。”",
        "第三十条",
        "art. 30",
        "可以写",
        "不能公告",
    ):
        assert said in told


def test_a_doubt_in_a_text_is_told_without_a_part(capsys: pytest.CaptureFixture[str]) -> None:
    """A text whose parts are not told apart lists sentences alone."""
    tell_proof("n.txt", prove_text("物业费欠缴部分由买受人承担。"), as_json=False)
    told = capsys.readouterr().out
    assert "存疑 doubtful  “物业费" in told
    assert "可以公告" in told
    assert "eleven" not in told
