"""Citizens' affairs as rows of their tables and back, with the statements that name the columns.

Where to look next: `adapters.postgres_affairs` (who asks), step 0003 of the schema (the tables).
"""

from typing import Any

from mingpai.affairs.model import Capacity, Kind, Message, Pending, Registration
from mingpai.kernel.ids import BiddingCode, LotToken, StreamId, SubjectId

Row = tuple[Any, ...]

REGISTRATIONS = (
    "SELECT lot, round, account, token, capacity, made_at, paper, commitment, acknowledged_at,"
    " others, confirmed_at, code, password_hash, sealed_password FROM subjects.registration"
)
ADD_REGISTRATION = (
    "INSERT INTO subjects.registration (lot, round, account, token, capacity, made_at, paper,"
    " commitment, acknowledged_at, others, confirmed_at, code, password_hash, sealed_password)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
    " ON CONFLICT (lot, round, account) DO NOTHING"
)
PENDING = (
    "SELECT lot, round, token, code, password_hash, sealed_password, command, begun_at"
    " FROM subjects.pending_code WHERE lot = %s AND round = %s AND token = %s"
)
ADD_PENDING = (
    "INSERT INTO subjects.pending_code"
    " (lot, round, token, code, password_hash, sealed_password, command, begun_at)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
)
MESSAGES = (
    "SELECT id, account, lot, round, kind, at, seq, price_fen, moment, read_at"
    " FROM subjects.message"
)
ADD_MESSAGE = (
    "INSERT INTO subjects.message"
    " (id, account, lot, round, kind, at, seq, price_fen, moment, read_at)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (id) DO NOTHING"
)


def registration_row(one: Registration) -> Row:
    """Return a registration as a row of its table."""
    return (
        one.lot,
        one.round,
        one.account,
        one.token,
        one.capacity,
        one.made_at,
        one.paper,
        one.commitment,
        one.acknowledged_at,
        " ".join(one.others),
        one.confirmed_at,
        one.code,
        one.password_hash,
        one.sealed_password,
    )


def registration_of(row: Row) -> Registration:
    """Return a row as a registration."""
    lot, number, account, token, capacity, made_at, paper, commitment, *rest = row
    acknowledged_at, others, confirmed_at, code, password_hash, sealed = rest
    return Registration(
        lot=StreamId(lot),
        round=number,
        account=SubjectId(account),
        token=LotToken(token),
        capacity=Capacity(capacity),
        made_at=made_at,
        paper=paper,
        commitment=commitment,
        acknowledged_at=acknowledged_at,
        others=tuple(LotToken(one) for one in others.split()),
        confirmed_at=confirmed_at,
        code=None if code is None else BiddingCode(code),
        password_hash=password_hash,
        sealed_password=None if sealed is None else bytes(sealed),
    )


def pending_row(one: Pending) -> Row:
    """Return a code on its way as a row of its table."""
    return (
        one.lot,
        one.round,
        one.token,
        one.code,
        one.password_hash,
        one.sealed_password,
        one.order,
        one.begun_at,
    )


def pending_of(row: Row) -> Pending:
    """Return a row as a code on its way."""
    lot, number, token, code, password_hash, sealed, order, begun_at = row
    return Pending(
        lot=StreamId(lot),
        round=number,
        token=LotToken(token),
        code=BiddingCode(code),
        password_hash=password_hash,
        sealed_password=bytes(sealed),
        order=bytes(order),
        begun_at=begun_at,
    )


def message_row(one: Message) -> Row:
    """Return a message as a row of its table."""
    return (
        one.id,
        one.account,
        one.lot,
        one.round,
        one.kind,
        one.at,
        one.seq,
        one.price_fen,
        one.when,
        one.read_at,
    )


def message_of(row: Row) -> Message:
    """Return a row as a message."""
    name, account, lot, number, kind, at, seq, price_fen, when, read_at = row
    return Message(
        id=name,
        account=SubjectId(account),
        lot=StreamId(lot),
        round=number,
        kind=Kind(kind),
        at=at,
        seq=seq,
        price_fen=price_fen,
        when=when,
        read_at=read_at,
    )
