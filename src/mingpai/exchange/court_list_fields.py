"""The cells of a court's list, one reader each. A cell that is not as it must be raises `Bad`.

Full-width signs count as plain ones. Money goes to fen exactly and never through a float, times
from a clock in Shanghai to UTC; nothing is rounded or guessed.
Where to look next: `exchange.court_list_columns`, which says what stands in which column.
"""

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta

from mingpai.exchange.court_list_problems import Bad, Trouble
from mingpai.kernel.canon import NotCanonical, b64url, parse_b64url
from mingpai.kernel.ids import CaseId, PropertyId, well_formed
from mingpai.kernel.moments import SHANGHAI
from mingpai.kernel.money import MAX_FEN, Fen

_FIRST_YEAR, _LAST_YEAR = 1990, 2099
_DIGEST_BYTES = 32
_NOON = 12
_MOST_DIGITS = 24

# Text ----------------------------------------------------------------------------------------

_BLANKS = frozenset({"", "-", "--", "—", "——", "/", "无", "暂无"})


def plain(text: str) -> str:
    """Return a text with full-width signs made plain and blanks around it taken away."""
    return unicodedata.normalize("NFKC", text).strip()


def is_blank(text: str) -> bool:
    """Say whether a cell says nothing: empty, or one of the signs that lists use for that."""
    return text.strip() in _BLANKS


# Amounts -------------------------------------------------------------------------------------

AMOUNT_UNITS = {"": 0, "元": 0, "圆": 0, "yuan": 0, "万": 4, "万元": 4, "亿": 8, "亿元": 8}
"""Units of an amount as powers of ten over a yuan. None named: yuan."""

_AMOUNT = re.compile(
    r"(?:人民币|RMB|CNY|¥)?\s*"
    r"(?P<whole>0|[1-9][0-9]{0,2}(?:,[0-9]{3})+|[1-9][0-9]*)(?:\.(?P<part>[0-9]+))?"
    r"\s*(?P<unit>亿元?|万元?|元|圆)?整?",
    re.IGNORECASE,
)
_NO_NUMBER = re.compile(r"[+-]?(?:nan|inf(?:inity)?|null|none|n/a|#n/a)", re.IGNORECASE)
_NEGATIVE = re.compile(r"(?:[-−–]|\()\s*[¥0-9]")


def read_amount(text: str, unit: str = "") -> Fen:
    """Return an amount in fen. `unit` is what the column's name says; the cell's own unit wins."""
    text = plain(text)
    match = _AMOUNT.fullmatch(text)
    if match is None:
        raise Bad(_amount_trouble(text))
    power = AMOUNT_UNITS[match["unit"] or unit] + 2
    whole, part = match["whole"].replace(",", ""), match["part"] or ""
    if len(part) > power:
        raise Bad(Trouble.AMOUNT_DECIMALS)
    if len(whole) + power > _MOST_DIGITS:
        raise Bad(Trouble.AMOUNT_TOO_LARGE)
    amount = int(whole + part.ljust(power, "0"))
    if amount > MAX_FEN:
        raise Bad(Trouble.AMOUNT_TOO_LARGE)
    return Fen(amount)


def read_price(text: str, unit: str = "") -> Fen:
    """Return an amount of more than zero, in fen."""
    amount = read_amount(text, unit)
    if not amount:
        raise Bad(Trouble.AMOUNT_ZERO)
    return amount


def _amount_trouble(text: str) -> Trouble:
    if _NO_NUMBER.fullmatch(text):
        return Trouble.AMOUNT_NOT_A_NUMBER
    return Trouble.AMOUNT_NEGATIVE if _NEGATIVE.match(text) else Trouble.AMOUNT_MALFORMED


# Days and times ------------------------------------------------------------------------------

