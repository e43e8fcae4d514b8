"""What a child is told, as one line."""

from mingpai.serving.setup import ROLES, Addresses, PublicKeys, Setup, decode_setup, encode_setup

WHERE = Addresses("127.0.0.1", 8000, 8001, 8002, 8003)
SETUP = Setup(
    "core", WHERE, "mingpai.example/x", PublicKeys("a", "b", "c"), tickets_secret=b"\x00!"
)


def test_a_setup_is_one_line_and_is_read_back() -> None:
    """Reading is the inverse of writing, and there is no line end inside."""
    line = encode_setup(SETUP)
    assert b"\n" not in line
    assert decode_setup(line) == SETUP


def test_a_setup_shows_nothing_of_its_secrets() -> None:
    """Whatever prints one prints its role alone."""
    assert repr(SETUP) == str(SETUP) == "Setup(core)"


def test_each_part_has_an_address_of_its_own() -> None:
    """Pages, door, counter and edge are four, and the pages' is an origin."""
    assert WHERE.site == "http://127.0.0.1:8000"
    assert len({WHERE.site, WHERE.hall, WHERE.bids, WHERE.watch}) == 4
    assert len(ROLES) == 3
