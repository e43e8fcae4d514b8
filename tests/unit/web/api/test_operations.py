"""Each HTTP address for programs, as it is described."""

import re

import pytest

from mingpai.hall.problems import MEDIA_TYPE
from mingpai.web.api.operations import BY_ROUTE, Operation
from mingpai.web.tiles import parse_place

EACH = pytest.mark.parametrize("one", BY_ROUTE, ids=[one.name for one in BY_ROUTE])


def test_names_and_addresses_are_each_ones_own() -> None:
    """No two operations share a name, or a method and path."""
    assert len({one.name for one in BY_ROUTE}) == len(BY_ROUTE)
    assert len({(one.method, one.path) for one in BY_ROUTE}) == len(BY_ROUTE)


@EACH
def test_every_parameter_of_a_path_is_described(one: Operation) -> None:
    """Each name in the path has its parameter with a pattern that its example fits."""
    told = {it["name"]: it for it in one.parameters if it["in"] == "path"}
    assert set(re.findall(r"{(\w+)}", one.path)) == set(told)
    for parameter in told.values():
        schema = parameter["schema"]
        assert re.fullmatch(schema["pattern"].strip("^$"), schema["examples"][0]), parameter


@EACH
def test_errors_are_problems(one: Operation) -> None:
    """Whatever goes wrong is told as a problem, or as an answer with its receipt."""
    assert any(status.number < 300 for status in one.statuses)
    numbers = [status.number for status in one.statuses]
    assert len(set(numbers)) == len(numbers)
    for status in one.statuses:
        if status.number >= 400:
            assert MEDIA_TYPE in status.media_types or status.tells == "Answered"


@EACH
def test_it_is_told_in_both_languages(one: Operation) -> None:
    """Chinese and English each say what it is for, in a sentence."""
    assert one.zh.endswith("。")
    assert re.fullmatch(r"[ -~]+\.", one.en)


def test_the_tiles_that_are_described_are_tiles() -> None:
    """Each path of a tile, with its examples, is the only spelling of one."""
    tiles = [one for one in BY_ROUTE if one.path.startswith("/log/tile/")]
    assert len(tiles) == 4
    for one in tiles:
        path = one.path.removeprefix("/log/tile/")
        for parameter in one.parameters:
            path = path.replace(f"{{{parameter['name']}}}", parameter["schema"]["examples"][0])
        assert parse_place(path) is not None, path
