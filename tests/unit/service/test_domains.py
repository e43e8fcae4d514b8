"""Which domain owns a stream."""

import pytest

from mingpai.service.domains import domain_of


@pytest.mark.parametrize(
    ("stream", "name"),
    [("disposal/2026-0001", "disposal"), ("house/journal", "house"), ("x", "x"), ("", "")],
)
def test_a_stream_belongs_to_the_domain_that_its_name_begins_with(stream: str, name: str) -> None:
    """The part before the first slash, whatever follows."""
    assert domain_of(stream) == name
