"""The post: into the inbox once, and every other way before it."""

from typing import Any

from structlog.testing import capture_logs

from mingpai.affairs.model import Kind, Message
from mingpai.affairs.notifier import message_id
from mingpai.kernel.ids import SubjectId


def made(affairs: Any, account: SubjectId, seq: int = 7) -> Message:
    """Return a message."""
    name = message_id(Kind.OUTBID, affairs.lot, seq, account)
    return Message(name, account, affairs.lot, 1, Kind.OUTBID, affairs.clock.now())


def test_an_id_is_of_kind_lot_entry_and_account(affairs: Any) -> None:
    """The same message has the same id whenever it is made, and no other has it."""
    given = (Kind.OUTBID, affairs.lot, 7, SubjectId("s"))
    others = [
        (Kind.WON, affairs.lot, 7, SubjectId("s")),
        (Kind.OUTBID, affairs.publish(2), 7, SubjectId("s")),
        (Kind.OUTBID, affairs.lot, 8, SubjectId("s")),
        (Kind.OUTBID, affairs.lot, 7, SubjectId("t")),
    ]
    assert message_id(*given) == message_id(*given)
    assert len({message_id(*one) for one in (given, *others)}) == 5


def test_a_message_goes_every_way_once(affairs: Any) -> None:
    """Sent again, it is neither put in nor handed over again."""
    wang = affairs.account("wang").id
    message = made(affairs, wang)
    assert affairs.parts.post.send(message)
    assert not affairs.parts.post.send(message)
    assert affairs.slips.handed == [message]
    assert affairs.parts.store.messages(wang) == [message]


def test_a_way_that_fails_holds_nothing_up(affairs: Any) -> None:
    """The inbox has the message all the same, and the failure is noted without its person."""
    wang = affairs.account("wang").id
    affairs.slips.is_broken = True
    with capture_logs() as logs:
        assert affairs.parts.post.send(made(affairs, wang))
    assert [one["event"] for one in logs] == ["a message went to the inbox alone"]
    assert wang not in str(logs)
