"""Claims about `mingpai pack`."""

import json

import pytest

from mingpai.auction.settlement.model import AnnulmentGround
from mingpai.commands.output import DONE, Unusable
from mingpai.commands.pack import pack
from mingpai.service.export import Source


@pytest.mark.parametrize("ground", [*AnnulmentGround, "恶意串通"])
def test_each_ground_has_its_pack(
    source: Source, ground: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What bears on a ground is named with its entries, what is not there with where it is."""
    assert pack(source, "sample-00000", ground, as_json=True) == DONE
    said = json.loads(capsys.readouterr().out)
    assert said["article"].startswith("FS2016-18:31")
    assert said["held"]
    assert all(one["entries"] for one in said["held"])
    assert any(one["outside"] for one in said["missing"])


def test_people_read_it_in_both_languages(
    source: Source, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each piece is told in Chinese and English, and of many entries only the first are listed."""
    assert pack(source, "disposal/sample-00000", "collusion", as_json=False) == DONE
    out = capsys.readouterr().out
    assert "恶意串通 collusion" in out
    assert "in all" in out
    assert "from outside" in out


@pytest.mark.parametrize(
    ("lot", "ground", "reason"),
    [("2026-9999", "collusion", "knows no such disposal"), ("sample-00000", "spite", "none of")],
)
def test_what_is_not_there_is_told(source: Source, lot: str, ground: str, reason: str) -> None:
    """A lot that is unknown, or a ground that the article does not have, is told."""
    with pytest.raises(Unusable, match=reason):
        pack(source, lot, ground, as_json=True)
