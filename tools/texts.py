"""Bring the pages' catalogues up to date with the ids that templates and code use.

`python tools/texts.py` adds what is new and drops what is gone; English texts are the ids
themselves, a new Chinese text is left empty until somebody writes it (a test says which).
"""

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from mingpai.web.captions import Language
from mingpai.web.texts import LOCALES, catalogue, message_ids

_VAIN = (
    '"POT-Creation-Date',
    '"PO-Revision-Date',
    '"Generated-By',
    '"Last-Translator',
    '"Report-Msgid-Bugs-To',
    '"Language-Team',
    '"Project-Id-Version',
)
ROOT = Path(__file__).resolve().parents[1]


def updated(language: Language) -> bytes:
    """Return a catalogue with exactly the ids in use and the texts that it has already."""
    old = catalogue(language)
    new = Catalog(locale=LOCALES[language], project="mingpai", charset="utf-8", fuzzy=False)
    new.header_comment = "# Texts of the pages; ids and their order are kept by tools/texts.py."
    for message_id in dict.fromkeys(message_ids()):
        first = message_id[0] if isinstance(message_id, tuple) else message_id
        known = old.get(first)
        text = known.string if known is not None else ""
        if language == "en":
            text = message_id
        new.add(message_id, text)
    out = io.BytesIO()
    write_po(out, new, width=100, omit_header=False, sort_output=True)
    lines = out.getvalue().decode().splitlines(keepends=True)
    # When and by which tool a catalogue was written says nothing and would change each time.
    kept = (line for line in lines if not line.startswith(_VAIN))
    return "".join(kept).encode()


def main() -> int:
    """Write both catalogues."""
    for language, locale in LOCALES.items():
        place = ROOT / "src/mingpai/web/locale" / locale / "LC_MESSAGES" / "messages.po"
        place.write_bytes(updated(language))
        empty = sum(not one.string for one in catalogue(language) if one.id)
        print(f"{locale}: {len(catalogue(language))} texts, {empty} empty")
    return 0


if __name__ == "__main__":
    sys.exit(main())
