"""Rendering a page in one language."""

from mingpai.web.renderer import Renderer


def test_links_stay_in_their_language(chinese: Renderer, english: Renderer) -> None:
    """An address gets the language's prefix and what is not empty of the query, encoded."""
    assert chinese.link("/refusals") == "/refusals"
    assert english.link("/refusals") == "/en/refusals"
    assert english.link("/", q="房 1&2", court="") == "/en/?q=%E6%88%BF+1%262"


def test_what_a_reader_typed_is_escaped(english: Renderer) -> None:
    """Nothing from outside becomes markup."""
    page = english.page(
        "error.html",
        "/",
        site_title="t",
        opened=None,
        status=400,
        detail="<script>alert(1)</script>",
    )
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
