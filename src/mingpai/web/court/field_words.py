"""What the fields of the court's forms and their choices are called, in Chinese and English.

One table for fields and one for choices; where the site names a choice elsewhere (`web.life`,
`web.words`, `law.content`) that name is used. Where to look next: `web.court.fields`.
"""

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any

from mingpai.auction.model import Ground, PropertyClass, RoundKind, StepRule
from mingpai.auction.objections.model import ObjectionKind, Outcome
from mingpai.auction.preparation.model import (
    AssignmentReason,
    Nature,
    PanelMatter,
    Paper,
    Possession,
    PriceBasis,
    PriceMethod,
    Role,
    TaxRule,
    Trait,
)
from mingpai.auction.settlement.model import (
    AnnulmentGround,
    AwardBasis,
    Bucket,
    DefaultGround,
    Ending,
)
from mingpai.auction.stops.model import StopGround, WithdrawalGround
from mingpai.law.content import (
    CORRECTIONS,
    FURTHER_TITLES,
    ITEM_TITLES,
    WARNING_TITLES,
    FurtherItem,
    Item,
    NoticeField,
    SpecialWarning,
)
from mingpai.law.pricing import Leave
from mingpai.law.service import Method
from mingpai.web import life, words
from mingpai.web.captions import Caption
from mingpai.web.renderer import Renderer

