"""How long a sign-in lasts, and what makes a new one. Pure but for the bytes it is handed.

Thirty minutes without use end it, and twelve hours in any case, but never before what it was held
for: while a lot runs that its holder has entered, no sign-in expires. The token is 32 random
bytes that only its holder has; what is kept is its SHA-256.
"""

import hashlib
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from mingpai.accounts.keys import Random
from mingpai.accounts.model import Account, Session, SessionId, Viewer
from mingpai.accounts.places import Place
from mingpai.kernel.canon import NotCanonical, b64url, parse_b64url

IDLE = timedelta(minutes=30)
"""Without use, a sign-in ends after so long."""
ABSOLUTE = timedelta(hours=12)
"""In use or not, it ends so long after it began."""
FRESH = timedelta(minutes=5)
"""So long after a factor was shown, what binds may be signed."""
SEEN_EVERY = timedelta(minutes=1)
"""Use is noted no more often than this: a sign-in may end so much sooner."""
TOKEN_BYTES = 32
_ID_BYTES = 16


class Opened(Struct, frozen=True):
    """A new token, to be given to its holder once, and the session that is kept of it."""

    token: str
    session: Session

    def __repr__(self) -> str:
        """Say which session, and not its token."""
        return f"Opened({self.session.id})"


def new_session(account: Account, place: Place, *, now: datetime, random: Random) -> Opened:
    """Make a session that nobody had before, fresh from its beginning. Keeps nothing."""
    token = random(TOKEN_BYTES)
    session = Session(
        id=SessionId(b64url(random(_ID_BYTES))),
        digest=digest_of_bytes(token),
        account=account.id,
        device=place.device,
        address=place.address,
        made_at=now,
        seen_at=now,
        fresh_until=now + FRESH,
        held_until=now,
    )
    return Opened(b64url(token), session)


def renewed(
    session: Session, place: Place, *, fresh_until: datetime, now: datetime, random: Random
) -> Opened:
    """Make a session in the place of another: same id and beginning, new token."""
    token = random(TOKEN_BYTES)
    session = replace(
        session,
        digest=digest_of_bytes(token),
        device=place.device,
        address=place.address,
        seen_at=max(now, session.seen_at),
        fresh_until=fresh_until,
    )
    return Opened(b64url(token), session)


def digest_of(token: str) -> bytes | None:
    """Return the digest under which a token is kept; None for what is no token."""
    try:
        raw = parse_b64url(token)
    except NotCanonical:
        return None
    return digest_of_bytes(raw) if len(raw) == TOKEN_BYTES else None


def digest_of_bytes(token: bytes) -> bytes:
    """Return the SHA-256 of a token. It is random, so that nothing slower is needed."""
    return hashlib.sha256(token).digest()


def expires_at(session: Session) -> datetime:
    """Return when a session ends if it is not used again: never before what it is held for."""
    return max(min(session.seen_at + IDLE, session.made_at + ABSOLUTE), session.held_until)


def viewer_of(session: Session, account: Account) -> Viewer:
    """Return who looks."""
    return Viewer(
        account=account.id,
        login=account.login,
        role=account.role,
        office=account.office,
        cases=account.cases,
        language=account.language,
        session=session.id,
        digest=session.digest,
        fresh_until=session.fresh_until,
        expires_at=expires_at(session),
    )
