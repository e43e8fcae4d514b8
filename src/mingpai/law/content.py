"""第十三, 十四条: the eleven items and seven warnings of a notice; what of it may be corrected.

Also what the notice of a home, or of equity, says besides. Owns their titles, their articles, and
which are missing from a notice; what a text must not say is `law.wording`. How a correction works
on the term is a reading of ours, with its reason at each field: the provisions say nothing of
corrections.
"""

import enum
from collections.abc import Mapping

from msgspec import Struct

from mingpai.kernel.ids import ArticleId
from mingpai.law.blanks import says_nothing


class Item(enum.StrEnum):
    """The eleven items published on the day of the notice. Source: 法释〔2016〕18号 第十三条."""

    NOTICE = "notice"
    ENFORCEMENT_INSTRUMENT = "enforcement_instrument"
    APPRAISAL_OR_PRICE_BASIS = "appraisal_or_price_basis"
    TIME_PRICE_AND_RULES = "time_price_and_rules"
    OWNERSHIP_POSSESSION_DUTIES = "ownership_possession_duties"
    PRIORITY_BUYERS = "priority_buyers"
    NOTIFICATION_STATUS = "notification_status"
    PAYMENT_AND_ACCOUNT = "payment_and_account"
    TAXES = "taxes"
    COURT_AND_SUPERVISION = "court_and_supervision"
    OTHER = "other"


class SpecialWarning(enum.StrEnum):
    """The seven special warnings. Source: 法释〔2016〕18号 第十四条."""

    CAPACITY_AND_ELIGIBILITY = "capacity_and_eligibility"
    AGENTS = "agents"
    KNOWN_DEFECTS = "known_defects"
    AS_IS = "as_is"
    FULL_KNOWLEDGE = "full_knowledge"
    BUYER_IDENTITY_PUBLISHED = "buyer_identity_published"
    DEPOSIT_FORFEIT = "deposit_forfeit"


class FurtherItem(enum.StrEnum):
    """What the notice of some kinds of property says besides the eleven items."""

    HOME_ELIGIBILITY = "home_eligibility"
    """Of a home under purchase restriction: bidders must be eligible, and what follows if not."""
    EQUITY_CAPITAL = "equity_capital"
    """Of equity: how much was subscribed, how much is paid in, until when the rest is due."""
    APPROVAL_CONDITIONS = "approval_conditions"
    """Of equity whose transfer is approved first: which qualification a bidder must have."""


class NoticeField(enum.StrEnum):
    """What of a published notice somebody may want to correct."""

    CONTACT = "contact"
    VIEWING = "viewing"
    TYPING_ERROR = "typing_error"
    DESCRIPTION = "description"
    DEFECTS = "defects"
    POSSESSION = "possession"
    TAXES = "taxes"
    PAYMENT_ACCOUNT = "payment_account"
    OPENING = "opening"
    START_PRICE = "start_price"
    STEP = "step"
    DEPOSIT = "deposit"
    PROPERTY = "property"


class Effect(enum.StrEnum):
    """What correcting a field leads to."""

    CORRECTED = "corrected"
    """An announcement suffices; the term runs on."""
    TERM_RESTARTS = "term_restarts"
    """The notice period begins again from the correction."""
    WITHDRAWAL_NEEDED = "withdrawal_needed"
    """No announcement can mend it: withdraw and publish anew."""


class Titled(Struct, frozen=True):
    """A title in both languages."""

    zh: str
    en: str


class Correction(Struct, frozen=True):
    """What correcting a field leads to, and why, in both languages."""

    title: Titled
    effect: Effect
    why: Titled


ITEM_TITLES: Mapping[Item, Titled] = {
    Item.NOTICE: Titled("拍卖公告", "The notice itself"),
    Item.ENFORCEMENT_INSTRUMENT: Titled(
        "执行所依据的法律文书，或者不宜公开的说明",
        "The enforcement instrument, or that it may not be published",
    ),
    Item.APPRAISAL_OR_PRICE_BASIS: Titled(
        "评估报告副本，或者未经评估的定价依据", "The appraisal report, or what the price rests on"
    ),
    Item.TIME_PRICE_AND_RULES: Titled(
        "拍卖时间、起拍价和竞价规则", "Time, start price and rules of bidding"
    ),
    Item.OWNERSHIP_POSSESSION_DUTIES: Titled(
        "权属、占有使用和附随义务的文字、照片或视频",
        "Title, possession, use and attached duties, in words, pictures or film",
    ),
    Item.PRIORITY_BUYERS: Titled(
        "优先购买权人和权利性质", "Priority bidders and the nature of their right"
    ),
    Item.NOTIFICATION_STATUS: Titled(
        "当事人和优先购买权人的通知情况", "Whether parties and priority bidders were told"
    ),
    Item.PAYMENT_AND_ACCOUNT: Titled(
        "保证金、价款的支付方式和账户", "How deposit and price are paid, and the account"
    ),
    Item.TAXES: Titled("可能的税费和承担方式", "Possible taxes and who bears them"),
    Item.COURT_AND_SUPERVISION: Titled(
        "法院名称、联系方式和监督方式", "The court, how to reach it, and who supervises"
    ),
    Item.OTHER: Titled(
        "其他应当公示的内容，没有的写明没有", "All else, or that there is nothing else"
    ),
}

