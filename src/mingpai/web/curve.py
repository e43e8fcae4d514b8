"""The price curve of a lot, as SVG made on the server: no script, no style of its own.

Bidding crowds into its last minutes, so time is drawn in two parts: from the opening to ten
minutes before the scheduled close on the left, everything after it on the right.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from markupsafe import Markup, escape
from msgspec import Struct

from mingpai.service.projections import BidRow

WIDTH, HEIGHT = 900, 290
_LEFT, _RIGHT, _TOP, _BOTTOM = 14, 14, 34, 34
_TIGHT = 190
"""Below so much room on the right, two labels would run into each other."""
_SHARE_PERCENT = 34
"""How much of the width the left part takes."""
_CLOSE_UP = timedelta(minutes=10)


class Window(Struct, frozen=True):
    """The window of a round: opening, scheduled close, close as it stands, and now."""

    opens_at: datetime
    scheduled: datetime
    ends_at: datetime
    seen_until: datetime


class Labels(Struct, frozen=True):
    """The words in a drawing, in the reader's language."""

    title: str
    start: str
    opens: str
    scheduled: str
    ends: str
    top: str


class _Scale:
    """Where an instant and an amount lie in the drawing, in tenths of a unit."""

    def __init__(self, window: Window, *, least_fen: int, most_fen: int) -> None:
        self._window = window
        self._break_at = max(window.scheduled - _CLOSE_UP, window.opens_at)
        self._least = least_fen
        self._range = max(most_fen - least_fen, 1)
        inner = WIDTH - _LEFT - _RIGHT
        self.break_x = (_LEFT + inner * _SHARE_PERCENT // 100) * 10
        self._right_x = (WIDTH - _RIGHT) * 10

    def x(self, at: datetime) -> int:
        if at < self._break_at:
            return _between(
                at, self._window.opens_at, self._break_at, from_=_LEFT * 10, to=self.break_x
            )
        return _between(
            at, self._break_at, self._window.ends_at, from_=self.break_x, to=self._right_x
        )

    def y(self, amount_fen: int) -> int:
        inner = (HEIGHT - _TOP - _BOTTOM) * 10
        return (HEIGHT - _BOTTOM) * 10 - inner * (amount_fen - self._least) // self._range


def _between(at: datetime, first: datetime, last: datetime, *, from_: int, to: int) -> int:
    length = max((last - first) // timedelta(milliseconds=1), 1)
    part = min(max((at - first) // timedelta(milliseconds=1), 0), length)
    return from_ + (to - from_) * part // length


def _n(tenths: int) -> str:
    return f"{tenths // 10}.{tenths % 10}"


def curve(
    bids: Sequence[BidRow], window: Window, labels: Labels, *, start_price_fen: int
) -> Markup:
    """Return the drawing; bids that extended or matched are marked.

    Requires: at least one bid.
    """
    scale = _Scale(window, least_fen=start_price_fen, most_fen=bids[-1].price_fen)
    base_y, top_y = (HEIGHT - _BOTTOM) * 10, _TOP * 10
    points = f"M{_n(scale.x(bids[0].received_at))} {_n(base_y)}"
    marks: list[str] = []
    for bid in bids:
        x, y = scale.x(bid.received_at), scale.y(bid.price_fen)
        points += f"V{_n(y)}" if bid is bids[0] else f"H{_n(x)}V{_n(y)}"
        kind = "match" if bid.is_match else "late" if bid.is_extension else "early"
        marks.append(f'<circle class="bid {kind}" cx="{_n(x)}" cy="{_n(y)}" r="2.4"/>')
    points += f"H{_n(scale.x(min(window.seen_until, window.ends_at)))}"
    scheduled_x, end_x = scale.x(window.scheduled), scale.x(window.ends_at)
    shade = (
        f'<rect class="extended" x="{_n(scheduled_x)}" y="{_n(top_y)}"'
        f' width="{_n(end_x - scheduled_x)}" height="{_n(base_y - top_y)}"/>'
        if end_x > scheduled_x
        else ""
    )
    return Markup(  # noqa: S704 - every text in it is escaped here, the rest are numbers
        f'<svg class="curve" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="curve">'
        f'<title id="curve">{escape(labels.title)}</title>{shade}'
        f"{_line('axis', _LEFT * 10, base_y, (WIDTH - _RIGHT) * 10, base_y)}"
        f"{_line('break', scale.break_x, top_y, scale.break_x, base_y)}"
        f"{_line('scheduled', scheduled_x, top_y, scheduled_x, base_y)}"
        f'<path class="price" d="{points}"/>{"".join(marks)}'
        f"{_texts(labels, scheduled_x)}</svg>"
    )


def _line(kind: str, x1: int, y1: int, x2: int, y2: int) -> str:
    return f'<line class="{kind}" x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}"/>'


def _texts(labels: Labels, scheduled_x: int) -> str:
    """Place the words; that of the scheduled close stands left of its line where it is tight."""
    below, right, close_x = HEIGHT - _BOTTOM + 22, WIDTH - _RIGHT, scheduled_x // 10
    is_tight = right - close_x < _TIGHT
    placed = (
        (_LEFT, below, "start", labels.opens),
        (close_x - 6 * is_tight, below, "end" if is_tight else "middle", labels.scheduled),
        (right, below, "end", labels.ends),
        (_LEFT, _TOP - 12, "start", labels.start),
        (right, _TOP - 12, "end", labels.top),
    )
    return "".join(
        f'<text x="{x}" y="{y}" text-anchor="{anchor}">{escape(text)}</text>'
        for x, y, anchor, text in placed
    )
