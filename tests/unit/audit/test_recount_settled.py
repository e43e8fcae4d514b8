"""Claims about counting again what follows a round."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest

from mingpai.audit.recount import CONFIRMATION_GRACE, Recount
from mingpai.audit.report import Problems
from mingpai.kernel.canon import canonical

Life = Callable[[str], Any]
Found = Callable[..., set[str]]
Alter = Callable[..., bytes]

FORGERIES: list[tuple[str, str, int, dict[str, Any], str]] = [
    # life, kind, which of them, changed body, the fault that must be among those found
    ("taken", "creditors_asked", 0, {"price_fen": 1}, "winner_wrong"),
    ("taken", "creditors_asked", 0, {"round": 2}, "round_wrong"),
    ("taken", "set_off_awarded", 0, {"price_fen": 1}, "winner_wrong"),
    ("taken", "set_off_awarded", 0, {"round": 2}, "round_wrong"),
    ("taken", "buyer_defaulted", 0, {"code": "A1001"}, "winner_wrong"),
    ("taken", "buyer_defaulted", 0, {"round": 2}, "round_wrong"),
    ("taken", "sale_annulled", 0, {"round": 1}, "round_wrong"),
    ("taken", "sale_ruled", 0, {"round": 1}, "round_wrong"),
    ("taken", "property_delivered", 0, {"round": 1}, "round_wrong"),
    ("ladder", "no_offer_recorded", 0, {"round": 2}, "round_wrong"),
    ("ladder", "sale_annulled", 0, {"round": 2}, "round_wrong"),
    ("withdrawn", "buyer_defaulted", 0, {"code": "A1001"}, "winner_wrong"),
    ("withdrawn", "buyer_defaulted", 0, {"code": None}, "winner_wrong"),
    ("revoked", "default_revoked", 0, {"code": "A1001"}, "winner_wrong"),
    ("revoked", "default_revoked", 0, {"round": 9}, "round_wrong"),
    ("revoked", "default_revoked", 1, {"round": 2}, "round_wrong"),
    ("revoked", "default_revoked", 1, {"is_restored": True}, "round_wrong"),
    ("revoked", "default_revoked", 1, {"return_fen": 1}, "sum_wrong"),
    ("revoked", "forfeit_applied", 0, {"round": 1}, "sum_wrong"),
    ("revoked", "forfeit_applied", 0, {"round": 3}, "sum_wrong"),
    ("revoked", "forfeit_applied", 0, {"round": 9}, "sum_wrong"),
    ("revoked", "forfeit_applied", 0, {"parts": [["costs", 99_999]]}, "sum_wrong"),
    ("revoked", "proceeds_distributed", 0, {"debtor_fen": 1}, "sum_wrong"),
    ("retaken", "proceeds_distributed", 0, {"debtor_fen": 1}, "sum_wrong"),
    ("criminal", "proceeds_distributed", 0, {"debtor_fen": 1}, "sum_wrong"),
]


@pytest.mark.parametrize(("lot", "kind", "nth", "body", "fault"), FORGERIES)
def test_each_forged_settlement_is_found(  # noqa: PLR0913 - a table of five columns
    lot: str, kind: str, nth: int, body: dict[str, Any], fault: str, *, life: Life, found: Found
) -> None:
    """A set-off at another price, and a default or annulment of what was not sold, is told."""
    assert fault in found(life(lot).changed(kind, nth, body=body))


@pytest.mark.parametrize(
    ("lot", "kind"),
    [
        ("taken", "creditors_asked"),
        ("taken", "set_off_awarded"),
        ("taken", "buyer_defaulted"),
        ("taken", "sale_annulled"),
        ("taken", "sale_ruled"),
        ("taken", "property_delivered"),
        ("ladder", "no_offer_recorded"),
        ("returned", "disposal_ended"),
        ("criminal", "self_disposal_approved"),
        ("criminal", "self_disposal_concluded"),
    ],
)
def test_only_the_court_settles(lot: str, kind: str, *, life: Life, found: Found) -> None:
    """Whoever else records what follows a round, it is a problem."""
    assert "actor_wrong" in found(life(lot).changed(kind, actor="platform/mingpai-hall"))


def test_nothing_is_set_off_after_a_sale(life: Life, found: Found, altered: Alter) -> None:
    """Creditors are asked after a failed round alone, and not beside one who has it."""
    one, sold = life("taken"), life("withdrawn")
    asked = one.leaves[one.place("creditors_asked")]
    moved = asked.replace(b"disposal/taken", b"disposal/withdrawn")
    moved = altered(moved, body={"round": 3}, received_at=LATE, at=LATE)
    assert "round_wrong" in found([*sold.until("round_sold"), moved])
    again = altered(asked, received_at=LATE, at=LATE)
    assert "round_wrong" in found([*one.until("set_off_awarded"), again])


LATE = "2027-01-01T00:00:00Z"


def test_what_was_struck_is_not_ruled_upon(life: Life, found: Found, altered: Alter) -> None:
    """After an annulment there is nothing to rule, and after a default nothing to annul."""
    one, taken = life("ladder"), life("taken")
    ruled = taken.leaves[taken.place("sale_ruled")]
    moved = ruled.replace(b"disposal/taken", b"disposal/ladder")
    moved = altered(moved, received_at=LATE, at=LATE)
    assert found([*one.until("round_sold"), moved]) == set()
    assert "round_wrong" in found([*one.until("sale_annulled"), moved])
    struck = one.leaves[one.place("sale_annulled")]
    twice = altered(struck, received_at=LATE, at=LATE)
    assert "round_wrong" in found([*one.until("sale_annulled"), twice])


def test_nothing_is_recorded_of_a_lot_without_a_round(
    life: Life, found: Found, altered: Alter
) -> None:
    """Before its first notice nothing of a lot can be paid, ruled or set off."""
    one = life("taken")
    for kind in ("sale_ruled", "buyer_defaulted", "creditors_asked"):
        early = altered(one.leaves[one.place(kind)], received_at=LATE, at=LATE)
        assert "round_wrong" in found([*one.until("platform_assigned"), early])


def test_no_result_follows_a_round_that_was_struck(life: Life, found: Found) -> None:
    """A result after a withdrawal, and a confirmation after an annulment, is a problem."""
    one, other = life("withdrawn"), life("ladder")
    passed = other.leaves[other.place("round_passed_in")]
    moved = passed.replace(b"disposal/ladder", b"disposal/withdrawn")
    assert "stop_wrong" in found([*one.until("round_withdrawn"), moved])
    confirmed = other.leaves[other.place("confirmation_published")]
    without = other.without("confirmation_published")
    at = next(n for n, leaf in enumerate(without) if b"sale_annulled" in leaf)
    assert "confirmation_wrong" in found([*without[: at + 1], confirmed])


@pytest.mark.rule("K28")
def test_a_sale_that_was_struck_late_needed_its_confirmation(
    life: Life, count: Callable[..., Recount], problems: Problems
) -> None:
    """A confirmation is missing where the sale stood for more than a day before it was struck."""
    one = life("withdrawn")
    recount = count(one.without("confirmation_published"))
    recount.finish(datetime.fromisoformat(LATE))
    assert [problem.code.value for problem in problems.listed] == ["confirmation_missing"]
    (lot,) = recount.lots.values()
    struck = lot.rounds[2]
    assert struck.undone_at is not None
    assert struck.undone_at - struck.closes_at > CONFIRMATION_GRACE
    problems.listed.clear()
    struck.undone_at = struck.closes_at + timedelta(hours=1)
    recount.finish(datetime.fromisoformat(LATE))
    assert problems.listed == []


def test_a_round_that_stands_still_lacks_no_result(
    life: Life, count: Callable[..., Recount], problems: Problems
) -> None:
    """However long bidding stands still its result is not late; resumed and closed, it is."""
    one = life("deferred")
    count(one.until("bidding_stopped")).finish(datetime.fromisoformat(LATE))
    assert problems.listed == []
    count(one.until("bidding_resumed")).finish(datetime.fromisoformat(LATE))
    assert [problem.code.value for problem in problems.listed] == ["result_missing"]


def test_the_end_of_a_disposal_is_kept(life: Life, count: Callable[..., Recount]) -> None:
    """A lot is over once returned or sold by its owner, and not where that came to nothing."""

    def is_over(leaves: list[bytes]) -> bool:
        (lot,) = count(leaves).lots.values()
        return lot.over

    assert is_over(life("returned").leaves)
    criminal = life("criminal")
    assert is_over(criminal.leaves)
    assert not is_over(criminal.changed("self_disposal_concluded", body={"is_sold": False}))
    assert is_over(life("revoked").leaves)
    assert msgspec.json.decode(criminal.leaves[-1])["kind"] == "auction.case_ended"


def test_a_case_ends_once_its_lot_is_over(life: Life, found: Found) -> None:
    """By the court, and not while the lot goes on."""
    one = life("criminal")
    assert found(one.leaves) == set()
    assert "actor_wrong" in found(one.changed("case_ended", actor="platform/mingpai-hall"))
    assert "round_wrong" in found(one.without("self_disposal_concluded"))


def test_a_payout_does_not_hinder_an_annulment(
    life: Life, count: Callable[..., Recount], altered: Alter
) -> None:
    """The lot is over with its payout, and no longer once the sale is annulled."""
    one, returned = life("ladder"), life("returned")
    ended = returned.leaves[returned.place("disposal_ended")]
    moved = ended.replace(b"disposal/returned", b"disposal/ladder")
    struck = one.leaves[one.place("sale_annulled")]
    paid = {"creditors_fen": 1, "costs_fen": 0, "debtor_fen": 0, "on": "2026-06-01"}
    plain = msgspec.json.decode(moved)
    plain |= {"kind": "auction.proceeds_distributed", "body": paid | {"proof": "A" * 43}}
    plain |= {"received_at": LATE, "at": LATE}
    payout = canonical(plain)
    sold = one.until("round_sold")
    (lot,) = count([*sold, payout]).lots.values()
    assert lot.over
    (lot,) = count([*sold, payout, altered(struck, received_at=LATE, at=LATE)]).lots.values()
    assert not lot.over


def test_a_default_is_taken_back_once(life: Life, found: Found) -> None:
    """What nobody decided, or took back before, is not taken back; nothing follows a taken one."""
    for name in ("revoked", "retaken"):
        one = life(name)
        assert found(one.leaves) == set()
        assert "round_wrong" in found(one.twice("default_revoked"))
        assert "round_wrong" in found(one.without("buyer_defaulted"))
        assert "round_wrong" in found(one.without("default_revoked"))
    assert "round_wrong" in found(life("revoked").twice("default_revoked", 1))
    assert "sum_wrong" in found(life("revoked").twice("forfeit_applied"))


def test_no_taker_comes_back_once_others_were_asked(
    life: Life, found: Found, altered: Alter
) -> None:
    """After a taker's default the creditors were asked anew: his set-off does not stand again."""
    one = life("retaken")
    asked = one.leaves[one.place("creditors_asked")]
    revoked = one.leaves[one.place("default_revoked")]
    course = [*one.until("buyer_defaulted"), altered(asked, received_at=LATE, at=LATE)]
    assert found(course) == set()
    assert "round_wrong" in found([*course, altered(revoked, received_at=LATE, at=LATE)])


def test_nothing_is_paid_out_of_nothing(life: Life, found: Found, altered: Alter) -> None:
    """A payout needs a sale, a set-off, or the debtor's own sale that was paid."""
    one = life("criminal")
    assert "round_wrong" in found(one.changed("self_disposal_concluded", body={"is_sold": False}))
    payout = one.leaves[one.place("proceeds_distributed")]
    early = altered(payout, received_at=LATE, at=LATE)
    assert "round_wrong" in found([*one.until("platform_assigned"), early])
