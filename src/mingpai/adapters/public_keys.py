"""A key ring that can sign nothing: for processes that only read and show."""

from msgspec import Struct

from mingpai.ports import PortError


class PublicKey(Struct, frozen=True):
    """A `ports.Signer` that knows its vkey and refuses to sign."""

    vkey: str

    def sign(self, message: bytes) -> bytes:
        """Raise PortError: this process holds no key."""
        del message
        msg = "sign: this process holds no key that signs"
        raise PortError(msg, retry_is_safe=False)


class PublicKeyRing(Struct, frozen=True):
    """A `ports.KeyRing` of public halves."""

    log: PublicKey
    receipts: PublicKey
    sm2: PublicKey

    @property
    def command_secret(self) -> bytes:
        """Raise PortError: this process holds no secret."""
        msg = "read the commands' secret: this process holds none"
        raise PortError(msg, retry_is_safe=False)
