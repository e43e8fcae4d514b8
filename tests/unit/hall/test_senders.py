"""Addresses as tokens."""

import pytest

from mingpai.hall.senders import NOWHERE, Senders

SENDERS = Senders()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("192.0.2.7", "::ffff:192.0.2.7"),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9"),
        ("no address", None),
        ("", NOWHERE),
    ],
)
def test_one_sender_has_one_token(one: str, other: str | None) -> None:
    """An IPv4 address is one in either form, a /64 of IPv6 is one, and what is none is one."""
    assert SENDERS.token(one) == SENDERS.token(other)


def test_other_senders_have_other_tokens() -> None:
    """No two addresses share a token, nor do two networks of IPv6."""
    places = ["192.0.2.7", "192.0.2.8", "2001:db8:1:2::1", "2001:db8:1:3::1", "::1", "nowhere"]
    assert len({SENDERS.token(place) for place in places}) == len(places)


def test_a_token_says_nothing_beyond_its_process() -> None:
    """Another process names the same address otherwise, and no token holds it."""
    token = SENDERS.token("192.0.2.7")
    assert len(token) == 22
    assert Senders().token("192.0.2.7") != token
