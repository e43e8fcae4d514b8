"""From the bytes of a bid log to its lines: size, encoding, line ends. Strict, and says why not.

UTF-8 (with or without BOM) is tried first, then GB18030. Which of the two a damaged file was meant
to be in is told by the words every log holds. Where to look next: `exchange.bidlog`.
"""

from msgspec import Struct

from mingpai.exchange.bidlog_problems import BidLogProblem, Trouble

MAX_BYTES = 64 * 1024 * 1024
MAX_LINE = 1000
"""Characters in a line; a real one has about sixty."""

_CONTROL = bytes(byte for byte in range(32) if byte not in b"\t\n\r") + b"\x7f"
_UTF8_BOM = b"\xef\xbb\xbf"
_WORDS_IN_UTF8 = ("成交".encode(), "出局".encode(), "状态".encode())
_CUT = ("unexpected end of data", "incomplete multibyte sequence")
"""What the two decoders say of a file that ends within a character."""


class Text(Struct, frozen=True):
    """The lines of a log without their ends. `is_ended`: the last of them had one."""

    lines: list[str]
    is_ended: bool


def read_text(data: bytes) -> Text | BidLogProblem:
    """Return the lines of a file, or why it is no text that a bid log can be in."""
    if len(data) > MAX_BYTES:
        return BidLogProblem(Trouble.TOO_LARGE, found=f"{len(data)} bytes")
    if len(data.translate(None, _CONTROL)) != len(data):
        at = next(place for place, byte in enumerate(data) if byte in _CONTROL)
        return BidLogProblem(Trouble.BINARY, _line(data, at), found=f"byte {data[at]:#04x}")
    decoded = _decode(data)
    if isinstance(decoded, BidLogProblem):
        return decoded
    if not decoded or decoded.isspace():
        return BidLogProblem(Trouble.EMPTY)
    text = decoded.replace("\r\n", "\n").replace("\r", "\n")
    is_ended = text.endswith("\n")
    lines = text.split("\n")
    if is_ended:
        lines.pop()
    if max(map(len, lines)) > MAX_LINE:
        number = next(at for at, line in enumerate(lines, 1) if len(line) > MAX_LINE)
        return BidLogProblem(Trouble.LINE_TOO_LONG, number)
    return Text(lines, is_ended)


def _decode(data: bytes) -> str | BidLogProblem:
    try:
        return data.removeprefix(_UTF8_BOM).decode("utf-8")
    except UnicodeDecodeError as error:
        is_utf8 = data.startswith(_UTF8_BOM) or any(word in data for word in _WORDS_IN_UTF8)
        if is_utf8 or error.reason in _CUT:
            return _undecodable(data, error)
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError as error:
        return _undecodable(data, error)


def _undecodable(data: bytes, error: UnicodeDecodeError) -> BidLogProblem:
    at = error.start + len(data) - len(error.object)
    trouble = Trouble.CUT_OFF if error.reason in _CUT else Trouble.NOT_TEXT
    return BidLogProblem(trouble, _line(data, at), found=f"byte {data[at]:#04x}")


def _line(data: bytes, at: int) -> int:
    return data.count(b"\n", 0, at) + 1
