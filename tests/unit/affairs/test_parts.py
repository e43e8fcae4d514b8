"""What the desk's parts share: tokens, keys of orders, and how an answer is read."""

import asyncio
import re
from typing import Any

from mingpai.adapters.memory import MemorySubjects
from mingpai.affairs.core import CoreBusy
from mingpai.affairs.denials import Denial, Denied
from mingpai.affairs.parts import Taken, Tokens, ask, key_of
from mingpai.auction.codes import Code
from mingpai.auction.commands import CloseRound
from mingpai.hall.wire import Answered
from mingpai.kernel.ids import StreamId
from mingpai.kernel.outcome import Refused
from mingpai.service.orders import Order

LOT = StreamId("disposal/2026-0001")


class Says:
    """A core that says one thing."""

    def __init__(self, answer: Answered | CoreBusy) -> None:
        """Keep it."""
        self.answer = answer

    async def order(self, _: Order) -> Answered:
        """Say it."""
        if isinstance(self.answer, CoreBusy):
            raise self.answer
        return self.answer

    async def sign_out(self, _: Any) -> None:
        """Do nothing."""


def asked(answer: Answered | CoreBusy) -> Any:
    """Ask a core that says this."""
    return asyncio.run(ask(Says(answer), Order(LOT, "court/x", "k", CloseRound(1))))


def answered(affairs: Any, **changes: Any) -> Answered:
    """Return an answer."""
    given = {"frame": 0, "outcome": "refused", "received_at": affairs.clock.now(), "receipt": ""}
    return Answered(**{**given, **changes})


def test_a_token_is_the_subjects_for_the_lots_stream() -> None:
    """The same person has another token in each lot."""
    subjects = MemorySubjects()
    wang = subjects.enrol({})
    tokens = Tokens(subjects)
    assert tokens.of(wang, LOT) == subjects.token(wang, purpose=LOT)
    assert tokens.of(wang, LOT) != tokens.of(wang, StreamId("disposal/2026-0002"))


def test_a_key_stands_for_its_parts() -> None:
    """It has the form of a key, and no two lists of parts have the same."""
    keys = {key_of("a", 1), key_of("a", 11), key_of("a", "1", "1"), key_of("b", 1)}
    assert len(keys) == 4
    assert all(re.fullmatch(r"[A-Za-z0-9._-]{1,64}", key) for key in keys)


def test_an_answer_is_taken_refused_or_none(affairs: Any) -> None:
    """What was not looked at is no refusal: it can be asked again after some seconds."""
    assert asked(answered(affairs, outcome="taken", seq=7)) == Taken(7)
    assert asked(answered(affairs, outcome="taken")) == Taken(0)
    refused = answered(affairs, seq=8, code="x", article="FS2016-18:6", facts={"round": 1})
    assert asked(refused) == Refused("x", "FS2016-18:6", {"round": 1})
    assert asked(answered(affairs)) == Refused("", "", {})
    for code in (Code.TOO_MANY, Code.OVERLOADED):
        wait = answered(affairs, code=code, facts={"retry_after_ms": 1_001})
        assert asked(wait) == Denied(Denial.BUSY, 2)
    assert asked(answered(affairs, code=Code.TOO_MANY)) == Denied(Denial.BUSY, 1)
    assert asked(CoreBusy(5)) == Denied(Denial.BUSY, 5)
