"""The port `IdentityProvider`: whether a name and an identity number are one person's.

What is asked passes through and is kept nowhere here; names stay in the subject store.
`accounts.simulated_identity` stands in for a real one in demonstrations, and says so.
"""

from typing import Protocol

from msgspec import Struct


class Identity(Struct, frozen=True):
    """What a person says of himself, to be checked. Shows nothing when printed."""

    name: str
    number: str

    def __repr__(self) -> str:
        """Say nothing of what it holds."""
        return "Identity(...)"


class Verdict(Struct, frozen=True):
    """A provider's answer. `provider` names it; `is_simulated` marks one that knows nobody."""

    is_verified: bool
    provider: str
    is_simulated: bool


class IdentityProvider(Protocol):
    """A real-name check, such as the public security organs' service.

    Safe from several threads; blocks while it asks. The same question gets the same answer as
    long as the person's papers do not change; asking twice is safe. Raises: PortError where no
    answer could be had, which is no verdict. Nothing of the question stands in an error or a log.
    """

    def check(self, identity: Identity) -> Verdict:
        """Say whether name and number are one person's."""
        ...
