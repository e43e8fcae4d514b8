"""The invented city of the day: its courts, and the platforms of the sandbox's list."""

from mingpai.kernel.ids import OfficeId
from mingpai.law.platforms import OUR_HALL, sandbox_list
from mingpai.web.captions import Caption

COURTS: dict[OfficeId, Caption] = {
    OfficeId("court/dl-zhongyuan"): Caption(
        "东澜市中级人民法院（示例）", "Donglan Intermediate Court (sample)"
    ),
    OfficeId("court/dl-linjiang"): Caption(
        "东澜市临江区人民法院（示例）", "Linjiang District Court (sample)"
    ),
    OfficeId("court/dl-beigang"): Caption(
        "东澜市北港区人民法院（示例）", "Beigang District Court (sample)"
    ),
    OfficeId("court/dl-yunlu"): Caption(
        "东澜市云麓县人民法院（示例）", "Yunlu County Court (sample)"
    ),
}
"""No such city exists; every name says that it is a sample."""

PLATFORMS: dict[OfficeId, Caption] = {
    one.platform: Caption(one.name_zh, one.name_en) for one in sandbox_list().listings
}

UNLISTED = OfficeId("platform/unlisted")
"""On no list at all."""

OFFICES: dict[str, Caption] = {
    **{str(office): caption for office, caption in (COURTS | PLATFORMS).items()},
    str(UNLISTED): Caption("名单外平台（示例）", "A platform on no list (sample)"),
}

__all__ = ["COURTS", "OFFICES", "OUR_HALL", "PLATFORMS", "UNLISTED"]
