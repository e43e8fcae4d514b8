"""Tickets: what they prove, and what no forged, altered or old one does."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingpai.hall import tickets
from mingpai.hall.tickets import MAX_TICKET, Ticket, TicketOffice
from mingpai.kernel.ids import BiddingCode, StreamId

NOON = datetime(2026, 5, 26, 4, 0, tzinfo=UTC)
TICKET = Ticket(StreamId("disposal/2026-0001"), BiddingCode("A0001"), "sitting", NOON)
OFFICE = TicketOffice(b"secret".ljust(32, b"."))
BEFORE = NOON - timedelta(seconds=1)


def test_a_ticket_is_read_back_as_it_was_issued() -> None:
    """What the pages say the door reads, while the ticket lasts."""
    assert OFFICE.read(OFFICE.issue(TICKET), now=BEFORE) == TICKET


def test_a_ticket_ends() -> None:
    """At its end and after it a ticket is worth nothing."""
    assert OFFICE.read(OFFICE.issue(TICKET), now=NOON) is None


def test_another_secret_reads_nothing() -> None:
    """A ticket of another start of the service is none."""
    other = TicketOffice(b"other".ljust(32, b"."))
    assert other.read(OFFICE.issue(TICKET), now=BEFORE) is None


def test_every_altered_character_voids_a_ticket() -> None:
    """There is no place in a ticket that can be changed."""
    text = OFFICE.issue(TICKET)
    assert len(text) < MAX_TICKET
    for place, char in enumerate(text):
        altered = text[:place] + ("A" if char != "A" else "B") + text[place + 1 :]
        assert OFFICE.read(altered, now=BEFORE) is None


def test_a_sign_in_that_ended_has_no_tickets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Voided, every ticket of a sign-in is worth nothing, and others are not touched."""
    monkeypatch.setattr(tickets, "MAX_VOID", 2)
    office = TicketOffice(b"secret".ljust(32, b"."))
    office.void("other")
    assert office.read(office.issue(TICKET), now=BEFORE) == TICKET
    office.void(TICKET.session)
    office.void("third")
    assert office.read(office.issue(TICKET), now=BEFORE) is None
    office.void("fourth")
    office.void("fifth")
    assert office.read(office.issue(TICKET), now=BEFORE) == TICKET  # long over by then


@given(st.text(max_size=MAX_TICKET + 10))
def test_no_other_text_is_a_ticket(text: str) -> None:
    """Whatever a stranger sends is read without an error and proves nothing."""
    assert OFFICE.read(text, now=BEFORE) is None


@pytest.mark.parametrize("wrong", [{"lot": "no stream"}, {"code": "no code"}])
def test_a_ticket_of_ours_names_a_lot_and_a_code(wrong: dict[str, str]) -> None:
    """Even under the secret, what is no lot or no code opens nothing."""
    fields = {"lot": TICKET.lot, "code": TICKET.code, **wrong}
    ticket = Ticket(StreamId(fields["lot"]), BiddingCode(fields["code"]), "s", NOON)
    assert OFFICE.read(OFFICE.issue(ticket), now=BEFORE) is None