_WEEKDAY = re.compile(r"\(?(?:星期|周)[一二三四五六日天]\)?")
_NUMERAL = re.compile(r"[〇○零一二三四五六七八九十]+(?=[年月日号时点分])")
_DIGITS = {sign: str(value) for value, sign in enumerate("〇一二三四五六七八九")} | {
    "零": "0",
    "○": "0",
}
_DAY = (
    r"(?P<year>[0-9]{4})(?:"
    r"(?P<sep>[-/.])(?P<month>[0-9]{1,2})(?P=sep)(?P<day>[0-9]{1,2})"
    r"|年(?P<month_zh>[0-9]{1,2})月(?P<day_zh>[0-9]{1,2})[日号]"
    r"|(?P<month_8>[0-9]{2})(?P<day_8>[0-9]{2}))"
)
_HOUR = (
    r"(?P<half>凌晨|早上|上午|中午|下午|晚上)?\s*(?P<hour>[0-9]{1,2})(?:"
    r":(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?"
    r"|[时点](?:整|(?P<is_half>半)|(?P<minute_zh>[0-9]{1,2})分(?:(?P<second_zh>[0-9]{1,2})秒)?)?)"
)
_OFFSET = r"\s*(?P<offset>Z|[+-][0-9]{2}:[0-9]{2})?"
_WHEN = re.compile(rf"{_DAY}(?:(?:\s+|T|(?<=[日号])|(?=[凌早上中下晚])){_HOUR}{_OFFSET})?")
_MORNING = frozenset({"凌晨", "早上", "上午"})


def read_day(text: str, _unit: str = "") -> date:
    """Return a day. An hour beside it is read and left out."""
    match, found = _when(text, Trouble.DAY_MALFORMED)
    del match
    return found.date()


def read_instant(text: str, _unit: str = "") -> datetime:
    """Return an instant in UTC of a time as a clock in Shanghai shows it."""
    match, found = _when(text, Trouble.TIME_MALFORMED)
    if match["hour"] is None:
        raise Bad(Trouble.TIME_WITHOUT_HOUR)
    offset = match["offset"]
    if offset is None:
        return found.replace(tzinfo=SHANGHAI).astimezone(UTC)
    try:
        return datetime.fromisoformat(found.isoformat() + offset).astimezone(UTC)
    except ValueError:
        raise Bad(Trouble.DAY_IMPOSSIBLE) from None


def _when(text: str, trouble: Trouble) -> tuple[re.Match[str], datetime]:
    """Return what a text matches, and the day and hour it names. Raises: Bad."""
    text = _NUMERAL.sub(_in_digits, _WEEKDAY.sub("", plain(text)))
    match = _WHEN.fullmatch(text)
    if match is None:
        raise Bad(trouble)
    month = match["month"] or match["month_zh"] or match["month_8"]
    day = match["day"] or match["day_zh"] or match["day_8"]
    year, clock = int(match["year"]), _clock(match)
    try:
        found = datetime(year, int(month), int(day), *clock)  # noqa: DTZ001 - see callers
    except ValueError:
        raise Bad(Trouble.DAY_IMPOSSIBLE) from None
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise Bad(Trouble.DAY_OUT_OF_RANGE)
    return match, found


def _clock(match: re.Match[str]) -> tuple[int, int, int]:
    """Return hour, minute and second. Raises: Bad where a half of the day leaves doubt."""
    if match["hour"] is None:
        return 0, 0, 0
    half, hour = match["half"], int(match["hour"])
    if half is not None:
        is_morning = half in _MORNING
        if (hour == _NOON) is not (half == "中午") or (is_morning and hour > _NOON):
            raise Bad(Trouble.TIME_AMBIGUOUS)
        if not is_morning and hour < _NOON:
            hour += _NOON
    minute = "30" if match["is_half"] else match["minute"] or match["minute_zh"] or "0"
    return hour, int(minute), int(match["second"] or match["second_zh"] or "0")


def _in_digits(match: re.Match[str]) -> str:
    """Return a Chinese numeral in digits: a year digit by digit, a day or an hour by tens."""
    text = match.group()
    tens, ten, ones = text.partition("十")
    if not ten:
        return "".join(_DIGITS[sign] for sign in text)
    if "十" in ones or len(tens) > 1 or len(ones) > 1:
        return text
    return _DIGITS.get(tens, "1") + _DIGITS.get(ones, "0")


# Lengths and counts --------------------------------------------------------------------------

LENGTH_UNITS = {
    "秒": timedelta(seconds=1),
    "分": timedelta(minutes=1),
    "分钟": timedelta(minutes=1),
    "小时": timedelta(hours=1),
    "时": timedelta(hours=1),
    "天": timedelta(days=1),
    "日": timedelta(days=1),
}
_LENGTH = re.compile(r"(?P<many>[0-9]{1,6})\s*(?P<unit>秒|分钟?|个?小?时|天|日)?(?:/次)?")
_COUNT = re.compile(r"(?P<many>[0-9]{1,9})(?:\.0+)?(?:次|人)?")


