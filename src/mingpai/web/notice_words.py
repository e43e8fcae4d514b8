"""What a notice means for whoever buys, in plain words: burdens, taxes, items and warnings.

Said from the facts that the journal has; where it has a digest alone, the words refer to the
court's paper. Must not judge a notice: that is `auction.preparation`.
Where to look next: `law.content` (titles), `web.lots` (the page).
"""

from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import Struct

from mingpai.auction.preparation.events import NoticeCorrected, RoundAnnounced
from mingpai.auction.preparation.model import Possession, TaxRule, Trait
from mingpai.law.content import (
    CORRECTIONS,
    FURTHER_TITLES,
    ITEM_TITLES,
    WARNING_TITLES,
    SpecialWarning,
    Titled,
    article_of_item,
    article_of_warning,
)
from mingpai.law.instruments import cite, cite_in_english
from mingpai.service.projections import LotRecord
from mingpai.web.captions import Language
from mingpai.web.renderer import Renderer
from mingpai.web.show import money
from mingpai.web.words import Texts


class Part(Struct, frozen=True):
    """One item or warning: its title, what it comes to, and by which article it stands there."""

    title: str
    meaning: str
    cited: str


class Meaning(Struct, frozen=True):
    """A notice in plain words. `corrected`: what was corrected since it was published."""

    burdens: Sequence[str]
    taxes: Sequence[str]
    pays: Sequence[str]
    items: Sequence[Part]
    warnings: Sequence[Part]
    corrected: Sequence[str]


def meaning_of(record: LotRecord, renderer: Renderer) -> Meaning | None:
    """Return what the notice of a lot's last round means; None before a notice."""
    notice, texts, language = record.head.notice, renderer.texts, renderer.language
    if notice is None:
        return None
    traits = record.head.opened.traits
    return Meaning(
        burdens=(*_burdens(notice, traits, texts), *_further(notice, language)),
        taxes=tuple(_taxes(notice, texts)),
        pays=tuple(_pays(notice, language, texts)),
        items=tuple(
            Part(_text(ITEM_TITLES[one], language), "", _cited(article_of_item(one), language))
            for one in notice.items
        ),
        warnings=tuple(
            Part(
                _text(WARNING_TITLES[one], language),
                warning_meaning(one, texts),
                _cited(article_of_warning(one), language),
            )
            for one in notice.warnings
        ),
        corrected=tuple(_corrected(record, language)),
    )


def possession_meaning(possession: Possession, texts: Texts) -> str:
    """Return what it means for the buyer who is in possession."""
    _ = texts.gettext
    return {
        Possession.VACANT: _("It stands empty, and the court hands it over empty."),
        Possession.DEBTOR: _(
            "The debtor is in it. Read in the notice whether the court clears it or hands it over "
            "as it is."
        ),
        Possession.TENANT: _(
            "A tenant is in it. Read in the notice until when the lease runs and whether it goes "
            "on with the buyer."
        ),
        Possession.THIRD_PARTY: _(
            "Somebody else is in it. Read in the notice by what right, and who clears it."
        ),
        Possession.NOT_APPLICABLE: _("Nobody has to move out for it to be handed over."),
    }[possession]


def trait_meaning(trait: Trait, texts: Texts) -> str:
    """Return what something special about the property means for the buyer."""
    _ = texts.gettext
    return {
        Trait.CRIMINAL: _("It comes from a criminal case and may be sold without reserve price."),
        Trait.PURCHASE_RESTRICTED: _(
            "It is a home under purchase restriction: the buyer must be eligible from his "
            "registration until the ruling, or he loses his deposit."
        ),
        Trait.APPROVAL_NEEDED: _(
            "An authority must approve the transfer; without that there is no ruling."
        ),
        Trait.CANNOT_BE_VALUED: _("It could not be valued for want of papers."),
        Trait.LEASED: _("It is leased; a tenant may have the right to buy at the same price."),
        Trait.CO_OWNED: _("It has more than one owner; a co-owner may buy at the same price."),
    }[trait]


