"""The baseline of the engine's benchmark."""

from datetime import UTC, datetime, timedelta

from mingpai.bench.naive_book import new_book, take_bid

CLOSE = datetime(2026, 5, 26, 2, 0, tzinfo=UTC)


def test_the_naive_book_keeps_the_rules_that_it_has() -> None:
    """Start price, step, code, close, extension and the same key again are as in the real one."""
    book = new_book(start_price_fen=100, step_fen=10, closes_at=CLOSE, codes={"A1000"})
    early, late = CLOSE - timedelta(hours=1), CLOSE - timedelta(minutes=1)
    assert not take_bid(book, "1", "A1000", 99, early)
    assert take_bid(book, "2", "A1000", 100, early)
    assert not take_bid(book, "3", "B1000", 200, early)
    assert not take_bid(book, "4", "A1000", 109, early)
    assert take_bid(book, "2", "A1000", 100, early)
    assert take_bid(book, "5", "A1000", 110, late)
    assert book["closes_at"] == late + timedelta(minutes=5)
    assert not take_bid(book, "6", "A1000", 500, late + timedelta(minutes=5))
