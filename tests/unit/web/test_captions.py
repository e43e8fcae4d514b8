"""Names of lots and offices."""

from mingpai.web.captions import Caption, Captions


def test_a_caption_speaks_both_languages() -> None:
    """A name is given in the language asked for; what has none is shown by its id."""
    names = Captions(
        lots={"disposal/1": Caption("房", "house")}, offices={"court/a": Caption("院", "court")}
    )
    assert (names.lot("disposal/1", "zh"), names.lot("disposal/1", "en")) == ("房", "house")
    assert names.lot("disposal/2", "en") == "disposal/2"
    assert (names.office("court/a", "zh"), names.office("court/b", "zh")) == ("院", "court/b")
