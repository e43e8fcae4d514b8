"""Words for every denial, step, capacity and message, in both languages, and what none says."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from string import Formatter

import pytest

from mingpai.affairs.denials import Denial
from mingpai.affairs.model import Capacity, Hint, Kind, Message
from mingpai.affairs.words import CAPACITIES, HINTS, MESSAGES, WORDS, tell
from mingpai.kernel.ids import StreamId, SubjectId

AT = datetime(2026, 5, 26, 2, 0, tzinfo=UTC)
ENTICING = re.compile(
    r"https?:|www\.|//|\.(?:cn|com)\b|链接|点击|扫码|转账|付款|支付|link|click|scan|transfer",
    re.IGNORECASE,
)


def texts() -> Iterator[tuple[str, str]]:
    """Yield every text in both languages."""
    for words in WORDS.values():
        yield words.zh, words.en
        yield words.next_zh, words.next_en
    for said in (*HINTS.values(), *CAPACITIES.values(), *MESSAGES.values()):
        yield said.zh, said.en


def test_nothing_is_without_words() -> None:
    """Each denial, step, capacity and kind of message is told."""
    assert set(WORDS) == set(Denial)
    assert set(HINTS) == set(Hint)
    assert set(CAPACITIES) == set(Capacity)
    assert set(MESSAGES) == set(Kind)


@pytest.mark.parametrize(("zh", "en"), list(texts()))
def test_both_languages_say_the_same_fields(zh: str, en: str) -> None:
    """Chinese is Chinese, English is plain, and both have the same facts."""
    assert re.search(r"[\u4e00-\u9fff]", zh)
    assert re.fullmatch(r"[ -~]+", en)
    fields = [{name for _, name, _, _ in Formatter().parse(text) if name} for text in (zh, en)]
    assert fields[0] == fields[1]


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_message_asks_for_money_or_carries_an_address(kind: Kind, language: str) -> None:
    """None has a link, and none says to pay: one that does is not ours."""
    told = Message(
        "m", SubjectId("s"), StreamId("disposal/1"), 1, kind, AT, price_fen=123_456, when=AT
    )
    text = tell(told, lot="某处房屋", language="zh" if language == "zh" else "en")
    assert text.startswith("某处房屋")
    assert not ENTICING.search(text)
    assert "{" not in text


def test_a_message_tells_price_and_time_as_people_read_them() -> None:
    """Yuan and the clock of Shanghai; what it does not speak of is left out."""
    outbid = Message("m", SubjectId("s"), StreamId("disposal/1"), 1, Kind.OUTBID, AT, price_fen=150)
    assert "1.50" in tell(outbid, lot="x", language="en")
    opening = Message("m", SubjectId("s"), StreamId("disposal/1"), 1, Kind.RESUMING, AT, when=AT)
    assert "2026-05-26 10:00:00" in tell(opening, lot="x", language="zh")
    bare = Message("m", SubjectId("s"), StreamId("disposal/1"), 1, Kind.CODE_ISSUED, AT)
    assert tell(bare, lot="x", language="en").startswith("x: your deposit")
