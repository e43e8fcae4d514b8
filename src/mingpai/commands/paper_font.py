"""Which font a paper's PDF is printed in: the one that is named, or one that the machine has.

Where to look next: `papers.font` (what can be embedded, and why it should be).
"""

from pathlib import Path

from mingpai.commands.output import Unusable, progress
from mingpai.papers.font import Font, FontProblem, embedded_font, readers_font
from mingpai.papers.model import Document
from mingpai.papers.pdf import lacking

WELL_KNOWN = (
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",  # Debian: fonts-wqy-zenhei
    "/usr/share/fonts/truetype/arphic/uming.ttc",  # Debian: fonts-arphic-uming
    "/usr/share/fonts/truetype/arphic/ukai.ttc",  # Debian: fonts-arphic-ukai
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",  # Debian: fonts-wqy-microhei
    "C:/Windows/Fonts/simsun.ttc",
    "C:/Windows/Fonts/msyh.ttc",
    "/System/Library/Fonts/Supplemental/Arial Unicode.ttf",
    "/System/Library/Fonts/STHeiti Light.ttc",
)
"""TrueType files with Chinese and Latin characters, the most complete of a system first."""

NOT_EMBEDDED = (
    "PDF 没有嵌入字体：阅读器没有中文字体时页面是空白的，也不宜归档；请安装 TrueType 中文字体"
    "（Debian：fonts-wqy-zenhei），或用 --font 指定。The PDF embeds no font: without a Chinese "
    "font of the reader's own its pages are blank, and it is not fit for an archive; install a "
    "Chinese TrueType font (Debian: fonts-wqy-zenhei) or name one with --font."
)
_MAX_BYTES = 100_000_000


def font_for(document: Document, named: Path | None) -> Font:
    """Return the font that is named, else the first well-known one with every character needed.

    Where the machine has fonts and each lacks something, the first of them, which is then refused
    by what it lacks. Where it has none, one that is not embedded, told on standard error.
    Raises: Unusable where a font that is named cannot be embedded.
    """
    if named is not None:
        return _read(named)
    lacks_some: Font | None = None
    for file in map(Path, WELL_KNOWN):
        if not (file.is_absolute() and file.is_file()):  # C:/ is absolute on Windows alone
            continue
        try:
            font = _read(file)
        except Unusable as error:
            progress(f"mingpai: {error}")
            continue
        if not lacking(document, font):
            return font
        lacks_some = lacks_some or font
    if lacks_some is not None:
        return lacks_some
    progress(f"mingpai: {NOT_EMBEDDED}")
    return readers_font()


def _read(file: Path) -> Font:
    try:
        with file.open("rb") as stream:
            data = stream.read(_MAX_BYTES + 1)
        if len(data) > _MAX_BYTES:
            msg = f"{file}: 大于 more than {_MAX_BYTES} bytes; no font is; give a .ttf or .ttc"
            raise Unusable(msg)
        return embedded_font(data)
    except FontProblem as error:
        msg = f"{file}: {error}"
        raise Unusable(msg) from error
    except OSError as error:
        msg = (
            f"{file}: 读不了 cannot be read: {error.strerror or error}; 请给出字体文件 give the "
            "path of a font file, .ttf or .ttc"
        )
        raise Unusable(msg) from error