WARNING_TITLES: Mapping[SpecialWarning, Titled] = {
    SpecialWarning.CAPACITY_AND_ELIGIBILITY: Titled(
        "竞买人的行为能力和特殊资格", "Legal capacity and any special eligibility"
    ),
    SpecialWarning.AGENTS: Titled(
        "委托他人竞买须在竞价开始前经法院确认", "Agents are confirmed by the court before bidding"
    ),
    SpecialWarning.KNOWN_DEFECTS: Titled("已知的瑕疵和权利负担", "Known defects and burdens"),
    SpecialWarning.AS_IS: Titled(
        "以现状为准，可以申请实地看样", "Sold as it stands; the site can be visited"
    ),
    SpecialWarning.FULL_KNOWLEDGE: Titled(
        "参加竞买即视为了解并接受瑕疵", "Who bids knows and accepts the defects"
    ),
    SpecialWarning.BUYER_IDENTITY_PUBLISHED: Titled(
        "确认书公示买受人真实身份", "The buyer's real identity is published"
    ),
    SpecialWarning.DEPOSIT_FORFEIT: Titled(
        "悔拍的保证金不退", "A defaulter's deposit is not returned"
    ),
}

FURTHER_TITLES: Mapping[FurtherItem, Titled] = {
    FurtherItem.HOME_ELIGIBILITY: Titled(
        "竞买人必须具备的购房资格和相应法律后果",
        "That bidders must be eligible to buy a home there, and what follows if they are not",
    ),
    FurtherItem.EQUITY_CAPITAL: Titled(
        "认缴出资额、实缴出资额和出资期限，已经缴足的写明缴足",
        "Capital subscribed, paid in, and when the rest is due; or that it is all paid",
    ),
    FurtherItem.APPROVAL_CONDITIONS: Titled(
        "股权变更须经批准，竞买人应当具备的资格或者条件",
        "That the transfer needs approval, and which qualification a bidder must have",
    ),
}

_FURTHER_ARTICLES: Mapping[FurtherItem, ArticleId] = {
    FurtherItem.HOME_ELIGIBILITY: ArticleId("FS2021-18:2"),
    FurtherItem.EQUITY_CAPITAL: ArticleId("FS2021-20:14"),
    FurtherItem.APPROVAL_CONDITIONS: ArticleId("FS2021-20:15"),
}

_RESTARTS = Titled(
    "竞买人据此决定是否参加和出多少，要有完整的公告期来判断",
    "Bidders decide by it whether and how high to bid, and need the whole term to do so",
)
_PANEL = Titled(
    "由合议庭决定并随公告确定，改它就是另一次拍卖，须撤回后重新公告",
    "The panel decided it and the notice fixed it: another figure is another auction",
)

