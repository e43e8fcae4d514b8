"""What a list can say of a lot: each column with its names in both languages and its reader.

The names are the law's words, those of platforms' listings, and our own; a unit may stand behind
a name, as in 评估价（万元）. Where to look next: `exchange.court_list`, which finds the columns.
"""

import re
from collections.abc import Callable, Mapping

from msgspec import Struct

from mingpai.exchange.court_list_fields import (
    AMOUNT_UNITS,
    LENGTH_UNITS,
    plain,
    read_amount,
    read_case,
    read_count,
    read_day,
    read_digest,
    read_instant,
    read_length,
    read_price,
    read_property,
    read_text,
)
from mingpai.exchange.court_list_words import (
    read_class,
    read_leave,
    read_method,
    read_methods,
    read_nature,
    read_round,
    read_traits,
    read_yes,
)


class Column(Struct, frozen=True):
    """One thing that a list can say; `field` is where it stands in a `LotRow`.

    `zh` is its name in the template, `also` are other names of the same. `in_import`: an import
    makes use of it; otherwise it is for `lots judge`. `example` is what the template shows.
    """

    field: str
    zh: str
    read: Callable[[str, str], object]
    also: tuple[str, ...]
    about_zh: str
    about_en: str
    in_import: bool = False
    is_needed: bool = False
    example: str = ""

    @property
    def en(self) -> str:
        """Return its English name: the field's, which says no unit, since a list may name one."""
        return self.field.replace("_fen", "_price" if self.read is read_price else "")


