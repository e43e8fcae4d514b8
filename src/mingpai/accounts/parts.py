"""What the desks of this package are made of."""

from msgspec import Struct

from mingpai.accounts.keys import AccountKeys, Random
from mingpai.accounts.passkeys import Passkeys
from mingpai.accounts.passwords import Passwords
from mingpai.accounts.store import AccountStore
from mingpai.ports import Clock


class Parts(Struct, frozen=True):
    """One of each for a process. `random` is the system's generator (`secrets.token_bytes`)."""

    store: AccountStore
    passwords: Passwords
    passkeys: Passkeys
    keys: AccountKeys
    clock: Clock
    random: Random
