"""Who must be told of a round, how long before it, and whether everybody was.

Parties and known priority holders are told before the notice is *published*, in any way that is
proven, or waived in writing, or the notice to them stood on display long enough. Company and
shareholders, and a tenant, have papers and terms of their own beside that, and their own paper
counts for both.
Source: 法释〔2016〕18号 第十六条; 公司法（2023年修订）第八十五条; 民法典 第七百二十七条.
Where to look next: `auction.preparation.term_guards` (their terms).
"""

from collections.abc import Iterator
from datetime import date

from mingpai.auction.model import Disposal
from mingpai.auction.preparation.draft import Draft
from mingpai.auction.preparation.ladder import told_from
from mingpai.auction.preparation.model import Nature, Paper, Role, Service, Trait
from mingpai.auction.refusals import Code, refused
from mingpai.kernel.ids import LotToken
from mingpai.kernel.outcome import Refused
from mingpai.law.notice import earliest_publication
from mingpai.law.parameters import DEEMED_NOTICE_DAYS, PARTY_NOTICE_DAYS
from mingpai.law.service import Method

TOLD_BEFORE_NOTICE = (
    Role.APPLICANT,
    Role.DEBTOR,
    Role.CO_OWNER,
    Role.TENANT,
    Role.SHAREHOLDER,
    Role.PRIORITY_BUYER,
)
"""Parties and known priority holders."""

OWN_PAPER = {
    Role.COMPANY: Paper.SHAREHOLDER_NOTICE,
    Role.SHAREHOLDER: Paper.SHAREHOLDER_NOTICE,
    Role.TENANT: Paper.TENANT_NOTICE,
}
"""Who has a paper of his own."""


def papers_for(role: Role) -> tuple[Paper, ...]:
    """Return the papers of which one tells somebody in this role of the sale."""
    own = OWN_PAPER.get(role)
    return (Paper.PARTY_NOTICE,) if own is None else (Paper.PARTY_NOTICE, own)


def told(state: Disposal, token: LotToken, *papers: Paper) -> tuple[Service, ...]:
    """Return every service of these papers on a person that took, or will take, effect.

    Only those count that belong to the round which runs, or comes next.
    """
    since = told_from(state)
    return tuple(
        one
        for one in state.file.preparation.services
        if one.token == token
        and one.paper in papers
        and one.effective_on is not None
        and one.on >= since
    )


def roles_missing(state: Disposal) -> Iterator[Role]:
    """Yield each role in which somebody must be named and nobody is.

    There is no sale without an applicant and a debtor; what is leased has a tenant, what is owned
    in shares a co-owner, and equity the company whose it is and a shareholder besides the debtor,
    unless it is on file that there is none to be told (the last four are readings).
    """
    filed = state.file.preparation
    wanted = (
        (Role.APPLICANT, True),
        (Role.DEBTOR, True),
        (Role.CO_OWNER, Trait.CO_OWNED in filed.traits),
        (Role.TENANT, Trait.LEASED in filed.traits),
        (Role.COMPANY, filed.nature is Nature.EQUITY),
        (
            Role.SHAREHOLDER,
            filed.nature is Nature.EQUITY and filed.no_shareholder_on is None,
        ),
    )
    for role, is_wanted in wanted:
        if is_wanted and not filed.holders(role):
            yield role


def untold(state: Disposal) -> Iterator[Role]:
    """Yield in which role somebody was neither told by the paper that he must have, nor waived it.

    As `everybody_told` asks, but for how long before the notice it was.
    """
    filed = state.file.preparation
    for token, role in filed.concerned():
        own = OWN_PAPER.get(role)
        is_asked = own is not None or role in TOLD_BEFORE_NOTICE
        paper = Paper.PARTY_NOTICE if own is None else own
        if is_asked and token not in filed.waivers and not told(state, token, paper):
            yield role


def everybody_told(draft: Draft) -> Iterator[Refused]:
    """Refuse a notice while somebody was not told, or not long enough before it (K05, K06).

    Who waived in writing need not be told. Source: 法释〔2016〕18号 第十六条.
    """
    for role in roles_missing(draft.state):
        yield refused(Code.PARTY_NOT_TOLD, role=role.value)
    filed = draft.state.file.preparation
    for token, role in filed.concerned():
        if token in filed.waivers:
            continue
        if role in TOLD_BEFORE_NOTICE:
            yield from _told_before_notice(draft, token, role)
        own = OWN_PAPER.get(role)
        if own is not None and not told(draft.state, token, own):
            yield refused(Code.PARTY_NOT_TOLD, role=role.value, token=token, paper=own.value)


def _told_before_notice(draft: Draft, token: LotToken, role: Role) -> Iterator[Refused]:
    services = told(draft.state, token, *papers_for(role))
    if not services:
        if role not in OWN_PAPER:  # what is missing of the others is their own paper
            paper = Paper.PARTY_NOTICE.value
            yield refused(Code.PARTY_NOT_TOLD, role=role.value, token=token, paper=paper)
        return
    earliest = min(_may_publish_from(draft, one) for one in services)
    if draft.asked.today < earliest:
        yield refused(
            Code.PARTY_TOLD_TOO_LATE, role=role.value, token=token, earliest=earliest.isoformat()
        )


def _may_publish_from(draft: Draft, service: Service) -> date:
    """Return the first day of publication that a service allows.

    Told with effect: so many days later. On display: once its full days are over.
    """
    if service.method is Method.PUBLIC_NOTICE:
        days = draft.dated(DEEMED_NOTICE_DAYS).value
        return earliest_publication(effective_on=service.on, days=days + 1)
    days = draft.dated(PARTY_NOTICE_DAYS).value
    return earliest_publication(effective_on=service.effective_on or service.on, days=days)
