"""What a verification says: its verdict as figures, and every problem with place and code.

Codes are stable, texts are for people. Where to look next: `audit.verify`, which fills it in.
"""

import enum
from collections.abc import Sequence

from msgspec import Struct

MAX_PROBLEMS = 200
"""After so many, the rest is counted and not listed: one lost file must not fill the screen."""


class Fault(enum.StrEnum):
    """Every kind of problem that a verification can find."""

    # Files
    FILE_CHANGED = "file_changed"
    FILE_MISSING = "file_missing"
    FILE_TOO_LARGE = "file_too_large"
    FILE_UNEXPECTED = "file_unexpected"
    FILE_UNLISTED = "file_unlisted"
    FILE_UNREADABLE = "file_unreadable"
    NOT_TEXT = "not_text"
    TOO_FEW_FILES = "too_few_files"
    # Signed heads
    MANIFEST_WRONG = "manifest_wrong"
    POLICY_WRONG = "policy_wrong"
    QUORUM_MISSING = "quorum_missing"
    SIGNATURE_MISSING = "signature_missing"
    SIGNATURE_UNKNOWN = "signature_unknown"
    SIGNATURE_WRONG = "signature_wrong"
    SM3_WRONG = "sm3_wrong"
    # Tree and entries
    ARTICLE_WRONG = "article_wrong"
    BUNDLE_WRONG = "bundle_wrong"
    CAUSE_GIVEN = "cause_given"
    CAUSE_WRONG = "cause_wrong"
    COMMAND_MISSING = "command_missing"
    COMMAND_TWICE = "command_twice"
    ENTRY_WRONG = "entry_wrong"
    FORM_WRONG = "form_wrong"
    JOURNAL_WRONG = "journal_wrong"
    KIND_UNKNOWN = "kind_unknown"
    REASON_UNKNOWN = "reason_unknown"
    ROOT_WRONG = "root_wrong"
    TILE_WRONG = "tile_wrong"
    # Auctions, counted again
    ACTOR_WRONG = "actor_wrong"
    BID_AFTER_CLOSE = "bid_after_close"
    BID_HELD_BACK = "bid_held_back"
    BID_BEFORE_OPENING = "bid_before_opening"
    BID_OFF_STEP = "bid_off_step"
    BID_TOO_LOW = "bid_too_low"
    BID_WHILE_STOPPED = "bid_while_stopped"
    CLOSE_WRONG = "close_wrong"
    CLOSED_EARLY = "closed_early"
    CLOSED_TWICE = "closed_twice"
    CODE_NOT_ISSUED = "code_not_issued"
    CONFIRMATION_MISSING = "confirmation_missing"
    CONFIRMATION_WRONG = "confirmation_wrong"
    ID_WRONG = "id_wrong"
    LAW_WRONG = "law_wrong"
    LOT_UNKNOWN = "lot_unknown"
    NOTICE_UNLAWFUL = "notice_unlawful"
    ORDER_BROKEN = "order_broken"
    OPENED_TWICE = "opened_twice"
    OUT_OF_RANGE = "out_of_range"
    PLATFORM_WRONG = "platform_wrong"
    RANK_WRONG = "rank_wrong"
    REFUSAL_WRONG = "refusal_wrong"
    STOP_WRONG = "stop_wrong"
    RESULT_MISSING = "result_missing"
    ROUND_WRONG = "round_wrong"
    SUM_WRONG = "sum_wrong"
    TABLE_WRONG = "table_wrong"
    WINNER_WRONG = "winner_wrong"


class Problem(Struct, frozen=True):
    """Something that is wrong: where, which kind, and in words."""

    where: str
    code: Fault
    text: str


class Step(enum.IntEnum):
    """What is done with each bundle of entries, in the order in which its problems are told."""

    BUNDLE = 0
    ENTRIES = 1
    TREE = 2
    FOLDS = 3


class Found(Struct, frozen=True):
    """A problem and where on the way of a verification it belongs: which bundle, which step.

    What was found before the first bundle belongs to bundle -1.
    """

    bundle: int
    step: int
    problem: Problem


class Problems:
    """Collects problems in the order found; keeps the first ones and counts all."""

    def __init__(self) -> None:
        """Begin with none."""
        self.listed: list[Problem] = []
        self.total = 0
        self._places: list[tuple[int, int]] = []
        self._place = (-1, 0)

    @property
    def found(self) -> list[Found]:
        """Return what is listed, each with its place."""
        return [Found(*at, one) for at, one in zip(self._places, self.listed, strict=True)]

    def step(self, bundle: int, step: Step) -> None:
        """Note where the next problems belong; places only follow one another."""
        self._place = (bundle, step)

    def add(self, where: str, code: Fault, text: object) -> None:
        """Note a problem. Any text will do: what cannot be printed is escaped."""
        self.total += 1
        if len(self.listed) < MAX_PROBLEMS:
            self.listed.append(Problem(_printable(where), code, _printable(str(text))))
            self._places.append(self._place)

    def join(self, found: Sequence[Found], total: int) -> None:
        """Take in what another found on the same way: `total` problems, of which these are listed.

        Each comes where it would stand had one found them all, and none of the first ones of both
        is missing: either has listed as many as both together do.
        """
        both = sorted([*self.found, *found], key=lambda one: (one.bundle, one.step))
        del both[MAX_PROBLEMS:]
        self.listed = [one.problem for one in both]
        self._places = [(one.bundle, one.step) for one in both]
        self.total += total


def _printable(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


class Report(Struct):
    """The verdict. Keys are a contract (commands reference): more may come, none is renamed.

    `pinned` says whether the log's key came from outside the export; without it the export only
    agrees with itself. `sandbox`: nothing in it is a real court's. `quorum` says that as many
    witnesses signed as the policy asks for, `quorum_asked` whether it asks for any. Rates: leaves
    per second, the SM3 tree apart, with so many `processes` side by side.
    """

    size: int = 0
    root: str = ""
    origin: str = ""
    leaves_per_s: int = 0
    sm3_leaves_per_s: int = 0
    processes: int = 1
    pinned: bool = False
    sandbox: bool = False
    signatures_valid: bool = False
    witnesses: int = 0
    quorum: bool = False
    quorum_asked: bool = False
    tree_valid: bool = False
    sm3_valid: bool = False
    files: int = 0
    auctions_recomputed: int = 0
    draws_recomputed: int = 0
    problems_total: int = 0
    problems: list[Problem] = []

    @property
    def is_valid(self) -> bool:
        """Say whether everything was examined and nothing is wrong."""
        examined = self.signatures_valid and self.quorum and self.tree_valid and self.sm3_valid
        return examined and not self.problems_total
