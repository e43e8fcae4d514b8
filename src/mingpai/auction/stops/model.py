"""Whether a round stands still, why, since when, and what was left of its time.

Source: 法释〔2016〕18号 第二十八条, 第三十六条; legal reference, section 7.3.
"""

import enum
import hashlib
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from msgspec import Struct

from mingpai.kernel.canon import b64url


class StopKind(enum.StrEnum):
    """Three ways to stand still. 撤回 ends the round and 撤销 undoes a sale: they are no stops."""

    DEFERMENT = "deferment"
    """暂缓: a decision, with a term."""
    STAY = "stay"
    """中止: a ruling, until its cause ends."""
    EMERGENCY = "emergency"
    """The platform found a failure or a danger and stopped by itself; it reports at once."""


class StopGround(enum.StrEnum):
    """Why bidding stands still."""

    AGREED_SECURITY = "agreed_security"
    """暂缓: security with the applicant's consent (CPL 242)."""
    HIGHER_COURT = "higher_court"
    """暂缓: a higher court ordered it, normally for at most three months."""
    OBJECTION = "objection"
    """A party's objection under review: the court may (第三十六条)."""
    OUTSIDER_CLAIM = "outsider_claim"
    """An outsider's claim to the property: the court shall (第三十六条)."""
    APPLICANT_AGREED = "applicant_agreed"
    """中止: the applicant agreed to a later performance (CPL 267)."""
    PARTY_DIED_OR_ENDED = "party_died_or_ended"
    """中止: a successor must be waited for (CPL 267)."""
    BANKRUPTCY = "bankruptcy"
    OTHER_CPL_267 = "other_cpl_267"
    DEBT_COVERED = "debt_covered"
    """中止: other property of the case has brought enough (法释〔2004〕16号 第十四条)."""
    SYSTEM_FAILURE = "system_failure"
    """Emergency: the system failed."""
    SECURITY_DANGER = "security_danger"
    """Emergency: attack, virus, false data."""
    CORE_RESTARTED = "core_restarted"
    """Emergency: the service itself restarted in the last minutes of a lot."""


COVERED_TEXT = (
    "同案其他财产所得已足以清偿债务和费用，剩余财产停止拍卖（法释〔2004〕16号第十四条）。\n"
    "Other property of the case has brought enough for debt and costs: the rest is not sold.\n"
)
"""The published reason of a stop that follows from the record of what other property brought."""
COVERED_REASON = b64url(hashlib.sha256(COVERED_TEXT.encode()).digest())
"""Its digest. The court's own ruling, with a reason of its own, comes in the place of that stop."""


class WithdrawalGround(enum.StrEnum):
    """Why an auction is withdrawn (撤回). Source: 法释〔2004〕16号 第十七, 十九条; 第十四条."""

    INSTRUMENT_REVOKED = "instrument_revoked"
    APPLICANT_WITHDREW = "applicant_withdrew"
    DEBT_PERFORMED = "debt_performed"
    """Paid in full before the auction day: the court must stop."""
    SETTLEMENT = "settlement"
    OUTSIDER_CLAIM_UPHELD = "outsider_claim_upheld"
    COLLUSION = "collusion"
    DEBT_COVERED = "debt_covered"
    """Other property of the case brought enough."""
    NOTICE_DEFECTIVE = "notice_defective"
    """An error that no correction can mend."""
    SELF_DISPOSAL = "self_disposal"
    PRICE_LAPSED = "price_lapsed"
    OTHER = "other"


GROUNDS: Mapping[StopKind, frozenset[StopGround]] = {
    StopKind.DEFERMENT: frozenset(
        {
            StopGround.AGREED_SECURITY,
            StopGround.HIGHER_COURT,
            StopGround.OBJECTION,
            StopGround.OUTSIDER_CLAIM,
        }
    ),
    StopKind.STAY: frozenset(
        {
            StopGround.OBJECTION,
            StopGround.OUTSIDER_CLAIM,
            StopGround.APPLICANT_AGREED,
            StopGround.PARTY_DIED_OR_ENDED,
            StopGround.BANKRUPTCY,
            StopGround.OTHER_CPL_267,
            StopGround.DEBT_COVERED,
        }
    ),
    StopKind.EMERGENCY: frozenset(
        {StopGround.SYSTEM_FAILURE, StopGround.SECURITY_DANGER, StopGround.CORE_RESTARTED}
    ),
}
"""On which grounds bidding may stand still in each way.

Source: 民事诉讼法（2023年修正）第二百四十二, 二百六十七条; 法释〔1998〕15号 第七十七条;
法释〔2016〕18号 第二十八, 三十六条; 法释〔2004〕16号 第十四条.
"""

ROUND_ALONE = frozenset(
    {
        WithdrawalGround.NOTICE_DEFECTIVE,
        WithdrawalGround.PRICE_LAPSED,
        WithdrawalGround.COLLUSION,
        WithdrawalGround.SELF_DISPOSAL,
    }
)
"""After these the property may be put up again, or the debtor sells it; all others end the
disposal."""


class Stop(Struct, frozen=True):
    """A round that stands still.

    `left` is what bidding time was left (None: bidding had not begun). `until` is the last day of
    a deferment; `cause_ended_on` is when the cause ended, once recorded. `emergency_at` is when the
    platform stopped by itself: it stays to be reported though the court's own order has taken over.
    """

    kind: StopKind
    ground: StopGround
    since: datetime
    reason: str
    left: timedelta | None = None
    until: date | None = None
    cause_ended_on: date | None = None
    reported_at: datetime | None = None
    emergency_at: datetime | None = None

    @property
    def awaits_order(self) -> bool:
        """Say whether bidding stands still by itself, and the court's own act is to follow.

        The platform's emergency stop, and what follows from the record that the debt is covered.
        """
        return self.kind is StopKind.EMERGENCY or self.reason == COVERED_REASON

    def runs_on(self, today: date) -> bool:
        """Say whether it is a deferment whose term is not over, nor its cause."""
        if self.until is None or self.cause_ended_on is not None:
            return False
        return today <= self.until

    @property
    def ends_on(self) -> date | None:
        """Return on which day the stop loses its cause: recorded, or the last of its term."""
        return self.until if self.cause_ended_on is None else self.cause_ended_on
