"""Where a line of Chinese text may break: no line begins with a comma or ends with a bracket.

Figures and Latin words stay whole where they fit on a line. Pure; widths are measured by whoever
asks. Source: GB/T 15834-2011, 5.1 (places of punctuation marks).
"""

import re
from collections.abc import Callable, Iterator

_CLOSING = "，。；：、！？）》〕」』】〉”’％%,.;:!?)"
_OPENING = "（《〔「『【〈“‘("
_UNIT = re.compile(
    rf"[{re.escape(_OPENING)}]*(?:[0-9A-Za-z][0-9A-Za-z.,:/-]*|[^{re.escape(_OPENING)}]|$)"
    rf"[{re.escape(_CLOSING)}]*",
    re.DOTALL,
)
Measure = Callable[[str], float]


def lines_of(text: str, measure: Measure, *, wide: float, indent: float = 0) -> list[str]:
    """Return a text as lines of at most `wide`, the first shorter by `indent`.

    Units: those of `measure`. A unit that is wider than a line is cut where the line ends.
    """
    lines: list[str] = []
    line, left = "", wide - indent
    for unit in _units(text, measure, wide - indent):
        width = measure(unit)
        if line and width > left:
            lines.append(line.rstrip())
            line, left = "", wide
            unit = unit.lstrip()  # noqa: PLW2901 - a line does not begin with the space before it
        line += unit
        left -= width
    return [*lines, line]


def _units(text: str, measure: Measure, wide: float) -> Iterator[str]:
    """Yield what stays together: a character with its punctuation, a figure, a Latin word."""
    for found in _UNIT.finditer(text):
        unit = found[0]
        if measure(unit) <= wide:
            yield unit
        else:
            yield from unit
