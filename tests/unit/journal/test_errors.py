"""There is one error for everything that does not prove what it claims."""

from mingpai.journal.errors import VerificationError


def test_it_is_a_value_error() -> None:
    """A verification that fails is a ValueError, so that no caller takes it for success."""
    assert issubclass(VerificationError, ValueError)
