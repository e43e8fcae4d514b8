"""The secret by which an official enrols."""

from datetime import UTC, datetime
from typing import Any

from msgspec.structs import replace

from mingpai.accounts.invitations import LASTS, is_invitation, new_invitation
from mingpai.accounts.keys import AccountKeys
from mingpai.accounts.model import FactorKind
from mingpai.kernel.ids import SubjectId

NOW = datetime(2026, 5, 26, tzinfo=UTC)


def test_an_invitation_is_its_accounts_for_three_days(keys: AccountKeys, random: Any) -> None:
    """However it is typed; not another's, not afterwards, and no other kind of factor."""
    secret, kept = new_invitation(SubjectId("s"), keys=keys, random=random, now=NOW)
    typed = f" {secret.lower().replace('-', ' ')}"
    assert is_invitation(kept, secret, keys=keys, now=NOW)
    assert is_invitation(kept, typed, keys=keys, now=NOW)
    assert secret.encode() not in kept.secret
    for factor, text, now in (
        (kept, secret[:-1], NOW),
        (kept, "", NOW),
        (kept, secret, NOW + LASTS),
        (replace(kept, account=SubjectId("t")), secret, NOW),
        (replace(kept, kind=FactorKind.RECOVERY), secret, NOW),
        (replace(kept, ends_at=None), secret, NOW),
    ):
        assert not is_invitation(factor, text, keys=keys, now=now)