FIELDS: Mapping[str, Caption] = {
    "agent": Caption("代理人标记", "Agent (token)"),
    "all_declined": Caption("全部明确不接受", "All declined"),
    "amount_fen": Caption("金额（元）", "Amount (yuan)"),
    "announcement": Caption("恢复公告", "Announcement of the resumption"),
    "applied_on": Caption("申请竞买之日", "Day of the application to bid"),
    "approval": Caption("延长批准文件", "Approval of a longer term"),
    "asked_on": Caption("询问（要求）之日", "Day of asking"),
    "at": Caption("办理时间", "When it was done"),
    "balance_days": Caption("余款支付期限（天）", "Days to pay the balance"),
    "basis": Caption("依据", "Basis"),
    "basis_proof": Caption("起拍价依据的文件", "Paper that the start price rests on"),
    "bidder_fee_fen": Caption("价款外另收（元）", "Asked beside the price (yuan)"),
    "buyer": Caption("买受人姓名的加密承诺", "Keyed commitment to the buyer's name"),
    "by": Caption("身份", "As what"),
    "case_id": Caption("案件编号", "Case"),
    "claim_fen": Caption("债权额（元）", "Claim (yuan)"),
    "claims_shortfall": Caption("责令补交差额", "The shortfall is claimed"),
    "closes_at": Caption("竞价结束（北京时间）", "Close (Shanghai time)"),
    "code": Caption("竞买代码", "Bidding code"),
    "consent": Caption("被执行人同意全部出售的文件", "Debtor's consent that all is sold"),
    "costs_fen": Caption("费用（元）", "Costs (yuan)"),
    "court": Caption("法院", "Court"),
    "creditors_fen": Caption("发给债权人（元）", "To creditors (yuan)"),
    "debt_fen": Caption("本案债权（元）", "Debt of this case (yuan)"),
    "debtor_fen": Caption("退给被执行人（元）", "To the debtor (yuan)"),
    "decision": Caption("决定书", "Decision"),
    "deposit_fen": Caption("保证金（元）", "Deposit (yuan)"),
    "document": Caption("文书", "Document"),
    "due_on": Caption("补交差额的期限", "Difference due on"),
    "ending": Caption("终结方式", "How it ends"),
    "evidence": Caption("凭据", "Evidence"),
    "failed": Caption("送达未成功", "Service failed"),
    "field": Caption("更正哪一项", "What is corrected"),
    "fixed_on": Caption("参考价确定之日", "Fixed on"),
    "further": Caption("另须公示的内容", "What this property asks for besides"),
    "ground": Caption("事由", "Ground"),
    "held_from": Caption("资格起始之日", "Eligible from"),
    "held_to": Caption("资格截止之日", "Eligible to"),
    "is_approved": Caption("已经批准", "Approved"),
    "is_eligible": Caption("具备资格", "Eligible"),
    "is_sold": Caption("已经售出", "Sold"),
    "items": Caption("十一项公示内容（第十三条）", "The eleven items (article 13)"),
    "kind": Caption("种类", "Kind"),
    "leave": Caption("可以跳过前面方式的理由", "What lets a way be skipped"),
    "loan": Caption("贷款合同", "Loan contract"),
    "matters": Caption("决定了哪些事项", "Matters decided"),
    "members": Caption("合议庭人数", "Members of the panel"),
    "method": Caption("方式", "Way"),
    "nature": Caption("财产种类", "Nature of the property"),
    "notice": Caption("公告内容", "The notice"),
    "number": Caption("异议序号", "Number of the objection"),
    "on": Caption("日期", "Day"),
    "opens_at": Caption("竞价开始（北京时间）", "Opening (Shanghai time)"),
    "outcome": Caption("结果", "Outcome"),
    "paper": Caption("送达的文书", "What was served"),
    "parts": Caption("各项用途（元）", "Used for (yuan)"),
    "payer": Caption("付款人标记", "Payer (token)"),
    "platform": Caption("平台", "Platform"),
    "possession": Caption("占有使用", "Possession"),
    "price_fen": Caption("价格（元）", "Price (yuan)"),
    "principal": Caption("委托人标记", "Principal (token)"),
    "proceeds_fen": Caption("本案其他财产已得（元）", "Brought by other property (yuan)"),
    "proof": Caption("证明文件", "Proof"),
    "property_class": Caption("财产类别", "Class of property"),
    "property_id": Caption("标的编号", "Property"),
    "rank": Caption("顺位", "Rank"),
    "reason": Caption("理由", "Reason"),
    "received_on": Caption("收到之日", "Received on"),
    "record": Caption("记录文件", "Record"),
    "repeats": Caption("公告重述的条文编号（每行一个）", "Articles that the notice repeats"),
    "report": Caption("报告", "Report"),
    "role": Caption("身份", "Role"),
    "round": Caption("第几轮", "Round"),
    "seized_on": Caption("查封之日", "Seized on"),
    "seizure_until": Caption("查封到期", "Seizure ends on"),
    "senior_fen": Caption("优先受偿的债权（元）", "What ranks before it (yuan)"),
    "start_price_fen": Caption("起拍价（元）", "Start price (yuan)"),
    "statement": Caption("书面意见", "Statement"),
    "step_fen": Caption("增价幅度（元）", "Step (yuan)"),
    "step_rule": Caption("加价规则", "How raises are made"),
    "tax_decision": Caption("税费负担的决定", "Decision on taxes"),
    "taxes": Caption("税费承担", "Taxes"),
    "text": Caption("更正后的文字", "Corrected text"),
    "token": Caption("人员标记", "Person (token)"),
    "traits": Caption("其他情形", "Traits"),
    "tried": Caption("已经试过的方式", "Ways tried before"),
    "until": Caption("截止日期", "Until"),
    "upheld": Caption("异议成立", "Upheld"),
    "valid_until": Caption("有效期至", "Valid until"),
    "warnings": Caption("七项特别提示（第十四条）", "The seven warnings (article 14)"),
}
"""Every field of every form, by its name."""

DIGESTS: frozenset[str] = frozenset(
    {
        "announcement",
        "approval",
        "basis_proof",
        "buyer",
        "consent",
        "decision",
        "document",
        "evidence",
        "loan",
        "proof",
        "reason",
        "record",
        "report",
        "statement",
        "tax_decision",
    }
)
"""The fields that hold the digest of a paper; every other plain text is words."""

