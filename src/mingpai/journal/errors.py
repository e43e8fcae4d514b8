"""The one error of everything that verifies: do not trust this, whatever the cause."""


class VerificationError(ValueError):
    """What was examined does not prove what it claims; the text says which step failed."""
