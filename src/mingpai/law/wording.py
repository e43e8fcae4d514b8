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

_BUYER = (
    "(?:(?:买受|竞得|竞买|竞拍|竞价|拍得|得标|中拍|成交|受让|购买|承买|承受)(?:人|者|方)"
    "|受买人|买方|买家|买主|新业主|新产权人|申请过户的?(?:一方|人|者|方)|过户申请人)"
)
_SELLER = (
    "(?:被执行人|卖方|卖家|出卖[人方]|出让[人方]|转让[人方]|原产权人|原所有权人|原权利人|原业主"
    "|原车主)"
)
_BEARS = (
    "(?:承担|负担|担负|承受|缴纳|交纳|缴付|缴交|缴清|交清|支付|垫付|付清|结清|自理|自负|自担|自付)"
)
_TAKES = (
    "(?:负责|包干|全包|承包|解决|买单|埋单|(?<![提作做指发搬迁退给])出(?![具示售让租入席面])"
    "|付(?!款)|交(?![付易接通款])|缴(?!款))"
)
_MODAL = (
    "(?:应当|必须|自行|另行|全额|全部|负责|一并|一律|统一|承诺|同意|先行|依法|应|须|需|还|均|都|全"
    "|概|也|皆)"
)
_NOT = "不得|不应|不能(?!确定|明确|查|核)|不再|不由|不要求|不必|禁止|严禁|无需|无须|并非"

_BORNE = re.compile(
    f"(?:(?:由|归|让){_BUYER}(?P<between>[^,。;:]{{0,8}}?)|{_BUYER}{_MODAL}{{0,4}})"
    f"(?:{_BEARS}|{_TAKES})(?!的)"
    f"|(?:承担|负担|缴纳|交纳|支付)(?:义务)?(?:主体|方|人|者)?(?:为|是|:){_BUYER}"
)
_TAX = re.compile(
    "税(?:、|及|和|与|/)?(?:规)?费|税[款金负收赋项种捐]|(?:一切|全部|所有|各种|各项|各类|任何)的?税"
    "|契税|印花税|增值税|所得税|营业税|附加税|土增税|个税"
)
_TAX_AS_TOPIC = re.compile(
    f"(?:{_TAX.pattern})(?![^,。;:]{{0,8}}(?:手续|事宜|凭证|票据|发票|证明|申报)$)"
)
_TAX_AS_OBJECT = re.compile(
    f"(?:(?!款|价|申报|核|咨询|联系|查|后)[^,。;:]){{0,24}}?(?:{_TAX.pattern})(?!申报|核算|手续|事宜)"
)
_OTHER_TOPIC = re.compile(
    "责任|风险|后果|损失|手续|事宜|义务|欠费|水费|电费|水电|物业|价款|余款|尾款|款项|保证金|违约|运输|保管"
)
_GENERAL_TAX = re.compile(
    "税(?:、|及|和|与|/)?(?:规)?费|税[款金负收赋项种捐]|(?:一切|全部|所有|各种|各项|各类|任何)的?税"
)
_SELLER_TAX = re.compile("增值税|所得税|营业税|土增税|个税")
_ALL = re.compile(
    "一切|全部|所有(?!人|权|的(?:房|不动产|车|土地|股|标的|财产|物))|全额|一概|各项|各类|各种|任何|全数|统统|悉数"
    "|(?:均|都|概|皆|悉|俱|全|统一|一律|一并)(?:应当?|须|需|将)?(?:由|归|让)|一律|(?<!双方)均"
    f"|(?:双方|各方|各自|{_SELLER})[^,。;]{{0,8}}?(?:应|税|部分|份|{_BEARS}的)"
)
_SELLER_FREE = re.compile(
    f"{_SELLER}(?:一律|一概|均|概|都|将)?不(?:再|予)?(?:承担|负担|缴纳|交纳|支付)[^,。;]{{0,8}}?"
    f"(?:{_GENERAL_TAX.pattern}|{_SELLER_TAX.pattern})"
)
_NET_PRICE = re.compile("净得价|净到手|到手价|实得价|净收价|包税")
_SELF = re.compile(f"(?:{_GENERAL_TAX.pattern})[^,。;:]{{0,4}}?自理")
_EACH_HIS_OWN = re.compile(
    "(?:各自|分别|各方|相应主体|法定主体|纳税义务人|纳税人|纳税主体)(?:依法|自行|按规定)?"
    f"(?:{_BEARS}|负责)(?!的)|各负其责|各自理|各(?:自)?自负"
    f"|(?:应当?由|属于|归)(?:{_BUYER}|其|自己|本人|自身)(?:依法)?(?:应当?)?(?:承担|负担|缴纳|交纳)?的"
    f"|(?:{_BUYER}|其|自己|本人|自身)(?:依法)?(?:应|应当|须|需)(?:依法)?{_BEARS}的"
    "|(?<!不)(?<!不予)(?<!不再)(?:退还|返还|扣除|扣缴|报销)"
)
_LAW_IS_SILENT = re.compile("(?:没有|未作?|无|未予)(?:明确)?规定|规定不明|规定不清|不明确|无法确定")
_COURT_DECIDES = re.compile("(?:法院|本院|合议庭)[^。;]{0,16}?(?:决定|确定|裁定|认定)")
_CONTRARY = re.compile("但是?|不过|然而")
_PART_ENDS = re.compile("[,。;:!?]")
_PART = 200
"""So many characters before and after a place belong to its part of a sentence at the most."""
_ARREARS = re.compile("欠费|欠缴|拖欠|欠付|尚欠")
_COSTS = re.compile(f"(?:一切|所有|全部)[^,。;由]{{0,6}}费用[^,。;]{{0,6}}(?:由|归){_BUYER}")
_FAULT = re.compile("逾期|违约|悔拍|由此产生|自身原因|个人原因|(?:因|由于)(?:买受人|竞买人|其)")

