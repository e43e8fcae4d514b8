"""Whatever is filled into a form is read, marked, or refused by the engine: nothing falls over."""

from typing import Any

import pytest

from mingpai.kernel.outcome import Refused
from mingpai.web.court.acts import acts, command_class
from mingpai.web.court.fields import Control, Group, controls_of
from mingpai.web.court.reading import read

pytestmark = pytest.mark.slow

DIGEST = "A" * 43
TEXTS: dict[str, tuple[str, ...]] = {
    "money": ("0", "90,071,992,547,409.91", "1"),
    "number": ("0", "999999999", "1"),
    "day": ("0001-01-01", "9999-12-31", "2026-05-26"),
    "instant": ("0001-01-02T00:00", "9999-12-31T23:59", "2026-05-26T10:00"),
    "digest": (DIGEST, DIGEST, DIGEST),
    "token": ("0" * 22, "_" * 22, "applicant".ljust(22, "0")),
    "long": ("\N{NULL}", "x" * 20_000, "公告"),
    "lines": ("", "FS2016-18:20.2", "XX9999:9999.99.99"),
    "yes": ("1", "", "1"),
}
IDS = {"platform": "platform/x", "code": "A0001", "case_id": "c", "property_id": "p"}


def filled(controls: Any, turn: int) -> dict[str, str]:
    """Return a form in which everything is at an edge of what can be written."""
    found: dict[str, str] = {}
    for one in controls:
        if isinstance(one, Group):
            found |= filled(one.controls, turn)
        elif isinstance(one, Control) and one.kind == "choice":
            found[one.name] = one.choices[turn % len(one.choices)][0]
        elif one.kind == "boxes":
            found |= dict.fromkeys(one.names, "1")
        elif one.kind == "id":
            found[one.name] = IDS[one.name]
        else:
            found[one.name] = TEXTS[one.kind][turn]
    return {name: text for name, text in found.items() if text}


@pytest.mark.parametrize("turn", [0, 1, 2])
@pytest.mark.parametrize("steps", [3, None])
def test_every_form_at_its_edges(court_desk: Any, chinese: Any, turn: int, steps: Any) -> None:
    """Smallest, largest and plain values of every control: the engine answers each command."""
    state = court_desk.state(court_desk.prepared(1, steps=steps))
    for command, _ in acts():
        kind = command_class(command)
        given = filled(controls_of(kind, {}, chinese), turn)
        wanted: Any = read(kind, given)
        found = court_desk.files.preview(state, wanted, actor="court/sh-xuhui", now=court_desk.now)
        assert isinstance(found, Refused | tuple), command
