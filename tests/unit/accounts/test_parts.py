"""What desks are made of."""

from typing import Any


def test_parts_show_no_secret(office: Any) -> None:
    """Printing them, as a traceback might, shows no key."""
    assert "AccountKeys(...)" in repr(office.parts)
    assert "ssss" not in repr(office.parts)
