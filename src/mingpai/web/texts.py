"""The pages' texts: gettext catalogues, compiled in memory when a site starts.

Message ids are the English sentences; both catalogues are complete, so that no reader is shown
an id. Texts of refusals and articles are not here: they belong to the law and the auction.
Where to look next: `tools/texts.py`, which brings the catalogues up to date.
"""

import gettext
import io
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from mingpai.web.captions import Language

LOCALES: dict[Language, str] = {"zh": "zh_CN", "en": "en"}
HTML_LANGUAGES: dict[Language, str] = {"zh": "zh-CN", "en": "en"}
_KEYWORDS = {"gettext": None, "_": None, "ngettext": (1, 2)}
_JINJA = "jinja2.ext:babel_extract"


def catalogue(language: Language) -> Catalog:
    """Read one catalogue as it is kept."""
    place = files("mingpai.web") / "locale" / LOCALES[language] / "LC_MESSAGES" / "messages.po"
    return read_po(io.BytesIO(place.read_bytes()), locale=LOCALES[language])


@cache
def translations(language: Language) -> gettext.GNUTranslations:
    """Return one language's texts, ready for use."""
    compiled = io.BytesIO()
    write_mo(compiled, catalogue(language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def message_ids() -> Iterator[str | tuple[str, ...]]:
    """Yield every message id that templates and code use; a plural is a pair."""
    package = files("mingpai.web")
    for place in _below(package / "templates", ".html"):
        yield from _ids(_JINJA, place.read_bytes())
    for place in _below(package, ".py"):
        yield from _ids("python", place.read_bytes())


def _below(folder: Traversable, ending: str) -> Iterator[Traversable]:
    """Yield every file below a folder whose name ends so, in a fixed order."""
    for place in sorted(folder.iterdir(), key=lambda one: one.name):
        if place.is_dir():
            yield from _below(place, ending)
        elif place.name.endswith(ending):
            yield place


def _ids(method: str, data: bytes) -> Iterator[str | tuple[str, ...]]:
    options = {"newstyle_gettext": "true", "trimmed": "true"}
    for _, message, _, _ in extract(method, io.BytesIO(data), keywords=_KEYWORDS, options=options):
        yield message