CHOICES: Mapping[type[Enum], Mapping[Any, Caption]] = {
    Ground: {
        Ground.COURT: Caption("法院", "the court"),
        Ground.COURT_STAFF: Caption("法院工作人员", "staff of the court"),
        Ground.PLATFORM: Caption("平台", "the platform"),
        Ground.PLATFORM_STAFF: Caption("平台工作人员", "staff of the platform"),
        Ground.AUXILIARY_FIRM: Caption("辅助机构", "the auxiliary firm"),
        Ground.AUXILIARY_STAFF: Caption("辅助机构工作人员", "staff of the auxiliary firm"),
        Ground.CLOSE_RELATIVE: Caption("上述人员的近亲属", "a close relative of these"),
        Ground.DEFAULTER: Caption("本财产此前的悔拍人", "who defaulted on this property"),
    },
    Nature: {
        Nature.GOODS: Caption("一般动产", "goods"),
        Nature.VEHICLE: Caption("机动车", "vehicle"),
        Nature.SHIP: Caption("船舶", "ship"),
        Nature.HOME: Caption("住宅", "home"),
        Nature.BUILDING: Caption("其他房屋", "other building"),
        Nature.LAND: Caption("土地使用权", "land"),
        Nature.EQUITY: Caption("股权", "equity"),
        Nature.LISTED_SHARES: Caption("上市公司股票", "listed shares"),
        Nature.OTHER: Caption("其他", "other"),
    },
    Trait: {
        Trait.CRIMINAL: Caption("涉案财物", "property of a criminal case"),
        Trait.PURCHASE_RESTRICTED: Caption("限购", "purchase restricted"),
        Trait.APPROVAL_NEEDED: Caption("转让须经批准", "the transfer needs approval"),
        Trait.CANNOT_BE_VALUED: Caption("无法评估", "cannot be valued"),
        Trait.LEASED: Caption("有租赁", "leased"),
        Trait.CO_OWNED: Caption("共有", "co-owned"),
    },
    PriceMethod: {
        PriceMethod.AGREED: Caption("当事人议价", "agreed by the parties"),
        PriceMethod.DIRECTED_ENQUIRY: Caption("定向询价", "directed enquiry"),
        PriceMethod.NETWORK_INQUIRY: Caption("网络询价", "online inquiry"),
        PriceMethod.APPRAISAL: Caption("委托评估", "appraisal"),
        PriceMethod.MARKET: Caption("参照市价", "market price"),
    },
    Leave: {
        Leave.PARTIES_AGREE: Caption("双方一致要求", "both sides ask for it"),
        Leave.LAW_REQUIRES_APPRAISAL: Caption("法律要求评估", "the law orders an appraisal"),
    },
    Role: {
        Role.APPLICANT: Caption("申请执行人", "applicant"),
        Role.DEBTOR: Caption("被执行人", "debtor"),
        Role.CREDITOR: Caption("其他债权人", "another creditor"),
        Role.CO_OWNER: Caption("共有人", "co-owner"),
        Role.TENANT: Caption("承租人", "tenant"),
        Role.SHAREHOLDER: Caption("其他股东", "another shareholder"),
        Role.COMPANY: Caption("目标公司", "the company"),
        Role.PRIORITY_BUYER: Caption("其他优先购买权人", "other holder of priority"),
        Role.BUYER: Caption("买受人", "buyer"),
        Role.OUTSIDER: Caption("案外人", "outsider"),
    },
    Paper: {
        Paper.PRICE_REPORT: Caption("询价或者评估报告", "report on the price"),
        Paper.SURPLUS_NOTICE: Caption("无剩余可能的通知", "notice that nothing may remain"),
        Paper.PARTY_NOTICE: Caption("拍卖通知书", "notice of the sale"),
        Paper.SHAREHOLDER_NOTICE: Caption("致其他股东和公司的通知", "notice to shareholders"),
        Paper.TENANT_NOTICE: Caption("致承租人的通知", "notice to tenants"),
        Paper.STOP_DECISION: Caption("暂缓、中止文书", "decision to stop"),
        Paper.RESUMPTION_NOTICE: Caption("恢复拍卖通知", "notice of resumption"),
        Paper.BALANCE_REMINDER: Caption("余款催告", "reminder of the balance"),
        Paper.DEFAULT_DECISION: Caption("悔拍决定书", "decision on the default"),
        Paper.SALE_RULING: Caption("成交裁定", "ruling on the sale"),
        Paper.SETOFF_RULING: Caption("以物抵债裁定", "ruling on the set-off"),
        Paper.OBJECTION_DECISION: Caption("异议裁定", "decision on an objection"),
        Paper.ANNULMENT_DECISION: Caption("撤销拍卖裁定", "decision to annul"),
    },
    Method: {
        Method.DIRECT: Caption("直接送达", "handed over"),
        Method.LEFT: Caption("留置送达", "left on the spot"),
        Method.ELECTRONIC: Caption("电子送达", "electronic"),
        Method.MAIL: Caption("邮寄送达", "mail"),
        Method.ENTRUSTED: Caption("委托、转交送达", "entrusted"),
        Method.PUBLIC_NOTICE: Caption("公告送达、公示", "public notice"),
    },
    PanelMatter: {
        PanelMatter.START_PRICE: Caption("起拍价", "start price"),
        PanelMatter.PRICE_CUT: Caption("降价", "price cut"),
        PanelMatter.STEP: Caption("增价幅度", "step"),
        PanelMatter.DEPOSIT: Caption("保证金", "deposit"),
        PanelMatter.PRIORITY: Caption("优先购买权", "priority"),
    },
    Possession: {
        Possession.VACANT: Caption("已腾空", "vacant"),
        Possession.DEBTOR: Caption("被执行人占有", "the debtor"),
        Possession.TENANT: Caption("承租人占有", "a tenant"),
        Possession.THIRD_PARTY: Caption("第三人占有", "a third party"),
        Possession.NOT_APPLICABLE: Caption("不涉及占有", "does not apply"),
    },
    TaxRule: {
        TaxRule.AS_LAW: Caption("依法各自承担", "as the law says"),
        TaxRule.COURT_DECIDED: Caption("法律未规定，法院决定", "the court decided"),
        TaxRule.BUYER_ALL: Caption("全部由买受人承担", "all on the buyer"),
    },
    PriceBasis: {
        PriceBasis.REFERENCE: Caption("参考价", "reference price"),
        PriceBasis.CRIMINAL_NO_RESERVE: Caption("涉案财物无保留价", "criminal, no reserve"),
        PriceBasis.EQUITY_COST: Caption("无法评估的股权，按费用", "equity by its costs"),
    },
    AwardBasis: {
        AwardBasis.ONLY_ONE: Caption("只有一人愿意", "only one offered"),
        AwardBasis.RANK: Caption("顺位在先", "by rank"),
        AwardBasis.LOT: Caption("同一顺位，抽签", "same rank, drawn by lot"),
    },
    Bucket: {
        Bucket.COSTS: Caption("拍卖费用", "costs of the auction"),
        Bucket.SHORTFALL: Caption("重新拍卖的差价", "shortfall of the re-auction"),
        Bucket.CASE_DEBT: Caption("本案债务", "debt of this case"),
        Bucket.RELATED_DEBT: Caption("与拍卖财产相关的债务", "debt tied to the property"),
        Bucket.REST: Caption("其余", "the rest"),
    },
}
"""The choices that only this desk names."""

