"""The headers of every answer. Scripts and styles are files of ours; a page holds none of its own.

A script may speak to this site alone, so that what a page is given stays between the reader and us.
"""

from mingpai.web.live import Live

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; "
    "img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

HEADERS: dict[str, str] = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def headers_for(live: Live | None) -> dict[str, str]:
    """Return the headers of a site whose pages may also connect to where its sockets end."""
    if live is None:
        return HEADERS
    policy = CONTENT_SECURITY_POLICY.replace(
        "connect-src 'self'", f"connect-src 'self' {live.connects}"
    )
    return {**HEADERS, "Content-Security-Policy": policy}
