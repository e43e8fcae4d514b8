"""SNTP: one question, answered by the server that was asked, or no time at all."""

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from mingpai.adapters.time_source import PORT, SntpSource
from mingpai.house import TimeSourceKind
from mingpai.ports import PortError

NINE = datetime(2026, 5, 26, 9, tzinfo=UTC)
PACKET = struct.Struct(">BBBbII4sQQQQ")
Answer = Callable[[bytes], bytes | None]


def stamp(at: datetime) -> int:
    """Return an instant as the protocol writes it."""
    since = at - datetime(1900, 1, 1, tzinfo=UTC)
    whole = since.days * 86_400 + since.seconds
    return (whole % (1 << 32)) << 32 | (since.microseconds << 32) // 1_000_000


def right(  # noqa: PLR0913 - the fields of one packet
    question: bytes,
    *,
    first: int = 4 << 3 | 4,
    stratum: int = 2,
    received: datetime | None = NINE,
    sent: datetime | None = NINE + timedelta(seconds=2),
    echo: int | None = None,
    reason: bytes = b"\x7f\x00\x00\x01",
) -> bytes:
    """Return a right answer to a question, unless told otherwise."""
    nonce = PACKET.unpack(question)[10]
    times = [0 if at is None else stamp(at) for at in (received, sent)]
    origin = nonce if echo is None else echo
    return PACKET.pack(first, stratum, 6, -20, 0, 0, reason, 0, origin, *times)


class Server:
    """A time server of our own on this machine; answers as it is told."""

    def __init__(self) -> None:
        """Listen on any free port."""
        self.answer: Answer = right
        self.questions: list[bytes] = []
        self._wire = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._wire.bind(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    @property
    def place(self) -> str:
        """Return where it listens."""
        return f"127.0.0.1:{self._wire.getsockname()[1]}"

    def _serve(self) -> None:
        while True:
            question, sender = self._wire.recvfrom(1024)
            if not question:
                return
            self.questions.append(question)
            answer = self.answer(question)
            if answer is not None:
                self._wire.sendto(answer, sender)

    def stop(self) -> None:
        """End."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as wire:
            wire.sendto(b"", self._wire.getsockname())
        self._thread.join()
        self._wire.close()


@pytest.fixture
def server() -> Iterator[Server]:
    """Run a time server."""
    server = Server()
    yield server
    server.stop()


def test_the_time_is_that_of_the_middle_of_the_exchange(server: Server) -> None:
    """What the server says of arrival and departure gives the time half way between them."""
    source = SntpSource(server.place)
    assert source.kind is TimeSourceKind.SNTP
    assert source.ask() == NINE + timedelta(seconds=1)


def test_a_question_tells_nothing_and_is_never_the_same(server: Server) -> None:
    """A question holds a random number in the place of a time, and nothing else of ours."""
    source = SntpSource(server.place)
    source.ask()
    source.ask()
    one, other = (PACKET.unpack(question) for question in server.questions)
    assert one[:10] == other[:10] == (4 << 3 | 3, 0, 0, 0, 0, 0, bytes(4), 0, 0, 0)
    assert one[10] != other[10]


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (lambda question: right(question)[:40], "40 bytes"),
        (lambda question: right(question, echo=1), "no answer to this question"),
        (lambda question: right(question, first=4 << 3 | 3), "no answer to this question"),
        (lambda question: right(question, first=2 << 3 | 4), "no answer to this question"),
        (lambda question: right(question, stratum=0, reason=b"RATE"), "RATE"),
        (lambda question: right(question, stratum=16), "no time itself"),
        (lambda question: right(question, first=3 << 6 | 4 << 3 | 4), "no time itself"),
        (lambda question: right(question, received=None), "no time itself"),
        (lambda question: right(question, sent=None), "no time itself"),
        (lambda question: right(question, sent=NINE - timedelta(seconds=1)), "before it was asked"),
        (lambda _: None, "timed out"),
    ],
)
def test_what_is_no_right_answer_gives_no_time(server: Server, answer: Answer, says: str) -> None:
    """An answer that is short, another's, a refusal or of a server without time is no answer."""
    server.answer = answer
    with pytest.raises(PortError, match=says) as failed:
        SntpSource(server.place, timeout_s=0.2).ask()
    assert failed.value.retry_is_safe
    assert server.place in str(failed.value)


def test_a_server_that_is_not_there_gives_no_time() -> None:
    """A port where nobody listens, and a name that nobody has, are told as such."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as wire:
        wire.bind(("127.0.0.1", 0))
        port = wire.getsockname()[1]
    with pytest.raises(PortError, match=r"127\.0\.0\.1"):
        SntpSource(f"127.0.0.1:{port}", timeout_s=0.2).ask()


def test_the_next_era_is_read(server: Server) -> None:
    """The protocol's seconds begin anew in 2036, and the time goes on."""
    later = datetime(2037, 1, 1, tzinfo=UTC)
    server.answer = lambda question: right(question, received=later, sent=later)
    assert SntpSource(server.place).ask() == later


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [
        ("ntp.example", "ntp.example", PORT),
        ("ntp.example:1123", "ntp.example", 1123),
        ("192.0.2.1", "192.0.2.1", PORT),
        ("2001:db8::1", "2001:db8::1", PORT),
        ("[2001:db8::1]", "2001:db8::1", PORT),
        ("[2001:db8::1]:1123", "2001:db8::1", 1123),
    ],
)
def test_a_place_is_a_name_or_an_address(text: str, host: str, port: int) -> None:
    """A name, an address of either kind, each with a port or without."""
    source = SntpSource(text)
    assert (source.host, source.port) == (host, port)


@pytest.mark.parametrize("text", ["", "ntp.example:0", "ntp.example:70000", "a b", "[x]:y", ":12"])
def test_what_is_no_place_is_refused_with_what_to_write(text: str) -> None:
    """Anything else is refused, with the form that is understood."""
    with pytest.raises(ValueError, match=r"ntp\.example:123"):
        SntpSource(text)
