"""Provinces, as far as ids say them."""

import pytest

from mingpai.kernel.ids import CaseId, OfficeId
from mingpai.web.regions import ELSEWHERE, region_of


@pytest.mark.parametrize(
    ("case", "court", "region"),
    [
        ("2026-SH0104-ZH-1234", "court/gd-foshan", "SH"),
        ("2026-hu0104-zhi-1", "court/sh-xuhui", "SH"),
        ("2026-XX0104-Z-1", "court/js-nanjing", "JS"),
        ("DL-2026-ZH-0001", "court/dl-zhongyuan", ELSEWHERE),
        ("C-1", "court/bench", ELSEWHERE),
    ],
)
def test_a_province_is_read_and_never_guessed(case: str, court: str, region: str) -> None:
    """The case's letters come first, then the court's; what names no province has none."""
    assert region_of(case=CaseId(case), court=OfficeId(court)) == region
