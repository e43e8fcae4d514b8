"""From a confirmed deposit to a code, through crashes, refusals and collisions."""

import re
from typing import Any

import pytest

from mingpai.accounts.model import Role
from mingpai.accounts.passwords import TooMany
from mingpai.affairs.denials import Denial, Denied
from mingpai.affairs.issuing import PASSWORD_LENGTH, Deposit, command_for, plain_password
from mingpai.affairs.model import Capacity, Kind, Registration
from mingpai.auction.commands import QualifyApplicant, QualifyBidder
from mingpai.auction.events import BidderQualified
from mingpai.auction.model import Keeper
from mingpai.kernel.ids import BiddingCode, LotToken
from mingpai.kernel.outcome import Refused
from mingpai.ports import PortError

PAID = 700_000
PAPER = "p" * 42 + "A"


@pytest.fixture
def clerk(affairs: Any) -> Any:
    """Return a clerk of the lot's court."""
    return affairs.viewer("clerk", Role.CLERK)


def confirmed(affairs: Any, clerk: Any, token: str, paid_fen: int = PAID) -> Any:
    """Let a clerk confirm a deposit."""
    return affairs.run(affairs.desk.confirm_deposit(clerk, affairs.lot, token, paid_fen=paid_fen))


def test_a_deposit_leads_to_a_code_a_password_and_a_message(affairs: Any, clerk: Any) -> None:
    """The journal has the code, asked for by the court; its owner is told, here and elsewhere."""
    wang = affairs.viewer("wang")
    done = affairs.coded(wang, clerk)
    (event,) = affairs.rules.events(BidderQualified)
    assert (event.code, event.token, event.held_by) == (done.code, done.token, Keeper.COURT)
    assert affairs.rules.orders[-1].actor == clerk.office
    (message,) = affairs.run(affairs.desk.messages(wang))
    assert (message.kind, message.lot) == (Kind.CODE_ISSUED, affairs.lot)
    assert affairs.rules.journal[message.seq][1] == event
    assert affairs.slips.handed == [message]


def test_a_code_says_nothing_of_its_person(affairs: Any, clerk: Any) -> None:
    """One person's codes and passwords for two lots have nothing to do with one another."""
    wang = affairs.viewer("wang")
    found = []
    for number in (1, 2):
        affairs.lot = affairs.court.lot(number)
        if number > 1:
            affairs.publish(number)
        known = affairs.coded(wang, clerk)
        issued = affairs.run(affairs.desk.reveal(wang, affairs.lot))
        assert re.fullmatch("[A-HJKMNP-Z][0-9]{6}", issued.code)
        assert re.fullmatch(f"[ACDEFHJKMNPRTVWXY34679]{{{PASSWORD_LENGTH}}}", issued.password)
        assert known.password_hash.startswith("$argon2id$")
        assert issued.password not in repr((known, issued))
        found.append((issued.code, issued.password, known.token))
    assert all(one != other for one, other in zip(*found, strict=True))


@pytest.mark.parametrize("lost", [1, 2])
def test_an_answer_that_was_lost_is_asked_for_again(affairs: Any, clerk: Any, lost: int) -> None:
    """However often the answer is lost, the same call leads to the code the journal has, once."""
    known = affairs.registered(affairs.viewer("wang"))
    affairs.rules.lose = lost
    for _ in range(lost):
        with pytest.raises(PortError):
            confirmed(affairs, clerk, known.token)
    done = confirmed(affairs, clerk, known.token, paid_fen=PAID + 1)
    (event,) = affairs.rules.events(BidderQualified)
    assert (done.code, event.paid_fen) == (event.code, PAID)
    assert confirmed(affairs, clerk, known.token) == done
    assert len(affairs.rules.orders) == lost + 2  # the acknowledgement is one of them


def test_too_small_a_deposit_is_refused_and_forgotten(affairs: Any, clerk: Any) -> None:
    """The refusal is the law's; what is missing paid, the same call leads to a code."""
    known = affairs.registered(affairs.viewer("wang"))
    refused = confirmed(affairs, clerk, known.token, paid_fen=PAID - 1)
    assert isinstance(refused, Refused)
    assert refused.code == "deposit_not_confirmed"
    assert isinstance(confirmed(affairs, clerk, known.token), Registration)


def test_a_lost_refusal_does_not_stand_in_the_way(affairs: Any, clerk: Any) -> None:
    """An order that was refused unheard is found out, dropped, and made anew."""
    known = affairs.registered(affairs.viewer("wang"))
    affairs.rules.lose = 1
    with pytest.raises(PortError):
        confirmed(affairs, clerk, known.token, paid_fen=1)
    assert isinstance(confirmed(affairs, clerk, known.token), Registration)


def test_what_was_on_its_way_at_the_close_is_finished_after_it(affairs: Any, clerk: Any) -> None:
    """The code that the journal has comes to its owner; whoever asks anew is refused by the law."""
    wang, li = affairs.registered(affairs.viewer("wang")), affairs.registered(affairs.viewer("li"))
    affairs.rules.lose = 1
    with pytest.raises(PortError):
        confirmed(affairs, clerk, wang.token)
    affairs.clock.move_by(affairs.court.CLOSES - affairs.clock.now())
    (event,) = affairs.rules.events(BidderQualified)
    assert confirmed(affairs, clerk, wang.token).code == event.code
    assert confirmed(affairs, clerk, li.token).code == "registration_closed"


