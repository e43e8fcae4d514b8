"""The words that stand in a court's list for kinds: of property, of round, of pricing.

Each reader takes the law's words, the platforms' and our own English ones, and nothing else.
Where to look next: `exchange.court_list_fields` (numbers and times).
"""

import re
from collections.abc import Mapping
from typing import TypeVar

from mingpai.auction.model import PropertyClass, RoundKind
from mingpai.auction.preparation.model import Nature, PriceMethod, Trait
from mingpai.exchange.court_list_fields import plain
from mingpai.exchange.court_list_problems import Bad, Trouble
from mingpai.law.pricing import Leave

T = TypeVar("T")

_CLASSES: Mapping[str, PropertyClass] = {
    "动产": PropertyClass.MOVABLE,
    "不动产": PropertyClass.IMMOVABLE,
    "其他财产权": PropertyClass.OTHER_RIGHT,
    "其他财产权利": PropertyClass.OTHER_RIGHT,
    **{one.value: one for one in PropertyClass},
}
_NATURES: Mapping[str, Nature] = {
    "住宅": Nature.HOME,
    "住宅用房": Nature.HOME,
    "商业用房": Nature.BUILDING,
    "工业用房": Nature.BUILDING,
    "其他用房": Nature.BUILDING,
    "房产": Nature.BUILDING,
    "土地": Nature.LAND,
    "林权": Nature.LAND,
    "机动车": Nature.VEHICLE,
    "车辆": Nature.VEHICLE,
    "船舶": Nature.SHIP,
    "物资": Nature.GOODS,
    "设备": Nature.GOODS,
    "机械设备": Nature.GOODS,
    "股权": Nature.EQUITY,
    "股票": Nature.LISTED_SHARES,
    "上市公司股票": Nature.LISTED_SHARES,
    "其他": Nature.OTHER,
    **{one.value: one for one in Nature},
}
_CLASS_OF: Mapping[Nature, PropertyClass | None] = {
    Nature.GOODS: PropertyClass.MOVABLE,
    Nature.VEHICLE: PropertyClass.MOVABLE,
    Nature.SHIP: PropertyClass.MOVABLE,
    Nature.HOME: PropertyClass.IMMOVABLE,
    Nature.BUILDING: PropertyClass.IMMOVABLE,
    Nature.LAND: PropertyClass.IMMOVABLE,
    Nature.EQUITY: PropertyClass.OTHER_RIGHT,
    Nature.LISTED_SHARES: PropertyClass.OTHER_RIGHT,
    Nature.OTHER: None,
}
_TRAITS: Mapping[str, Trait] = {
    "涉案财物": Trait.CRIMINAL,
    "限购": Trait.PURCHASE_RESTRICTED,
    "须经批准": Trait.APPROVAL_NEEDED,
    "无法评估": Trait.CANNOT_BE_VALUED,
    "有租赁": Trait.LEASED,
    "共有": Trait.CO_OWNED,
    **{one.value: one for one in Trait},
}
_METHODS: Mapping[str, PriceMethod] = {
    "当事人议价": PriceMethod.AGREED,
    "议价": PriceMethod.AGREED,
    "定向询价": PriceMethod.DIRECTED_ENQUIRY,
    "网络询价": PriceMethod.NETWORK_INQUIRY,
    "网询": PriceMethod.NETWORK_INQUIRY,
    "委托评估": PriceMethod.APPRAISAL,
    "评估": PriceMethod.APPRAISAL,
    "市价": PriceMethod.MARKET,
    **{one.value: one for one in PriceMethod},
}
_LEAVES: Mapping[str, Leave] = {
    "当事人一致同意": Leave.PARTIES_AGREE,
    "法律规定评估": Leave.LAW_REQUIRES_APPRAISAL,
    **{one.value: one for one in Leave},
}
THIRD_AUCTION = "auction_3"
"""What a list may call a round though the law of online auctions knows none."""
_ROUNDS: Mapping[str, str] = {
    "一拍": RoundKind.AUCTION_1.value,
    "第一次拍卖": RoundKind.AUCTION_1.value,
    "首次拍卖": RoundKind.AUCTION_1.value,
    "二拍": RoundKind.AUCTION_2.value,
    "第二次拍卖": RoundKind.AUCTION_2.value,
    "三拍": THIRD_AUCTION,
    "第三次拍卖": THIRD_AUCTION,
    "变卖": RoundKind.SALE.value,
    "重新拍卖": RoundKind.RERUN.value,
    **{one.value: one.value for one in RoundKind},
}
_IN_A_TITLE = re.compile("第?[一二三](?:拍|次拍卖)|变卖")
_YES = frozenset({"是", "1", "true", "yes", "y"})
_NO = frozenset({"否", "0", "false", "no", "n"})
_BETWEEN = re.compile(r"[、,;/\s]+")


def class_of(nature: Nature) -> PropertyClass | None:
    """Return the class that a kind of property belongs to; None where it may be any."""
    return _CLASS_OF[nature]


def read_class(text: str, _unit: str = "") -> PropertyClass:
    """Return one of the three classes that notice periods tell apart."""
    return _word(text, _CLASSES)


def read_nature(text: str, _unit: str = "") -> Nature:
    """Return what kind of thing the property is."""
    return _word(text, _NATURES)


def read_traits(text: str, _unit: str = "") -> tuple[Trait, ...]:
    """Return what else about the property changes the rules of its sale, each once."""
    return _words(text, _TRAITS)


def read_method(text: str, _unit: str = "") -> PriceMethod:
    """Return how the reference price was found."""
    return _word(text, _METHODS)


def read_methods(text: str, _unit: str = "") -> tuple[PriceMethod, ...]:
    """Return which ways of pricing led to nothing, in the list's order."""
    return _words(text, _METHODS)


def read_leave(text: str, _unit: str = "") -> Leave:
    """Return what lets ways of pricing be skipped."""
    return _word(text, _LEAVES)


def read_round(text: str, _unit: str = "") -> str:
    """Return which round it is: a value of `RoundKind`, or `THIRD_AUCTION`."""
    return _word(text, _ROUNDS)


def round_in_title(title: str) -> str | None:
    """Return the round that a lot's title names, if it names exactly one."""
    found = {_ROUNDS.get(one) for one in _IN_A_TITLE.findall(plain(title))}
    return found.pop() if len(found) == 1 else None


def read_yes(text: str, _unit: str = "") -> bool:
    """Return a yes or a no."""
    word = plain(text).lower()
    if word not in _YES | _NO:
        raise Bad(Trouble.WORD_UNKNOWN, "是 or 否")
    return word in _YES


def _word(text: str, words: Mapping[str, T]) -> T:
    found = words.get(plain(text).lower())
    if found is None:
        raise Bad(Trouble.WORD_UNKNOWN, ", ".join(words))
    return found


def _words(text: str, words: Mapping[str, T]) -> tuple[T, ...]:
    parts = [one for one in _BETWEEN.split(plain(text)) if one]
    return tuple(dict.fromkeys(_word(one, words) for one in parts))
