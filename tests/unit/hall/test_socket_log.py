"""What reaches the log of sockets."""

import pytest

from mingpai.hall.socket_log import SOCKET_LOG


def test_faults_are_logged_and_strangers_are_not(caplog: pytest.LogCaptureFixture) -> None:
    """Broken frames and slow readers leave no line; an exception of ours does."""
    SOCKET_LOG.error("WS parser error: %s, initiate disconnect", (1009, "too long"))
    SOCKET_LOG.error("on_ws_frame raised WSProtocolError: %s", ())
    SOCKET_LOG.warning("Protocol writing pause requested")
    SOCKET_LOG.info("New connection accepted: %s", "192.0.2.7")
    SOCKET_LOG.error("Initiate disconnect because of exception from WSListener.on_ws_frame")
    assert len(caplog.records) == 1
