"""The desk for objections, over a docket that decides by the real rules."""

import asyncio
import importlib.util
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from msgspec.structs import replace

from mingpai.accounts.model import Role as Who
from mingpai.adapters.memory import FixedClock
from mingpai.adapters.memory_writings import MemoryWritings
from mingpai.affairs.objecting import (
    MOST_ASKED,
    MOST_CONTACT,
    MOST_OPEN,
    MOST_RECEIPTS,
    MOST_WORDS,
    Filing,
    Hindered,
    ObjectionDesk,
    Obstacle,
)
from mingpai.affairs.parts import Taken
from mingpai.affairs.writings import Content, Purpose
from mingpai.auction.objections.commands import DecideObjection, RecordDecisionServed
from mingpai.auction.objections.model import ObjectionKind, Outcome
from mingpai.auction.preparation.model import Role
from mingpai.kernel.ids import LotToken, StreamId
from mingpai.kernel.moments import local_date
from mingpai.kernel.outcome import InvariantBroken, Refused

DOCKET = Path(__file__).parents[2] / "docket.py"
NOWHERE = StreamId("disposal/none-1")
DIGEST = "A" * 43


class Bench:
    """A desk, its docket and its store."""

    def __init__(self, affairs: Any, court: ModuleType) -> None:
        """Publish lot 1 of a docket of its own."""
        spec = importlib.util.spec_from_file_location("docket", DOCKET)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        self.affairs = affairs
        self.docket = module.Docket(FixedClock(court.NOTICE), court)
        affairs.clock.move_to(court.OPENS)
        self.lot: StreamId = self.docket.lot
        self.writings = MemoryWritings(affairs.parts.accounts.store)
        parts = replace(
            affairs.parts,
            accounts=SimpleNamespace(clock=self.docket.clock),
            core=self.docket,
            lots=self.docket,
        )
        self.desk = ObjectionDesk(parts, self.writings)

    def file(self, viewer: Any, lot: StreamId | None = None, **changes: Any) -> Any:
        """File something."""
        given = {"salt": "s" * 22, "words": "理由", "kind": ObjectionKind.CONDUCT} | changes
        filing = Filing(by=given.pop("by", Role.OUTSIDER), **given)
        return asyncio.run(self.desk.file(viewer, lot or self.lot, filing))

    def kept(self) -> int:
        """Return how many writings are kept."""
        return len(self.writings.of_lot(self.lot))


@pytest.fixture
def bench(affairs: Any, court: ModuleType) -> Bench:
    """Return a desk over a docket."""
    return Bench(affairs, court)


def test_a_filing_goes_in_through_the_courts_registry(bench: Bench) -> None:
    """The order is the court's, names a token alone, and the words are kept under its digest."""
    viewer = bench.affairs.viewer("wang")
    done = bench.file(viewer)
    assert isinstance(done, Taken)
    (order,) = bench.docket.orders
    assert order.actor == bench.docket.court.COURT
    (mine,) = asyncio.run(bench.desk.mine(viewer))
    assert (mine.seq, mine.writing.token) == (done.seq, order.command.token)
    assert mine.writing.digest == order.command.statement
    assert mine.objection is not None
    assert mine.objection.number == 1
    assert asyncio.run(bench.desk.mine(bench.affairs.viewer("zhao"))) == []


@pytest.mark.parametrize(
    ("changes", "obstacle"),
    [
        ({"words": " \n"}, Obstacle.WORDS_MISSING),
        ({"words": "w" * (MOST_WORDS + 1)}, Obstacle.TOO_LONG),
        ({"asked": "w" * (MOST_ASKED + 1)}, Obstacle.TOO_LONG),
        ({"contact": "w" * (MOST_CONTACT + 1)}, Obstacle.TOO_LONG),
        ({"words": "\ud800"}, Obstacle.NOT_TEXT),
        ({"salt": "s"}, Obstacle.FORM_WITHOUT_SALT),
        ({"receipts": (10**6,)}, Obstacle.RECEIPT_UNKNOWN),
        ({"receipts": tuple(range(MOST_RECEIPTS + 1))}, Obstacle.RECEIPT_UNKNOWN),
        ({"lot": NOWHERE}, Obstacle.LOT_UNKNOWN),
    ],
)
def test_a_form_that_is_not_whole_is_hindered(
    bench: Bench, changes: dict[str, Any], obstacle: Obstacle
) -> None:
    """Nothing is kept and nothing is ordered by a form that is not whole."""
    assert bench.file(bench.affairs.viewer("wang"), **changes) == Hindered(obstacle)
    assert not bench.docket.orders
    assert bench.kept() == 0


def test_what_is_refused_is_forgotten(bench: Bench) -> None:
    """The engine's refusal comes back as it is, and no word of the form stays."""
    done = bench.file(bench.affairs.viewer("wang"), by=Role.DEBTOR)
    assert isinstance(done, Refused)
    assert done.code == "objector_not_concerned"
    assert bench.kept() == 0


def test_an_answer_that_did_not_come_is_asked_for_again(bench: Bench) -> None:
    """Busy or unanswered, the same form is sent again and again, and is one filing."""
    viewer = bench.affairs.viewer("wang")
    bench.docket.busy = 1
    assert bench.file(viewer) == Hindered(Obstacle.BUSY, 3)
    bench.docket.lost = 1
    assert bench.file(viewer) == Hindered(Obstacle.NO_ANSWER)
    assert bench.file(viewer) == bench.file(viewer)
    assert len(bench.docket.state.file.objections) == bench.kept() == 1


