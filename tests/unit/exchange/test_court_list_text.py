"""From the bytes of a CSV file to its rows."""

import pytest

from mingpai.exchange.court_list_problems import MAX_COLUMNS, MAX_ROWS, MAX_TEXT, Trouble
from mingpai.exchange.court_list_text import BadCell, Unreadable, read_csv


def trouble_of(data: bytes) -> tuple[Trouble, int]:
    """Return why a file cannot be read, and in which row."""
    with pytest.raises(Unreadable) as raised:
        read_csv(data)
    return raised.value.problem.code, raised.value.problem.row


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends(encoding: str, end: str) -> None:
    """The same rows come out of every encoding and line end."""
    text = end.join(["案号,标的名称", '1,"某路,某号"', "", " , ", "2,房屋,,", ""])
    rows = read_csv(text.encode(encoding)).rows
    assert [(row.number, row.cells) for row in rows] == [
        (1, ("案号", "标的名称")),
        (2, ("1", "某路,某号")),
        (5, ("2", "房屋")),
    ]


def test_a_cell_may_hold_several_lines() -> None:
    """A quoted cell keeps its line ends, and rows are counted as a spreadsheet counts them."""
    rows = read_csv(b'a,b\n1,"x\ny"\n2,z\n').rows
    assert [(row.number, row.cells) for row in rows][1:] == [(2, ("1", "x\ny")), (3, ("2", "z"))]


@pytest.mark.parametrize(
    ("data", "trouble", "row"),
    [
        (b"a,b\n\x00", Trouble.BINARY, 2),
        ("案号,评估价\n".encode("utf-16"), Trouble.BINARY, 1),
        ("案号\n标的\n".encode() + b"\xff\xfe\n", Trouble.NOT_TEXT, 3),
        (b"\xef\xbb\xbfa\n\xc4\xe3\n", Trouble.NOT_TEXT, 2),
        ("案号\n".encode("gb18030") + b"\xff\n", Trouble.NOT_TEXT, 2),
        (b'a,b\n1,"x\n2,y\n', Trouble.QUOTE_OPEN, 2),
        (b'a,b\n1,"x"y\n', Trouble.QUOTE_OPEN, 2),
        (b"a," * MAX_COLUMNS + b"b", Trouble.TOO_MANY_COLUMNS, 1),
        (b"a," * 1_000_000 + b"b", Trouble.TOO_MANY_COLUMNS, 1),
        (b"a\n" * (MAX_ROWS + 1), Trouble.TOO_MANY_ROWS, MAX_ROWS + 1),
    ],
    ids=range(10),
)
def test_what_is_no_list(data: bytes, trouble: Trouble, row: int) -> None:
    """What is no text, damaged, endless or without end is told by row and code."""
    assert trouble_of(data) == (trouble, row)


def test_many_blank_columns_are_none() -> None:
    """Blank cells at the end of a row are no columns, however many there are."""
    assert read_csv(b"a,b" + b"," * 5000).rows[0].cells == ("a", "b")


def test_a_cell_that_is_too_long_is_bad_by_itself() -> None:
    """A cell of too much text is told; the rest of the row is read."""
    cells = read_csv(b"a," + b"x" * (MAX_TEXT + 1) + b",c").rows[0].cells
    assert cells == ("a", BadCell(Trouble.TEXT_TOO_LONG, "x" * 40), "c")
    assert trouble_of(b"a," + b"x" * 200_000)[0] is Trouble.QUOTE_OPEN
