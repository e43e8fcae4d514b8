"""What a paper says that no journal holds: names, addresses, telephone numbers, the account.

Given with each paper and kept nowhere. Which of them a kind of paper needs is a table here; one
that is missing, or still a form's blank, is an error that names all that are. Where to look next:
`papers.filled` (how a file of them is read).
"""

from collections.abc import Callable, Mapping

from msgspec import Struct

from mingpai.auction.model import Disposal
from mingpai.auction.papers import PaperKind
from mingpai.auction.stops.model import StopKind
from mingpai.law.blanks import is_account, is_blank, is_phone
from mingpai.law.content import Titled


class Particulars(Struct, frozen=True):
    """Each as it is printed. Empty: not given; whether that matters depends on the paper."""

    court: str = ""
    case_number: str = ""
    court_address: str = ""
    contact: str = ""
    phone: str = ""
    supervision_phone: str = ""
    platform: str = ""
    platform_address: str = ""
    property: str = ""
    applicant: str = ""
    debtor: str = ""
    instrument: str = ""
    account_holder: str = ""
    bank: str = ""
    account: str = ""
    viewing: str = ""
    addressee: str = ""
    right: str = ""
    buyer: str = ""
    reason: str = ""
    decision_number: str = ""
    signers: str = ""


NAMES: Mapping[str, Titled] = {
    "court": Titled("法院全称", "full name of the court"),
    "case_number": Titled("案号", "number of the case"),
    "court_address": Titled("法院地址", "address of the court"),
    "contact": Titled("联系人", "whom to ask"),
    "phone": Titled("联系电话", "telephone"),
    "supervision_phone": Titled("监督电话", "telephone of who supervises"),
    "platform": Titled("平台全称", "full name of the platform"),
    "platform_address": Titled("平台网址", "address of the platform"),
    "property": Titled("拍卖财产", "the property"),
    "applicant": Titled("申请执行人", "applicant"),
    "debtor": Titled("被执行人", "judgment debtor"),
    "instrument": Titled("执行依据", "enforcement instrument"),
    "account_holder": Titled("账户户名", "holder of the account"),
    "bank": Titled("开户银行", "bank"),
    "account": Titled("账号", "number of the account"),
    "viewing": Titled("看样安排", "how to see the property"),
    "addressee": Titled("受通知人", "who is told"),
    "right": Titled("优先购买权的性质", "nature of the priority right"),
    "buyer": Titled("买受人", "buyer"),
    "reason": Titled("事由", "reason, in words"),
    "decision_number": Titled("决定书或者裁定书文号", "number of the decision or ruling"),
    "signers": Titled("署名人员", "who signs"),
}
"""Every particular by its name in a file, in both languages."""

_ALWAYS = ("court", "case_number", "platform", "property", "contact", "phone")
_ACCOUNT = ("account_holder", "bank", "account")
_PARTIES = ("applicant", "debtor")
_NOTICE = (
    *_PARTIES,
    "instrument",
    *_ACCOUNT,
    "viewing",
    "platform_address",
    "court_address",
    "supervision_phone",
)

_NEEDED: Mapping[PaperKind, tuple[str, ...]] = {
    PaperKind.NOTICE: _NOTICE,
    PaperKind.SALE_NOTICE: _NOTICE,
    PaperKind.RERUN_NOTICE: _NOTICE,
    PaperKind.SPECIAL_WARNINGS: (),
    PaperKind.INSTRUCTIONS: (*_ACCOUNT, "viewing", "platform_address", "supervision_phone"),
    PaperKind.PRIORITY_NOTICE: (*_PARTIES, "addressee", "right", "court_address"),
    PaperKind.CONFIRMATION: (*_PARTIES, "buyer", *_ACCOUNT),
    PaperKind.STOP_ANNOUNCEMENT: ("reason", "decision_number"),
    PaperKind.RESUMPTION: ("reason", "platform_address"),
    PaperKind.DEFAULT_DECISION: (*_PARTIES, "buyer", "decision_number", "signers"),
    PaperKind.BALANCE_REMINDER: (*_PARTIES, "buyer", *_ACCOUNT, "court_address"),
}


MOST = 1_000
"""So many characters a particular has at the most: a page of a paper holds no more."""

_FORMS: Mapping[str, tuple[Callable[[str], bool], Titled]] = {
    "phone": (is_phone, Titled("电话号码", "a telephone number")),
    "supervision_phone": (is_phone, Titled("电话号码", "a telephone number")),
    "account": (
        is_account,
        Titled("账号，至少八位数字", "an account's number, of eight digits or more"),
    ),
}
"""Particulars with a form of their own."""


class Incomplete(ValueError):
    """Particulars are missing or have no such form. `names`: all, as they are called in a file."""

    def __init__(self, missing: tuple[str, ...], malformed: tuple[str, ...] = ()) -> None:
        """Say which, in both languages."""
        self.names = (*missing, *malformed)
        said = []
        if missing:
            zh = "、".join(f"{NAMES[name].zh} {name}" for name in missing)
            en = ", ".join(NAMES[name].en for name in missing)
            said.append(f"缺少或者未填写 missing or left blank: {zh} ({en})")
        for name in malformed:
            form = _FORMS[name][1]
            said.append(f"{NAMES[name].zh} {name}: 应为{form.zh} must be {form.en}")
        super().__init__("; ".join(said))


def needed(kind: PaperKind, state: Disposal) -> tuple[str, ...]:
    """Return the names of the particulars that a paper needs, in the order of a file.

    An emergency stop is the platform's own act and has no decision to cite.
    """
    wanted = {*_ALWAYS, *_NEEDED[kind]}
    stop = state.current.stop if state.current is not None else None
    if stop is not None and stop.kind is StopKind.EMERGENCY:
        wanted.discard("decision_number")
    return tuple(name for name in NAMES if name in wanted)


def ensure_complete(kind: PaperKind, state: Disposal, given: Particulars) -> None:
    """Raise: Incomplete, naming every particular that the paper needs and has not."""
    names = needed(kind, state)
    missing = tuple(name for name in names if is_blank(getattr(given, name)))
    malformed = tuple(
        name
        for name in names
        if name in _FORMS and name not in missing and not _FORMS[name][0](getattr(given, name))
    )
    if missing or malformed:
        raise Incomplete(missing, malformed)