def tax_meaning(rule: TaxRule, texts: Texts) -> str:
    """Return who bears the taxes. Source: 法释〔2016〕18号 第三十条."""
    _ = texts.gettext
    return {
        TaxRule.AS_LAW: _(
            "Each side bears the taxes that the law puts on it: the buyer those of a buyer, the "
            "debtor those of a seller."
        ),
        TaxRule.COURT_DECIDED: _(
            "Where the law does not say who bears a tax, the court has decided; its decision is "
            "named below by its digest."
        ),
        TaxRule.BUYER_ALL: _(
            "The notice puts all taxes on the buyer, those of the seller too: count them in "
            "before you bid."
        ),
    }[rule]


def warning_meaning(warning: SpecialWarning, texts: Texts) -> str:
    """Return what a warning comes to for whoever bids. Source: 第十四条."""
    _ = texts.gettext
    return {
        SpecialWarning.CAPACITY_AND_ELIGIBILITY: _(
            "You must have full legal capacity, and whatever else the property asks for."
        ),
        SpecialWarning.AGENTS: _(
            "If somebody bids for you, the court must have confirmed him before bidding opens; "
            "otherwise his bids are his own."
        ),
        SpecialWarning.KNOWN_DEFECTS: _(
            "What is known to be wrong with it, and whose rights lie on it, stands in the notice."
        ),
        SpecialWarning.AS_IS: _(
            "You buy what is there, as it is there. Ask to see it before you bid."
        ),
        SpecialWarning.FULL_KNOWLEDGE: _(
            "By bidding you accept its defects, those you did not find too."
        ),
        SpecialWarning.BUYER_IDENTITY_PUBLISHED: _(
            "If you buy it, your name is published with the confirmation."
        ),
        SpecialWarning.DEPOSIT_FORFEIT: _(
            "If you buy it and do not pay in time, your deposit is lost, and you may owe the "
            "difference to the next price."
        ),
    }[warning]


def _burdens(notice: RoundAnnounced, traits: Sequence[Trait], texts: Texts) -> Iterator[str]:
    yield possession_meaning(notice.possession, texts)
    for trait in traits:
        yield trait_meaning(trait, texts)


def _further(notice: RoundAnnounced, language: Language) -> Iterator[str]:
    """Yield what the notice says besides because of the kind of property."""
    for one in notice.further:
        yield _text(FURTHER_TITLES[one], language)


def _taxes(notice: RoundAnnounced, texts: Texts) -> Iterator[str]:
    _ = texts.gettext
    yield tax_meaning(notice.taxes, texts)
    if notice.tax_decision:
        yield _("Digest of the decision:") + f" {notice.tax_decision}"


def _pays(notice: RoundAnnounced, language: Language, texts: Texts) -> Iterator[str]:
    """Yield what the buyer pays, and when."""
    _ = texts.gettext
    yield _("Before bidding: the deposit of %(amount)s, from your own account.") % {
        "amount": money(notice.deposit_fen, language)
    }
    if notice.balance_days:
        told = _("Within %(days)s days of the end: the price less the deposit, to the court.")
        yield told % {"days": notice.balance_days}
    if notice.bidder_fee_fen:
        told = _("The notice asks for a fee of %(amount)s besides.")
        yield told % {"amount": money(notice.bidder_fee_fen, language)}
    else:
        yield _("To the platform, and to whoever shows the property: nothing.")


def _corrected(record: LotRecord, language: Language) -> Iterator[str]:
    for row in record.steps:
        event: Any = row.event
        if isinstance(event, NoticeCorrected) and event.round == len(record.head.state.rounds):
            title = _text(CORRECTIONS[event.field].title, language)
            yield f"{event.on.isoformat()} {title} ({event.document})"


def _text(title: Titled, language: Language) -> str:
    return title.zh if language == "zh" else title.en


def _cited(article: Any, language: Language) -> str:  # noqa: ANN401 - an article's id
    return cite(article) if language == "zh" else cite_in_english(article)
