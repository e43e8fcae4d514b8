"""What those concerned, obstacles and standings are called."""

import pytest

from mingpai.affairs.objecting import Obstacle
from mingpai.auction.preparation.model import Role
from mingpai.web.objections.words import Standing, obstacle_words, role_name, standing_words
from mingpai.web.renderer import Renderer


@pytest.mark.parametrize("language", ["zh", "en"])
def test_everything_has_a_name(language: str) -> None:
    """Each role and obstacle is told in both languages, each obstacle with what to do."""
    texts = Renderer(language).texts  # type: ignore[arg-type]
    assert len({role_name(one, texts) for one in Role}) == len(Role)
    for one in Obstacle:
        said = obstacle_words(one, texts)
        assert said.text
        assert said.next


def test_a_standing_says_whether_it_is_overdue_or_over() -> None:
    """Overdue and over are told apart from waiting."""
    kinds = ("waiting", "overdue", "over")
    assert [Standing(one, "", "").is_overdue for one in kinds] == [False, True, False]
    assert [Standing(one, "", "").is_over for one in kinds] == [False, False, True]
    assert standing_words("over", Renderer("en").texts)
