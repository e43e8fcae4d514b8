"""What a decision rests on beside the disposal: who asks, when, and what law and lists say.

Also the checks that every act of an office shares. Where to look next: `auction.decide`.
"""

from datetime import date, datetime

from msgspec import Struct

from mingpai.auction.codes import Code
from mingpai.auction.model import Disposal
from mingpai.auction.refusals import refused
from mingpai.kernel.canon import NotCanonical, parse_b64url
from mingpai.kernel.event import Event
from mingpai.kernel.moments import local_date
from mingpai.kernel.outcome import Refused
from mingpai.law.book import LAWS, LawBook
from mingpai.law.calendar import CALENDAR, Calendar
from mingpai.law.platforms import PlatformList

CLOCKWORK = "clockwork"
_DIGEST_BYTES = 32


class Setting(Struct, frozen=True):
    """What the law and the list say: facts that reach a decision from outside the disposal."""

    platforms: PlatformList
    laws: LawBook = LAWS
    calendar: Calendar = CALENDAR


class Asked(Struct, frozen=True):
    """Who asks, and when it arrived. `now` is an aware instant."""

    actor: str
    now: datetime
    setting: Setting

    @property
    def today(self) -> date:
        """Return the day in Shanghai on which it arrived."""
        return local_date(self.now)


Decision = tuple[Event, ...] | Refused


def not_by_court(state: Disposal, asked: Asked) -> Refused | None:
    """Return why an act of the court is none: unopened, over, or somebody else asks (第六条)."""
    if state.court is None:
        return refused(Code.NOT_OPEN)
    if asked.actor != state.court:
        return refused(Code.NOT_THIS_COURT)
    if state.file.ending is not None:
        return refused(Code.DISPOSAL_OVER, ending=state.file.ending.value)
    return None


def not_a_paper(*digests: str) -> Refused | None:
    """Return why a paper's digest is none, so that no text can stand in its place in a leaf."""
    return None if all(is_digest(one) for one in digests) else refused(Code.PAPER_MALFORMED)


def not_yet(day: date, asked: Asked) -> Refused | None:
    """Return why a recorded day cannot be: it lies ahead."""
    if day <= asked.today:
        return None
    return refused(Code.DAY_LIES_AHEAD, day=day.isoformat(), today=asked.today.isoformat())


def is_digest(text: str) -> bool:
    """Say whether a text is a digest of 32 bytes in base64url."""
    try:
        return len(parse_b64url(text)) == _DIGEST_BYTES
    except NotCanonical:
        return False
