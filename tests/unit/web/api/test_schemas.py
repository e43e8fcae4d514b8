"""Schemas of messages: what structs say, and what they cannot say of themselves."""

import ast
import inspect
from types import ModuleType

import pytest

from mingpai.auction.intake import Bid
from mingpai.auction.model import Phase
from mingpai.hall import door, edge
from mingpai.hall.wire import Answered, Row, Standing, Turned
from mingpai.kernel.money import MAX_FEN
from mingpai.web.api.schemas import DOOR_SAYS, EDGE_SAYS, REF, reference, schemas_of


def test_what_is_heard_is_closed_and_what_is_told_is_open() -> None:
    """A reader refuses unknown fields of a bid, and must skip those of an answer."""
    found = schemas_of(heard=[Bid], told=[Answered])
    assert found["Bid"]["additionalProperties"] is False
    assert "additionalProperties" not in found["Answered"]


def test_bounds_and_words_are_those_of_the_code() -> None:
    """What a type leaves open is told from the code that decides it."""
    found = schemas_of(heard=[Bid], told=[Answered, Standing, Turned])
    price = found["Bid"]["properties"]["price_fen"]
    assert (price["minimum"], price["maximum"]) == (1, MAX_FEN)
    assert found["Answered"]["properties"]["outcome"]["enum"] == ["taken", "refused"]
    assert set(found["Standing"]["properties"]["phase"]["enum"]) == {None, *Phase}
    assert set(found["Turned"]["properties"]["code"]["enum"]) == {*DOOR_SAYS, *EDGE_SAYS}


def test_instants_say_that_they_are() -> None:
    """Each text that holds an instant has its form, also where it may be missing; no other has."""
    properties = schemas_of(told=[Standing])["Standing"]["properties"]
    assert properties["now"] == {"type": "string", "format": "date-time"}
    assert {"type": "string", "format": "date-time"} in properties["opens_at"]["anyOf"]
    assert properties["leader"] == {"type": "string"}


def test_a_row_is_an_array() -> None:
    """A struct that travels as an array is one, and needs no names of fields."""
    assert schemas_of(told=[Row])["Row"]["type"] == "array"


def test_descriptions_are_those_of_the_structs() -> None:
    """The words of a struct stand in its schema, without the indents of its source."""
    words = schemas_of(told=[Answered])["Answered"]["description"]
    assert words == inspect.getdoc(Answered)
    assert "\n    " not in words


def test_a_reference_leads_to_a_component() -> None:
    """A struct is pointed to by its name."""
    assert reference(Bid) == {"$ref": REF + "Bid"}


@pytest.mark.parametrize(("module", "told"), [(door, DOOR_SAYS), (edge, EDGE_SAYS)])
def test_every_reason_for_turning_away_is_told(module: ModuleType, told: tuple[str, ...]) -> None:
    """Each code with which the module ends a connection stands in the document, and no other."""
    calls = [
        node
        for node in ast.walk(ast.parse(inspect.getsource(module)))
        if isinstance(node, ast.Call) and "turn_away" in ast.unparse(node)
    ]
    names = {
        name.id
        for call in calls
        for argument in call.args
        for name in ast.walk(argument)
        if isinstance(name, ast.Name) and name.id.isupper()
    }
    found = {value for name in names if isinstance(value := getattr(module, name), str)}
    assert found == set(told)
