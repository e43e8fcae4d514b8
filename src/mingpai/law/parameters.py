"""Every number of the law that a decision may rest on: dated, with its article, verified or not.

Source: the parameter list of the legal reference (section 7.6). Where the reference has a value
at second hand only, `verified` is False and whoever is refused by it is told so.
"""

from datetime import date, timedelta

from mingpai.kernel.ids import ArticleId
from mingpai.kernel.money import Share
from mingpai.law.timeline import Dated, Timeline

_N1 = date(2017, 1, 1)


def _n1(article: str) -> ArticleId:
    return ArticleId(f"FS2016-18:{article}")


START_PRICE_MIN_SHARE = Timeline(
    "start_price_min_share_r1", [Dated(Share(70, 100), _n1("10"), _N1)]
)
DEPOSIT_MIN_SHARE = Timeline("deposit_min_share", [Dated(Share(5, 100), _n1("17.1"), _N1)])
DEPOSIT_MAX_SHARE = Timeline("deposit_max_share", [Dated(Share(20, 100), _n1("17.1"), _N1)])
BIDDING_WINDOW_MIN = Timeline("bidding_window_min", [Dated(timedelta(hours=24), _n1("20.2"), _N1)])
EXTENSION = Timeline("extension", [Dated(timedelta(minutes=5), _n1("20.2"), _N1)])
