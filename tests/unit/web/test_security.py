"""The headers of every answer."""

from mingpai.web.security import CONTENT_SECURITY_POLICY, HEADERS


def test_nothing_foreign_may_run_or_frame() -> None:
    """Scripts and connections are to this site alone, nothing is allowed inline, frames never."""
    assert "default-src 'none'" in CONTENT_SECURITY_POLICY
    assert "frame-ancestors 'none'" in CONTENT_SECURITY_POLICY
    directives = CONTENT_SECURITY_POLICY.split("; ")
    assert {"script-src 'self'", "connect-src 'self'"} <= set(directives)
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert HEADERS["X-Content-Type-Options"] == "nosniff"
