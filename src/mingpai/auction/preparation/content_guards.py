"""What the notice of a round says: its items and warnings, its wording, taxes, fees, possession.

A refusal names an item, an article and a position, never a text: texts stand in the published
document alone. Source: 法释〔2016〕18号 第七, 十三, 十四, 二十五, 三十条; 法〔2024〕238号.
Where to look next: `law.content`, `law.wording`.
"""

from collections.abc import Iterator
from datetime import date

from mingpai.auction.model import Disposal, PropertyClass
from mingpai.auction.preparation.draft import Draft, by_article
from mingpai.auction.preparation.model import Nature, Possession, TaxRule, Trait
from mingpai.auction.refusals import Code, refused
from mingpai.kernel.outcome import Refused
from mingpai.law.articles import article_of
from mingpai.law.blanks import says_nothing
from mingpai.law.content import (
    FurtherItem,
    article_of_further,
    article_of_item,
    article_of_warning,
    further_items,
    missing_items,
    missing_warnings,
)
from mingpai.law.wording import doubts_in

MAX_BALANCE_DAYS = 366
"""No notice leaves more time to pay; arithmetic on days stays far from the calendar's end."""


def all_items(draft: Draft) -> Iterator[Refused]:
    """Refuse a notice for each of the eleven items that it lacks (K13), by the item's article."""
    for item in missing_items(draft.command.notice.items):
        yield by_article(article_of_item(item), refused(Code.ITEMS_MISSING, item=item.value))


def further_asked(state: Disposal, *, on: date) -> tuple[FurtherItem, ...]:
    """Return what a notice of that day says of this property besides the eleven items."""
    filed = state.file.preparation
    items = further_items(
        is_restricted=Trait.PURCHASE_RESTRICTED in filed.traits,
        is_equity=filed.nature is Nature.EQUITY,
        needs_approval=Trait.APPROVAL_NEEDED in filed.traits,
    )
    return tuple(one for one in items if article_of(article_of_further(one)).in_force_on(on))


def all_further(draft: Draft) -> Iterator[Refused]:
    """Refuse the notice of a home or of equity that does not say what such a notice must (K13).

    Source: 法释〔2021〕18号 第二条; 法释〔2021〕20号 第十四, 十五条.
    """
    given = draft.command.notice.further
    for item in further_asked(draft.state, on=draft.asked.today):
        if not says_nothing(given.get(item, "")):
            continue
        if item is FurtherItem.EQUITY_CAPITAL:
            yield refused(Code.CAPITAL_NOT_STATED, item=item.value)
        else:
            missing = refused(Code.FURTHER_ITEMS_MISSING, item=item.value)
            yield by_article(article_of_further(item), missing)


def all_warnings(draft: Draft) -> Iterator[Refused]:
    """Refuse a notice for each of the seven special warnings that it lacks (K14)."""
    for warning in missing_warnings(draft.command.notice.warnings):
        missing = refused(Code.WARNINGS_MISSING, warning=warning.value)
        yield by_article(article_of_warning(warning), missing)


def wording(draft: Draft) -> Iterator[Refused]:
    """Refuse each sentence of a notice that must not stand there (K44, K45)."""
    notice = draft.command.notice
    given = (*notice.items.items(), *notice.further.items(), *notice.warnings.items())
    for part, text in given:
        yield from forbidden_in(text, part=part.value)


def forbidden_in(text: str, *, part: str) -> Iterator[Refused]:
    """Refuse each sentence of one text that must not stand in a notice.

    `start` is the sentence's first character in the text of `part`, counted from 0.
    """
    for one in doubts_in(text):
        if one.forbidden:
            yield refused(
                Code.WORDING_FORBIDDEN,
                part=part,
                start=one.start,
                doubt=one.code.value,
                article=one.article,
            )


def possession(draft: Draft) -> Iterator[Refused]:
    """Refuse a notice of a thing that does not say in whose possession it is (K45).

    Rights alone are in nobody's possession. Source: 法释〔2016〕18号 第十三条; 法〔2024〕238号.
    """
    is_thing = draft.state.file.property_class is not PropertyClass.OTHER_RIGHT
    if is_thing and draft.command.notice.possession is Possession.NOT_APPLICABLE:
        yield refused(Code.POSSESSION_NOT_DESCRIBED)


def taxes(draft: Draft) -> Iterator[Refused]:
    """Refuse taxes that are laid on the buyer, or divided by a decision that is not there (K44).

    Source: 法释〔2016〕18号 第三十条.
    """
    notice = draft.command.notice
    is_decided = notice.taxes is TaxRule.COURT_DECIDED and notice.tax_decision
    if notice.taxes is not TaxRule.AS_LAW and not is_decided:
        yield refused(Code.TAXES_NOT_AS_LAW, taxes=notice.taxes.value, lifted_by="court_decision")


def no_bidder_fee(draft: Draft) -> Iterator[Refused]:
    """Refuse whatever a bidder or buyer should pay beside the price (K43).

    Source: 法释〔2016〕18号 第七条第二款.
    """
    fee_fen = draft.command.notice.bidder_fee_fen
    if fee_fen:
        yield refused(Code.BIDDER_FEE_FORBIDDEN, fee_fen=fee_fen)


def balance_days(draft: Draft) -> Iterator[Refused]:
    """Refuse a notice that does not say within how many days the balance is paid.

    Source: 法释〔2016〕18号 第二十五条.
    """
    days = draft.command.notice.balance_days
    if type(days) is not int or not 1 <= days <= MAX_BALANCE_DAYS:
        yield refused(Code.BALANCE_DAYS_MISSING, most=MAX_BALANCE_DAYS)
