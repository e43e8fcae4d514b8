"""The headers of every answer."""

from mingpai.web.security import CONTENT_SECURITY_POLICY, HEADERS


def test_nothing_may_run_or_be_framed() -> None:
    """The policy names no source of scripts, allows nothing inline, and forbids frames."""
    assert "default-src 'none'" in CONTENT_SECURITY_POLICY
    assert "frame-ancestors 'none'" in CONTENT_SECURITY_POLICY
    assert "script-src" not in CONTENT_SECURITY_POLICY
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert HEADERS["X-Content-Type-Options"] == "nosniff"
