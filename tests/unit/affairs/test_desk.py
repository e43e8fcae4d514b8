"""The desk for citizens' affairs: who may do what next, and what others see of it."""

from typing import Any

import pytest
from msgspec.structs import replace

from mingpai.accounts.keys import AccountKeys
from mingpai.accounts.model import Caller, Role
from mingpai.accounts.passwords import TooMany
from mingpai.affairs.denials import Denial, Denied
from mingpai.affairs.desk import AffairsDesk
from mingpai.affairs.model import Capacity, Hint, Registration
from mingpai.auction.events import BidderQualified
from mingpai.auction.model import Phase
from mingpai.auction.preparation.events import AgentConfirmed
from mingpai.auction.presence import NoticeAcknowledged
from mingpai.kernel.ids import StreamId
from mingpai.kernel.outcome import Refused
from mingpai.law.content import Item, SpecialWarning
from mingpai.ports import PortError

PAPER = "p" * 42 + "A"
NOWHERE = StreamId("disposal/2026-9999")
HOME = Caller("203.0.113.5", "device cookie")


@pytest.fixture
def clerk(affairs: Any) -> Any:
    """Return a clerk of the lot's court."""
    return affairs.viewer("clerk", Role.CLERK)


def register(affairs: Any, viewer: Any, capacity: Capacity = Capacity.OWN, **papers: Any) -> Any:
    """Let somebody register, whatever comes of it."""
    return affairs.run(affairs.desk.register(viewer, affairs.lot, capacity, **papers))


def test_a_registration_is_known_by_a_token_of_its_lot(affairs: Any) -> None:
    """The token is the subject's for this lot alone; to register again returns what there is."""
    wang = affairs.viewer("wang")
    first = register(affairs, wang)
    subjects = affairs.parts.tokens._subjects
    assert first.token == subjects.token(wang.account, purpose=affairs.lot)
    affairs.wait(minutes=1)
    assert register(affairs, wang) == first
    other = affairs.publish(2)
    second = affairs.run(affairs.desk.register(wang, other, Capacity.OWN))
    assert second.token != first.token
    assert affairs.run(affairs.desk.registrations(wang)) == [second, first]
    assert affairs.run(affairs.desk.registrations(affairs.viewer("li"))) == []


def test_whoever_acts_for_others_brings_their_paper(affairs: Any) -> None:
    """An agent or joint bidder without one is denied, and so is what is no digest."""
    wang = affairs.viewer("wang")
    for capacity in (Capacity.AGENT, Capacity.JOINT):
        assert register(affairs, wang, capacity) == Denied(Denial.PAPER_MISSING)
    for papers in ({"paper": "张三"}, {"commitment": "no digest"}):
        assert register(affairs, wang, Capacity.OWN, **papers) == Denied(Denial.PAPER_NOT_WHOLE)
    assert register(affairs, wang, Capacity.AGENT, paper=PAPER).paper == PAPER


def test_registration_ends_with_bidding(affairs: Any) -> None:
    """It is open from the notice to the close, and while bidding stands still (第十八条)."""
    wang = affairs.viewer("wang")
    nowhere = affairs.desk.register(wang, NOWHERE, Capacity.OWN)
    assert affairs.run(nowhere) == Denied(Denial.LOT_UNKNOWN)
    affairs.clock.move_by(affairs.court.CLOSES - affairs.clock.now())
    assert register(affairs, wang) == Denied(Denial.REGISTRATION_OVER)
    affairs.rules.change(affairs.lot, phase=Phase.STOPPED)
    assert isinstance(register(affairs, wang), Registration)
    affairs.rules.change(affairs.lot, phase=Phase.WITHDRAWN)
    assert register(affairs, affairs.viewer("li")) == Denied(Denial.REGISTRATION_OVER)