def test_a_code_that_is_taken_is_drawn_again(affairs: Any, clerk: Any) -> None:
    """A code of somebody else of the round, here or in the journal alone, is never given twice."""
    wang, li = affairs.viewer("wang"), affairs.viewer("li")
    first = affairs.coded(wang, clerk).code
    drawn = [first, BiddingCode("A0001"), BiddingCode("B0002")]
    issuing = affairs.desk._issuing
    issuing._new_code = lambda: drawn.pop(0)
    by_hand = QualifyBidder(BiddingCode("A0001"), LotToken("h" * 22), PAID)
    affairs.rules.carry_out(type(affairs.rules.orders[0])(affairs.lot, clerk.office, "", by_hand))
    assert affairs.coded(li, clerk).code == "B0002"
    zhao = affairs.registered(affairs.viewer("zhao"))
    issuing._new_code = lambda: first
    assert confirmed(affairs, clerk, zhao.token) == Denied(Denial.BUSY, 1)


def test_a_busy_core_leaves_the_code_on_its_way(affairs: Any, clerk: Any) -> None:
    """Nothing is refused and nothing lost: a later call goes on with the same code."""
    known = affairs.registered(affairs.viewer("wang"))
    affairs.rules.busy = 1
    assert confirmed(affairs, clerk, known.token) == Denied(Denial.BUSY, 3)
    asked = affairs.rules.orders[-1].command.code
    assert confirmed(affairs, clerk, known.token).code == asked


def test_two_clerks_at_once_lead_to_one_code(affairs: Any, clerk: Any) -> None:
    """Whoever comes second finds the code of the first, finished meanwhile or not."""
    known = affairs.registered(affairs.viewer("wang"))
    issuing = affairs.desk._issuing
    draft, done = issuing._drafted, []

    async def after_another(*given: Any) -> Any:
        if not done:
            done.append(None)
            done[0] = await affairs.desk.confirm_deposit(
                clerk, affairs.lot, known.token, paid_fen=PAID
            )
        return await draft(*given)

    issuing._drafted = after_another
    assert confirmed(affairs, clerk, known.token) == done[0]
    assert len(affairs.rules.events(BidderQualified)) == 1


def test_too_many_passwords_at_once_is_said(affairs: Any, clerk: Any) -> None:
    """Where no password can be hashed now, nothing is begun."""
    known = affairs.registered(affairs.viewer("wang"))

    async def full(_: str) -> bytes:
        raise TooMany

    affairs.parts.accounts.passwords.hashed = full
    assert confirmed(affairs, clerk, known.token) == Denied(Denial.BUSY, 1)


def test_what_must_come_before_is_named(affairs: Any, clerk: Any) -> None:
    """No code without registration, acknowledgement, and the court's word on others."""
    assert confirmed(affairs, clerk, "x" * 22) == Denied(Denial.NOT_REGISTERED)
    wang = affairs.viewer("wang")
    register = affairs.desk.register(wang, affairs.lot, Capacity.JOINT, paper=PAPER)
    known = affairs.run(register)
    assert confirmed(affairs, clerk, known.token) == Denied(Denial.NOT_ACKNOWLEDGED)
    affairs.run(affairs.acknowledge(wang))
    assert confirmed(affairs, clerk, known.token) == Denied(Denial.NOT_CONFIRMED)


def test_each_capacity_asks_in_its_own_way(affairs: Any) -> None:
    """An agent's code is his principal's; joint bidders stand under one; a claim is an applicant's.

    Source: 第十五, 十七, 十九条.
    """
    own = affairs.registered(affairs.viewer("wang"), commitment=PAPER)
    code, deposit = BiddingCode("A0001"), Deposit(PAID, Keeper.PLATFORM, claim_fen=5)
    others = (LotToken("x" * 22), LotToken("y" * 22))

    def asked(capacity: Capacity, *with_: LotToken) -> Any:
        changed = {"capacity": capacity, "others": with_}
        fields = {name: getattr(own, name) for name in own.__struct_fields__}
        return command_for(Registration(**{**fields, **changed}), code, deposit)

    plain = QualifyBidder(code, own.token, PAID, held_by=Keeper.PLATFORM, commitment=PAPER)
    assert asked(Capacity.OWN) == asked(Capacity.PRIORITY) == plain
    agent = asked(Capacity.AGENT, others[0])
    assert (agent.token, agent.agent, agent.joint) == (others[0], own.token, ())
    joint = asked(Capacity.JOINT, *others)
    assert (joint.token, joint.agent, joint.joint) == (own.token, None, others)
    applicant = asked(Capacity.APPLICANT)
    assert isinstance(applicant, QualifyApplicant)
    assert (applicant.claim_fen, applicant.paid_fen) == (5, PAID)


def test_a_password_is_read_however_it_is_typed() -> None:
    """Small letters, spaces and dashes do not matter."""
    assert plain_password(" acde-3467 9x ") == "ACDE34679X"