_POSSESSION = (
    "(?:占有使用|占有|占用|占据|居住|入住|租赁|租约|租住|出租|腾空|腾退|清场|搬离"
    "|(?<![水电气暖能])使用(?=情况|状况|状态|现状|人|主体))"
)
_UNKNOWN = (
    "(?:(?<!下落)(?<!去向)不明(?!显)|不详|未知|不清(?!场|退|空)|不确定|不明确|不得而知"
    "|(?:未|没有|没|尚未|无法|不能|难以|无从)(?:能|经|作|予)?(?:查明|查清|查实|核实|核查|调查|确认|确定|明确|了解|掌握|判断)"
    "|不(?:了解|掌握|知情|知道)|存疑|(?:待|有待|尚待|须待)(?:核实|核查|核|查明|查实|查|确认|确定|调查|明确|定)(?!后))"
)
_CALLED_UNKNOWN = re.compile(
    f"{_POSSESSION}(?:情况|状况|状态|现状|关系|人员|人|主体|与否|情形|事实)?"
    f"(?P<between>[^,。;]{{0,6}}?){_UNKNOWN}"
)
_UNKNOWN_CALLED = re.compile(
    "(?:未|没有|尚未|无法|不能|难以|无从)(?:能|经|作|予)?(?:查明|查清|查实|核实|核查|调查|确认|确定|了解|掌握|判断)"
    f"(?!有|存在|其他|案外|第三|他人)[^,。;]{{0,8}}?{_POSSESSION}(?:情况|状况|状态|现状|关系|人员|人|主体|与否|$|[,。;])"
)
_NOBODY_KNOWN = (
    "(?:身份|来历|姓名)?(?:不明|不详|未知|不清)的?(?:人员|人士|人|主体|单位|第三人|第三方)"
)
_SOMEBODY = re.compile(
    f"(?:他人|别人|旁人|案外人|案外单位|第三人|第三方|其他人|其他单位|外来人员|无关人员|{_NOBODY_KNOWN}"
    "|(?<![占所没持享])有人)"
    "(?:员)?(?:实际|正在|长期|擅自|强行|仍在|仍|现)?(?:占有|占用|占据|侵占|居住|入住|承租|租住|租用|使用)"
    "|被(?:占用|占有|占据|侵占|强占)"
)
_WHO = re.compile(
    "承租人|居住权|借住|借用|借给|亲属|父|母|配偶|子女|公司|某|姓名(?!不)|身份证|无权占有|(?:系|是)被执行人"
)
_LEASE = re.compile("合同|租约|租期|租金|租赁期|协议")
_FIGURE = re.compile("[0-9〇零一二三四五六七八九十百千万](?:年|月|日|元|号)")
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
_FORBIDS = re.compile(f"(?:{_NOT})[^,。;]{{0,12}}$")
_NOTHING = re.compile("无|非|没有|不存在")
_NO_SUCH = re.compile(
    f"(?:{_NOT})[^,。;]{{0,12}}$|(?:没有|不存在|并无|无(?![法人从])|未发现|未见|非)[^,。;]{{0,4}}$"
)
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
        if unicodedata.category(character) == "Cf":  # nobody sees it
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