def test_every_part_of_a_notice_is_acknowledged(affairs: Any) -> None:
    """One that is missing is denied; all of them go on record once, for the platform to say."""
    wang = affairs.viewer("wang")
    assert affairs.run(affairs.acknowledge(wang)) == Denied(Denial.NOT_REGISTERED)
    known = register(affairs, wang)
    for items, warnings in (([*Item][1:], [*SpecialWarning]), ([*Item], [*SpecialWarning][1:])):
        denied = affairs.desk.acknowledge(wang, affairs.lot, items=items, warnings=warnings)
        assert affairs.run(denied) == Denied(Denial.PARTS_MISSING)
    assert affairs.rules.events(NoticeAcknowledged) == []
    affairs.rules.lose = 1
    with pytest.raises(PortError):
        affairs.run(affairs.acknowledge(wang))
    done = affairs.run(affairs.acknowledge(wang))
    assert done == replace(known, acknowledged_at=affairs.clock.now())
    assert affairs.run(affairs.acknowledge(wang)) == done
    (event,) = affairs.rules.events(NoticeAcknowledged)
    assert (event.round, event.token) == (1, known.token)
    assert affairs.rules.orders[-1].actor == affairs.court.PLATFORM


def test_what_the_core_does_not_take_is_not_kept(affairs: Any) -> None:
    """A busy core denies; one that is over already refuses; nothing is acknowledged."""
    wang = affairs.viewer("wang")
    known = register(affairs, wang)
    affairs.rules.busy = 1
    assert affairs.run(affairs.acknowledge(wang)) == Denied(Denial.BUSY, 3)
    board = affairs.rules.head(affairs.lot)
    affairs.rules.head = lambda _: board
    affairs.rules.change(affairs.lot, phase=Phase.WITHDRAWN)
    refused = affairs.run(affairs.acknowledge(wang))
    assert isinstance(refused, Refused)
    assert refused.code == "registration_closed"
    assert affairs.run(affairs.desk.registrations(wang)) == [known]


def test_each_step_names_a_lot_that_takes_people(affairs: Any, clerk: Any) -> None:
    """Acknowledging, confirming, entering and a ticket are denied for a lot that is not there."""
    wang, desk = affairs.viewer("wang"), affairs.desk
    for work in (
        desk.acknowledge(wang, NOWHERE, items=[], warnings=[]),
        desk.enter(wang, HOME, NOWHERE, code="", password=""),
        desk.ticket(wang, NOWHERE),
    ):
        assert affairs.run(work) == Denied(Denial.LOT_UNKNOWN)
    work = desk.confirm_deposit(clerk, NOWHERE, "x" * 22, paid_fen=1)
    assert affairs.run(work) == Denied(Denial.NOT_REGISTERED)


def test_another_platforms_lot_is_not_ours(affairs: Any) -> None:
    """A hall speaks for its own platform; a sandbox, which is none, for any."""
    wang = affairs.viewer("wang")
    elsewhere = AffairsDesk(replace(affairs.parts, platform="platform/other"))
    denied = elsewhere.register(wang, affairs.lot, Capacity.OWN)
    assert affairs.run(denied) == Denied(Denial.LOT_ELSEWHERE)
    sandbox = AffairsDesk(replace(affairs.parts, platform=None))
    done = affairs.run(sandbox.register(wang, affairs.lot, Capacity.OWN))
    assert isinstance(done, Registration)


def test_a_clerk_sees_tokens_and_no_person(affairs: Any, clerk: Any) -> None:
    """Who waits is there by token, capacity and paper, until he has a code."""
    wang, li = affairs.viewer("wang"), affairs.viewer("li")
    known = register(affairs, wang, Capacity.AGENT, paper=PAPER)
    affairs.wait(minutes=1)
    affairs.coded(li, clerk)
    (waiting,) = affairs.run(affairs.desk.waiting(affairs.lot))
    assert (waiting.token, waiting.paper, waiting.acknowledged) == (known.token, PAPER, False)
    assert not {"account", "subject", "login", "name"} & {*waiting.__struct_fields__}
    assert affairs.run(affairs.desk.waiting(NOWHERE)) == []


