"""Where a page finds what is alive."""

from mingpai.web.live import Live, live_words
from mingpai.web.renderer import Renderer
from mingpai.web.security import HEADERS, headers_for

LIVE = Live(watch="ws://h:3", hall="ws://h:1", bids="http://h:2")


def test_a_page_may_connect_to_the_hall_and_nowhere_else() -> None:
    """The policy names exactly the sockets and the counter, beside the site itself."""
    policy = headers_for(LIVE)["Content-Security-Policy"]
    assert "connect-src 'self' ws://h:3 ws://h:1 http://h:2;" in policy
    assert "unsafe" not in policy
    assert headers_for(None) == HEADERS


def test_each_state_has_its_words(chinese: Renderer, english: Renderer) -> None:
    """Connection and phases are said in both languages, under the same names."""
    zh, en = live_words(chinese.texts), live_words(english.texts)
    assert zh.keys() == en.keys()
    assert all(zh[name] != en[name] for name in zh)
