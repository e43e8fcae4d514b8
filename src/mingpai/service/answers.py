"""What a sender is told: accepted or refused, when it arrived, where it stands, and the proof.

A receipt is made only when somebody asks for it, from what the whole batch shares; making an
answer costs next to nothing on the write path.
"""

from datetime import datetime

from msgspec import Struct

from mingpai.journal.receipt import Receipt, ReceiptMaker
from mingpai.kernel.event import Event
from mingpai.kernel.outcome import Refused


class Answer(Struct, frozen=True, gc=False):
    """The answer to one command, given only after its batch is durable.

    `seq` is the entry that records it (the first, where there are several); None for junk.
    `repeated`: the same command was answered before, and this is that answer again.
    """

    received_at: datetime
    seq: int | None
    refused: Refused | None
    events: tuple[Event, ...]
    proof: ReceiptMaker
    index: int
    repeated: bool = False

    def receipt(self) -> Receipt:
        """Return the signed receipt."""
        return self.proof.receipt(self.index)

    def receipt_file(self) -> str:
        """Return the signed receipt as a file; what `journal.receipt.print_receipt` makes of it."""
        return self.proof.printed(self.index)
