"""A court's paperwork, complete and lawful, in one place."""

from datetime import UTC, datetime, timedelta

import pytest

from mingpai.auction.decide import Setting, decide
from mingpai.auction.evolve import evolve
from mingpai.auction.model import Disposal, PropertyClass, RoundKind, Stage, stage_at
from mingpai.auction.preparation.model import Nature, Role
from mingpai.exchange import paperwork
from mingpai.kernel.ids import CaseId, LotToken, OfficeId, PropertyId
from mingpai.kernel.money import Fen
from mingpai.kernel.outcome import Refused
from mingpai.law.content import FurtherItem, missing_items, missing_warnings
from mingpai.law.platforms import NATIONAL
from mingpai.law.wording import doubts_in

NOW = datetime(2026, 4, 20, 2, 0, tzinfo=UTC)
PRICE = paperwork.Price(Fen(10_000_000), Fen(7_000_000), Fen(50_000), Fen(700_000))


def token(name: str) -> LotToken:
    """Return a token for a made-up person."""
    return LotToken(name.rjust(22, "0"))


def thing(nature: Nature, property_class: PropertyClass, *roles: Role) -> paperwork.Property:
    """Return a property of that kind, with others concerned in these roles."""
    return paperwork.Property(
        case_id=CaseId("c-1"),
        property_id=PropertyId("p-1"),
        property_class=property_class,
        court=OfficeId("court/sh-xuhui"),
        platform=OfficeId("platform/jd"),
        applicant=token("applicant"),
        debtor=token("debtor"),
        nature=nature,
        others=tuple((token(role.value), role) for role in roles),
    )


@pytest.mark.parametrize(
    "lot",
    [
        thing(Nature.VEHICLE, PropertyClass.MOVABLE),
        thing(Nature.HOME, PropertyClass.IMMOVABLE, Role.TENANT, Role.CO_OWNER, Role.CREDITOR),
        thing(Nature.EQUITY, PropertyClass.OTHER_RIGHT, Role.COMPANY, Role.SHAREHOLDER),
    ],
    ids=["car", "home", "equity"],
)
def test_the_paperwork_suffices_for_a_notice(lot: paperwork.Property) -> None:
    """After all the papers, and not before, a notice of any class of property is published."""
    state, setting = Disposal("disposal/2026-0001"), Setting(NATIONAL)
    opens = NOW + timedelta(days=35)
    notice = paperwork.suited(
        paperwork.notice(PRICE, opens_at=opens, closes_at=opens + timedelta(days=1)),
        nature=lot.nature,
        traits=lot.traits,
    )
    for command in (*paperwork.until_notice(lot, PRICE, announced_at=NOW), notice):
        if command is not notice:
            early = decide(state, notice, actor=lot.court, now=NOW, setting=setting)
            assert isinstance(early, Refused)
        decision = decide(state, command, actor=lot.court, now=NOW, setting=setting)
        assert not isinstance(decision, Refused), decision
        for event in decision:
            state = evolve(state, event)
    assert stage_at(state, now=NOW) is Stage.PUBLISHED


def test_the_texts_are_complete_and_lawful() -> None:
    """All items, further items and warnings are there, and no sentence is in doubt."""
    assert missing_items(paperwork.ITEMS) == ()
    assert set(paperwork.FURTHER) == set(FurtherItem)
    assert missing_warnings(paperwork.WARNINGS) == ()
    texts = (paperwork.ITEMS, paperwork.FURTHER, paperwork.WARNINGS)
    for text in (text for one in texts for text in one.values()):
        assert doubts_in(text) == ()


def test_a_notice_is_of_the_kind_asked_for() -> None:
    """A second auction's notice is a first's with another kind."""
    closes = NOW + timedelta(days=1)
    again = paperwork.notice(PRICE, opens_at=NOW, closes_at=closes, kind=RoundKind.AUCTION_2)
    assert again.kind is RoundKind.AUCTION_2
    assert paperwork.paper("a") != paperwork.paper("b")
