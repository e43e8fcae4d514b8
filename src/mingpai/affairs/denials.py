"""Why the desk for citizens' affairs does nothing, as codes.

No article of law stands behind these: what the law forbids is refused by the core, with its
article. Where to look next: `affairs.words` (what each says, in zh and en).
"""

from enum import StrEnum

from msgspec import Struct


class Denial(StrEnum):
    """Each reason."""

    LOT_UNKNOWN = "lot_unknown"
    LOT_ELSEWHERE = "lot_elsewhere"
    NOT_PUBLISHED = "not_published"
    REGISTRATION_OVER = "registration_over"
    PAPER_MISSING = "paper_missing"
    PAPER_NOT_WHOLE = "paper_not_whole"
    NOT_REGISTERED = "not_registered"
    PARTS_MISSING = "parts_missing"
    NOT_ACKNOWLEDGED = "not_acknowledged"
    NOTHING_TO_CONFIRM = "nothing_to_confirm"
    OTHERS_MALFORMED = "others_malformed"
    NOT_CONFIRMED = "not_confirmed"
    NO_CODE = "no_code"
    SHOWN_ALREADY = "shown_already"
    HALL_NOT_OPEN = "hall_not_open"
    WRONG_CODE_OR_PASSWORD = "wrong_code_or_password"  # noqa: S105 - the name of a reason
    PAUSED = "entry_paused"
    NOT_ENTERED = "not_entered"
    BUSY = "busy"


class Denied(Struct, frozen=True):
    """Why the desk does nothing. `retry_after_s`: whole seconds to wait first, 0 where none."""

    code: Denial
    retry_after_s: int = 0
