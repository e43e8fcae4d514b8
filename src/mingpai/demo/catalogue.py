"""The lots of the day: what is sold, where, from which price, and what happens to it.

About forty invented things. `plot` names what happens (see `demo.plots`); prices are in yuan.
"""

from msgspec import Struct

from mingpai.auction.model import PropertyClass
from mingpai.auction.preparation.model import Nature, Trait
from mingpai.web.captions import Caption


class Item(Struct, frozen=True):
    """One thing to be sold. `court` and `platform` are places in their lists."""

    zh: str
    en: str
    kind: PropertyClass
    court: int
    platform: int
    reference_yuan: int
    plot: str
    nature: Nature = Nature.OTHER
    traits: tuple[Trait, ...] = ()

    @property
    def caption(self) -> Caption:
        """Return its name."""
        return Caption(self.zh, self.en)


_Row = tuple[str, str, tuple[int, int], int, str]

_BUILDINGS: tuple[_Row, ...] = (
    ("望澜里3幢1402室住宅", "Flat 1402, 3 Wanglan Lane", (1, 7), 2_860_000, "home_to_its_end"),
    ("青屿路88号601室住宅", "Flat 601, 88 Qingyu Road", (1, 0), 1_740_000, "contest"),
    ("云麓新村12幢203室住宅", "Flat 203, 12 Yunlu Village", (3, 2), 690_000, "contest"),
    ("临江大道56号2801室住宅", "Flat 2801, 56 Riverside Ave", (1, 1), 5_320_000, "storm"),
    ("北港东街19号商铺", "Shop, 19 Beigang East Street", (2, 3), 1_180_000, "three_rounds"),
    ("汀洲花园5幢302室住宅", "Flat 302, 5 Tingzhou Garden", (2, 0), 1_320_000, "priority"),
    ("砚山路7号联排住宅", "Terraced house, 7 Yanshan Road", (0, 7), 6_480_000, "late_match"),
    ("麓湖路21号地下车位", "Parking space, 21 Luhu Road", (3, 4), 96_000, "one_bidder"),
    ("澜滨路130号办公用房", "Offices, 130 Lanbin Road", (0, 5), 9_750_000, "set_off"),
    ("荷塘小区2幢501室住宅", "Flat 501, 2 Hetang Estate", (1, 7), 980_000, "tie"),
    ("盐仓巷40号住宅", "House, 40 Yancang Alley", (2, 6), 745_000, "ranks"),
    ("东塔路9号厂房及土地使用权", "Plant and land, 9 Dongta Road", (3, 3), 18_600_000, "applicant"),
    ("星渚府16幢1101室住宅", "Flat 1101, 16 Xingzhu House", (0, 0), 3_410_000, "contest"),
    ("竹溪里8幢101室住宅", "Flat 101, 8 Zhuxi Lane", (1, 1), 2_050_000, "low_start"),
    ("北港西街2号仓库", "Warehouse, 2 Beigang West Street", (2, 2), 2_240_000, "nobody_bids"),
)
_THINGS: tuple[_Row, ...] = (
    ("黑色轿车一辆（2021年）", "Black saloon car (2021)", (1, 7), 168_000, "storm"),
    (
        "白色越野车一辆（2019年）",
        "White off-road car (2019)",
        (2, 1),
        214_000,
        "defaulted",
    ),
    ("银色小型客车一辆（2017年）", "Silver passenger car (2017)", (3, 0), 42_000, "deferred"),
    ("新能源轿车一辆（2023年）", "Electric saloon car (2023)", (1, 1), 126_000, "stayed"),
    ("厢式货车一辆（2020年）", "Box lorry (2020)", (2, 4), 73_000, "one_bidder"),
    ("重型半挂牵引车一辆（2018年）", "Tractor unit (2018)", (2, 3), 138_000, "passed_in"),
    ("商务车一辆（2022年）", "Passenger van (2022)", (0, 7), 205_000, "barred"),
    ("摩托车两辆", "Two motorcycles", (3, 0), 18_000, "contest"),
    ("旧款轿车一辆（2012年）", "Old saloon car (2012)", (1, 1), 12_000, "whole_steps"),
    ("手机一部（八成新）", "A mobile phone, used", (1, 0), 3_600, "prank"),
    ("数控机床六台", "Six machine tools", (3, 3), 864_000, "emergency"),
    ("注塑机三台", "Three moulding machines", (3, 5), 312_000, "one_bidder"),
    ("轮式装载机一台", "Wheel loader", (2, 4), 226_000, "contest"),
    ("库存电缆一批", "A stock of cable", (2, 5), 455_000, "wrong_deposit"),
    ("普洱茶饼三百片", "Three hundred tea cakes", (3, 7), 88_000, "annulled"),
    ("玉石摆件一组", "A set of jade pieces", (0, 6), 260_000, "nobody_bids"),
    ("红木家具一套", "A set of rosewood furniture", (1, 2), 145_000, "topup"),
)
_RIGHTS: tuple[_Row, ...] = (
    ("东澜某水务公司百分之三股权", "3 % of a water company", (0, 3), 7_900_000, "contest"),
    ("东澜某物流公司百分之二十股权", "20 % of a haulier", (0, 6), 2_400_000, "self_outbid"),
    ("某科技公司百分之八股权", "8 % of a software company", (0, 7), 12_300_000, "jump"),
    ("某餐饮公司百分之五十一股权", "51 % of a restaurant firm", (1, 4), 860_000, "passed_in"),
    ("注册商标五件", "Five trade marks", (0, 6), 120_000, "contest"),
    ("发明专利两项", "Two patents", (0, 5), 340_000, "short_window"),
    ("渔船捕捞权一项", "A fishing right", (2, 3), 520_000, "one_bidder"),
    ("域名使用权一项", "A domain name", (1, 2), 66_000, "contest"),
)


_NATURES: tuple[tuple[str, Nature], ...] = (
    ("住宅", Nature.HOME),
    ("厂房", Nature.BUILDING),
    ("商铺", Nature.BUILDING),
    ("办公", Nature.BUILDING),
    ("车一辆", Nature.VEHICLE),
    ("轿车", Nature.VEHICLE),
    ("股权", Nature.EQUITY),
)
"""By a word in the thing's name; all others are goods, or rights without rules of their own."""
RESTRICTED = "望澜里3幢1402室住宅"
"""The home whose buyer must be eligible until the ruling."""


def _nature(name: str, kind: PropertyClass) -> Nature:
    plain = Nature.GOODS if kind is PropertyClass.MOVABLE else Nature.OTHER
    return next((nature for word, nature in _NATURES if word in name), plain)


def _items(rows: tuple[_Row, ...], kind: PropertyClass) -> list[Item]:
    return [
        Item(
            zh=zh,
            en=en,
            kind=kind,
            court=court,
            platform=platform,
            reference_yuan=yuan,
            plot=plot,
            nature=_nature(zh, kind),
            traits=(Trait.PURCHASE_RESTRICTED,) if zh == RESTRICTED else (),
        )
        for zh, en, (court, platform), yuan, plot in rows
    ]


ITEMS: tuple[Item, ...] = (
    *_items(_BUILDINGS, PropertyClass.IMMOVABLE),
    *_items(_THINGS, PropertyClass.MOVABLE),
    *_items(_RIGHTS, PropertyClass.OTHER_RIGHT),
)
"""Forty lots."""
