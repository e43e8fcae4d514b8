"""Words of viewings."""

from enum import Enum
from typing import Any

import pytest

from mingpai.affairs.showing import Unable
from mingpai.affairs.viewings import By, Visit, WhyRefused
from mingpai.web.renderer import Renderer
from mingpai.web.viewing.words import by_name, unable_words, visit_name, why_name


@pytest.mark.parametrize(
    ("kind", "name"), [(Visit, visit_name), (WhyRefused, why_name), (By, by_name)]
)
def test_everything_has_a_name(kind: type[Enum], name: Any, english: Renderer) -> None:
    """Each state, reason and side is told in words of its own."""
    told = [name(one, english.texts) for one in kind]
    assert len(set(told)) == len(told)


def test_each_hindrance_says_what_to_do(english: Renderer) -> None:
    """Nothing that is not done is left without why and what next."""
    told = [unable_words(one, english.texts) for one in Unable]
    assert all(one.text and one.next for one in told)
    assert len({one.text for one in told}) == len(told)
