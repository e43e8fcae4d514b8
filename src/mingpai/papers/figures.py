"""Amounts and days as a court writes them: 大写金额, 年月日.

Pure. Source of the capital forms: the People's Bank's rules for filling in bills (正确填写票据和
结算凭证的基本规定).
"""

from datetime import date, datetime, timedelta

from mingpai.kernel.moments import SHANGHAI
from mingpai.kernel.money import print_yuan
from mingpai.kernel.outcome import ensure

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ((1000, "仟"), (100, "佰"), (10, "拾"), (1, ""))
_WAN = 10_000
_YI = 100_000_000
_DAY_DIGITS = "〇一二三四五六七八九"
_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)


def in_capitals(amount_fen: int) -> str:
    """Write an amount in capital figures: 123,450,000 fen is 壹佰贰拾叁万肆仟伍佰元整.

    Units: fen. Raises: InvariantBroken below nothing.
    """
    ensure(amount_fen >= 0, "no paper names less than nothing")
    yuan, rest = divmod(amount_fen, 100)
    jiao, fen = divmod(rest, 10)
    text = f"{_whole(yuan)}元" if yuan or not rest else ""
    if not rest:
        return f"{text}整"
    if jiao:
        text += f"{_DIGITS[jiao]}角"
    elif text:
        text += "零"
    return f"{text}{_DIGITS[fen]}分" if fen else text


def _whole(number: int) -> str:
    """Write a whole number; what is above 亿 and above 万 is itself such a number."""
    for unit, name in ((_YI, "亿"), (_WAN, "万")):
        if number >= unit:
            above, below = divmod(number, unit)
            gap = "零" if 0 < below < unit // 10 else ""
            return f"{_whole(above)}{name}{gap}{_whole(below) if below else ''}"
    return _below_wan(number)


def _below_wan(number: int) -> str:
    text = ""
    for power, name in _PLACES:
        digit = number // power % 10
        if digit:
            text += _DIGITS[digit] + name
        elif text and number % power and not text.endswith("零"):
            text += "零"
    return text or "零"


def amount(amount_fen: int) -> str:
    """Write an amount both ways: `70,000.00元（人民币柒万元整）`."""
    return f"{print_yuan(amount_fen)}元（人民币{in_capitals(amount_fen)}）"


def day(when: date) -> str:
    """Write a day as it stands in a sentence: 2026年5月25日."""
    return f"{when.year}年{when.month}月{when.day}日"


def moment(when: datetime) -> str:
    """Write an instant as a clock in Shanghai shows it: 2026年5月25日10时, 10时30分8秒."""
    local = when.astimezone(SHANGHAI)
    text = f"{day(local)}{local.hour}时"
    if local.minute or local.second:
        text += f"{local.minute}分"
    return f"{text}{local.second}秒" if local.second else text


def signed_day(when: date) -> str:
    """Write a day as it stands below a signature: 二〇二六年五月二十五日."""
    year = "".join(_DAY_DIGITS[int(digit)] for digit in str(when.year))
    return f"{year}年{_counted(when.month)}月{_counted(when.day)}日"


def _counted(number: int) -> str:
    """Write 1 to 31 as days are counted: 五, 十, 十一, 二十五."""
    tens, ones = divmod(number, 10)
    if not tens:
        return _DAY_DIGITS[ones]
    head = "" if tens == 1 else _DAY_DIGITS[tens]
    return f"{head}十{_DAY_DIGITS[ones] if ones else ''}"


def span(length: timedelta) -> str:
    """Write a length of time in whole days, hours and minutes, leaving out what is none."""
    ensure(length >= _MINUTE, "a paper names no time below a minute")
    hours, rest = divmod(length, _HOUR)
    minutes = rest // _MINUTE
    return (f"{hours}小时" if hours else "") + (f"{minutes}分钟" if minutes else "")
