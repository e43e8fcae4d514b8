"""What a notice may not say, or should not: taxes on the buyer, possession unknown, fees.

Reads the texts of a notice, sentence by sentence, and names each doubt with its article, why, and
how to say it lawfully. It looks at words, knows no facts, and decides nothing: a doubt marked
`forbidden` breaks its article as it stands, any other is for a person to look at. The patterns are
bounded, so that reading takes time in proportion to the text. Where to look next:
`law.wording_reasons` (what is said of each doubt), `law.content` (what a notice must say).
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from itertools import zip_longest

from msgspec import Struct

from mingpai.kernel.ids import ArticleId
from mingpai.law.wording_reasons import FORBIDDEN, REASONS, DoubtCode

_BUYER = "(?:买受人|买受方|竞得人|竞得者|竞买人|竞拍人|买方|受让人|受让方|购买人)"
_BEARS = "(?:承担|负担|缴纳|交纳|支付|缴付|自理)"
_NOT = "不得|不应|不能|不再|不由|不要求|不必|禁止|严禁|无需|并非"

_ON_BUYER = re.compile(f"(?:由|归){_BUYER}([^,。;]{{0,8}}?){_BEARS}")
_BUYER_PAYS = re.compile(
    f"{_BUYER}((?:应|须|需|自行|另行|全额|负责|一并|承诺|同意|还|必须){{1,4}}){_BEARS}"
)
_TAX = re.compile("税费|税、费|税及费|税款|税金|税负|税收|契税|印花税|增值税|所得税|营业税|附加税")
_GENERAL_TAX = re.compile("税费|税、费|税及费|税款|税金|税负|税收")
_SELLER_TAX = re.compile("增值税|所得税|营业税|土增税")
_ALL = re.compile(
    "一切|全部|所有|均|都由|一律|全额|一概|各项|任何|双方|卖方|出让方|转让方|被执行人|原产权人|原所有权人|原权利人|出卖人"
)
_EACH_HIS_OWN = re.compile(
    f"(?:各自|分别|各方|相应主体|法定主体|纳税义务人|纳税人)(?:依法|自行)?{_BEARS}(?!的)"
    f"|(?:应由|属于|归){_BUYER}(?:依法)?(?:承担|负担|缴纳|交纳)?的"
    f"|{_BUYER}(?:依法)?(?:应|应当|须|需)(?:依法)?{_BEARS}的"
    "|(?<!不)(?<!不予)(?<!不再)(?:退还|返还|扣除|扣缴|报销)"
)
_ARREARS = re.compile("欠费|欠缴|拖欠|欠付|尚欠")
_COSTS = re.compile(f"(?:一切|所有|全部)[^,。;由]{{0,6}}费用[^,。;]{{0,6}}(?:由|归){_BUYER}")
_FAULT = re.compile("逾期|违约|悔拍|由此产生|自身原因|个人原因|(?:因|由于)(?:买受人|竞买人|其)")

_POSSESSION = "(?:占有使用|占有|占用|居住|租赁|租约|出租|腾空|腾退)"
_UNKNOWN = "(?:不明(?!显)|不详|未知|不清(?!场|退|空)|未查明|无法查明|未核实|待查)"
_CALLED_UNKNOWN = re.compile(
    f"{_POSSESSION}(?:情况|状况|状态|现状|关系|人员|人|主体|与否)?[^,。;]{{0,4}}?{_UNKNOWN}"
)
_SOMEBODY = re.compile(
    "(?:他人|案外人|第三人|第三方|其他人|身份不明人员|(?<![占所没持享])有人)"
    "(?:员)?(?:实际|正在|现)?(?:占有|占用|居住|承租|使用)"
)
_WHO_AND_WHY = re.compile(
    "合同|租约|租期|租金|承租人|居住权|借住|借用|借给|亲属|父|母|配偶|子女|公司|某|姓名|身份证|"
    "无权占有|(?:系|是)被执行人|[0-9]年"
)
_LEFT_TO_BIDDERS = re.compile(
    f"是否[^。;]{{0,12}}{_POSSESSION}[^。;]{{0,30}}?自行(?:核实|了解|查明|调查|查实|确认|核查)"
)
_NO_HANDOVER = re.compile("(?:不负责|不予|不承担)[^,。;]{0,4}?(?:清场|腾退|腾空|清退|交付|移交)")
_LEASED = re.compile("带租|租约|租赁期|租期|承租")

_DISCLAIMER = re.compile("概不负责|概不承担|不(?:承担|负)(?:任何|一切)(?:法律)?责任")
_FEE = re.compile(
    "(?<!物业)(?<!管理)服务费|佣金|代理费|咨询费|居间费|辅助费|拍辅费|看样费|看房费|(?:手续|资料|报名|劳务)费"
)
_PURE_FEE = re.compile(
    "(?<!物业)(?<!管理)服务费|佣金|代理费|咨询费|居间费|辅助费|拍辅费|看样费|看房费"
)
_AUXILIARY = re.compile("辅助机构|辅助公司|拍辅|服务机构|服务公司|服务商|中介|拍卖公司|拍卖行")
_PAID = re.compile(f"收取|收费|加收|{_BEARS}")
_AGAINST_FEES = re.compile(
    "举报|违法|诈骗|冒充|假冒|严禁|禁止|谨防|拒绝|报警|不得|不收|不向|无需|免收|零佣金"
)
_NO_FEE = re.compile("不|未|无|免|零|被执行人|价款中|成交款中|拍卖款中")
_LOAN = re.compile("贷款|按揭|法拍贷|首付贷|保证金贷|配资|垫资")
_PHONE = re.compile(
    "(?<![0-9])(?:1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8}|[48]00[0-9]?-?[0-9]{3,4}-?[0-9]{3,4})(?![0-9])"
)
_NO_VIEWING = re.compile(
    "(?:不组织|不安排|不提供|谢绝|不接受)[^,。;]{0,4}?(?:看样|看房|实地查看|现场查看)"
)
_VIEWING = re.compile("预约|自行|联系|另行|单独")
_TWO_BIDDERS = re.compile(
    "(?:两|二|2|三|3)(?:人|名|个|位)[^。;]{0,14}?(?:报名|出价|参与|参加|竞买)[^。;]{0,14}?"
    "(?:方可|才能|方能|方为|才可)[^。;]{0,4}?成交"
)
_NEGATED = re.compile(f"(?:{_NOT}|无|未|没有|不存在|并无)[^,。;]{{0,12}}$")
_ENDS = frozenset("。;!?")


class Doubt(Struct, frozen=True):
    """One doubt. `sentence` stands in the text as it was given, from the index `start` on.

    `forbidden`: it breaks its article as it stands; else somebody should look at it. Whether the
    article may refuse by it is a matter of the article's rank (`law.authority`).
    """

    code: DoubtCode
    sentence: str
    start: int
    article: ArticleId
    forbidden: bool
    zh: str
    en: str
    lawful_zh: str
    lawful_en: str


class _Sentence(Struct, frozen=True):
    """A sentence as read (NFKC, no spaces), where it stands, and what follows it."""

    read: str
    start: int
    end: int


def doubts_in(text: str) -> tuple[Doubt, ...]:
    """Return every doubt about a text of a notice, in its order; each kind once in a sentence.

    Spaces, line breaks and full-width forms make no difference; an empty line ends a sentence.
    Takes time in proportion to the length of the text.
    Source: 法释〔2016〕18号 第七条第二款, 第十一条, 第十四条, 第十五条, 第三十条; 法〔2024〕238号.
    """
    return tuple(_doubts(text))


def _doubts(text: str) -> Iterator[Doubt]:
    sentences = tuple(_sentences(text))
    for sentence, following in zip_longest(sentences, sentences[1:]):
        after = "" if following is None else following.read
        for code, holds in _FINDERS.items():
            if holds(sentence.read, after):
                reason = REASONS[code]
                yield Doubt(
                    code=code,
                    sentence=text[sentence.start : sentence.end],
                    start=sentence.start,
                    article=reason.article,
                    forbidden=code in FORBIDDEN,
                    zh=reason.zh,
                    en=reason.en,
                    lawful_zh=reason.lawful_zh,
                    lawful_en=reason.lawful_en,
                )


def _sentences(text: str) -> Iterator[_Sentence]:
    """Split a text where a sentence ends or a line is left empty; each with its place in it."""
    read: list[str] = []
    first = last = breaks = 0
    for index, character in enumerate(text):
        if character.isspace():
            breaks += character == "\n"
            if breaks > 1 and read:
                yield _Sentence("".join(read), first, last)
                read = []
            continue
        if not read:
            first = index
        breaks = 0
        last = index + 1
        read.append(unicodedata.normalize("NFKC", character))
        if read[-1] in _ENDS:
            yield _Sentence("".join(read), first, last)
            read = []
    if read:
        yield _Sentence("".join(read), first, last)


def _is_negated(read: str, at: int) -> bool:
    """Say whether the words before a place turn round what stands there: 不得要求…."""
    return _NEGATED.search(read[max(0, at - 16) : at]) is not None


def _borne_by_buyer(read: str) -> bool:
    """Say whether somewhere the buyer is to bear or pay something, and not only denied to."""
    for pattern in (_ON_BUYER, _BUYER_PAYS):
        for match in pattern.finditer(read):
            if "不" not in match.group(1) and not _is_negated(read, match.start() + 1):
                return True
    return False


def _taxes_all(read: str, _after: str) -> bool:
    named = _TAX.search(read) is not None and _borne_by_buyer(read)
    if not named or _EACH_HIS_OWN.search(read) is not None:
        return False
    return _ALL.search(read) is not None or _SELLER_TAX.search(read) is not None


def _taxes_unclear(read: str, after: str) -> bool:
    named = _GENERAL_TAX.search(read) is not None and _borne_by_buyer(read)
    return named and _EACH_HIS_OWN.search(read) is None and not _taxes_all(read, after)


def _arrears(read: str, _after: str) -> bool:
    if _ARREARS.search(read) is None or _TAX.search(read) is not None:
        return False
    return _borne_by_buyer(read) and _EACH_HIS_OWN.search(read) is None


def _all_costs(read: str, _after: str) -> bool:
    found = _COSTS.search(read)
    if found is None or _TAX.search(read) is not None or _FAULT.search(read) is not None:
        return False
    return not _is_negated(read, found.start())


def _possession_unknown(read: str, _after: str) -> bool:
    return any(not _is_negated(read, one.start()) for one in _CALLED_UNKNOWN.finditer(read))


def _occupied_by_somebody(read: str, after: str) -> bool:
    if _WHO_AND_WHY.search(read) is not None or _WHO_AND_WHY.search(after) is not None:
        return False
    return any(not _is_negated(read, one.start()) for one in _SOMEBODY.finditer(read))


def _left_to_bidders(read: str, _after: str) -> bool:
    return _LEFT_TO_BIDDERS.search(read) is not None


def _no_handover(read: str, _after: str) -> bool:
    return _NO_HANDOVER.search(read) is not None and _LEASED.search(read) is None


def _disclaims_all(read: str, _after: str) -> bool:
    found = _DISCLAIMER.search(read)
    if found is None or _FAULT.search(read) is not None:
        return False
    return not _is_negated(read, found.start())


def _auxiliary_fee(read: str, _after: str) -> bool:
    if _AGAINST_FEES.search(read) is not None:
        return False
    by_auxiliary = _AUXILIARY.search(read) is not None
    by_buyer = re.search(f"{_BUYER}|成交后|成交价", read) is not None
    fee = _FEE if by_auxiliary else _PURE_FEE
    return (by_auxiliary or by_buyer) and any(
        fee.search(part) is not None
        and _PAID.search(part) is not None
        and _NO_FEE.search(part) is None
        for part in read.split(",")
    )


def _loan_contact(read: str, after: str) -> bool:
    if _LOAN.search(read) is None:
        return False
    return _PHONE.search(read) is not None or _PHONE.search(after) is not None


def _viewing_refused(read: str, _after: str) -> bool:
    return _NO_VIEWING.search(read) is not None and _VIEWING.search(read) is None


def _two_bidders(read: str, _after: str) -> bool:
    return _TWO_BIDDERS.search(read) is not None


_FINDERS: Mapping[DoubtCode, Callable[[str, str], bool]] = {
    DoubtCode.TAXES_ALL_ON_BUYER: _taxes_all,
    DoubtCode.TAXES_UNCLEAR: _taxes_unclear,
    DoubtCode.ARREARS_ON_BUYER: _arrears,
    DoubtCode.ALL_COSTS_ON_BUYER: _all_costs,
    DoubtCode.POSSESSION_UNKNOWN: _possession_unknown,
    DoubtCode.OCCUPIED_BY_SOMEBODY: _occupied_by_somebody,
    DoubtCode.FINDINGS_LEFT_TO_BIDDERS: _left_to_bidders,
    DoubtCode.NO_HANDOVER: _no_handover,
    DoubtCode.DISCLAIMS_ALL: _disclaims_all,
    DoubtCode.AUXILIARY_FEE: _auxiliary_fee,
    DoubtCode.LOAN_CONTACT: _loan_contact,
    DoubtCode.VIEWING_REFUSED: _viewing_refused,
    DoubtCode.TWO_BIDDERS_NEEDED: _two_bidders,
}
