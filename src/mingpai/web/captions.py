"""What lots and offices are called on a page. The journal knows them by id alone."""

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

Language = Literal["zh", "en"]


class Caption(Struct, frozen=True):
    """A name in both languages."""

    zh: str
    en: str

    def text(self, language: Language) -> str:
        """Return the name in one language."""
        return self.zh if language == "zh" else self.en


class Captions(Struct, frozen=True):
    """The names of all lots and offices; what has none is shown by its id."""

    lots: Mapping[str, Caption] = {}
    offices: Mapping[str, Caption] = {}

    def lot(self, stream: str, language: Language) -> str:
        """Return what a lot is called."""
        return _text(self.lots, stream, language)

    def office(self, office: str, language: Language) -> str:
        """Return what a court or platform is called."""
        return _text(self.offices, office, language)


def _text(names: Mapping[str, Caption], key: str, language: Language) -> str:
    found = names.get(key)
    return key if found is None else found.text(language)
