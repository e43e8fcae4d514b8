"""第四条, 第五条: the national list of platforms as dated data, and lists marked as a sandbox.

The list is data, never an enum: platforms join and leave. Our own hall is on no national list;
it sells for a court only where a list names it, which today only a sandbox list does.
"""

from datetime import date

from msgspec import Struct

from mingpai.kernel.ids import OfficeId
from mingpai.kernel.outcome import ensure

OUR_HALL = OfficeId("platform/mingpai-hall")


class Listing(Struct, frozen=True):
    """One platform's time on a list (both days inclusive).

    `verified`: its days were read. False means that a refusal by them is told as such.
    """

    platform: OfficeId
    name_zh: str
    name_en: str
    from_: date
    to: date | None = None
    verified: bool = True


class PlatformList(Struct, frozen=True):
    """A list of platforms with its name and version. `is_sandbox`: no real lot may rest on it."""

    name: str
    version: str
    is_sandbox: bool
    listings: tuple[Listing, ...]

    def is_listed(self, platform: OfficeId, *, on: date) -> bool:
        """Say whether a platform stood on this list on a day.

        Source: 法释〔2016〕18号 第四条, 第五条 (in force from 2017-01-01).
        """
        return any(
            one.platform == platform and one.from_ <= on and (one.to is None or on <= one.to)
            for one in self.listings
        )

    def is_verified(self, platform: OfficeId) -> bool:
        """Say whether all that this list says of a platform's days was read.

        A platform that the list never named is verified: there is nothing to doubt.
        """
        return all(one.verified for one in self.listings if one.platform == platform)


_FIRST = date(2016, 11, 25)
_ADDED = date(2019, 1, 1)

NATIONAL = PlatformList(
    name="national",
    version="2019",
    is_sandbox=False,
    listings=(
        Listing(OfficeId("platform/ali"), "阿里拍卖", "Ali Auction", _FIRST),
        Listing(OfficeId("platform/jd"), "京东拍卖", "JD Auction", _FIRST),
        Listing(OfficeId("platform/susong"), "人民法院诉讼资产网", "Litigation Assets Net", _FIRST),
        Listing(OfficeId("platform/gongpai"), "公拍网", "Gongpai", _FIRST),
        Listing(OfficeId("platform/zhongpai"), "中拍平台", "China Auction Association", _FIRST),
        Listing(OfficeId("platform/rong-e-gou"), "融e购", "ICBC Mall", _ADDED, verified=False),
        Listing(OfficeId("platform/beijiao"), "北交互联", "CBEX Online", _ADDED, verified=False),
    ),
)
"""The seven of the Supreme People's Court: five from 2016-11-25, two more since 2019 (recalled:
the day is not verified)."""


def sandbox_list(base: PlatformList = NATIONAL) -> PlatformList:
    """Return a list marked as sandbox that names our own hall beside those of `base`.

    Raises: InvariantBroken where `base` is a sandbox list itself.
    """
    ensure(not base.is_sandbox, "a sandbox list is made from a real one")
    hall = Listing(OUR_HALL, "明拍大厅", "Mingpai hall", _FIRST)
    return PlatformList(
        name=f"sandbox-of-{base.name}",
        version=base.version,
        is_sandbox=True,
        listings=(*base.listings, hall),
    )
