"""What a site is made of: everything that its pages read, handed over when it starts."""

from collections.abc import Callable, Sequence

from msgspec import Struct

from mingpai.affairs.exhibits import Exhibit
from mingpai.kernel.ids import StreamId
from mingpai.kernel.outcome import Refused
from mingpai.ports import Clock
from mingpai.service.projections import LotBoard
from mingpai.web.captions import Caption, Captions
from mingpai.web.heads import Heads
from mingpai.web.live import Live
from mingpai.web.papers import Papers


class Played(Struct, frozen=True):
    """How far a script has come, where one is being played: of so many acts."""

    done: int
    of: int

    @property
    def is_over(self) -> bool:
        """Say whether the script has been played to its end."""
        return self.done >= self.of


class Site(Struct, frozen=True):
    """One site. `clock` is the service's, not the machine's.

    `played` is None where nothing is being played. `national_refusal` is what the engine answers
    under the national list to a lot for our own hall. `live`: where sockets end.
    `exhibits` reads what a lot shows, and gives None where that cannot be read for now.
    """

    title: Caption
    board: LotBoard
    captions: Captions
    clock: Clock
    heads: Heads
    papers: Papers
    played: Callable[[], Played | None] = lambda: None
    national_refusal: Refused | None = None
    live: Live | None = None
    exhibits: Callable[[StreamId], Sequence[Exhibit] | None] = lambda _lot: ()
