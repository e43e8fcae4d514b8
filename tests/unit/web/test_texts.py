"""The catalogues of texts."""

import re

import pytest

from mingpai.web.captions import Language
from mingpai.web.texts import LOCALES, catalogue, message_ids, translations


def used() -> set[str]:
    """Return the ids in use; of a plural the singular, which names it."""
    return {one[0] if isinstance(one, tuple) else one for one in message_ids()}


def kept(language: Language) -> dict[str, tuple[str, ...]]:
    """Return the ids and texts of a catalogue."""
    found = {}
    for message in catalogue(language):
        if message.id:
            name = message.id[0] if isinstance(message.id, (tuple, list)) else message.id
            text = message.string
            found[name] = tuple(text) if isinstance(text, (tuple, list)) else (text,)
    return found


@pytest.mark.parametrize("language", LOCALES)
def test_a_catalogue_holds_exactly_what_is_used(language: Language) -> None:
    """No text is missing from a catalogue and none is left over; tools/texts.py brings it about."""
    assert set(kept(language)) == used()


@pytest.mark.parametrize("language", LOCALES)
def test_every_text_is_translated(language: Language) -> None:
    """No text is empty, and each keeps the placeholders of its id."""
    for name, texts in kept(language).items():
        assert all(texts), name
        for text in texts:
            assert set(re.findall(r"%\(\w+\)s", text)) == set(re.findall(r"%\(\w+\)s", name)), name


def test_chinese_texts_are_chinese() -> None:
    """Every Chinese text holds Chinese."""
    for name, texts in kept("zh").items():
        assert all(re.search(r"[\u4e00-\u9fff]", text) for text in texts), name


def test_texts_are_ready_without_a_build_step() -> None:
    """A text is found in both languages, a plural in its form."""
    assert translations("zh").gettext("Lots") == "标的"
    assert translations("en").gettext("Lots") == "Lots"
    one, two = (translations("en").ngettext("%(num)s bid", "%(num)s bids", n) for n in (1, 2))
    assert (one, two) == ("%(num)s bid", "%(num)s bids")
