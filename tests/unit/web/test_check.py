"""The page that checks a receipt in the browser has a text for whatever may happen there."""

import re
from importlib.resources import files
from itertools import product

import pytest

from mingpai.web.check import check_view
from mingpai.web.renderer import Renderer
from mingpai.web.site import Site

STATIC = files("mingpai.web") / "static"
FORMS = ("receipt", "proof")


def script(name: str) -> str:
    """Return the text of a script."""
    return (STATIC / name).read_text("utf-8")


def test_every_code_has_a_text(site: Site, english: Renderer) -> None:
    """Each way to fail that a script knows is told in words, and no text is left over."""
    codes = set(re.findall(r'(?<!=== )"([a-z_]+)"(?:\)|, \{)', script("paper.js")))
    codes |= set(re.findall(r'unreadable\("([a-z_]+)"\)', script("check.js")))
    told = check_view(site, english)["told"]
    assert {f"why-{code}" for code in codes} == {name for name in told if name.startswith("why-")}


def test_every_step_has_its_texts(site: Site, english: Renderer) -> None:
    """Each step of either form has a name, and what is told when it went well."""
    told = check_view(site, english)["told"]
    steps = re.findall(r'(receipt|proof): \[((?:"[a-z]+",? ?)+)\]', script("paper.js"))
    assert [form for form, _ in steps] == list(FORMS)
    for form, names in steps:
        for name in re.findall(r"[a-z]+", names):
            assert f"step-{name}" in told
            assert name == "key" or f"right-{name}-{form}" in told
    for name, state in product(("state",), ("right", "wrong", "open")):
        assert f"{name}-{state}" in told


def test_every_text_that_the_page_asks_for_is_there(site: Site, english: Renderer) -> None:
    """A text that the script names outright is among the texts of the page."""
    told = check_view(site, english)["told"]
    names = set(re.findall(r'say\("([a-z-]+)"', script("check.js")))
    rows = re.findall(r'^    \["([a-z]+)", ', script("check.js"), re.MULTILINE)
    names |= {f"fact-{row}" for row in rows}
    assert len(names) > 10
    assert names <= told.keys()


def test_the_facts_of_a_text_are_those_that_the_script_gives(site: Site, english: Renderer) -> None:
    """Each word in braces is a fact that a step returns or a failure carries."""
    facts = {word for text in check_view(site, english)["told"].values() for word in _braced(text)}
    code = script("paper.js") + script("check.js")
    assert all(re.search(rf"\b{fact}\b", code) for fact in facts)


def _braced(text: str) -> list[str]:
    return re.findall(r"\{(\w+)\}", text)


def test_both_languages_tell_the_same_facts(
    site: Site, english: Renderer, chinese: Renderer
) -> None:
    """A translation keeps the words in braces."""
    ours, theirs = check_view(site, english)["told"], check_view(site, chinese)["told"]
    assert ours.keys() == theirs.keys()
    for name, text in ours.items():
        assert sorted(_braced(text)) == sorted(_braced(theirs[name])), name


def test_the_keys_are_the_published_ones(site: Site, english: Renderer) -> None:
    """What the page pins are the two keys that the site publishes."""
    view = check_view(site, english)
    assert view["receipts_vkey"] == site.papers.receipts_vkey
    assert view["log_vkey"] == site.papers.log_vkey


@pytest.mark.parametrize("name", ["check.js", "paper.js", "ed25519.js"])
def test_a_script_asks_nobody_and_evaluates_nothing(name: str) -> None:
    """No script of the page sends anything, makes code or markup from text, or needs a library."""
    forbidden = "eval|Function|fetch|XMLHttpRequest|WebSocket|sendBeacon|innerHTML|write"
    text = script(name)
    assert re.search(rf"\b(?:{forbidden})\b\(|\.innerHTML", text) is None
    assert set(re.findall(r'from "([^"]+)"', text)) <= {"./paper.js", "./ed25519.js"}
