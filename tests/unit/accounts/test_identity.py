"""What is asked of an identity provider does not show."""

from mingpai.accounts.identity import Identity


def test_an_identity_does_not_show() -> None:
    """Printing one, as a log would, shows neither name nor number."""
    assert repr(Identity("王小明", "SAMPLE-000001")) == "Identity(...)"