COLUMNS: tuple[Column, ...] = (
    Column(
        "case_id",
        "案号",
        read_case,
        ("执行案号", "案件号"),
        "执行案件的案号",
        "number of the enforcement case",
        in_import=True,
        is_needed=True,
        example="（2026）沪0104执1234号",
    ),
    Column(
        "property_id",
        "标的编号",
        read_property,
        ("财产编号", "标的号", "标的物编号", "id", "item_id", "lot_id"),
        "同一案件内区分财产的编号",
        "what tells the property from the others of its case",
        in_import=True,
        is_needed=True,
        example="1",
    ),
    Column(
        "title",
        "标的名称",
        read_text,
        ("标的物名称", "财产名称", "拍卖标的", "标题", "名称"),
        "只供辨认，不进入日志",
        "to recognise the row by; never enters the journal",
        example="某路某号房屋",
    ),
    Column(
        "court",
        "法院",
        read_text,
        (
            "执行法院",
            "处置法院",
            "处置单位",
            "委托法院",
            "法院名称",
            "disposalUnit",
            "publisher",
        ),
        "执行法院，写本服务的编号或 --court 所给名称",
        "enforcing court: this service's id, or the name given with --court",
        in_import=True,
    ),
    Column(
        "nature",
        "财产类型",
        read_nature,
        ("标的类型", "标的物类型", "类型", "typeName"),
        "住宅、房产、土地、机动车、船舶、物资、股权、股票、其他",
        "home, building, land, vehicle, ship, goods, equity, listed_shares, other",
        in_import=True,
        is_needed=True,
        example="住宅",
    ),
    Column(
        "property_class",
        "财产类别",
        read_class,
        ("动产不动产",),
        "动产、不动产、其他财产权；类型为“其他”时必填",
        "movable, immovable, other_right; needed where the type is other",
        in_import=True,
        example="不动产",
    ),
    Column(
        "traits",
        "特别情形",
        read_traits,
        ("其他情形",),
        "涉案财物、限购、须经批准、无法评估、有租赁、共有，用顿号隔开",
        "criminal, purchase_restricted, approval_needed, cannot_be_valued, leased, co_owned",
        in_import=True,
        example="限购",
    ),
    Column(
        "seized_on",
        "查封日期",
        read_day,
        ("查封日", "冻结日期", "查封时间"),
        "查封、扣押或冻结之日",
        "day of the seizure",
        in_import=True,
        is_needed=True,
        example="2026年1月15日",
    ),
    Column(
        "seizure_until",
        "查封到期日",
        read_day,
        ("查封期限", "查封届满日", "冻结到期日"),
        "查封、扣押或冻结届满之日",
        "day on which the seizure lapses",
        in_import=True,
        is_needed=True,
        example="2029年1月14日",
    ),
    Column(
        "method",
        "定价方式",
        read_method,
        ("参考价确定方式", "询价方式"),
        "当事人议价、定向询价、网络询价、委托评估、市价；有评估价时必填",
        "agreed, directed_enquiry, network_inquiry, appraisal, market; needed with a price",
        in_import=True,
        example="委托评估",
    ),
    Column(
        "tried",
        "未成的定价方式",
        read_methods,
        ("已试方式",),
        "在此之前试过而未成的方式，用顿号隔开",
        "ways of pricing that were tried before and led to nothing",
        in_import=True,
        example="当事人议价、定向询价、网络询价",
    ),
    Column(
        "leave",
        "跳过依据",
        read_leave,
        ("跳过理由",),
        "不经在前的方式即可定价的依据：当事人一致同意、法律规定评估",
        "what lets ways be skipped: parties_agree, law_requires_appraisal",
        in_import=True,
    ),
    Column(
        "record",
        "定价记录摘要",
        read_digest,
        ("定价过程摘要",),
        "未成或跳过的方式的记录的 SHA-256；有前两项之一时必填",
        "SHA-256 of the record of ways tried or skipped; needed with either",
        in_import=True,
        example="e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    ),
    Column(
        "reference_fen",
        "评估价",
        read_price,
        (
            "参考价",
            "处置参考价",
            "评估价格",
            "评估价值",
            "consultPrice",
        ),
        "处置参考价",
        "reference price",
        in_import=True,
        example="2,680,000.00",
    ),
    Column(
        "market_fen",
        "市场价",
        read_price,
        ("市价",),
        "没有评估价时据以定起拍价的市价",
        "market price, where there was no assessment",
    ),
    Column(
        "priced_on",
        "参考价确定日",
        read_day,
        ("定价日期", "评估日期", "价格确定日期"),
        "参考价确定之日；有评估价时必填",
        "day on which the price was found; needed with a price",
        in_import=True,
        example="2026年3月2日",
    ),
    Column(
        "price_until",
        "参考价有效期至",
        read_day,
        ("评估有效期至", "价格有效期至", "有效期至"),
        "参考价有效期的最后一日；有评估价时必填",
        "last day of the price's validity; needed with a price",
        in_import=True,
        example="2027年3月1日",
    ),
    Column(
        "report",
        "报告摘要",
        read_digest,
        ("评估报告摘要", "报告SHA256", "report_sha256"),
        "评估报告等文件的 SHA-256；有评估价时必填",
        "SHA-256 of the report; needed with a price",
        in_import=True,
        example="e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    ),
    Column(
        "debt_fen",
        "债权金额",
        read_amount,
        ("执行标的额", "债权额"),
        "本案应受清偿的债权",
        "what this case is to be paid",
        in_import=True,
        example="300万元",
    ),
    Column(
        "senior_fen",
        "优先债权金额",
        read_amount,
        ("优先债权",),
        "优先于本案受偿的债权",
        "what ranks before it",
        in_import=True,
        example="120万元",
    ),
    Column(
        "costs_fen",
        "执行费用",
        read_amount,
        ("费用",),
        "执行费用",
        "costs of enforcement",
        in_import=True,
        example="26,800",
    ),
    Column(
        "round",
        "拍卖阶段",
        read_round,
        ("轮次", "拍卖轮次", "拍卖次数", "阶段"),
        "一拍、二拍、变卖",
        "auction_1, auction_2, sale",
    ),
    Column(
        "is_sale",
        "是否变卖",
        read_yes,
        ("sellOff",),
        "是或否",
        "whether it is a sale after two auctions",
    ),
    Column(
        "start_fen",
        "起拍价",
        read_price,
        ("保留价", "起拍价格", "变卖价", "initialPrice"),
        "本轮起拍价",
        "start price of the round",
    ),
    Column(
        "previous_start_fen",
        "上一轮起拍价",
        read_price,
        ("一拍起拍价", "前次起拍价"),
        "上一轮的起拍价",
        "start price of the round before",
    ),
    Column(
        "current_fen",
        "当前价",
        read_price,
        ("成交价", "current_price_yuan"),
        "当前价或成交价；没有出价时等于起拍价",
        "price now or at the close; with no bid it is the start price",
    ),
    Column(
        "bids",
        "出价次数",
        read_count,
        ("竞价次数", "bidCount"),
        "出价次数",
        "number of bids",
    ),
    Column(
        "deposit_fen",
        "保证金",
        read_amount,
        ("竞买保证金", "保证金金额", "bail", "ensurePrice"),
        "保证金",
        "deposit",
    ),
    Column(
        "step_fen",
        "加价幅度",
        read_amount,
        ("增价幅度", "加价幅度金额", "markUp", "priceLowerOffset"),
        "增价幅度",
        "step",
    ),
    Column(
        "published_on",
        "公告时间",
        read_day,
        ("公告日期", "发布时间", "公告日", "published"),
        "公告发布之日",
        "day on which the notice was published",
    ),
    Column(
        "opens_at",
        "开始时间",
        read_instant,
        ("竞价开始时间", "拍卖开始时间", "开拍时间", "start", "startTime"),
        "竞价开始",
        "when bidding opens",
    ),
    Column(
        "closes_at",
        "结束时间",
        read_instant,
        ("竞价结束时间", "拍卖结束时间", "end", "endTime"),
        "竞价结束",
        "when bidding closes",
    ),
    Column(
        "window",
        "竞价周期",
        read_length,
        ("竞价时间", "拍卖周期", "变卖周期"),
        "竞价时间的长度",
        "how long bidding is open",
    ),
    Column(
        "overtime",
        "延时周期",
        read_length,
        ("延时", "delayPeriod"),
        "最后出价后延长多久",
        "by how much a late bid moves the close",
    ),
    Column(
        "status",
        "状态",
        read_text,
        ("拍卖状态",),
        "平台上的状态",
        "how the platform shows the lot",
    ),
)

_UNIT = re.compile(r"\((?:单位[:：]?)?(?P<unit>[^()]*)\)$")
_SQUEEZED = re.compile(r"[\s*_]+")


def squeezed(name: str) -> str:
    """Return a column's name without what does not tell names apart: blanks, case, marks."""
    return _SQUEEZED.sub("", plain(name)).lower()


_BY_NAME: Mapping[str, Column] = {
    squeezed(name): column for column in COLUMNS for name in (column.en, column.zh, *column.also)
}
UNITS = AMOUNT_UNITS.keys() | LENGTH_UNITS.keys()
_WITH_UNIT = frozenset({read_amount, read_price, read_length})


class Named(Struct, frozen=True):
    """A column of a list: what it says, in which unit, and what the list calls it.

    `column` is None where the name is not known.
    """

    name: str
    column: Column | None = None
    unit: str = ""


def column_named(name: str) -> Named:
    """Return what a column's name stands for. A unit in brackets behind it is not part of it."""
    told = squeezed(name)
    column = _BY_NAME.get(told)
    if column is not None:
        return Named(name, column)
    match = _UNIT.search(told)
    if match is None:
        return Named(name)
    column = _BY_NAME.get(told[: match.start()])
    unit = match["unit"] if column is not None and column.read in _WITH_UNIT else ""
    return Named(name, column, unit)
