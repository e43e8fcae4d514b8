"""What is sealed opens for its owner and purpose alone; tokens tell nothing without the key."""

import pytest

from mingpai.accounts.keys import AccountKeys, SealBroken, secret_from
from mingpai.kernel.outcome import InvariantBroken


def test_what_is_sealed_opens_only_for_its_owner_and_purpose(keys: AccountKeys) -> None:
    """Another owner, purpose or key, a changed bit, half of it, or nothing: never opened."""
    sealed = keys.seal(b"seed", owner="wang", purpose="app")
    assert keys.unseal(sealed, owner="wang", purpose="app") == b"seed"
    assert b"seed" not in sealed
    other = AccountKeys(b"t" * 32, lambda many: b"n" * many)
    flipped = sealed[:-1] + bytes([sealed[-1] ^ 1])
    for ring, bytes_, owner, purpose in (
        (keys, sealed, "li", "app"),
        (keys, sealed, "wang", "other"),
        (other, sealed, "wang", "app"),
        (keys, flipped, "wang", "app"),
        (keys, sealed[:20], "wang", "app"),
        (keys, b"", "wang", "app"),
    ):
        with pytest.raises(SealBroken) as caught:
            ring.unseal(bytes_, owner=owner, purpose=purpose)
        assert "seed" not in str(caught.value)


def test_the_same_is_sealed_differently_each_time(keys: AccountKeys) -> None:
    """Two seals of one secret cannot be seen to be of one."""
    seals = {keys.seal(b"seed", owner="wang", purpose="app") for _ in range(3)}
    assert len(seals) == 3


def test_a_digest_depends_on_purpose_and_on_where_parts_end(keys: AccountKeys) -> None:
    """Parts cannot be shifted into one another, nor a purpose into a part."""
    digests = {
        keys.digest("a", "bc", purpose="p"),
        keys.digest("ab", "c", purpose="p"),
        keys.digest("abc", purpose="p"),
        keys.digest("a", "bc", purpose="q"),
        keys.digest("bc", purpose="pa"),
    }
    assert len(digests) == 5
    assert len(keys.token("a", purpose="p")) == 22


def test_a_form_token_is_its_holders_alone(keys: AccountKeys) -> None:
    """Another holder's, another key's, a changed, an empty or a senseless one is refused."""
    token = keys.form_token(b"holder")
    assert keys.is_form_token(token, b"holder")
    other = AccountKeys(b"t" * 32, lambda many: b"n" * many)
    for wrong in (
        keys.form_token(b"x"),
        other.form_token(b"holder"),
        token[:-1],
        "",
        "é",
        token + "A",
    ):
        assert not keys.is_form_token(wrong, b"holder")


def test_the_secret_is_drawn_from_the_services_and_does_not_show() -> None:
    """The same root gives the same secret, which is not the root; printing shows nothing."""
    root = b"r" * 32
    assert secret_from(root) == secret_from(root) != root
    assert len(secret_from(root)) == 32
    assert repr(AccountKeys(root, bytes)) == "AccountKeys(...)"
    with pytest.raises(InvariantBroken):
        AccountKeys(b"short", bytes)