def read_length(text: str, unit: str = "") -> timedelta:
    """Return a length of time. Its unit stands in the cell or in the column's name."""
    match = _LENGTH.fullmatch(plain(text))
    found = None if match is None else LENGTH_UNITS.get((match["unit"] or unit).removeprefix("个"))
    if match is None or found is None:
        raise Bad(Trouble.LENGTH_MALFORMED)
    return int(match["many"]) * found


def read_count(text: str, _unit: str = "") -> int:
    """Return a whole number, such as how many bids there were."""
    match = _COUNT.fullmatch(plain(text))
    if match is None:
        raise Bad(Trouble.COUNT_MALFORMED)
    return int(match["many"])


# Names ---------------------------------------------------------------------------------------

_PROVINCES = dict(
    pair.split("=")
    for pair in [
        "京=BJ",
        "津=TJ",
        "冀=HE",
        "晋=SX",
        "内=NM",
        "辽=LN",
        "吉=JL",
        "黑=HL",
        "沪=SH",
        "苏=JS",
        "浙=ZJ",
        "皖=AH",
        "闽=FJ",
        "赣=JX",
        "鲁=SD",
        "豫=HA",
        "鄂=HB",
        "湘=HN",
        "粤=GD",
        "桂=GX",
        "琼=HI",
        "渝=CQ",
        "川=SC",
        "黔=GZ",
        "云=YN",
        "藏=XZ",
        "陕=SN",
        "甘=GS",
        "青=QH",
        "宁=NX",
        "新=XJ",
        "兵=BT",
        "军=JD",
        "最高法=ZGF",
    ]
)
_KINDS = {
    "执": "Z",
    "执恢": "ZH",
    "执保": "ZB",
    "执异": "ZY",
    "执复": "ZF",
    "执监": "ZJ",
    "执协": "ZX",
    "执他": "ZT",
}
_CASE = re.compile(
    r"[(\[〔【](?P<year>[0-9]{4})[)\]〕】](?P<place>最高法|[\u4e00-\u9fff])(?P<court>[0-9]{0,4})"
    r"(?P<kind>执[恢保异复监协他]?)0*(?P<number>[1-9][0-9]{0,6})号(?:之(?P<part>[一二三四五六七八九]))?"
)


def read_case(text: str, _unit: str = "") -> CaseId:
    """Return a case's id: itself, or what its number comes to in letters and digits.

    （2026）沪0104执恢1234号 is `2026-SH0104-ZH-1234`: the court's code of the case number with
    the province in the letters of GB/T 2260, and the kind in the first letters of its name. Zeros
    before the number say nothing: 执001号 is 执1号. An id stays as it is: a journal may know it.
    """
    text = re.sub(r"\s", "", plain(text))
    if well_formed("case", text):
        return CaseId(text)
    match = _CASE.fullmatch(text)
    place = None if match is None else _PROVINCES.get(match["place"])
    if match is None or place is None:
        raise Bad(Trouble.CASE_MALFORMED)
    parts = [match["year"], place + match["court"], _KINDS[match["kind"]], match["number"]]
    if match["part"]:
        parts.append(_DIGITS[match["part"]])
    return CaseId("-".join(parts))


def read_property(text: str, _unit: str = "") -> PropertyId:
    """Return a property's id: what tells it from the others of its case."""
    text = plain(text).removesuffix(".0")
    if not well_formed("property", text):
        raise Bad(Trouble.ID_MALFORMED)
    return PropertyId(text)


def read_digest(text: str, _unit: str = "") -> str:
    """Return the SHA-256 of a paper in base64url, from that or from hexadecimal digits."""
    text = plain(text)
    if re.fullmatch(r"[0-9A-Fa-f]{64}", text):
        return b64url(bytes.fromhex(text))
    try:
        is_digest = len(parse_b64url(text)) == _DIGEST_BYTES
    except NotCanonical:
        is_digest = False
    if not is_digest:
        raise Bad(Trouble.DIGEST_MALFORMED)
    return text


def read_text(text: str, _unit: str = "") -> str:
    """Return a text as it stands, blanks around it taken away."""
    return text.strip()