def _is_denied(read: str, found: re.Match[str]) -> bool:
    """Say whether what is found to be borne is what must or need not be borne."""
    if "不" in (found["between"] or ""):
        return True
    return _FORBIDS.search(read[max(0, found.start() - 15) : found.start() + 1]) is not None


def _borne_by_buyer(read: str) -> bool:
    """Say whether somewhere the buyer is to bear or pay something, and not only denied to."""
    return any(not _is_denied(read, found) for found in _BORNE.finditer(read))


def _taxed(read: str) -> Iterator[str]:
    """Yield where taxes are what the buyer is to bear: that part; if named earlier, all of it."""
    first = _TAX.search(read)
    if first is None:
        return
    for found in _BORNE.finditer(read):
        before, after = _part_around(read, found)
        if _is_denied(read, found):
            continue
        if _TAX_AS_TOPIC.search(before) or _TAX_AS_OBJECT.match(after):
            yield before + found.group() + after
        elif first.end() <= found.start() - len(before) and not _OTHER_TOPIC.search(before + after):
            yield read


def _part_around(read: str, found: re.Match[str]) -> tuple[str, str]:
    """Return what stands before and after a place in its part of the sentence."""
    before = read[max(0, found.start() - _PART) : found.start()]
    after = read[found.end() : found.end() + _PART]
    return _PART_ENDS.split(before)[-1], _PART_ENDS.split(after, maxsplit=1)[0]


def _is_lawful_division(read: str) -> bool:
    """Say whether each bears his own, or the court decides what the law leaves open."""
    if _EACH_HIS_OWN.search(read) is not None:
        return True
    return _LAW_IS_SILENT.search(read) is not None and _COURT_DECIDES.search(read) is not None


def _taxes_all(read: str, _after: str) -> bool:
    return any(_puts_all(part) for part in _CONTRARY.split(read))


def _puts_all(read: str) -> bool:
    if _GENERAL_TAX.search(read) is not None or _SELLER_TAX.search(read) is not None:
        for pattern in (_SELLER_FREE, _NET_PRICE):
            found = pattern.search(read)
            if found is not None and not _is_negated(read, found.start()):
                return True
    if _is_lawful_division(read):
        return False
    is_all = _ALL.search(read) is not None
    wanted = (_GENERAL_TAX, _SELLER_TAX) if is_all else (_SELLER_TAX,)
    return any(tax.search(scope) is not None for scope in _taxed(read) for tax in wanted)


def _taxes_unclear(read: str, after: str) -> bool:
    if _is_lawful_division(read) or _taxes_all(read, after):
        return False
    if any(_GENERAL_TAX.search(scope) for scope in _taxed(read)):
        return True
    found = _SELF.search(read)
    return found is not None and not _is_negated(read, found.start())


def _arrears(read: str, after: str) -> bool:
    if _ARREARS.search(read) is None or _is_lawful_division(read):
        return False
    is_about_taxes = _taxes_all(read, after) or _taxes_unclear(read, after)
    return _borne_by_buyer(read) and not is_about_taxes


def _all_costs(read: str, _after: str) -> bool:
    found = _COSTS.search(read)
    if found is None or _TAX.search(read) is not None or _FAULT.search(read) is not None:
        return False
    return not _is_negated(read, found.start())


def _is_no_such(read: str, at: int) -> bool:
    """Say whether the words before a place say that there is none of it: 没有他人占用."""
    return _NO_SUCH.search(read[max(0, at - 16) : at]) is not None


def _possession_unknown(read: str, _after: str) -> bool:
    for one in _CALLED_UNKNOWN.finditer(read):
        if not _is_no_such(read, one.start()) and _NOTHING.search(one["between"]) is None:
            return True
    return any(not _is_no_such(read, one.start()) for one in _UNKNOWN_CALLED.finditer(read))


def _occupied_by_somebody(read: str, after: str) -> bool:
    if _says_who_or_why(read) or _says_who_or_why(after):
        return False
    return any(not _is_no_such(read, one.start()) for one in _SOMEBODY.finditer(read))


def _says_who_or_why(read: str) -> bool:
    """Say whether somebody is named, or a lease with its day, term or rent; not just one."""
    if _WHO.search(read) is not None:
        return True
    return _LEASE.search(read) is not None and _FIGURE.search(read) is not None


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
