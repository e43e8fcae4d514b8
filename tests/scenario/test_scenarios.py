"""Reads each table beside this file and plays it: time, who, what, expected outcome.

A table begins with its title in both languages, the rules it proves, the lot and the window, then
a blank line, then one line for each act. Times are those of a clock in Shanghai in 2026, amounts
are in yuan. A line that the reader does not understand is an error, never skipped.
"""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec import Struct
from msgspec.structs import replace

from mingpai.auction.commands import (
    AnnounceRound,
    BarPerson,
    CloseRound,
    Command,
    ConfirmPriority,
    OpenDisposal,
    PlaceBid,
    PublishConfirmation,
    QualifyApplicant,
    QualifyBidder,
)
from mingpai.auction.decide import CLOCKWORK, Setting, decide
from mingpai.auction.events import (
    BidderQualified,
    BidPlaced,
    ConfirmationPublished,
    DisposalOpened,
    PersonBarred,
    PriorityConfirmed,
    RoundAnnounced,
    RoundPassedIn,
    RoundSold,
)
from mingpai.auction.evolve import evolve
from mingpai.auction.model import Disposal, Ground, PropertyClass, StepRule
from mingpai.kernel.event import Event
from mingpai.kernel.ids import BiddingCode, CaseId, LotToken, OfficeId, PropertyId, StreamId
from mingpai.kernel.moments import SHANGHAI
from mingpai.kernel.money import Fen, parse_yuan, print_yuan
from mingpai.kernel.outcome import Refused
from mingpai.law.book import law_on
from mingpai.law.platforms import NATIONAL

FOLDER = Path(__file__).parent
LEAST_SCENARIOS = 12

LOT = StreamId("disposal/2026-0001")
COURT = OfficeId("court/sh-xuhui")
PLATFORM = OfficeId("platform/gongpai")
NOTICE = datetime(2026, 4, 20, 2, 0, tzinfo=UTC)
DIGEST = "A" * 43
OFFICES = {"court": COURT, "platform": PLATFORM, "clock": CLOCKWORK}


class Act(Struct, frozen=True):
    """One line of a table."""

    line: int
    at: datetime
    who: str
    what: str
    outcome: str


class Scenario(Struct, frozen=True):
    """A table as read."""

    name: str
    rules: tuple[str, ...]
    terms: AnnounceRound
    is_open: bool
    acts: tuple[Act, ...]


# Reading --------------------------------------------------------------------------------------


def moment(text: str) -> datetime:
    """Read `05-26 09:59:59.999` as a clock in Shanghai shows it in 2026."""
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=SHANGHAI).astimezone(UTC)


def shown(instant: datetime) -> str:
    """Write an instant as the tables do."""
    text = instant.astimezone(SHANGHAI).strftime("%m-%d %H:%M:%S.%f")
    return text.removesuffix("000000").removesuffix("000").removesuffix(".")


def _field(line: str, name: str) -> str:
    assert line.startswith(f"{name}: "), f"{line!r} is no {name} line"
    return line.removeprefix(f"{name}: ")


def _read(path: Path) -> Scenario:
    head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
    title_zh, title_en, rules, lot, window = head.splitlines()
    assert title_zh
    assert title_en
    amounts, *rest = re.split(r", (?=whole steps|not yet open)", _field(lot, "Lot"))
    sums = {name: parse_yuan(text) for name, text in re.findall(r"(\w+) ([\d,]+\.\d\d)", amounts)}
    opens, closes = _field(window, "Window").split(" to ")
    terms = AnnounceRound(
        reference_price_fen=sums["reference"],
        start_price_fen=sums["start"],
        step_fen=sums["step"],
        deposit_fen=sums["deposit"],
        opens_at=moment(opens),
        closes_at=moment(closes),
        step_rule=StepRule.WHOLE_STEPS if "whole steps" in rest else StepRule.AT_LEAST_STEP,
    )
    first = len(head.splitlines()) + 2
    acts = tuple(_act(first + number, line) for number, line in enumerate(body.splitlines()))
    wanted = tuple(_field(rules, "Rules").split())
    return Scenario(path.stem, wanted, terms, "not yet open" not in rest, acts)


def _act(number: int, line: str) -> Act:
    at, who, what, outcome = (part.strip() for part in line.split("|"))
    return Act(number, moment(at), OFFICES.get(who, who), what, outcome)


# What the words mean --------------------------------------------------------------------------


def _token(person: str) -> LotToken:
    return LotToken(person.rjust(22, "0"))


def _opens(scenario: Scenario, act: Act, found: re.Match[str]) -> Command:
    del scenario, act
    return OpenDisposal(
        case_id=CaseId("2026-hu0104-zhi-1"),
        property_id=PropertyId("flat-1"),
        property_class=PropertyClass.IMMOVABLE,
        court=COURT,
        platform=OfficeId(found["platform"]),
    )


def _announces(scenario: Scenario, act: Act, found: re.Match[str]) -> Command:
    del act
    if found["closing"]:
        return replace(scenario.terms, closes_at=moment(found["closing"]))
    if found["name"]:
        field = {"start": "start_price_fen", "deposit": "deposit_fen"}[found["name"]]
        return replace(scenario.terms, **{field: parse_yuan(found["amount"])})
    return scenario.terms


def _registers(scenario: Scenario, act: Act, found: re.Match[str]) -> Command:
    del scenario, act
    code, token, paid = BiddingCode(found["code"]), _token(found["who"]), parse_yuan(found["paid"])
    if found["claim"]:
        return QualifyApplicant(code, token, parse_yuan(found["claim"]), paid)
    return QualifyBidder(code, token, paid)


