"""The port `Core`: how the pages' process gives an order to the core, and what it is answered.

Its adapter is `adapters.core_http`. Where to look next: `hall.counter` (the other end).
"""

from typing import Protocol

from mingpai.accounts.model import SessionId
from mingpai.hall.wire import Answered
from mingpai.service.orders import Order


class CoreBusy(Exception):
    """The core did not look at the order: the same one may be sent after so many seconds."""

    def __init__(self, retry_after_s: int) -> None:
        """Keep how long to wait."""
        super().__init__(f"busy for {retry_after_s} s")
        self.retry_after_s = retry_after_s


class Core(Protocol):
    """The one process that decides and records."""

    async def order(self, order: Order) -> Answered:
        """Give an order and return its answer, taken or refused, once that is durable.

        The same order under the same key is carried out once, however often it is sent; a lost
        answer is asked for again under that key by itself.
        Raises: CoreBusy; PortError where no answer came: whether the order was carried out is
        then unknown, and the same order may be sent again.
        """
        ...

    async def sign_out(self, session: SessionId) -> None:
        """End what a sign-in has open at the door; again changes nothing.

        Raises: CoreBusy, PortError.
        """
        ...
