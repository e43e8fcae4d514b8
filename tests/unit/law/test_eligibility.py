"""Proves who is barred, and that eligibility for a home has no break."""

from datetime import date

import pytest

from mingpai.kernel.outcome import InvariantBroken
from mingpai.law.articles import article_of
from mingpai.law.eligibility import (
    Kinship,
    Span,
    Tie,
    article_of_tie,
    barred_by,
    held_without_break,
    may_take_home,
)


def span(text: str) -> Span:
    first, _, last = text.partition("/")
    return Span(date.fromisoformat(first), None if last == "-" else date.fromisoformat(last))


@pytest.mark.rule("K42")
def test_eligibility_without_a_break(row: tuple[str, ...]) -> None:
    """Eligibility that lapsed for a single day between application and ruling does not count."""
    applied_on, ruled_on, held, throughout = row
    found = held_without_break(
        [span(one) for one in held.split()],
        applied_on=date.fromisoformat(applied_on),
        ruled_on=date.fromisoformat(ruled_on),
    )
    assert found is (throughout == "yes")


@pytest.mark.rule("K42")
def test_nobody_applies_after_the_ruling() -> None:
    """An application after the ruling is a muddle, and is said to be one."""
    with pytest.raises(InvariantBroken, match="after the ruling"):
        held_without_break([], applied_on=date(2026, 6, 2), ruled_on=date(2026, 6, 1))


@pytest.mark.rule("K42")
@pytest.mark.parametrize(
    ("is_restricted", "is_eligible", "may"),
    [(True, True, True), (True, False, False), (False, True, True), (False, False, True)],
)
def test_a_creditor_takes_only_what_he_could_buy(
    is_restricted: bool,  # noqa: FBT001 - a column
    is_eligible: bool,  # noqa: FBT001 - a column
    may: bool,  # noqa: FBT001 - a column
) -> None:
    """A home under restriction goes in kind only to a creditor who may buy one."""
    assert may_take_home(is_restricted=is_restricted, is_eligible=is_eligible) is may


@pytest.mark.rule("K21")
@pytest.mark.parametrize(
    ("tie", "number"),
    [
        (Tie.ENFORCING_COURT, "34.0.1"),
        (Tie.PLATFORM, "34.0.2"),
        (Tie.AUXILIARY, "34.0.3"),
        (Tie.STAFF, "34.0.4"),
        (Tie.CLOSE_RELATIVE_OF_STAFF, "34.0.4"),
    ],
)
def test_each_tie_bars(tie: Tie, number: str) -> None:
    """Court, platform, auxiliary, their staff and close relatives are barred, each by its item."""
    assert barred_by([tie]) == article_of_tie(tie)
    assert article_of(article_of_tie(tie)).number == number


@pytest.mark.rule("K21")
def test_ties_are_told_by_the_first_item() -> None:
    """Somebody with several ties is told the first item; somebody with none is not barred."""
    assert barred_by([Tie.STAFF, Tie.PLATFORM]) == "FS2016-18:34.0.2"
    assert barred_by([]) is None


def test_close_relatives() -> None:
    """The Civil Code counts six kinds of close relative."""
    assert len(Kinship) == 6
