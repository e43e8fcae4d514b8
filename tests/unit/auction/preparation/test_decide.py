"""Every command before a round is decided, and what is none is our fault."""

import typing
from datetime import UTC, date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from mingpai.auction.preparation import decide
from mingpai.auction.preparation.commands import (
    AnnounceRound,
    FixPrice,
    Notice,
    PreparationCommand,
    StartPricing,
)
from mingpai.auction.preparation.decide import decide_preparation
from mingpai.auction.preparation.model import PriceMethod
from mingpai.auction.refusals import explain
from mingpai.kernel.canon import canonical, canonical_struct
from mingpai.kernel.money import MAX_FEN, Fen
from mingpai.kernel.outcome import Refused
from mingpai.law.content import FurtherItem

COMMANDS = typing.get_args(PreparationCommand)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda one: one.__name__)
def test_nothing_is_done_before_the_opening(empty: Any, command: Any) -> None:
    """Each command is known, and all but the opening need an open disposal."""
    filled = dict.fromkeys(command.__struct_fields__, empty.PAPER)
    refusal = empty.refusal(command(**filled), actor="court/sh-pudong")
    assert refusal.code == ("not_this_court" if "court" in filled else "not_open")


def test_a_command_of_another_domain_is_our_fault(empty: Any) -> None:
    """What is no command of this part never ends in a decision."""
    with pytest.raises(AssertionError, match="unreachable"):
        decide_preparation(empty.state, object(), empty.asked())  # type: ignore[arg-type]
    with pytest.raises(AssertionError, match="unreachable"):
        decide._decide_persons(empty.state, object(), empty.asked())  # type: ignore[arg-type]


def test_no_law_no_decision(opened: Any) -> None:
    """On a day on which the law has no value in force that is what is told."""
    opened.opened(seized_on=date(2018, 1, 1)).at(2018, 8, 31)
    opened.do(StartPricing(PriceMethod.AGREED))
    command = FixPrice(Fen(1), date(2018, 8, 1), date(2018, 8, 1), opened.PAPER)
    assert opened.code(command) == "no_law_in_force"
    opened.at(2018, 9, 1).do(command)


def _hostile(command: type) -> st.SearchStrategy[Any]:
    """Return commands of a kind as they may come: rightly typed, with any value at all."""
    hints = typing.get_type_hints(command)
    return st.builds(
        command, **{name: _VALUES.get(name, st.from_type(hint)) for name, hint in hints.items()}
    )


_AMOUNTS = st.integers() | st.sampled_from([0, 1, 700_000, 7_000_000, MAX_FEN])
_TOKENS = st.text(max_size=30) | st.sampled_from(["applicant".rjust(22, "0"), "t" * 22])
_DIGESTS = st.text(max_size=50) | st.just("A" * 43)
_INSTANTS = st.none() | st.datetimes() | st.datetimes(timezones=st.just(UTC))
_VALUES: dict[str, st.SearchStrategy[Any]] = {
    **dict.fromkeys(
        ("price_fen", "start_price_fen", "step_fen", "deposit_fen", "debt_fen", "senior_fen"),
        _AMOUNTS,
    ),
    **dict.fromkeys(("proof", "report", "statement", "decision", "evidence", "record"), _DIGESTS),
    **dict.fromkeys(("document", "basis_proof"), _DIGESTS),
    **dict.fromkeys(("opens_at", "closes_at"), _INSTANTS),
    **dict.fromkeys(("token", "agent", "principal"), _TOKENS),
    "court": st.just("court/sh-xuhui"),
    "platform": st.text(max_size=20) | st.sampled_from(["platform/jd", "platform/gongpai"]),
    "notice": st.builds(
        Notice, further=st.dictionaries(st.sampled_from(FurtherItem), st.text(max_size=20))
    ),
    "case_id": st.just("c-1"),
    "property_id": st.just("p-1"),
}


@given(data=st.data(), stage=st.sampled_from(["empty", "ready", "published", "passed_in"]))
def test_no_command_ends_in_an_exception(data: Any, stage: str, make_file: Any) -> None:
    """Whatever stands in a command, wherever the sale stands: events, or a refusal of ours."""
    file = make_file()
    if stage != "empty":
        file.ready()
    if stage in ("published", "passed_in"):
        file.announced()
    if stage == "passed_in":
        file.passed_in().at(2026, 6, 1)
    command = data.draw(st.sampled_from(COMMANDS).flatmap(_hostile))
    if isinstance(command, AnnounceRound):
        instants = st.datetimes() | st.datetimes(timezones=st.just(UTC))
        command = replace(command, opens_at=data.draw(instants), closes_at=data.draw(instants))
    decision = file.ask(command)
    if isinstance(decision, Refused):
        canonical(dict(decision.facts))
        assert explain(decision.code, decision.facts, language="zh") is not None
    else:
        file.given(*decision)
        assert all(canonical_struct(event) for event in decision)
