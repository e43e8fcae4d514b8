"""Every field and every choice of every form has a name in both languages."""

import enum
import typing
from collections.abc import Iterator
from typing import Any

import pytest

from mingpai.auction.preparation.commands import Notice
from mingpai.web.court.acts import acts, command_class
from mingpai.web.court.field_words import DIGESTS, FIELDS, choice_name, field_name

FORMS = [*(command_class(name) for name, _ in acts()), command_class("OpenDisposal"), Notice]


def enums(hint: Any) -> Iterator[type[enum.Enum]]:
    """Yield every choice that stands in a type."""
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        yield hint
    for inner in typing.get_args(hint):
        yield from enums(inner)


@pytest.mark.parametrize("form", FORMS)
def test_everything_has_a_name(form: Any, chinese: Any, english: Any) -> None:
    """No form shows the name of a field or a choice as it stands in the program."""
    for name, hint in typing.get_type_hints(form).items():
        assert field_name(name, chinese)
        assert field_name(name, english)
        for kind in enums(hint):
            for one in kind:
                assert choice_name(one, chinese)
                assert choice_name(one, english)


def test_no_name_is_stale() -> None:
    """Every name in the tables is of a field that some form has."""
    names = {name for form in FORMS for name in typing.get_type_hints(form)}
    assert names >= FIELDS.keys()
    assert names >= DIGESTS


def test_only_a_correction_asks_for_plain_words() -> None:
    """Every other text of a command is the digest of a paper: no name can get into a leaf."""
    plain = {
        (form.__name__, name)
        for form in FORMS
        for name, hint in typing.get_type_hints(form).items()
        if hint is str and name not in DIGESTS
    }
    assert plain == {("CorrectNotice", "text")}