_TITLED: Mapping[type[Enum], Callable[[Any], Any]] = {
    Item: lambda one: ITEM_TITLES[one],
    SpecialWarning: lambda one: WARNING_TITLES[one],
    FurtherItem: lambda one: FURTHER_TITLES[one],
    NoticeField: lambda one: CORRECTIONS[one].title,
}
_NAMED: Mapping[type[Enum], Callable[[Any, words.Texts], str]] = {
    PropertyClass: words.class_name,
    StepRule: words.step_rule_name,
    RoundKind: life.round_kind_name,
    StopGround: life.stop_ground_name,
    WithdrawalGround: life.withdrawal_ground_name,
    AnnulmentGround: life.annulment_ground_name,
    AssignmentReason: life.assignment_reason_name,
    DefaultGround: life.default_ground_name,
    Ending: life.ending_name,
    ObjectionKind: life.objection_name,
    Outcome: life.outcome_name,
}


def choice_name(one: Enum, renderer: Renderer) -> str:
    """Return what a choice is called. Raises: KeyError for one that nobody named."""
    kind = type(one)
    if kind in _NAMED:
        return _NAMED[kind](one, renderer.texts)
    if kind in _TITLED:
        title = _TITLED[kind](one)
        return str(title.zh if renderer.language == "zh" else title.en)
    return CHOICES[kind][one].text(renderer.language)


def field_name(name: str, renderer: Renderer) -> str:
    """Return what a field is called. Raises: KeyError for one that nobody named."""
    return FIELDS[name].text(renderer.language)
