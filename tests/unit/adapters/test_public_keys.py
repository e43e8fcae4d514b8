"""Keys that only show themselves."""

import pytest

from mingpai.adapters.public_keys import PublicKey, PublicKeyRing
from mingpai.ports import PortError


def test_a_public_ring_signs_nothing() -> None:
    """It names its keys, and refuses to sign or to give a secret."""
    key = PublicKey("a+b+c")
    ring = PublicKeyRing(key, key, key)
    assert ring.log.vkey == "a+b+c"
    with pytest.raises(PortError):
        ring.log.sign(b"x")
    with pytest.raises(PortError):
        _ = ring.command_secret
