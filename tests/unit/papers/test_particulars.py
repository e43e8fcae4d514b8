"""What a paper says that no journal holds, and what of it is missing."""

from collections.abc import Mapping

import pytest
from msgspec.structs import asdict, replace

from mingpai.auction.papers import PaperKind
from mingpai.auction.stops.model import Stop, StopKind
from mingpai.papers.basis import Basis
from mingpai.papers.particulars import (
    NAMES,
    Incomplete,
    Particulars,
    ensure_complete,
    needed,
)


@pytest.mark.parametrize("kind", PaperKind)
def test_all_that_is_missing_is_told_at_once(
    kind: PaperKind, bases: Mapping[PaperKind, Basis]
) -> None:
    """The error names every missing particular of the paper, in both languages, and no other."""
    state = bases[kind].state
    with pytest.raises(Incomplete) as caught:
        ensure_complete(kind, state, Particulars())
    assert caught.value.names == needed(kind, state)
    for name in caught.value.names:
        assert NAMES[name].zh in str(caught.value)
        assert NAMES[name].en in str(caught.value)


@pytest.mark.parametrize("kind", PaperKind)
def test_each_needed_one_is_needed(kind: PaperKind, bases: Mapping[PaperKind, Basis]) -> None:
    """A form's blank in any one needed particular is an error that names it alone."""
    basis = bases[kind]
    ensure_complete(kind, basis.state, basis.given)
    for name in needed(kind, basis.state):
        with pytest.raises(Incomplete) as caught:
            ensure_complete(kind, basis.state, replace(basis.given, **{name: "____"}))
        assert caught.value.names == (name,)


@pytest.mark.parametrize(
    "blank", ["[账号]", "    年  月  日", "某", "TBD", "N/A", "[填写]", "空", "\u200b", "1"]
)
def test_every_field_has_the_same_test(blank: str, bases: Mapping[PaperKind, Basis]) -> None:
    """A filler in any field is a blank; a mere figure is one in no field but a number's."""
    basis = bases[PaperKind.NOTICE]
    for name in needed(PaperKind.NOTICE, basis.state):
        given = replace(basis.given, **{name: blank})
        if blank == "1" and name not in ("phone", "supervision_phone", "account"):
            continue
        with pytest.raises(Incomplete) as caught:
            ensure_complete(PaperKind.NOTICE, basis.state, given)
        assert caught.value.names == (name,)


def test_numbers_have_a_form(bases: Mapping[PaperKind, Basis]) -> None:
    """A telephone or an account without one is told by its name, with what could stand there."""
    basis = bases[PaperKind.NOTICE]
    given = replace(basis.given, phone="李法官", account="户名", court="")
    with pytest.raises(Incomplete, match=r"法院全称 court.*联系电话 phone.*账号 account") as caught:
        ensure_complete(PaperKind.NOTICE, basis.state, given)
    assert caught.value.names == ("court", "phone", "account")


def test_an_emergency_stop_cites_no_decision(bases: Mapping[PaperKind, Basis]) -> None:
    """The platform's own stop has no number of a decision or ruling."""
    kind = PaperKind.STOP_ANNOUNCEMENT
    state = bases[kind].state
    assert "decision_number" in needed(kind, state)
    stop = state.rounds[-1].stop
    assert isinstance(stop, Stop)
    last = replace(state.rounds[-1], stop=replace(stop, kind=StopKind.EMERGENCY))
    assert "decision_number" not in needed(kind, replace(state, rounds=(last,)))


def test_every_particular_has_a_name_in_both_languages() -> None:
    """The names are those of the struct, in its order, and no two are alike."""
    assert tuple(NAMES) == tuple(asdict(Particulars()))
    assert len({one.zh for one in NAMES.values()}) == len(NAMES)
