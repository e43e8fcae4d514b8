"""What proves or disproves each ground of annulment, and where it stands in a disposal's stream.

第三十一条 names six grounds. For each: which events and served papers bear on it, which way, and
what no journal of ours can hold and must be filed from outside. Says nothing on whether a ground
is made out: that is for the court. Where to look next: `settlement.decide` (撤销).
"""

import enum
from collections.abc import Iterable, Mapping

from msgspec import Struct

from mingpai.auction.codes import article
from mingpai.auction.events import (
    BidderQualified,
    BidPlaced,
    CommandRefused,
    ConfirmationPublished,
    FilingRefused,
    PersonBarred,
    PriorityConfirmed,
    RoundPassedIn,
    RoundSold,
)
from mingpai.auction.objections.events import ObjectionFiled
from mingpai.auction.preparation.events import (
    AgentConfirmed,
    DisposalOpened,
    DocumentServed,
    NoticeCorrected,
    NoticeWaived,
    PanelDecided,
    PlatformAssigned,
    PlatformChosen,
    PriceFixed,
    RoundAnnounced,
    SeizureRenewed,
)
from mingpai.auction.preparation.model import Paper
from mingpai.auction.settlement.events import (
    ApprovalRecorded,
    BalanceReceived,
    DepositForwarded,
    EligibilityReviewed,
)
from mingpai.auction.settlement.model import AnnulmentGround
from mingpai.auction.stops.events import (
    BiddingResumed,
    BiddingStopped,
    CauseEnded,
    EmergencyReported,
)
from mingpai.kernel.event import Event
from mingpai.kernel.ids import ArticleId


class Bearing(enum.StrEnum):
    """Which way a piece of evidence can speak."""

    PROVES = "proves"
    DISPROVES = "disproves"
    EITHER = "either"


class EvidenceItem(Struct, frozen=True):
    """One thing to look for: events of the stream, papers served, or (neither) from outside."""

    name: str
    bearing: Bearing
    zh: str
    en: str
    kinds: tuple[type[Event], ...] = ()
    papers: tuple[Paper, ...] = ()

    @property
    def is_outside(self) -> bool:
        """Say whether the stream cannot hold it, so that somebody must file it."""
        return not self.kinds and not self.papers

    def is_in(self, event: Event) -> bool:
        """Say whether an event is a piece of this."""
        if isinstance(event, DocumentServed) and event.paper in self.papers:
            return True
        return isinstance(event, self.kinds)


class Held(Struct, frozen=True):
    """An item and at which sequence numbers it stands."""

    item: EvidenceItem
    seqs: tuple[int, ...]


class EvidencePack(Struct, frozen=True):
    """What a stream holds for one ground, and what it does not."""

    ground: AnnulmentGround
    article: ArticleId
    held: tuple[Held, ...]
    missing: tuple[EvidenceItem, ...]


_NOTICE = EvidenceItem(
    "notice",
    Bearing.EITHER,
    "公告及其更正：公示了什么、提示了什么，决定买受人能否知情。",
    "The notice and its corrections: what was shown and warned of, and so what could be known.",
    (RoundAnnounced, NoticeCorrected),
)
_COURSE = EvidenceItem(
    "course_of_bidding",
    Bearing.EITHER,
    "全部出价和结果：任何人可以据此重算价格和结束时间。",
    "Every bid and the result: anybody can recount price and close from them.",
    (BidPlaced, RoundSold, RoundPassedIn),
)
_REFUSALS = EvidenceItem(
    "refusals",
    Bearing.EITHER,
    "被拒的出价和报名，连同条文和数字：谁被挡在外面、凭什么。",
    "Bids and filings refused, with article and figures: who was kept out, and by what right.",
    (CommandRefused, FilingRefused),
)
_BIDDERS = EvidenceItem(
    "bidders",
    Bearing.EITHER,
    "谁以什么身份报名、由谁代理、谁被禁止竞买。",
    "Who registered as what, who acted for whom, and who was barred.",
    (BidderQualified, AgentConfirmed, PersonBarred),
)
_OBJECTIONS = EvidenceItem(
    "objections",
    Bearing.PROVES,
    "就此提出的异议：何时、以什么身份、主张哪一项。",
    "Objections on file: when, by whom in what role, on which ground.",
    (ObjectionFiled,),
)

