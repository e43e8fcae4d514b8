"""Lots that go on for weeks after the court day: each ends as it is written to."""

from collections import Counter

import pytest

from mingpai.auction.model import Phase, RoundKind, Stage
from mingpai.auction.settlement.model import Ending
from mingpai.auction.stops.events import BiddingStopped
from mingpai.auction.stops.model import StopKind
from mingpai.demo.catalogue import ITEMS
from mingpai.demo.courses import COURSES
from mingpai.demo.day import day
from mingpai.demo.rehearsal import Rehearsal, rehearse
from mingpai.demo.tally import Figures, figures
from mingpai.kernel.ids import StreamId
from mingpai.service.projections import LotRecord

pytestmark = pytest.mark.slow

SEEDS = (1, 2, 11)
A1, A2, SALE, RERUN = RoundKind
ENDS: dict[str, tuple[Stage, list[tuple[RoundKind, Phase]], Counter[str]]] = {
    # course: where it ends, its rounds and what is on record of each, and what was refused
    "deferred": (Stage.ENDED, [(A1, Phase.CLOSED_SOLD)], Counter({"bidding_stopped": 1})),
    "stayed": (Stage.ENDED, [(A1, Phase.CLOSED_SOLD)], Counter()),
    "emergency": (Stage.ENDED, [(A1, Phase.CLOSED_SOLD)], Counter({"time_left_too_short": 1})),
    "three_rounds": (
        Stage.ENDED,
        [(A1, Phase.CLOSED_UNSOLD), (A2, Phase.CLOSED_UNSOLD), (SALE, Phase.CLOSED_SOLD)],
        Counter(),
    ),
    "set_off": (Stage.DELIVERED, [(A1, Phase.CLOSED_UNSOLD)], Counter()),
    "defaulted": (
        Stage.ENDED,
        [(A1, Phase.DEFAULTED), (RERUN, Phase.CLOSED_SOLD)],
        Counter({"not_in_default": 1}),
    ),
    "annulled": (Stage.ANNULLED, [(A1, Phase.ANNULLED)], Counter()),
    "home_to_its_end": (
        Stage.ENDED,
        [(A1, Phase.CLOSED_SOLD)],
        Counter({"eligibility_not_reviewed": 1}),
    ),
}


@pytest.fixture(scope="module", params=SEEDS)
def played(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Rehearsal:
    """Play the day of one seed in memory."""
    return rehearse(day(request.param), tmp_path_factory.mktemp("courses") / "keys")


def record_of(played: Rehearsal, course: str) -> LotRecord:
    """Return the lot that has a course."""
    number = 1 + next(n for n, item in enumerate(ITEMS) if item.plot == course)
    record = played.board.lot(StreamId(f"disposal/2026-{number:04d}"))
    assert record is not None
    return record


def test_each_course_has_its_end() -> None:
    """Every course is on one lot of the day, and what it ends in is written down here."""
    assert ENDS.keys() == COURSES.keys()
    assert Counter(item.plot for item in ITEMS if item.plot in COURSES) == Counter(COURSES.keys())


@pytest.mark.parametrize("course", COURSES)
def test_each_course_ends_as_it_is_written_to(course: str, played: Rehearsal) -> None:
    """On any seed a course comes to its stage, through its rounds, with its refusals alone."""
    stage, rounds, refused = ENDS[course]
    record = record_of(played, course)
    state = record.head.state
    assert record.head.stage(played.site.clock.now()) is stage
    assert [(one.terms.kind, one.phase) for one in state.rounds] == rounds
    assert Counter(row.code for row in record.refusals) == refused
    if stage is Stage.ENDED:
        assert state.file.ending is Ending.DISTRIBUTED


@pytest.mark.rule("K33")
def test_each_kind_of_stop_is_shown_once(played: Rehearsal) -> None:
    """The day shows a deferment, a stay and an emergency stop, and each is resumed."""
    kinds: Counter[StopKind] = Counter()
    for head in played.board.lots():
        record = played.board.lot(head.stream)
        assert record is not None
        kinds += Counter(
            row.event.kind for row in record.steps if isinstance(row.event, BiddingStopped)
        )
        assert head.stop is None
    assert kinds == Counter(dict.fromkeys(StopKind, 1))


def test_a_defaulter_is_kept_from_the_re_auction(played: Rehearsal) -> None:
    """Whoever defaulted asks for a code in the re-auction and is refused by the bar."""
    assert played.tally.orders_refused["person_barred_defaulter"] == 1


def test_the_figures_count_every_step(played: Rehearsal) -> None:
    """The figures of the day say how many rounds, stops and settlements its journal holds."""
    found: Figures = figures(0, played.tally, played.board)
    rounds = sum(len(head.state.rounds) for head in played.board.lots())
    assert (found.rounds, found.lots) == (rounds, 40)
    assert rounds > 40
    assert (found.stops, found.set_offs, found.defaults, found.annulments) == (3, 1, 1, 1)
    assert found.delivered >= 8
    assert found.extensions >= sum(head.extensions for head in played.board.lots())
