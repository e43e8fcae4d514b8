"""Every reason for which a disposal refuses, as codes, in the order in which they are checked.

Codes are a contract: named in receipts, in the journal and in the API. Texts may be improved,
codes are only added. Where to look next: `auction.refusals` (article and texts of each code).
"""

import enum

from msgspec import Struct

from mingpai.kernel.ids import ArticleId


class Code(enum.StrEnum):
    """Why a command was refused.

    Within each group the order is the order of precedence: a command with several faults is told
    of the first. Groups: what arrives as text, the same command twice, a bid, a bidding code, what
    the court does, the end of a round.
    """

    # the text of a command
    TOO_LONG = "too_long"
    NOT_UTF8 = "not_utf8"
    NOT_JSON = "not_json"
    FIELD_TWICE = "field_twice"
    NOT_AN_OBJECT = "not_an_object"
    ARRIVAL_TIME_GIVEN = "arrival_time_given"
    FIELD_UNKNOWN = "field_unknown"
    PRICE_MISSING = "price_missing"
    PRICE_NULL = "price_null"
    PRICE_IS_BOOLEAN = "price_is_boolean"
    PRICE_NAN = "price_nan"
    PRICE_INFINITE = "price_infinite"
    PRICE_IS_FLOAT = "price_is_float"
    PRICE_IS_TEXT = "price_is_text"
    PRICE_IS_NO_NUMBER = "price_is_no_number"
    PRICE_NEGATIVE = "price_negative"
    PRICE_ZERO = "price_zero"
    PRICE_BEYOND_64_BITS = "price_beyond_64_bits"
    PRICE_TOO_LARGE = "price_too_large"
    FIELD_MISSING = "field_missing"
    LOT_MALFORMED = "lot_malformed"
    BID_FOR_OTHER_LOT = "bid_for_other_lot"
    ROUND_MALFORMED = "round_malformed"
    CODE_MALFORMED = "code_malformed"
    KEY_MALFORMED = "key_malformed"
    # the same command twice (answered by the service)
    REPEATED = "repeated"
    ID_REUSED = "id_reused"
    # a bid (BID_FOR_OTHER_LOT stands between the first two)
    LOT_NOT_PUBLISHED = "lot_not_published"
    NOT_YOUR_CODE = "not_your_code"
    CODE_UNKNOWN = "code_unknown"
    BID_AFTER_CLOSE = "bid_after_close"
    BID_BEFORE_OPENING = "bid_before_opening"
    CODE_BARRED_DEFAULTER = "code_barred_defaulter"
    CODE_BARRED = "code_barred"
    PRICE_OUT_OF_RANGE = "price_out_of_range"
    MATCH_OF_OWN_BID = "match_of_own_bid"
    MATCH_NOT_STRONGER = "match_not_stronger"
    BID_BELOW_START_PRICE = "bid_below_start_price"
    BID_NOT_HIGHER = "bid_not_higher"
    BID_BELOW_STEP = "bid_below_step"
    BID_OFF_STEP = "bid_off_step"
    # what the court does: opening and notice
    ALREADY_OPEN = "already_open"
    NOT_OPEN = "not_open"
    NOT_THIS_COURT = "not_this_court"
    ID_MALFORMED = "id_malformed"
    PLATFORM_NOT_LISTED = "platform_not_listed"
    ALREADY_ANNOUNCED = "already_announced"
    NO_LAW_IN_FORCE = "no_law_in_force"
    TERMS_OUT_OF_RANGE = "terms_out_of_range"
    INSTANT_MALFORMED = "instant_malformed"
    START_PRICE_TOO_LOW = "start_price_too_low"
    DEPOSIT_OUT_OF_RANGE = "deposit_out_of_range"
    OPENING_NOT_AHEAD = "opening_not_ahead"
    WINDOW_TOO_SHORT = "window_too_short"
    # persons and codes
    TOKEN_MALFORMED = "token_malformed"  # noqa: S105 - a code of refusal, no secret
    RANK_OUT_OF_RANGE = "rank_out_of_range"
    PRIORITY_TOO_LATE = "priority_too_late"
    REGISTRATION_CLOSED = "registration_closed"
    PERSON_BARRED_DEFAULTER = "person_barred_defaulter"
    PERSON_BARRED = "person_barred"
    ALREADY_QUALIFIED = "already_qualified"
    CODE_TAKEN = "code_taken"
    CLAIM_OUT_OF_RANGE = "claim_out_of_range"
    DEPOSIT_NOT_CONFIRMED = "deposit_not_confirmed"
    TOPUP_NOT_CONFIRMED = "topup_not_confirmed"
    # the end
    NOT_THE_CLOCKWORK = "not_the_clockwork"
    ROUND_NOT_CURRENT = "round_not_current"
    ALREADY_CLOSED = "already_closed"
    NOT_YET_CLOSED = "not_yet_closed"
    NOT_SOLD = "not_sold"
    ALREADY_CONFIRMED = "already_confirmed"
    DIGEST_MALFORMED = "digest_malformed"


class Reason(Struct, frozen=True):
    """What a code means, to the person refused. `{name}` in a text is a fact of the refusal.

    `reading` marks a reading of ours that goes beyond the article's words. Where `by_notice` is
    set, the refusal binds because this sale's notice says so. `transient`: the same command may
    succeed later without being changed.
    """

    article: ArticleId
    zh: str
    en: str
    next_zh: str
    next_en: str
    reading: bool = False
    by_notice: bool = False
    transient: bool = False


def article(number: str) -> ArticleId:
    """Return an article of 法释〔2016〕18号, as `20.2` for 第二十条第二款."""
    return ArticleId(f"FS2016-18:{number}")
