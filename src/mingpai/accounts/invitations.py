"""The secret by which an official enrols: shown once to whoever makes the account, good once.

Whoever makes an account therefore never knows its password or its seed. Where to look next:
`accounts.enrolling`, which takes the secret; `commands.user`, which prints it.
"""

import hmac
from datetime import datetime, timedelta

from mingpai.accounts import one_time
from mingpai.accounts.keys import AccountKeys, Random
from mingpai.accounts.model import Factor, FactorId, FactorKind
from mingpai.kernel.canon import b64url
from mingpai.kernel.ids import SubjectId

LASTS = timedelta(hours=72)
_SECRET_BYTES = 20
_ID_BYTES = 16


def new_invitation(
    account: SubjectId, *, keys: AccountKeys, random: Random, now: datetime
) -> tuple[str, Factor]:
    """Return a new secret as people type it, and what is kept of it."""
    secret = one_time.grouped(random(_SECRET_BYTES))
    kept = Factor(
        id=FactorId(b64url(random(_ID_BYTES))),
        account=account,
        kind=FactorKind.ENROLMENT,
        secret=_digest(secret, account, keys),
        made_at=now,
        ends_at=now + LASTS,
    )
    return secret, kept


def is_invitation(factor: Factor, secret: str, *, keys: AccountKeys, now: datetime) -> bool:
    """Say whether a factor is the invitation that this secret, however typed, stands for."""
    is_same = hmac.compare_digest(factor.secret, _digest(secret, factor.account, keys))
    is_open = factor.ends_at is not None and now < factor.ends_at
    return factor.kind is FactorKind.ENROLMENT and is_same and is_open


def _digest(secret: str, account: SubjectId, keys: AccountKeys) -> bytes:
    return keys.digest(account, one_time.plain(secret), purpose="enrolment")
