"""The server that carries the pages."""

import socket
import urllib.request

import pytest

from mingpai.web.pages import application
from mingpai.web.server import ADDRESS, CannotServe, SiteServer
from mingpai.web.site import Site


def test_a_server_serves_and_stops(site: Site) -> None:
    """Pages are served from the moment the context is entered; afterwards the port is free."""
    with (
        SiteServer(application(site), port=0) as server,
        urllib.request.urlopen(server.url, timeout=10) as answer,
    ):
        assert answer.status == 200
        assert "Content-Security-Policy" in answer.headers
    assert not server.is_alive()
    with socket.socket() as probe:
        assert probe.connect_ex((ADDRESS, server.port)) != 0


def test_a_port_in_use_is_said_so(site: Site) -> None:
    """A port that somebody else holds is refused with what to do."""
    with socket.socket() as taken:
        taken.bind((ADDRESS, 0))
        taken.listen()
        with pytest.raises(CannotServe, match="--port"):
            SiteServer(application(site), port=taken.getsockname()[1])
