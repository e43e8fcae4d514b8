"""The port `Notifier`, the post that goes to the inbox and every other way once, and their ids.

No message carries a link to pay: it says where the lot stands, and whoever wants to act opens the
hall himself. Where to look next: `affairs.words` (what is said), `affairs.telling` (when).
"""

import hashlib
from collections.abc import Sequence
from typing import Protocol

import structlog

from mingpai.affairs.model import Kind, Message
from mingpai.affairs.store import AffairsStore
from mingpai.kernel.canon import b64url
from mingpai.kernel.ids import StreamId, SubjectId
from mingpai.ports import PortError

_log = structlog.get_logger(__name__)


class Notifier(Protocol):
    """One way by which messages reach people, beside the inbox. Safe from several threads."""

    def notify(self, message: Message) -> None:
        """Hand a message over; nothing where its account cannot be reached this way.

        May block. The same message may be handed over again after a crash: an adapter that can
        tell it by its id hands it on once. Raises: PortError.
        """
        ...


class Post:
    """Puts each message into the inbox once, and hands it to every other way before that.

    The inbox is what counts: where another way fails, that is noted and the message is there all
    the same.
    """

    def __init__(self, store: AffairsStore, others: Sequence[Notifier] = ()) -> None:
        """Keep the inbox and the other ways: none, unless its operator chose some."""
        self._store = store
        self._others = tuple(others)

    def send(self, message: Message) -> bool:
        """Send a message; False, and nothing done, where it was sent before. Blocks.

        Raises: PortError where the inbox cannot serve; KeyError for an unknown account.
        """
        if self._store.has_message(message.id):
            return False
        self.hand_on(message)
        return self._store.put(message)

    def hand_on(self, message: Message) -> None:
        """Hand a message to every way beside the inbox. Blocks."""
        for way in self._others:
            try:
                way.notify(message)
            except PortError as error:
                _log.warning("a message went to the inbox alone", id=message.id, why=str(error))


def message_id(kind: Kind, lot: StreamId, seq: int, account: SubjectId) -> str:
    """Return the id of what an entry tells an account: the same whenever it is made."""
    text = "\n".join((kind, lot, str(seq), account))
    return b64url(hashlib.sha256(text.encode()).digest())