def confirm(affairs: Any, clerk: Any, token: str, *others: str) -> Any:
    """Let a clerk confirm for or with whom somebody bids."""
    return affairs.run(
        affairs.desk.confirm_capacity(clerk, affairs.lot, token, others=others, proof=PAPER)
    )


def test_an_agent_is_confirmed_on_record(affairs: Any, clerk: Any) -> None:
    """The court says for whom; his code is then his principal's (第十四条第二项)."""
    wang = affairs.viewer("wang")
    known = affairs.registered(wang, Capacity.AGENT, paper=PAPER)
    principal = "x" * 22
    affairs.rules.busy = 1
    assert confirm(affairs, clerk, known.token, principal) == Denied(Denial.BUSY, 3)
    done = confirm(affairs, clerk, known.token, principal)
    assert (done.others, done.confirmed_at) == ((principal,), affairs.clock.now())
    (event,) = affairs.rules.events(AgentConfirmed)
    assert (event.agent, event.principal) == (known.token, principal)
    affairs.run(affairs.desk.confirm_deposit(clerk, affairs.lot, known.token, paid_fen=700_000))
    (coded,) = affairs.rules.events(BidderQualified)
    assert (coded.token, coded.agent) == (principal, known.token)
    assert confirm(affairs, clerk, known.token, principal) == Denied(Denial.NOTHING_TO_CONFIRM)


def test_joint_bidders_are_others(affairs: Any, clerk: Any) -> None:
    """Nobody twice, nobody unnamed, and not himself; who bids for himself has none."""
    wang = affairs.viewer("wang")
    assert confirm(affairs, clerk, "x" * 22) == Denied(Denial.NOT_REGISTERED)
    own = affairs.registered(wang)
    assert confirm(affairs, clerk, own.token, "x" * 22) == Denied(Denial.NOTHING_TO_CONFIRM)
    known = register(affairs, wang, Capacity.JOINT, paper=PAPER)
    for wrong in ((), (known.token,), ("x" * 22, "x" * 22), ("张三",)):
        assert confirm(affairs, clerk, known.token, *wrong) == Denied(Denial.OTHERS_MALFORMED)
    done = confirm(affairs, clerk, known.token, "x" * 22, "y" * 22)
    assert done.others == ("x" * 22, "y" * 22)
    assert affairs.rules.events(AgentConfirmed) == []


def test_an_applicants_claim_must_be_on_file(affairs: Any, clerk: Any) -> None:
    """Whoever is no applicant by the file gets no code for a claim (第十七条第二款)."""
    known = affairs.registered(affairs.viewer("wang"), Capacity.APPLICANT)
    refused = affairs.run(
        affairs.desk.confirm_claim(clerk, affairs.lot, known.token, claim_fen=700_000)
    )
    assert refused.code == "applicant_not_named"


def test_a_password_is_shown_once_to_its_owner(affairs: Any, clerk: Any) -> None:
    """Not before there is one, not twice, and to nobody else."""
    wang, li = affairs.viewer("wang"), affairs.viewer("li")
    reveal = affairs.desk.reveal
    assert affairs.run(reveal(wang, affairs.lot)) == Denied(Denial.NO_CODE)
    known = affairs.coded(wang, clerk)
    assert affairs.run(reveal(li, affairs.lot)) == Denied(Denial.NO_CODE)
    issued = affairs.run(reveal(wang, affairs.lot))
    assert issued.code == known.code
    matches = affairs.parts.accounts.passwords.matches
    assert affairs.run(matches(known.password_hash.encode(), issued.password))
    assert affairs.run(reveal(wang, affairs.lot)) == Denied(Denial.SHOWN_ALREADY)


