"""The page of a refused bid."""

from datetime import timedelta
from typing import Any

import pytest

from mingpai.web.objections.late import around, close_as_it_stood, refused_bid

pytestmark = pytest.mark.slow


def late_bid(bench: Any) -> int:
    """Let two bid in the last minutes, and one 7 ms after the close; return its entry."""
    docket = bench.docket
    docket.at(bench.court.CLOSES - timedelta(minutes=2))
    docket.bid(1, 0)
    docket.bid(2, 1)
    docket.bid(2, 1)  # refused: too low
    close = docket.state.current.book.closes_at
    docket.at(close + timedelta(milliseconds=7))
    seq = docket.bid(1, 2).seq
    docket.close()
    return int(seq)


def test_arrival_close_and_both_sides_are_shown(bench: Any) -> None:
    """Arrival and close to the millisecond, by how much, the entries around, and the article."""
    seq = late_bid(bench)
    page = bench.house.visitor().client.get(f"/lots/{bench.number}/late/{seq}")
    assert page.status_code == 200
    for shown in ("10:03:00.007", "10:03:00.000", "7 ms", bench.court.code(2), "第二十条"):
        assert shown in page.text
    assert page.text.count("<tr") == 1 + 6  # the head, notice, two bids, a refusal, itself, close
    assert f'href="{bench.page}/{seq}"' in page.text
    assert "2026-06-10" in page.text  # fifteen days from the day after the opening
    for number in (1, 2):
        assert bench.court.orders(1, 2)[-number][0].token not in page.text
    english = bench.house.visitor().client.get(f"/en/lots/{bench.number}/late/{seq}")
    assert "late" in english.text


def test_a_bid_refused_for_another_reason_has_its_page(bench: Any) -> None:
    """Any refused bid is explained; what is no refused bid has no such page."""
    taken = bench.docket.bid(1, 0).seq
    low = bench.docket.bid(2, 0).seq
    client = bench.house.visitor().client
    where = f"/lots/{bench.number}/late"
    page = client.get(f"{where}/{low}")
    assert page.status_code == 200
    assert " ms</dd>" not in page.text
    for wrong in (f"{where}/{taken}", "/lots/none-1/late/1", "/lots/no%20lot/late/1"):
        assert client.get(wrong).status_code == 404


def test_the_close_is_that_before_the_entry(bench: Any, chinese: Any) -> None:
    """Before any notice there is no close; around an entry stand at most five on each side."""
    seq = late_bid(bench)
    course = bench.docket.board.lot(bench.docket.lot)
    assert close_as_it_stood(course, 0) is None
    assert close_as_it_stood(course, seq) == bench.docket.state.current.book.closes_at
    first = course.bids[0].seq
    assert close_as_it_stood(course, first) == bench.court.CLOSES
    shown = around(course, seq, chinese)
    assert [one.what for one in shown] == ["step", "bid", "bid", "refused", "this", "step"]
    assert refused_bid(course, first) is None


def test_a_lots_page_leads_to_the_form_and_to_each_refused_bid(bench: Any) -> None:
    """From a lot's page one comes to the form, and from each refused bid to its own page."""
    seq = late_bid(bench)
    text = bench.house.visitor().client.get(f"/lots/{bench.number}").text
    assert f'href="{bench.page}"' in text
    assert f'href="/lots/{bench.number}/late/{seq}"' in text
