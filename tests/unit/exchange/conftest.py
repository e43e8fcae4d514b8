"""Two bid logs written for the tests, one in each form: six bids, the last a minute past 10:00."""

import pytest

_BIDS = (
    ("A1001", "1000000.50", "2026-05-25", "10:00:06"),
    ("B1002", "1010000.50", "2026-05-25", "13:30:00"),
    ("A1001", "1020000.50", "2026-05-26", "09:57:00"),
    ("C1003", "1030000.50", "2026-05-26", "09:59:58"),
    ("A1001", "1040000.50", "2026-05-26", "10:00:30"),
    ("C1003", "1050000.50", "2026-05-26", "10:01:00"),
)


@pytest.fixture(scope="session")
def clean_lines() -> list[str]:
    """Return the lines of the clean form: header, then the oldest bid first."""
    rows = [
        f"LOT-1,{seq},{'成交' if seq == len(_BIDS) else '出局'},{code},{price},{day} {hour}"
        for seq, (code, price, day, hour) in enumerate(_BIDS, 1)
    ]
    return ["auction,seq,status,bidder_no,price,time", *rows]


@pytest.fixture(scope="session")
def page_lines() -> list[str]:
    """Return the lines that a platform's page gives: newest first, the header again and again."""
    header = "状态,竞买号,价格,时间"
    rows = [
        f'{"成交" if seq == len(_BIDS) else "出局"},{code},"1,{price[1:4]},{price[4:]}",'
        f"{day[:4]}年{day[5:7]}月{day[8:]}日 {hour}"
        for seq, (code, price, day, hour) in enumerate(_BIDS, 1)
    ]
    newest = rows[::-1]
    return [header, header, *newest[:4], header, *newest[4:]]
