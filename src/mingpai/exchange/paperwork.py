"""A court's paperwork before a notice, complete and lawful: from seizure to the panel's decision.

For the sample day, benchmarks and tests, so that what a notice needs is written once. All facts
are made up. Must not know what is lawful: the engine says so.
Where to look next: `auction.preparation.commands` (each paper), `demo.script` (who uses it).
"""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from mingpai.auction.model import PropertyClass, RoundKind, StepRule
from mingpai.auction.preparation.commands import (
    AnnounceRound,
    AssignPlatform,
    FixPrice,
    NamePerson,
    Notice,
    OpenDisposal,
    PreparationCommand,
    RecordChoice,
    RecordClaims,
    RecordPanel,
    ServeDocument,
    StartPricing,
)
from mingpai.auction.preparation.model import (
    AssignmentReason,
    Nature,
    PanelMatter,
    Paper,
    Possession,
    PriceMethod,
    Role,
    TaxRule,
    Trait,
)
from mingpai.kernel.canon import b64url
from mingpai.kernel.ids import ArticleId, CaseId, LotToken, OfficeId, PropertyId
from mingpai.kernel.moments import local_date
from mingpai.kernel.money import Fen
from mingpai.law.content import FurtherItem, Item, SpecialWarning, further_items
from mingpai.law.service import Method

BALANCE_DAYS = 10
SALE_RULES = ArticleId("FMC2017-455:0")
"""What a 变卖 notice repeats, so that it binds bidders: above all the prepayment."""
_SEIZED_BEFORE = timedelta(days=200)
_SEIZURE_LASTS = timedelta(days=700)
_PRICED_BEFORE = timedelta(days=9)
_VALID_FOR = timedelta(days=300)
_SERVED_BEFORE = timedelta(days=5)
_PANEL = (PanelMatter.START_PRICE, PanelMatter.STEP, PanelMatter.DEPOSIT, PanelMatter.PRIORITY)
_PANEL_SIZE = 3
DEBT_SHARE = 2
"""The debt is twice the reference price, so that no lot's price covers it."""

ITEMS: dict[Item, str] = {
    Item.NOTICE: "本院将在平台公开拍卖下列财产，欢迎竞买。",
    Item.ENFORCEMENT_INSTRUMENT: "执行裁定书副本随公告公示。",
    Item.APPRAISAL_OR_PRICE_BASIS: "评估报告副本随公告公示，起拍价以评估价为依据。",
    Item.TIME_PRICE_AND_RULES: "竞价时间、起拍价、增价幅度和延时规则见公告首部。",
    Item.OWNERSHIP_POSSESSION_DUTIES: "权属清楚，现由被执行人占有，附照片和视频，交付前腾空。",
    Item.PRIORITY_BUYERS: "优先购买权人及其权利性质已列明，未列明的无人主张。",
    Item.NOTIFICATION_STATUS: "当事人和已知优先购买权人均已通知，送达情况见附件。",
    Item.PAYMENT_AND_ACCOUNT: "保证金和价款按公告所列方式付至本院案款专户。",
    Item.TAXES: "过户产生的税费由法律规定的纳税义务人各自承担。",
    Item.COURT_AND_SUPERVISION: "执行法院名称、联系方式和监督电话见公告尾部。",
    Item.OTHER: "没有其他应当公示的事项。",
}
WARNINGS: dict[SpecialWarning, str] = {
    SpecialWarning.CAPACITY_AND_ELIGIBILITY: "竞买人应当具备完全民事行为能力和公告所列资格。",
    SpecialWarning.AGENTS: "委托他人代为竞买的，须在竞价开始前经本院确认。",
    SpecialWarning.KNOWN_DEFECTS: "已知瑕疵和权利负担已在公示内容中逐项列出。",
    SpecialWarning.AS_IS: "财产以现状拍卖，可以实地看样。",
    SpecialWarning.FULL_KNOWLEDGE: "参加竞买即视为了解并接受财产的一切已知和未知瑕疵。",
    SpecialWarning.BUYER_IDENTITY_PUBLISHED: "成交确认书载明买受人真实身份并予以公示。",
    SpecialWarning.DEPOSIT_FORFEIT: "买受人悔拍的，保证金不予退还。",
}


FURTHER: dict[FurtherItem, str] = {
    FurtherItem.HOME_ELIGIBILITY: "竞买人须具备当地购房资格，不具备的不出具成交裁定，后果自负。",
    FurtherItem.EQUITY_CAPITAL: "认缴出资额与实缴出资额相同，出资已经全部缴足。",
    FurtherItem.APPROVAL_CONDITIONS: "股权变更须经主管部门批准，竞买人应当符合其规定的条件。",
}


class Property(Struct, frozen=True):
    """What is sold, by which court, on which platform, and who is concerned."""

    case_id: CaseId
    property_id: PropertyId
    property_class: PropertyClass
    court: OfficeId
    platform: OfficeId
    applicant: LotToken
    debtor: LotToken
    nature: Nature = Nature.OTHER
    traits: tuple[Trait, ...] = ()
    others: tuple[tuple[LotToken, Role], ...] = ()
    """Whoever else is concerned: shareholders and their company, tenants, co-owners, creditors."""