def _bids(scenario: Scenario, act: Act, found: re.Match[str]) -> Command:
    del scenario
    return PlaceBid(LOT, 1, BiddingCode(act.who), parse_yuan(found["amount"]))


Reader = Callable[[Scenario, Act, re.Match[str]], Command]
WORDS: tuple[tuple[re.Pattern[str], Reader], ...] = (
    (re.compile(r"opens on (?P<platform>\S+)"), _opens),
    (
        re.compile(
            r"announces(?: (?P<name>start|deposit) (?P<amount>\S+)| closing (?P<closing>.+))?"
        ),
        _announces,
    ),
    (
        re.compile(
            r"registers (?:applicant )?(?P<who>\w+) as (?P<code>\w+)"
            r"(?: claiming (?P<claim>\S+))? paying (?P<paid>\S+)"
        ),
        _registers,
    ),
    (
        re.compile(r"confirms priority of (?P<who>\w+) with rank (?P<rank>\d)"),
        lambda _, __, found: ConfirmPriority(_token(found["who"]), int(found["rank"])),
    ),
    (
        re.compile(r"bars (?P<who>\w+) as (?P<ground>\w+)"),
        lambda _, __, found: BarPerson(_token(found["who"]), Ground(found["ground"])),
    ),
    (re.compile(r"bids (?P<amount>\S+)"), _bids),
    (re.compile(r"closes"), lambda *_: CloseRound(1)),
    (
        re.compile(r"publishes the confirmation"),
        lambda *_: PublishConfirmation(1, DIGEST, DIGEST),
    ),
)


def command_of(scenario: Scenario, act: Act) -> Command:
    """Return what a line asks for."""
    for pattern, read in WORDS:
        found = pattern.fullmatch(act.what)
        if found is not None:
            return read(scenario, act, found)
    msg = f"line {act.line}: nobody can say {act.what!r}"
    raise ValueError(msg)


def outcome_of(event: Event) -> Iterator[str]:
    """Yield an event's outcome in the words of the tables."""
    match event:
        case DisposalOpened():
            yield "opened"
        case RoundAnnounced():
            yield "announced"
        case PersonBarred():
            yield "barred"
        case PriorityConfirmed(rank=rank):
            yield f"rank {rank}"
        case BidderQualified(code=code, rank=rank):
            yield from (f"code {code}", f"rank {rank}")
        case BidPlaced(closes_at=closes_at):
            yield from ("leads", f"closes {shown(closes_at)}")
        case RoundSold(code=code, price_fen=price_fen, closed_at=closed_at):
            yield from (f"sold to {code} for {print_yuan(price_fen)}", f"closed {shown(closed_at)}")
        case RoundPassedIn(closed_at=closed_at):
            yield from ("passed in", f"closed {shown(closed_at)}")
        case ConfirmationPublished(code=code, price_fen=price_fen):
            yield f"confirmed {code} for {print_yuan(price_fen)}"


# Playing --------------------------------------------------------------------------------------

SETTING = Setting(NATIONAL, law_on)


def play(scenario: Scenario) -> None:
    """Carry out every act of a table and compare each outcome."""
    state = Disposal(LOT)
    if scenario.is_open:
        opening = Act(0, NOTICE, COURT, f"opens on {PLATFORM}", "opened")
        notice = Act(0, NOTICE, COURT, "announces", "announced")
        for act in (opening, notice):
            state = _carry_out(state, scenario, act)
    before = NOTICE
    for act in scenario.acts:
        assert act.at >= before, f"line {act.line}: the table goes back in time"
        before = act.at
        state = _carry_out(state, scenario, act)


def _carry_out(state: Disposal, scenario: Scenario, act: Act) -> Disposal:
    command = command_of(scenario, act)
    decision = decide(state, command, actor=act.who, now=act.at, setting=SETTING)
    where = f"{scenario.name}.txt:{act.line}: {act.who} {act.what}"
    if isinstance(decision, Refused):
        assert act.outcome == f"refused {decision.code}", where
        return state
    (event,) = decision
    said = set(outcome_of(event))
    assert set(act.outcome.split(", ")) <= said, f"{where}: {sorted(said)}"
    return evolve(state, event)


def _parameters() -> list[object]:
    scenarios = [_read(path) for path in sorted(FOLDER.glob("*.txt"))]
    return [
        pytest.param(
            scenario,
            id=scenario.name,
            marks=[pytest.mark.rule(rule) for rule in scenario.rules],
        )
        for scenario in scenarios
    ]


@pytest.mark.parametrize("scenario", _parameters())
def test_the_table_holds(scenario: Scenario) -> None:
    """Every line of the table has the outcome that it names."""
    play(scenario)


def test_there_are_enough_tables() -> None:
    """A dozen tables at least are read, so that an empty folder proves nothing."""
    assert len(list(FOLDER.glob("*.txt"))) >= LEAST_SCENARIOS


def test_a_wrong_table_is_found() -> None:
    """A table with a wrong outcome fails, one with an unknown word is refused."""
    scenario = _read(FOLDER / "one_bidder_suffices.txt")
    last = scenario.acts[-1]
    wrong = replace(last, outcome="sold to A0002 for 70,000.00")
    with pytest.raises(AssertionError, match=r"one_bidder_suffices\.txt:"):
        play(replace(scenario, acts=(*scenario.acts[:-1], wrong)))
    with pytest.raises(ValueError, match="nobody can say"):
        play(replace(scenario, acts=(replace(last, what="dances"),)))


def test_amounts_of_a_table_are_exact() -> None:
    """Amounts are read as fen, without a float on the way."""
    assert _read(FOLDER / "one_bidder_suffices.txt").terms.start_price_fen == Fen(7_000_000)
