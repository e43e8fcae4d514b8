"""The course of a disposal in an export: a row for each thing that was recorded."""

import typing
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec.structs import fields, replace

from mingpai.auction.events import KINDS, BidderQualified
from mingpai.auction.model import CourtFile, Disposal, Standing
from mingpai.auction.papers import PaperIssued, PaperKind
from mingpai.auction.preparation.events import PersonNamed, PlatformAssigned
from mingpai.auction.preparation.model import AssignmentReason, Preparation, Role
from mingpai.auction.presence import HallEntered, NoticeAcknowledged
from mingpai.auction.settlement.events import BalanceReceived, ForfeitApplied, OfferMade
from mingpai.auction.settlement.model import Bucket
from mingpai.commands import lots_course
from mingpai.commands.lots_course import ATTENDANCE, DEPOSITS, LEFT_OUT, PARTS, part_of, row_of
from mingpai.commands.lots_tables import OWN
from mingpai.kernel.event import Event
from mingpai.kernel.ids import BiddingCode, LotToken, OfficeId, StreamId
from mingpai.kernel.money import Fen
from mingpai.law.content import Item, SpecialWarning

LOT = StreamId("disposal/c--1")
SOMEBODY = LotToken("somebody".ljust(22, "0"))
AT = datetime(2026, 5, 26, 2, 0, tzinfo=UTC)
KNOWN = Disposal(
    LOT,
    file=CourtFile(
        preparation=Preparation(
            persons={SOMEBODY: Role.APPLICANT}, further=((SOMEBODY, Role.CREDITOR),)
        )
    ),
)


def told(event: Event, state: Disposal = KNOWN) -> dict[str, Any]:
    """Return the row of an event."""
    part = part_of(event)
    assert part is not None
    entry: Any = SimpleNamespace(seq=7, stream=LOT, received_at=AT)
    row = dict(row_of(part, entry, event, state))
    assert list(row) == [field.name for field in part.table.fields]
    return row


def test_every_event_has_one_table_or_a_reason_to_have_none() -> None:
    """What can be recorded of a disposal stands in one table, or is left out by name."""
    known = {kind.body for kind in KINDS}
    listed = [kind for part in PARTS for kind in part.kinds]
    assert len(listed) == len(set(listed))
    assert set(listed).isdisjoint(LEFT_OUT)
    assert known - set(listed) - LEFT_OUT == set()


def test_no_two_tables_share_a_name() -> None:
    """Each table is a file of its own."""
    names = [table.name for table in (*OWN, *(part.table for part in PARTS))]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.table.name)
def test_a_column_is_something_that_an_event_says(part: Any) -> None:
    """No column of a table stays empty whatever is recorded."""
    said = {field.name for kind in part.kinds for field in fields(kind)} | {"roles"}
    if PaperIssued in part.kinds:
        said.add("kind")
    for field in part.table.fields[5:]:
        names = {field.name, *lots_course._ALSO.get(field.name, ())}
        assert names & said, field.name


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.table.name)
def test_what_an_event_says_has_a_column_but_who_it_is(part: Any) -> None:
    """Of what is recorded nothing is lost but tokens, and what the head or another table says."""
    columns = {field.name for field in part.table.fields}
    for kind in part.kinds:
        for field in fields(kind):
            hint = typing.get_type_hints(kind)[field.name]
            if field.name in columns | LEFT_BY_NAME or "LotToken" in str(hint):
                continue
            if part is ATTENDANCE and field.name in UNTOLD:
                continue
            under = {name for name in columns if field.name in lots_course._ALSO.get(name, ())}
            assert under or (kind, field.name) == (PaperIssued, "paper"), (kind, field.name)


LEFT_BY_NAME = {
    *("buyer", "commitment", "standing", "claim_fen", "rank", "court", "case_id", "property_id"),
    *("property_class", "nature", "traits", "role"),
}
"""Keyed commitments; who holds a code, as what; what the tables of cases and disposals say."""


UNTOLD = {"code", "device_token", "address_token"}
"""Under which code somebody entered a hall, and from where."""


def test_attendance_says_that_somebody_came_and_not_who() -> None:
    """Neither code nor device nor address nor role stands in the row, whoever it was."""
    noted = NoticeAcknowledged(1, SOMEBODY, (Item.NOTICE,), (SpecialWarning.AS_IS,))
    row = told(noted)
    assert (row["event"], row["items"], row["warnings"]) == (
        "notice_acknowledged",
        (Item.NOTICE.value,),
        (SpecialWarning.AS_IS.value,),
    )
    entered = told(HallEntered(1, BiddingCode("A0001"), "d" * 22, "a" * 22))
    assert (entered["event"], entered["round"]) == ("hall_entered", 1)
    for secret in (SOMEBODY, "A0001", "d" * 22, "a" * 22, "applicant"):
        assert secret not in str(row) + str(entered)


def test_who_an_entry_speaks_of_is_told_by_his_roles() -> None:
    """A token becomes every role that its person has on file, and stands nowhere itself."""
    row = told(OfferMade(1, SOMEBODY, Fen(5), 1, "paper", on=date(2026, 6, 1)))
    assert (row["roles"], row["claim_fen"], row["on"]) == (
        ("applicant", "creditor"),
        5,
        date(2026, 6, 1),
    )
    assert SOMEBODY not in str(row)
    stranger = told(PersonNamed(LotToken("x" * 22), Role.DEBTOR))
    assert stranger["roles"] == ()


def test_days_and_papers_stand_in_one_column_each() -> None:
    """Whatever an event calls its day and its paper, they are found in the same place."""
    row = told(BalanceReceived(1, Fen(5), Fen(12), date(2026, 6, 1)))
    assert (row["event"], row["round"], row["on"]) == ("balance_received", 1, date(2026, 6, 1))
    assert (row["seq"], row["recorded_at"], row["capacity"]) == (7, AT, None)
    assigned = told(
        PlatformAssigned(
            OfficeId("platform/jd"),
            "national/2019",
            AssignmentReason.NO_CHOICE_DRAW,
            "draw",
            date(2026, 4, 1),
        )
    )
    assert (assigned["reason"], assigned["paper"]) == ("no_choice_draw", "draw")


def test_parts_and_kinds_are_plain() -> None:
    """A forfeit's uses stand under their names, a paper's kind under its own."""
    row = told(ForfeitApplied(1, ((Bucket.COSTS, Fen(3)),), "paper"))
    assert row["parts"] == {Bucket.COSTS.value: 3}
    issued = told(PaperIssued(PaperKind.NOTICE, 1, "7K2M-0QXA-93TB-HJ5C", "h", "p"))
    assert (issued["kind"], issued["html"]) == ("notice", "h")


def test_a_deposit_says_its_code_alone() -> None:
    """Of whoever registered the code is told, not as what he did."""
    qualified = BidderQualified(
        1, BiddingCode("A0001"), SOMEBODY, Standing.APPLICANT, 0, Fen(7), on=date(2026, 4, 21)
    )
    assert part_of(qualified) is DEPOSITS
    row = told(qualified, replace(KNOWN))
    assert (row["code"], row["paid_fen"], row["held_by"]) == ("A0001", 7, "platform")
    assert "applicant" not in str(row)
