"""From where somebody signs in, as tokens: the device for good, the address for one day.

The clear values are used here and nowhere else. A device's token is the same at every sign-in, so
that one device behind several codes can be seen. An address's is keyed with a random secret of the
day besides; once that secret is deleted, two days after, nobody can tell which address it was.
"""

from datetime import date, datetime

from msgspec import Struct

from mingpai.accounts.keys import AccountKeys, Random
from mingpai.accounts.model import Caller
from mingpai.accounts.store import AccountStore
from mingpai.kernel.moments import local_date

_SECRET_BYTES = 32


class Place(Struct, frozen=True):
    """A device and an address as tokens: 22 characters of base64url each."""

    device: str
    address: str


class Places:
    """Turns callers into places. Safe from several threads."""

    def __init__(self, store: AccountStore, keys: AccountKeys, random: Random) -> None:
        """Keep what is needed; no secret of a day is read yet."""
        self._store = store
        self._keys = keys
        self._random = random
        self._today: tuple[date, bytes] | None = None

    def of(self, caller: Caller, *, now: datetime) -> Place:
        """Return the tokens of a caller. Blocks on the store once a day. Raises: PortError."""
        device = self._keys.token(caller.device, purpose="device")
        secret = self._secret_of(local_date(now))
        return Place(device, self._keys.token(secret, caller.address, purpose="address"))

    def _secret_of(self, day: date) -> bytes:
        known = self._today
        if known is not None and known[0] == day:
            return known[1]
        secret = self._store.daily_secret(day, fresh=self._random(_SECRET_BYTES))
        self._today = (day, secret)
        return secret
