"""In which province a lot is sold, as far as the ids of its court and case say it.

The journal has no field for a region. A case number that a court's list gave names the province in
the letters of GB/T 2260 (`2026-SH0104-ZH-1234`), and so does a court's own id (`court/sh-xuhui`).
An id that says neither has no region: none is guessed. Must not know how a lot is shown.
"""

import re
from collections.abc import Mapping

from mingpai.kernel.ids import CaseId, OfficeId
from mingpai.web.captions import Caption

ELSEWHERE = "-"
"""Stands for every lot whose ids name no province."""
_CASE = re.compile(r"[0-9]{4}-([A-Z]{2})[0-9]{0,4}-")
_COURT = re.compile(r"court/([a-z]{2})-")

REGIONS: Mapping[str, Caption] = {
    "BJ": Caption("北京", "Beijing"),
    "TJ": Caption("天津", "Tianjin"),
    "HE": Caption("河北", "Hebei"),
    "SX": Caption("山西", "Shanxi"),
    "NM": Caption("内蒙古", "Inner Mongolia"),
    "LN": Caption("辽宁", "Liaoning"),
    "JL": Caption("吉林", "Jilin"),
    "HL": Caption("黑龙江", "Heilongjiang"),
    "SH": Caption("上海", "Shanghai"),
    "JS": Caption("江苏", "Jiangsu"),
    "ZJ": Caption("浙江", "Zhejiang"),
    "AH": Caption("安徽", "Anhui"),
    "FJ": Caption("福建", "Fujian"),
    "JX": Caption("江西", "Jiangxi"),
    "SD": Caption("山东", "Shandong"),
    "HA": Caption("河南", "Henan"),
    "HB": Caption("湖北", "Hubei"),
    "HN": Caption("湖南", "Hunan"),
    "GD": Caption("广东", "Guangdong"),
    "GX": Caption("广西", "Guangxi"),
    "HI": Caption("海南", "Hainan"),
    "CQ": Caption("重庆", "Chongqing"),
    "SC": Caption("四川", "Sichuan"),
    "GZ": Caption("贵州", "Guizhou"),
    "YN": Caption("云南", "Yunnan"),
    "XZ": Caption("西藏", "Tibet"),
    "SN": Caption("陕西", "Shaanxi"),
    "GS": Caption("甘肃", "Gansu"),
    "QH": Caption("青海", "Qinghai"),
    "NX": Caption("宁夏", "Ningxia"),
    "XJ": Caption("新疆", "Xinjiang"),
    "BT": Caption("新疆生产建设兵团", "Xinjiang Production and Construction Corps"),
}
"""By the letters of GB/T 2260, in its order; the corps has courts of its own."""


def region_of(*, case: CaseId, court: OfficeId) -> str:
    """Return the letters of a lot's province: the case's, else the court's, else `ELSEWHERE`."""
    for found in (_CASE.match(case), _COURT.match(court)):
        if found is not None and found[1].upper() in REGIONS:
            return found[1].upper()
    return ELSEWHERE
