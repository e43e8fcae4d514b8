"""Every command has its place: on the desk under a permission, or elsewhere for a reason."""

import pytest

from mingpai.accounts.model import Role
from mingpai.accounts.permissions import MEANINGS, ROLES, needs_fresh
from mingpai.accounts.permissions import Act as Doing
from mingpai.auction.refusals import Code
from mingpai.service.orders import known_commands
from mingpai.web.court.acts import (
    ACTS,
    DUE,
    MENDS,
    OWN_PAGE,
    PARTS,
    Elsewhere,
    Part,
    act_of,
    acts,
    command_class,
    page_of,
)


def test_every_command_stands_in_the_table() -> None:
    """What an office may send is on the desk or stands elsewhere, and nothing is forgotten."""
    assert ACTS.keys() == known_commands().keys()
    for command, found in ACTS.items():
        if isinstance(found, Elsewhere):
            assert found.why.zh, command
            assert found.why.en, command


def test_clerks_record_and_judges_decide() -> None:
    """Each act is for clerks or judges; what decides is a judge's alone and wants a factor."""
    for command, act in acts():
        holders = {role for role, allowed in ROLES.items() if act.permission in allowed}
        assert holders
        assert holders <= {Role.CLERK, Role.JUDGE}, command
        if MEANINGS[act.permission].act is Doing.DECIDE:
            assert holders == {Role.JUDGE}, command
            assert needs_fresh(act.permission), command


@pytest.mark.parametrize("command", ["PlaceBid", "CloseRound", "QualifyBidder", "EnterHall"])
def test_nothing_of_the_bidding_is_on_the_desk(command: str) -> None:
    """Nobody here bids, ends a round, picks a code, or says who entered (第八条)."""
    assert act_of(command) is None


def test_groups_come_in_the_order_of_a_disposal() -> None:
    """Acts are listed group by group, each in a group that has a name."""
    parts = [act.part for _, act in acts()]
    assert parts == sorted(parts, key=list(Part).index)
    assert set(parts) == PARTS.keys()


def test_duties_and_guards_lead_to_acts_of_the_desk() -> None:
    """What is due, and what mends a guard, is an act that stands here."""
    for command in (*DUE.values(), *MENDS.values(), *OWN_PAGE):
        assert act_of(command) is not None, command
    assert {code.value for code in Code} >= MENDS.keys()


def test_an_act_has_an_address() -> None:
    """An act is done on the form of its command, the notice on a page of its own."""
    assert page_of("1", "FixPrice") == "/court/lots/1/do/FixPrice"
    assert page_of("1", "AnnounceRound") == "/court/lots/1/publish"
    assert command_class("FixPrice").__name__ == "FixPrice"