CORRECTIONS: Mapping[NoticeField, Correction] = {
    NoticeField.CONTACT: Correction(
        Titled("联系方式", "Contact"),
        Effect.CORRECTED,
        Titled(
            "不影响对财产和条件的判断，更正后联系得上即可",
            "It changes no judgement of property or terms; once corrected the court is reached",
        ),
    ),
    NoticeField.VIEWING: Correction(
        Titled("看样安排", "Viewing"),
        Effect.CORRECTED,
        Titled(
            "看样凭申请随时安排，改期不减少任何人的机会",
            "Visits are arranged on request, so that another day takes no chance from anybody",
        ),
    ),
    NoticeField.TYPING_ERROR: Correction(
        Titled("文字笔误", "Typing error"),
        Effect.CORRECTED,
        Titled("意思不变，只改写法", "The meaning stays, only the writing changes"),
    ),
    NoticeField.DESCRIPTION: Correction(
        Titled("财产说明", "Description"), Effect.TERM_RESTARTS, _RESTARTS
    ),
    NoticeField.DEFECTS: Correction(
        Titled("瑕疵和权利负担", "Defects and burdens"), Effect.TERM_RESTARTS, _RESTARTS
    ),
    NoticeField.POSSESSION: Correction(
        Titled("占有使用情况", "Possession"), Effect.TERM_RESTARTS, _RESTARTS
    ),
    NoticeField.TAXES: Correction(Titled("税费承担", "Taxes"), Effect.TERM_RESTARTS, _RESTARTS),
    NoticeField.PAYMENT_ACCOUNT: Correction(
        Titled("收款账户", "Account"),
        Effect.TERM_RESTARTS,
        Titled(
            "已经付款的人要能得知并核实新账户，中途换账户也是常见的骗术",
            "Who paid must learn of it and check it; a changed account is also a common fraud",
        ),
    ),
    NoticeField.OPENING: Correction(
        Titled("竞价时间", "Opening"),
        Effect.TERM_RESTARTS,
        Titled(
            "公告期以竞价开始倒数，时间一变就要重新算足",
            "The term is counted back from the opening: another opening needs a whole term again",
        ),
    ),
    NoticeField.START_PRICE: Correction(
        Titled("起拍价", "Start price"), Effect.WITHDRAWAL_NEEDED, _PANEL
    ),
    NoticeField.STEP: Correction(Titled("增价幅度", "Step"), Effect.WITHDRAWAL_NEEDED, _PANEL),
    NoticeField.DEPOSIT: Correction(Titled("保证金", "Deposit"), Effect.WITHDRAWAL_NEEDED, _PANEL),
    NoticeField.PROPERTY: Correction(
        Titled("拍卖财产", "Property"),
        Effect.WITHDRAWAL_NEEDED,
        Titled(
            "卖的东西变了，价格、通知和优先权都要重来",
            "What is sold is another thing: price, notices and priority rights begin anew",
        ),
    ),
}
"""Every field with what its correction leads to. A reading of ours."""


def article_of_item(item: Item) -> ArticleId:
    """Return the item of 第十三条 that asks for it."""
    return ArticleId(f"FS2016-18:13.0.{tuple(Item).index(item) + 1}")


def article_of_warning(warning: SpecialWarning) -> ArticleId:
    """Return the item of 第十四条 that asks for it."""
    return ArticleId(f"FS2016-18:14.0.{tuple(SpecialWarning).index(warning) + 1}")


def article_of_further(item: FurtherItem) -> ArticleId:
    """Return the article that asks for it."""
    return _FURTHER_ARTICLES[item]


def further_items(
    *, is_restricted: bool, is_equity: bool, needs_approval: bool
) -> tuple[FurtherItem, ...]:
    """Return what the notice of such a property says besides the eleven items.

    The rule on equity asks for its capital where that is not paid in full. Whether it is can be
    known only from what the notice says of it, so that every notice of equity does (a reading).
    Source: 法释〔2021〕18号 第二条; 法释〔2021〕20号 第十四条第二款, 第十五条第一款 (both in force
    from 2022-01-01).
    """
    asked = (
        (FurtherItem.HOME_ELIGIBILITY, is_restricted),
        (FurtherItem.EQUITY_CAPITAL, is_equity),
        (FurtherItem.APPROVAL_CONDITIONS, needs_approval),
    )
    return tuple(item for item, is_asked in asked if is_asked)


def effect_of(field: NoticeField) -> Effect:
    """Return what correcting a field of a published notice leads to. A reading of ours."""
    return CORRECTIONS[field].effect


def missing_items(given: Mapping[Item, str]) -> tuple[Item, ...]:
    """Return which of the eleven items a notice lacks, in their order.

    An empty text, or one of spaces alone, is none. A statement that the enforcement instrument
    may not be published stands in its place; where there is nothing else to show, or nobody with
    priority, the item says so.
    Source: 法释〔2016〕18号 第十三条 (in force from 2017-01-01).
    """
    return tuple(item for item in Item if says_nothing(given.get(item, "")))


def missing_warnings(given: Mapping[SpecialWarning, str]) -> tuple[SpecialWarning, ...]:
    """Return which of the seven special warnings a notice lacks, in their order.

    Source: 法释〔2016〕18号 第十四条 (in force from 2017-01-01).
    """
    return tuple(warning for warning in SpecialWarning if says_nothing(given.get(warning, "")))
