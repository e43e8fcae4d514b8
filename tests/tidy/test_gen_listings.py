"""Proves that docs/listings.md is what the law says of real lists, and holds nothing of them."""

import csv
import os
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="module")
def gen_listings(tool: Callable[[str], ModuleType]) -> ModuleType:
    """Return the script, where the lists are there; without them the test skips."""
    script = tool("gen_listings")
    if not all((script.LISTS / source.path).is_file() for source in script.SOURCES):
        reason = "the real lists of ../shared/data are not beside this repository"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return script


def test_the_document_is_fresh(
    gen_listings: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    """The document is what the lists and the law come to now."""
    assert gen_listings.main(["--check"]) == 0, capsys.readouterr().err


def test_nothing_of_the_lists_is_in_it(gen_listings: ModuleType) -> None:
    """No title, name or address of a listing stands in the document."""
    text = gen_listings.document()
    for source in gen_listings.SOURCES:
        path = gen_listings.LISTS / source.path
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                for name in ("title", "publisher", "disposalUnit", "addressName", "item_id", "id"):
                    told = row.get(name) or ""
                    assert len(told) < 3 or told not in text, (path.name, name)


def test_every_line_is_whole(gen_listings: ModuleType) -> None:
    """Two runs write the same, no line ends in a blank, and every row of a table is complete."""
    text = gen_listings.document()
    assert text == gen_listings.document()
    lines = text.splitlines()
    assert all(line == line.rstrip() for line in lines)
    widths = {line.count("|") for line in lines if line.startswith("| ")}
    assert widths == {6, 11}


def test_what_cannot_be_generated_is_told(
    gen_listings: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Missing lists and wrong arguments end with status 2, a changed document with 1."""
    assert gen_listings.main(["--chekc"]) == 2
    monkeypatch.setattr(gen_listings, "DOCUMENT", tmp_path / "listings.md")
    assert gen_listings.main(["--check"]) == 1
    assert gen_listings.main([]) == 0
    assert gen_listings.main(["--check"]) == 0
    with pytest.raises(gen_listings.NoLists, match="is not there"):
        gen_listings.document(tmp_path)
    bad = tmp_path / gen_listings.SOURCES[0].path
    bad.parent.mkdir()
    bad.write_text("x,y\n1,2\n", encoding="utf-8")
    with pytest.raises(gen_listings.NoLists, match="no_header"):
        gen_listings.document(tmp_path)
    assert "usage" in capsys.readouterr().err