class Price(Struct, frozen=True):
    """What the court fixes for a round. Amounts in fen."""

    reference_fen: Fen
    start_fen: Fen
    step_fen: Fen
    deposit_fen: Fen


def paper(text: str) -> str:
    """Return the digest that stands for a made-up paper."""
    return b64url(hashlib.sha256(text.encode()).digest())


def until_notice(
    lot: Property, price: Price, *, announced_at: datetime
) -> Iterator[PreparationCommand]:
    """Yield what the court records before the notice of a first auction, in its order.

    All of it may be recorded at `announced_at`: the facts themselves lie days before.
    """
    today = local_date(announced_at)
    fixed_on = today - _PRICED_BEFORE
    yield opening(lot, announced_at=announced_at)
    yield NamePerson(lot.applicant, Role.APPLICANT)
    yield NamePerson(lot.debtor, Role.DEBTOR)
    yield StartPricing(PriceMethod.AGREED)
    yield FixPrice(price.reference_fen, fixed_on, fixed_on + _VALID_FOR, paper("price report"))
    yield RecordClaims(Fen(price.reference_fen * DEBT_SHARE), Fen(0), Fen(0))
    yield RecordChoice(lot.applicant, lot.platform, paper("choice"))
    yield AssignPlatform(lot.platform, AssignmentReason.APPLICANT_CHOICE, paper("choice"))
    yield from _told(lot, on=today - _SERVED_BEFORE)
    yield panel(price)


def _told(lot: Property, *, on: date) -> Iterator[PreparationCommand]:
    """Yield the notices to everybody who must be told, each by hand."""
    for token, role in lot.others:
        yield NamePerson(token, role)
    concerned = ((lot.applicant, Role.APPLICANT), (lot.debtor, Role.DEBTOR), *lot.others)
    for token, role in concerned:
        if role is not Role.CREDITOR:
            yield served(Paper.PARTY_NOTICE, token, on=on)
        if role in _OWN_NOTICE:
            yield served(_OWN_NOTICE[role], token, on=on)


def served(document: Paper, token: LotToken, *, on: date) -> ServeDocument:
    """Return the record of a document that was handed over on a day."""
    return ServeDocument(document, token, Method.DIRECT, on, paper("served"))


_OWN_NOTICE: Mapping[Role, Paper] = {
    Role.SHAREHOLDER: Paper.SHAREHOLDER_NOTICE,
    Role.COMPANY: Paper.SHAREHOLDER_NOTICE,
    Role.TENANT: Paper.TENANT_NOTICE,
}


def opening(lot: Property, *, announced_at: datetime) -> OpenDisposal:
    """Return the order that opens the disposal of a property under seizure."""
    seized_on = local_date(announced_at) - _SEIZED_BEFORE
    return OpenDisposal(
        case_id=lot.case_id,
        property_id=lot.property_id,
        property_class=lot.property_class,
        court=lot.court,
        nature=lot.nature,
        seized_on=seized_on,
        seizure_until=seized_on + _SEIZURE_LASTS,
        traits=lot.traits,
    )


def panel(price: Price, matters: tuple[PanelMatter, ...] = _PANEL) -> RecordPanel:
    """Return what the panel decided for the round that comes next."""
    return RecordPanel(
        members=_PANEL_SIZE,
        matters=matters,
        start_price_fen=price.start_fen,
        step_fen=price.step_fen,
        deposit_fen=price.deposit_fen,
        decision=paper("panel"),
    )


def notice(
    price: Price,
    *,
    opens_at: datetime,
    closes_at: datetime,
    kind: RoundKind = RoundKind.AUCTION_1,
    step_rule: StepRule = StepRule.AT_LEAST_STEP,
) -> AnnounceRound:
    """Return a notice that is lawful, with all its items and warnings."""
    return AnnounceRound(
        kind=kind,
        start_price_fen=price.start_fen,
        step_fen=price.step_fen,
        deposit_fen=price.deposit_fen,
        opens_at=opens_at,
        closes_at=closes_at,
        notice=Notice(
            items=ITEMS,
            warnings=WARNINGS,
            possession=Possession.DEBTOR,
            taxes=TaxRule.AS_LAW,
            balance_days=BALANCE_DAYS,
            document=paper("notice"),
            repeats=(SALE_RULES,) if kind is RoundKind.SALE else (),
        ),
        step_rule=step_rule,
    )


def suited(announced: AnnounceRound, *, nature: Nature, traits: tuple[Trait, ...]) -> AnnounceRound:
    """Return a notice that also says what is asked for of a property of this kind."""
    asked = further_items(
        is_restricted=Trait.PURCHASE_RESTRICTED in traits,
        is_equity=nature is Nature.EQUITY,
        needs_approval=Trait.APPROVAL_NEEDED in traits,
    )
    further = {item: FURTHER[item] for item in asked}
    return replace(announced, notice=replace(announced.notice, further=further))
