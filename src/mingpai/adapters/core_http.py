"""How the pages' process asks the core, over HTTP: the port `affairs.core.Core`.

Shows the secret that the parent handed both. An answer that was lost is asked for again under the
same key, which the core carries out once. Must not know what an order means.
Where to look next: `hall.counter` (the other end).
"""

import asyncio
from types import TracebackType
from typing import Self

import httpx
import msgspec

from mingpai.accounts.model import SessionId
from mingpai.affairs.core import CoreBusy
from mingpai.hall.wire import Answered
from mingpai.ports import PortError
from mingpai.service.orders import Order, print_order

TIMEOUT_S = 10.0
"""Longer than an answer ever takes: a shorter one would only ask again for what is under way."""
PAUSES_S = (0.1, 0.5, 1.0)
"""How long to wait before each further try."""
_TOO_MANY, _UNAVAILABLE = 429, 503
_CREATED = 201
_STOPPING = "service_stopping"
_ORDER, _SIGN_OUT = "give the core an order", "tell the core of a sign-out"
_decode = msgspec.json.Decoder(Answered, strict=True).decode


class _Problem(msgspec.Struct, frozen=True):
    """What is read of a problem: its code."""

    code: str = ""


_problem = msgspec.json.Decoder(_Problem).decode


class CoreOverHttp:
    """`Core` at an address. Used on one event loop."""

    def __init__(
        self,
        address: str,
        secret: bytes,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        pauses_s: tuple[float, ...] = PAUSES_S,
    ) -> None:
        """Keep how to ask; nothing is opened yet. `transport` is another way there, for tests."""
        self._pauses_s = pauses_s
        self._client = httpx.AsyncClient(
            base_url=address,
            headers={"Authorization": f"Bearer {secret.hex()}"},
            timeout=TIMEOUT_S,
            transport=transport,
            trust_env=False,
        )

    async def __aenter__(self) -> Self:
        """Use it as long as a block lasts."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the connections."""
        await self.close()

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def order(self, order: Order) -> Answered:
        """Give an order and return its answer. Raises: CoreBusy, PortError."""
        response = await self._post("/orders", print_order(order), _ORDER)
        try:
            return _decode(response.content)
        except msgspec.DecodeError as error:
            raise _not_answered(_ORDER, response) from error

    async def sign_out(self, session: SessionId) -> None:
        """End what a sign-in has open at the door. Raises: CoreBusy, PortError."""
        body = msgspec.json.encode({"session": session})
        response = await self._post("/sign-outs", body, _SIGN_OUT)
        if response.status_code != _CREATED:
            raise _not_answered(_SIGN_OUT, response)

    async def _post(self, path: str, body: bytes, attempted: str) -> httpx.Response:
        """Send until there is an answer. Raises: CoreBusy, PortError where there was none."""
        last: Exception | None = None
        for pause_s in (0.0, *self._pauses_s):
            await asyncio.sleep(pause_s)
            try:
                response = await self._client.post(
                    path, content=body, headers={"Content-Type": "application/json"}
                )
            except httpx.TransportError as error:
                last = error
                continue
            if not _is_stopping(response):
                _raise_if_busy(response)
                return response
        msg = f"{attempted}: no answer ({type(last).__name__ if last else 'it is stopping'})"
        raise PortError(msg, retry_is_safe=True) from last


def _is_stopping(response: httpx.Response) -> bool:
    return response.status_code == _UNAVAILABLE and _code_of(response) == _STOPPING


def _raise_if_busy(response: httpx.Response) -> None:
    """Raise CoreBusy where the order was not looked at and no answer was signed."""
    if response.status_code not in (_TOO_MANY, _UNAVAILABLE) or not _code_of(response):
        return
    if b'"type":"answer"' in response.content:
        return
    after = response.headers.get("retry-after", "")
    raise CoreBusy(int(after) if after.isdecimal() else 1)


def _code_of(response: httpx.Response) -> str:
    try:
        return _problem(response.content).code
    except msgspec.DecodeError:
        return ""


def _not_answered(attempted: str, response: httpx.Response) -> PortError:
    code = _code_of(response) or "no answer of ours"
    return PortError(f"{attempted}: {response.status_code} {code:.60}", retry_is_safe=False)
