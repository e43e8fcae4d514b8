"""The price curve."""

import re
from datetime import UTC, datetime, timedelta

from mingpai.service.projections import BidRow
from mingpai.web.curve import HEIGHT, WIDTH, Labels, Window, curve

OPENS = datetime(2026, 6, 10, 2, tzinfo=UTC)
CLOSES = OPENS + timedelta(hours=24)
LABELS = Labels("<curve>", "start", "opens", "10:00", "10:09", "top")


def bid(at: datetime, price: int, *, match: bool = False) -> BidRow:
    """Return a bid at an instant."""
    return BidRow(1, 1, "A1234", 0, price, 0, at, CLOSES, is_extension=at > CLOSES, is_match=match)


def drawing(*bids: BidRow, ends_at: datetime = CLOSES) -> str:
    """Draw bids in a window of a day."""
    window = Window(OPENS, CLOSES, ends_at, ends_at)
    return str(curve(bids, window, LABELS, start_price_fen=100))


def test_everything_lies_within_the_drawing() -> None:
    """No point leaves the frame, and the price never falls on its way to the right."""
    bids = [bid(OPENS + timedelta(hours=n), 100 + n * n) for n in range(24)]
    text = drawing(
        *bids, bid(CLOSES + timedelta(minutes=3), 999), ends_at=CLOSES + timedelta(minutes=8)
    )
    points = [(float(x), float(y)) for x, y in re.findall(r'cx="([\d.]+)" cy="([\d.]+)"', text)]
    assert len(points) == 25
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in points)
    assert points == sorted(points, key=lambda point: (point[0], -point[1]))


def test_extensions_and_matches_are_marked() -> None:
    """Bids are marked by kind; the time after the scheduled close is shaded where there is any."""
    late = CLOSES + timedelta(minutes=1)
    text = drawing(bid(OPENS, 100), bid(OPENS, 100, match=True), bid(late, 200), ends_at=late)
    assert [text.count(f'class="bid {kind}"') for kind in ("early", "match", "late")] == [1, 1, 1]
    assert 'class="extended"' in text
    assert 'class="extended"' not in drawing(bid(OPENS, 100))


def test_every_word_is_escaped_and_nothing_is_styled_inside() -> None:
    """A label cannot bring markup in, and the drawing obeys the pages' policy."""
    text = drawing(bid(OPENS, 100))
    assert "<curve>" not in text
    assert "&lt;curve&gt;" in text
    assert "style=" not in text


def test_labels_do_not_run_into_each_other() -> None:
    """Where the scheduled close stands close to the end, its label stands left of it."""
    assert 'text-anchor="middle">10:00' in drawing(
        bid(OPENS, 1), ends_at=CLOSES + timedelta(minutes=9)
    )
    assert 'text-anchor="end">10:00' in drawing(
        bid(OPENS, 1), ends_at=CLOSES + timedelta(minutes=1)
    )
