"""What is wrong with a court's list: every code, what was expected instead, and what to do.

A problem is a value: row, column, what stands there, why not, what to do, in both languages.
Where to look next: `exchange.court_list`, which reads; docs/court-list.md, which tells users.
"""

import enum
from collections.abc import Mapping

from msgspec import Struct

MAX_BYTES = 16 * 1024 * 1024
"""A list of twenty thousand rows has some five million bytes."""
MAX_UNPACKED = 64 * 1024 * 1024
"""What the parts of a workbook may come to, unpacked."""
MAX_ROWS = 20_000
MAX_COLUMNS = 200
MAX_TEXT = 20_000
"""Characters in a cell; a platform's description of a lot can be long."""
MAX_FOUND = 200
"""Characters of a cell that are told of it."""


class Trouble(enum.StrEnum):
    """What is wrong: with the file as a whole, then with a row, then with one cell."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    UNPACKS_TOO_LARGE = "unpacks_too_large"
    BINARY = "binary"
    NOT_TEXT = "not_text"
    OLD_WORKBOOK = "old_workbook"
    WORKBOOK_DAMAGED = "workbook_damaged"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_COLUMNS = "too_many_columns"
    QUOTE_OPEN = "quote_open"
    NO_HEADER = "no_header"
    COLUMN_TWICE = "column_twice"
    UNIT_UNKNOWN = "unit_unknown"
    NO_ROWS = "no_rows"

    FIELD_COUNT = "field_count"
    MISSING = "missing"
    ROW_TWICE = "row_twice"
    COURT_OTHER = "court_other"
    REFUSED = "refused"

    CELL_ERROR = "cell_error"
    FORMULA_WITHOUT_VALUE = "formula_without_value"
    TEXT_TOO_LONG = "text_too_long"
    AMOUNT_NOT_A_NUMBER = "amount_not_a_number"
    AMOUNT_NEGATIVE = "amount_negative"
    AMOUNT_ZERO = "amount_zero"
    AMOUNT_DECIMALS = "amount_decimals"
    AMOUNT_TOO_LARGE = "amount_too_large"
    AMOUNT_MALFORMED = "amount_malformed"
    DAY_MALFORMED = "day_malformed"
    DAY_IMPOSSIBLE = "day_impossible"
    DAY_OUT_OF_RANGE = "day_out_of_range"
    TIME_MALFORMED = "time_malformed"
    TIME_WITHOUT_HOUR = "time_without_hour"
    TIME_AMBIGUOUS = "time_ambiguous"
    LENGTH_MALFORMED = "length_malformed"
    COUNT_MALFORMED = "count_malformed"
    CASE_MALFORMED = "case_malformed"
    ID_MALFORMED = "id_malformed"
    DIGEST_MALFORMED = "digest_malformed"
    WORD_UNKNOWN = "word_unknown"


class Says(Struct, frozen=True):
    """What was expected where there is trouble, and what to do about it."""

    zh: str
    en: str
    do_zh: str
    do_en: str


_ROW_ZH, _ROW_EN = "更正该单元格后重试", "correct the cell, then try again"
_SAVE_ZH = "在电子表格软件中另存为 .xlsx 或 CSV（UTF-8）后重试"
_SAVE_EN = "save the sheet as .xlsx or as CSV (UTF-8), then try again"
_SPLIT_ZH, _SPLIT_EN = "拆成几个文件", "split the list into several files"
_AMOUNT = (
    "金额，例如 11,787,511.00、1178.7511万元",
    "an amount such as 11,787,511.00 or 1178.75万元",
)
_DAY = ("日期，例如 2019年4月23日、2018/3/21", "a day such as 2019-04-23 or 2018/3/21")
_TIME = (
    "时间，例如 2019年4月23日10时、2018/3/21 10:00",
    "a time in Shanghai such as 2019-04-23 10:00",
)


def _cell(zh: str, en: str) -> Says:
    return Says(zh, en, _ROW_ZH, _ROW_EN)


SAYS: Mapping[Trouble, Says] = {
    Trouble.EMPTY: Says("有内容的清单", "a list that holds something", _SAVE_ZH, _SAVE_EN),
    Trouble.TOO_LARGE: Says("不超过 16 MiB 的文件", "at most 16 MiB", _SPLIT_ZH, _SPLIT_EN),
    Trouble.UNPACKS_TOO_LARGE: Says(
        "解压后不超过 64 MiB 的工作簿", "a workbook of at most 64 MiB unpacked", _SAVE_ZH, _SAVE_EN
    ),
    Trouble.BINARY: Says(
        "UTF-8 或 GB18030 的 CSV，或 .xlsx", "CSV in UTF-8 or GB18030, or .xlsx", _SAVE_ZH, _SAVE_EN
    ),
    Trouble.NOT_TEXT: Says(
        "UTF-8 或 GB18030 的文字", "text in UTF-8 or GB18030", _SAVE_ZH, _SAVE_EN
    ),
    Trouble.OLD_WORKBOOK: Says(
        "没有密码的 .xlsx", "an .xlsx without a password", _SAVE_ZH, _SAVE_EN
    ),
    Trouble.WORKBOOK_DAMAGED: Says("完好的 .xlsx", "a sound .xlsx", _SAVE_ZH, _SAVE_EN),
    Trouble.TOO_MANY_ROWS: Says("不超过 20000 行", "at most 20,000 rows", _SPLIT_ZH, _SPLIT_EN),
    Trouble.TOO_MANY_COLUMNS: Says(
        "不超过 200 列", "at most 200 columns", "删去多余的列", "remove the columns not needed"
    ),
    Trouble.QUOTE_OPEN: Says("成对的引号", "quotation marks in pairs", _SAVE_ZH, _SAVE_EN),
    Trouble.NO_HEADER: Says(
        "前 20 行中有一行是已知列名，例如 案号、评估价、起拍价",
        "a row of known column names among the first 20, such as 案号, 评估价, start_price",
        "用 mingpai lots template 取得模板",
        "see the columns that mingpai lots template writes",
    ),
    Trouble.COLUMN_TWICE: Says(
        "每项内容只有一列", "one column for each thing", "删去其中一列", "remove one of the two"
    ),
    Trouble.UNIT_UNKNOWN: Says(
        "列名中的单位为 元、万元、亿元、分钟、小时 或 天",
        "one of the units 元, 万元, 亿元, 分钟, 小时, 天 in the column's name",
        "改写列名中的单位",
        "write the unit in the column's name in one of these ways",
    ),
    Trouble.NO_ROWS: Says(
        "表头下至少一行", "at least one row below the header", "填写后重试", "fill in the list"
    ),
    Trouble.FIELD_COUNT: Says(
        "每个值都在有名称的列下",
        "every value under a column with a name",
        "给列加上名称，或给含逗号的值加引号",
        "name the column, or put quotation marks around a value that holds a comma",
    ),
    Trouble.MISSING: Says("导入所必需的值", "a value that the import needs", "填写", "fill it in"),
    Trouble.ROW_TWICE: Says(
        "同一案件的同一财产只出现一次",
        "each property of a case once",
        "删去其中一行，或更正标的编号",
        "remove one of the two rows, or correct the property's number",
    ),
    Trouble.COURT_OTHER: Says(
        "本服务的法院",
        "the court of this service",
        "删去该行；名称就是本院的，用 --court 写明",
        "remove the row; where the name is this court's own, say so with --court",
    ),
    Trouble.REFUSED: Says(
        "法律允许的内容", "what the law allows", "按理由更正", "follow what the reason says"
    ),
    Trouble.CELL_ERROR: _cell("没有错误的单元格", "a cell that holds no error"),
    Trouble.FORMULA_WITHOUT_VALUE: Says(
        "已计算的公式",
        "a formula whose value was saved",
        "在电子表格软件中打开、计算并保存，或改为数值",
        "open, calculate and save it in a spreadsheet program, or write the value",
    ),
    Trouble.TEXT_TOO_LONG: _cell("不超过 20000 字", "at most 20,000 characters in a cell"),
    Trouble.AMOUNT_NOT_A_NUMBER: _cell(*_AMOUNT),
    Trouble.AMOUNT_NEGATIVE: _cell("不小于零的金额", "an amount that is not negative"),
    Trouble.AMOUNT_ZERO: _cell("大于零的金额", "an amount of more than 0"),
    Trouble.AMOUNT_DECIMALS: _cell("精确到分的金额", "an amount in whole fen"),
    Trouble.AMOUNT_TOO_LARGE: _cell(
        "不超过 90,071,992,547,409.91 元", "at most 90,071,992,547,409.91 yuan"
    ),
    Trouble.AMOUNT_MALFORMED: _cell(*_AMOUNT),
    Trouble.DAY_MALFORMED: _cell(*_DAY),
    Trouble.DAY_IMPOSSIBLE: _cell("存在的日期和时间", "a day and an hour that exist"),
    Trouble.DAY_OUT_OF_RANGE: _cell("1990 年至 2099 年", "a year from 1990 to 2099"),
    Trouble.TIME_MALFORMED: _cell(*_TIME),
    Trouble.TIME_WITHOUT_HOUR: _cell(*_TIME),
    Trouble.TIME_AMBIGUOUS: _cell("24 小时制的时间", "an hour of the 24-hour clock"),
    Trouble.LENGTH_MALFORMED: _cell(
        "时长，例如 5分钟、24小时、60天", "a length of time such as 5分钟, 24小时 or 60天"
    ),
    Trouble.COUNT_MALFORMED: _cell("非负整数", "a whole number, not negative"),
    Trouble.CASE_MALFORMED: _cell(
        "案号，例如 （2026）沪0104执1234号，或由字母、数字和 - 组成的编号",
        "a case number such as （2026）沪0104执1234号, or letters, digits and '-'",
    ),
    Trouble.ID_MALFORMED: _cell(
        "1 至 48 个字母、数字或 -", "1 to 48 letters, digits or '-', no '-' first"
    ),
    Trouble.DIGEST_MALFORMED: _cell(
        "文件的 SHA-256，64 位十六进制或 base64url",
        "the SHA-256 of the paper, 64 hexadecimal digits or base64url",
    ),
    Trouble.WORD_UNKNOWN: _cell(
        "模板说明中列出的词", "one of the words that the template lists for this column"
    ),
}
"""For every code, what was expected and what to do."""


class ListProblem(Struct, frozen=True):
    """One thing that is wrong. `row` is the number that a spreadsheet shows; 0: the whole file.

    `column` is the list's own name for the column, or the template's where the list has none.
    `found` is what stands there; `reason` adds what a code alone cannot say.
    """

    code: Trouble
    row: int = 0
    column: str = ""
    found: str = ""
    reason: str = ""

    def told(self) -> str:
        """Return the problem in one line: where, what, what was expected, what to do."""
        says = SAYS[self.code]
        where = f"row {self.row}: " if self.row else ""
        column = f"column {self.column!r:.60}: " if self.column else ""
        found = f": found {self.found!r:.80}" if self.found else ""
        reason = f" ({self.reason})" if self.reason else ""
        return (
            f"{where}{column}{self.code.value}{found}{reason}; expected {says.en}; "
            f"to do: {says.do_en}"
        )


class ListProblems(Struct, frozen=True):
    """Why a file cannot be used as a list at all. At least one problem."""

    name: str
    problems: tuple[ListProblem, ...]

    def told(self) -> str:
        """Return the first problem in one line, with the file's name."""
        return f"{self.name}: {self.problems[0].told()}"


class Bad(ValueError):
    """A cell is not as it must be; `trouble` says how, `reason` adds what the code cannot say."""

    def __init__(self, trouble: Trouble, reason: str = "") -> None:
        """Keep what is wrong."""
        super().__init__(trouble.value)
        self.trouble = trouble
        self.reason = reason
