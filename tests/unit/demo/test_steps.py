"""The acts that a script is made of."""

from datetime import UTC, datetime

import pytest

from mingpai.demo.steps import Send, Step
from mingpai.kernel.ids import StreamId

AT = datetime(2026, 6, 11, 2, tzinfo=UTC)


def test_a_step_is_a_value() -> None:
    """Two steps of one content are equal, and none can be changed once written."""
    step = Step(AT, StreamId("disposal/2026-0001"), Send("A1234", b"{}"))
    assert step == Step(AT, StreamId("disposal/2026-0001"), Send("A1234", b"{}"))
    with pytest.raises(AttributeError):
        step.at = AT  # type: ignore[misc]
