"""An identity provider that knows nobody: for demonstrations and tests, and marked as such.

Verifies only identity numbers that cannot be real ones, so that no real person is ever verified by
it or asked to type a real number in.
"""

import re

from mingpai.accounts.identity import Identity, Verdict

SIMULATED = "simulated: no authority was asked"
_SAMPLE = re.compile(r"SAMPLE-[0-9]{6}")


class SimulatedIdentityProvider:
    """`accounts.identity.IdentityProvider` over nothing: `SAMPLE-` and six digits is verified."""

    def check(self, identity: Identity) -> Verdict:
        """Verify a made-up number with any name; refuse everything else."""
        is_sample = bool(_SAMPLE.fullmatch(identity.number)) and bool(identity.name.strip())
        return Verdict(is_verified=is_sample, provider=SIMULATED, is_simulated=True)