def test_what_no_key_opens_counts_as_shown(affairs: Any, clerk: Any) -> None:
    """After a change of the service's secret a sealed password is gone: he takes a new one."""
    wang = affairs.viewer("wang")
    affairs.coded(wang, clerk)
    other = AccountKeys(b"o" * 32, affairs.parts.accounts.random)
    desk = AffairsDesk(replace(affairs.parts, accounts=replace(affairs.parts.accounts, keys=other)))
    assert affairs.run(desk.reveal(wang, affairs.lot)) == Denied(Denial.SHOWN_ALREADY)


def test_a_lost_password_is_replaced(affairs: Any, clerk: Any) -> None:
    """The old one ends at once; without a code there is none to replace."""
    wang = affairs.viewer("wang")
    renew = affairs.desk.renew_password
    assert affairs.run(renew(wang, affairs.lot)) == Denied(Denial.NO_CODE)
    before = affairs.coded(wang, clerk)
    issued = affairs.run(renew(wang, affairs.lot))
    (now,) = affairs.run(affairs.desk.registrations(wang))
    matches = affairs.parts.accounts.passwords.matches
    assert issued.code == before.code
    assert affairs.run(matches(now.password_hash.encode(), issued.password))
    assert now.password_hash != before.password_hash
    assert now.sealed_password is None

    async def full(_: str) -> bytes:
        raise TooMany

    affairs.parts.accounts.passwords.hashed = full
    assert affairs.run(renew(wang, affairs.lot)) == Denied(Denial.BUSY, 1)


def test_the_panel_follows_a_person_to_the_hall(affairs: Any, clerk: Any) -> None:
    """Each step that is done leads to the next one, until he can bid."""
    wang, desk, lot = affairs.viewer("wang"), affairs.desk, affairs.lot

    def missing(viewer: Any = wang) -> Any:
        return affairs.run(desk.preflight(viewer, lot, now=affairs.clock.now())).missing

    assert missing(None) is Hint.SIGNED_IN
    assert missing() is Hint.REGISTERED
    known = register(affairs, wang)
    assert missing() is Hint.ACKNOWLEDGED
    affairs.run(affairs.acknowledge(wang))
    assert missing() is Hint.DEPOSIT
    affairs.run(desk.confirm_deposit(clerk, lot, known.token, paid_fen=700_000))
    assert missing() is Hint.PASSWORD_SEEN
    _, password = affairs.entered(wang, clerk)
    assert password
    assert missing() is None
    assert missing(affairs.viewer("li")) is Hint.REGISTERED


def test_a_course_without_his_entries_leaves_no_receipts(affairs: Any, clerk: Any) -> None:
    """Neither a lot without bids of his nor one that the board does not know is listed."""
    wang = affairs.viewer("wang")
    affairs.coded(wang, clerk)
    assert affairs.run(affairs.desk.receipts(wang)) == []
    affairs.rules.course = lambda _: None
    assert affairs.run(affairs.desk.receipts(wang)) == []


def test_an_inbox_and_saved_lots_are_ones_own(affairs: Any, clerk: Any) -> None:
    """Messages are read, and lots saved, by their own account alone; unknown lots are not."""
    wang, li, desk = affairs.viewer("wang"), affairs.viewer("li"), affairs.desk
    affairs.coded(wang, clerk)
    affairs.run(desk.read_messages(li))
    (message,) = affairs.run(desk.messages(wang))
    assert message.read_at is None
    affairs.run(desk.read_messages(wang))
    (message,) = affairs.run(desk.messages(wang))
    assert message.read_at == affairs.clock.now()
    assert affairs.run(desk.messages(li)) == []
    for lot in (affairs.lot, NOWHERE):
        affairs.run(desk.save(wang, lot, keep=True))
    assert affairs.run(desk.saved(wang)) == [affairs.lot]
    affairs.run(desk.save(wang, affairs.lot, keep=False))
    assert affairs.run(desk.saved(wang)) == []
