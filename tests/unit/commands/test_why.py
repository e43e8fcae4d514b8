"""Claims about `mingpai why`."""

import json

import pytest

from mingpai.commands.output import DONE, Unusable
from mingpai.commands.why import why
from mingpai.journal.entry import decode_entry
from mingpai.service.export import Source


def seqs(source: Source, kind: str) -> list[int]:
    """Return the numbers of the entries of a kind."""
    stored = source.store.read(0, limit=source.store.head().size)
    return [one.seq for one in stored if decode_entry(one.leaf).kind == kind]


def test_a_refusal_is_explained(source: Source, capsys: pytest.CaptureFixture[str]) -> None:
    """The facts, the rule, the article and what would have been allowed, in both languages."""
    seq = seqs(source, "auction.command_refused")[0]
    assert why(source, seq, as_json=True) == DONE
    said = json.loads(capsys.readouterr().out)
    assert said.keys() >= {"seq", "code", "article", "facts", "allowed"}
    assert (said["seq"], said["code"]) == (seq, "bid_not_higher")
    assert said["allowed"]["zh"]
    assert said["allowed"]["en"]
    assert why(source, seq, as_json=False) == DONE
    out = capsys.readouterr().out
    assert "法释〔2016〕18号第二十条第一款" in out
    assert "K18" in out


def test_a_duty_is_explained(source: Source, capsys: pytest.CaptureFixture[str]) -> None:
    """An entry that makes something somebody's duty says what, until when, under which article."""
    seq = seqs(source, "auction.round_sold")[0]
    assert why(source, seq, as_json=True) == DONE
    said = json.loads(capsys.readouterr().out)
    assert {rule for duty in said["duties"] for rule in duty["ground"]["rules"]} >= {
        "K26",
        "K27",
        "K28",
    }
    assert said["article"]
    assert why(source, seq, as_json=False) == DONE
    assert "K28" in capsys.readouterr().out


def test_an_entry_that_leads_to_nothing_says_so(
    source: Source, capsys: pytest.CaptureFixture[str]
) -> None:
    """The journal's own entries refuse nothing and make nobody's duty."""
    assert why(source, 0, as_json=True) == DONE
    said = json.loads(capsys.readouterr().out)
    assert (said["code"], said["duties"]) == (None, [])
    assert why(source, 0, as_json=False) == DONE
    assert "Nothing was refused" in capsys.readouterr().out


@pytest.mark.parametrize("seq", [-1, 10**9])
def test_an_entry_that_is_not_there_is_told(source: Source, seq: int) -> None:
    """A number beyond the journal is told with those that it has."""
    with pytest.raises(Unusable, match="the journal has entries 0 to"):
        why(source, seq, as_json=True)
