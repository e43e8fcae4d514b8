"""What the library of our sockets may put into the log: faults of ours, not strangers' bytes.

Anybody can open a socket and send what is no frame; that ends his connection and is no error.
Addresses are in no line. Where to look next: `hall.door`, `hall.edge` (who listen).
"""

import logging
from typing import Any

_BY_STRANGERS = ("WS parser error: ", "on_ws_frame raised WSProtocolError: ")


def _is_ours(record: logging.LogRecord) -> bool:
    return not record.msg.startswith(_BY_STRANGERS)


_logger = logging.getLogger(__name__)
_logger.setLevel(logging.ERROR)
_logger.addFilter(_is_ours)

SOCKET_LOG: "logging.LoggerAdapter[Any]" = logging.LoggerAdapter(_logger, {})
"""One for all sockets; of a plain logger the library makes a child for each connection."""
