"""What is said of each doubt about a notice's wording: its article, why, and how to say it instead.

Where to look next: `law.wording` (how a doubt is found).
"""

import enum
from collections.abc import Mapping

from msgspec import Struct

from mingpai.kernel.ids import ArticleId


class DoubtCode(enum.StrEnum):
    """What is wrong with a sentence, or may be."""

    TAXES_ALL_ON_BUYER = "taxes_all_on_buyer"
    TAXES_UNCLEAR = "taxes_unclear"
    ARREARS_ON_BUYER = "arrears_on_buyer"
    ALL_COSTS_ON_BUYER = "all_costs_on_buyer"
    POSSESSION_UNKNOWN = "possession_unknown"
    OCCUPIED_BY_SOMEBODY = "occupied_by_somebody"
    FINDINGS_LEFT_TO_BIDDERS = "findings_left_to_bidders"
    NO_HANDOVER = "no_handover"
    DISCLAIMS_ALL = "disclaims_all"
    AUXILIARY_FEE = "auxiliary_fee"
    LOAN_CONTACT = "loan_contact"
    VIEWING_REFUSED = "viewing_refused"
    TWO_BIDDERS_NEEDED = "two_bidders_needed"


class DoubtReason(Struct, frozen=True):
    """Why a sentence is in doubt, and a lawful one in its place, in both languages."""

    article: ArticleId
    zh: str
    en: str
    lawful_zh: str
    lawful_en: str


_TAXES_LAWFUL = (
    "过户税费由法律规定的纳税人各自承担；可能发生的税种和金额见下表。",
    "Each bears the taxes that the law puts on him; the likely taxes and amounts are listed below.",
)
_POSSESSION_LAWFUL = (
    "房屋现由某某占有，依据是某年某月某日的租赁合同，租期到某年某月某日。",
    "The house is held by NAME under a lease of DATE that runs until DATE.",
)

REASONS: Mapping[DoubtCode, DoubtReason] = {
    DoubtCode.TAXES_ALL_ON_BUYER: DoubtReason(
        ArticleId("FS2016-18:30"),
        "把依法不属于买受人的税费也交给买受人承担。",
        "It puts on the buyer taxes that the law puts on somebody else.",
        *_TAXES_LAWFUL,
    ),
    DoubtCode.TAXES_UNCLEAR: DoubtReason(
        ArticleId("FS2016-18:30"),
        "只说税费由买受人承担，没有说明限于依法由他承担的部分。",
        "It says that the buyer bears the taxes, not that only his own are meant.",
        *_TAXES_LAWFUL,
    ),
    DoubtCode.ARREARS_ON_BUYER: DoubtReason(
        ArticleId("FS2016-18:13.0.5"),
        "前手拖欠的费用交给买受人，却没有查明数额和依据。",
        "It leaves earlier arrears to the buyer without amount or ground.",
        "截至某日，物业费欠缴若干元，由被执行人承担，从成交款中支付。",
        "Arrears of AMOUNT up to DATE are the debtor's and are paid out of the price.",
    ),
    DoubtCode.ALL_COSTS_ON_BUYER: DoubtReason(
        ArticleId("FS2016-18:13.0.9"),
        "把一切费用都交给买受人，看不出是哪些费用、依据是什么。",
        "It puts every cost on the buyer without naming any, or a ground for it.",
        "过户登记费若干元，由买受人依法承担；其他费用由依法应当承担的一方承担。",
        "The registration fee of AMOUNT is the buyer's by law; other costs are whose the law says.",
    ),
    DoubtCode.POSSESSION_UNKNOWN: DoubtReason(
        ArticleId("FA2024-238:0"),
        "占有使用情况应当查明并写清，不能写不明。",
        "Possession must be found out and stated; it may not be called unknown.",
        *_POSSESSION_LAWFUL,
    ),
    DoubtCode.OCCUPIED_BY_SOMEBODY: DoubtReason(
        ArticleId("FA2024-238:0"),
        "写了有人占有，没有写是谁、凭什么、到什么时候。",
        "It says that somebody is in possession, but not who, why and until when.",
        *_POSSESSION_LAWFUL,
    ),
    DoubtCode.FINDINGS_LEFT_TO_BIDDERS: DoubtReason(
        ArticleId("FA2024-238:1"),
        "租赁、占有是法院要查明的，不能交给竞买人自己去查。",
        "Leases and possession are for the court to find out, not for bidders.",
        *_POSSESSION_LAWFUL,
    ),
    DoubtCode.NO_HANDOVER: DoubtReason(
        ArticleId("FS2004-16:27"),
        "移交财产是法院的职责，只有依法保留的租赁等可以例外并要写明。",
        "To hand the property over is the court's duty; only a surviving lease is an exception.",
        "裁定送达后十五日内由本院移交；房屋带租约拍卖的，移交的是收租的权利。",
        "The court hands over within 15 days after service; a let house is handed over as let.",
    ),
    DoubtCode.DISCLAIMS_ALL: DoubtReason(
        ArticleId("FS2016-18:15"),
        "法院只有依法公示、提示并声明后才不担保瑕疵，不能概括地免除一切责任。",
        "A court that disclosed and warned warrants no defects; it cannot disclaim everything.",
        "已知瑕疵见特别提示；本院不能保证拍卖财产的真伪和品质，不承担瑕疵担保责任。",
        "Known defects are warned of; the court cannot warrant authenticity or quality.",
    ),
    DoubtCode.AUXILIARY_FEE: DoubtReason(
        ArticleId("FS2016-18:7.2"),
        "辅助工作的必要费用由被执行人承担，不得向竞买人或买受人收取。",
        "Auxiliary work is the debtor's cost; no bidder or buyer pays for it.",
        "辅助工作的必要费用由被执行人承担，从成交款中支付；竞买人不付任何服务费。",
        "Auxiliary costs are the debtor's and come out of the price; bidders pay no fee.",
    ),
    DoubtCode.LOAN_CONTACT: DoubtReason(
        ArticleId("MOTION-2022:0"),
        "公告里有贷款的联系方式，容易使人借钱交保证金。",
        "The notice gives a contact for loans, which invites borrowed deposits.",
        "需要贷款的，请自行向金融机构了解；保证金须为本人自有资金。",
        "Whoever needs a loan asks a bank himself; the deposit is one's own money.",
    ),
    DoubtCode.VIEWING_REFUSED: DoubtReason(
        ArticleId("FS2016-18:14.0.4"),
        "竞买人可以申请实地看样，不能一概拒绝。",
        "Whoever asks may see the property on site; that cannot be refused to all.",
        "需要看样的，请在公告期内与法院预约。",
        "Visits are arranged with the court on request until bidding opens.",
    ),
    DoubtCode.TWO_BIDDERS_NEEDED: DoubtReason(
        ArticleId("FS2016-18:11"),
        "竞买人数不限，一人出价达到起拍价就成交。",
        "There is no least number of bidders: one who bids the start price buys.",
        "一人报名且出价不低于起拍价即可成交。",
        "One bidder at or above the start price suffices.",
    ),
}
"""Every doubt with what is said of it."""

FORBIDDEN = frozenset(
    {
        DoubtCode.TAXES_ALL_ON_BUYER,
        DoubtCode.POSSESSION_UNKNOWN,
        DoubtCode.OCCUPIED_BY_SOMEBODY,
        DoubtCode.AUXILIARY_FEE,
        DoubtCode.VIEWING_REFUSED,
        DoubtCode.TWO_BIDDERS_NEEDED,
    }
)
"""What breaks its article as it stands. Whether that article may refuse is a matter of its rank."""
