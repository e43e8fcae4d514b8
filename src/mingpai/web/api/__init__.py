"""The addresses for other programs, described: OpenAPI for HTTP, AsyncAPI for WebSockets."""
