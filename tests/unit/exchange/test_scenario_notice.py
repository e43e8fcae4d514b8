"""The long acts: an opening, all paperwork, and a notice with what differs from the head."""

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from mingpai.auction.model import PropertyClass, RoundKind, StepRule
from mingpai.auction.preparation.model import (
    Nature,
    Possession,
    PriceBasis,
    TaxRule,
    Trait,
)
from mingpai.exchange import paperwork
from mingpai.exchange.scenario import Scenario, read_scenario
from mingpai.exchange.scenario_notice import prepare, read_notice, read_opening
from mingpai.exchange.scenario_words import Told
from mingpai.law.content import FurtherItem, Item, SpecialWarning

NOW = datetime(2026, 4, 20, 2, 0, tzinfo=UTC)
TOLD = Told(2026, "disposal/2026-0001", 1, "court")


@pytest.fixture
def told() -> Scenario:
    """Return a scenario without acts."""
    return read_scenario(
        b"\xe6\xa0\x87\nTitle\n"
        b"Price: reference 100,000.00, start 70,000.00, step 500.00, deposit 7,000.00\n"
        b"Window: 05-25 10:00:00 to 05-26 10:00:00\n\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        "opens, immovable home (purchase_restricted, leased), seized 2025-10-01 to 2027-09-30",
        "建立处置程序，不动产 住宅（限购、已出租），查封2025-10-01至2027-09-30",
    ],
)
def test_an_opening_says_what_differs(told: Scenario, text: str) -> None:
    """Class, nature, traits and seizure are read in both languages."""
    opening = read_opening(text, told.head, TOLD, now=NOW)
    assert opening is not None
    assert opening.property_class is PropertyClass.IMMOVABLE
    assert opening.nature is Nature.HOME
    assert opening.traits == (Trait.PURCHASE_RESTRICTED, Trait.LEASED)
    assert (opening.seized_on.isoformat(), opening.seizure_until.isoformat()) == (
        "2025-10-01",
        "2027-09-30",
    )


def test_an_opening_may_say_nothing(told: Scenario) -> None:
    """Without more the head is opened; another line is no opening."""
    opening = read_opening("opens", told.head, TOLD, now=NOW)
    assert opening is not None
    assert opening.nature is Nature.OTHER
    assert read_opening("closes", told.head, TOLD, now=NOW) is None


def test_all_papers_or_those_before_one(told: Scenario) -> None:
    """The paperwork goes to the panel's decision, or stops before what is named."""
    full = list(prepare(told.head, now=NOW))
    part = list(prepare(told.head, now=NOW, until="RecordChoice"))
    assert part == full[: len(part)]
    assert 0 < len(part) < len(full)


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("announces auction_2", "kind", RoundKind.AUCTION_2),
        ("公告变卖", "kind", RoundKind.SALE),
        ("announces; start 56,000.00", "start_price_fen", 5_600_000),
        ("公告；保证金5,600.00元", "deposit_fen", 560_000),
        ("announces; in whole steps", "step_rule", StepRule.WHOLE_STEPS),
        ("announces; based on equity_cost", "basis", PriceBasis.EQUITY_COST),
    ],
)
def test_a_notice_says_what_differs(told: Scenario, text: str, field: str, value: object) -> None:
    """Kind and terms other than the head's are read in both languages."""
    notice = read_notice(text, told.head, TOLD)
    assert notice is not None
    assert getattr(notice, field) == value


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("announces; taxes buyer_all", "taxes", TaxRule.BUYER_ALL),
        ("公告；占有情况空置", "possession", Possession.VACANT),
        ("announces; bidder fee 200.00", "bidder_fee_fen", 20_000),
        ("announces; balance in 7 days", "balance_days", 7),
    ],
)
def test_the_content_of_a_notice_may_differ(
    told: Scenario, text: str, field: str, value: object
) -> None:
    """Taxes, possession, fees and the balance's days are content of the notice."""
    notice = read_notice(text, told.head, TOLD)
    assert notice is not None
    assert getattr(notice.notice, field) == value


def test_items_and_warnings_may_be_left_out_or_said_otherwise(told: Scenario) -> None:
    """An item or a warning is left out by name, and an item may say something else."""
    less = read_notice("announces; without taxes; without agents", told.head, TOLD)
    assert less is not None
    assert Item.TAXES not in less.notice.items
    assert SpecialWarning.AGENTS not in less.notice.warnings
    other = read_notice("announces; in taxes says “各自承担”", told.head, TOLD)
    assert other is not None
    assert other.notice.items[Item.TAXES] == "各自承担"
    window = read_notice("announces; open 06-01 10:00 to 06-02 10:00", told.head, TOLD)
    assert window is not None
    assert (window.closes_at - window.opens_at).days == 1
    decided = read_notice("announces; taxes court_decided (decided)", told.head, TOLD)
    assert decided is not None
    assert decided.notice.tax_decision


def test_what_the_kind_of_property_asks_for_stands_there(told: Scenario) -> None:
    """The notice of a restricted home says so by itself, and may be told not to."""
    sold = replace(told.head.property, nature=Nature.HOME, traits=(Trait.PURCHASE_RESTRICTED,))
    head = replace(told.head, property=sold)
    (eligibility,) = [FurtherItem.HOME_ELIGIBILITY]
    for text, said in (
        ("announces", paperwork.FURTHER[eligibility]),
        ("announces; in home_eligibility says “见附件”", "见附件"),
        ("公告；在购房资格和后果写“见附件”", "见附件"),
        ("公告；缺少购房资格和后果", None),
    ):
        notice = read_notice(text, head, TOLD)
        assert notice is not None
        assert notice.notice.further == ({} if said is None else {eligibility: said})


def test_what_no_notice_says_is_told(told: Scenario) -> None:
    """Another line is no notice; a part that is not understood is an error."""
    assert read_notice("closes", told.head, TOLD) is None
    with pytest.raises(ValueError, match="no notice says that"):
        read_notice("announces; with music", told.head, TOLD)
