"""What says nothing: a form's blank, a filler, a note to fill in; and figures that have a form.

One test for every field and text of a paper or notice. It looks at words and knows no facts.
Where to look next: `papers.particulars`, `papers.proof`, `law.content` (what must be said).
"""

import re
import unicodedata

_FILLER = re.compile(
    "某{1,3}|某人|空|空白|空缺|略|略去|待|待[续查核办添]|未填写?|未定|未录入|暂缺|暂无|暂未|缺"
    "|请?填写|请?输入|此处填写|无内容|同[上前]|见[上前]|如上|测试"
    "|tb[dac]|todo|fixme|na|nil|null|none|nan|undefined|empty|blank|unknown|test|x{2,3}"
)
_PLACEHOLDER = re.compile(
    r"_{2,}|×{2,}|[Xx]{3,}|\?{2,}|\{\{|\}\}|□{2,}|○{2,}|◯{2,}|\*{3,}|#{3,}|\.{6,}|…{3,}"
    r"|待填|待定|待补|待录|待完善|请填写|此处填|填写处|某年某|某月某|若干元"
    r"|[\[【{<][^\]】}>]{0,20}(?:填|输入|此处|姓名|名称|账号|账户|电话|地址|日期|金额|单位|内容|编号)"
    r"[^\]】}>]{0,20}[\]】}>]|\(\s*\)|\((?:请|此处)?(?:填写|输入)[^)]{0,20}\)"
    r"|(?<!出生)年\s*月\s*日|年\s+月|月\s+日|执\s+号|第\s+号|元\s*整\s*元|(?:人民币|￥|¥)\s*元"
)
_NO_VALUE = re.compile(
    r"(?<![A-Za-z])(?:None|null|nan|undefined|TBD|TBA|TBC|TO[D]O|FIX[M]E|N/A)(?![A-Za-z])",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"[\[【{<][^\[\]【】{}<>]{0,60}[\]】}>]")
_PHONE = re.compile(r"\+?\(?[0-9][0-9()\- ]{3,22}[0-9](?: ?转 ?[0-9]{1,6})?")
_BETWEEN_PHONES = re.compile(r"[、,/;]|或者?|\s{2,}")
_MIN_PHONE, _MAX_PHONE = 5, 15
_ACCOUNT = re.compile(r"[0-9A-Za-z]+(?:[ \-][0-9A-Za-z]+)*")
_MIN_ACCOUNT, _MAX_ACCOUNT = 8, 40
_NOTHING = "无"


def is_blank(text: str) -> bool:
    """Say whether a text says nothing, or is a form's blank that nobody filled in.

    Full-width forms, and characters that nobody sees, make no difference.
    """
    read = _read(text)
    said = "".join(one for one in read if one.isalnum()).lower()
    if not said or _FILLER.fullmatch(said) or _BRACKETED.fullmatch(read.strip()):
        return True
    return bool(_PLACEHOLDER.search(read) or _NO_VALUE.search(read))


def says_nothing(text: str) -> bool:
    """Say whether a text that is to state something does not: a blank, a mark, a mere figure.

    That there is nothing to state is said by 无.
    """
    letters = [one for one in _read(text) if one.isalpha()]
    return is_blank(text) or (len(letters) <= 1 and letters != [_NOTHING])


def is_phone(text: str) -> bool:
    """Say whether a text is a telephone number, or several with marks between them."""
    parts = [part.strip() for part in _BETWEEN_PHONES.split(_read(text).strip())]
    return all(_is_one_phone(part) for part in parts)


def _is_one_phone(text: str) -> bool:
    own = text.partition("转")[0]
    digits = sum(one.isdigit() for one in own)
    return _PHONE.fullmatch(text) is not None and _MIN_PHONE <= digits <= _MAX_PHONE


def is_account(text: str) -> bool:
    """Say whether a text has the form of a bank account's number; of a virtual one as well."""
    read = _read(text).strip()
    digits = sum(one.isdigit() for one in read)
    marks = len(read.replace(" ", "").replace("-", ""))
    return _ACCOUNT.fullmatch(read) is not None and digits >= _MIN_ACCOUNT and marks <= _MAX_ACCOUNT


def _read(text: str) -> str:
    """Return a text in its usual forms, without what nobody sees."""
    usual = unicodedata.normalize("NFKC", text)
    return "".join(one for one in usual if unicodedata.category(one) != "Cf")