def test_two_persons_never_write_the_same_bytes(bench: Bench) -> None:
    """The same form under the same salt is another writing for another person."""
    for name in ("wang", "zhao"):
        assert isinstance(bench.file(bench.affairs.viewer(name)), Taken)
    assert bench.kept() == 2


def test_another_choice_in_the_same_form_is_another_filing(bench: Bench) -> None:
    """All that an order says is in its writing, so that no refusal drops words on record."""
    viewer = bench.affairs.viewer("wang")
    bench.file(viewer)
    bench.file(viewer, kind=ObjectionKind.COMPLAINT)
    assert isinstance(bench.file(viewer, by=Role.BUYER), Refused)
    assert bench.kept() == 2


def test_so_many_wait_at_once_and_no_more(bench: Bench) -> None:
    """Filings that wait are counted for a person and a lot; the same form is no further one."""
    viewer = bench.affairs.viewer("wang")
    for one in range(MOST_OPEN):
        assert isinstance(bench.file(viewer, salt=str(one) * 22), Taken)
    assert bench.file(viewer) == Hindered(Obstacle.TOO_MANY_OPEN)
    assert isinstance(bench.file(viewer, salt="0" * 22), Taken)
    assert isinstance(bench.file(bench.affairs.viewer("zhao")), Taken)
    bench.docket.give(DecideObjection(1, Outcome.REJECTED, DIGEST))
    assert isinstance(bench.file(viewer), Taken)


def test_only_who_filed_asks_for_reconsideration(bench: Bench) -> None:
    """Whoever holds the token of a filing takes it to the higher court, and nobody else does."""
    viewer, other = bench.affairs.viewer("wang"), bench.affairs.viewer("zhao")
    bench.file(viewer)
    bench.docket.give(DecideObjection(1, Outcome.REJECTED, DIGEST))
    bench.docket.give(RecordDecisionServed(1, local_date(bench.docket.now()), DIGEST))

    def ask(who: Any, lot: StreamId = bench.lot, number: int = 1) -> Any:
        words = {"words": "裁定有误", "salt": "r" * 22}
        return asyncio.run(bench.desk.ask_review(who, lot, number, **words))

    assert ask(other) == ask(viewer, number=2) == Hindered(Obstacle.NOT_YOURS)
    assert ask(viewer, NOWHERE) == Hindered(Obstacle.LOT_UNKNOWN)
    assert isinstance(ask(viewer), Taken)
    (about,) = asyncio.run(bench.desk.about(bench.lot, 1))
    assert about.token == bench.docket.orders[0].command.token
    assert len(asyncio.run(bench.desk.mine(viewer))) == 1


def test_paper_that_came_to_the_registry_counts_as_its_holders(bench: Bench) -> None:
    """A clerk files under a token; its holder then asks for reconsideration on screen."""
    clerk, viewer = bench.affairs.viewer("clerk", Who.CLERK), bench.affairs.viewer("wang")
    token = bench.affairs.parts.tokens.of(viewer.account, bench.lot)
    filing = Filing(ObjectionKind.CONDUCT, Role.OUTSIDER, "纸质", "s" * 22)
    done = asyncio.run(bench.desk.receive(clerk, bench.lot, token, filing))
    assert isinstance(done, Taken)
    lost = asyncio.run(bench.desk.receive(clerk, NOWHERE, LotToken("t" * 22), filing))
    assert lost == Hindered(Obstacle.LOT_UNKNOWN)
    asked = asyncio.run(
        bench.desk.ask_review(viewer, bench.lot, 1, words="裁定有误", salt="r" * 22)
    )
    assert isinstance(asked, Refused)
    assert asked.code == "not_decided"


def test_the_court_acts_in_its_own_name(bench: Bench) -> None:
    """An act goes out in the office's name; another court's is refused, a person has no office."""
    bench.file(bench.affairs.viewer("wang"))
    judge = bench.affairs.viewer("judge", Who.JUDGE)
    content = Content(bench.lot, Purpose.DECISION, "应当撤销", "s" * 22, number=1)

    def act(who: Any, what: Content = content) -> Any:
        done = bench.desk.act(who, what, lambda one: DecideObjection(1, Outcome.UPHELD, one))
        return asyncio.run(done)

    other = replace(judge, office="court/elsewhere")
    refused = act(other)
    assert isinstance(refused, Refused)
    assert refused.code == "not_this_court"
    assert isinstance(act(judge), Taken)
    assert act(judge, replace(content, lot=NOWHERE)) == Hindered(Obstacle.LOT_UNKNOWN)
    with pytest.raises(InvariantBroken):
        act(bench.affairs.viewer("zhao"))


def test_what_is_not_on_record_is_told_apart(bench: Bench) -> None:
    """A writing whose entry is not read back has neither entry nor number."""
    viewer = bench.affairs.viewer("wang")
    bench.docket.is_behind = True
    bench.file(viewer)
    (mine,) = asyncio.run(bench.desk.mine(viewer))
    assert (mine.seq, mine.objection) == (None, None)