_MISDESCRIPTION = (
    _NOTICE,
    EvidenceItem(
        "price_report",
        Bearing.EITHER,
        "参考价所依据的报告：财产当时被说成什么样。",
        "The report behind the reference price: what the property was said to be then.",
        (PriceFixed,),
        (Paper.PRICE_REPORT,),
    ),
    _OBJECTIONS,
    EvidenceItem(
        "true_condition",
        Bearing.PROVES,
        "财产真实状况的勘验或者鉴定，与公示不符且足以使购买目的落空。",
        "An inspection of what the property truly is, at odds with the notice and defeating it.",
    ),
    EvidenceItem(
        "viewing_record",
        Bearing.DISPROVES,
        "看样记录：买受人看过、瑕疵可以发现，或者已经声明。",
        "The record of viewings: the buyer saw it, and the defect could be found or was disclosed.",
    ),
)
_SYSTEM_FAILURE = (
    EvidenceItem(
        "stops",
        Bearing.EITHER,
        "停止、报告、事由消除和恢复：故障何时发现、停了多久、补足了时间没有。",
        "Stops, reports, ends and resumptions: when it was found, for how long, and time restored.",
        (BiddingStopped, EmergencyReported, CauseEnded, BiddingResumed),
    ),
    _COURSE,
    _REFUSALS,
    _OBJECTIONS,
    EvidenceItem(
        "system_log",
        Bearing.EITHER,
        "平台的系统日志、时钟记录和事故报告。",
        "The platform's system log, clock records and incident report.",
    ),
    EvidenceItem(
        "harm_done",
        Bearing.PROVES,
        "结果因此出错、当事人或者竞买人因此受损的材料。",
        "What shows that the result came out wrong and whom that harmed.",
    ),
)
_COLLUSION = (
    _COURSE,
    _BIDDERS,
    EvidenceItem(
        "money",
        Bearing.EITHER,
        "买受人的款项何时、分几次到账；付款账户在法院和平台的账上。",
        "When the buyer's money came in; the paying accounts stand in court and platform books.",
        (DepositForwarded, BalanceReceived),
    ),
    _OBJECTIONS,
    EvidenceItem(
        "dealings",
        Bearing.PROVES,
        "竞买人之间、竞买人与平台之间的往来：付款账户、设备、通信、协议。",
        "Dealings among bidders or with the platform: accounts, devices, messages, agreements.",
    ),
)
_BUYER_INELIGIBLE = (
    _NOTICE,
    _BIDDERS,
    EvidenceItem(
        "confirmation",
        Bearing.EITHER,
        "成交确认书：买受人是谁。",
        "The confirmation of the sale: who the buyer is.",
        (ConfirmationPublished,),
    ),
    EvidenceItem(
        "eligibility",
        Bearing.EITHER,
        "法院对购买资格的审查，主管机关的批准或者不批准。",
        "The court's review of eligibility, and the authority's approval or refusal.",
        (EligibilityReviewed, ApprovalRecorded),
    ),
    _OBJECTIONS,
    EvidenceItem(
        "relations",
        Bearing.PROVES,
        "买受人与法院、平台、辅助机构人员的关系，或者资格材料虚假的证明。",
        "The buyer's relation to staff of court, platform or auxiliary, or proof of false papers.",
    ),
)
_UNEQUAL_CONDITIONS = (
    _NOTICE,
    EvidenceItem(
        "who_was_told",
        Bearing.EITHER,
        "通知当事人和优先购买权人的送达、放弃和优先权的确认。",
        "Service on parties and priority holders, waivers, and priority rights confirmed.",
        (NoticeWaived, PriorityConfirmed),
        (Paper.PARTY_NOTICE, Paper.SHAREHOLDER_NOTICE, Paper.TENANT_NOTICE),
    ),
    _BIDDERS,
    _REFUSALS,
    _OBJECTIONS,
    EvidenceItem(
        "access_log",
        Bearing.EITHER,
        "平台后台的访问记录：有没有查看、筛选或者延迟竞买人。",
        "The platform's access log: whether bidders were looked up, sorted out or delayed.",
    ),
)
_OTHER = (
    EvidenceItem(
        "seizure_and_platform",
        Bearing.EITHER,
        "查封是否有效，平台由谁、凭什么选定。",
        "Whether the seizure held, and by whom and on what the platform was chosen.",
        (DisposalOpened, SeizureRenewed, PlatformChosen, PlatformAssigned),
    ),
    EvidenceItem(
        "panel",
        Bearing.EITHER,
        "合议庭对价格、幅度、保证金和优先权的决定。",
        "What the panel decided on price, step, deposit and priority.",
        (PanelDecided,),
    ),
    _NOTICE,
    _COURSE,
    _OBJECTIONS,
    EvidenceItem(
        "breach_and_harm",
        Bearing.PROVES,
        "违反了哪一条、损害了谁的权益。",
        "Which provision was broken, and whose rights that harmed.",
    ),
)


def evidence_wanted(ground: AnnulmentGround) -> tuple[EvidenceItem, ...]:
    """Return what bears on a ground, in the order in which a court would look at it.

    Source: 法释〔2016〕18号 第三十一条; what bears on each item is a reading.
    """
    return _WANTED[ground]


def collect(ground: AnnulmentGround, entries: Iterable[tuple[int, Event]]) -> EvidencePack:
    """Return where the evidence for a ground stands among entries, and what is missing.

    `entries`: sequence numbers with their events, of one disposal's stream, in order. What was
    restricted to this reader is not among them, and so counts as missing. Reads them once.
    """
    wanted = evidence_wanted(ground)
    found: dict[str, list[int]] = {item.name: [] for item in wanted}
    for seq, event in entries:
        for item in wanted:
            if item.is_in(event):
                found[item.name].append(seq)
    return EvidencePack(
        ground=ground,
        article=article(f"31.0.{tuple(AnnulmentGround).index(ground) + 1}"),
        held=tuple(Held(item, tuple(found[item.name])) for item in wanted if found[item.name]),
        missing=tuple(item for item in wanted if not found[item.name]),
    )


_WANTED: Mapping[AnnulmentGround, tuple[EvidenceItem, ...]] = {
    AnnulmentGround.MISDESCRIPTION: _MISDESCRIPTION,
    AnnulmentGround.SYSTEM_FAILURE: _SYSTEM_FAILURE,
    AnnulmentGround.COLLUSION: _COLLUSION,
    AnnulmentGround.BUYER_INELIGIBLE: _BUYER_INELIGIBLE,
    AnnulmentGround.UNEQUAL_CONDITIONS: _UNEQUAL_CONDITIONS,
    AnnulmentGround.OTHER_SERIOUS_BREACH: _OTHER,
}
